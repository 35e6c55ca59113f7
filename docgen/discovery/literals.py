"""Keys of maps and members of lists that are written out somewhere: in place, in locals, in defaults, in files."""

import json
from collections.abc import Callable, Mapping, Sequence

import yaml

from docgen.discovery.roots import Root
from docgen.discovery.survey import Survey, body_of
from docgen.discovery.values import loads_itself
from docgen.hcl.nodes import (
    Call,
    Expression,
    GetAttribute,
    GetIndex,
    Interpolation,
    ObjectConstructor,
    Parentheses,
    Template,
    Text,
    TupleConstructor,
    Variable,
)
from docgen.source.tree import Unreadable, join
from docgen.terraform.module import Module
from docgen.terraform.references import Step, steps
from docgen.terraform.syntax import text_of

MOST_HOPS = 6  # names behind one another
COLLECTIONS = frozenset({"toset", "tolist", "tomap", "keys", "concat", "merge", "nonsensitive", "distinct"})
DECODERS: Mapping[str, Callable[[str], object]] = {"jsondecode": json.loads, "yamldecode": yaml.safe_load}


class Literals:
    """The written-out collections of one module."""

    def __init__(self, survey: Survey, root: Root, module: Module) -> None:
        self.survey = survey
        self.root = root
        self.module = module

    def local_of(self, path: Sequence[Step] | None) -> Expression | None:
        """The expression of `local.x`."""
        if path is None or len(path) != 2 or path[0] != "local":  # noqa: PLR2004 - local and its name
            return None
        found = self.module.locals.get(str(path[1]))
        return None if found is None else found.value.expression

    def members(self, expression: Expression, hops: int = 0) -> list[str]:  # noqa: PLR0911 - one return a case
        """The keys of a map or an object, the texts of a list; nothing where they are not written out."""
        if hops > MOST_HOPS:
            return []
        match expression:
            case Parentheses(expression=inner):
                return self.members(inner, hops)
            case ObjectConstructor(items=items):
                return [text for each in items if (text := key_text(each.key)) is not None]
            case TupleConstructor(items=items):
                return [text for each in items if (text := text_of(each)) is not None]
            case Call(name=name, arguments=arguments) if name in COLLECTIONS:
                return [each for one in arguments for each in self.members(one, hops + 1)]
            case Call(name=name) if name in DECODERS:
                return members_of(self.decoded(expression))
            case Variable() | GetAttribute() | GetIndex():
                return self.members_behind(expression, hops)
            case _:
                return []

    def members_behind(self, expression: Expression, hops: int) -> list[str]:
        """The members of what a reference leads to."""
        path = steps(expression)
        if path is None or len(path) < 2 or not isinstance(path[1], str):  # noqa: PLR2004 - kind and name
            return []
        behind = self.local_of(path[:2]) if path[0] == "local" else self.value_of(path)
        for step in path[2:]:
            if isinstance(behind, Call) and behind.name in DECODERS:
                return members_of(inside(self.decoded(behind), path[path.index(step) :]))
            behind = attribute_of(behind, step)
        return [] if behind is None else self.members(behind, hops + 1)

    def value_of(self, path: Sequence[Step]) -> Expression | None:
        """The value of `var.x` in a root module: that of a file that loads by itself, else the default."""
        name = str(path[1])
        if path[0] != "var" or name not in self.module.variables:
            return None
        if self.module is self.root.module:
            for each in self.survey.tree.names(self.root.folder) or ():
                file = join(self.root.folder, each)
                body = body_of(self.survey, file) if loads_itself(file, self.root.folder) else None
                for attribute in body.attributes if body else ():
                    if attribute.name == name:
                        return attribute.expression
        default = self.module.variables[name].default
        return None if default is None else default.expression

    def decoded(self, call: Call) -> object:
        """The data of `jsondecode(file("…"))` and `yamldecode(file("…"))`."""
        match call.arguments:
            case (Call(name="file", arguments=(path,)),):
                place = self.place_of(path)
            case _:
                place = None
        if place is None:
            return None
        try:
            return DECODERS[call.name](self.survey.tree.read(place).decode("utf-8-sig"))
        except (Unreadable, ValueError, RecursionError, yaml.YAMLError):
            return None

    def place_of(self, path: Expression) -> str | None:
        """A path that is written out, `path.module` and `path.root` included."""
        if not isinstance(path, Template):
            return None
        written = ""
        for part in path.parts:
            match part:
                case Text(value=value):
                    written += value
                case Interpolation(expression=expression) if steps(expression) == ["path", "module"]:
                    written += "/" + self.module.folder
                case Interpolation(expression=expression) if steps(expression) == ["path", "root"]:
                    written += "/" + self.root.folder
                case _:
                    return None
        return join(".", written.lstrip("/")) if written.startswith("/") else join(self.root.folder, written)


def key_text(key: Expression) -> str | None:
    return key.name if isinstance(key, Variable) else text_of(key)


def attribute_of(expression: Expression | None, step: Step) -> Expression | None:
    name = step if isinstance(step, str) else str(step.value)
    if isinstance(expression, ObjectConstructor):
        return next((each.value for each in expression.items if key_text(each.key) == name), None)
    return None


def inside(data: object, path: Sequence[Step]) -> object:
    for step in path:
        name = step if isinstance(step, str) else step.value
        data = data.get(name) if isinstance(data, Mapping) else None
    return data


def members_of(data: object) -> list[str]:
    if isinstance(data, Mapping):
        return [each for each in data if isinstance(each, str)]
    return [each for each in data if isinstance(each, str)] if isinstance(data, list) else []

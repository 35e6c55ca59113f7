"""Names of environments that the configuration itself contains.

Maps are indexed by `terraform.workspace` or by a variable for the environment, the two are compared with texts, lists
say what is allowed, files are named after them: the keys, the texts and the names of the files are environments.
"""

import posixpath
import re
from collections.abc import Iterator, Sequence

import msgspec

from docgen.discovery.literals import Literals
from docgen.discovery.roots import Root
from docgen.discovery.survey import Survey
from docgen.hcl.nodes import (
    Attribute,
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    GetAttribute,
    GetIndex,
    Interpolation,
    Node,
    Parentheses,
    Template,
    Text,
    Variable,
)
from docgen.hcl.walk import walk
from docgen.terraform.module import Module, SourceExpression, WrittenBlock
from docgen.terraform.module import Variable as DeclaredVariable
from docgen.terraform.references import Step, steps
from docgen.terraform.syntax import text_of

WORKSPACE: tuple[Step, ...] = ("terraform", "workspace")
# Functions that leave a name recognisable.
PLAIN = frozenset({"lower", "upper", "replace", "trimspace", "tostring", "coalesce", "try"})
PARTS = frozenset({"substr", "trimprefix", "trimsuffix", "regex", "endswith"})
NAME = re.compile(r"-?[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
MOST_HOPS = 6  # locals behind one another


class Choices(msgspec.Struct, frozen=True):
    """The names that are possible for one reference."""

    listed: tuple[str, ...] = ()  # keys of maps that it indexes, members of lists that it must be in
    compared: tuple[str, ...] = ()  # texts that it is compared with; "-prod" where only its end is

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.listed, *self.compared)))


def uses_workspace(root: Root) -> bool:
    return any(
        node.name == "workspace" and node.source.name == "terraform"
        for module in root.modules
        for expression in expressions_of(module)
        for node in walk(expression)
        if isinstance(node, GetAttribute) and isinstance(node.source, Variable)
    )


def choices_of(
    survey: Survey, root: Root, wanted: Sequence[Step], only: DeclaredVariable | None = None
) -> Choices:
    """The choices for `wanted` in the root module; for the workspace, also in the modules that it calls.

    With `only`, what the validations of that variable say.
    """
    listed: list[str] = []
    compared: list[str] = []
    for module in root.modules if tuple(wanted) == WORKSPACE else root.modules[:1]:
        reader = Reader(survey, root, module, wanted)
        for expression in expressions_of(module) if only is None else validations_of(only):
            for node in walk(expression):
                listed += reader.listed(node)
                compared += reader.compared(node)
    kept = [tuple(dict.fromkeys(filter(NAME.fullmatch, each))) for each in (listed, compared)]
    return Choices(*kept)


def validations_of(variable: DeclaredVariable) -> Iterator[Expression]:
    yield from (each.condition.expression for each in variable.validations)


def expressions_of(module: Module) -> Iterator[Expression]:
    """Every expression of a module."""
    yield from (each.value.expression for each in module.locals.values())
    for variable in module.variables.values():
        yield from validations_of(variable)
    yield from (each.value.expression for each in module.outputs.values())
    written: list[SourceExpression | None] = []
    blocks: list[WrittenBlock] = []
    for call in module.calls.values():
        written += [*call.arguments.values(), call.count, call.for_each]
    for resource in module.resources.values():
        written += [*resource.attributes.values(), resource.count, resource.for_each]
        blocks += resource.blocks
    for provider in module.providers.values():
        written += provider.attributes.values()
        blocks += provider.blocks
    yield from (each.expression for each in written if each is not None)
    for block in blocks:
        yield from (each.expression for each in walk(block.block.body) if isinstance(each, Attribute))


class Reader:
    """Reads one module for what it says about one reference."""

    def __init__(self, survey: Survey, root: Root, module: Module, wanted: Sequence[Step]) -> None:
        self.survey = survey
        self.root = root
        self.module = module
        self.wanted = list(wanted)
        self.literals = Literals(survey, root, module)

    def listed(self, node: Node) -> list[str]:
        """The keys and members that the node asks for by the reference."""
        match node:
            case GetIndex(_, _, source, key) if self.means(key):
                return self.literals.members(source)
            case Call(name="lookup", arguments=(source, key, *_)) if self.means(key):
                return self.literals.members(source)
            case Call(name="contains", arguments=(source, key)) if self.means(key):
                return self.literals.members(source)
            case For(collection=collection, condition=condition) if condition and self.mentions(condition):
                return self.literals.members(collection)
            case Template(parts=parts) if any(self.is_wanted_part(each) for each in parts):
                return self.file_names(node)
            case _:
                return []

    def compared(self, node: Node) -> list[str]:
        match node:
            case Binary(operator="==" | "!=", left=left, right=right):
                return self.compared_with(left, right) + self.compared_with(right, left)
            case Call(name="endswith", arguments=(value, end)) if self.means(value):
                return [text for text in (text_of(end),) if text and text.startswith("-")]
            case _:
                return []

    def compared_with(self, value: Expression, other: Expression) -> list[str]:
        text = text_of(other)
        if not text:
            return []
        if text.startswith("-"):
            return [text] if isinstance(value, Call) and value.name in PARTS and self.mentions(value) else []
        return [text] if self.means(value) else []

    def means(self, expression: Expression, hops: int = 0) -> bool:  # noqa: PLR0911 - one return a case
        """Whether the expression is the reference, perhaps in other letters."""
        if hops > MOST_HOPS:
            return False
        match expression:
            case Parentheses(expression=inner):
                return self.means(inner, hops)
            case Call(name=name, arguments=(first, *_)) if name in PLAIN:
                return self.means(first, hops + 1)
            case Template(parts=(Interpolation(expression=inner),)):
                return self.means(inner, hops)
            case Conditional(yes=yes, no=no):
                return self.means(yes, hops + 1) or self.means(no, hops + 1)
            case Variable() | GetAttribute() | GetIndex():
                path = steps(expression)
                if path == self.wanted:
                    return True
                local = self.literals.local_of(path)
                return local is not None and self.means(local, hops + 1)
            case _:
                return False

    def mentions(self, expression: Expression) -> bool:
        return any(isinstance(each, GetAttribute) and self.means(each) for each in walk(expression))

    def is_wanted_part(self, part: Node) -> bool:
        return isinstance(part, Interpolation) and self.means(part.expression)

    def file_names(self, template: Template) -> list[str]:
        """The names that replace the reference in the paths of files: `"${path.module}/${terraform.workspace}.yml"`."""
        pattern = ""
        for part in template.parts:
            match part:
                case Text(value=value):
                    pattern += re.escape(value)
                case Interpolation() if self.is_wanted_part(part):
                    pattern += "([^/]+)" if "(" not in pattern.replace(r"\(", "") else "[^/]+"
                case Interpolation(expression=expression) if steps(expression) in (
                    ["path", "module"],
                    ["path", "root"],
                ):
                    folder = (
                        self.module.folder if steps(expression) == ["path", "module"] else self.root.folder
                    )
                    pattern += re.escape(folder) if not pattern else "\0"
                case _:
                    return []
        path = template.parts[-1]
        if not isinstance(path, Text) or not re.fullmatch(r"[^/]*\.(?:ya?ml|json|tfvars)", path.value):
            return []
        # "a/../b" is not how the survey names files.
        plain = re.compile(posixpath.normpath(pattern.replace(r"\.\.", "..").replace(r"\./", "")))
        return [found[1] for each in self.survey.files if (found := plain.fullmatch(each)) is not None]

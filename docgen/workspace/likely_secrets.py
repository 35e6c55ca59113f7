"""Likely secrets: values that are hidden although nothing marks them as sensitive, found without evaluating anything.

Obvious secrets: a literal under a name such as `db_password`, or of the form of a private key. Literals behind secrets: a
local value or variable that is used for nothing but something sensitive (`password = local.db_password`).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import msgspec

from docgen.hcl.nodes import (
    Block,
    Call,
    Conditional,
    Expression,
    Node,
    ObjectConstructor,
    Parentheses,
    Template,
    Text,
    TupleConstructor,
)
from docgen.hcl.walk import children, variables
from docgen.language.inputs import VariableValue
from docgen.language.validate import expressions_of
from docgen.source.diagnostic import Code, Diagnostic, warning
from docgen.source.span import Span
from docgen.source.text import SourceFile
from docgen.terraform.module import Configuration, Module, ModulePath, SourceExpression, WrittenBlock
from docgen.terraform.references import Key, steps
from docgen.terraform.secret_words import is_secret_name, may_be_secret, tells_secret
from docgen.terraform.syntax import name_of, text_of
from docgen.values.likely import LikelySecrets, holds_secrets, marked_by_name
from docgen.values.text import from_plain
from docgen.values.values import hides_anything

Thing: TypeAlias = tuple[ModulePath, str, str]  # a module, "local" or "var", a name
Members: TypeAlias = tuple[str, ...]
# Calls whose result is the argument in another form: what is passed to them is the secret itself.
CARRIERS = frozenset(
    {"base64decode", "lower", "sha256", "title", "tobool", "tonumber", "upper"}
    | {"base64encode", "chomp", "coalesce", "jsonencode", "nonsensitive", "one", "sensitive", "tostring"}
    | {"trimspace", "try", "yamlencode", "ephemeralasnull", "tomap", "tolist", "toset"}
)
DEEPEST = 50  # references that are followed from one to the next


class Finding(msgspec.Struct, frozen=True):
    """A literal that is likely a secret, and the names under which docgen.yml may say that it is none."""

    span: Span
    node: int  # id of the literal
    name: str
    names: frozenset[str]


# -- obvious secrets --------------------------------------------------------------------------------


def obvious_secrets(module: Module) -> Iterator[Finding]:
    """The literals of a module's own files that are secrets by name or form."""
    for variable in module.variables.values():
        if variable.default is not None:
            yield from under(variable.name, [f"var.{variable.name}"], variable.default)
    for local in module.locals.values():
        yield from under(local.name, [f"local.{local.name}"], local.value)
    for output in module.outputs.values():
        yield from under(output.name, [f"output.{output.name}"], output.value)
    for call in module.calls.values():
        for name, written in call.arguments.items():
            yield from under(name, [f"module.{call.name}.{name}"], written)
    for resource in module.resources.values():
        prefix = f"{'' if resource.mode == 'managed' else f'{resource.mode}.'}{resource.type}.{resource.name}"
        yield from in_attributes(resource.attributes, resource.blocks, prefix)
    for provider in module.providers.values():
        yield from in_attributes(provider.attributes, provider.blocks, f"provider.{provider.name}")
    if module.backend is not None:
        yield from in_attributes(module.backend.attributes, module.backend.blocks, "backend")


def in_attributes(
    attributes: Mapping[str, SourceExpression], blocks: Iterable[WrittenBlock], prefix: str
) -> Iterator[Finding]:
    for name, written in attributes.items():
        yield from under(name, [f"{prefix}.{name}"], written)
    for each in blocks:
        yield from in_block(each.block, each.file, prefix)


def in_block(block: Block, file: SourceFile, prefix: str) -> Iterator[Finding]:
    """The assignments in a block; a pair of `name` and `value` in it counts as one assignment."""
    inner = f"{prefix}.{block.type}"
    named = {each.name: text_of(each.expression) for each in block.body.attributes}
    for each in block.body.attributes:
        name = (named.get("name") or "value") if each.name == "value" else each.name
        yield from under(name, [f"{inner}.{each.name}"], SourceExpression(each.expression, file))
    for below in block.body.blocks:
        yield from in_block(below, file, inner)


def under(name: str, addresses: Iterable[str], written: SourceExpression) -> Iterator[Finding]:
    yield from judged(written.expression, name, frozenset({name, *addresses}), written.file)


def judged(node: Node, name: str, names: frozenset[str], file: SourceFile) -> Iterator[Finding]:
    match node:
        case Template():
            if is_obvious(node, name):
                yield Finding(file.span(node.start, node.end), id(node), name, names)
                return
            inside: Iterable[tuple[str, Node]] = [("", each) for each in node.parts]
        case Text():
            return
        case Conditional(_, _, condition, yes, no):
            inside = [("", condition), (name, yes), (name, no)]
        case Parentheses() | TupleConstructor():
            inside = [(name, each) for each in children(node)]
        case Call(name=function, arguments=arguments):
            own = name if function.removeprefix("core::") in CARRIERS else ""
            inside = [(own, each) for each in arguments]
        case ObjectConstructor():
            yield from in_object(node, name, names, file)
            return
        case _:
            inside = [("", each) for each in children(node)]
    for inner, each in inside:
        yield from judged(each, inner, names, file)


def in_object(
    node: ObjectConstructor, name: str, names: frozenset[str], file: SourceFile
) -> Iterator[Finding]:
    keys = [name_of(each.key) or "" for each in node.items]
    pairs = {key: text_of(each.value) for key, each in zip(keys, node.items, strict=True)}
    for key, item in zip(keys, node.items, strict=True):
        inner = (pairs.get("name") or key) if key == "value" else key
        inner = name if holds_secrets(name) else inner
        below = frozenset({inner, key, *[f"{each}.{key}" for each in names]})
        yield from judged(item.key, "", names, file)
        yield from judged(item.value, inner, below, file)


def is_obvious(node: Template, name: str) -> bool:
    texts = [each.value for each in node.parts if isinstance(each, Text)]
    whole = texts[0] if len(texts) == len(node.parts) == 1 else None
    if whole is not None and is_secret_name(name) and may_be_secret(whole):
        return True
    return any(map(tells_secret, texts))


def warnings_of(findings: Iterable[Finding]) -> Iterator[Diagnostic]:
    for each in findings:
        yield said(each.name, each.span)


def likely_given(
    given: Iterable[VariableValue], module: Module, likely: LikelySecrets
) -> Iterator[Diagnostic]:
    """Warnings about values in variables files and in docgen.yml that are obviously secrets."""
    for each in given:
        variable = module.variables.get(each.name)
        if variable is None or variable.is_hidden or each.source == "environment":
            continue
        names = [each.name, f"var.{each.name}"]
        if each.written is not None:
            for finding in under(each.name, names, each.written):
                if likely.shown.isdisjoint(finding.names):
                    yield said(finding.name or each.name, finding.span)
        elif hides_anything(
            marked_by_name(
                from_plain(each.text if each.data is None else each.data), each.name, names, likely.shown
            )
        ):
            yield said(each.name, each.span)


def said(name: str, span: Span | None) -> Diagnostic:
    what = f'"{name}"' if name else "This text"
    detail = (
        f"{what} looks like a secret that is written in plain text, and docgen hides it. Mark it sensitive, or take it out of "
        "the repository. If it is no secret, name it in docgen.yml under `secrets: {show: […]}`."
    )
    made = warning("Secret in plain text", detail, span)
    return msgspec.structs.replace(made, private=True, code=Code.LIKELY_SECRET)


# -- literals behind secrets --------------------------------------------------------------------------


class Flow:
    """Follows sensitive places back to the literals that are written for nothing else."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.literals: dict[tuple[Thing, Members], list[SourceExpression]] = {}
        self.followed: set[int] = set()  # ids of references that lead to something sensitive
        self.behind: dict[int, set[tuple[Thing, Members]]] = {}  # of a reference: what it is part of

    def follow(
        self,
        path: ModulePath,
        written: SourceExpression,
        owner: tuple[Thing, Members] | None = None,
        depth: int = 0,
    ) -> None:
        """Take an expression for the whole of something sensitive."""
        node = written.expression
        if depth > DEEPEST:
            return
        match node:
            case Template():
                if owner is not None and text_of(node):
                    self.literals[owner].append(written)
            case Parentheses() | TupleConstructor():
                inside: tuple[Node, ...] = children(node)
                self.follow_each(path, inside, written.file, owner, depth)
            case Conditional(_, _, _, yes, no):
                self.follow_each(path, (yes, no), written.file, owner, depth)
            case Call(name=name, arguments=arguments) if name.removeprefix("core::") in CARRIERS:
                self.follow_each(path, arguments, written.file, owner, depth)
            case ObjectConstructor(_, _, items) if owner is not None:
                named = [each for each in items if is_secret_name(name_of(each.key) or "")]
                self.follow_each(path, [each.value for each in named or items], written.file, owner, depth)
            case _:
                self.follow_reference(path, node, owner, depth)

    def follow_each(
        self,
        path: ModulePath,
        nodes: Iterable[Node],
        file: SourceFile,
        owner: tuple[Thing, Members] | None,
        depth: int,
    ) -> None:
        for each in nodes:
            self.follow(path, SourceExpression(each, file), owner, depth + 1)  # type: ignore[arg-type] # expressions all

    def follow_reference(
        self, path: ModulePath, node: Expression, owner: tuple[Thing, Members] | None, depth: int
    ) -> None:
        names = steps(node)
        if not names or len(names) < 2 or names[0] not in {"local", "var"} or isinstance(names[1], Key):  # noqa: PLR2004
            return
        thing: Thing = (path, str(names[0]), names[1])
        rest = tuple(str(each.value if isinstance(each, Key) else each) for each in names[2:])
        self.followed.add(id(node))
        if owner is not None:
            self.behind.setdefault(id(node), set()).add(owner)
        found = (thing, rest)
        if found in self.literals:
            return
        self.literals[found] = []
        for where, each in self.definitions(thing):
            inner = member(each, rest)
            if inner is not None:
                self.follow(where, inner, found, depth + 1)

    def definitions(self, thing: Thing) -> Iterator[tuple[ModulePath, SourceExpression]]:
        """The expressions that define a name, and their module."""
        path, kind, name = thing
        module = self.configuration.modules[path]
        if kind == "local":
            if name in module.locals:
                yield path, module.locals[name].value
            return
        variable = module.variables.get(name)
        if variable is None:
            return
        if variable.default is not None:
            yield path, variable.default
        if path:
            argument = self.configuration.modules[path[:-1]].calls[path[-1]].arguments.get(name)
            if argument is not None:
                yield path[:-1], argument

    def exclusive(self) -> dict[tuple[Thing, Members], list[SourceExpression]]:
        """The literals of names that are used for nothing but something sensitive, in any module."""
        used = self.uses()
        kept = dict(self.literals)
        while True:
            lost = [each for each in kept if not self.is_exclusive(each, used, kept)]
            if not lost:
                return kept
            for each in lost:
                del kept[each]

    def uses(self) -> dict[Thing, list[tuple[int, Members]]]:
        """Every reference to a name that was followed."""
        wanted = {thing for thing, _ in self.literals}
        found: dict[Thing, list[tuple[int, Members]]] = {each: [] for each in wanted}
        for path in {each[0] for each in wanted}:
            module = self.configuration.modules[path]
            checks = {
                id(each.condition.expression) for one in module.variables.values() for each in one.validations
            }
            for written, _ in expressions_of(module):
                if id(written.expression) in checks:
                    continue  # a rule for the value does not show it
                for node in variables(written.expression):
                    names = steps(node) or [""]
                    thing = (path, str(names[0]), str(names[1]) if len(names) > 1 else "")
                    if thing in found:
                        rest = tuple(str(each.value if isinstance(each, Key) else each) for each in names[2:])
                        found[thing].append((id(node), rest))
        return found

    def is_exclusive(
        self,
        each: tuple[Thing, Members],
        used: Mapping[Thing, list[tuple[int, Members]]],
        kept: Mapping[tuple[Thing, Members], object],
    ) -> bool:
        thing, members = each
        for node, rest in used[thing]:
            shared = min(len(rest), len(members))
            if rest[:shared] != members[:shared]:
                continue
            if node not in self.followed or not all(above in kept for above in self.behind.get(node, ())):
                return False
        return True


def member(written: SourceExpression, rest: Members) -> SourceExpression | None:
    """The expression of a member that is written out; None if it cannot be decided."""
    node = written.expression
    for name in rest:
        while isinstance(node, Parentheses):
            node = node.expression
        if not isinstance(node, ObjectConstructor):
            return None
        found = next((each.value for each in node.items if name_of(each.key) == name), None)
        if found is None:
            return None
        node = found
    return SourceExpression(node, written.file)

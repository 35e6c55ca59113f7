"""The lines of a configuration that contain a secret, so that no excerpt and no page prints them.

Found without evaluating anything, because an invalid configuration has secrets too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias
from weakref import WeakKeyDictionary

import msgspec

from docgen.aws.schemas import schemas_in_all_versions
from docgen.functions.table import FUNCTIONS
from docgen.hcl.nodes import Block, Body, Call, Number, Text
from docgen.hcl.parser import parse_body
from docgen.hcl.walk import walk
from docgen.language.depth import deep_recursion
from docgen.language.lazy_functions import FORMS
from docgen.language.schema import BlockSchema
from docgen.source.diagnostic import Diagnostic
from docgen.source.hidden import Hidden, without_quotes
from docgen.source.span import Span
from docgen.source.text import SourceFile
from docgen.terraform.module import Configuration, Module, ModulePath, Resource, SourceExpression
from docgen.terraform.secret_words import PEM, assigns_secret, has_secret_form
from docgen.values.likely import LikelySecrets
from docgen.workspace.likely_secrets import Finding, Flow, obvious_secrets

Line: TypeAlias = tuple[str, int]  # path and number
REDACTED = Hidden.SENSITIVE.text
COMMENT = re.compile(r"(?:#|(?<!:)//|/\*|^\s*\*)(.*)")
EQUALS = re.compile(r"[ \t]*=[ \t]*")
PEM_END = re.compile(r"-----END (?:[A-Z0-9]+ )*PRIVATE KEY")


class Secrets(msgspec.Struct, frozen=True):
    """Lines by path and number."""

    lines: frozenset[Line]

    def hides(self, span: Span) -> bool:
        return any((span.path, number) in self.lines for number in range(span.start[0], span.end[0] + 1))

    def redact(self, path: str, text: str) -> str:
        """A file's text, with as many lines as before; a name stays where all that follows it on its line is a value."""
        lines = text.split("\n")
        hidden = {
            *obvious_lines(text),
            *(number for each, number in self.lines if each == path and number <= len(lines)),
        }
        if not hidden:
            return text
        before = before_values(path, text)
        for number in hidden:
            lines[number - 1] = before.get(number, "") + REDACTED
        return "\n".join(lines)


def before_values(path: str, text: str) -> Mapping[int, str]:
    """By line, what may be shown before a hidden value: the indentation, and the name of an argument that begins there.

    Only the grammar tells a name from a line of a heredoc that looks like one. Of the lines that it does not know, nothing.
    """
    lines = enumerate(text.split("\n"), start=1)
    indented = {number: line[: len(line) - len(line.lstrip(" \t"))] for number, line in lines}
    if path.endswith(".json"):  # where no value has two lines
        return indented
    file = SourceFile(path, text)
    parsed = parse_body(file)
    if parsed.diagnostics:
        return {}
    found, bodies = indented, [parsed.value]
    while bodies:
        body = bodies.pop()
        bodies += [each.body for each in body.blocks]
        for each in body.attributes:
            first, last = file.line_of(each.start), file.line_of(each.end)
            found |= dict.fromkeys(range(first + 1, last + 1), f"{found[first]}  ")
            start = text[file.line_starts()[first - 1] : each.name_end]
            if start.strip() == each.name and not has_secret_form(each.name):
                sign = EQUALS.match(text, each.name_end)
                found[first] = f"{start}{sign[0] if sign else ' = '}"
    return found


class Likely(msgspec.Struct, frozen=True, eq=False):
    """Values that are hidden although the configuration does not mark them as sensitive."""

    secrets: LikelySecrets
    findings: tuple[Finding, ...]  # what is obviously a secret, and should be marked
    lines: frozenset[Line]


LIKELY: WeakKeyDictionary[Configuration, dict[frozenset[str], Likely]] = WeakKeyDictionary()


def likely_secrets(configuration: Configuration, shown: frozenset[str] = frozenset()) -> Likely:
    """Obvious secrets, and literals that are written for something sensitive alone; `shown`: names that are neither."""
    known = LIKELY.setdefault(configuration, {})
    if shown not in known:
        known[shown] = find_likely_secrets(configuration, shown)
    return known[shown]


def find_likely_secrets(configuration: Configuration, shown: frozenset[str]) -> Likely:
    with deep_recursion():
        return find_likely(configuration, shown)


def find_likely(configuration: Configuration, shown: frozenset[str]) -> Likely:
    hidden = {id(each.expression) for _, each in sensitive_places(configuration)}
    findings = {
        each.node: each
        for module in {id(each): each for each in configuration.modules.values()}.values()
        for each in obvious_in(module)
        if shown.isdisjoint(each.names)
    }
    flow = Flow(configuration)
    for path, written in sensitive_places(configuration):
        flow.follow(path, written)
    lines = {line for each in findings.values() for line in span_lines(each.span)}
    nodes = set(findings)
    variables: dict[str, set[tuple[str, ...]]] = {}
    for ((path, kind, name), members), literals in flow.exclusive().items():
        if not shown.isdisjoint({name, f"{kind}.{name}", ".".join([kind, name, *members])}):
            continue
        nodes.update(id(each.expression) for each in literals)
        lines.update(line for each in literals for line in written_lines(each))
        if kind == "var" and not path:
            variables.setdefault(name, set()).add(members)
    secrets = LikelySecrets(
        frozenset(nodes), {name: frozenset(each) for name, each in variables.items()}, shown
    )
    told = tuple(each for each in findings.values() if each.node not in hidden)
    return Likely(secrets, told, frozenset(lines))


OBVIOUS: WeakKeyDictionary[Module, tuple[Finding, ...]] = WeakKeyDictionary()


def obvious_in(module: Module) -> tuple[Finding, ...]:
    found = OBVIOUS.get(module)
    if found is None:
        found = OBVIOUS[module] = tuple(obvious_secrets(module))
    return found


def written_secrets(configuration: Configuration, shown: frozenset[str] = frozenset()) -> Secrets:
    """The lines of everything sensitive, and of what is likely so; `shown`: names that docgen.yml says are no secrets."""
    found: set[Line] = set(likely_secrets(configuration, shown).lines)
    for _, written in sensitive_places(configuration):
        found.update(written_lines(written))
    for module in configuration.modules.values():
        found.update(text_lines(module))
        for resource in module.resources.values():
            if resource.mode == "ephemeral":
                found.update(line for each in resource.attributes.values() for line in literal_lines(each))
        for variable in module.variables.values():
            if variable.is_hidden:  # `optional(string, "…")` gives a default too
                found.update(literal_lines(variable.type))
                for each in variable.validations:
                    found.update(literal_lines(each.condition))
    return Secrets(frozenset(found))


def sensitive_places(configuration: Configuration) -> Iterator[tuple[ModulePath, SourceExpression]]:
    """Every expression that is sensitive as a whole, and the module that contains it."""
    for path, module in configuration.modules.items():
        for written in places_in(module):
            yield path, written
        if path:
            arguments = configuration.modules[path[:-1]].calls[path[-1]].arguments
            for name, written in arguments.items():
                if name in module.variables and module.variables[name].is_hidden:
                    yield path[:-1], written


PLACES: WeakKeyDictionary[Module, tuple[SourceExpression, ...]] = WeakKeyDictionary()


def places_in(module: Module) -> tuple[SourceExpression, ...]:
    """The same in a module's own files: the same for all calls, so computed once."""
    found = PLACES.get(module)
    if found is None:
        found = PLACES[module] = tuple(find_places(module))
    return found


def find_places(module: Module) -> Iterator[SourceExpression]:
    for variable in module.variables.values():
        if variable.is_hidden and variable.default is not None:
            yield variable.default
    for output in module.outputs.values():
        if output.sensitive or output.ephemeral:
            yield output.value
        yield from called_sensitive(output.value)
    for local in module.locals.values():
        yield from called_sensitive(local.value)
    for call in module.calls.values():
        for argument in call.arguments.values():
            yield from called_sensitive(argument)
    for resource in module.resources.values():
        yield from places_in_resource(resource)


def places_in_resource(resource: Resource) -> Iterator[SourceExpression]:
    schemas = schemas_in_all_versions(resource.mode, resource.type)
    for name, written in resource.attributes.items():
        if any(is_sensitive(each, name) for each in schemas):
            yield written
        yield from called_sensitive(written)
    for each in (resource.count, resource.for_each):
        if each is not None:
            yield from called_sensitive(each)
    for block in resource.blocks:
        for schema in schemas or (None,):
            yield from places_in_block(block.block, block.file, schema)


def is_sensitive(schema: BlockSchema | None, name: str) -> bool:
    known = schema.attributes.get(name) if schema is not None else None
    return known is not None and (known.sensitive or known.write_only)


def places_in_block(block: Block, file: SourceFile, above: BlockSchema | None) -> Iterator[SourceExpression]:
    """The same for a block inside; the blocks that a `dynamic` block makes are in its `content`."""
    name = block.labels[0].text if block.type == "dynamic" and block.labels else block.type
    nested = above.blocks.get(name) if above is not None else None
    schema = nested.block if nested is not None else None
    yield from places_in_body(block.body, file, schema)
    if block.type == "dynamic":
        for content in block.body.blocks:
            yield from places_in_body(content.body, file, schema)


def places_in_body(body: Body, file: SourceFile, schema: BlockSchema | None) -> Iterator[SourceExpression]:
    for attribute in body.attributes:
        written = SourceExpression(attribute.expression, file)
        if is_sensitive(schema, attribute.name):
            yield written
        yield from called_sensitive(written)
    for each in body.blocks:
        yield from places_in_block(each, file, schema)


def called_sensitive(written: SourceExpression) -> Iterator[SourceExpression]:
    """Every `sensitive(…)` in an expression."""
    if "sensitive" not in written.file.text and not written.file.path.endswith(".json"):  # which has escapes
        return
    for node in walk(written.expression):
        if isinstance(node, Call) and node.name.removeprefix("core::") == "sensitive":
            yield SourceExpression(node, written.file)


TEXT_LINES: WeakKeyDictionary[Module, frozenset[Line]] = WeakKeyDictionary()


def text_lines(module: Module) -> frozenset[Line]:
    """The lines whose text tells a secret, comments included."""
    found = TEXT_LINES.get(module)
    if found is None:
        lines = {(each.path, number) for each in module.files for number in obvious_lines(each.text)}
        found = TEXT_LINES[module] = frozenset(lines)
    return found


def obvious_lines(text: str) -> Iterator[int]:
    """The lines of private keys, of addresses with a password, and of comments that give a secret a value."""
    in_key = False
    for number, line in enumerate(text.split("\n"), start=1):
        in_key = in_key or ("PRIVATE KEY" in line and PEM.search(line) is not None)
        comment = COMMENT.search(line) if "#" in line or "*" in line or "//" in line else None
        if in_key or has_secret_form(line) or (comment is not None and assigns_secret(comment[1])):
            yield number
        if in_key and PEM_END.search(line):
            in_key = False


def written_lines(written: SourceExpression | None) -> Iterator[Line]:
    return span_lines(None if written is None else written.span)


def literal_lines(written: SourceExpression | None) -> Iterator[Line]:
    """The lines of an expression where it writes out a text or a number."""
    if written is not None and any(isinstance(each, Text | Number) for each in walk(written.expression)):
        yield from written_lines(written)


def span_lines(span: Span | None) -> Iterator[Line]:
    if span is not None:
        yield from ((span.path, number) for number in range(span.start[0], span.end[0] + 1))


def hidden(diagnostics: Iterable[Diagnostic], secrets: Secrets) -> tuple[Diagnostic, ...]:
    """The diagnostics; those on a secret's line show no excerpt, and quote nothing of it."""
    return tuple(
        [
            untold(each) if each.subject is not None and secrets.hides(each.subject) else each
            for each in diagnostics
        ]
    )


QUOTABLE = frozenset(
    {
        *FUNCTIONS,
        *FORMS,
        *(each.name for one in FUNCTIONS.values() for each in one.parameters),
        "<<EOT",
        "EOT",
    }
)
"""Words that a message about a secret may quote: they are of the language."""


def untold(diagnostic: Diagnostic) -> Diagnostic:
    """The diagnostic without anything of the line that it is about."""
    kept = QUOTABLE | ({diagnostic.about} if diagnostic.about else frozenset())
    return msgspec.structs.replace(diagnostic, private=True, detail=without_quotes(diagnostic.detail, kept))

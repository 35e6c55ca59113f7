"""The lines of a configuration that write a secret down, so that no excerpt and no page prints them.

Found without evaluating anything: a configuration that is wrong has secrets too.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias
from weakref import WeakKeyDictionary

import msgspec

from docgen.aws.schemas import schemas_in_all_versions
from docgen.hcl.nodes import Block, Body, Call
from docgen.hcl.walk import walk
from docgen.language.schema import BlockSchema
from docgen.source.diagnostic import Diagnostic
from docgen.source.hidden import Hidden
from docgen.source.span import Span
from docgen.source.text import SourceFile, lenient_text
from docgen.source.tree import Tree, Unreadable
from docgen.terraform.module import Configuration, Module, Resource, Written

Line: TypeAlias = tuple[str, int]  # path and number
REDACTED = Hidden.SENSITIVE.text
SAYS_SO = re.compile(r"\s*(?:sensitive|ephemeral)\s*=\s*true\b")


class Secrets(msgspec.Struct, frozen=True):
    """Lines by path and number."""

    lines: frozenset[Line]

    def hides(self, span: Span) -> bool:
        return any((span.path, number) in self.lines for number in range(span.start[0], span.end[0] + 1))

    def redact(self, path: str, text: str) -> str:
        """A file's text, with as many lines as before."""
        lines = text.split("\n")
        shown = [
            REDACTED if (path, number) in self.lines else line for number, line in enumerate(lines, start=1)
        ]
        return "\n".join(shown)


def written_secrets(configuration: Configuration) -> Secrets:
    found: set[Line] = set()
    for path, module in configuration.modules.items():
        found.update(module_lines(module))
        if path:
            call = configuration.modules[path[:-1]].calls[path[-1]]
            for variable in module.variables.values():
                if variable.is_hidden:
                    found.update(written_lines(call.arguments.get(variable.name)))
    return Secrets(frozenset(found))


LINES: WeakKeyDictionary[Module, frozenset[Line]] = WeakKeyDictionary()


def module_lines(module: Module) -> frozenset[Line]:
    """The lines in a module's own files: the same wherever it is called, so worked out once."""
    found = LINES.get(module)
    if found is None:
        found = LINES[module] = frozenset(lines_in(module))
    return found


def lines_in(module: Module) -> Iterator[Line]:
    for variable in module.variables.values():
        if variable.is_hidden:
            yield from written_lines(variable.default)
    for output in module.outputs.values():
        if output.sensitive or output.ephemeral:
            yield from written_lines(output.value)
        yield from called_sensitive(output.value)
    for local in module.locals.values():
        yield from called_sensitive(local.value)
    for call in module.calls.values():
        for argument in call.arguments.values():
            yield from called_sensitive(argument)
    for resource in module.resources.values():
        yield from lines_of_resource(resource)


def lines_of_resource(resource: Resource) -> Iterator[Line]:
    schemas = schemas_in_all_versions(resource.mode, resource.type)
    for name, written in resource.attributes.items():
        if any(name in each.attributes and each.attributes[name].sensitive for each in schemas):
            yield from written_lines(written)
        yield from called_sensitive(written)
    for each in (resource.count, resource.for_each):
        if each is not None:
            yield from called_sensitive(each)
    for block in resource.blocks:
        for schema in schemas or (None,):
            yield from lines_of_block(block.block, block.file, schema)


def lines_of_block(block: Block, file: SourceFile, above: BlockSchema | None) -> Iterator[Line]:
    """The same for a block inside; what a `dynamic` block makes stands in its `content`."""
    name = block.labels[0].text if block.type == "dynamic" and block.labels else block.type
    nested = above.blocks.get(name) if above is not None else None
    schema = nested.block if nested is not None else None
    yield from lines_of_body(block.body, file, schema)
    if block.type == "dynamic":
        for content in block.body.blocks:
            yield from lines_of_body(content.body, file, schema)


def lines_of_body(body: Body, file: SourceFile, schema: BlockSchema | None) -> Iterator[Line]:
    for attribute in body.attributes:
        written = Written(attribute.expression, file)
        known = schema.attributes.get(attribute.name) if schema is not None else None
        if known is not None and known.sensitive:
            yield from written_lines(written)
        yield from called_sensitive(written)
    for each in body.blocks:
        yield from lines_of_block(each, file, schema)


def called_sensitive(written: Written) -> Iterator[Line]:
    """The lines of every `sensitive(…)` in an expression."""
    for node in walk(written.expression):
        if isinstance(node, Call) and node.name.removeprefix("core::") == "sensitive":
            yield from span_lines(written.file.span(node.start, node.end))


def written_lines(written: Written | None) -> Iterator[Line]:
    return span_lines(None if written is None else written.span)


def span_lines(span: Span | None) -> Iterator[Line]:
    if span is not None:
        yield from ((span.path, number) for number in range(span.start[0], span.end[0] + 1))


def hidden(diagnostics: Iterable[Diagnostic], secrets: Secrets) -> tuple[Diagnostic, ...]:
    """The diagnostics; those on a secret's line show no excerpt."""
    return tuple(
        [
            msgspec.structs.replace(each, private=True)
            if each.subject is not None and secrets.hides(each.subject)
            else each
            for each in diagnostics
        ]
    )


def secrets_in_text(tree: Tree, paths: Iterable[str]) -> Secrets:
    """The same by what the text looks like: a file that cannot be parsed has no declarations."""
    found: set[Line] = set()
    for path in paths:
        try:
            text = lenient_text(tree.read(path))
        except Unreadable:
            continue
        found.update((path, number) for number in numbers_in_text(text, is_json=".json" in path))
    return Secrets(frozenset(found))


def numbers_in_text(text: str, *, is_json: bool) -> Iterator[int]:
    """The lines of each sensitive variable's block, and those that call `sensitive`."""
    lines = text.split("\n")
    if is_json:
        if '"sensitive"' in text or '"ephemeral"' in text:
            yield from range(1, len(lines) + 1)
        return
    block: list[int] = []  # the lines of the variable's block that is open
    is_sensitive = False
    for number, line in enumerate(lines, start=1):
        if "sensitive(" in line:
            yield number
        if line.startswith("variable"):
            block, is_sensitive = [number], False
        elif block:
            block.append(number)
            is_sensitive = is_sensitive or SAYS_SO.match(line) is not None
            if line.startswith("}"):
                yield from block if is_sensitive else ()
                block = []
    yield from block if is_sensitive else ()

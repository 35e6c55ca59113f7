"""`provider` blocks: https://developer.hashicorp.com/terraform/language/block/provider."""

import re

from docgen.source.diagnostic import Diagnostic, Report, error
from docgen.source.span import Span
from docgen.terraform.declaring import ModuleBuilder, header, keep_first
from docgen.terraform.dialect import (
    PROVIDER_FOR_EACH,
)
from docgen.terraform.module import (
    Provider,
    SourceExpression,
    WrittenBlock,
)
from docgen.terraform.override import Part
from docgen.terraform.syntax import Reader, text_of

PROVIDER_NAME = re.compile(r"[^\W_A-Z](?:[^\W_A-Z]|-)*")


RESERVED_IN_PROVIDER = ("count", "depends_on", "source")


def declare_provider(part: Part, state: ModuleBuilder) -> None:
    name = part.block.labels[0].text
    read = part.reader(state.report)
    alias = read.text("alias")
    version = read.take("version")
    state.keep_version(name, text_of(version.expression) if version else None)
    if PROVIDER_NAME.fullmatch(name) is None:
        state.report.add(wrong_provider_name(name, part.file.span(*header(part)[1:])))
    for_each = read_provider_for_each(read, alias, state)
    refuse_reserved(read, state.report)
    attributes = {
        each.name: SourceExpression(each.expression, part.file_of(each)) for each in read.attributes.values()
    }
    blocks = tuple(WrittenBlock(each, part.file_of(each)) for each in read.blocks)
    full = f"{name}.{alias}" if alias else name
    made = Provider(*header(part), full, attributes, blocks, for_each)
    keep_first(state.providers, made, full, "Duplicate provider configuration", state.report)


def wrong_provider_name(name: str, span: Span) -> Diagnostic:
    detail = f'"{name}" is no name of a provider: only lower-case letters, digits and dashes may be in it.'
    return error("Invalid provider local name", detail, span)


def read_provider_for_each(read: Reader, alias: str, state: ModuleBuilder) -> SourceExpression | None:
    attribute = read.attributes.get("for_each")
    if attribute is None:
        return None
    state.use(PROVIDER_FOR_EACH, read.file_of(attribute), attribute)
    if not alias:
        detail = "The for_each argument is allowed only for provider configurations with an alias."
        read.complain('Alias required when using "for_each"', detail, attribute)
    return read.written("for_each")


def refuse_reserved(read: Reader, report: Report) -> None:
    for name in RESERVED_IN_PROVIDER:
        attribute = read.take(name)
        if attribute is not None:
            detail = f'The provider argument name "{name}" is reserved for use in a future version.'
            read.complain("Reserved argument name in provider block", detail, attribute)
    for type_ in ("lifecycle", "locals"):
        for block in read.take_blocks(type_):
            detail = f'The block type name "{type_}" is reserved for use in a future version.'
            span = read.file.span(block.start, block.header_end)
            report.add(error("Reserved block type name in provider block", detail, span))

"""`module` blocks: https://developer.hashicorp.com/terraform/language/block/module."""

from collections.abc import Iterator

from docgen.hcl.walk import variables
from docgen.source.diagnostic import error
from docgen.terraform.declare_resource import refuse_combination
from docgen.terraform.declaring import ModuleBuilder, check_references, header, keep_first
from docgen.terraform.dialect import (
    SOURCE_EXPRESSION,
    SOURCE_OF_VARIABLE,
)
from docgen.terraform.lifecycle import Lifecycle, doubt_rest, read_enabled
from docgen.terraform.module import (
    ModuleCall,
    SourceExpression,
    Used,
)
from docgen.terraform.override import Part
from docgen.terraform.references import referents
from docgen.terraform.syntax import Reader, text_of


def declare_call(part: Part, state: ModuleBuilder) -> None:
    name = part.block.labels[0].text
    read = part.reader(state.report)
    source = read.take("source")
    version = read.take("version")
    read.take("ignore_nested_deprecations")
    count, for_each = read.written("count"), read.written("for_each")
    providers, provider_keys = read.providers("providers")
    depends_on = read.references("depends_on")
    lifecycle = call_lifecycle(read, part, state)
    refuse_combination(count, for_each, lifecycle.enabled, state.report)
    check_references(depends_on, state.report)
    escaped = read.take_blocks("_")
    for block in read.blocks:
        detail = (
            f'Blocks of type "{block.type}" are not expected in a module block: pass values as arguments.'
        )
        where = part.file_of(block).span(block.start, block.header_end)
        state.report.add(error("Unsupported block type", detail, where))
    if source is None:
        detail = f'The argument "source" is required: it says where the code of module "{name}" is.'
        state.report.add(error("Missing required argument", detail, part.file.span(*header(part)[1:])))
        return
    place = part.file_of(source).span(source.start, source.end)
    text = text_of(source.expression)
    for each in (source, version):
        if each is not None and any(variables(each.expression)):
            state.use(SOURCE_EXPRESSION, part.file_of(each), each)
    arguments = {
        each.name: SourceExpression(each.expression, part.file_of(each)) for each in read.attributes.values()
    }
    for block in escaped:
        file = part.file_of(block)
        arguments |= {each.name: SourceExpression(each.expression, file) for each in block.body.attributes}
    made = ModuleCall(
        *header(part),
        name,
        text or "",
        place,
        arguments,
        count,
        for_each,
        providers,
        depends_on,
        (text_of(version.expression) if version else None) or "",
        lifecycle.enabled,
        lifecycle.doubt,
        provider_keys,
        None if text is not None else SourceExpression(source.expression, part.file_of(source)),
    )
    keep_first(state.calls, made, name, "Duplicate module call", state.report)


def call_lifecycle(read: Reader, part: Part, state: ModuleBuilder) -> Lifecycle:
    """The lifecycle block of a module call, which is OpenTofu's: it takes `enabled` alone."""
    found = Lifecycle()
    for block in read.take_blocks("lifecycle"):
        inner = part.reader_of(block, state.report)
        read_enabled(inner, found)
        doubt_rest(inner, found)
    state.used += found.used
    return found


def sources_of_variables(state: ModuleBuilder) -> Iterator[Used]:
    """Module sources made of variables that are not `const`: Terraform refuses them, OpenTofu does not."""
    for call in state.calls.values():
        if call.source_expression is None:
            continue
        for each in referents(call.source_expression.expression):
            if each.kind == "var" and each.name in state.variables and not state.variables[each.name].const:
                yield Used(SOURCE_OF_VARIABLE, call.source_span)

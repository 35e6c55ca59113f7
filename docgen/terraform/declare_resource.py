"""`resource`, `data`, `ephemeral` and `check` blocks.

https://developer.hashicorp.com/terraform/language/block/resource. What belongs to a provider is kept as it is written.
"""

from docgen.source.address import Mode
from docgen.source.diagnostic import Report, error
from docgen.terraform.declare_provider import PROVIDER_NAME, wrong_provider_name
from docgen.terraform.declaring import ModuleBuilder, check_references, header
from docgen.terraform.dialect import (
    EPHEMERAL_VALUES,
    STORE,
)
from docgen.terraform.lifecycle import read_lifecycle
from docgen.terraform.module import (
    Resource,
    SourceExpression,
    WrittenBlock,
)
from docgen.terraform.override import Part


def declare_resource(part: Part, state: ModuleBuilder) -> None:
    keep_resource(resource_from(part, "managed", state), state)


def declare_data(part: Part, state: ModuleBuilder) -> None:
    keep_resource(resource_from(part, "data", state), state)


def declare_ephemeral(part: Part, state: ModuleBuilder) -> None:
    state.use(EPHEMERAL_VALUES, part.file, part.block)
    keep_resource(resource_from(part, "ephemeral", state), state)


def keep_resource(made: Resource, state: ModuleBuilder) -> None:
    before = state.resources.get(made.key)
    if before is None:
        state.resources[made.key] = made
        return
    what = "resource" if made.mode == "managed" else f"{made.mode} resource"
    kind = f'{"resource" if made.mode == "managed" else made.mode} "{made.type}" configuration'
    detail = (
        f'A {made.type} {what} named "{made.name}" was already declared at {before.span}. '
        "Resource names must be unique per type in each module."
    )
    state.report.add(error(f"Duplicate {kind}", detail, made.span))


def resource_from(part: Part, mode: Mode, state: ModuleBuilder) -> Resource:
    report = state.report
    type_, name = (label.text for label in part.block.labels)
    read = part.reader(report)
    count, for_each = read.written("count"), read.written("for_each")
    provider, provider_key = read.provider("provider")
    if provider is not None and PROVIDER_NAME.fullmatch(provider.partition(".")[0]) is None:
        report.add(wrong_provider_name(provider.partition(".")[0], part.file.span(*header(part)[1:])))
    depends_on = read.references("depends_on")
    lifecycle = read_lifecycle(read.take_blocks("lifecycle"), part, mode, report)
    state.used += lifecycle.used
    refuse_combination(count, for_each, lifecycle.enabled, report)
    check_references(depends_on, report)
    for block in read.take_blocks("locals"):
        kind = "resource" if mode == "managed" else mode
        detail = 'The block type name "locals" is reserved for use by Terraform in a future version.'
        span = part.file_of(block).span(block.start, block.header_end)
        report.add(error(f"Reserved block type name in {kind} block", detail, span))
    for block_type in ("connection", "provisioner"):
        read.take_blocks(block_type)
    escaped = read.take_blocks("_")
    attributes = {
        each.name: SourceExpression(each.expression, part.file_of(each)) for each in read.attributes.values()
    }
    blocks = [WrittenBlock(each, part.file_of(each)) for each in read.blocks]
    for block in read.blocks:
        if type_ == "terraform_data" and block.type == "store":
            state.use(STORE, part.file_of(block), block)
    for block in escaped:  # what is in it belongs to the provider, whatever it is called
        file = part.file_of(block)
        attributes |= {each.name: SourceExpression(each.expression, file) for each in block.body.attributes}
        blocks += [WrittenBlock(each, file) for each in block.body.blocks]
    return Resource(
        *header(part),
        mode,
        type_,
        name,
        attributes,
        tuple(blocks),
        count,
        for_each,
        provider or type_.partition("_")[0],
        provider is not None,
        tuple(lifecycle.conditions),
        tuple(lifecycle.postconditions),
        depends_on,
        lifecycle.enabled,
        lifecycle.doubt,
        provider_key,
        tuple(lifecycle.triggers),
        lifecycle.prevent_destroy,
        lifecycle.ignored,
        lifecycle.ignored_inside,
    )


def refuse_combination(
    count: SourceExpression | None,
    for_each: SourceExpression | None,
    enabled: SourceExpression | None,
    report: Report,
) -> None:
    if count and for_each:
        detail = (
            'The "count" and "for_each" meta-arguments are mutually-exclusive, only one should be used to be '
            "explicit about the number of resources to be created."
        )
        report.add(error('Invalid combination of "count" and "for_each"', detail, for_each.span))
    if enabled and (count or for_each):
        detail = 'The "enabled" argument is mutually-exclusive with "count" and "for_each".'
        report.add(error('Invalid combination of "count", "enabled", and "for_each"', detail, enabled.span))

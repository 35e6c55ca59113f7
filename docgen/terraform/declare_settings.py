"""`terraform` and `language` blocks, and blocks about the state, such as `import` and `moved`.

https://developer.hashicorp.com/terraform/language/block/terraform
"""

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from docgen.hcl.nodes import Attribute, Block, Expression, Literal, ObjectConstructor
from docgen.source.diagnostic import Diagnostic, error
from docgen.source.span import Span
from docgen.terraform.declaring import ModuleBuilder, not_literal, require
from docgen.terraform.dialect import (
    ACTIONS,
    IMPORT_IDENTITY,
    LANGUAGE_BLOCK,
)
from docgen.terraform.module import Backend, Moved, Removed, SourceExpression, WrittenBlock
from docgen.terraform.override import Part
from docgen.terraform.syntax import name_of, text_of

ONCE = MappingProxyType(
    {
        "backend": "Duplicate backend configuration",
        "cloud": "Duplicate HCP Terraform configurations",
        "state_store": "Duplicate 'state_store' configuration block",
        "required_providers": "Duplicate required providers configuration",
    }
)


STORES = ("backend", "cloud", "state_store")  # a module has one of them at most


KNOWN_IN_TERRAFORM = ("required_version", "experiments", "language", "provider_meta", *ONCE)


def said_twice(parts: Iterable[Part]) -> Iterator[Diagnostic]:
    """The settings blocks that a module may have only once, in all its files together."""
    first: dict[str, Span] = {}
    for part in parts:
        if part.block.type != "terraform":
            continue
        for block in part.block.body.blocks:
            span = part.file_of(block).span(block.start, block.header_end)
            if block.type in ONCE and block.type in first:
                detail = (
                    f"A module may have only one {block.type} block; there is one at {first[block.type]}."
                )
                yield error(ONCE[block.type], detail, span)
            first.setdefault(block.type, span)
    stores = [each for each in STORES if each in first]
    if len(stores) > 1:
        detail = f"A module may have a {stores[0]} or a {stores[1]} block, not both; there is one at {first[stores[0]]}."
        yield error(f"Both a {stores[0]} and {stores[1]} configuration are present", detail, first[stores[1]])


def declare_terraform(part: Part, state: ModuleBuilder) -> None:
    read = part.reader(state.report)
    required = read.text("required_version")
    if required:
        state.required_versions.append(required)
    for block in read.take_blocks("required_providers"):
        for attribute in block.body.attributes:
            state.provider_names.add(attribute.name)
            source = argument_of(attribute.expression, "source")
            if source:
                state.provider_sources[attribute.name] = source
            # `aws = "~> 3.0"` is the form of Terraform 0.12.
            version = argument_of(attribute.expression, "version") or text_of(attribute.expression)
            state.keep_version(attribute.name, version)
    for kind in ("backend", "cloud"):
        for block in read.take_blocks(kind):
            state.backend = backend_from(block, part)
    for block in read.take_blocks("provider_meta"):
        for attribute in block.body.attributes:
            state.report.add(*not_literal(SourceExpression(attribute.expression, part.file_of(block))))
    for name in KNOWN_IN_TERRAFORM:
        read.take(name)
        read.take_blocks(name)
    read.refuse_rest("a terraform block")


def backend_from(block: Block, part: Part) -> Backend:
    file = part.file_of(block)
    return Backend(
        block.labels[0].text if block.type == "backend" and block.labels else block.type,
        {each.name: SourceExpression(each.expression, file) for each in block.body.attributes},
        tuple(WrittenBlock(each, file) for each in block.body.blocks),
    )


def argument_of(expression: Expression, name: str) -> str | None:
    """`source` or `version` out of `aws = { source = "hashicorp/aws", version = "~> 5.0" }`."""
    if not isinstance(expression, ObjectConstructor):
        return None
    return next((text_of(item.value) for item in expression.items if name_of(item.key) == name), None)


def declare_language(part: Part, state: ModuleBuilder) -> None:
    """`language` of OpenTofu: which versions the module is written for."""
    state.use(LANGUAGE_BLOCK, part.file, part.block)
    for block in part.block.body.blocks:
        inner = part.reader_of(block, state.report)
        constraint = inner.text("opentofu") if block.type == "compatible_with" else ""
        if constraint:
            state.required_versions.append(constraint)


def declare_action(part: Part, state: ModuleBuilder) -> None:
    """An action has no part in what is made: Terraform runs it beside."""
    state.use(ACTIONS, part.file, part.block)


def declare_import(part: Part, state: ModuleBuilder) -> None:
    """`import` is about the state, which documentation does not have."""
    require(part, ("to",), state.report)
    identity = next((each for each in part.block.body.attributes if each.name == "identity"), None)
    if identity is not None:
        state.use(IMPORT_IDENTITY, part.file_of(identity), identity)


def declare_moved(part: Part, state: ModuleBuilder) -> None:
    """`moved` and `removed` are about the state, which documentation does not have: only a comparison needs them."""
    is_moved = part.block.type == "moved"
    require(part, ("from", "to") if is_moved else ("from",), state.report)
    written = {each.name: each for each in part.block.body.attributes}
    source, target = (written.get(each) for each in ("from", "to"))
    if source is None:
        return
    if is_moved and target is not None:
        state.moved.append(Moved(address_text(part, source), address_text(part, target)))
    elif not is_moved:
        state.removed.append(Removed(address_text(part, source), destroys(part)))


def address_text(part: Part, attribute: Attribute) -> str:
    """The address as it is written, without white space; in JSON it is between quotes."""
    file, expression = part.file_of(attribute), attribute.expression
    text = text_of(expression)
    return "".join((text or file.text[expression.start : expression.end]).split())


def destroys(part: Part) -> bool:
    """Whether a `removed` block destroys, by its lifecycle block; without one, Terraform destroys what it names."""
    lifecycle = next((each for each in part.block.body.blocks if each.type == "lifecycle"), None)
    flag = lifecycle and next((each for each in lifecycle.body.attributes if each.name == "destroy"), None)
    return not flag or not (isinstance(flag.expression, Literal) and flag.expression.value is False)

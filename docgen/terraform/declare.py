"""Blocks to declarations, block by block.

Which arguments a block takes: https://developer.hashicorp.com/terraform/language/block. What belongs to a
provider (the arguments of a resource) is kept as it is written.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from docgen.hcl.nodes import Block, Body
from docgen.source.diagnostic import Report, Result, error
from docgen.source.text import SourceFile
from docgen.terraform.declare_call import declare_call, sources_of_variables
from docgen.terraform.declare_provider import declare_provider
from docgen.terraform.declare_resource import (
    declare_data,
    declare_ephemeral,
    declare_resource,
    keep_resource,
    resource_from,
)
from docgen.terraform.declare_settings import (
    declare_action,
    declare_import,
    declare_language,
    declare_moved,
    declare_terraform,
    said_twice,
)
from docgen.terraform.declare_values import declare_locals, declare_output, declare_variable
from docgen.terraform.declaring import ModuleBuilder, header
from docgen.terraform.dialect import (
    TOFU_FILE,
)
from docgen.terraform.lifecycle import condition
from docgen.terraform.module import (
    Check,
    Module,
    Used,
)
from docgen.terraform.override import Part, merged
from docgen.terraform.unknown_words import unknown_block

LABELS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "resource": ("type", "name"),
        "data": ("type", "name"),
        "ephemeral": ("type", "name"),
        "action": ("type", "name"),
        "module": ("name",),
        "variable": ("name",),
        "output": ("name",),
        "provider": ("name",),
        "check": ("name",),
        "locals": (),
        "terraform": (),
        "language": (),
        "moved": (),
        "removed": (),
        "import": (),
    }
)


IDENTIFIER = re.compile(r"[^\W\d][\w-]*")


def declare_module(
    folder: str, bodies: Iterable[tuple[SourceFile, Body]], overrides: Iterable[tuple[SourceFile, Body]] = ()
) -> Result[Module]:
    """The declarations of all files of one folder; override files last, in the order of their names."""
    state = ModuleBuilder()
    files = []
    parts: list[Part] = []
    for file, body in bodies:
        files.append(file)
        if file.path.endswith((".tofu", ".tofu.json")):
            state.used.append(Used(TOFU_FILE, file.span(0, 0)))
        refuse_attributes(body, file, state.report)
        parts += (Part(block, file) for block in body.blocks if well_labelled(block, file, state.report))
    state.report.add(*said_twice(parts))
    for file, body in overrides:
        files.append(file)
        refuse_attributes(body, file, state.report)
        good = [Part(block, file) for block in body.blocks if well_labelled(block, file, state.report)]
        state.report.add(*said_twice(good))
        parts = merged(parts, good, state.report)
    for part in parts:
        DECLARE[part.block.type](part, state)
    state.used += sources_of_variables(state)
    module = Module(
        folder,
        tuple(files),
        state.variables,
        state.locals,
        state.outputs,
        state.resources,
        state.calls,
        state.providers,
        state.provider_sources,
        tuple(state.checks),
        state.backend,
        state.provider_versions,
        frozenset(state.provider_names),
        tuple(state.required_versions),
        tuple(state.used),
        tuple(state.moved),
        tuple(state.removed),
    )
    return Result(module, tuple(state.report.diagnostics))


def refuse_attributes(body: Body, file: SourceFile, report: Report) -> None:
    for each in body.attributes:
        span = file.span(each.start, each.name_end)
        if file.path.endswith(
            ".json"
        ):  # where a block of a type that docgen does not know looks like an argument
            report.add(unknown_block(each.name, "", LABELS, span))
            continue
        detail = f'An argument named "{each.name}" is not expected at the top of a Terraform file.'
        if each.name in LABELS:
            detail += f' Did you mean to define a block of type "{each.name}"?'
        report.add(error("Unsupported argument", detail, span))


def well_labelled(block: Block, file: SourceFile, report: Report) -> bool:
    wanted = LABELS.get(block.type)
    span = file.span(block.start, block.header_end)
    if block.type == "required_providers":
        detail = "A required_providers block belongs inside a terraform block."
        report.add(error("Invalid required_providers block", detail, span))
        return False
    if wanted is None:
        report.add(unknown_block(block.type, "", LABELS, span))
        return False
    if len(block.labels) < len(wanted):
        missing = wanted[len(block.labels)]
        detail = f"All {block.type} blocks must have {len(wanted)} labels ({', '.join(wanted)})."
        report.add(error(f"Missing {missing} for {block.type}", detail, span))
        return False
    if len(block.labels) > len(wanted):
        extra = block.labels[len(wanted)]
        expected = f"{len(wanted)} labels ({', '.join(wanted)})" if wanted else "no labels"
        detail = f"Blocks of type {block.type} take {expected}."
        report.add(error(f"Extraneous label for {block.type}", detail, file.span(extra.start, extra.end)))
        return False
    for label, word in zip(block.labels, wanted, strict=True):
        if block.type != "provider" and IDENTIFIER.fullmatch(label.text) is None:
            detail = (
                f'"{label.text}" is no name: it must start with a letter or underscore and may contain only letters, '
                "digits, underscores, and dashes."
            )
            report.add(error(f"Invalid {block.type} {word}", detail, file.span(label.start, label.end)))
            return False
    return True


def declare_check(part: Part, state: ModuleBuilder) -> None:
    read = part.reader(state.report)
    conditions = [c for block in read.take_blocks("assert") for c in condition(part, block, state.report)]
    data = []
    for block in read.take_blocks("data"):
        if well_labelled(block, part.file_of(block), state.report):
            data.append(resource_from(Part(block, part.file_of(block)), "data", state))
    read.refuse_rest("a check block")
    if not any(block.type == "assert" for block in part.block.body.blocks):
        detail = "Check blocks must have at least one assert block."
        state.report.add(error("Zero assert blocks", detail, part.file.span(*header(part)[1:])))
    for each in data:
        keep_resource(each, state)
    state.checks.append(Check(*header(part), part.block.labels[0].text, tuple(conditions), tuple(data)))


DECLARE: Mapping[str, Callable[[Part, ModuleBuilder], None]] = MappingProxyType(
    {
        "resource": declare_resource,
        "data": declare_data,
        "ephemeral": declare_ephemeral,
        "module": declare_call,
        "variable": declare_variable,
        "output": declare_output,
        "provider": declare_provider,
        "check": declare_check,
        "locals": declare_locals,
        "terraform": declare_terraform,
        "moved": declare_moved,
        "removed": declare_moved,
        "import": declare_import,
        "action": declare_action,
        "language": declare_language,
    }
)

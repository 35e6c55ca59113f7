"""Blocks to declarations, block by block.

Which arguments a block takes: https://developer.hashicorp.com/terraform/language/block. What belongs to a
provider (the arguments of a resource) is kept as it is written.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

from docgen.hcl.nodes import Block, Body, Expression, ObjectConstructor
from docgen.source.address import Mode
from docgen.source.diagnostic import Report, Result, error
from docgen.source.text import SourceFile
from docgen.terraform.module import (
    Backend,
    Check,
    Condition,
    Declared,
    Local,
    Module,
    ModuleCall,
    Output,
    Provider,
    Resource,
    ResourceKey,
    Variable,
    Written,
    WrittenBlock,
)
from docgen.terraform.override import Part, merged
from docgen.terraform.syntax import Reader, name_of, text_of

LABELS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "resource": ("type", "name"),
        "data": ("type", "name"),
        "ephemeral": ("type", "name"),
        "module": ("name",),
        "variable": ("name",),
        "output": ("name",),
        "provider": ("name",),
        "check": ("name",),
        "locals": (),
        "terraform": (),
        "moved": (),
        "removed": (),
        "import": (),
    }
)
D = TypeVar("D", bound=Declared)


class Declaring:
    """A module while it is being declared."""

    def __init__(self) -> None:
        self.report = Report()
        self.variables: dict[str, Variable] = {}
        self.locals: dict[str, Local] = {}
        self.outputs: dict[str, Output] = {}
        self.resources: dict[ResourceKey, Resource] = {}
        self.calls: dict[str, ModuleCall] = {}
        self.providers: dict[str, Provider] = {}
        self.provider_sources: dict[str, str] = {}
        self.provider_names: set[str] = set()
        self.checks: list[Check] = []
        self.backend: Backend | None = None
        self.provider_versions: dict[str, tuple[str, ...]] = {}

    def keep_version(self, name: str, constraint: str | None) -> None:
        """Remember what is asked of a provider, by its local name."""
        if constraint:
            self.provider_versions[name] = (*self.provider_versions.get(name, ()), constraint)


def declare_module(
    folder: str, bodies: Iterable[tuple[SourceFile, Body]], overrides: Iterable[tuple[SourceFile, Body]] = ()
) -> Result[Module]:
    """What the files of one folder declare together; override files last, in the order of their names."""
    state = Declaring()
    files = []
    parts: list[Part] = []
    for file, body in bodies:
        files.append(file)
        refuse_attributes(body, file, state.report)
        parts += (Part(block, file) for block in body.blocks if well_labelled(block, file, state.report))
    for file, body in overrides:
        files.append(file)
        refuse_attributes(body, file, state.report)
        good = (Part(block, file) for block in body.blocks if well_labelled(block, file, state.report))
        parts = merged(parts, good, state.report)
    for part in parts:
        DECLARE[part.block.type](part, state)
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
    )
    return Result(module, tuple(state.report.diagnostics))


def refuse_attributes(body: Body, file: SourceFile, report: Report) -> None:
    for each in body.attributes:
        detail = f'An argument named "{each.name}" is not expected at the top of a Terraform file.'
        if each.name in LABELS:
            detail += f' Did you mean to define a block of type "{each.name}"?'
        report.add(error("Unsupported argument", detail, file.span(each.start, each.name_end)))


def well_labelled(block: Block, file: SourceFile, report: Report) -> bool:
    wanted = LABELS.get(block.type)
    span = file.span(block.start, block.header_end)
    if wanted is None:
        detail = f'Blocks of type "{block.type}" are not expected here.'
        report.add(error("Unsupported block type", detail, span))
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
    return True


def keep_first(kept: dict[str, D], made: D, name: str, summary: str, report: Report) -> None:
    """Declare a thing once; a second one of the same name is reported."""
    before = kept.setdefault(name, made)
    if before is not made:
        detail = f'"{name}" was already declared at {before.span}. Names must be unique within a module.'
        report.add(error(summary, detail, made.span))


def header(part: Part) -> tuple[SourceFile, int, int]:
    """Where the header of a block stands."""
    return part.file, part.block.start, part.block.header_end


def declare_variable(part: Part, state: Declaring) -> None:
    name = part.block.labels[0].text
    read = part.reader(state.report)
    made = Variable(
        *header(part),
        name,
        read.written("type"),
        read.written("default"),
        read.text("description"),
        read.flag("nullable", default=True),
        read.flag("sensitive", default=False),
        read.flag("ephemeral", default=False),
        tuple(c for block in read.take_blocks("validation") for c in condition(part, block, state.report)),
    )
    read.take("deprecated")
    read.refuse_rest("a variable block")
    keep_first(state.variables, made, name, "Duplicate variable declaration", state.report)


def condition(part: Part, block: Block, report: Report) -> list[Condition]:
    """A block with `condition` and `error_message`; empty where one is missing."""
    file = part.file_of(block)
    read = Reader(block.body, file, report)
    tested, message = read.written("condition"), read.written("error_message")
    for name, found in (("condition", tested), ("error_message", message)):
        if found is None:
            detail = (
                f'The argument "{name}" is required in a {block.type} block, but no definition was found.'
            )
            report.add(error("Missing required argument", detail, file.span(block.start, block.header_end)))
    read.refuse_rest(f"a {block.type} block")
    return [Condition(tested, message)] if tested and message else []


def declare_locals(part: Part, state: Declaring) -> None:
    for attribute in part.block.body.attributes:
        file = part.file_of(attribute)
        written = Written(attribute.expression, file)
        made = Local(file, attribute.start, attribute.name_end, attribute.name, written)
        keep_first(state.locals, made, made.name, "Duplicate local value definition", state.report)
    for block in part.block.body.blocks:
        detail = "Blocks are not allowed in a locals block. Use `name = { … }` for an object."
        span = part.file.span(block.start, block.header_end)
        state.report.add(error("Unsupported block type", detail, span))


def declare_output(part: Part, state: Declaring) -> None:
    name = part.block.labels[0].text
    read = part.reader(state.report)
    value = read.written("value")
    rest = {
        "description": read.text("description"),
        "sensitive": read.flag("sensitive", default=False),
        "ephemeral": read.flag("ephemeral", default=False),
    }
    conditions = tuple(
        c for block in read.take_blocks("precondition") for c in condition(part, block, state.report)
    )
    depends_on = read.references("depends_on")
    read.take("deprecated")
    read.refuse_rest("an output block")
    if value is None:
        detail = 'The argument "value" is required, but no definition was found.'
        state.report.add(error("Missing required argument", detail, part.file.span(*header(part)[1:])))
        return
    made = Output(
        *header(part),
        name,
        value,
        str(rest["description"]),
        bool(rest["sensitive"]),
        bool(rest["ephemeral"]),
        conditions,
        depends_on,
    )
    keep_first(state.outputs, made, name, "Duplicate output definition", state.report)


def declare_resource(part: Part, state: Declaring) -> None:
    made = resource_from(part, "managed", state.report)
    keep_resource(made, state)


def declare_data(part: Part, state: Declaring) -> None:
    made = resource_from(part, "data", state.report)
    keep_resource(made, state)


def declare_ephemeral(part: Part, state: Declaring) -> None:
    """Ephemeral resources live only while Terraform runs: what refers to them is unknown."""
    resource_from(part, "data", state.report)


def keep_resource(made: Resource, state: Declaring) -> None:
    before = state.resources.get(made.key)
    if before is None:
        state.resources[made.key] = made
        return
    what = "resource" if made.mode == "managed" else "data resource"
    kind = f'{"resource" if made.mode == "managed" else "data"} "{made.type}" configuration'
    detail = (
        f'A {made.type} {what} named "{made.name}" was already declared at {before.span}. '
        "Resource names must be unique per type in each module."
    )
    state.report.add(error(f"Duplicate {kind}", detail, made.span))


def resource_from(part: Part, mode: Mode, report: Report) -> Resource:
    type_, name = (label.text for label in part.block.labels)
    read = part.reader(report)
    count, for_each = read.written("count"), read.written("for_each")
    if count and for_each:
        detail = (
            'The "count" and "for_each" meta-arguments are mutually-exclusive, only one should be used to be '
            "explicit about the number of resources to be created."
        )
        report.add(error('Invalid combination of "count" and "for_each"', detail, for_each.span))
    provider = read.take("provider")
    depends_on = read.references("depends_on")
    conditions: list[Condition] = []
    postconditions: list[Condition] = []
    for block in read.take_blocks("lifecycle"):
        inner = Reader(block.body, part.file_of(block), report)
        for each in inner.take_blocks("precondition"):
            conditions += condition(part, each, report)
        for each in inner.take_blocks("postcondition"):
            postconditions += condition(part, each, report)
    for block_type in ("connection", "provisioner"):
        read.take_blocks(block_type)
    attributes = {
        each.name: Written(each.expression, part.file_of(each)) for each in read.attributes.values()
    }
    blocks = tuple(WrittenBlock(each, part.file_of(each)) for each in read.blocks)
    return Resource(
        *header(part),
        mode,
        type_,
        name,
        attributes,
        blocks,
        count,
        for_each,
        (name_of(provider.expression) if provider else None) or type_.partition("_")[0],
        provider is not None,
        tuple(conditions),
        tuple(postconditions),
        depends_on,
    )


def declare_call(part: Part, state: Declaring) -> None:
    name = part.block.labels[0].text
    read = part.reader(state.report)
    source = read.take("source")
    version = read.take("version")
    count, for_each = read.written("count"), read.written("for_each")
    providers = read.mapping("providers")
    depends_on = read.references("depends_on")
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
    if text is None:
        detail = (
            "The source of a module must be a literal string: Terraform reads it before it computes anything."
        )
        state.report.add(error("Invalid module source", detail, place))
        return
    arguments = {each.name: Written(each.expression, part.file_of(each)) for each in read.attributes.values()}
    made = ModuleCall(
        *header(part),
        name,
        text,
        place,
        arguments,
        count,
        for_each,
        providers,
        depends_on,
        (text_of(version.expression) if version else None) or "",
    )
    keep_first(state.calls, made, name, "Duplicate module call", state.report)


def declare_provider(part: Part, state: Declaring) -> None:
    name = part.block.labels[0].text
    read = part.reader(state.report)
    alias = read.text("alias")
    version = read.take("version")
    state.keep_version(name, text_of(version.expression) if version else None)
    attributes = {
        each.name: Written(each.expression, part.file_of(each)) for each in read.attributes.values()
    }
    blocks = tuple(WrittenBlock(each, part.file_of(each)) for each in read.blocks)
    full = f"{name}.{alias}" if alias else name
    made = Provider(*header(part), full, attributes, blocks)
    keep_first(state.providers, made, full, "Duplicate provider configuration", state.report)


def declare_terraform(part: Part, state: Declaring) -> None:
    read = part.reader(state.report)
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


def backend_from(block: Block, part: Part) -> Backend:
    file = part.file_of(block)
    return Backend(
        block.labels[0].text if block.type == "backend" and block.labels else block.type,
        {each.name: Written(each.expression, file) for each in block.body.attributes},
        tuple(WrittenBlock(each, file) for each in block.body.blocks),
    )


def argument_of(expression: Expression, name: str) -> str | None:
    """`source` or `version` out of `aws = { source = "hashicorp/aws", version = "~> 5.0" }`."""
    if not isinstance(expression, ObjectConstructor):
        return None
    return next((text_of(item.value) for item in expression.items if name_of(item.key) == name), None)


def declare_check(part: Part, state: Declaring) -> None:
    read = part.reader(state.report)
    conditions = [c for block in read.take_blocks("assert") for c in condition(part, block, state.report)]
    data = []
    for block in read.take_blocks("data"):
        if well_labelled(block, part.file_of(block), state.report):
            data.append(resource_from(Part(block, part.file_of(block)), "data", state.report))
    read.refuse_rest("a check block")
    for each in data:
        keep_resource(each, state)
    state.checks.append(Check(*header(part), part.block.labels[0].text, tuple(conditions), tuple(data)))


def declare_nothing(part: Part, state: Declaring) -> None:
    """`moved`, `removed` and `import` speak of the state, which documentation does not have."""


DECLARE: Mapping[str, Callable[[Part, Declaring], None]] = MappingProxyType(
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
        "moved": declare_nothing,
        "removed": declare_nothing,
        "import": declare_nothing,
    }
)

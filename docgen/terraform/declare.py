"""Blocks to declarations, block by block.

Which arguments a block takes: https://developer.hashicorp.com/terraform/language/block. What belongs to a
provider (the arguments of a resource) is kept as it is written.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar

from docgen.hcl.nodes import Attribute, Block, Body, Call
from docgen.hcl.walk import variables, walk
from docgen.source.address import Mode
from docgen.source.diagnostic import Diagnostic, Report, Result, error
from docgen.source.span import Span
from docgen.source.text import SourceFile
from docgen.terraform.dialect import (
    ACTIONS,
    CONST,
    DEPRECATED,
    EPHEMERAL_VALUES,
    IMPORT_IDENTITY,
    LANGUAGE_BLOCK,
    OUTPUT_TYPE,
    PROVIDER_FOR_EACH,
    SOURCE_EXPRESSION,
    SOURCE_OF_VARIABLE,
    STORE,
    TOFU_FILE,
    Feature,
)
from docgen.terraform.lifecycle import Lifecycle, condition, doubt_rest, read_enabled, read_lifecycle
from docgen.terraform.module import (
    Check,
    Declared,
    Local,
    Module,
    ModuleCall,
    Output,
    Provider,
    Resource,
    ResourceKey,
    Used,
    Variable,
    Written,
    WrittenBlock,
)
from docgen.terraform.override import Part, merged
from docgen.terraform.references import referents, steps
from docgen.terraform.syntax import Reader, name_of, text_of
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
PROVIDER_NAME = re.compile(r"[^\W_A-Z](?:[^\W_A-Z]|-)*")
# What a module block takes itself, so that no variable of a module can be set by it.
RESERVED_VARIABLES = frozenset(
    {"source", "version", "providers", "count", "for_each", "depends_on", "lifecycle", "locals", "provider"}
)
RESERVED_IN_PROVIDER = ("count", "depends_on", "source")
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
        self.required_versions: list[str] = []
        self.used: list[Used] = []

    def use(self, feature: Feature, file: SourceFile, node: Attribute | Block) -> None:
        """Note that something is used that not every version of the language has."""
        end = node.name_end if isinstance(node, Attribute) else node.header_end
        self.used.append(Used(feature, file.span(node.start, end)))


def declare_module(
    folder: str, bodies: Iterable[tuple[SourceFile, Body]], overrides: Iterable[tuple[SourceFile, Body]] = ()
) -> Result[Module]:
    """What the files of one folder declare together; override files last, in the order of their names."""
    state = Declaring()
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
        frozenset(state.provider_names),
        tuple(state.required_versions),
        tuple(state.used),
    )
    return Result(module, tuple(state.report.diagnostics))


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


def sources_of_variables(state: Declaring) -> Iterator[Used]:
    """Module sources made of variables that are not `const`: Terraform refuses them, OpenTofu does not."""
    for call in state.calls.values():
        if call.source_expression is None:
            continue
        for each in referents(call.source_expression.expression):
            if each.kind == "var" and each.name in state.variables and not state.variables[each.name].const:
                yield Used(SOURCE_OF_VARIABLE, call.source_span)


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
        read_const(read, state),
    )
    read_deprecated(read, state)
    read.refuse_rest("a variable block")
    check_variable(made, state.report)
    if made.default is not None:
        state.report.add(*not_literal(made.default))
    keep_first(state.variables, made, name, "Duplicate variable declaration", state.report)


def read_const(read: Reader, state: Declaring) -> bool:
    attribute = read.attributes.get("const")
    if attribute is not None:
        state.use(CONST, read.file_of(attribute), attribute)
    return read.flag("const", default=False)


def read_deprecated(read: Reader, state: Declaring) -> None:
    attribute = read.attributes.get("deprecated")
    if attribute is None:
        return
    state.use(DEPRECATED, read.file_of(attribute), attribute)
    if not read.text("deprecated", default="-"):
        detail = 'The "deprecated" argument must not be empty: it tells users what to do instead.'
        read.complain("Invalid `deprecated` value", detail, attribute)


def not_literal(written: Written) -> Iterator[Diagnostic]:
    """What a default must not hold: it is read before there are any names or functions."""
    for each in walk(written.expression):
        if isinstance(each, Call):
            detail = "Functions may not be called here: write the value itself."
            yield error("Function calls not allowed", detail, written.file.span(each.start, each.end))
    for each in variables(written.expression):
        detail = "Variables may not be used here: a literal value is expected."
        yield error("Variables not allowed", detail, written.file.span(each.start, each.end))


def check_variable(variable: Variable, report: Report) -> None:
    if variable.name in RESERVED_VARIABLES:
        detail = f'The variable name "{variable.name}" is reserved due to its special meaning inside module blocks.'
        report.add(error("Invalid variable name", detail, variable.span))
    for word, found in (("sensitive", variable.sensitive), ("ephemeral", variable.ephemeral)):
        if variable.const and found:
            detail = f'A variable that is marked as "const" cannot also be marked as "{word}".'
            report.add(error(f"Const variable cannot be {word}", detail, variable.span))


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
    check_references(depends_on, state.report)
    read_deprecated(read, state)
    wanted = read.attributes.get("type")
    if wanted is not None:
        state.use(OUTPUT_TYPE, read.file_of(wanted), wanted)
    type_ = read.written("type")
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
        type_,
    )
    keep_first(state.outputs, made, name, "Duplicate output definition", state.report)


def declare_resource(part: Part, state: Declaring) -> None:
    keep_resource(resource_from(part, "managed", state), state)


def declare_data(part: Part, state: Declaring) -> None:
    keep_resource(resource_from(part, "data", state), state)


def declare_ephemeral(part: Part, state: Declaring) -> None:
    state.use(EPHEMERAL_VALUES, part.file, part.block)
    keep_resource(resource_from(part, "ephemeral", state), state)


def keep_resource(made: Resource, state: Declaring) -> None:
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


def resource_from(part: Part, mode: Mode, state: Declaring) -> Resource:
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
        each.name: Written(each.expression, part.file_of(each)) for each in read.attributes.values()
    }
    blocks = [WrittenBlock(each, part.file_of(each)) for each in read.blocks]
    for block in read.blocks:
        if type_ == "terraform_data" and block.type == "store":
            state.use(STORE, part.file_of(block), block)
    for block in escaped:  # what is in it belongs to the provider, whatever it is called
        file = part.file_of(block)
        attributes |= {each.name: Written(each.expression, file) for each in block.body.attributes}
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
    )


def check_references(depends_on: tuple[Written, ...], report: Report) -> None:
    for each in depends_on:
        if steps(each.expression) is None and text_of(each.expression) is None:
            report.add(error("Invalid expression", "A static variable reference is required.", each.span))


def refuse_combination(
    count: Written | None, for_each: Written | None, enabled: Written | None, report: Report
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


def declare_call(part: Part, state: Declaring) -> None:
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
    arguments = {each.name: Written(each.expression, part.file_of(each)) for each in read.attributes.values()}
    for block in escaped:
        file = part.file_of(block)
        arguments |= {each.name: Written(each.expression, file) for each in block.body.attributes}
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
        lifecycle.enabled,
        lifecycle.doubt,
        provider_keys,
        None if text is not None else Written(source.expression, part.file_of(source)),
    )
    keep_first(state.calls, made, name, "Duplicate module call", state.report)


def call_lifecycle(read: Reader, part: Part, state: Declaring) -> Lifecycle:
    """The lifecycle block of a module call, which is OpenTofu's: it takes `enabled` alone."""
    found = Lifecycle()
    for block in read.take_blocks("lifecycle"):
        inner = part.reader_of(block, state.report)
        read_enabled(inner, found)
        doubt_rest(inner, found)
    state.used += found.used
    return found


def declare_provider(part: Part, state: Declaring) -> None:
    name = part.block.labels[0].text
    read = part.reader(state.report)
    alias = read.text("alias")
    read.take("version")
    if PROVIDER_NAME.fullmatch(name) is None:
        state.report.add(wrong_provider_name(name, part.file.span(*header(part)[1:])))
    for_each = read_provider_for_each(read, alias, state)
    refuse_reserved(read, state.report)
    attributes = {
        each.name: Written(each.expression, part.file_of(each)) for each in read.attributes.values()
    }
    blocks = tuple(WrittenBlock(each, part.file_of(each)) for each in read.blocks)
    full = f"{name}.{alias}" if alias else name
    made = Provider(*header(part), full, attributes, blocks, for_each)
    keep_first(state.providers, made, full, "Duplicate provider configuration", state.report)


def wrong_provider_name(name: str, span: Span) -> Diagnostic:
    detail = f'"{name}" is no name of a provider: only lower-case letters, digits and dashes may be in it.'
    return error("Invalid provider local name", detail, span)


def read_provider_for_each(read: Reader, alias: str, state: Declaring) -> Written | None:
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


def declare_terraform(part: Part, state: Declaring) -> None:
    read = part.reader(state.report)
    required = read.text("required_version")
    if required:
        state.required_versions.append(required)
    for block in read.take_blocks("required_providers"):
        for attribute in block.body.attributes:
            state.provider_names.add(attribute.name)
            reader = attribute.expression
            source = source_of(reader)
            if source:
                state.provider_sources[attribute.name] = source
    for block in read.take_blocks("provider_meta"):
        for attribute in block.body.attributes:
            state.report.add(*not_literal(Written(attribute.expression, part.file_of(block))))
    for name in KNOWN_IN_TERRAFORM:
        read.take(name)
        read.take_blocks(name)
    read.refuse_rest("a terraform block")


def source_of(expression: object) -> str | None:
    """`source` out of `aws = { source = "hashicorp/aws" }`."""
    items = getattr(expression, "items", ())
    for item in items:
        if name_of(item.key) == "source":
            return text_of(item.value)
    return None


def declare_language(part: Part, state: Declaring) -> None:
    """`language` of OpenTofu: which versions the module is written for."""
    state.use(LANGUAGE_BLOCK, part.file, part.block)
    for block in part.block.body.blocks:
        inner = part.reader_of(block, state.report)
        constraint = inner.text("opentofu") if block.type == "compatible_with" else ""
        if constraint:
            state.required_versions.append(constraint)


def declare_action(part: Part, state: Declaring) -> None:
    """An action has no part in what is made: Terraform runs it beside."""
    state.use(ACTIONS, part.file, part.block)


def declare_import(part: Part, state: Declaring) -> None:
    """`import` speaks of the state, which documentation does not have."""
    require(part, ("to",), state.report)
    identity = next((each for each in part.block.body.attributes if each.name == "identity"), None)
    if identity is not None:
        state.use(IMPORT_IDENTITY, part.file_of(identity), identity)


def declare_check(part: Part, state: Declaring) -> None:
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


def declare_moved(part: Part, state: Declaring) -> None:
    """`moved` and `removed` speak of the state, which documentation does not have."""
    require(part, ("from", "to") if part.block.type == "moved" else ("from",), state.report)


def require(part: Part, names: Iterable[str], report: Report) -> None:
    given = {each.name for each in part.block.body.attributes}
    for name in names:
        if name not in given:
            detail = f'The argument "{name}" is required, but no definition was found.'
            report.add(error("Missing required argument", detail, part.file.span(*header(part)[1:])))


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
        "moved": declare_moved,
        "removed": declare_moved,
        "import": declare_import,
        "action": declare_action,
        "language": declare_language,
    }
)

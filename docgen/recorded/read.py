"""Reads plans and states from JSON, as untrusted data.

The output of `terraform show -json`, of a plan and of a state:
https://developer.hashicorp.com/terraform/internals/json-format. A state as it is stored, in its version 4:
https://github.com/hashicorp/terraform/blob/v1.11.4/internal/states/statefile/version4.go.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from docgen.analysis.snapshot import MAX_BYTES, MAX_NESTING, nesting
from docgen.recorded.model import Json, Kind, Recorded, RecordedResource, RecordedValue, printed
from docgen.source.address import ModuleAddress, ModuleStep, ResourceAddress
from docgen.source.diagnostic import Diagnostic, Result, error

MODULE_STEP = re.compile(r'module\.([^.\[\]"\s]+)(?:\[(?:(\d+)|"((?:[^"\\]|\\.)*)")\])?(?:\.|$)')
MOST_RESOURCES = 200_000  # as `limits.instances` of docgen.yml
T = TypeVar("T")


class Resource(msgspec.Struct):
    address: str
    type: str
    name: str
    mode: str = "managed"
    index: int | str | None = None
    provider_name: str = ""
    values: dict[str, Any] = {}
    sensitive_values: Any = False


class Module(msgspec.Struct):
    address: str = ""
    resources: list[Resource] = []
    child_modules: "list[Module]" = []


class Output(msgspec.Struct):
    value: Any = msgspec.UNSET
    sensitive: bool = False


class Values(msgspec.Struct):
    root_module: Module = msgspec.field(default_factory=Module)
    outputs: dict[str, Output] = {}


class ChangeOf(msgspec.Struct):
    after_unknown: Any = False
    after_sensitive: Any = False


class ResourceChange(msgspec.Struct):
    address: str
    change: ChangeOf
    deposed: str | None = None


class OutputChange(msgspec.Struct):
    after_unknown: Any = False


class Shown(msgspec.Struct):
    """`terraform show -json` of a state."""

    format_version: str
    values: Values = msgspec.field(default_factory=Values)


class Configuration(msgspec.Struct):
    root_module: dict[str, Any] = {}


class Plan(msgspec.Struct):
    """`terraform show -json` of a plan."""

    format_version: str
    planned_values: Values
    resource_changes: list[ResourceChange] = []
    output_changes: dict[str, OutputChange] = {}
    prior_state: Shown | None = None
    configuration: Configuration = msgspec.field(default_factory=Configuration)
    complete: bool = True
    errored: bool = False


class StoredInstance(msgspec.Struct):
    attributes: dict[str, Any] | None = None
    index_key: int | str | None = None
    sensitive_attributes: list[list[dict[str, Any]]] | None = None
    deposed: str | None = None


class StoredResource(msgspec.Struct):
    mode: str
    type: str
    name: str
    instances: list[StoredInstance] = []
    module: str = ""
    provider: str = ""


class Stored(msgspec.Struct):
    """`terraform.tfstate`."""

    version: int
    resources: list[StoredResource] = []
    outputs: dict[str, Output] = {}


class Keys(msgspec.Struct):
    """The keys that distinguish the formats."""

    planned_values: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    values: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    version: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    format_version: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class Unreadable(Exception):  # noqa: N818 - the document's fault, and not an error of the program
    """Why a document cannot be used."""


def read_recorded(path: Path, wanted: Kind | None = None) -> Result[Recorded | None]:
    """The plan or state in a file; None, with an error, for anything else. `wanted`: only this."""
    try:
        return Result(decode_recorded(bounded(path), str(path), wanted))
    except OSError as problem:
        return Result(None, (wrong(path, f"it cannot be read: {problem.strerror or problem}"),))
    except Unreadable as problem:
        return Result(None, (wrong(path, str(problem)),))


def wrong(path: Path, why: str) -> Diagnostic:
    detail = f"{path} is not used: {why}. Write one with `terraform show -json PLAN > plan.json`, or"
    return error("Failed to read plan or state", f"{detail} `terraform show -json > state.json`.")


def bounded(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise Unreadable("it is not a file")
    with path.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise Unreadable(f"it has more than {MAX_BYTES} bytes")
    return raw


def decode_recorded(raw: bytes, title: str, wanted: Kind | None = None) -> Recorded:
    """The content of a document. Raises `Unreadable`."""
    if nesting(raw) > MAX_NESTING:
        raise Unreadable(f"lists and objects are nested more than {MAX_NESTING} levels")
    if not raw.lstrip().startswith(b"{"):
        raise Unreadable("it is not the JSON of a plan or a state (a saved plan is binary)")
    keys = decoded(raw, Keys)
    if keys.planned_values is not msgspec.UNSET:
        plan = decoded(raw, Plan)
        if plan.errored:
            raise Unreadable("Terraform could not finish the plan (`errored`)")
        found = of_plan(plan, title)
    elif keys.format_version is not msgspec.UNSET:
        found = of_shown(decoded(raw, Shown), title)
    elif keys.version is not msgspec.UNSET:
        found = of_stored(decoded(raw, Stored), title)
    else:
        raise Unreadable("it has neither `planned_values` nor `values` nor the `version` of a state")
    if wanted is not None and found.kind is not wanted:
        raise Unreadable(f"it is a {found.kind.value}, not a {wanted.value}")
    return found


def decoded(raw: bytes, type_: type[T]) -> T:
    try:
        return msgspec.json.decode(raw, type=type_)
    except msgspec.ValidationError as problem:
        raise Unreadable(f"it has another form: {problem}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise Unreadable(f"it is not valid JSON: {problem}") from None


def of_plan(plan: Plan, title: str) -> Recorded:
    unknown = {
        each.address: each.change.after_unknown for each in plan.resource_changes if each.deposed is None
    }
    outputs = {
        name: RecordedValue(
            given(each.value), plan.output_changes.get(name, OutputChange()).after_unknown, each.sensitive
        )
        for name, each in plan.planned_values.outputs.items()
    }
    planned = by_address(resources_of(plan.planned_values.root_module, unknown))
    read = plan.prior_state.values.root_module if plan.prior_state is not None else Module()
    return Recorded(
        Kind.PLAN,
        title,
        {key: each for key, each in planned.items() if each.address.mode == "managed"},
        {
            key: each
            for key, each in by_address(resources_of(read, {})).items()
            if each.address.mode == "data"
        },
        outputs,
        plan.complete,
        dict(declared_in(plan.configuration.root_module, "")) if plan.configuration.root_module else None,
    )


def of_shown(shown: Shown, title: str) -> Recorded:
    found = by_address(resources_of(shown.values.root_module, {}))
    outputs = {
        name: RecordedValue(given(each.value), False, each.sensitive)  # noqa: FBT003 - a tree of marks
        for name, each in shown.values.outputs.items()
    }
    return of_state(found, outputs, title)


def of_state(
    found: Mapping[str, RecordedResource], outputs: Mapping[str, RecordedValue], title: str
) -> Recorded:
    return Recorded(
        Kind.STATE,
        title,
        {key: each for key, each in found.items() if each.address.mode == "managed"},
        {key: each for key, each in found.items() if each.address.mode == "data"},
        outputs,
    )


def of_stored(stored: Stored, title: str) -> Recorded:
    if stored.version != 4:  # noqa: PLR2004 - the version since Terraform 0.12
        raise Unreadable(f"it is a state of version {stored.version}, and docgen reads version 4")
    found = by_address(stored_resources(stored.resources))
    outputs = {
        name: RecordedValue(given(each.value), False, each.sensitive)  # noqa: FBT003 - a tree of marks
        for name, each in stored.outputs.items()
    }
    return of_state(found, outputs, title)


def given(value: Json) -> Json:
    return RecordedValue().value if value is msgspec.UNSET else value


def by_address(found: Iterable[RecordedResource]) -> dict[str, RecordedResource]:
    made: dict[str, RecordedResource] = {}
    for each in found:
        made[printed(each.address)] = each
        if len(made) > MOST_RESOURCES:
            raise Unreadable(f"it has more than {MOST_RESOURCES} resources")
    return made


def resources_of(module: Module, unknown: Mapping[str, Json]) -> Iterator[RecordedResource]:
    """The resources of a module and of those below it. `unknown`: marks of unknown values, by address."""
    here = module_address(module.address)
    for each in module.resources:
        mode = mode_of(each.mode)
        if mode is not None:
            yield RecordedResource(
                ResourceAddress(here, each.type, each.name, each.index, mode),
                RecordedValue(each.values, unknown.get(each.address, False), each.sensitive_values),
                each.provider_name,
            )
    for child in module.child_modules:
        yield from resources_of(child, unknown)


def stored_resources(resources: Sequence[StoredResource]) -> Iterator[RecordedResource]:
    for each in resources:
        mode = mode_of(each.mode)
        if mode is None:
            continue
        here = module_address(each.module)
        for one in each.instances:
            if one.deposed is None and one.attributes is not None:
                address = ResourceAddress(here, each.type, each.name, one.index_key, mode)
                marks = marks_at(one.sensitive_attributes or ())
                yield RecordedResource(address, RecordedValue(one.attributes, False, marks), each.provider)  # noqa: FBT003 - as above


def mode_of(text: str) -> Any:  # noqa: ANN401 - one of the words of `Mode`, or None
    return text if text in {"managed", "data"} else None


def marks_at(paths: Sequence[Sequence[Mapping[str, Json]]]) -> Json:
    """Paths of sensitive attributes as a tree of marks: what is inside an attribute is marked with the whole of it."""
    return {str(path[0]["value"]): True for path in paths if path and "value" in path[0]}


def module_address(text: str) -> ModuleAddress:
    """`module.a["x"].module.b[0]` as steps. Raises `Unreadable`."""
    steps = []
    at = 0
    while at < len(text):
        found = MODULE_STEP.match(text, at)
        if found is None:
            raise Unreadable(f'"{text[:200]}" is not the address of a module')
        name, number, key = found.groups()
        at = found.end()
        steps.append(ModuleStep(name, int(number) if number else None if key is None else unescaped(key)))
    return tuple(steps)


def unescaped(key: str) -> str:
    named = {"n": "\n", "r": "\r", "t": "\t"}
    plain = re.sub(r"\\(.)", lambda found: named.get(found[1], found[1]), key)
    return plain.replace("$${", "${").replace("%%{", "%{")


def declared_in(module: Mapping[str, Json], path: str) -> Iterator[tuple[str, frozenset[str]]]:
    """The declarations of each module in a plan's configuration, by path: "", "vpc", "vpc.flow_logs"."""
    resources = module.get("resources")
    rows = [each for each in resources if isinstance(each, Mapping)] if isinstance(resources, list) else []
    names = (
        f"{'data.' if each.get('mode') == 'data' else ''}{each.get('type')}.{each.get('name')}"
        for each in rows
    )
    yield path, frozenset(names)
    calls = module.get("module_calls")
    for name, call in calls.items() if isinstance(calls, Mapping) else ():
        inner = call.get("module") if isinstance(call, Mapping) else None
        if isinstance(inner, Mapping):
            yield from declared_in(inner, f"{path}.{name}" if path else str(name))

"""An evaluation in the shape of `terraform show -json PLAN`.

https://developer.hashicorp.com/terraform/internals/json-format. Sensitive values are redacted: the real program
prints them, docgen never does.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import msgspec

from docgen.language.evaluated import Evaluation
from docgen.language.instance import Instance
from docgen.language.plan_configuration import configuration_json
from docgen.source.address import ModuleAddress, UnknownKey, print_module
from docgen.source.hidden import Hidden
from docgen.values.numbers import print_number
from docgen.values.text import shown_type
from docgen.values.types import (
    Dynamic,
    ListType,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    Type,
)
from docgen.values.values import (
    EPHEMERAL,
    LIKELY,
    PENDING,
    SENSITIVE,
    Unknown,
    Value,
    deep_marks,
    hides_anything,
    is_hidden,
    is_settled,
)

Json = dict[str, Any]
FORMAT = "1.2"
VERSION = "1.15.0"  # of the language that docgen speaks; no Terraform was run
REDACTED = Hidden.SENSITIVE.text


def plan_json(evaluation: Evaluation) -> Json:
    """The plan of a first apply: everything is created, data sources that could be read are prior state."""
    planned = [each for each in evaluation.instances if each.address.mode == "managed"]
    return {
        "format_version": FORMAT,
        "terraform_version": VERSION,
        "variables": {name: {"value": after(each.value)} for name, each in evaluation.inputs.items()},
        "planned_values": {
            "outputs": {
                name: output_json(each.value, sensitive=each.sensitive)
                for name, each in evaluation.outputs.items()
            },
            "root_module": module_json((), planned),
        },
        "resource_changes": [change_json(each) for each in evaluation.instances if is_change(each)],
        "configuration": configuration_json(
            evaluation.configuration, evaluation.schemas, evaluation.likely.nodes
        ),
        "relevant_attributes": [],  # what changes outside Terraform have caused: there are none without a state
        "applyable": bool(planned),
        "complete": not any(each.undecided for each in planned),
        "errored": False,
    }


def is_change(instance: Instance) -> bool:
    """Data sources that Terraform can read while planning are no changes."""
    return instance.address.mode == "managed"


def output_json(value: Value, *, sensitive: bool) -> Json:
    made: Json = {"sensitive": sensitive}
    if is_settled(value) and EPHEMERAL not in deep_marks(value):
        made["type"] = type_json(shown_type(value))
        made["value"] = REDACTED if sensitive else after(value)
    return made


def module_json(address: ModuleAddress, instances: Iterable[Instance]) -> Json:
    """One module instance with its resources and the modules below it."""
    own: list[Json] = []
    below: dict[ModuleAddress, list[Instance]] = {}
    depth = len(address)
    for each in instances:
        if len(each.address.module) == depth:
            own.append(resource_json(each))
        else:
            below.setdefault(each.address.module[: depth + 1], []).append(each)
    made: Json = {}
    if address:
        made["address"] = print_module(address)
    if own:
        made["resources"] = own
    if below:
        made["child_modules"] = [module_json(child, inside) for child, inside in below.items()]
    return made


def identity(instance: Instance) -> Json:
    address = msgspec.structs.replace(instance.address, root="")  # a plan is of one root module
    made: Json = {
        "address": str(address),
        "mode": address.mode,
        "type": address.type,
        "name": address.name,
        "provider_name": instance.provider_name,
    }
    if isinstance(address.key, UnknownKey):
        made["index_unknown"] = True
    elif address.key is not None:
        made["index"] = address.key
    return made


def planned(instance: Instance) -> Value:
    """The instance's object as its provider plans it."""
    return with_whole_gaps(instance.value, is_whole_to_older_sdk if instance.legacy else is_uncounted)


Whole: TypeAlias = Callable[[Type, Iterable[Value]], bool]
"""Whether a collection with these members is unknown as a whole."""


def is_uncounted(type_: Type, members: Iterable[Value]) -> bool:
    """An unknown number of blocks."""
    of_blocks = isinstance(type_, ListType | SetType) and isinstance(type_.element, ObjectType)
    return of_blocks and any(
        isinstance(each.payload, Unknown) and each.payload.pattern is not None for each in members
    )


def is_whole_to_older_sdk(type_: Type, members: Iterable[Value]) -> bool:
    """To the older SDK a list, set or map of plain values with one unknown member is unknown as a whole."""
    if isinstance(type_, ListType | SetType | MapType) and isinstance(type_.element, Primitive):
        return any(map(is_gap, members))
    return is_uncounted(type_, members)


def with_whole_gaps(value: Value, whole: Whole) -> Value:
    """The value with a gap in the place of each collection that is unknown as a whole."""
    payload = value.payload
    if not isinstance(payload, tuple | Mapping):
        return value
    members = payload if isinstance(payload, tuple) else tuple(payload.values())
    if whole(value.type, members):
        gap = next(each for each in members if is_gap(each))
        return Value(value.type, gap.payload, value.marks | deep_marks(value), value.trace)
    if isinstance(payload, tuple):
        inside = tuple([with_whole_gaps(each, whole) for each in payload])
        return Value(value.type, inside, value.marks, value.trace)
    mapping = {key: with_whole_gaps(each, whole) for key, each in payload.items()}
    return Value(value.type, mapping, value.marks, value.trace)


def resource_json(instance: Instance) -> Json:
    value = planned(instance)
    return identity(instance) | {"values": after(value), "sensitive_values": sensitive_json(value)}


def change_json(instance: Instance) -> Json:
    value = planned(instance)
    module = {"module_address": print_module(instance.address.module)} if instance.address.module else {}
    return (
        identity(instance)
        | module
        | {
            "change": {
                "actions": ["create"],
                "before": None,
                "after": after(value),
                "after_unknown": unknown_json(value),
                "before_sensitive": False,
                "after_sensitive": sensitive_json(value),
            }
        }
    )


# -- values ---------------------------------------------------------------------------------


def is_gap(value: Value) -> bool:
    """Whether Terraform would call the whole value unknown; of a set with an unknown member it shows the members."""
    return isinstance(value.payload, Unknown) or PENDING in value.marks


def after(value: Value) -> Any:  # noqa: ANN401 - JSON
    """The known part: unknown attributes are left out, unknown elements are null."""
    if EPHEMERAL in value.marks:
        return None  # a plan holds no ephemeral value: a write-only argument is null in it
    if is_gap(value):
        return None
    if is_hidden(value) and value.payload is not None:
        return REDACTED
    return known_part(value)


def known_part(value: Value) -> Any:  # noqa: ANN401 - JSON
    payload = value.payload
    if isinstance(payload, tuple):
        if isinstance(value.type, SetType) and hides_anything(value):
            return REDACTED
        return [after(each) for each in payload]
    if isinstance(payload, Mapping):
        return {
            key: after(each) for key, each in payload.items() if not is_gap(each) or EPHEMERAL in each.marks
        }
    return scalar_json(payload)


def scalar_json(payload: object) -> Any:  # noqa: ANN401 - JSON
    if payload is None or isinstance(payload, bool | str | int):
        return payload
    return float(print_number(payload))  # type: ignore[arg-type] # it is a number


def unknown_json(value: Value) -> Any:  # noqa: ANN401 - JSON
    """True where a value is unknown; known scalars are left out of objects and false in lists."""
    payload = value.payload
    if EPHEMERAL in value.marks:
        return False
    if is_gap(value):
        return True
    if isinstance(payload, tuple):
        return [unknown_json(each) for each in payload]
    if isinstance(payload, Mapping):
        made = {key: unknown_json(each) for key, each in payload.items()}
        return {key: each for key, each in made.items() if each is not False}
    return False


def sensitive_json(value: Value) -> Any:  # noqa: ANN401 - JSON
    payload = value.payload
    if SENSITIVE in value.marks or LIKELY in value.marks:
        return True
    if isinstance(payload, tuple):
        return [sensitive_json(each) for each in payload]
    if isinstance(payload, Mapping):
        made = {key: sensitive_json(each) for key, each in payload.items()}
        return {key: each for key, each in made.items() if each is not False}
    return False


def type_json(type_: Type) -> Any:  # noqa: ANN401, PLR0911 - JSON, one arm a kind
    """A type in Terraform's JSON notation."""
    match type_:
        case Primitive(name):
            return name
        case Dynamic():
            return "dynamic"
        case ListType(element):
            return ["list", type_json(element)]
        case SetType(element):
            return ["set", type_json(element)]
        case MapType(element):
            return ["map", type_json(element)]
        case TupleType(elements):
            return ["tuple", [type_json(each) for each in elements]]
        case ObjectType(attributes):
            return ["object", {name: type_json(each) for name, each in attributes}]

"""Values that a provider plans for arguments: normal forms of text, and what its older SDK plans for empty values.

None of this is in the schema that a provider publishes; `tests/oracle/extract_defaults.py` asks the provider itself.
https://developer.hashicorp.com/terraform/plugin/sdkv2/schemas/schema-behaviors
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from docgen.source.traced import Reason
from docgen.values.types import BOOL, STRING, ListType, MapType, ObjectType, SetType, Type
from docgen.values.values import Payload, Unknown, Value, boolean, null, string, unknown, with_marks

Json = Any
PROTOCOLS = MappingProxyType({"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "all": "-1"})


def sorted_json(text: str) -> str:
    """The JSON document without spaces and with its keys in order; other text as it is."""
    try:
        return compact(json.loads(text))
    except (ValueError, RecursionError):
        return text


# Go's encoder keeps JSON safe inside HTML: https://pkg.go.dev/encoding/json#Marshal
ESCAPES = str.maketrans({each: f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"})


def compact(document: Json) -> str:
    return json.dumps(document, separators=(",", ":"), sort_keys=True, ensure_ascii=False).translate(ESCAPES)


def policy_json(text: str) -> str:
    """As `sorted_json`, but a policy's version comes first, as IAM wants it."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(document, dict) or "Version" not in document:
        return sorted_json(text)
    rest = compact({key: each for key, each in document.items() if key != "Version"})
    version = compact(document["Version"])
    return f'{{"Version":{version}}}' if rest == "{}" else f'{{"Version":{version},{rest[1:]}'


def containers_json(text: str) -> str:
    """Container definitions: without nulls and zero shares of CPU, environment and secrets by name."""
    try:
        document = without_nulls(json.loads(text))
    except (ValueError, RecursionError):
        return text
    for container in document if isinstance(document, list) else ():
        if not isinstance(container, dict):
            continue
        if container.get("cpu") == 0:
            del container["cpu"]
        for name in ("environment", "secrets"):
            listed = container.get(name)
            if isinstance(listed, list) and all(isinstance(each, dict) for each in listed):
                container[name] = sorted(listed, key=lambda each: str(each.get("name", "")))
    return compact(document)


def without_nulls(document: Json) -> Json:
    if isinstance(document, dict):
        return {key: without_nulls(each) for key, each in document.items() if each is not None}
    if isinstance(document, list):
        return [without_nulls(each) for each in document]
    return document


def protocol_name(text: str) -> str:
    return PROTOCOLS.get(text.lower(), text.lower())


def digest(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


FORMS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "containers": containers_json,
        "digest": digest,
        "dns": lambda text: text.lower().removesuffix("."),
        "json": sorted_json,
        "lower": str.lower,
        "no-dot": lambda text: text.removesuffix("."),
        "policy": policy_json,
        "protocol": protocol_name,
        "trimmed": str.strip,
        "upper": str.upper,
    }
)
"""By name: what a provider stores in place of the text that it was given."""


def in_form(value: Value, form: str) -> Value:
    if form and isinstance(value.payload, str):
        return with_marks(string(FORMS[form](value.payload), value.trace), value.marks)
    return value


# -- the older SDK ----------------------------------------------------------------------


Place: TypeAlias = Literal["top", "block", "set", "inside set"]
"""The place of an argument: in the resource itself, in a block, in a block that is a member of a set, in a block inside one."""


def is_left_out(value: Value, place: Place) -> bool:
    """Whether what is written is to the older SDK as if nothing were: no text, no members.

    An empty list is a list, but not in a set of blocks; an empty set of objects is a set, and in a set of blocks any set is.
    """
    if value.payload == "":
        return True
    if isinstance(value.type, MapType):
        return isinstance(value.payload, Mapping) and not value.payload
    if not isinstance(value.type, ListType | SetType) or value.payload != ():
        return False
    if isinstance(value.type, ListType):
        return place == "set"
    return not isinstance(value.type.element, ObjectType) and place in {"top", "block"}


def planned_empty(value: Value, place: Place) -> Value:
    """An empty set or map is planned as null, see `is_left_out`."""
    if isinstance(value.type, SetType | MapType) and is_left_out(value, place):
        return with_marks(null(value.type, value.trace), value.marks)
    return value


def planned_absent(type_: Type, place: Place) -> Payload:
    """The planned value of an argument that is neither set nor computed: null, but an empty set or list in a set of blocks."""
    if place == "set" and isinstance(type_, ListType | SetType):
        return ()
    if place == "inside set" and isinstance(type_, SetType):
        return ()
    return None


def planned_objects(value: Value, because: Callable[[str], Reason]) -> Value:
    """Members of an argument that is a set or list of objects: what they leave out is not null in the plan.

    In a set it becomes the zero of its type; in a list, blocks that are left out are computed.
    """
    if not isinstance(value.type, ListType | SetType) or not isinstance(value.type.element, ObjectType):
        return value
    if not isinstance(value.payload, tuple):
        return value
    zero = isinstance(value.type, SetType)
    members = tuple(planned_object(each, because, zero=zero) for each in value.payload)
    return Value(value.type, members, value.marks, value.trace)


def planned_object(value: Value, because: Callable[[str], Reason], *, zero: bool) -> Value:
    if not isinstance(value.payload, dict):
        return value
    made: dict[str, Value] = {}
    for name, each in value.payload.items():
        if zero:
            made[name] = zero_of(each.type, each) if each.is_null else each
        elif is_block_list(each.type) and (each.is_null or each.payload == ()):
            made[name] = unknown(each.type, Unknown(because(name)), each.trace)
        else:
            made[name] = each
    return Value(value.type, made, value.marks, value.trace)


def is_block_list(type_: Type) -> bool:
    return isinstance(type_, ListType | SetType) and isinstance(type_.element, ObjectType)


def zero_of(type_: Type, old: Value) -> Value:
    if type_ is STRING or type_ == STRING:
        return string("", old.trace)
    if type_ == BOOL:
        return boolean(False, old.trace)  # noqa: FBT003 - the value itself
    if isinstance(type_, ListType | SetType):
        return Value(type_, (), trace=old.trace)
    return old

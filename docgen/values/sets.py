"""Sets: each value once, in cty's order.

Source: `setRules` in https://github.com/zclconf/go-cty/blob/main/cty/set_internals.go
"""

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction

from docgen.source.traced import NOWHERE, Trace, joined
from docgen.values.equality import hash_key
from docgen.values.numbers import format_number
from docgen.values.rendering import go_quote
from docgen.values.types import BOOL, NUMBER, STRING, SetType, Type
from docgen.values.values import (
    NO_MARKS,
    PENDING,
    Unknown,
    Value,
    deep_marks,
    deep_trace,
    walk,
    with_trace,
    without_deep_marks,
)

ORDERED = frozenset({STRING, NUMBER, BOOL})
STAYING = frozenset({PENDING})  # what Terraform does not know yet is a member of its own


def set_of(element_type: Type, items: Iterable[Value], trace: Trace = NOWHERE) -> Value:
    """A set; the items already have the type `element_type`, and their marks move to the set.

    Members that are not known yet stay separate if they represent different attributes, or nothing in particular.
    """
    marks = NO_MARKS
    distinct: dict[Hashable, Value] = {}
    for index, item in enumerate(items):
        found = deep_marks(item)
        if found - STAYING:
            marks |= found
            item = without_deep_marks(item)  # noqa: PLW2901 - the same value, only bare
        name = identity(item, index)
        twin = distinct.get(name)
        # Whether the member exists depends on each item that makes it.
        distinct[name] = item if twin is None else with_trace(twin, joined((twin.trace, deep_trace(item))))
    members = list(distinct.values())
    if len(members) > 1:
        members.sort(key=order if element_type in ORDERED else order_by_text)
    return Value(SetType(element_type), tuple(members), marks, trace)


def identity(item: Value, index: int) -> Hashable:
    """The key by which members are distinguished."""
    payload = item.payload
    if isinstance(payload, Unknown):
        return payload.reference or (index,)
    if isinstance(payload, tuple | Mapping):
        for each in walk(item):
            if isinstance(each.payload, Unknown) and each.payload.reference is None:
                return (index,)
    return hash_key(item)


def order(item: Value) -> tuple[int, str | int | Fraction | float]:
    payload = item.payload
    if isinstance(payload, Unknown):
        return 1, str(payload.reference or "")
    if payload is None:
        return 2, 0
    assert isinstance(payload, str | int | Fraction | float)  # noqa: S101 - a set of scalars
    return 0, payload


def order_by_text(item: Value) -> tuple[int, str, str]:
    """Other types have no order of their own; cty sorts them by the text that it hashes."""
    rank = 1 if isinstance(item.payload, Unknown) else 2 if item.payload is None else 0
    stand_for = [
        str(each.payload.reference or "") for each in walk(item) if isinstance(each.payload, Unknown)
    ]
    return rank, hash_text(item), " ".join(stand_for)


def hash_text(value: Value) -> str:  # noqa: PLR0911 - one case a kind
    """The text that cty hashes; its order as text is that of its bytes."""
    payload = value.payload
    if isinstance(payload, Unknown):
        return "?"
    if payload is None:
        return "~"
    if isinstance(payload, bool):
        return "T" if payload else "F"
    if isinstance(payload, str):
        return go_quote(payload)
    if isinstance(payload, tuple):
        inside = "".join([hash_text(each) + ";" for each in payload])
        return f"<{inside}>" if not hasattr(value.type, "element") else f"[{inside}]"
    if isinstance(payload, Mapping):
        if hasattr(value.type, "element"):
            inside = "".join([f"{go_quote(key)}:{hash_text(each)};" for key, each in payload.items()])
            return "{" + inside + "}"
        return f"<{''.join([hash_text(each) + ';' for each in payload.values()])}>"
    return format_number(payload, "g", 10)

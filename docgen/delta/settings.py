"""Arguments that protect, in both revisions of a resource: which became weaker, which stronger.

>>> aws_db_instance.orders: storage_encrypted = true, then false
SettingEvent("storage_encrypted", "true", "false"), worse, high
"""

import ipaddress
import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

import msgspec

from docgen.analysis.ranges import INTERNET, IntervalSet, addresses
from docgen.delta.safeguards import Setting, Weak
from docgen.language.instance import Instance
from docgen.source.traced import Trace, joined
from docgen.values.text import short_text
from docgen.values.values import (
    Unknown,
    Value,
    deep_marks,
    deep_trace,
    hidden_text,
    hides_anything,
    is_wholly_known,
    members,
)


class Reading(msgspec.Struct, frozen=True, eq=False):
    """The value of an argument, at one revision."""

    values: tuple[Value, ...]  # of all blocks that have it
    default: object
    is_known: bool
    reason: str = ""  # why it is not known
    trace: Trace = joined(())

    @property
    def payloads(self) -> tuple[object, ...]:
        return tuple(each.payload for each in self.values)

    @property
    def shown(self) -> str:
        """The value as text that may be printed."""
        if not self.is_known:
            return "unknown"
        if any(map(hides_anything, self.values)):
            return hidden_text(frozenset().union(*map(deep_marks, self.values)))
        if not self.values:
            return plain_text(self.default)
        return ", ".join(dict.fromkeys(map(short_text, self.values)))


def plain_text(value: object) -> str:
    match value:
        case None | ():
            return "not set"
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value}"'
        case tuple():
            return f"[{', '.join(map(plain_text, value))}]"
        case _:
            return str(value)


def read(instance: Instance, setting: Setting) -> Reading:
    """The argument with its default; blocks of the same name together."""
    found = list(values_at(instance.value, setting.argument.split(".")))
    own = [each for each in found if not is_computed(each, instance)]
    gap = next((each for each in own if not is_wholly_known(each)), None)
    trace = joined(deep_trace(each) for each in found)
    if gap is not None and setting.weak is not Weak.ABSENT:
        return Reading((), setting.default, is_known=False, reason=reason_of(gap), trace=trace)
    kept = tuple(each for each in own if not each.is_null and each.payload != ())
    return Reading(kept, setting.default, is_known=True, trace=trace)


def values_at(value: Value, path: Sequence[str]) -> Iterator[Value]:
    """The values at a path, through all blocks of the path."""
    payload = value.payload
    if isinstance(payload, tuple) and path:
        for each in payload:
            yield from values_at(each, path)
    elif not path:
        yield value
    elif isinstance(payload, dict):
        inner = payload.get(path[0])
        if inner is not None:
            yield from values_at(inner, path[1:])
    elif isinstance(payload, Unknown):
        yield value


def is_computed(value: Value, instance: Instance) -> bool:
    """Whether nothing is written, so that AWS chooses."""
    payload = value.payload
    return (
        isinstance(payload, Unknown)
        and payload.reference is not None
        and payload.reference.address == instance.address
    )


def reason_of(value: Value) -> str:
    if isinstance(value.payload, Unknown):
        return value.payload.reason.text
    return next((reason_of(each) for each in members(value) if not is_wholly_known(each)), "")


def weakness(setting: Setting, reading: Reading) -> float | None:  # noqa: PLR0911 - one arm a kind of weakness
    """A number that is greater the weaker the value is; None where it is not known."""
    if not reading.is_known:
        return None
    found = reading.payloads or (setting.default,)
    match setting.weak:
        case Weak.FALSE:
            return float(any(each is False or each == "false" for each in found))
        case Weak.TRUE:
            return float(any(each is True or each == "true" for each in found))
        case Weak.IN:
            return float(any(each in setting.values for each in found))
        case Weak.NOT_IN:
            return float(any(each not in setting.values for each in found))
        case Weak.ABSENT:
            return float(not reading.values or all(each == "" for each in found))
        case Weak.LOWER:
            return -min(number_of(each, setting) for each in found)
        case Weak.HIGHER:
            return max(number_of(each, setting) for each in found)
        case Weak.OPEN_RANGE | Weak.MORE_MEMBERS:
            return float(len(texts(reading)))


def number_of(value: object, setting: Setting) -> float:
    if value in setting.values:
        return math.inf
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction | str):
        return 0.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def texts(reading: Reading) -> frozenset[str]:
    """The members of a list, or the one text that there is."""
    if not reading.values:
        default = reading.default
        return frozenset(map(str, default)) if isinstance(default, tuple) else frozenset()
    found: set[str] = set()
    for each in reading.values:
        inside = tuple(members(each)) or (each,)
        found |= {one.payload for one in inside if isinstance(one.payload, str)}
    return frozenset(found)


def public_part(reading: Reading) -> IntervalSet:
    found = []
    for each in texts(reading):
        try:
            found.append(ipaddress.ip_network(each, strict=False))
        except ValueError:
            continue
    return addresses(*found).intersection(INTERNET)


def is_weaker(setting: Setting, before: Reading, after: Reading) -> bool:
    """Whether the later value protects less; both are known."""
    if setting.weak is Weak.OPEN_RANGE:
        return not public_part(after).is_within(public_part(before))
    if setting.weak is Weak.MORE_MEMBERS:
        return bool(texts(after) - texts(before))
    one, other = weakness(setting, before), weakness(setting, after)
    return one is not None and other is not None and other > one


def is_weak(setting: Setting, reading: Reading) -> bool:
    """Whether a value is dangerous by itself: of a resource that is new."""
    if setting.weak is Weak.MORE_MEMBERS:
        return reading.is_known and bool(texts(reading))
    return bool(weakness(setting, reading))

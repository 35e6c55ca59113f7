"""What an unknown value can be at most: one of some values, or a collection of some of them.

`aws_subnet.main[var.zone].id` is not known, and is still the id of one of these subnets. It is weaker than a reference: two
values with the same choices may differ. The empty text and null name nothing, so they are left out.
"""

from collections.abc import Iterable

from docgen.values.types import DYNAMIC
from docgen.values.values import Unknown, Value, unknown, with_marks

MOST = 200  # choices: of more, nothing is said
Choices = tuple[Value, ...]


def choices_of(value: Value) -> Choices | None:
    """The values of which this one is one, where it names anything; None where it may be anything."""
    payload = value.payload
    if payload is None or payload == "":
        return ()
    if not isinstance(payload, Unknown):
        return (value,)
    if payload.choices:
        return tuple([with_marks(each, value.marks) for each in payload.choices])
    return None if payload.reference is None and not payload.members else (value,)


def members_of(value: Value) -> Choices | None:
    """The values of which each member of a collection is one; None where a member may be anything."""
    payload = value.payload
    if payload is None:
        return ()
    if isinstance(payload, Unknown):
        members = payload.members
        if not members and payload.choices:  # one of some collections
            return united(members_of(each) for each in payload.choices)
        return tuple([with_marks(each, value.marks) for each in members]) or None
    if isinstance(payload, tuple):
        return united(choices_of(with_marks(each, value.marks)) for each in payload)
    if isinstance(payload, dict):
        return united(choices_of(with_marks(each, value.marks)) for each in payload.values())
    return None


def united(several: Iterable[Choices | None]) -> Choices | None:
    """All of them together; None where one of them is None, or they are too many."""
    found: dict[int, Value] = {}
    for each in several:
        if each is None:
            return None
        found |= {id(value): value for value in each}
        if len(found) > MOST:
            return None
    return tuple(found.values())


def one_of(values: Iterable[Value]) -> Choices:
    """For `Unknown.choices`: of a value that is one of these."""
    return united(map(choices_of, values)) or ()


def members_in(values: Iterable[Value]) -> Choices:
    """For `Unknown.members`: of a collection whose members are those of these collections."""
    return united(map(members_of, values)) or ()


def flattened_members(value: Value, depth: int = 5) -> Choices | None:
    """The members of a collection, and those of the collections in it."""
    members = members_of(value)
    if members is None:
        return None
    return united(
        flattened_members(each, depth - 1) if depth and is_sequence(each) else (each,) for each in members
    )


def is_sequence(value: Value) -> bool:
    payload = value.payload
    return isinstance(payload, tuple) or (isinstance(payload, Unknown) and bool(payload.members))


def stepped(payload: Unknown, step: str | int) -> Choices:
    """The choices of a part of an unknown value, such as an attribute."""
    found: list[Value] = []
    for each in payload.choices:
        part = part_of(each, step)
        if part is None:
            found = []
            break
        found.append(with_marks(part, each.marks))
    return one_of(found) or one_of(payload.members)


def part_of(value: Value, step: str | int) -> Value | None:
    payload = value.payload
    if isinstance(payload, dict) and isinstance(step, str):
        return payload.get(step)
    if isinstance(payload, tuple) and isinstance(step, int):
        return payload[step] if 0 <= step < len(payload) else None
    if isinstance(payload, Unknown) and payload.members:
        return unknown(DYNAMIC, Unknown(payload.reason, choices=one_of(payload.members)))
    return None


def any_member(value: Value, payload: Unknown) -> Unknown:
    """An unknown member of an unknown collection: what `for` is given."""
    return Unknown(payload.reason, choices=members_in((value,)))


def splat_element(payload: Unknown) -> Unknown:
    """What a splat over something unknown applies to: a member of a list or set, or what is no list itself."""
    members: list[Choices | None] = [payload.members]
    for each in payload.choices:
        members.append(members_of(each) if is_sequence(each) else choices_of(each))
    return Unknown(payload.reason, choices=united(members) or ())

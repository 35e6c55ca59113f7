"""Which changes of data stores force a replacement (destroy and create), as the AWS provider itself plans them.

The table (`replacements.json`) was recorded from the provider by `tests.oracle.record_replacements`: for each type and argument the
ways of changing it that require a replacement. An argument that is not in the table says nothing.

>>> find_replacement(before, after, Ignored(), renaming)     # storage_encrypted = true, then false
Replacement(certain=("storage_encrypted",), perhaps=())
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path

import msgspec

from docgen.delta.renames import Renaming
from docgen.delta.settings import is_computed, values_at
from docgen.language.instance import Instance
from docgen.values.text import short_text
from docgen.values.values import Unknown, Value, hides_anything, is_wholly_known, members

KEY = re.compile(r"kms_key")  # AWS takes an id, an ARN or an alias for one and the same key
NUMBER = (int, float, Fraction)
NUMBERS = re.compile(r"\d+")
OTHER_VALUE = frozenset({"changed", "raised", "lowered", "on", "off"})


class Table(msgspec.Struct, frozen=True):
    provider: str  # the version that was asked: "5.100.0"
    types: Mapping[str, Mapping[str, tuple[str, ...]]]


class Replacement(msgspec.Struct, frozen=True):
    """The arguments because of which a resource is made again, and those because of which it may be."""

    certain: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()


class Ignored(msgspec.Struct, frozen=True):
    """`ignore_changes` of the newer revision."""

    whole: frozenset[str] = frozenset()  # names of arguments, "*" for all
    inside: frozenset[str] = frozenset()  # names of arguments of which a part is ignored


@cache
def table() -> Table:
    raw = Path(__file__).with_name("replacements.json").read_bytes()
    return msgspec.json.decode(raw, type=Table)


def find_replacement(before: Instance, after: Instance, ignored: Ignored, renaming: Renaming) -> Replacement:
    """The replacement that a change from one instance to the other forces. If an argument is ignored in part, nothing is certain."""
    certain, perhaps = [], []
    for argument, ways in table().types.get(after.address.type, {}).items():
        name = argument.partition(".")[0]
        if not {"*", name}.isdisjoint(ignored.whole):
            continue
        found = is_forced(Change(before, after, argument, renaming), ways)
        if found is None or (found and name in ignored.inside):
            perhaps.append(argument)
        elif found:
            certain.append(argument)
    return Replacement(tuple(certain), tuple(perhaps))


class Change:
    """One argument in both revisions."""

    def __init__(self, before: Instance, after: Instance, argument: str, renaming: Renaming) -> None:
        self.argument = argument
        self.renaming = renaming
        path = argument.split(".")
        found = [list(values_at(each.value, path)) for each in (before, after)]
        self.is_once = all(len(each) <= 1 for each in found)
        self.is_hidden = tuple(
            any(map(hides_anything, each)) for each in found
        )  # sensitive, in each revision
        self.added, self.lost = differing(found[0], found[1], renaming)
        self.was, self.now = (each[0] if each else None for each in found)
        self.was_chosen, self.is_chosen = (
            value is not None and is_computed(value, instance)
            for value, instance in ((self.was, before), (self.now, after))
        )


def is_forced(change: Change, ways: Collection[str]) -> bool | None:
    """Whether the change makes the resource again; None where it may."""
    was, now = change.was, change.now
    if any(change.is_hidden):
        return of_hidden(change, ways)
    if not change.is_once:  # blocks of one kind, whose order may be another
        wanted = {*(["set"] if change.added else []), *(["removed"] if change.lost else [])}
        return None if wanted & set(ways) or len(wanted) > 1 else False
    if change.is_chosen:  # nothing is written any more
        return "removed" in ways and not change.was_chosen and is_set(was)
    if was is not None and now is not None and not (is_wholly_known(was) and is_wholly_known(now)):
        return of_unknown(was, now, ways, change.renaming)
    if was is None or now is None or not is_set(was) or not is_set(now):
        return of_absent(was, now, ways)
    return of_known(was, now, ways, is_key=bool(KEY.search(change.argument)))


def of_hidden(change: Change, ways: Collection[str]) -> bool | None:
    """A sensitive value: where both are, nothing is said, for whether they differ is a part of the secret."""
    if all(change.is_hidden):
        return False
    was_hidden = change.is_hidden[0]
    is_written = (not change.is_chosen and is_set(change.now)) if was_hidden else is_set(change.was)
    wanted: frozenset[str] = OTHER_VALUE if is_written is not False else frozenset()
    if not is_written:
        wanted |= {"removed", "off"} if was_hidden else {"set", "on"}
    return None if wanted & set(ways) else False


def differing(
    was: Sequence[Value], now: Sequence[Value], renaming: Renaming
) -> tuple[Counter[str | None], Counter[str | None]]:
    """Values that only the newer or only the older revision has, by name, where a value may occur several times."""
    old, new = Counter(names_of_all(was, renaming)), Counter(names_of_all(now, None))
    return new - old, old - new


def names_of_all(values: Sequence[Value], renaming: Renaming | None) -> Iterator[str | None]:
    for each in values:
        yield from names(each, renaming)


def is_set(value: Value | None) -> bool | None:
    """Whether something is written; None where it may be null. A flag that is off counts as not written."""
    payload = None if value is None else value.payload
    if isinstance(payload, Unknown):
        return True if payload.not_null else None
    return not (payload is None or payload is False or payload in ("", ()))


def of_absent(was: Value | None, now: Value | None, ways: Collection[str]) -> bool | None:
    """One of both, or neither, is written."""
    before, after = is_set(was), is_set(now)
    if before is after:
        return False
    one, other, flag, way = (was, now, "on", "set") if before is False else (now, was, "off", "removed")
    if one is not None and one.payload is False and other is not None and other.payload is True:
        way = flag
    if way not in ways:
        return False
    return None if before is None or after is None else True


def of_known(was: Value, now: Value, ways: Collection[str], *, is_key: bool) -> bool | None:
    old, new = was.payload, now.payload
    if isinstance(old, str) and isinstance(new, str):
        if old == new or "changed" not in ways:
            return of_versions(old, new, ways)
        return None if is_key and old.startswith("arn:") != new.startswith("arn:") else True
    if isinstance(old, tuple) and isinstance(new, tuple):
        return texts(was) != texts(now) and "changed" in ways
    if isinstance(old, NUMBER) and isinstance(new, NUMBER):
        return old != new and ("raised" if new > old else "lowered") in ways
    return short_text(was) != short_text(now) and "changed" in ways


def of_versions(old: str, new: str, ways: Collection[str]) -> bool | None:
    """`3.6.0` to `3.5.1` is lowered; of texts of other forms nothing is certain."""
    if old == new or not {"raised", "lowered"} & set(ways):
        return False
    if NUMBERS.sub("", old).replace(".", "") != NUMBERS.sub("", new).replace(".", ""):
        return None
    before, after = ([int(each) for each in NUMBERS.findall(text)] for text in (old, new))
    return before != after and ("raised" if after > before else "lowered") in ways


def of_unknown(was: Value, now: Value, ways: Collection[str], renaming: Renaming) -> bool | None:
    """At least one of both is not known: the same reference is the same value, another one may be."""
    if is_set(was) is False or is_set(now) is False:
        return of_absent(was, now, ways)
    if not OTHER_VALUE & set(ways):
        return False
    old, new = set(names(was, renaming)), set(names(now, None))
    if None in old and None in new:
        return False  # neither revision knows it: that is a gap of both, and no change
    return None if old != new else False


def names(value: Value, renaming: Renaming | None) -> Iterator[str | None]:
    """The name of a value, or of the members of a list: a reference, or a text; None if it has no name."""
    payload = value.payload
    if isinstance(payload, tuple):
        for each in members(value):
            yield from names(each, renaming)
    elif isinstance(payload, Unknown):
        reference = payload.reference
        if reference is None:
            yield None
        else:
            address = str(reference.address)
            steps = str(reference)[len(address) :]
            yield f"{renaming(address) if renaming else address}{steps}"
    else:
        yield short_text(value)


def texts(value: Value) -> list[str]:
    """The texts of a list or a set, sorted: order has no meaning in sets, and little in lists."""
    return sorted(map(short_text, members(value)))

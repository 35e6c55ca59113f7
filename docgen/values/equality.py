"""Whether two values are the same: the language's `==`, and a stricter comparison for docgen's own code.

`==` is cty's Equals: https://github.com/zclconf/go-cty/blob/main/docs/types.md#equality
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from fractions import Fraction

from docgen.source.traced import Reason
from docgen.values.numbers import Narrow, NarrowInt, parse_number, print_number
from docgen.values.types import (
    BOOL,
    Dynamic,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
    has_dynamic,
)
from docgen.values.values import Number, Unknown, Value, boolean, size_of, unknown

MOST_PARTS = 2_000_000  # more than anybody writes; see values.size_of
TOO_LARGE = Reason(f"a value of more than {MOST_PARTS} parts is not compared", "never")


def equal(left: Value, right: Value) -> Value:
    """`left == right` for values without marks: unknown while it depends on something unknown."""
    for side in (left, right):
        if isinstance(side.payload, tuple | Mapping) and size_of(side) > MOST_PARTS:
            return unknown(BOOL, Unknown(TOO_LARGE, not_null=True))
    answer = compare(left, right)
    return (
        unknown(BOOL, Unknown(answer.reason, not_null=True))
        if isinstance(answer, Unknown)
        else boolean(answer)
    )


def compare(left: Value, right: Value) -> bool | Unknown:  # noqa: PLR0911 - cty's cases in cty's order
    one, other = left.payload, right.payload
    if isinstance(one, Unknown):
        return compare_unknown(left, one, right)
    if isinstance(other, Unknown):
        return compare_unknown(right, other, left)
    if one is None or other is None:
        return one is None and other is None  # nulls are equal whatever their types
    if left.type != right.type:
        return undecided_types(left, right) if has_dynamic(left.type) or has_dynamic(right.type) else False
    if isinstance(left.type, SetType):
        return compare_sets(left, right)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and compare_all(zip(one, other, strict=True))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and compare_all((one[key], other[key]) for key in one)
    return same_scalar(one, other)


def compare_unknown(left: Value, gap: Unknown, right: Value) -> bool | Unknown:
    """The answer where the left side is not known: false where it can become nothing like the right side."""
    if right.is_null:
        return False if gap.not_null else gap
    if isinstance(right.payload, Unknown):
        return gap
    if is_excluded(gap, right):
        return False
    open_right = any(gaps(right)) and may_become(left.type, right.type)
    if not open_right and not may_become(right.type, left.type):
        # A null of any type equals only null, and the right side is none.
        return False
    return gap


def is_excluded(gap: Unknown, right: Value) -> bool:
    """Whether what is known of an unknown rules out this value, which is not null."""
    payload = right.payload
    if isinstance(payload, str):
        return not payload.startswith(gap.prefix) or (gap.not_empty and not payload)
    if isinstance(payload, tuple | Mapping):
        length = len(payload)
        counted = not isinstance(right.type, TupleType | ObjectType)
        return counted and (length < gap.shortest or (gap.longest is not None and length > gap.longest))
    if isinstance(payload, int | Fraction | float) and gap.least is not None:
        return payload < gap.least
    return False


def undecided_types(left: Value, right: Value) -> bool | Unknown:
    """The answer for different types: unknown where a part of unknown type may make them the same."""
    if may_become(left.type, right.type) or may_become(right.type, left.type):
        for gap in gaps(left, right):
            return gap
    return False


def may_become(type_: Type, other: Type) -> bool:
    """Whether a value of this type conforms to the other, whose `any` matches every type."""
    match type_, other:
        case _, Dynamic():
            return True
        case (ListType(one), ListType(two)) | (SetType(one), SetType(two)) | (MapType(one), MapType(two)):
            return may_become(one, two)
        case TupleType(ones), TupleType(twos):
            return len(ones) == len(twos) and all(map(may_become, ones, twos))
        case ObjectType(ones), ObjectType(twos):
            mine, theirs = dict(ones), dict(twos)
            return mine.keys() == theirs.keys() and all(may_become(mine[name], theirs[name]) for name in mine)
        case _:
            return type_ == other


def gaps(*values: Value) -> Iterator[Unknown]:
    for value in values:
        if isinstance(value.payload, Unknown):
            yield value.payload
        elif isinstance(value.payload, tuple):
            yield from gaps(*value.payload)
        elif isinstance(value.payload, dict):
            yield from gaps(*value.payload.values())


def compare_all(pairs: Iterable[tuple[Value, Value]]) -> bool | Unknown:
    """Whether all pairs are equal; one pair that differs settles it whatever else is unknown."""
    gap: Unknown | None = None
    for one, other in pairs:
        answer = compare(one, other)
        if answer is False:
            return False
        if isinstance(answer, Unknown):
            gap = gap or answer
    return True if gap is None else gap


def compare_sets(left: Value, right: Value) -> bool | Unknown:
    for gap in gaps(left, right):
        return gap
    assert isinstance(left.payload, tuple)  # noqa: S101 - a known set
    assert isinstance(right.payload, tuple)  # noqa: S101 - a known set
    return {hash_key(each) for each in left.payload} == {hash_key(each) for each in right.payload}


def same_scalar(one: object, other: object) -> bool:
    if isinstance(one, bool) or isinstance(other, bool) or isinstance(one, str) or isinstance(other, str):
        return one == other
    if isinstance(one, int | Fraction | float) and isinstance(other, int | Fraction | float):
        return same_number(one, other)
    return False


def same_number(one: Number, other: Number) -> bool:
    """Numbers are equal where they are printed alike: https://github.com/zclconf/go-cty/pull/153."""
    if one == other:
        return True
    if isinstance(one, Narrow | NarrowInt) or isinstance(other, Narrow | NarrowInt):
        return print_number(one) == print_number(other)
    return False


def raw_equal(left: Value, right: Value) -> bool:
    """Whether both say the same, unknowns, nulls, types and marks included; traces do not count."""
    return left.type == right.type and hash_key(left) == hash_key(right) and marks_of(left) == marks_of(right)


def marks_of(value: Value) -> list[frozenset[str]]:
    found = [value.marks]
    if isinstance(value.payload, tuple):
        for each in value.payload:
            found += marks_of(each)
    elif isinstance(value.payload, dict):
        for each in value.payload.values():
            found += marks_of(each)
    return found


def hash_key(value: Value) -> Hashable:
    """The same for values that are equal, different for others; types, marks and traces do not count."""
    payload = value.payload
    if isinstance(payload, str | bool):
        return payload if isinstance(payload, str) else ("bool", payload)
    if isinstance(payload, tuple):
        return tuple([hash_key(each) for each in payload])
    if isinstance(payload, dict):
        return ("{", *((key, hash_key(each)) for key, each in payload.items()))
    if isinstance(payload, int | Fraction | float):
        return number_key(payload)
    return payload if isinstance(payload, Unknown) else None


def number_key(amount: Number) -> Hashable:
    if isinstance(amount, Narrow | NarrowInt):
        amount = parse_number(print_number(amount))
    return ("number", amount)

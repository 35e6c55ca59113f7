"""Terraform's values: typed, possibly null, unknown or marked, and traced down to every scalar.

Semantics are cty's: https://github.com/zclconf/go-cty/blob/main/docs/concepts.md
Values are frozen; a mapping inside one is never changed after it was put there.
They hold more than cty's in three ways: a scalar has a `trace`; an unknown has a reason, and may represent
a resource's attribute (`Reference`); a set keeps unknown members separate if they represent different attributes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TypeAlias

import msgspec

from docgen.source.hidden import Hidden
from docgen.source.traced import NOWHERE, Reason, Reference, Trace, joined
from docgen.values.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
)

Number: TypeAlias = int | Fraction | float
"""An int where the number is whole, else a Fraction rounded to 512 bits; a float for the infinities only."""

Marks: TypeAlias = frozenset[str]
NO_MARKS: Marks = frozenset()
SENSITIVE = "sensitive"
EPHEMERAL = "ephemeral"
MACHINE = "machine"  # it depends on the folder that Terraform is run from: known, but never on a page
# Terraform itself knows it only when it applies: a plan shows it as unknown. docgen can tell, and goes on with it.
PENDING = "pending"
# A literal that is a secret by its name or form, though no configuration says so: docgen hides it, Terraform knows nothing of it.
LIKELY = "likely secret"
HIDDEN: Marks = frozenset({SENSITIVE, EPHEMERAL, LIKELY})
"""The marks of what is never printed: a secret, or a value that exists only while Terraform runs."""


class Unknown(msgspec.Struct, frozen=True):
    """The known facts of a value that is not known yet."""

    reason: Reason
    reference: Reference | None = None  # the attribute it represents
    prefix: str = ""  # a string is known to begin so
    not_null: bool = False
    not_empty: bool = False  # a text has at least one character
    presumed: bool = False  # docgen knows that from AWS; Terraform itself does not
    least: int | None = None  # a number is no less
    shortest: int = 0  # a collection has at least so many elements …
    longest: int | None = None  # … and at most so many
    # Of an unknown number of blocks, what each of them is like; of an encoded text, what it says.
    pattern: "Value | None" = None
    # Of a template, its parts in order: what is written, and what is not known. Empty where that was not kept.
    pieces: "tuple[str | Unknown, ...]" = ()
    text: str | None = None  # docgen knows it from another argument; Terraform itself only after an apply
    # See `choices`. Where it names anything, it is one of these; of a collection, each of its members is one of those.
    choices: "tuple[Value, ...]" = ()
    members: "tuple[Value, ...]" = ()


def same_text(gap: Unknown) -> Unknown:
    """The known facts of a text that a function returns as it is: what it represents, and what docgen knows from AWS.

    Terraform forgets the rest of them when it calls a function: in its plan `join("", ["a-${var.unset}"])` may begin with anything.
    """
    return Unknown(
        gap.reason,
        gap.reference,
        not_null=True,
        not_empty=gap.not_empty and gap.presumed,
        presumed=gap.presumed,
        pattern=gap.pattern,
        pieces=gap.pieces,
        text=gap.text,
        choices=gap.choices,
    )


def settled_text(gap: Unknown) -> str | None:
    """The text that docgen knows though Terraform does not: `"${aws_s3_bucket.logs.id}/*"` of a bucket with a name."""
    if gap.text is not None or gap.reference is not None or not gap.pieces:
        return gap.text
    parts = [each if isinstance(each, str) else settled_text(each) for each in gap.pieces]
    known = [each for each in parts if each is not None]
    return "".join(known) if len(known) == len(parts) else None


class OpenMapping(dict[str, "Value"]):
    """The attributes of something whose provider we do not know: any name may be asked for."""

    def __init__(self, items: "Mapping[str, Value]", otherwise: "Callable[[str], Value]") -> None:
        super().__init__(items)
        self.otherwise = otherwise

    def get(self, name: str, default: "Value | None" = None) -> "Value | None":  # type: ignore[override]
        return self[name] if name in self else default or self.otherwise(name)


def remade(old: "Mapping[str, Value]", items: "Mapping[str, Value]") -> "Mapping[str, Value]":
    """The items as a mapping of the same kind as `old`."""
    return OpenMapping(items, old.otherwise) if isinstance(old, OpenMapping) else items


Payload: TypeAlias = "bool | Number | str | tuple[Value, ...] | Mapping[str, Value] | Unknown | None"


class Value(msgspec.Struct, frozen=True, eq=False):
    """A value of Terraform's language.

    `payload` by type: null is None everywhere; string str; number `Number`; bool bool; list, set and tuple a
    tuple of values (a set's in cty's order); map and object a mapping whose keys are in order; not known
    `Unknown`.
    """

    type: Type
    payload: Payload
    marks: Marks = NO_MARKS
    trace: Trace = NOWHERE

    @property
    def is_null(self) -> bool:
        return self.payload is None

    @property
    def is_known(self) -> bool:
        """Whether this level is known; members may still be unknown."""
        return not isinstance(self.payload, Unknown)


# -- making values -------------------------------------------------------------------


def string(text: str, trace: Trace = NOWHERE) -> Value:
    return Value(STRING, text, NO_MARKS, trace)


def number(amount: Number, trace: Trace = NOWHERE) -> Value:
    return Value(NUMBER, amount, NO_MARKS, trace)


def boolean(truth: bool, trace: Trace = NOWHERE) -> Value:  # noqa: FBT001 - the value itself, not an option
    return Value(BOOL, truth, NO_MARKS, trace)


def null(type_: Type = DYNAMIC, trace: Trace = NOWHERE) -> Value:
    return Value(type_, None, NO_MARKS, trace)


def unknown(type_: Type, because: Unknown, trace: Trace = NOWHERE) -> Value:
    return Value(type_, because, NO_MARKS, trace)


def tuple_of(items: Iterable[Value], trace: Trace = NOWHERE) -> Value:
    members = tuple(items)
    return Value(TupleType(tuple([each.type for each in members])), members, NO_MARKS, trace)


def object_of(attributes: Mapping[str, Value], trace: Trace = NOWHERE) -> Value:
    ordered = dict(sorted(attributes.items()))
    type_ = ObjectType(tuple([(name, each.type) for name, each in ordered.items()]))
    return Value(type_, ordered, NO_MARKS, trace)


def list_of(element: Type, items: Iterable[Value], trace: Trace = NOWHERE) -> Value:
    """A list; the items already have the type `element`."""
    return Value(ListType(element), tuple(items), NO_MARKS, trace)


def map_of(element: Type, items: Mapping[str, Value], trace: Trace = NOWHERE) -> Value:
    """A map; the items already have the type `element`."""
    return Value(MapType(element), dict(sorted(items.items())), NO_MARKS, trace)


def with_marks(value: Value, marks: Marks) -> Value:
    """The value with these marks added at its own level."""
    if marks <= value.marks:
        return value
    return Value(value.type, value.payload, value.marks | marks, value.trace)


def with_trace(value: Value, trace: Trace) -> Value:
    return Value(value.type, value.payload, value.marks, trace)


def without_marks(value: Value) -> Value:
    """The value without the marks of its own level."""
    return Value(value.type, value.payload, NO_MARKS, value.trace) if value.marks else value


def is_hidden(value: Value) -> bool:
    """Whether no printer may show the value; what is inside it may be hidden on its own."""
    return not HIDDEN.isdisjoint(value.marks)


def hides_anything(value: Value) -> bool:
    """Whether the value, or anything inside it, may not be shown."""
    return not HIDDEN.isdisjoint(deep_marks(value))


def hidden_text(marks: Marks) -> str:
    """The placeholder of a hidden value."""
    return hidden_by(marks).text


def hidden_by(marks: Marks) -> Hidden:
    """Why a value with these marks is not shown."""
    return Hidden.EPHEMERAL if HIDDEN & marks == {EPHEMERAL} else Hidden.SENSITIVE


# -- looking inside ------------------------------------------------------------------


def members(value: Value) -> Iterable[Value]:
    """The values directly inside; none for scalars, nulls and unknowns."""
    payload = value.payload
    kind = payload.__class__  # asked millions of times, and asking an abstract class takes long
    if kind is tuple:
        return payload  # type: ignore[return-value] # its class says so
    if kind is dict:
        return payload.values()  # type: ignore[union-attr] # as above
    if kind in PLAIN:
        return ()
    return payload.values() if isinstance(payload, dict) else ()


PLAIN = frozenset({bool, int, Fraction, float, str, Unknown, type(None)})


def walk(value: Value) -> Iterator[Value]:
    """The value and all values inside it, outermost first; what is shared inside is entered once."""
    stack = [value]
    entered: set[int] = set()
    while stack:
        top = stack.pop()
        yield top
        inside = members(top)
        if inside and id(top.payload) not in entered:
            entered.add(id(top.payload))
            stack.extend(reversed(tuple(inside)))


LARGE = 64  # members: of fewer, looking again costs no more than remembering
_SIZES: dict[int, tuple[object, int]] = {}
_MOST_SIZES = 10_000


def size_of(value: Value) -> int:
    """The number of values in it; shared ones count as often as they occur.

    `b = [a, a]`, `c = [b, b]`, … costs nothing to build; code that walks through all of it checks this first.
    """
    payload = value.payload
    kind = payload.__class__
    if kind in PLAIN:
        return 1
    remembered = _SIZES.get(id(payload))
    if remembered is not None:
        return remembered[1]
    small = isinstance(payload, tuple) and len(payload) < LARGE
    if small and all(each.payload.__class__ in PLAIN for each in members(value)):
        return 1 + len(payload)  # type: ignore[arg-type] # it is a tuple
    stack = [value]
    while stack:
        top = stack[-1]
        inside = [each for each in members(top) if members(each)]
        missing = [each for each in inside if id(each.payload) not in _SIZES]
        if missing and id(top.payload) not in _SIZES:
            stack += missing
            continue
        stack.pop()
        if members(top) and id(top.payload) not in _SIZES:
            shallow = len(tuple(members(top))) - len(inside)
            # The payload is kept beside its size, so that no other object can get its id.
            _SIZES[id(top.payload)] = (
                top.payload,
                1 + shallow + sum(_SIZES[id(each.payload)][1] for each in inside),
            )
    found = _SIZES.get(id(value.payload), (None, 1))[1]
    if len(_SIZES) > _MOST_SIZES:
        _SIZES.clear()
    return found


class Summary(msgspec.Struct, frozen=True, eq=False):
    """A summary of a large payload, all levels together: computed once, because loops need it in every iteration."""

    marks: Marks
    gap: Unknown | None
    trace: Trace


_SUMMARIES: dict[int, tuple[object, Summary]] = {}


def summary_of(value: Value) -> Summary | None:
    """The summary of a large collection; None for any other value."""
    payload = value.payload
    if not isinstance(payload, tuple | dict) or len(payload) < LARGE:
        return None
    known = _SUMMARIES.get(id(payload))
    if known is not None:
        return known[1]
    inside = [each for each in walk(value) if each is not value]
    gap = next((each.payload for each in inside if isinstance(each.payload, Unknown)), None)
    made = Summary(
        NO_MARKS.union(*{each.marks for each in inside}), gap, joined(each.trace for each in inside)
    )
    if len(_SUMMARIES) > _MOST_SIZES:
        _SUMMARIES.clear()
    _SUMMARIES[id(payload)] = (payload, made)  # with the payload, so that its id stays its own
    return made


def is_wholly_known(value: Value) -> bool:
    if value.payload.__class__ in PLAIN:
        return not isinstance(value.payload, Unknown)
    return first_unknown(value) is None


def is_settled(value: Value) -> bool:
    """Whether Terraform knows the whole value while it plans."""
    return is_wholly_known(value) and PENDING not in deep_marks(value)


def first_unknown(value: Value) -> Unknown | None:
    """Why the value is not completely known; None if it is."""
    summary = summary_of(value)
    if summary is not None:
        return summary.gap
    for each in walk(value):
        if isinstance(each.payload, Unknown):
            return each.payload
    return None


def deep_marks(value: Value) -> Marks:
    """The marks of the value and of all values inside it."""
    if not members(value):
        return value.marks
    summary = summary_of(value)
    if summary is not None:
        return value.marks | summary.marks
    return NO_MARKS.union(*(each.marks for each in walk(value)))


def without_deep_marks(value: Value) -> Value:
    """The value with no mark left anywhere in it; itself where there was none."""
    payload = value.payload
    if isinstance(payload, tuple):
        inside = tuple([without_deep_marks(each) for each in payload])
        changed = any(new is not old for new, old in zip(inside, payload, strict=True))
        return Value(value.type, inside, NO_MARKS, value.trace) if changed else without_marks(value)
    if isinstance(payload, dict):
        mapping = {key: without_deep_marks(each) for key, each in payload.items()}
        changed = any(mapping[key] is not payload[key] for key in mapping)
        return (
            Value(value.type, remade(payload, mapping), NO_MARKS, value.trace)
            if changed
            else without_marks(value)
        )
    return without_marks(value)


def deep_trace(value: Value) -> Trace:
    """One trace for the value and everything inside it."""
    if not members(value):
        return value.trace
    summary = summary_of(value)
    if summary is not None:
        return joined((value.trace, summary.trace))
    return joined(each.trace for each in walk(value))


def shape_trace(value: Value) -> Trace:
    """The trace of the number of members and their order; in a set, that is every member."""
    return deep_trace(value) if isinstance(value.type, SetType) else value.trace


def retraced(value: Value, above: Trace) -> Value:
    """The value with one more step on top of every trace inside it: it went through `above`."""
    return Retracing(above).of(value)


class Retracing:
    """Adds one step to all traces of a value; what is shared inside stays shared."""

    def __init__(self, above: Trace) -> None:
        self.above = above
        self.done: dict[int, Value] = {}  # by the id of a value, which its root keeps alive

    def of(self, value: Value) -> Value:
        payload = value.payload
        if not isinstance(payload, tuple | dict):
            return Value(value.type, payload, value.marks, self.step(value))
        known = self.done.get(id(value))
        if known is None:
            if isinstance(payload, tuple):
                payload = tuple([self.of(each) for each in payload])
            else:
                payload = remade(payload, {key: self.of(each) for key, each in payload.items()})
            known = Value(value.type, payload, value.marks, self.step(value))
            self.done[id(value)] = known
        return known

    def step(self, value: Value) -> Trace:
        above = self.above
        if value.trace is NOWHERE:
            return above
        return Trace(
            above.file, above.start, above.end, (value.trace, *above.parents), above.input, above.note
        )


def element_type(type_: Type) -> Type:
    """The type of the elements of a list, set or map; `any` for the rest."""
    return type_.element if isinstance(type_, ListType | SetType | MapType) else DYNAMIC

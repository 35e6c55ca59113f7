"""Compares a value that docgen computed with the recorded one: equal, different, or not comparable.

The result is the recorded value in docgen's terms: known where both are known, docgen's own where one of them is not, so
that everything made from the two differs only where what both know differs. The id of a resource is a name of that
resource again: `sg-0123` is `aws_security_group.web.id` where the document says that this is its id.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from docgen.aws.protocols import protocol_name
from docgen.aws.read import is_own_gap
from docgen.recorded.model import NOT_GIVEN, Json, Recorded, RecordedValue, printed
from docgen.source.address import ResourceAddress
from docgen.source.hidden import Hidden
from docgen.source.traced import NOWHERE, Reason, Reference, Trace
from docgen.values.conversion import ConversionError, converted
from docgen.values.equality import same_scalar
from docgen.values.likely import marked_by_name
from docgen.values.text import from_plain
from docgen.values.types import (
    STRING,
    Dynamic,
    ListType,
    MapType,
    ObjectType,
    SetType,
    Type,
)
from docgen.values.values import (
    SENSITIVE,
    Unknown,
    Value,
    hides_anything,
    is_hidden,
    remade,
    with_marks,
)

Path: TypeAlias = tuple[str | int, ...]
PROTOCOLS = frozenset({"protocol", "ip_protocol"})
MOST_PAIRS = 20_000  # members of two sets that are compared one by one
NAMES = ("id", "arn")  # what other resources call a resource by
SECRET_MARK = frozenset((SENSITIVE,))
SECRET = Reason(Hidden.SENSITIVE.text, "never", hidden=Hidden.SENSITIVE)


class Difference(msgspec.Struct, frozen=True, eq=False):
    """One value that both know, and which is not the same."""

    address: str
    path: Path  # from the resource's attribute on; empty: of an output
    here: Value
    there: Value


class Tally(msgspec.Struct):
    """Counts of single values: equal, different, and three kinds that were not compared."""

    equal: int = 0
    different: int = 0
    unknown_here: int = 0
    unknown_there: int = 0
    hidden: int = 0

    @property
    def not_compared(self) -> int:
        return self.unknown_here + self.unknown_there + self.hidden

    def add(self, other: "Tally") -> None:
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class Names:
    """Which resource has an id or ARN, and which value an attribute of a resource has."""

    def __init__(
        self,
        recorded: Recorded,
        addresses: Mapping[str, ResourceAddress],
        shown: frozenset[str] = frozenset(),
    ) -> None:
        self.recorded = recorded
        self.shown = shown  # names that look like secrets and are none
        self.owners: dict[str, list[Reference]] = {}
        for key, each in recorded.resources.items():
            for name in NAMES:
                text = each.attribute(name)
                if isinstance(text, str) and is_identifier(text):
                    address = addresses.get(key, each.address)
                    self.owners.setdefault(text, []).append(Reference(address, (name,)))

    def value_of(self, reference: Reference) -> Json:
        """The value of an attribute in the document; NOT_GIVEN if it has none."""
        key = printed(reference.address)
        found = self.recorded.resources.get(key) or self.recorded.data.get(key)
        if found is None:
            return NOT_GIVEN
        value = found.attributes
        for step in reference.path:
            value = value.inside(step)
        return value.value if value.is_known and not value.sensitive else NOT_GIVEN

    def text_of(self, gap: Unknown) -> str | None:
        """The text of an unknown value according to the document."""
        if gap.reference is not None:
            found = self.value_of(gap.reference)
            return found if isinstance(found, str) else None
        parts = [each if isinstance(each, str) else self.text_of(each) for each in gap.pieces]
        return "".join(map(str, parts)) if parts and None not in parts else None

    def named(self, text: str, type_: Type = STRING, trace: Trace = NOWHERE) -> Value:
        """A text; where it is the id or ARN of exactly one resource, as a reference to it."""
        found = self.owners.get(text, ())
        if len(found) != 1:
            return Value(type_, text, trace=trace)
        reason = Reason(f"{found[0]} is known after apply", "apply")
        return Value(type_, Unknown(reason, found[0], not_null=True), trace=trace)


def is_identifier(text: str) -> bool:
    """Whether a text is what AWS calls one thing: `sg-0123…`, `arn:aws:…`; not a name that something else may have."""
    head, _, tail = text.rpartition("-")
    return text.startswith("arn:") or (bool(head) and len(tail) >= 8 and set(tail) <= set("0123456789abcdef"))  # noqa: PLR2004 - digits of an id


class Matcher:
    """Compares the values of one resource, and counts."""

    def __init__(self, address: str, own: ResourceAddress | None, names: Names) -> None:
        self.address = address
        self.own = own
        self.names = names
        self.tally = Tally()
        self.differences: list[Difference] = []

    def merge(self, here: Value, there: RecordedValue, path: Path = ()) -> Value:
        """The recorded value in docgen's terms; see the top of this file."""
        if is_hidden(here) or there.sensitive is True:
            self.tally.hidden += 1
            return here
        gap = here.payload if isinstance(here.payload, Unknown) else None
        if not there.is_known:
            if gap is None and not is_empty(plain_of(here)):
                self.tally.unknown_there += 1
            elif gap is not None and not self.is_own(gap):
                self.tally.unknown_here += 1
            return here
        if gap is not None:
            return self.merge_unknown(here, gap, there, path)
        return self.merge_known(here, there, path)

    def is_own(self, gap: Unknown) -> bool:
        return self.own is not None and is_own_gap(gap, self.own)

    def merge_unknown(self, here: Value, gap: Unknown, there: RecordedValue, path: Path) -> Value:
        if self.is_own(gap):
            return here
        text = self.names.text_of(gap)
        if text is None or not isinstance(there.value, str):
            self.tally.unknown_here += 1
            return here
        if text == there.value:
            self.tally.equal += 1
            return here
        return self.differ(here, self.names.named(there.value, here.type, here.trace), path)

    def merge_known(self, here: Value, there: RecordedValue, path: Path) -> Value:  # noqa: PLR0911 - one return a kind
        payload = here.payload
        if is_empty(there.value) and is_empty(plain_of(here)):
            self.tally.equal += 1
            return here
        if isinstance(payload, Mapping) and isinstance(there.value, Mapping):
            return self.merge_mapping(here, payload, there, path)
        if isinstance(payload, tuple) and isinstance(there.value, list):
            if any(isinstance(each.payload, Unknown) and each.payload.reference is None for each in payload):
                self.tally.unknown_here += 1  # an unknown number of members
                return here
            if isinstance(here.type, SetType):
                return self.merge_set(here, payload, there, path)
            return self.merge_list(here, payload, there, path)
        name = path[-1] if path else ""
        if not isinstance(payload, tuple | Mapping) and (
            is_same(here, there.value) or (name in PROTOCOLS and same_protocol(payload, there.value))
        ):
            self.tally.equal += 1
            return here
        made = build(there, here.type, self.names, here.trace)
        return self.differ(here, made, path)

    def differ(self, here: Value, there: Value, path: Path) -> Value:
        """Records a difference; its values are hidden if either side may be a secret."""
        name = next((each for each in reversed(path) if isinstance(each, str)), "")
        there = marked_by_name(there, name, (name, self.address), self.names.shown)
        if hides_anything(here):
            there = with_marks(there, SECRET_MARK)
        elif hides_anything(there):
            here = with_marks(here, SECRET_MARK)
        self.tally.different += 1
        self.differences.append(Difference(self.address, path, here, there))
        return there

    def merge_mapping(
        self, here: Value, payload: Mapping[str, Value], there: RecordedValue, path: Path
    ) -> Value:
        made: dict[str, Value] = {}
        is_map = isinstance(here.type, MapType)
        for name, value in payload.items():
            inside = there.inside(name)
            if is_map and inside.value is NOT_GIVEN and not inside.unknown:
                self.differ(value, Value(value.type, None), (*path, name))
            else:
                made[name] = self.merge(value, inside, (*path, name))
        if isinstance(here.type, MapType):
            for name in there.value:
                if name not in payload:
                    value = build(there.inside(name), here.type.element, self.names, here.trace)
                    made[name] = self.differ(Value(value.type, None), value, (*path, name))
            made = dict(sorted(made.items()))
        return Value(here.type, remade(payload, made), here.marks, here.trace)

    def merge_list(self, here: Value, payload: Sequence[Value], there: RecordedValue, path: Path) -> Value:
        if len(payload) != len(there.value):
            return self.differ(here, build(there, here.type, self.names, here.trace), path)
        made = [
            self.merge(each, there.inside(number), (*path, number)) for number, each in enumerate(payload)
        ]
        return Value(here.type, tuple(made), here.marks, here.trace)

    def merge_set(self, here: Value, payload: Sequence[Value], there: RecordedValue, path: Path) -> Value:
        """Members that are equal first, then those that may be equal; the rest of either side is different."""
        assert isinstance(here.type, SetType)  # noqa: S101 - the caller has looked
        theirs = [there.inside(number) for number in range(len(there.value))]
        if len(payload) * len(theirs) > MOST_PAIRS:
            self.tally.unknown_there += len(payload)
            return here
        left = list(payload)
        made: dict[int, Value] = {}
        for allowed in (0, 1):
            for number, each in enumerate(theirs):
                if number in made:
                    continue
                for own in left:
                    trial = Matcher(self.address, self.own, self.names)
                    merged = trial.merge(own, each, path)
                    if not trial.differences and bool(trial.tally.not_compared) <= bool(allowed):
                        made[number] = merged
                        self.tally.add(trial.tally)
                        left.remove(own)
                        break
        if len(made) == len(theirs) and not left:
            return Value(here.type, tuple(made[number] for number in sorted(made)), here.marks, here.trace)
        for number, each in enumerate(theirs):
            if number not in made:
                made[number] = build(each, here.type.element, self.names, here.trace)
        whole = Value(here.type, tuple(made[number] for number in sorted(made)), here.marks, here.trace)
        return self.differ(here, whole, path)


def build(there: RecordedValue, type_: Type, names: Names, trace: Trace = NOWHERE) -> Value:  # noqa: PLR0911 - one return a kind
    """A recorded value that docgen has none beside, in a type of docgen's schemas."""
    if there.sensitive is True:
        return Value(type_, Unknown(SECRET), SECRET_MARK, trace)
    if not there.is_known:
        reason = Reason(f"{names.recorded.title} does not have it", "apply")
        return Value(type_, Unknown(reason), trace=trace)
    data = there.value
    if isinstance(type_, ObjectType) and isinstance(data, Mapping):
        inner = {name: build(there.inside(name), inside, names, trace) for name, inside in type_.attributes}
        return Value(type_, inner, trace=trace)
    if isinstance(type_, MapType) and isinstance(data, Mapping):
        keys = sorted(map(str, data))
        return Value(
            type_,
            {name: build(there.inside(name), type_.element, names, trace) for name in keys},
            trace=trace,
        )
    if isinstance(type_, ListType | SetType) and isinstance(data, list):
        items = [build(there.inside(number), type_.element, names, trace) for number in range(len(data))]
        return Value(type_, tuple(items), trace=trace)
    if isinstance(data, str) and type_ == STRING:
        return names.named(data, type_, trace)
    try:
        plain = from_plain(data, trace)
        return plain if isinstance(type_, Dynamic) else converted(plain, type_)
    except ConversionError:
        reason = Reason(f"{names.recorded.title} has a value of another type", "never")
        return Value(type_, Unknown(reason), trace=trace)


# -- scalars -----------------------------------------------------------------------------------


def plain_of(value: Value) -> Any:  # noqa: ANN401 - enough of the value to see whether it is empty
    payload = value.payload
    if isinstance(payload, tuple):
        return [plain_of(each) for each in payload[:2]]
    if isinstance(payload, Mapping):
        return {name: plain_of(each) for name, each in payload.items()}
    return payload


def is_empty(data: Json) -> bool:
    """Null, and what the provider's older SDK stores in its place: empty text, false, zero, an empty collection.

    https://developer.hashicorp.com/terraform/plugin/framework/migrating/benefits ("null values")
    """
    if isinstance(data, Mapping):
        return all(map(is_empty, data.values()))
    return data is None or data in ("", False, 0) or data == []


def is_same(here: Value, data: Json) -> bool:
    if isinstance(data, list | Mapping):
        return False
    try:
        there = converted(from_plain(data), here.type)
    except ConversionError:
        return False
    one, other = here.payload, there.payload
    if isinstance(one, str) and isinstance(other, str) and one != other:
        return same_document(one, other)
    return same_scalar(one, other)


def same_protocol(one: object, other: Json) -> bool:
    return isinstance(one, str) and isinstance(other, str) and protocol_name(one) == protocol_name(other)


def same_document(one: str, other: str) -> bool:
    """Whether two texts are the same JSON; of policies, in whatever order their lists are.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html: a list of one may be that one.
    """
    if not (one.lstrip()[:1] in {"{", "["} and other.lstrip()[:1] in {"{", "["}):
        return False
    try:
        left, right = json.loads(one), json.loads(other)
    except (ValueError, RecursionError):
        return False
    if all(isinstance(each, dict) and "Statement" in each for each in (left, right)):
        return bool(normal_policy(left) == normal_policy(right))
    return bool(left == right)


def normal_policy(document: Json) -> Json:
    if isinstance(document, dict):
        return {key: normal_policy(each) for key, each in document.items()}
    if isinstance(document, list):
        members = sorted(
            (normal_policy(each) for each in document), key=lambda each: json.dumps(each, sort_keys=True)
        )
        return members[0] if len(members) == 1 else members
    return document

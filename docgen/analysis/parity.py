"""Facts side by side: one row a fact, one value an environment.

Names are left out, for they differ by design: things are the same where their addresses are.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from docgen.analysis.exposure import Effect
from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.kinds import ALL, COMPONENT
from docgen.analysis.patterns import matches
from docgen.analysis.placement import PlacementDoubt
from docgen.analysis.properties import Compared, Property
from docgen.aws.model.base import AwsResource
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Unknown

MISSING = "—"
NOT_SEEN = "not seen"  # there is code that could hold it and is not here
ENVIRONMENT = "environment"  # what a fact is of that belongs to no single resource


class IntendedDifference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Differences that somebody wants. `fact` and `of` may hold * and ?."""

    because: str
    fact: str = "*"
    of: str = "*"  # an address, or "environment"
    until: dt.date | None = None  # the last day on which it is wanted

    def covers(self, row: "Row") -> bool:
        return matches(self.fact, row.fact) and matches(self.of, row.subject or ENVIRONMENT)


class Row(msgspec.Struct, frozen=True):
    """One fact in every environment."""

    subject: str  # an address, or "" for the environment as a whole
    fact: str  # "rules", "tier", "public", "exposure", "number of NAT gateways"
    values: tuple[str, ...]  # in the order of environments, as they are compared
    known: tuple[bool, ...] = ()  # of each, whether all of it is known
    data: tuple[object, ...] = ()  # the data behind the values, where the page has words for it

    @property
    def differs(self) -> bool:
        """Whether it differs, or may."""
        return len(set(self.values)) > 1

    @property
    def is_known(self) -> bool:
        return all(self.known)

    @property
    def is_different(self) -> bool:
        """Whether it is known to differ: two values that are known are not the same."""
        certain = {text for text, is_known in zip(self.values, self.known, strict=True) if is_known}
        return len(certain) > 1

    @property
    def is_same(self) -> bool:
        """Whether it is known to be the same everywhere: two values that are not known are not equal for that."""
        return not self.differs and self.is_known


def find_parity(facts: Facts) -> tuple[Row, ...]:
    """Every fact of every environment, in the order of addresses."""
    columns = [dict(compared_facts(each)) for each in facts.environments]
    absent = [
        Compared(NOT_SEEN, is_known=False) if each.not_seen.anything else Compared(MISSING)
        for each in facts.environments
    ]
    keys = dict.fromkeys(key for column in columns for key in column)
    ordered = sorted(keys, key=lambda key: (key[0] is not None, key[0].order() if key[0] else (), key[1]))
    return tuple(row_of(key, columns, absent) for key in ordered)


def row_of(
    key: tuple[ResourceAddress | None, str],
    columns: Sequence[Mapping[tuple[ResourceAddress | None, str], Compared]],
    absent: Sequence[Compared],
) -> Row:
    found = [column.get(key, nothing) for column, nothing in zip(columns, absent, strict=True)]
    return Row(
        str(key[0] or ""),
        key[1],
        tuple(each.text for each in found),
        tuple(each.is_known for each in found),
        tuple(each.data for each in found),
    )


def intention(row: Row, intended: Sequence[IntendedDifference]) -> IntendedDifference | None:
    """Why a difference is wanted; of several entries the one that lasts longest."""
    covering = [each for each in intended if each.covers(row)]
    return max(covering, key=lambda each: each.until or dt.date.max, default=None)


def unintended(
    facts: Facts, intended: Sequence[IntendedDifference], as_of: dt.date | None
) -> Iterator[tuple[Row, IntendedDifference | None]]:
    """The differences that are not intended, or no longer: then with the entry that has ended on that day (None: none has)."""
    for row in find_parity(facts):
        entry = intention(row, intended) if row.differs else None
        if row.differs and (
            entry is None or (entry.until is not None and as_of is not None and entry.until < as_of)
        ):
            yield row, entry


def compared_facts(facts: EnvironmentFacts) -> Iterator[tuple[tuple[ResourceAddress | None, str], Compared]]:
    """The facts to compare: the number of things of a kind, the properties that take part, and the exposures."""
    network = facts.network
    is_open = facts.not_seen.anything
    counts = {each.noun.plural: len(each.all_members(network)) for each in ALL if each.is_counted}
    counts["components"] = len(network.components())
    for noun, number in counts.items():
        yield (
            (None, f"number of {noun}"),
            Compared(f"{number} or more" if is_open else str(number), not is_open),
        )
    for kind in ALL:
        for thing in kind.all_members(network):
            for each in kind.properties:
                if each.parity and (found := compared(each, thing, facts)) is not None:
                    yield (thing.address, each.parity), found
    for thing in network.endpoint_interfaces:
        for each in COMPONENT:
            if each.parity and (found := compared(each, thing, facts)) is not None:
                yield (thing.address, each.parity), found
    for exposure in facts.exposures:
        text = f"{exposure.effect.value} on {', '.join(exposure.ports) or 'no port'}"
        is_known = exposure.effect is not Effect.UNDECIDED and "unknown" not in {
            each.rpartition("/")[2] for each in exposure.ports
        }
        yield (exposure.subject, "exposure"), Compared(text, is_known, exposure)


def compared(each: Property, thing: AwsResource, facts: EnvironmentFacts) -> Compared | None:
    """A property as the parity page shows it; None where it does not apply."""
    found = (each.compared or each.read)(thing, facts)
    return found if isinstance(found, Compared | None) else comparable(found)


def comparable(value: object) -> Compared:
    """A value as text: `true`, `443, 8080`, "none", "unknown"."""
    match value:
        case Unknown() | PlacementDoubt():
            return Compared("unknown", is_known=False)
        case Known(value=inner):
            return comparable(inner)
        case bool():
            return Compared(str(value).lower(), data=value)
        case tuple() | list():
            members = [comparable(each) for each in value]
            text = ", ".join(each.text for each in members) or "none"
            return Compared(text, all(each.is_known for each in members))
        case _:
            return Compared(str(value))

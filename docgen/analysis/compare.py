"""Two documents of facts: what changed.

Compares the JSON form, because earlier facts are kept in that form only.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec

from docgen.analysis.changes import (
    Change,
    ChangeType,
    ConnectionChange,
    ConnectionFacts,
    CoverageChange,
    EnvironmentChange,
    ExposureChange,
    ExposureFacts,
    GapChange,
    InventoryChange,
    InventoryFacts,
    ModuleChange,
    NamedValue,
    NamedValueChange,
    Place,
)
from docgen.analysis.compare_resources import compare_resources
from docgen.analysis.kinds import ALL
from docgen.analysis.snapshot import (
    ConnectionRow,
    EnvironmentSnapshot,
    GapRow,
    InventoryRow,
    ModuleRow,
    NamedValueRow,
    Snapshot,
)

T = TypeVar("T")
ADDED, REMOVED, CHANGED = ChangeType
UNCERTAIN = "undecided"


def compare_facts(old: Snapshot, new: Snapshot) -> tuple[Change, ...]:
    """Every fact that changed, in the order of the new document."""
    before, after = old.environments, new.environments
    found: list[Change] = []
    for name in after:
        if name not in before:
            found.append(EnvironmentChange(environment=name, subject=name, type=ADDED))
        else:
            found += compare_environment(name, before[name], after[name])
    found += (
        EnvironmentChange(environment=name, subject=name, type=REMOVED)
        for name in before
        if name not in after
    )
    return tuple(found)


def compare_environment(name: str, old: EnvironmentSnapshot, new: EnvironmentSnapshot) -> Iterator[Change]:
    yield from compare_resources(name, old, new)
    yield from compare_exposures(name, old, new)
    yield from compare_named(name, NamedValue.INPUT, old.inputs, new.inputs)
    yield from compare_named(name, NamedValue.OUTPUT, old.outputs, new.outputs)
    yield from compare_inventory(name, old, new)
    yield from compare_modules(name, old.module_graph, new.module_graph)
    yield from compare_gaps(name, old.gaps, new.gaps)
    if not isinstance(old.connections, msgspec.UnsetType) and not isinstance(
        new.connections, msgspec.UnsetType
    ):
        yield from compare_connections(name, old.connections, new.connections)
    one, other = old.coverage, new.coverage
    if not isinstance(one, msgspec.UnsetType) and not isinstance(other, msgspec.UnsetType) and one != other:
        yield CoverageChange(
            environment=name,
            subject="coverage",
            type=CHANGED,
            before=(one.known, one.values),
            after=(other.known, other.values),
        )


def compare_exposures(
    environment: str, old: EnvironmentSnapshot, new: EnvironmentSnapshot
) -> Iterator[Change]:
    before, after = ({each.id: each for each in side.exposures} for side in (old, new))
    for id_, row in (after | {key: each for key, each in before.items() if key not in after}).items():
        was, now = (
            None if one is None else ExposureFacts(one.effect, one.ports, one.sources)
            for one in (before.get(id_), after.get(id_))
        )
        if was != now:
            yield ExposureChange(
                environment=environment,
                subject=row.subject,
                type=type_of(was, now),
                name=row.name,
                before=was,
                after=now,
            )


def type_of(before: object | None, after: object | None) -> ChangeType:
    return ADDED if before is None else REMOVED if after is None else CHANGED


def compare_named(
    environment: str, of: NamedValue, old: Mapping[str, NamedValueRow], new: Mapping[str, NamedValueRow]
) -> Iterator[Change]:
    for name in dict.fromkeys((*new, *old)):
        was, now = old.get(name), new.get(name)
        if was is not None and now is not None and (was.value, was.source) == (now.value, now.source):
            continue
        yield NamedValueChange(
            environment=environment,
            subject=name,
            type=type_of(was, now),
            place=place_of(now),
            of=of,
            before=was.value if was else None,
            after=now.value if now else None,
            source_before=was.source if was else None,
            source_after=now.source if now else None,
        )


def place_of(row: NamedValueRow | None) -> Place | None:
    evidence = row.evidence if row else ()
    return next((Place(each.path, each.line) for each in evidence if each.path), None)


def compare_inventory(
    environment: str, old: EnvironmentSnapshot, new: EnvironmentSnapshot
) -> Iterator[Change]:
    """Resources that have no row of a kind of their own."""
    reported = {each.address for side in (old, new) for kind in ALL for each in side.of(kind) or ()}
    before, after = ({each.address: inventory_facts(each) for each in side.inventory} for side in (old, new))
    for address in dict.fromkeys((*after, *before)):
        was, now = before.get(address), after.get(address)
        if address not in reported and was != now:
            yield InventoryChange(
                environment=environment, subject=address, type=type_of(was, now), before=was, after=now
            )


def inventory_facts(row: InventoryRow) -> InventoryFacts:
    return InventoryFacts(row.type, row.name, row.carries_traffic, row.count, row.region, row.modelled)


def compare_modules(environment: str, old: Sequence[ModuleRow], new: Sequence[ModuleRow]) -> Iterator[Change]:
    before, after = ({each.path: each for each in rows} for rows in (old, new))
    for path in dict.fromkeys((*after, *before)):
        was, now = before.get(path), after.get(path)
        if was != now:
            folder = (now or before[path]).folder
            yield ModuleChange(environment=environment, subject=path, type=type_of(was, now), folder=folder)


def compare_gaps(environment: str, old: Sequence[GapRow], new: Sequence[GapRow]) -> Iterator[Change]:
    """Values that became known, and values that are no longer known."""
    before, after = ({each.cause: each for each in rows} for rows in (old, new))
    for cause, gap in after.items():
        if cause not in before:
            place = Place(gap.path, gap.line) if gap.path else None
            yield GapChange(environment=environment, subject=cause, type=ADDED, place=place, gap=gap.kind)
    for cause, gap in before.items():
        if cause not in after:
            yield GapChange(environment=environment, subject=cause, type=REMOVED, gap=gap.kind)


def compare_connections(
    environment: str, old: Sequence[ConnectionRow], new: Sequence[ConnectionRow]
) -> Iterator[Change]:
    """Connections to a target that are new or gone: one change for all sources whose change is the same."""
    before, after = connection_facts(old), connection_facts(new)
    alike: dict[tuple[str, tuple[str, ...], ConnectionFacts | None, ConnectionFacts | None], list[str]] = {}
    for key in dict.fromkeys((*after, *before)):
        source, target, via = key
        was, now = before.get(key), after.get(key)
        if was != now:
            alike.setdefault((target, via, was, now), []).append(source)
    for (target, via, was, now), sources in alike.items():
        yield ConnectionChange(
            environment=environment,
            subject=target,
            type=type_of(was, now),
            sources=tuple(sources),
            via=via,
            before=was,
            after=now,
        )


def connection_facts(
    rows: Sequence[ConnectionRow],
) -> Mapping[tuple[str, str, tuple[str, ...]], ConnectionFacts]:
    """By source, target and the load balancers between them."""
    found: dict[tuple[str, str, tuple[str, ...]], ConnectionFacts] = {}
    for each in rows:
        key = (each.source, each.target, each.via)
        known = found.get(key, ConnectionFacts((), is_certain=True))
        ports = tuple(dict.fromkeys((*known.ports, *each.ports)))
        found[key] = ConnectionFacts(ports, known.is_certain and each.verdict != UNCERTAIN)
    return found

"""Two documents of facts: what changed.

Compares the JSON form, because what was true before is only kept in that form.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
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
    JsonValue,
    ModuleChange,
    NamedValue,
    NamedValueChange,
    PartChange,
    PartReference,
    Place,
    PropertyChange,
    Resource,
    ResourceChange,
    RuleChange,
    RuleFacts,
)
from docgen.analysis.kinds import ALL, SECURITY_GROUP, SECURITY_GROUP_RULE
from docgen.analysis.properties import Kind, Part, Property, field
from docgen.analysis.snapshot import (
    UNSET,
    ConnectionRow,
    EnvironmentSnapshot,
    GapRow,
    InventoryRow,
    ModuleRow,
    NamedValueRow,
    ResourceRow,
    Row,
    RuleRow,
    Snapshot,
)

T = TypeVar("T")
ADDED, REMOVED, CHANGED = ChangeType
UNCERTAIN = "undecided"
# What every resource, and every row inside one, may have besides the properties of its kind.
RESOURCE = (field("name"), field("region"), field("count"))
ROW = (field("count"),)


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
    names = group_names(old), group_names(new)
    for kind in ALL:
        before, after = old.of(kind), new.of(kind)
        if before is not None and after is not None:  # else one of them was made before the kind was known
            yield from compare_kind(name, kind, before, after, names)
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


# -- resources -----------------------------------------------------------------------------------


def compare_kind(
    environment: str,
    kind: Kind,
    old: Sequence[ResourceRow],
    new: Sequence[ResourceRow],
    names: tuple[Mapping[str, str], Mapping[str, str]],
) -> Iterator[Change]:
    before, after = ({each.address: each for each in rows} for rows in (old, new))
    for address, row in after.items():
        resource = Resource(kind.collection, address, row.title)
        if address not in before:
            yield ResourceChange(
                environment=environment, subject=address, type=ADDED, place=row.place, resource=resource
            )
            continue
        comparison = RowComparison(environment, resource, names)
        yield from comparison.compare_row((), (*RESOURCE, *kind.properties), before[address], row)
    for address, row in before.items():
        if address not in after:
            resource = Resource(kind.collection, address, row.title)
            yield ResourceChange(environment=environment, subject=address, type=REMOVED, resource=resource)


class RowComparison(msgspec.Struct, frozen=True):
    """A resource that both documents have."""

    environment: str
    resource: Resource
    names: tuple[Mapping[str, str], Mapping[str, str]]  # of security groups, then and now

    def compare_row(
        self, parts: tuple[PartReference, ...], properties: Sequence[Property], old: Row, new: Row
    ) -> Iterator[Change]:
        """What changed of a resource, or of a row inside it."""
        for each in properties:
            if not each.in_drift:
                continue
            if each.part is SECURITY_GROUP_RULE:
                yield from self.compare_rules(old.rows(each.name), new.rows(each.name))
            elif each.part is not None:
                yield from self.compare_parts(parts, each.name, each.part, old, new)
            else:
                yield from self.compare_value(parts, each, old, new)

    def compare_value(
        self, parts: tuple[PartReference, ...], each: Property, old: Row, new: Row
    ) -> Iterator[Change]:
        was, now = old.value(each.name), new.value(each.name)
        if was == now or (not each.is_optional and UNSET in (was, now)):  # one was made before it was known
            return
        yield PropertyChange(
            environment=self.environment,
            subject=self.resource.address,
            type=REMOVED if now is UNSET else CHANGED,
            place=new.place,
            resource=self.resource,
            parts=parts,
            property=each.name,
            before=None if was is UNSET else was,
            after=None if now is UNSET else now,
        )

    def compare_parts(
        self, parts: tuple[PartReference, ...], key: str, part: Part, old: Row, new: Row
    ) -> Iterator[Change]:
        """Listeners, listener rules, routes, ACL rules: by what identifies each of them."""
        before, after = (by_identity(part, rows) for rows in (old.rows(key), new.rows(key)))
        for identity, row in after.items():
            inside = (*parts, PartReference(key, part.noun, label_of(part, row)))
            if identity in before:
                yield from self.compare_row(inside, (*ROW, *part.properties), before[identity], row)
            else:
                yield self.part_change(ADDED, inside, row.place, values_of(part, row))
        for identity, row in before.items():
            if identity not in after:
                yield self.part_change(
                    REMOVED, (*parts, PartReference(key, part.noun, label_of(part, row))), None, {}
                )

    def part_change(
        self,
        type_: ChangeType,
        parts: tuple[PartReference, ...],
        place: Place | None,
        values: Mapping[str, JsonValue],
    ) -> PartChange:
        return PartChange(
            environment=self.environment,
            subject=self.resource.address,
            type=type_,
            place=place,
            resource=self.resource,
            parts=parts,
            values=values,
        )

    # -- rules of security groups ------------------------------------------------------------------

    def compare_rules(self, old: Sequence[Row], new: Sequence[Row]) -> Iterator[Change]:
        """Rules that came and went; one of each with the same peer, or the same ports, is one rule that changed."""
        before = {rule_key(each): each for each in map(self.fact_then, old)}
        places = [each.place for each in new]
        after = {
            rule_key(each): (each, place) for each, place in zip(map(self.fact_now, new), places, strict=True)
        }
        gone = [each for key, each in before.items() if key not in after]
        for key, (each, place) in after.items():
            if key in before:
                continue
            twin = next((one for one in gone if same_peer(one, each)), None)
            twin = twin or next((one for one in gone if same_service(one, each)), None)
            if twin is not None:
                gone.remove(twin)
            yield self.rule_change(ADDED if twin is None else CHANGED, twin, each, place)
        for each in gone:
            yield self.rule_change(REMOVED, each, None, None)
        for key, (each, place) in after.items():
            if key in before and each.description != before[key].description:
                yield self.rule_change(CHANGED, before[key], each, place)

    def rule_change(
        self, type_: ChangeType, before: RuleFacts | None, after: RuleFacts | None, place: Place | None
    ) -> RuleChange:
        return RuleChange(
            environment=self.environment,
            subject=self.resource.address,
            type=type_,
            place=place,
            group=self.resource,
            before=before,
            after=after,
        )

    def fact_then(self, row: Row) -> RuleFacts:
        return rule_facts(row, self.names[0])

    def fact_now(self, row: Row) -> RuleFacts:
        return rule_facts(row, self.names[1])


def group_names(environment: EnvironmentSnapshot) -> Mapping[str, str]:
    return {each.address: each.title for each in environment.of(SECURITY_GROUP) or ()}


def rule_facts(row: Row, names: Mapping[str, str]) -> RuleFacts:
    assert isinstance(row, RuleRow)  # noqa: S101 - the snapshot has no other rows there
    peer = row.peer.value
    return RuleFacts(
        row.direction,
        row.protocol,
        row.from_port,
        row.to_port,
        row.peer.kind,
        peer,
        None if peer is None else names.get(peer, peer),
        row.description,
    )


def rule_key(rule: RuleFacts) -> Hashable:
    return (rule.direction, rule.protocol, rule.from_port, rule.to_port, rule.peer_kind, rule.peer)


def same_peer(one: RuleFacts, other: RuleFacts) -> bool:
    return (one.direction, one.peer_kind, one.peer, one.peer_name) == (
        other.direction,
        other.peer_kind,
        other.peer,
        other.peer_name,
    )


def same_service(one: RuleFacts, other: RuleFacts) -> bool:
    return (one.direction, one.protocol, one.from_port, one.to_port) == (
        other.direction,
        other.protocol,
        other.from_port,
        other.to_port,
    )


# -- rows inside a resource ------------------------------------------------------------------------


def by_identity(part: Part, rows: Sequence[Row]) -> Mapping[Hashable, Row]:
    """The rows by what identifies them; of several that are equal in that, by their order."""
    found: dict[Hashable, Row] = {}
    for row in rows:
        own = tuple(str(row.value(each)) for each in part.identity)
        number = 0
        while (own, number) in found:
            number += 1
        found[own, number] = row
    return found


def label_of(part: Part, row: Row) -> str:
    names = (part.label, part.identity[-1]) if part.label else (part.identity[-1],)
    found = [row.value(each) for each in names]
    return next((str(each) for each in found if each is not None and each is not UNSET), "unknown")


def values_of(part: Part, row: Row) -> Mapping[str, JsonValue]:
    """What a new row has, beside what it is named by."""
    return {
        each.name: value
        for each in part.properties
        if each.in_drift and each.part is None and each.name != "address"
        if (value := row.value(each.name)) is not UNSET
    }


# -- the rest --------------------------------------------------------------------------------------


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
    """What became known, and what no longer is."""
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
    """What can connect to a target now or no longer: one change for all sources whose change is the same."""
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

"""Resources in two documents of facts: which are new or gone, and which properties, rows and rules of the others changed."""

from collections.abc import Hashable, Iterator, Mapping, Sequence

import msgspec

from docgen.analysis.changes import (
    Change,
    ChangeType,
    JsonValue,
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
from docgen.analysis.snapshot import UNSET, EnvironmentSnapshot, ResourceRow, Row, RuleRow

ADDED, REMOVED, CHANGED = ChangeType
# What every resource, and every row inside one, may have besides the properties of its kind.
RESOURCE = (field("name"), field("region"), field("count"))
ROW = (field("count"),)


def compare_resources(
    environment: str, old: EnvironmentSnapshot, new: EnvironmentSnapshot
) -> Iterator[Change]:
    """Every kind that both documents have: one without it was made before docgen knew the kind."""
    names = group_names(old), group_names(new)
    for kind in ALL:
        before, after = old.of(kind), new.of(kind)
        if before is not None and after is not None:
            yield from compare_kind(environment, kind, before, after, names)


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
        """The changes of a resource, or of a row inside it."""
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
    """The values of a new row, without those that name it."""
    return {
        each.name: value
        for each in part.properties
        if each.in_drift and each.part is None and each.name != "address"
        if (value := row.value(each.name)) is not UNSET
    }

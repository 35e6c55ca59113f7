"""What is lost with an environment that the newer revision does not have: data stores, logging, and safeguards.

Nothing of it is certain: deleting code destroys nothing by itself, so the sentences say "goes with the environment". Another root module
may have taken a resource over: of what has the name of a resource that is new in another environment, it is not known whether it is still
there. That is no more than a hint, for names are often unique in one account and region only.
"""

from collections.abc import Iterator, Sequence

import msgspec

from docgen.analysis.not_seen import NotSeen
from docgen.delta.levers import Levers
from docgen.delta.model import Area, DestroyedEvent, Direction, Item, NotComparedEvent, Side, rank
from docgen.delta.renames import Renaming
from docgen.delta.resources import ResourceComparison
from docgen.delta.unseen import Unseen
from docgen.language.instance import Instance

LISTED = frozenset({Area.DESTRUCTION, Area.GUARD})
NAMES = (
    "bucket",
    "identifier",
    "cluster_identifier",
    "replication_group_id",
    "cluster_id",
    "cluster_name",
    "domain_name",
    "creation_token",
    "name",
)
"""Arguments that name a resource in AWS: of one type, two with the same name are one, or in different accounts or regions."""


def lost_with(name: str, before: Side, elsewhere: Sequence[tuple[Side | None, Side]]) -> tuple[Item, ...]:
    """The losses, the worst first. `elsewhere`: the other environments, older (None: it is new) and newer."""
    after = msgspec.structs.replace(
        before,
        facts=msgspec.structs.replace(before.facts, not_seen=NotSeen()),
        instances=(),
        configurations=(),
    )
    renaming = Renaming((), frozenset())
    levers, unseen = Levers(before, after, renaming), Unseen(before, after, renaming)
    taken = frozenset(taken_over(elsewhere))
    kept = {str(each.address) for each in before.instances if identity(each) in taken}
    found = ResourceComparison(name, before, after, renaming, levers, (), unseen).items()
    items = (
        perhaps_kept(each) if each.subject in kept else with_environment(each)
        for each in found
        if each.area in LISTED
    )
    return tuple(sorted(items, key=lambda each: (rank(each), each.subject)))


def with_environment(item: Item) -> Item:
    if isinstance(item.event, DestroyedEvent) and item.direction is Direction.WORSE:
        event = msgspec.structs.replace(item.event, with_environment=True)
        return msgspec.structs.replace(item, event=event)
    return item


def perhaps_kept(item: Item) -> Item:
    event = NotComparedEvent(name_is_elsewhere=True)
    return msgspec.structs.replace(
        item, area=Area.NOT_COMPARED, direction=Direction.UNKNOWN, severity=None, event=event
    )


def taken_over(elsewhere: Sequence[tuple[Side | None, Side]]) -> Iterator[tuple[str, str]]:
    """New resources in other environments, by their names in AWS."""
    for before, after in elsewhere:
        there = {str(each.address) for each in before.instances} if before is not None else set()
        for each in after.instances:
            found = identity(each)
            if found is not None and str(each.address) not in there:
                yield found


def identity(instance: Instance) -> tuple[str, str] | None:
    """The type and the name of a resource; None where it has none that is known."""
    for name in NAMES:
        value = instance.attribute(name)
        if value is not None and isinstance(value.payload, str) and value.payload:
            return instance.address.type, value.payload
    return None

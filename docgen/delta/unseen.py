"""What one revision may contain although it was not seen in it.

An unknown number of instances (`aws_instance.app[*]`) may be those that the other revision has one by one
(`aws_instance.app[0]`), and a module without code may hold anything below its address.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from docgen.analysis.changes import (
    Change,
    ChangeType,
    ConnectionChange,
    ExposureChange,
    InventoryChange,
    ResourceChange,
    RuleChange,
)
from docgen.analysis.not_seen import Missing, NotSeen, UnfinishedRoot
from docgen.delta.model import Direction, Side
from docgen.delta.renames import Renaming, below
from docgen.language.instance import Instance

KEY = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*"|\*)\]')
UNKNOWN_NUMBER = "[*]"
INTERNET = "internet"


class Unseen:
    """Both revisions of one environment; addresses are those of the newer one."""

    def __init__(self, before: Side, after: Side, renaming: Renaming) -> None:
        self.renaming = renaming
        self.old = {renaming(str(each.address)): each for each in managed(before)}
        self.new = {str(each.address): each for each in managed(after)}
        self.old_by_resource = by_resource(self.old)
        self.new_by_resource = by_resource(self.new)
        self.before, self.after = before.facts.not_seen, after.facts.not_seen

    def may_remain(self, address: str) -> bool:
        """Whether something that the newer revision does not have under its address may still be there."""
        if address in self.new:
            return False
        return may_be_among(address, self.new_by_resource) or any(
            below(address, self.renaming(str(each))) is not None or each.may_hold(address)
            for each in self.after.modules
        )

    def may_be_old(self, address: str) -> bool:
        """Whether something that the older revision does not have under its address may still have been there."""
        if address in self.old:
            return False
        return may_be_among(address, self.old_by_resource) or any(
            each.may_hold(address) for each in self.before.modules
        )

    def counterpart(self, address: str) -> Instance | None:
        """The counterpart of a resource in the older revision, if one of the two has an unknown number of it."""
        if address in self.old or not may_be_among(address, self.old_by_resource):
            return None
        found = self.old_by_resource[without_keys(address)]
        return self.old[next((each for each in found if UNKNOWN_NUMBER in each), found[0])]

    def former(self, address: str) -> str:
        """The address of a resource's counterpart in the older revision; its own if there is none."""
        found = self.counterpart(address)
        return address if found is None else self.renaming(str(found.address))

    # -- facts ----------------------------------------------------------------------------------------

    def hides(self, change: Change, direction: Direction) -> bool:
        """Whether what a change says is so only as far as docgen could see."""
        match change:
            case ExposureChange(type=ChangeType.REMOVED):
                return self.may_remain(change.subject)
            case ResourceChange() | InventoryChange():
                if change.type is ChangeType.REMOVED:
                    return self.may_remain(change.subject)
                return change.type is ChangeType.ADDED and self.may_be_old(change.subject)
            case ConnectionChange() | RuleChange():
                is_less = change.after is None or direction is Direction.BETTER
                return is_less and bool(self.may_allow(change))
            case _:
                return False

    def is_uncertain(self, change: Change) -> bool:
        """Whether that was not so before the change: nothing can be said of its direction."""
        if not isinstance(change, ConnectionChange | RuleChange):
            return True
        return self.lost_sight(change) or bool(
            keys(self.may_allow(change)) - keys(missing_for(change, self.before))
        )

    def may_allow(self, change: ConnectionChange | RuleChange) -> tuple[object, ...]:
        """Unseen things that may still allow the traffic of a rule or a connection that is gone."""
        sources = change.sources if isinstance(change, ConnectionChange) else (INTERNET,)
        here = [each for each in sources if each == INTERNET or each in self.new or self.may_remain(each)]
        if not here or not (change.subject in self.new or self.may_remain(change.subject)):
            return ()  # one of its ends is gone
        found: tuple[object, ...] = missing_for(change, self.after)
        return (*found, change.subject) if self.lost_sight(change) else found

    def lost_sight(self, change: ConnectionChange | RuleChange) -> bool:
        sources = change.sources if isinstance(change, ConnectionChange) else ()
        return any(map(self.may_remain, (change.subject, *sources)))


def missing_for(change: ConnectionChange | RuleChange, not_seen: NotSeen) -> tuple[Missing, ...]:
    if isinstance(change, RuleChange):
        return not_seen.rule_sources
    return (*not_seen.paths, *not_seen.rules)


def keys(found: Iterable[object]) -> frozenset[str]:
    return frozenset(
        each.root if isinstance(each, UnfinishedRoot) else str(getattr(each, "address", each))
        for each in found
    )


def managed(side: Side) -> Iterator[Instance]:
    return (each for each in side.instances if each.address.mode == "managed")


def without_keys(address: str) -> str:
    """`module.a.aws_instance.app` of `module.a["x"].aws_instance.app[0]`."""
    return KEY.sub("", address)


def by_resource(addresses: Iterable[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in addresses:
        found.setdefault(without_keys(each), []).append(each)
    return found


def may_be_among(address: str, others: Mapping[str, list[str]]) -> bool:
    """Whether one of the others may be this resource, because the number of one of both is not known."""
    found = others.get(without_keys(address), ())
    return any(UNKNOWN_NUMBER in each for each in (address, *found)) if found else False

"""The connection table of an environment: which component can open a connection to which, and by which path.

Pages, pictures, facts and drift all read it. Each row is an edge: pairs that are blocked are left out. Components in the
same subnets with the same groups are treated alike, so each kind is checked once; a component that
no rule of a target names, neither by group nor by address, is not checked at all.
"""

from collections.abc import Collection, Hashable, Iterator
from typing import Any
from weakref import WeakKeyDictionary

import msgspec

from docgen.analysis.balancing import forwards_to
from docgen.analysis.endpoints import Interface, interfaces, internet
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.path import ReachResult, ReachVerdict
from docgen.analysis.placement import address_of
from docgen.analysis.ranges import ALL_V6, IntervalSet, addresses
from docgen.analysis.reachability import Endpoint, On, find_ways
from docgen.aws.model.base import Link, Target
from docgen.aws.model.components import Component, Instance, LoadBalancer
from docgen.aws.model.firewall import CidrPeer, GroupPeer, SelfPeer
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Traced
from docgen.source.tristate import tristate_of

ANYTHING = On()


class Connection(msgspec.Struct, frozen=True, eq=False):
    """One can open connections to the other, or may; `source` None: the internet."""

    source: ResourceAddress | None
    target: ResourceAddress
    ways: tuple[ReachResult, ...]  # each by another way; at least one
    # False: the source is a load balancer, and none of its listeners is seen to forward to the target. Load balancers open
    # connections to their targets: https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html
    forwarded: bool = True

    @property
    def answer(self) -> ReachResult:
        """The best way: one that is certain, and of those a direct one."""
        return min(self.ways, key=lambda each: (each.verdict is not ReachVerdict.REACHABLE, each.way))

    @property
    def direct(self) -> ReachResult | None:
        """The way from one interface to the other, without a load balancer or the internet between them."""
        return next((each for each in self.ways if not each.way.via), None)


FOUND: WeakKeyDictionary[EnvironmentFacts, tuple[Connection, ...]] = WeakKeyDictionary()


def find_connections(facts: EnvironmentFacts) -> tuple[Connection, ...]:
    """The table of an environment, by target and then by source; computed once for the same facts."""
    found = FOUND.get(facts)
    if found is None:
        found = FOUND[facts] = tuple(ConnectionFinder(facts).connections())
    return found


class ConnectionFinder:
    """All questions about one network."""

    def __init__(self, facts: EnvironmentFacts) -> None:
        self.index = NetworkIndex(facts.network, facts.placements)
        self.components = facts.network.components()
        self.sides = {each.address: tuple(interfaces(each, self.index)) for each in self.components}
        numbers: dict[Hashable, int] = {}  # of kinds, which are large to compare
        self.kinds: dict[ResourceAddress, int] = {}
        self.members: dict[int, list[int]] = {}  # the components of each kind, by their place in `components`
        for position, each in enumerate(self.components):
            kind = self.kinds[each.address] = numbers.setdefault(kind_of(each), len(numbers))
            self.members.setdefault(kind, []).append(position)
        self.fronted = {
            each.address: each.address in self.index.handovers or bool(forwards_to(each, self.index))
            for each in self.components
        }
        self.internet = internet()
        self.answers: dict[tuple[int | None, int], tuple[ReachResult, ...]] = {}
        # Which components have a group, have some addresses, or have an unknown group: by their index in `components`.
        self.holders: dict[ResourceAddress, set[int]] = {}
        self.places: dict[IntervalSet, set[int]] = {}
        self.unsure: set[int] = set()
        for position, each in enumerate(self.components):
            for side in self.sides[each.address]:
                self.places.setdefault(side.addresses, set()).add(position)
                for group in side.groups:
                    self.holders.setdefault(group.address, set()).add(position)
                if side.gap is not None:
                    self.unsure.add(position)
            if tristate_of(each.ipv6) is not False:
                self.places.setdefault(ALL_V6, set()).add(position)

    def connections(self) -> Iterator[Connection]:
        for target in self.components:
            if target.listens == ():
                continue
            yield from self.open_to(None, target, directly=True)
            # Every client of an internet-facing load balancer comes from the internet, also components of this network.
            open_wide = isinstance(target, LoadBalancer) and tristate_of(target.public) is not False
            own = CandidateSources(self.sides[target.address], self.index, open_wide=open_wide)
            named = self.candidates(own)
            if not self.fronted[target.address]:
                for position in self.open_sources(target, named):
                    yield from self.open_to(self.components[position], target, directly=True)
                continue
            for position, source in enumerate(self.components):
                if source is not target:
                    yield from self.open_to(source, target, directly=named is None or position in named)

    def open_sources(self, target: Component, named: Collection[int] | None) -> list[int]:
        """The components that can connect to a target without a load balancer; each kind is checked once."""
        found: list[int] = []
        for members in self.members.values():
            possible = members if named is None else [each for each in members if each in named]
            others = [each for each in possible if self.components[each] is not target]
            if others and self.ways(self.components[others[0]], target, directly=True):
                found += others
        return sorted(found)

    def candidates(self, admitted: "CandidateSources") -> Collection[int] | None:
        """The components that rules could mean, by their place in `components`; None: all."""
        if admitted.everybody:
            return None
        found = set(self.unsure)
        for group in admitted.groups:
            found.update(self.holders.get(group, ()))
        for place, indexes in self.places.items():
            if place.meets(admitted.blocks):
                found.update(indexes)
        return found

    def open_to(self, source: Component | None, target: Component, *, directly: bool) -> Iterator[Connection]:
        ways = self.ways(source, target, directly=directly)
        if ways:
            forwarded = not isinstance(source, LoadBalancer) or any(
                each.balancer.address == source.address for each in forwards_to(target, self.index)
            )
            yield Connection(source.address if source is not None else None, target.address, ways, forwarded)

    def ways(self, source: Component | None, target: Component, *, directly: bool) -> tuple[ReachResult, ...]:
        end: Endpoint = self.internet if source is None else source
        if self.fronted[target.address] or isinstance(source, LoadBalancer):
            return find_ways(self.index, end, target, ANYTHING, directly=directly)
        key = (self.kinds[source.address] if source is not None else None, self.kinds[target.address])
        if key not in self.answers:
            self.answers[key] = find_ways(self.index, end, target, ANYTHING)
        return self.answers[key]


class CandidateSources:
    """A superset of the clients that the rules of a target allow (an over-approximation, without false negatives)."""

    def __init__(self, sides: tuple[Interface, ...], index: NetworkIndex, *, open_wide: bool) -> None:
        self.everybody = (
            open_wide
            or any(each.unfiltered or each.gap or each.untouched_default for each in sides)
            # A rule whose group is not known may be a rule of this one.
            or any(rule.direction == "ingress" for rule in index.unattached_rules)
        )
        self.groups: set[ResourceAddress] = set()
        blocks: list[IntervalSet] = []
        for rule in (rule for side in sides for group in side.groups for rule in group.rules):
            if rule.direction != "ingress":
                continue
            match rule.peer:
                case CidrPeer(value=network):
                    blocks.append(addresses(network.value))
                case (GroupPeer() | SelfPeer()) as peer if (named := group_named(peer.value)) is not None:
                    self.groups.add(named)
                case _:
                    self.everybody = True
        self.blocks = IntervalSet().union(*blocks)


def group_named(value: Traced[Any]) -> ResourceAddress | None:
    """The security group that a rule names by its own address; None where it is not known, or the default one of a VPC."""
    if (
        isinstance(value, Known)
        and isinstance(value.value, Link)
        and value.value.attribute == "default_security_group_id"
    ):
        return None
    return address_of(value)


def kind_of(component: Component) -> Hashable:
    """Equal for components that every rule treats alike."""
    listens = component.listens
    return (
        targets_key(component.subnets),
        targets_key(component.groups),
        value_key(component.public),
        value_key(component.ipv6),
        component.count_unknown,
        None if listens is None else tuple(value_key(each) for each in listens),
        value_key(component.private_ip) if isinstance(component, Instance) and component.private_ip else None,
        # Whether AWS rejects it depends on more than this, so such a component is a kind of its own.
        None if isinstance(component, Instance) else component.address,
    )


def targets_key(targets: Traced[tuple[Traced[Target], ...]]) -> Hashable:
    if not isinstance(targets, Known):
        return targets.reason
    return tuple(value_key(each) for each in targets.value)


def value_key(value: Traced[Any]) -> Hashable:
    return ("known", value.value) if isinstance(value, Known) else value.reason

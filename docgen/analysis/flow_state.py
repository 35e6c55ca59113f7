"""Whether traffic that one rule of a security group allows gets through today.

A rule that names a group is about pairs of components, and the connection table has those that are open. A rule that names a
range is asked about that range, once for each kind of component. Packets that arrive through a load balancer have its
address, so paths through one count for its own rules only.
"""

import enum
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeAlias

import msgspec

from docgen.analysis.allowed_traffic import peer_addresses, ports_of, possible_holders
from docgen.analysis.connections import Connection, find_connections, group_named, kind_of
from docgen.analysis.endpoints import Range, interfaces
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.filters import unknown_part
from docgen.analysis.findings import Finding, Plain
from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.not_seen import Missing
from docgen.analysis.packets import PORTED
from docgen.analysis.path import ReachVerdict
from docgen.analysis.ranges import IntervalSet
from docgen.analysis.reachability import MAX_BALANCERS, Disposition, Endpoint, On, find_dispositions
from docgen.aws.model.base import External
from docgen.aws.model.components import Component, Instance, NetworkInterface
from docgen.aws.model.firewall import CidrPeer, GroupPeer, PrefixListPeer, Rule, SelfPeer
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Unknown
from docgen.source.tristate import Tristate


class FlowState(enum.Enum):
    """The value is its name in JSON and CSV."""

    REACHABLE = "reachable"
    ON_PAPER = "on paper"  # allowed, but nothing can use it as the configuration is
    UNDECIDED = "undecided"


class Obstacle(enum.Enum):
    """Why a flow is open on paper only."""

    NO_HOLDER = enum.auto()  # nothing has the group
    NO_PEER = enum.auto()  # nothing has the group that the rule names
    NO_WAY = enum.auto()  # routes, network ACLs, listeners or the other side's groups do not let it pass


FlowReason: TypeAlias = Obstacle | Finding | Missing


class FlowVerdict(msgspec.Struct, frozen=True, eq=False):
    state: FlowState
    because: FlowReason | None = None  # None: it is reachable


REACHABLE = FlowVerdict(FlowState.REACHABLE)


def undecided(because: FlowReason) -> FlowVerdict:
    return FlowVerdict(FlowState.UNDECIDED, because)


class FlowJudge:
    """All rules of one environment."""

    def __init__(self, facts: EnvironmentFacts) -> None:
        self.facts = facts
        self.index = NetworkIndex(facts.network, facts.placements)
        self.components = {each.address: each for each in facts.network.components()}
        self.holders: dict[ResourceAddress, dict[ResourceAddress, Component]] = {}
        for each in self.components.values():
            for side in interfaces(each, self.index):
                for group in side.groups:
                    self.holders.setdefault(group.address, {})[each.address] = each
        self.inward: dict[ResourceAddress, list[Connection]] = {}
        self.outward: dict[ResourceAddress, list[Connection]] = {}
        for connection in find_connections(facts):
            if connection.source is not None and connection.direct is not None:
                self.inward.setdefault(connection.target, []).append(connection)
                self.outward.setdefault(connection.source, []).append(connection)
        self.asked: dict[object, tuple[Disposition, ...]] = {}

    def others(self, group: ResourceAddress) -> FlowReason | None:
        """Things that may have the group beside its known holders."""
        unmodelled = [each for each in self.facts.attached.get(group, ()) if each not in self.components]
        if unmodelled:
            missing = (each for each in self.facts.not_seen.unmodelled if each.address in unmodelled)
            return next(missing, Plain.GROUP_UNKNOWN)
        unsure = possible_holders(self.facts.network, group)
        if unsure:
            return next(iter(unsure.values()))
        return next(iter((*self.facts.not_seen.anything, *self.facts.not_seen.unmodelled)), None)

    def verdict(self, group: ResourceAddress | None, rule: Rule) -> FlowVerdict:  # noqa: PLR0911 - one return a case
        """`group`: the one that the rule belongs to; None: it is not known, or outside the configuration."""
        if group is None:
            return undecided(unknown_part(rule) if isinstance(rule.group, Unknown) else Plain.GROUP_OUTSIDE)
        is_partly_unknown = any(
            isinstance(each, Unknown) for each in (rule.protocol, rule.ports, rule.peer.value)
        )
        if is_partly_unknown or rule.count_unknown:
            return undecided(unknown_part(rule))
        own = self.holders.get(group, {})
        others = self.others(group)
        answer, doubt = self.ask(own, rule)
        if answer:
            return REACHABLE
        if doubt is not None or others is not None:
            return undecided(doubt or others or Plain.GROUP_UNKNOWN)
        if not own:
            return FlowVerdict(FlowState.ON_PAPER, Obstacle.NO_HOLDER)
        if self.facts.not_seen.paths:
            return undecided(self.facts.not_seen.paths[0])
        is_alone = isinstance(rule.peer, GroupPeer) and not self.holders.get(
            group_named(rule.peer.value) or group
        )
        return FlowVerdict(FlowState.ON_PAPER, Obstacle.NO_PEER if is_alone else Obstacle.NO_WAY)

    def ask(self, own: dict[ResourceAddress, Component], rule: Rule) -> tuple[Tristate, FlowReason | None]:
        """Whether it gets through, and what makes that doubtful where it may."""
        match rule.peer:
            case GroupPeer(value=target) | SelfPeer(value=target):
                named = group_named(target)
                if named is None:
                    outside = isinstance(target, Known) and isinstance(target.value, External)
                    return None, Plain.GROUP_OUTSIDE if outside else Plain.GROUP_UNKNOWN
                others = self.others(named)
                answer, doubt = settled(self.pairs(own, self.holders.get(named, {}), rule))
                return (answer, doubt) if answer else (None if others else answer, doubt or others)
            case CidrPeer() | PrefixListPeer():
                definite, _, gap = peer_addresses(rule, self.index.prefix_lists)
                answer, doubt = settled(self.of_range(own, definite, rule)) if definite else (False, None)
                return (answer, doubt) if answer else (None if gap else answer, doubt or gap)
            case _:
                return None, unknown_part(rule)

    # -- between components ----------------------------------------------------------------

    def pairs(
        self,
        own: dict[ResourceAddress, Component],
        others: dict[ResourceAddress, Component],
        rule: Rule,
    ) -> Iterator[tuple[Tristate, FlowReason | None]]:
        inbound = rule.direction == "ingress"
        for each in own.values():
            if each.address in others and has_several_interfaces(each):
                yield self.of_dispositions(self.dispositions(each, each, rule), rule)
            for connection in (self.inward if inbound else self.outward).get(each.address, ()):
                other = connection.source if inbound else connection.target
                if other is not None and other in others:
                    yield self.of_connection(connection, rule)

    def of_connection(self, connection: Connection, rule: Rule) -> tuple[Tristate, FlowReason | None]:
        way = connection.direct
        if way is None or connection.source is None:
            return False, None
        if any(is_allowed(rule, *parsed(each)) for each in way.ports):
            if way.verdict is ReachVerdict.REACHABLE:
                return True, None
            return None, next(iter(way.unknowns), Plain.GROUP_UNKNOWN)
        if way.verdict is ReachVerdict.UNDECIDED:
            return False, None
        # The table has the ports that are certainly open; others between the two may be undecided.
        source, target = self.components[connection.source], self.components[connection.target]
        return self.of_dispositions(self.dispositions(source, target, rule), rule)

    # -- between a component and a range ---------------------------------------------------

    def of_range(
        self, own: dict[ResourceAddress, Component], addresses: IntervalSet, rule: Rule
    ) -> Iterator[tuple[Tristate, FlowReason | None]]:
        inbound = rule.direction == "ingress"
        end = Range(str(rule.peer.value), addresses)
        for each in own.values():
            key = (kind_of(each), addresses, rule.direction, protocol_of(rule))
            if key not in self.asked:
                pair: tuple[Endpoint, Endpoint] = (end, each) if inbound else (each, end)
                self.asked[key] = self.between(*pair, rule)
            yield self.of_dispositions(self.asked[key], rule)
            for connection in (self.inward if inbound else self.outward).get(each.address, ()):
                other = self.components.get(
                    (connection.source if inbound else connection.target) or each.address
                )
                if other is not None and self.is_in(other, addresses):
                    yield self.of_connection(connection, rule)

    def is_in(self, component: Component, addresses: IntervalSet) -> bool:
        return any(each.addresses.meets(addresses) for each in interfaces(component, self.index))

    def dispositions(self, source: Component, target: Component, rule: Rule) -> tuple[Disposition, ...]:
        key = (kind_of(source), kind_of(target), protocol_of(rule))
        if key not in self.asked:
            self.asked[key] = self.between(source, target, rule)
        return self.asked[key]

    def between(self, source: Endpoint, target: Endpoint, rule: Rule) -> tuple[Disposition, ...]:
        """The state of packets that go from one to the other without a load balancer in between."""
        return tuple(
            each
            for each in find_dispositions(self.index, source, target, On(protocol_of(rule)), MAX_BALANCERS)
            if not each.way.via
        )

    def of_dispositions(self, found: Iterable[Disposition], rule: Rule) -> tuple[Tristate, FlowReason | None]:
        return settled(
            (each.holds, next((step.finding for step in each.steps if step.holds is None), None))
            for each in found
            if is_allowed(rule, each.protocol, each.ports)
        )


def settled(
    answers: Iterable[tuple[Tristate, FlowReason | None]],
) -> tuple[Tristate, FlowReason | None]:
    """Yes where one answer is yes, else not known where one is not; no more is asked after a yes."""
    answer: Tristate = False
    doubt: FlowReason | None = None
    for each, because in answers:
        if each is True:
            return True, None
        if each is None:
            answer, doubt = None, doubt or because
    return answer, doubt


def has_several_interfaces(component: Component) -> bool:
    """Whether traffic of a component with itself leaves an interface: tasks, brokers and nodes are several."""
    return component.count_unknown or not isinstance(component, Instance | NetworkInterface)


def protocol_of(rule: Rule) -> str:
    return rule.protocol.value if isinstance(rule.protocol, Known) else "-1"


def rules_used_from_internet(facts: EnvironmentFacts) -> frozenset[int]:
    """The inbound rules, by identity, on whose ports clients on the internet reach a holder of their group by themselves, or may."""
    ways = {each.target: each.direct for each in find_connections(facts) if each.source is None}
    found: set[int] = set()
    for group in facts.network.security_groups:
        own = [way for held in facts.attached.get(group.address, ()) if (way := ways.get(held)) is not None]
        may_be_any = any(way.verdict is ReachVerdict.UNDECIDED for way in own)
        flows = [parsed(port) for port in dict.fromkeys(port for way in own for port in way.ports)]
        for rule in group.rules:
            if rule.direction == "ingress" and (may_be_any or any(is_allowed(rule, *each) for each in flows)):
                found.add(id(rule))
    return frozenset(found)


def rules_used_inside(facts: EnvironmentFacts) -> frozenset[int]:
    """The inbound rules, by identity, whose ranges let a component that was seen reach a holder of their group, or may.

    A rule for a range counts where a source may have an address in it, also where another rule allows the same.
    """
    components = {each.address: each for each in facts.network.components()}
    groups = {each.address: each for each in facts.network.security_groups}
    index = NetworkIndex(facts.network, facts.placements)
    found: set[int] = set()
    for each in find_connections(facts):
        way, source, target = each.direct, components.get(each.source or each.target), components[each.target]
        if way is None or each.source is None or source is None:
            continue
        flows = [parsed(port) for port in way.ports]
        sides = interfaces(source, index)
        for link in {group.address for side in interfaces(target, index) for group in side.groups}:
            for rule in groups[link].rules if link in groups else ():
                if rule.direction != "ingress" or id(rule) in found:
                    continue
                if way.verdict is not ReachVerdict.UNDECIDED and not any(
                    is_allowed(rule, *flow) for flow in flows
                ):
                    continue
                _, possible, _ = peer_addresses(rule, index.prefix_lists)
                if any(side.addresses.meets(possible) for side in sides):
                    found.add(id(rule))
    return frozenset(found)


def is_allowed(rule: Rule, protocol: str, ports: IntervalSet | None) -> bool:
    """Whether a rule that is known allows some of these packets; `ports` None: all of the protocol."""
    own = protocol_of(rule)
    if own not in {"-1", protocol}:
        return False
    if own == "-1" or ports is None or (own not in PORTED and not own.startswith("icmp")):
        return True
    allowed, _ = ports_of(rule)
    return allowed.meets(ports) or (own.startswith("icmp") and -1 in allowed)


def parsed(flow: str) -> tuple[str, IntervalSet | None]:
    """`tcp/443`, `tcp/0-65535`, `icmp`: the protocol, and the ports or types where there are some."""
    protocol, _, ports = flow.partition("/")
    numbers = [int(each) for each in ports.split("-") if each.isdigit()]
    return protocol, IntervalSet([(numbers[0], numbers[-1])]) if numbers else None


def addresses_of(components: Collection[ResourceAddress]) -> Sequence[ResourceAddress]:
    return sorted(components, key=lambda each: each.order())

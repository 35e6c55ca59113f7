"""The connections that go across the border of a scope, into it and out of it.

PCI DSS 4.0.1, requirement 1.2.3, asks for all connections between the cardholder data environment and other networks. There are
two kinds of rows: connections that are possible between components, or from the internet (`find_connections`), and what security
groups of components inside allow to and from ranges of addresses, which no component of the configuration needs to have.
"""

import enum
from collections.abc import Iterator, Sequence

import msgspec

from docgen.analysis.connections import find_connections, group_named
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.findings import RuleAllows
from docgen.analysis.flow_encryption import (
    Encryption,
    EncryptionGap,
    EncryptionState,
    answers_of,
    listener_tls,
    unknown,
)
from docgen.analysis.not_seen import MissingModule, UnfinishedRoot
from docgen.analysis.path import CheckKind, ReachResult
from docgen.analysis.ranges import IntervalSet
from docgen.analysis.register import AllowedFlow, Register
from docgen.analysis.scope import Scope
from docgen.analysis.scopes import inside
from docgen.aws.model.components import Component, LoadBalancer
from docgen.aws.model.firewall import GroupPeer, SelfPeer
from docgen.aws.model.network import InventoryItem
from docgen.source.address import ResourceAddress
from docgen.source.tristate import Tristate, all_of, any_of, negated

TCP = "tcp/"
NO_DATA = ("icmp",)  # carries no data of applications


class Crossing(enum.Enum):
    """Which way a connection is opened; the value is its name in JSON and CSV."""

    INWARD = "in"
    OUTWARD = "out"


class CrossingConnection(msgspec.Struct, frozen=True, eq=False):
    """One way of one connection between something inside and something outside."""

    scope: str
    crossing: Crossing
    is_certain: bool  # False: one of the ends may be on the same side as the other
    source: ResourceAddress | None  # None: the internet
    target: ResourceAddress
    way: ReachResult
    encryption: Encryption  # of every part of the way that is in the configuration
    flows: tuple[AllowedFlow, ...]  # the rows of the register that let it in


class CrossingRange(msgspec.Struct, frozen=True, eq=False):
    """Traffic that the security group of something inside allows from or to a range, a prefix list or something unknown."""

    scope: str
    crossing: Crossing
    is_certain: bool  # False: what has the group may be outside
    holders: tuple[ResourceAddress, ...]  # those that are inside, or may be
    flow: AllowedFlow


class Border(msgspec.Struct, frozen=True, eq=False):
    """One scope in one environment."""

    scope: Scope
    environment: str
    certain: tuple[InventoryItem, ...]  # inside
    possible: tuple[InventoryItem, ...]  # that may be
    connections: tuple[CrossingConnection, ...]
    ranges: tuple[CrossingRange, ...]

    @property
    def crossings(self) -> tuple[CrossingConnection | CrossingRange, ...]:
        return (*self.connections, *self.ranges)


def find_borders(facts: EnvironmentFacts, register: Register) -> tuple[Border, ...]:
    """A border for each scope of docgen.yml. `register`: of the same environment."""
    return tuple(BorderFinder(facts, register, each).border() for each in facts.scopes)


class BorderFinder:
    """One scope of one environment."""

    def __init__(self, facts: EnvironmentFacts, register: Register, scope: Scope) -> None:
        self.facts = facts
        self.register = register
        self.scope = scope
        self.components = {each.address: each for each in facts.network.components()}
        self.groups = {each.address for each in facts.network.security_groups}
        self.flows = {id(rule): flow for flow in register.flows for rule in flow.rules}

    def border(self) -> Border:
        items = self.facts.network.inventory
        return Border(
            self.scope,
            self.facts.name,
            tuple(each for each in items if self.holds(each.address) is True),
            tuple(each for each in items if self.holds(each.address) is None),
            tuple(self.connections()),
            tuple(self.ranges()),
        )

    def holds(self, address: ResourceAddress | None) -> Tristate:
        return False if address is None else inside(self.scope.name, address, self.facts)

    def crossings(
        self, source: ResourceAddress | None, target: ResourceAddress
    ) -> Iterator[tuple[Crossing, bool]]:
        """The directions of a connection; if an end is undecided, it may be inbound, outbound, or both."""
        ends = self.holds(source), self.holds(target)
        for crossing, (inner, outer) in ((Crossing.INWARD, ends[::-1]), (Crossing.OUTWARD, ends)):
            answer = all_of((inner, negated(outer)))
            if answer is not False:
                yield crossing, answer is True

    def connections(self) -> Iterator[CrossingConnection]:
        for each in find_connections(self.facts):
            for crossing, is_certain in self.crossings(each.source, each.target):
                for way in each.ways:
                    yield CrossingConnection(
                        self.scope.name,
                        crossing,
                        is_certain,
                        each.source,
                        each.target,
                        way,
                        self.encryption(self.components[each.target], way),
                        self.allowed_by(way),
                    )

    def allowed_by(self, way: ReachResult) -> tuple[AllowedFlow, ...]:
        """The rows whose rules let it in, at the target and at each load balancer before it."""
        found = {}
        for check in (*way.path, *way.others):
            if check.kind is CheckKind.SECURITY_GROUP and isinstance(check.finding, RuleAllows):
                flow = self.flows.get(id(check.finding.rule))
                if flow is not None:
                    found[id(flow)] = flow
        return tuple(found.values())

    def encryption(self, target: Component, way: ReachResult) -> Encryption:
        """Yes where it is encrypted on every part of the way; no where it is not on one of them."""
        network = self.facts.network
        answers: list[Tristate] = list(answers_of(target, tcp_ports(way.ports), network))
        if any(not each.startswith((TCP, *NO_DATA)) for each in way.ports):
            answers.append(None)  # what a listener or a setting says of TLS, it says of TCP
        stations = [each for each in self.components.values() if str(each.address) in way.way.via]
        for number, each in enumerate(stations):
            asked = tcp_ports([way.way.asks]) if number == 0 and str(each.address) == way.way.via[0] else None
            if isinstance(each, LoadBalancer) and asked is not None:
                answers += [listener_tls(each, first, network) for first, _ in asked.intervals]
            else:
                answers.append(None)
        if False in answers:
            return Encryption(EncryptionState.PLAINTEXT)
        if not answers:
            return unknown(EncryptionGap.NO_TARGET)
        return (
            unknown(EncryptionGap.NOT_MODELLED) if None in answers else Encryption(EncryptionState.ENCRYPTED)
        )

    def ranges(self) -> Iterator[CrossingRange]:
        for flow in self.register.flows:
            if isinstance(flow.rule.peer, SelfPeer) or self.names_a_group_here(flow):
                continue  # between components: these are connections
            held = [(each, self.holds(each)) for each in flow.holders]
            answer = any_of([*(each for _, each in held), None if may_have_others(flow) else False])
            if answer is not False:
                crossing = Crossing.INWARD if flow.rule.direction == "ingress" else Crossing.OUTWARD
                holders = tuple(each for each, answer in held if answer is not False)
                yield CrossingRange(self.scope.name, crossing, answer is True, holders, flow)

    def names_a_group_here(self, flow: AllowedFlow) -> bool:
        peer = flow.rule.peer
        return isinstance(peer, GroupPeer) and group_named(peer.value) in self.groups


def may_have_others(flow: AllowedFlow) -> bool:
    """Whether something that was seen may have the group, too; of code that was not seen, the page says so once."""
    if flow.group is None:
        return True
    return flow.more_holders is not None and not isinstance(flow.more_holders, MissingModule | UnfinishedRoot)


def tcp_ports(ports: Sequence[str]) -> IntervalSet:
    """The numbers of `tcp/443`, `tcp/8000-8100`; other protocols do not count."""
    found = []
    for each in ports:
        if each.startswith(TCP):
            first, _, last = each.removeprefix(TCP).partition("-")
            if first.isdigit():
                found.append((int(first), int(last or first)))
    return IntervalSet(found)

"""The connections that pictures draw as arrows: from the internet or a part of it, and from one component to another.

A path through a load balancer is a chain of such connections, so it is not an arrow itself.
"""

import enum
import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal
from weakref import WeakKeyDictionary

import msgspec

from docgen.analysis.allowed_traffic import find_groups
from docgen.analysis.connections import find_connections
from docgen.analysis.exposure import Effect
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.findings import RuleAllows
from docgen.analysis.flow_encryption import EncryptionState, speaks_tls
from docgen.analysis.flow_state import parsed
from docgen.analysis.path import ReachVerdict
from docgen.analysis.placement import address_of
from docgen.analysis.ranges import IntervalSet, addresses, is_whole_internet
from docgen.aws.model.base import linked
from docgen.aws.model.components import Component
from docgen.aws.model.firewall import CidrPeer, GroupPeer, Rule, SecurityGroup, SelfPeer
from docgen.aws.model.network import Network
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known
from docgen.source.tristate import Tristate


class Arrow(msgspec.Struct, frozen=True, eq=False):
    """One can open connections to `target`, or may."""

    source: ResourceAddress | None  # None: the internet, or the `ranges` of it
    target: ResourceAddress
    ports: tuple[str, ...]  # "tcp/443"
    ranges: tuple[str, ...] = ()  # CIDR blocks; empty for the whole internet and for components
    is_decided: bool = True
    rules: tuple[Rule, ...] = ()  # of security groups, that allow it
    family: Literal["", "IPv6"] = (
        ""  # of the whole internet, where only its addresses of one family may connect
    )
    forwarded: bool = True  # as of connections: False where a load balancer may connect, and forwards nothing


class PortEncryption(msgspec.Struct, frozen=True):
    """The encryption of a target on one port: whether it refuses clients without TLS."""

    port: str  # "tcp/443", or a range where it is not known on which ports the target answers
    state: EncryptionState


FOUND: WeakKeyDictionary[EnvironmentFacts, tuple[Arrow, ...]] = WeakKeyDictionary()


def find_arrows(facts: EnvironmentFacts) -> tuple[Arrow, ...]:
    """Those from outside first, the worst exposure first; then by target and source. Worked out once for the same facts."""
    found = FOUND.get(facts)
    if found is None:
        found = FOUND[facts] = (*from_outside(facts), *between_components(facts))
    return found


def from_outside(facts: EnvironmentFacts) -> Iterator[Arrow]:
    """One for each exposure; two where the whole internet of one address family is allowed, and ranges of the other."""
    for each in facts.exposures:
        if each.effect not in {Effect.OPEN_NOW, Effect.UNDECIDED}:
            continue
        decided = each.effect is Effect.OPEN_NOW
        rules = tuple(rule for rule in each.rules if rule.direction == "ingress")
        listed = tuple(each.sources)
        possible = not decided and is_whole(listed)  # what rules may allow is the whole internet
        if each.whole_internet or possible:
            newer = tuple(filter(is_ipv6, listed))
            older = tuple(source for source in listed if source not in newer)
            family: Literal["", "IPv6"] = "IPv6" if is_whole(newer) and not is_whole(older) else ""
            yield Arrow(None, each.subject, each.ports, (), decided, rules, family)
            listed = older if family else () if is_whole(newer) else newer
        if listed:
            yield Arrow(None, each.subject, each.ports, listed, decided, rules)


def is_ipv6(source: str) -> bool:
    return ":" in source


def is_whole(sources: Sequence[str]) -> bool:
    return is_whole_internet(addresses(*map(ipaddress.ip_network, sources)))


def between_components(facts: EnvironmentFacts) -> Iterator[Arrow]:
    components = {each.address: each for each in facts.network.components()}
    groups = find_groups(facts.network)
    for each in find_connections(facts):
        answer = each.direct
        if each.source is not None and answer is not None:
            found = (
                check.finding.rule
                for check in (*answer.path, *answer.others)
                if isinstance(check.finding, RuleAllows)
            )
            rules = {id(rule): rule for rule in found if rule.direction == "ingress"}
            source, target = components.get(each.source), components.get(each.target)
            if source is not None and target is not None:
                rules |= {id(rule): rule for rule in naming(source, target, answer.ports, groups)}
            decided = answer.verdict is ReachVerdict.REACHABLE
            yield Arrow(
                each.source,
                each.target,
                answer.ports,
                (),
                decided,
                tuple(rules.values()),
                forwarded=each.forwarded,
            )


def naming(
    source: Component,
    target: Component,
    flows: Sequence[str],
    groups: Mapping[ResourceAddress, SecurityGroup],
) -> Iterator[Rule]:
    """The inbound rules of a target that name a group of the source, for some of the ports: the path has one rule alone."""
    own = {each.address for each in linked(source.groups)}
    for group in linked(target.groups):
        for rule in groups[group.address].rules if group.address in groups else ():
            if rule.direction == "ingress" and isinstance(rule.peer, GroupPeer | SelfPeer):
                named = group.address if isinstance(rule.peer, SelfPeer) else address_of(rule.peer.value)
                if named in own and any(covers(rule, each) for each in flows):
                    yield rule


def covers(rule: Rule, flow: str) -> bool:
    """Whether a rule is about some of the ports of `tcp/443`; not if that is not known."""
    protocol, ports = parsed(flow)
    if not isinstance(rule.protocol, Known) or rule.protocol.value not in {protocol, "-1"}:
        return False
    if not isinstance(rule.ports, Known):
        return False
    allowed = rule.ports.value
    return allowed is None or ports is None or ports.meets(IntervalSet([(allowed.first, allowed.last)]))


def range_inputs(arrow: Arrow) -> tuple[str, ...]:
    """The root variables that all ranges of an arrow come from."""
    found = [
        {each.variable for each in rule.peer.value.trace.inputs()}
        for rule in arrow.rules
        if isinstance(rule.peer, CidrPeer) and str(rule.peer.value.value) in arrow.ranges
    ]
    return tuple(sorted(set.intersection(*found))) if found else ()


STATES: Mapping[Tristate, EncryptionState] = {
    True: EncryptionState.ENCRYPTED,
    False: EncryptionState.PLAINTEXT,
    None: EncryptionState.UNKNOWN,
}


def arrow_encryption(arrow: Arrow, target: Component | None, network: Network) -> tuple[PortEncryption, ...]:
    """For each port of the target that the arrow leads to, whether the target refuses clients without TLS there."""
    made: dict[str, EncryptionState] = {}
    for each in arrow.ports:
        protocol, ports = parsed(each)
        if protocol in {"icmp", "icmpv6"}:
            made[each] = EncryptionState.NOT_APPLICABLE
            continue
        listens = target.listens if target is not None else None
        known = [port.value for port in listens or () if isinstance(port, Known)]
        if target is None or listens is None or len(known) < len(listens) or ports is None:
            made[each] = EncryptionState.UNKNOWN
            continue
        for number in known:
            if number in ports:
                made[f"{protocol}/{number}"] = STATES[speaks_tls(target, number, network)]
    return tuple(PortEncryption(port, state) for port, state in made.items())


class Transport(enum.Enum):
    """The encryption of an arrow, over all its ports."""

    ENCRYPTED = enum.auto()
    PLAINTEXT = enum.auto()  # on one port, at least
    UNKNOWN = enum.auto()


def transport_of(found: tuple[PortEncryption, ...]) -> Transport:
    states = {each.state for each in found} - {EncryptionState.NOT_APPLICABLE}
    if EncryptionState.PLAINTEXT in states:
        return Transport.PLAINTEXT
    return Transport.ENCRYPTED if states == {EncryptionState.ENCRYPTED} else Transport.UNKNOWN

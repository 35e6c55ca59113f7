"""Security-group rules in words."""

import ipaddress
from collections.abc import Iterable, Sequence

import msgspec

from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.levers import levers_of
from docgen.analysis.ranges import EVERYTHING, addresses
from docgen.aws.model.base import External, Link
from docgen.aws.model.firewall import CidrPeer, Direction, Rule, SecurityGroup, SelfPeer
from docgen.document.nodes import Code, Inline, Inlines, Text, Unknown, inlines
from docgen.pages.labels import Labels
from docgen.pages.sentences.traffic import protocol_text as protocol_name
from docgen.pages.sentences.traffic import rule_service_text
from docgen.pages.words import by_environment, codes, joined, joined_inlines
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known
from docgen.source.traced import Unknown as UnknownValue

EVERY_V4 = "0.0.0.0/0"
WORDS = {"ingress": "inbound", "egress": "outbound"}


def ports_text(rule: Rule) -> str:
    """`443`, `1024-65535`, `all ports`."""
    if isinstance(rule.ports, UnknownValue):
        return "unknown ports"
    if rule.ports.value is None:
        return "all ports"
    return str(rule.ports.value)


def protocol_text(rule: Rule) -> str:
    if isinstance(rule.protocol, UnknownValue):
        return "unknown protocol"
    return {"-1": "all protocols"}.get(rule.protocol.value, rule.protocol.value)


def service_text(rule: Rule) -> str:
    """Protocol and ports: `TCP 443`, `all traffic`, `ICMP`."""
    return rule_service_text(rule)


def peer_text(rule: Rule, labels: Labels) -> Inline:
    peer = rule.peer
    if isinstance(peer.value, UnknownValue):
        hidden = peer.value.reason.hidden
        return Text(hidden.text) if hidden is not None else Unknown(peer.value.reason.text)
    if isinstance(peer, SelfPeer):
        return Text("itself")
    inner = peer.value.value
    if isinstance(inner, Link):
        return Code(labels.of(inner.address))
    if isinstance(inner, External):
        return Code(inner.id)
    return Code(str(inner))


class Allowance(msgspec.Struct, frozen=True, eq=False):
    """The rules of one group with the same direction, protocol, and peers: their ports, told together."""

    direction: Direction
    protocol: str
    ports: tuple[str, ...]
    port_variables: tuple[str, ...]  # inputs that decide the ports
    peers: tuple[str, ...]  # labels of groups and prefix lists, "itself"
    variables: tuple[str, ...]  # inputs that decide the CIDR blocks
    cidrs: tuple[str, ...]
    gaps: tuple[str, ...]
    count_unknown: bool

    def shape(self) -> tuple[object, ...]:
        """The key that must be equal for two environments to share a sentence."""
        return (
            self.direction,
            self.protocol,
            self.ports,
            self.port_variables,
            self.peers,
            self.variables,
            bool(self.cidrs),
            self.cidrs if not self.variables else (),
            self.gaps,
            self.count_unknown,
        )


def allowances(group: SecurityGroup, labels: Labels) -> list[Allowance]:
    """The rules of a group: those with the same ports first, then those with the same peers together."""
    by_ports: dict[tuple[str, str, str], list[Rule]] = {}
    for rule in sorted(group.rules, key=rule_order):
        by_ports.setdefault((rule.direction, protocol_text(rule), ports_text(rule)), []).append(rule)
    merged: dict[tuple[object, ...], Allowance] = {}
    for (_, _, ports), rules in by_ports.items():
        one = allowance(ports, rules, labels)
        key = (one.direction, one.protocol, one.peers, one.variables, one.cidrs, one.gaps, one.count_unknown)
        before = merged.get(key)
        if before is None:
            merged[key] = one
        else:
            ports_together = (*before.ports, *one.ports)
            variables = tuple(dict.fromkeys((*before.port_variables, *one.port_variables)))
            merged[key] = msgspec.structs.replace(before, ports=ports_together, port_variables=variables)
    return list(merged.values())


def rule_order(rule: Rule) -> tuple[object, ...]:
    ports = rule.ports.value if isinstance(rule.ports, Known) else None
    low = ports.first if ports else -1
    return rule.direction != "ingress", protocol_text(rule), low, rule.address.order(), str(peer_key(rule))


def peer_key(rule: Rule) -> str:
    if isinstance(rule.peer.value, UnknownValue):
        return rule.peer.value.reason.text
    inner = rule.peer.value.value
    return str(inner.address) if isinstance(inner, Link) else str(inner)


def allowance(ports: str, rules: Sequence[Rule], labels: Labels) -> Allowance:
    peers: dict[str, None] = {}
    cidrs: dict[str, None] = {}
    variables: dict[str, None] = {}
    gaps: dict[str, None] = {}
    for rule in rules:
        if isinstance(rule.peer.value, UnknownValue):
            gaps[rule.peer.value.reason.text] = None
        elif isinstance(rule.peer, CidrPeer):
            cidrs[str(rule.peer.value.value)] = None
            variables.update(dict.fromkeys(each.variable for each in levers_of(rule.peer.value.trace)))
        else:
            shown = peer_text(rule, labels)
            peers[shown.text if isinstance(shown, Code | Text) else ""] = None
    first = rules[0]
    decided = levers_of(*(rule.ports.trace for rule in rules))
    return Allowance(
        first.direction,
        protocol_text(first),
        (ports,),
        tuple(each.variable for each in decided),
        tuple(peers),
        tuple(sorted(variables)),
        tuple(cidrs),
        tuple(gaps),
        any(rule.count_unknown for rule in rules),
    )


def is_unrestricted(one: Allowance) -> bool:
    """Every protocol and port, to every IPv4 (or every) address."""
    if one.protocol != "all protocols" or one.gaps or one.count_unknown:
        return False
    found = addresses(*(ipaddress.ip_network(each) for each in one.cidrs))
    return EVERYTHING.is_within(found) or addresses(ipaddress.ip_network(EVERY_V4)).is_within(found)


def describe_group(facts: Facts, address: ResourceAddress, labels: Labels) -> Inlines:
    """The rules of a group in all environments: once if they agree, with the values of inputs side by side."""
    found: list[tuple[str, list[Allowance]]] = []
    for environment in facts.environments:
        group = next((each for each in environment.network.security_groups if each.address == address), None)
        if group is not None:
            found.append((environment.name, allowances(group, labels)))
    shapes = {tuple(one.shape() for one in own) for _, own in found}
    missing = [each.name for each in facts.environments if each.name not in {name for name, _ in found}]
    if len(shapes) == 1:
        said = describe_together(found)
        return said if not missing else inlines(*said, f" (not in {joined(missing)})")
    return by_environment(
        [
            *((name, describe_together([(name, own)])) for name, own in found),
            *((name, inlines("no such group")) for name in missing),
        ]
    )


def describe_together(found: Sequence[tuple[str, Sequence[Allowance]]]) -> Inlines:
    """Environments whose allowances have the same shape, in one sentence."""
    parts: list[Inlines] = []
    alike = list(zip(*(own for _, own in found), strict=True))
    for direction in ("ingress", "egress"):
        own = [each for each in alike if each[0].direction == direction]
        if not own:
            parts.append(inlines(f"no {WORDS[direction]}"))
        for each in own:
            parts.append(describe_one(each, [name for name, _ in found]))
    return joined_inlines(parts, ", ")


def describe_one(alike: Sequence[Allowance], names: Sequence[str]) -> Inlines:
    one = alike[0]
    word = WORDS[one.direction]
    if is_unrestricted(one):
        return inlines(f"{word} unrestricted")
    start: list[Inline | str] = [f"{word} "]
    if one.count_unknown:
        start.append("(an unknown number of rules) ")
    start += service_inlines(one)
    start.append(" from " if one.direction == "ingress" else " to ")
    peers: list[Inlines] = []
    if one.cidrs:
        peers.append(cidr_inlines(alike, names))
    peers += [inlines(each) if each == "itself" else inlines(Code(each)) for each in one.peers]
    peers += [inlines(Unknown(each)) for each in one.gaps]
    return inlines(*start, *joined_inlines(peers))


def service_inlines(one: Allowance) -> list[Inline | str]:
    if one.protocol == "all protocols":
        return ["all traffic"]
    ports = joined(one.ports)
    made: list[Inline | str] = [ports if one.protocol == "tcp" else f"{protocol_name(one.protocol)} {ports}"]
    if one.port_variables:
        made += [" (", *codes(one.port_variables), ")"]
    return made


def cidr_inlines(alike: Sequence[Allowance], names: Sequence[str]) -> Inlines:
    """`alb_ingress_cidrs` with what it is, or the blocks themselves where no input decides them."""
    one = alike[0]
    values = by_environment([(name, codes(each.cidrs)) for name, each in zip(names, alike, strict=True)])
    if not one.variables:
        return values
    return inlines(*codes(one.variables), " (", *values, ")")


def rules_in(facts: EnvironmentFacts) -> Iterable[tuple[SecurityGroup, Rule]]:
    for group in facts.network.security_groups:
        for rule in sorted(group.rules, key=rule_order):
            yield group, rule

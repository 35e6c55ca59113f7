"""Ports, ranges, rules and peers in words."""

import re
from collections.abc import Callable, Iterable
from typing import TypeAlias, assert_never

from docgen.analysis.ranges import INTERNET, addresses, is_whole_internet
from docgen.aws.model.base import IpNetwork, Link, Target
from docgen.aws.model.firewall import (
    CidrPeer,
    GroupPeer,
    Peer,
    PrefixListPeer,
    Rule,
    SelfPeer,
    UnknownPeer,
)
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Traced, Unknown

Name: TypeAlias = Callable[
    [ResourceAddress], str
]  # what a resource is called: its address, or its label on a page
UNFORWARDED = "rules allow it; no listener was seen that forwards there"  # of load balancers
CAPITALS = {"tcp": "TCP", "udp": "UDP", "icmp": "ICMP", "icmpv6": "ICMPv6"}
WRITTEN = re.compile(r"(?P<protocol>[a-z0-9-]+)(?:/(?P<ports>.+))?")


def protocol_text(protocol: str) -> str:
    """`tcp` → `TCP`, `-1` → `all protocols`, `50` → `protocol 50`."""
    if protocol == "-1":
        return "all protocols"
    return CAPITALS.get(protocol, f"protocol {protocol}" if protocol.isdigit() else protocol)


def flow_text(flow: str) -> str:  # noqa: PLR0911 - one a form
    """`tcp/443` → `TCP 443`, `udp/all` → `all UDP ports`, `all` → `all traffic`, `unknown` → `unknown ports`."""
    if flow in {"all", "-1"}:
        return "all traffic"
    if flow == "unknown":
        return "unknown ports"
    found = WRITTEN.fullmatch(flow)
    if found is None:
        return flow
    protocol, ports = protocol_text(found["protocol"]), found["ports"]
    if ports in {"all", "0-65535"}:
        return f"all {protocol} ports"
    if ports == "unknown":
        return f"unknown {protocol} ports"
    if ports is not None and found["protocol"] in ICMP:
        return f"{protocol} type {ports}"
    return protocol if ports is None else f"{protocol} {ports.replace(',', ', ')}"


def joined_ports(ports: Iterable[str]) -> list[str]:
    """Ports and ranges in order, each once; what overlaps, or continues a range, is one: `443`, `0-79`, `80` give `0-80`, `443`."""
    given = dict.fromkeys(part for each in ports for part in each.split(","))
    spans = sorted(
        tuple(map(int, each.split("-"))) * (1 if "-" in each else 2)
        for each in given
        if PORTS.fullmatch(each)
    )
    made: list[list[int]] = []
    for first, last in spans:
        before = made[-1] if made else [-2, -2]
        has_range = last > first or before[1] > before[0]
        if first <= before[1] or (has_range and first == before[1] + 1):
            before[1] = max(last, before[1])
        else:
            made.append([first, last])
    said = [str(first) if first == last else f"{first}-{last}" for first, last in made]
    return [*said, *(each for each in given if not PORTS.fullmatch(each))]


PORTS = re.compile(r"\d+(?:-\d+)?")
ICMP = frozenset({"icmp", "icmpv6"})
IPV4 = 4
ALL_CODES = -1


def rule_service_text(rule: Rule) -> str:
    """The protocol and ports of a rule: `TCP 443`, `all traffic`, `TCP on unknown ports`."""
    if isinstance(rule.protocol, Unknown):
        return "an unknown protocol"
    protocol = rule.protocol.value
    if protocol == "-1":
        return "all traffic"
    if isinstance(rule.ports, Unknown):
        return f"{protocol_text(protocol)} on unknown ports"
    ports = rule.ports.value
    if ports is not None and protocol in ICMP:
        code = "" if ports.last == ALL_CODES else f", code {ports.last}"
        return f"{protocol_text(protocol)} type {ports.first}{code}"
    return flow_text(protocol if ports is None else f"{protocol}/{ports}")


def range_text(network: IpNetwork) -> str:
    """`0.0.0.0/0` → `the internet`, `::/0` → `the internet (IPv6)`; other ranges as they are written."""
    if network.prefixlen:
        return str(network)
    return "the internet" if network.version == IPV4 else "the internet (IPv6)"


def is_internet(network: IpNetwork) -> bool:
    return is_whole_internet(addresses(network).intersection(INTERNET))


def peer_text(peer: Peer, name: Name = str) -> str:
    match peer:
        case CidrPeer(value=network):
            return range_text(network.value)
        case SelfPeer():
            return "itself"
        case GroupPeer(value=target):
            return target_text(target, "an unknown security group", name)
        case PrefixListPeer(value=target):
            return target_text(target, "an unknown prefix list", name)
        case UnknownPeer():
            return "an unknown source or destination"
        case _:
            assert_never(peer)


def end_text(rule: Rule, name: Name = str) -> str:
    """The other end of a rule: `an unknown source` of an inbound one."""
    if isinstance(rule.peer, UnknownPeer):
        return "an unknown source" if rule.direction == "ingress" else "an unknown destination"
    return peer_text(rule.peer, name)


def target_text(target: Traced[Target], unknown: str, name: Name = str) -> str:
    if not isinstance(target, Known):
        return unknown
    return name(target.value.address) if isinstance(target.value, Link) else target.value.id


def rule_text(rule: Rule, name: Name = str) -> str:
    """`allows inbound TCP 443 from the internet`, `allows outbound all traffic to itself`."""
    inbound = rule.direction == "ingress"
    way = "inbound" if inbound else "outbound"
    return f"allows {way} {rule_service_text(rule)} {'from' if inbound else 'to'} {end_text(rule, name)}"

"""A network small enough to try every packet: one VPC, a few addresses, a few ports.

Nothing here is shared with the engine. A packet is four numbers; each thing on its way says yes or no. What is not known is
tried both ways: the answer is undecided if two ways differ.
"""

import ipaddress
from dataclasses import dataclass, field
from itertools import product

PORTS = (22, 443, 5432)
PUBLIC = ("198.51.100.7", "203.0.113.9", "8.8.8.8")
EPHEMERAL = (1024, 40000, 65535)


@dataclass
class Rule:
    direction: str  # "ingress", "egress"
    protocol: str  # "tcp", "udp", "-1"
    low: int
    high: int
    peer: str  # a CIDR block, "group:<name>", "self", or "unknown"


@dataclass
class AclRule:
    direction: str
    number: int
    allow: bool
    protocol: str
    cidr: str
    low: int
    high: int


@dataclass
class Host:
    name: str
    subnet: str
    groups: list[str]
    public: "bool | None"  # None: not known


@dataclass
class ConfigurationEvaluator:
    groups: dict[str, list[Rule]]
    acls: dict[str, "list[AclRule] | None"]  # by subnet; None: the default one
    routed: dict[str, bool]  # by subnet: a route to the internet gateway
    subnets: dict[str, str]
    hosts: dict[str, Host]
    unknown: dict[str, str] = field(default_factory=dict)  # the value that is tried for "unknown" peers


def inside(address: str, cidr: str) -> bool:
    return ipaddress.ip_address(address) in ipaddress.ip_network(cidr)


def rule_matches(
    world: ConfigurationEvaluator,
    rule: Rule,
    own: str,
    other: "Host | None",
    address: str,
    protocol: str,
    port: int,
) -> bool:
    if rule.protocol != "-1" and (rule.protocol != protocol or not rule.low <= port <= rule.high):
        return False
    peer = world.unknown["peer"] if rule.peer == "unknown" else rule.peer
    if peer == "self":
        return other is not None and own in other.groups
    if peer.startswith("group:"):
        return other is not None and peer.removeprefix("group:") in other.groups
    return inside(address, peer)


def groups_allow(
    world: ConfigurationEvaluator,
    host: Host,
    other: "Host | None",
    direction: str,
    address: str,
    protocol: str,
    port: int,
) -> bool:
    return any(
        rule.direction == direction and rule_matches(world, rule, group, other, address, protocol, port)
        for group in host.groups
        for rule in world.groups[group]
    )


def acl_allows(
    world: ConfigurationEvaluator, subnet: str, direction: str, address: str, protocol: str, port: int
) -> bool:
    rules = world.acls[subnet]
    if rules is None:
        return True
    for rule in sorted(rules, key=lambda each: each.number):
        fits = rule.protocol == "-1" or (rule.protocol == protocol and rule.low <= port <= rule.high)
        if rule.direction == direction and fits and inside(address, rule.cidr):
            return rule.allow
    return False


def addresses_of(world: ConfigurationEvaluator, host: Host) -> list[str]:
    """Every address that AWS might choose, thinned out: both ends and both sides of the middle."""
    network = ipaddress.ip_network(world.subnets[host.subnet])
    size = network.num_addresses
    return [str(network[n]) for n in (0, size // 2 - 1, size // 2, size - 1)]


def between(
    world: ConfigurationEvaluator, source: Host, target: Host, protocol: str, port: int
) -> "bool | None":
    answers = set()
    for here, there in product(addresses_of(world, source), addresses_of(world, target)):
        passes = groups_allow(world, source, target, "egress", there, protocol, port)
        passes = passes and groups_allow(world, target, source, "ingress", here, protocol, port)
        if source.subnet != target.subnet:
            passes = passes and acl_allows(world, source.subnet, "egress", there, protocol, port)
            passes = passes and acl_allows(world, target.subnet, "ingress", here, protocol, port)
            passes = passes and any(
                acl_allows(world, target.subnet, "egress", here, protocol, back)
                and acl_allows(world, source.subnet, "ingress", there, protocol, back)
                for back in EPHEMERAL
            )
        answers.add(passes)
    return answers.pop() if len(answers) == 1 else None


def from_internet(world: ConfigurationEvaluator, target: Host, protocol: str, port: int) -> bool:
    if not target.public or not world.routed[target.subnet]:
        return False
    return any(
        acl_allows(world, target.subnet, "ingress", address, protocol, port)
        and groups_allow(world, target, None, "ingress", address, protocol, port)
        and any(acl_allows(world, target.subnet, "egress", address, protocol, back) for back in EPHEMERAL)
        for address in PUBLIC
    )

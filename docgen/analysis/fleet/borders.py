"""References of an environment to things that other systems may own: ids, address ranges, Terraform states.

Ids that AWS gives (`vpc-0a1b2c3d4e5f60718`) mean one thing wherever they are written:
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html. A range of private addresses does not: two VPCs may
have the same one.
"""

import enum
import ipaddress
import re
from collections.abc import Iterator

import msgspec

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.fleet.model import Borders, Mention, NetworkRange, RangeUse
from docgen.aws.model.base import External, IpNetwork, Link
from docgen.aws.model.firewall import CidrPeer, Rule
from docgen.aws.model.network import Network
from docgen.aws.model.routing import Route, RouteTarget
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Trace, Unknown

AWS_ID = re.compile(r"(vpc|subnet|sg|tgw|pcx)-(?:[0-9a-f]{8}|[0-9a-f]{17})")
MOST_MENTIONS = 2_000  # of one environment
MOST_USES = 2_000  # as above


class Way(enum.Enum):
    """The kind of reference by which an environment names addresses of others; the value is its name in JSON."""

    PEERING = "peering connection"
    TRANSIT_GATEWAY = "transit gateway"
    RULE = "security group rule"


WAYS = {
    RouteTarget.PEERING_CONNECTION: Way.PEERING,
    RouteTarget.TRANSIT_GATEWAY: Way.TRANSIT_GATEWAY,
}


def find_borders(facts: EnvironmentFacts) -> Borders:
    """References to things of other systems. Terraform states are added by the caller, who knows the settings."""
    network = facts.network
    ranges = [(cidr, vpc) for vpc in network.vpcs for cidr in vpc.cidrs]
    own = [cidr.value for cidr, _ in ranges if isinstance(cidr, Known)]
    named = sorted(set(mentions(network)), key=msgspec.structs.astuple)
    used = sorted(set(uses(network, own)), key=msgspec.structs.astuple)
    return Borders(
        tuple(named[:MOST_MENTIONS]),
        tuple(
            NetworkRange(str(cidr.value), str(vpc.address)) for cidr, vpc in ranges if isinstance(cidr, Known)
        ),
        tuple(used[:MOST_USES]),
        len(ranges) - len(own),
        mentions_left_out=max(len(named) - MOST_MENTIONS, 0),
        uses_left_out=max(len(used) - MOST_USES, 0),
    )


def mentions(network: Network) -> Iterator[Mention]:
    """Every id of AWS that a resource names."""
    for address, resource in network.by_address().items():
        for found in ids_in(resource):
            yield Mention(found, str(address))
    for rule in network.unattached_rules:
        for found in ids_in(rule):
            yield Mention(found, str(rule.address))
    for route in network.stray_routes:
        for found in ids_in(route):
            yield Mention(found, str(route.address))


def ids_in(value: object) -> Iterator[str]:
    """The ids of AWS in a resource and its parts; what it links to is looked at on its own."""
    match value:
        case External(text):
            if AWS_ID.fullmatch(text):
                yield text
        case Known(inner):
            yield from ids_in(inner)
        case tuple():
            for each in value:
                yield from ids_in(each)
        case Link() | Unknown() | Trace() | ResourceAddress():
            return
        case msgspec.Struct():
            for name in value.__struct_fields__:
                yield from ids_in(getattr(value, name))
        case _:
            return


def uses(network: Network, own: list[IpNetwork]) -> Iterator[RangeUse]:
    """Private ranges beside the environment's own that its routes and rules name."""
    routes = [*(each for table in network.route_tables for each in table.routes), *network.stray_routes]
    for route in routes:
        destination = route.destination
        way = WAYS.get(route.kind)
        if way is None or not isinstance(destination, Known):
            continue
        if is_elsewhere(destination.value, own):
            yield RangeUse(str(destination.value), way.value, str(route.address), target_id(route))
    for rule in rules_of(network):
        peer = rule.peer
        if isinstance(peer, CidrPeer) and is_elsewhere(peer.value.value, own):
            yield RangeUse(str(peer.value.value), Way.RULE.value, str(rule.address))


def rules_of(network: Network) -> Iterator[Rule]:
    for group in network.security_groups:
        yield from group.rules
    yield from network.unattached_rules


def is_elsewhere(value: object, own: list[IpNetwork]) -> bool:
    """Whether these are private addresses, and others than those of a VPC of the environment."""
    if not isinstance(value, ipaddress.IPv4Network | ipaddress.IPv6Network) or not value.is_private:
        return False
    if value.prefixlen == 0:
        return False
    return not any(lies_in(value, each) for each in own)


def lies_in(one: IpNetwork, other: IpNetwork) -> bool:
    if isinstance(one, ipaddress.IPv4Network) and isinstance(other, ipaddress.IPv4Network):
        return one.subnet_of(other)
    if isinstance(one, ipaddress.IPv6Network) and isinstance(other, ipaddress.IPv6Network):
        return one.subnet_of(other)
    return False


def target_id(route: Route) -> str:
    target = route.target.value if isinstance(route.target, Known) else None
    return target.id if isinstance(target, External) and AWS_ID.fullmatch(target.id) else ""

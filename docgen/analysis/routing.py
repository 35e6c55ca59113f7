"""Where the route table of a subnet sends a packet: the most specific route wins.

https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html#route-tables-priority
"""

import msgspec

from docgen.analysis.endpoints import Interface, is_ipv6
from docgen.analysis.findings import (
    DestinationUnknown,
    Finding,
    Ipv6Addresses,
    NoRouteBetween,
    Plain,
    PublicAccessBlocked,
    PublicBy,
    PublicUnknown,
    RouteLeads,
    RouteMayBeOfTable,
    RouteMissesVpc,
    RouteNote,
    TargetOfRouteUnknown,
    TierUnknown,
    VpcRangeUnknown,
    VpcUnknown,
)
from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.packets import networks_of_list
from docgen.analysis.path import Check, CheckKind, Code
from docgen.analysis.placement import Placement, address_of
from docgen.analysis.ranges import INTERNET, addresses
from docgen.aws.model.base import IpNetwork, Link, same_account
from docgen.aws.model.routing import PrefixListName, Route, RouteTarget
from docgen.aws.model.vpc import NatGateway, PublicAccessBlock
from docgen.source.address import ResourceAddress
from docgen.source.span import Span
from docgen.source.traced import Known, Unknown
from docgen.source.tristate import Tristate, all_of, any_of, negated, tristate_of

PRIVATE_WAYS = frozenset(
    {
        RouteTarget.VPN_GATEWAY,
        RouteTarget.TRANSIT_GATEWAY,
        RouteTarget.PEERING_CONNECTION,
        RouteTarget.CORE_NETWORK,
        RouteTarget.LOCAL_GATEWAY,
    }
)


class NextHop(msgspec.Struct, frozen=True, eq=False):
    """The decision of a route table for an address: a route, `local`, or nothing; `gap` says why that is not known."""

    route: Route | None = None
    local: bool = False
    gap: Finding | None = None


def next_hop(address: int, place: Placement | None, index: NetworkIndex) -> NextHop:
    """The most specific route of the subnet's table that takes this address."""
    if place is None:
        return NextHop(gap=Plain.ROUTE_TABLE_UNKNOWN)
    if place.table is None and place.unknown is not None:
        return NextHop(gap=place.because)
    best = local_way(address, place, index)
    doubt = None if best is not None else range_doubt(address, place, index)
    for route in place.table.routes if place.table is not None else ():
        length = length_of(route, address, index)
        if length is None:
            continue
        if route.count_unknown or length < 0:
            doubt = doubt or unknown_route(route)
        elif best is None or length > best[0]:
            best = (length, NextHop(local=True) if route.kind is RouteTarget.LOCAL else NextHop(route))
    for route in index.stray_routes:
        if length_of(route, address, index) is not None:
            doubt = doubt or RouteMayBeOfTable(route.address)
    if doubt and not (best is not None and best[1].local):
        return NextHop(gap=doubt)
    return best[1] if best is not None else NextHop()


NO_ADDRESSES = addresses()


def local_way(address: int, place: Placement, index: NetworkIndex) -> tuple[int, NextHop] | None:
    """The local route: every route table has one for the addresses of its VPC, and it cannot be removed."""
    vpc = address_of(place.subnet.vpc)
    if vpc is None or address not in index.vpc_addresses.get(vpc, NO_ADDRESSES):
        return None
    return local_length(address, vpc, index), NextHop(local=True)


def range_doubt(address: int, place: Placement, index: NetworkIndex) -> Finding | None:
    """Why a private address may be one of the VPC's own, and so be sent there by every table; None where it is not."""
    if address in INTERNET:
        return None
    if isinstance(place.subnet.vpc, Unknown):
        return VpcUnknown(place.subnet.vpc.reason)
    vpc = address_of(place.subnet.vpc)
    found = next((each for each in index.network.vpcs if each.address == vpc), None)
    gap = next((each for each in (found.cidrs if found else ()) if isinstance(each, Unknown)), None)
    return None if gap is None else VpcRangeUnknown(gap.reason)


def unknown_route(route: Route) -> Finding:
    return Plain.ROUTE_COUNT_UNKNOWN if route.count_unknown else DestinationUnknown(route.address)


def local_length(address: int, vpc: object, index: NetworkIndex) -> int:
    found = next((each for each in index.network.vpcs if each.address == vpc), None)
    lengths = [
        each.value.prefixlen
        for each in (found.cidrs if found else ())
        if isinstance(each, Known) and address in addresses(each.value)
    ]
    return max(lengths, default=0)


def length_of(route: Route, address: int, index: NetworkIndex) -> int | None:
    """The length of the prefix by which a route takes an address; None: it does not; -1: not known."""
    if isinstance(route.destination, Unknown):
        return -1
    if isinstance(route.destination.value, PrefixListName):
        named = address_of(Known(route.destination.value.target))
        lengths = [each.prefixlen for each in networks_of_list(named, index) if address in addresses(each)]
        return max(lengths, default=-1 if has_unknown_entries(named, index) else None)
    network: IpNetwork = route.destination.value
    return network.prefixlen if address in addresses(network) else None


def has_unknown_entries(named: ResourceAddress | None, index: NetworkIndex) -> bool:
    found = index.prefix_lists.get(named) if named is not None else None
    if found is None:
        return False
    return isinstance(found.entries, Unknown) or any(
        isinstance(each, Unknown) for each in found.entries.value
    )


def to_internet(  # noqa: PLR0911 - one a kind of route
    own: Interface, address: int, index: NetworkIndex
) -> list[Check]:
    """Whether the interface can send to a public address: by itself or through a NAT gateway."""
    hop = next_hop(address, own.place, index)
    subject = own.subnet or own.component.address
    if hop.gap:
        return [Check(CheckKind.ROUTE, subject, hop.gap)]
    route = hop.route
    if route is None:
        nothing = Plain.NO_ROUTE_TO_INTERNET
        return [Check(CheckKind.ROUTE, subject, nothing, holds=False, code=Code.NO_ROUTE)]
    blocks = public_access_checks(own, index, OUTWARD)
    match route.kind:
        case RouteTarget.INTERNET_GATEWAY:
            fits = gateway_fits(route, own, index)
            return [route_check(route, holds=fits), address_check(own, address, OUTWARD_ADDRESS), *blocks]
        case RouteTarget.NAT_GATEWAY:
            return [route_check(route, holds=nat_works(route, index)), *blocks]
        case RouteTarget.EGRESS_ONLY_GATEWAY:
            of_family = route_check(route, holds=is_ipv6(address))
            return [of_family, address_check(own, address, OUTWARD_ADDRESS), *blocks]
        case RouteTarget.UNKNOWN:
            return [Check(CheckKind.ROUTE, route.address, target_unknown(route), route.span)]
        case RouteTarget.PEERING_CONNECTION:
            # https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html: no edge to edge routing
            return [route_check(route, RouteNote.PEER_ONLY, holds=False)]
        case _ if route.kind in PRIVATE_WAYS | {RouteTarget.NETWORK_INTERFACE, RouteTarget.INSTANCE}:
            return [route_check(route, RouteNote.NOT_MODELLED, holds=None)]
        case _:
            return [route_check(route, holds=False)]


OUTWARD_ADDRESS = Code.NO_PUBLIC_ADDRESS_OUTWARD


def route_check(
    route: Route,
    note: RouteNote | None = None,
    *,
    holds: Tristate,
    kind: CheckKind = CheckKind.ROUTE,
) -> Check:
    """The check of the route that decides."""
    code = None if holds is None else Code.NO_ROUTE
    return Check(kind, route.address, RouteLeads(route, note), route.span, holds=holds, code=code)


def target_unknown(route: Route) -> Finding:
    if isinstance(route.target, Unknown):
        return TargetOfRouteUnknown(route.target.reason)
    return Plain.ROUTE_TARGET_UNKNOWN


def nat_on_the_way(own: Interface, address: int, index: NetworkIndex) -> NatGateway | None:
    """The NAT gateway that an address is reached through, where the route to it is known."""
    route = next_hop(address, own.place, index).route
    if route is None or route.kind is not RouteTarget.NAT_GATEWAY:
        return None
    return index.nat_gateways.get(address_of(route.target) or route.address)


def nat_works(route: Route, index: NetworkIndex) -> Tristate:
    """A public NAT gateway in a subnet that routes to an internet gateway."""
    found = index.nat_gateways.get(address_of(route.target) or route.address)
    if found is None:
        return None
    public = tristate_of(found.is_public)
    subnet = address_of(found.subnet)
    place = index.placements.get(subnet) if subnet is not None else None
    if public is False:
        return False
    if place is None or place.tier == "unknown":
        return None
    return public if place.tier == "public" else False


def gateway_fits(route: Route, own: Interface, index: NetworkIndex) -> Tristate:
    """An internet gateway serves the one VPC that it is attached to."""
    target = address_of(route.target)
    found = next((each for each in index.network.internet_gateways if each.address == target), None)
    attached = address_of(found.vpc) if found is not None else None
    return attached is None or own.vpc is None or attached == own.vpc


def from_internet(own: Interface, address: int, index: NetworkIndex) -> list[Check]:
    """Whether the subnet of the interface answers a public address through an internet gateway."""
    hop = next_hop(address, own.place, index)
    subject = own.subnet or own.component.address
    if hop.gap:
        return [Check(CheckKind.ROUTE, subject, TierUnknown(hop.gap))]
    route = hop.route
    if route is None or hop.local:
        nothing = Plain.NO_ROUTE_TO_GATEWAY
        return [Check(CheckKind.ROUTE, subject, nothing, subnet_span(own), holds=False, code=Code.NO_ROUTE)]
    if route.kind is RouteTarget.INTERNET_GATEWAY:
        check = route_check(route, holds=gateway_fits(route, own, index))
        return [check, *public_access_checks(own, index, INWARD)]
    if route.kind is RouteTarget.UNKNOWN:
        return [Check(CheckKind.ROUTE, route.address, target_unknown(route), route.span)]
    return [route_check(route, RouteNote.NO_INBOUND, holds=False)]


INWARD = {"block-ingress", "block-bidirectional"}
OUTWARD = {"block-bidirectional"}


def public_access_checks(own: Interface, index: NetworkIndex, blocking: set[str]) -> list[Check]:
    """The effect of VPC Block Public Access on a path through an internet gateway; nothing if it is not declared.

    https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
    """
    checks = []
    for block in index.network.public_access_blocks:
        applies = same_region(block, own, index)
        mode = block.mode.value in blocking if isinstance(block.mode, Known) else None
        exists = None if block.count_unknown else True
        blocks = all_of((exists, applies, mode, negated(is_excluded(own, index, blocking))))
        if blocks is not False:
            checks.append(
                Check(
                    CheckKind.PUBLIC_ACCESS_BLOCK,
                    block.address,
                    PublicAccessBlocked(certain=blocks is True),
                    block.span,
                    holds=None if blocks is None else False,
                    code=Code.PUBLIC_ACCESS_BLOCKED,
                )
            )
    return checks


def same_region(block: PublicAccessBlock, own: Interface, index: NetworkIndex) -> Tristate:
    vpc = next((each for each in index.network.vpcs if each.address == own.vpc), None)
    if vpc is None:
        return None
    same = same_account(vpc, block)
    if not same:
        return same
    if isinstance(vpc.region, Known) and isinstance(block.region, Known):
        return vpc.region.value == block.region.value
    return True if vpc.region == block.region else None  # both in the Region of the process environment


def is_excluded(own: Interface, index: NetworkIndex, blocking: set[str]) -> Tristate:
    """Whether an exclusion allows the traffic of its VPC or subnet."""
    answers: list[Tristate] = []
    for each in index.network.public_access_exclusions:
        bidirectional = None if isinstance(each.mode, Unknown) else each.mode.value == "allow-bidirectional"
        wide = True if blocking == OUTWARD else bidirectional
        subject = (
            None if isinstance(each.subject, Unknown) else address_of(each.subject) in {own.vpc, own.subnet}
        )
        answers.append(all_of((None if each.count_unknown else True, wide, subject)))
    return any_of(answers)


def subnet_span(own: Interface) -> Span | None:
    return own.place.subnet.span if own.place else None


def privately(own: Interface, address: int, index: NetworkIndex) -> Check:
    """Whether a private address outside the configuration has a way in and back: the VPC's own, or by a private link."""
    hop = next_hop(address, own.place, index)
    subject = own.subnet or own.component.address
    if hop.gap:
        return Check(CheckKind.ROUTE, subject, hop.gap)
    if hop.local:
        return Check(CheckKind.ROUTE, subject, Plain.INSIDE_THE_VPC, holds=True)
    route = hop.route
    if route is not None and route.kind in PRIVATE_WAYS:
        return route_check(route, holds=True)
    if route is not None and route.kind is RouteTarget.UNKNOWN:
        return Check(CheckKind.ROUTE, route.address, target_unknown(route), route.span)
    code = Code.SPOOFED_TRAFFIC if route is not None else Code.NO_ROUTE
    return Check(CheckKind.ROUTE, subject, Plain.NO_ROUTE_BACK, holds=False, code=code)


def between(
    source: Interface, target: Interface, packet_source: int, packet_target: int, index: NetworkIndex
) -> list[Check]:
    """The way from one interface to another, and back."""
    if source.vpc is None or target.vpc is None:
        unknown = source if source.vpc is None else target
        finding = VpcUnknown(unknown.nowhere or Plain.VPC_OUTSIDE)
        return [Check(CheckKind.ROUTE, unknown.component.address, finding)]
    if source.vpc == target.vpc:
        return [local_check(source, packet_target, index)]
    return [
        crossing(source, packet_target, target, index, CheckKind.ROUTE),
        crossing(target, packet_source, source, index, CheckKind.REPLY_ROUTE),
    ]


def local_check(source: Interface, address: int, index: NetworkIndex) -> Check:
    hop = next_hop(address, source.place, index)
    if hop.route is None or hop.local or is_ipv6(address):
        return Check(CheckKind.ROUTE, source.vpc or source.component.address, Plain.SAME_VPC, holds=True)
    return route_check(hop.route, RouteNote.MORE_SPECIFIC, holds=None)


LINKS = PRIVATE_WAYS | {RouteTarget.UNKNOWN, RouteTarget.NETWORK_INTERFACE, RouteTarget.INSTANCE}


def crossing(own: Interface, address: int, other: Interface, index: NetworkIndex, kind: CheckKind) -> Check:
    """From one VPC into another, over a peering connection or a transit gateway."""
    hop = next_hop(address, own.place, index)
    subject = own.subnet or own.component.address
    if hop.gap:
        return Check(kind, subject, hop.gap)
    route = hop.route
    if route is None or hop.local or route.kind not in LINKS:
        nothing = NoRouteBetween(own.vpc, other.vpc)
        return Check(kind, subject, nothing, holds=False, code=Code.NO_ROUTE)
    joined = index.joined(
        route.target.value.address
        if isinstance(route.target, Known) and isinstance(route.target.value, Link)
        else None
    )
    if joined is None:
        return route_check(route, RouteNote.OTHER_SIDE_UNKNOWN, holds=None, kind=kind)
    if {own.vpc, other.vpc} <= joined:
        return route_check(route, holds=True, kind=kind)
    missed = RouteMissesVpc(route, other.vpc)
    return Check(kind, route.address, missed, route.span, holds=False, code=Code.NO_ROUTE)


def address_check(own: Interface, address: int, code: Code) -> Check:
    """Whether the interface has a public address of the family of `address`."""
    component = own.component
    kind, subject = CheckKind.PUBLIC_ADDRESS, component.address
    if is_ipv6(address):
        has = tristate_of(component.ipv6)
        return Check(kind, subject, Ipv6Addresses(has), component.span, holds=has, code=code)
    argument = component.public_decided_by
    if isinstance(component.public, Unknown):
        return Check(kind, subject, PublicUnknown(argument, component.public.reason))
    span = component.public.trace.span or component.span
    finding = PublicBy(argument, component.public.value)
    return Check(kind, subject, finding, span, holds=component.public.value, code=code)

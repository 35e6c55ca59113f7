"""Where the route table of a subnet sends a packet: the most specific route wins.

https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html#route-tables-priority
"""

import msgspec

from docgen.analysis.endpoints import Interface, is_ipv6
from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.packets import networks_of_list
from docgen.analysis.path import Step
from docgen.analysis.placement import Placement, address_of, print_destination, with_article
from docgen.analysis.ranges import INTERNET, addresses
from docgen.aws.model.base import IpNetwork, Link, same_account
from docgen.aws.model.routing import PrefixListName, Route
from docgen.aws.model.vpc import NatGateway, PublicAccessBlock
from docgen.source.address import ResourceAddress
from docgen.source.span import Span
from docgen.source.traced import Known, Unknown
from docgen.source.tristate import Tristate, all_of, any_of, negated, tristate_of

NO_ROUTE = "NO_ROUTE_TO_DESTINATION"
PRIVATE_WAYS = frozenset(
    {"VPN gateway", "transit gateway", "peering connection", "core network", "local gateway"}
)


class NextHop(msgspec.Struct, frozen=True, eq=False):
    """What a table does with an address: a route, `local`, or nothing; `gap` says why that is not known."""

    route: Route | None = None
    local: bool = False
    gap: str = ""


def next_hop(address: int, place: Placement | None, index: NetworkIndex) -> NextHop:
    """The most specific route of the subnet's table that takes this address."""
    if place is None:
        return NextHop(gap="its subnet, and with it its route table, is not known")
    if place.table is None and place.unknown is not None:
        return NextHop(gap=place.because)
    best = local_way(address, place, index)
    doubt = "" if best is not None else range_doubt(address, place, index)
    for route in place.table.routes if place.table is not None else ():
        length = length_of(route, address, index)
        if length is None:
            continue
        if route.count_unknown or length < 0:
            doubt = doubt or unknown_route(route)
        elif best is None or length > best[0]:
            best = (length, NextHop(local=True) if route.kind == "local" else NextHop(route))
    for route in index.stray_routes:
        if length_of(route, address, index) is not None:
            doubt = doubt or f"a route may belong to its table, or to another ({route.address})"
    if doubt and not (best is not None and best[1].local):
        return NextHop(gap=doubt)
    return best[1] if best is not None else NextHop()


NO_ADDRESSES = addresses()


def local_way(address: int, place: Placement, index: NetworkIndex) -> tuple[int, NextHop] | None:
    """Every table sends the addresses of its VPC there; nobody can take that route away."""
    vpc = address_of(place.subnet.vpc)
    if vpc is None or address not in index.vpc_addresses.get(vpc, NO_ADDRESSES):
        return None
    return local_length(address, vpc, index), NextHop(local=True)


def range_doubt(address: int, place: Placement, index: NetworkIndex) -> str:
    """Why a private address may be one of the VPC's own, and so be sent there by every table; empty where it is not."""
    if address in INTERNET:
        return ""
    if isinstance(place.subnet.vpc, Unknown):
        return f"its VPC is not known: {place.subnet.vpc.reason.text}"
    vpc = address_of(place.subnet.vpc)
    found = next((each for each in index.network.vpcs if each.address == vpc), None)
    gap = next((each for each in (found.cidrs if found else ()) if isinstance(each, Unknown)), None)
    return "" if gap is None else f"a range of its VPC is not known: {gap.reason.text}"


def unknown_route(route: Route) -> str:
    if route.count_unknown:
        return "the number of routes of its table is not known"
    return f"a route has an unknown destination ({route.address})"


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
) -> list[Step]:
    """Whether the interface can send to a public address: by itself or through a NAT gateway."""
    way = next_hop(address, own.place, index)
    subject = str(own.subnet or own.component.address)
    if way.gap:
        return [Step("route", subject, way.gap)]
    if way.route is None:
        because = "its route table has no route to the internet"
        return [Step("route", subject, because, holds=False, code=NO_ROUTE)]
    route = way.route
    because = f"{print_destination(route)} goes to {with_article(route.kind)}"
    if route.kind == "internet gateway":
        return [
            Step(
                "route",
                str(route.address),
                because,
                route.span,
                holds=gateway_fits(route, own, index),
                code=NO_ROUTE,
            ),
            address_step(own, address, "IGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS"),
            *public_access_steps(own, index, OUTWARD),
        ]
    if route.kind == "NAT gateway":
        works = nat_works(route, index)
        step = Step("route", str(route.address), because, route.span, holds=works, code=NO_ROUTE)
        return [step, *public_access_steps(own, index, OUTWARD)]
    if route.kind == "egress-only gateway":
        step = Step("route", str(route.address), because, route.span, holds=is_ipv6(address), code=NO_ROUTE)
        own_address = address_step(own, address, "IGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS")
        return [step, own_address, *public_access_steps(own, index, OUTWARD)]
    if route.kind == "unknown":
        gap = route.target.reason.text if isinstance(route.target, Unknown) else "a target of unknown kind"
        return [Step("route", str(route.address), f"the target of a route is not known: {gap}", route.span)]
    if route.kind == "peering connection":
        # https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html: no edge to edge routing
        because = f"{because}, which leads to the peer's own addresses only"
        return [Step("route", str(route.address), because, route.span, holds=False, code=NO_ROUTE)]
    if route.kind in PRIVATE_WAYS | {"network interface", "instance"}:
        return [
            Step("route", str(route.address), f"{because}, and what is behind it is not modelled", route.span)
        ]
    return [Step("route", str(route.address), because, route.span, holds=False, code=NO_ROUTE)]


def nat_on_the_way(own: Interface, address: int, index: NetworkIndex) -> NatGateway | None:
    """The NAT gateway that an address is reached through, where the route to it is known."""
    route = next_hop(address, own.place, index).route
    if route is None or route.kind != "NAT gateway":
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


def from_internet(own: Interface, address: int, index: NetworkIndex) -> list[Step]:
    """Whether the subnet of the interface answers a public address through an internet gateway."""
    way = next_hop(address, own.place, index)
    subject = str(own.subnet or own.component.address)
    if way.gap:
        return [Step("route", subject, f"the tier of its subnet is unknown: {way.gap}")]
    route = way.route
    if route is None or way.local:
        because = "its route table has no route to an internet gateway"
        return [Step("route", subject, because, subnet_span(own), holds=False, code=NO_ROUTE)]
    because = f"{print_destination(route)} goes to {with_article(route.kind)}"
    if route.kind == "internet gateway":
        holds = gateway_fits(route, own, index)
        step = Step("route", str(route.address), because, route.span, holds=holds, code=NO_ROUTE)
        return [step, *public_access_steps(own, index, INWARD)]
    if route.kind == "unknown":
        gap = route.target.reason.text if isinstance(route.target, Unknown) else "a target of unknown kind"
        return [Step("route", str(route.address), f"the target of a route is not known: {gap}", route.span)]
    because = f"its route table sends {print_destination(route)} to {with_article(route.kind)}, which lets nobody in"
    return [Step("route", str(route.address), because, route.span, holds=False, code=NO_ROUTE)]


INWARD = {"block-ingress", "block-bidirectional"}
OUTWARD = {"block-bidirectional"}


def public_access_steps(own: Interface, index: NetworkIndex, blocking: set[str]) -> list[Step]:
    """What VPC Block Public Access makes of a way through an internet gateway; nothing where it is not declared.

    https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
    """
    steps = []
    for block in index.network.public_access_blocks:
        applies = same_region(block, own, index)
        mode = block.mode.value in blocking if isinstance(block.mode, Known) else None
        exists = None if block.count_unknown else True
        blocks = all_of((exists, applies, mode, negated(is_excluded(own, index, blocking))))
        if blocks is not False:
            because = "VPC Block Public Access " + ("blocks it" if blocks else "may block it")
            holds = None if blocks is None else False
            steps.append(
                Step(
                    "public access block", str(block.address), because, block.span, holds=holds, code=BLOCKED
                )
            )
    return steps


BLOCKED = "VPC_BLOCK_PUBLIC_ACCESS_ENABLED"


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
    """Whether an exclusion lets the traffic of its VPC or subnet through all the same."""
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


def privately(own: Interface, address: int, index: NetworkIndex) -> Step:
    """Whether a private address outside the configuration has a way in and back: the VPC's own, or by a private link."""
    way = next_hop(address, own.place, index)
    subject = str(own.subnet or own.component.address)
    if way.gap:
        return Step("route", subject, way.gap)
    if way.local:
        return Step("route", subject, "the address is inside the VPC", holds=True)
    route = way.route
    if route is not None and route.kind in PRIVATE_WAYS:
        because = f"{print_destination(route)} goes to {with_article(route.kind)}"
        return Step("route", str(route.address), because, route.span, holds=True)
    if route is not None and route.kind == "unknown":
        return Step("route", str(route.address), "the target of a route is not known", route.span)
    code = "IGW_REJECTS_SPOOFED_TRAFFIC" if route is not None else NO_ROUTE
    because = "no route leads back to this private address, and an internet gateway rejects it"
    return Step("route", subject, because, holds=False, code=code)


def between(
    source: Interface, target: Interface, packet_source: int, packet_target: int, index: NetworkIndex
) -> list[Step]:
    """The way from one interface to another, and back."""
    if source.vpc is None or target.vpc is None:
        unknown = source if source.vpc is None else target
        reason = unknown.nowhere.text if unknown.nowhere else "its VPC is not in the configuration"
        return [Step("route", str(unknown.component.address), f"its VPC is not known: {reason}")]
    if source.vpc == target.vpc:
        return [local_step(source, packet_target, index)]
    return [
        crossing(source, packet_target, target, index, "route"),
        crossing(target, packet_source, source, index, "reply route"),
    ]


def local_step(source: Interface, address: int, index: NetworkIndex) -> Step:
    way = next_hop(address, source.place, index)
    subject = str(source.vpc)
    if way.route is None or way.local or is_ipv6(address):
        return Step("route", subject, "both are in the same VPC", holds=True)
    route = way.route
    because = f"a more specific route sends {print_destination(route)} to {with_article(route.kind)}"
    return Step("route", str(route.address), because, route.span)


def crossing(own: Interface, address: int, other: Interface, index: NetworkIndex, name: str) -> Step:
    """From one VPC into another, over a peering connection or a transit gateway."""
    way = next_hop(address, own.place, index)
    subject = str(own.subnet or own.component.address)
    if way.gap:
        return Step(name, subject, way.gap)
    route = way.route
    if (
        route is None
        or way.local
        or route.kind not in PRIVATE_WAYS | {"unknown", "network interface", "instance"}
    ):
        because = f"no route leads from {own.vpc} to {other.vpc}"
        return Step(name, subject, because, holds=False, code=NO_ROUTE)
    because = f"{print_destination(route)} goes to {with_article(route.kind)}"
    joined = index.joined(
        route.target.value.address
        if isinstance(route.target, Known) and isinstance(route.target.value, Link)
        else None
    )
    if joined is None:
        return Step(name, str(route.address), f"{because}, whose other side is not known", route.span)
    holds = {own.vpc, other.vpc} <= joined
    if not holds:
        because = f"{because}, which does not lead to {other.vpc}"
    return Step(name, str(route.address), because, route.span, holds=holds, code=NO_ROUTE)


def address_step(own: Interface, address: int, code: str) -> Step:
    """Whether the interface has a public address of the family of `address`."""
    component = own.component
    subject = str(component.address)
    if is_ipv6(address):
        holds = tristate_of(component.ipv6)
        words = "has" if holds else "may have" if holds is None else "has no"
        return Step(
            "public address", subject, f"it {words} IPv6 addresses", component.span, holds=holds, code=code
        )
    if isinstance(component.public, Unknown):
        decided = component.public_decided_by or "its kind"
        return Step("public address", subject, f"{decided} is unknown: {component.public.reason.text}")
    span = component.public.trace.span or component.span
    return Step("public address", subject, public_words(own), span, holds=component.public.value, code=code)


def public_words(own: Interface) -> str:
    """The argument that decides about public addresses, as it is set."""
    component = own.component
    name = component.public_decided_by
    on = tristate_of(component.public)
    if name == "internal":
        return "internal is false" if on else "internal is true"
    if not name:
        return "such things get public addresses" if on else "such things get no public addresses"
    return f"{name} is {'on' if on else 'off'}"

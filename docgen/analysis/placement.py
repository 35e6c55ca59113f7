"""Which route table a subnet uses, and the subnet tier that follows from it.

https://docs.aws.amazon.com/vpc/latest/userguide/RouteTables.html: an explicit association, else the main table
of the VPC. A subnet is public by its routes, not by its name or by map_public_ip_on_launch.
"""

from typing import Literal, TypeAlias

import msgspec

from docgen.analysis.findings import AssociationUnknown, Because, Finding, Plain, RouteLeads
from docgen.analysis.ranges import ALL_V4, ALL_V6, IntervalSet, addresses
from docgen.aws.model.base import Link, Target
from docgen.aws.model.network import Network
from docgen.aws.model.pointers import may_mean
from docgen.aws.model.routing import PrefixListName, Route, RouteTable, RouteTarget
from docgen.aws.model.vpc import Subnet
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Trace, Traced, Unknown, joined

Tier: TypeAlias = Literal["public", "private", "isolated", "unknown"]


class PlacementDoubt(msgspec.Struct, frozen=True):
    """Why it is not known which route table a subnet uses."""

    because: Because
    trace: Trace


class Placement(msgspec.Struct, frozen=True, eq=False):
    """The route table of one subnet, and the tier that follows from it."""

    subnet: Subnet
    tier: Tier
    table: RouteTable | None  # None: the main table that AWS makes, or one that is not known
    explicit: bool  # an association names the table
    because: Finding
    deciding: Route | None  # the route that decides the tier
    trace: Trace
    unknown: Because | None = None  # why the tier is not known


def address_of(target: Traced[Target]) -> ResourceAddress | None:
    """The resource that a target means; None where it is outside the configuration or unknown."""
    if isinstance(target, Known) and isinstance(target.value, Link):
        return target.value.address
    return None


def find_placements(network: Network) -> dict[ResourceAddress, Placement]:
    """Every subnet, by address."""
    tables = {each.address: each for each in network.route_tables}
    explicit: dict[ResourceAddress, tuple[Traced[Target], Trace]] = {}
    main: dict[ResourceAddress, tuple[RouteTable, Trace]] = {}
    for table in network.route_tables:
        vpc = address_of(table.vpc)
        if table.is_main and vpc is not None:
            main[vpc] = (table, table.trace)
    loose: list[tuple[Unknown, PlacementDoubt]] = []  # associations of unknown subnets
    unknown_main: dict[ResourceAddress | None, PlacementDoubt] = {}  # None: of any VPC
    for each in network.associations:
        subject = address_of(each.subject)
        if each.main:
            named = tables.get(address_of(each.table) or each.address)
            vpc = address_of(named.vpc) if named is not None else None
            if named is not None and (vpc or subject) is not None:
                main[vpc or subject] = (named, each.trace)  # type: ignore[index] # a table is of one VPC
            else:
                unknown_main[subject] = PlacementDoubt(Plain.MAIN_ROUTE_TABLE_OUTSIDE, each.trace)
        elif subject is not None:
            explicit[subject] = (each.table, joined((each.trace, each.table.trace)))
        elif isinstance(each.subject, Unknown):
            loose.append(
                (each.subject, PlacementDoubt(AssociationUnknown(each.subject.reason), each.subject.trace))
            )
    return {
        subnet.address: place(
            subnet,
            explicit.get(subnet.address),
            main,
            tables,
            next((doubt for subject, doubt in reversed(loose) if may_mean(subject, subnet.address)), None)
            or unknown_main.get(address_of(subnet.vpc))
            or unknown_main.get(None),
        )
        for subnet in network.subnets
    }


def is_made_here(vpc: ResourceAddress) -> bool:
    """Whether the configuration makes the VPC, so that what AWS makes with it is as AWS makes it.

    Others may have changed the main route table, the default network ACL and the default group of a VPC that is looked up,
    and of the default VPC that `aws_default_vpc` adopts.
    """
    return vpc.mode == "managed" and vpc.type == "aws_vpc"


def place(
    subnet: Subnet,
    chosen: tuple[Traced[Target], Trace] | None,
    main: dict[ResourceAddress, tuple[RouteTable, Trace]],
    tables: dict[ResourceAddress, RouteTable],
    doubt: "PlacementDoubt | None",
) -> Placement:
    if chosen is not None:
        target, trace = chosen
        table = tables.get(address_of(target) or subnet.address)
        if table is None:
            because: Because = target.reason if isinstance(target, Unknown) else Plain.ROUTE_TABLE_OUTSIDE
            return Placement(subnet, "unknown", None, True, because, None, trace, because)  # noqa: FBT003
        return placed(subnet, table, trace, explicit=True)
    if doubt is not None:
        return Placement(subnet, "unknown", None, False, doubt.because, None, doubt.trace, doubt.because)  # noqa: FBT003
    vpc = address_of(subnet.vpc)
    if vpc is None or (vpc not in main and not is_made_here(vpc)):
        outside = Plain.VPC_ROUTES_OUTSIDE
        return Placement(subnet, "unknown", None, False, outside, None, subnet.trace, outside)  # noqa: FBT003
    if vpc in main:
        table, trace = main[vpc]
        return placed(subnet, table, trace, explicit=False)
    return Placement(subnet, "isolated", None, False, Plain.MAIN_TABLE_IS_LOCAL, None, subnet.trace)  # noqa: FBT003


def placed(subnet: Subnet, table: RouteTable, trace: Trace, *, explicit: bool) -> Placement:
    """The tier that a table gives: public by a route to an internet gateway, private by another default route."""
    may_be_public = [
        route
        for route in table.routes
        if route.kind is RouteTarget.UNKNOWN
        or (route.kind is RouteTarget.INTERNET_GATEWAY and route.count_unknown)
    ]
    for route in table.routes:
        if route.kind is RouteTarget.INTERNET_GATEWAY and not route.count_unknown:
            because = RouteLeads(route)
            return Placement(subnet, "public", table, explicit, because, route, joined((trace, route.trace)))
    if may_be_public:
        return undecided(subnet, table, trace, may_be_public[0], explicit=explicit)
    for route in table.routes:
        if is_default(route) and route.kind is not RouteTarget.LOCAL and not route.count_unknown:
            because = RouteLeads(route)
            return Placement(subnet, "private", table, explicit, because, route, joined((trace, route.trace)))
    for route in table.routes:
        if route.kind is not RouteTarget.LOCAL and (
            is_default(route) or isinstance(route.destination, Unknown)
        ):
            return undecided(subnet, table, trace, route, explicit=explicit)
    return Placement(subnet, "isolated", table, explicit, Plain.NO_DEFAULT_ROUTE, None, trace)


def default_target(placement: Placement, *, newer: bool) -> RouteTarget:
    """What the default route of IPv4, or of IPv6 (`newer`), leads to: LOCAL without such a route, UNKNOWN where that is not known."""
    table = placement.table
    if table is None:
        return RouteTarget.LOCAL if placement.tier == "isolated" else RouteTarget.UNKNOWN
    whole = ALL_V6 if newer else ALL_V4
    for route in table.routes:
        if covers(route, whole) and not route.count_unknown and route.kind is not RouteTarget.LOCAL:
            return route.kind
    doubtful = any(
        route.count_unknown or route.kind is RouteTarget.UNKNOWN or isinstance(route.destination, Unknown)
        for route in table.routes
    )
    return RouteTarget.UNKNOWN if doubtful else RouteTarget.LOCAL


def undecided(subnet: Subnet, table: RouteTable, trace: Trace, route: Route, *, explicit: bool) -> Placement:
    """The tier that one route leaves open."""
    because = reason_of(route)
    return Placement(subnet, "unknown", table, explicit, because, route, trace, because)


def reason_of(route: Route) -> Because:
    for each in (route.target, route.destination):
        if isinstance(each, Unknown):
            return each.reason
    return Plain.ROUTE_TARGET_UNKNOWN


def is_default(route: Route) -> bool:
    """Whether a route takes everything that no other route takes."""
    return any(covers(route, each) for each in (ALL_V4, ALL_V6))


def covers(route: Route, whole: IntervalSet) -> bool:
    """Whether it is known that a route is for all addresses of a family."""
    if not isinstance(route.destination, Known) or isinstance(route.destination.value, PrefixListName):
        return False
    return whole.is_within(addresses(route.destination.value))

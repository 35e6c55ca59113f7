"""Which route table a subnet really uses, and what that makes of it.

https://docs.aws.amazon.com/vpc/latest/userguide/RouteTables.html: an explicit association, else the main table
of the VPC. A subnet is public by its routes, not by its name or by map_public_ip_on_launch.
"""

from typing import Literal, TypeAlias

import msgspec

from docgen.analysis.ranges import ALL_V4, ALL_V6, addresses
from docgen.aws.model.base import Link, Target
from docgen.aws.model.network import Network
from docgen.aws.model.routing import PrefixListName, Route, RouteTable
from docgen.aws.model.vpc import Subnet
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Reason, Trace, Traced, Unknown, joined

Tier: TypeAlias = Literal["public", "private", "isolated", "unknown"]


class Placement(msgspec.Struct, frozen=True, eq=False):
    """What the routes make of one subnet."""

    subnet: Subnet
    tier: Tier
    table: RouteTable | None  # None: the main table that AWS makes, or one that is not known
    explicit: bool  # an association names the table
    because: str
    deciding: Route | None  # the route that decides the tier
    trace: Trace
    unknown: Reason | None = None


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
    loose: Unknown | None = None
    unknown_main: dict[ResourceAddress | None, Unknown] = {}  # None: of any VPC
    for each in network.associations:
        subject = address_of(each.subject)
        if each.main:
            named = tables.get(address_of(each.table) or each.address)
            vpc = address_of(named.vpc) if named is not None else None
            if named is not None and (vpc or subject) is not None:
                main[vpc or subject] = (named, each.trace)  # type: ignore[index] # a table is of one VPC
            else:
                unknown_main[subject] = Unknown(NO_MAIN_TABLE, each.trace)
        elif subject is not None:
            explicit[subject] = (each.table, joined((each.trace, each.table.trace)))
        elif isinstance(each.subject, Unknown):
            loose = each.subject
    return {
        subnet.address: place(
            subnet,
            explicit.get(subnet.address),
            main,
            tables,
            loose or unknown_main.get(address_of(subnet.vpc)) or unknown_main.get(None),
        )
        for subnet in network.subnets
    }


def is_made_here(vpc: ResourceAddress) -> bool:
    """Whether the configuration makes the VPC, so that what AWS makes with it is as AWS makes it.

    Others may have changed the main route table, the default network ACL and the default group of a VPC that is looked up,
    and of the default VPC that `aws_default_vpc` adopts.
    """
    return vpc.mode == "managed" and vpc.type == "aws_vpc"


NO_MAIN_TABLE = Reason("the VPC's main route table is not in the configuration", "never")


def place(
    subnet: Subnet,
    chosen: tuple[Traced[Target], Trace] | None,
    main: dict[ResourceAddress, tuple[RouteTable, Trace]],
    tables: dict[ResourceAddress, RouteTable],
    loose: Unknown | None,
) -> Placement:
    if chosen is not None:
        target, trace = chosen
        table = tables.get(address_of(target) or subnet.address)
        if table is None:
            reason = (
                target.reason
                if isinstance(target, Unknown)
                else Reason("its route table is not in the configuration", "never")
            )
            return Placement(subnet, "unknown", None, True, reason.text, None, trace, reason)  # noqa: FBT003
        return placed(subnet, table, trace, explicit=True)
    if loose is not None:
        because = f"an association may give it another table: {loose.reason.text}"
        return Placement(subnet, "unknown", None, False, because, None, loose.trace, loose.reason)  # noqa: FBT003
    vpc = address_of(subnet.vpc)
    if vpc is None or (vpc not in main and not is_made_here(vpc)):
        reason = Reason("its VPC is not in the configuration, and neither are the VPC's routes", "never")
        return Placement(subnet, "unknown", None, False, reason.text, None, subnet.trace, reason)  # noqa: FBT003
    if vpc in main:
        table, trace = main[vpc]
        return placed(subnet, table, trace, explicit=False)
    because = "no association: the VPC's main route table, which has only the local route"
    return Placement(subnet, "isolated", None, False, because, None, subnet.trace)  # noqa: FBT003


def placed(subnet: Subnet, table: RouteTable, trace: Trace, *, explicit: bool) -> Placement:
    """The tier that a table gives: public by a route to an internet gateway, private by another default route."""
    may_be_public = [
        route
        for route in table.routes
        if route.kind == "unknown" or (route.kind == "internet gateway" and route.count_unknown)
    ]
    for route in table.routes:
        if route.kind == "internet gateway" and not route.count_unknown:
            because = f"{print_destination(route)} goes to an internet gateway"
            return Placement(subnet, "public", table, explicit, because, route, joined((trace, route.trace)))
    if may_be_public:
        return undecided(subnet, table, trace, may_be_public[0], explicit=explicit)
    for route in table.routes:
        if is_default(route) and route.kind != "local" and not route.count_unknown:
            because = f"{print_destination(route)} goes to {with_article(route.kind)}"
            return Placement(subnet, "private", table, explicit, because, route, joined((trace, route.trace)))
    for route in table.routes:
        if route.kind != "local" and (is_default(route) or isinstance(route.destination, Unknown)):
            return undecided(subnet, table, trace, route, explicit=explicit)
    because = "its route table has no default route"
    return Placement(subnet, "isolated", table, explicit, because, None, trace)


def undecided(subnet: Subnet, table: RouteTable, trace: Trace, route: Route, *, explicit: bool) -> Placement:
    """The tier that one route leaves open."""
    reason = reason_of(route)
    return Placement(subnet, "unknown", table, explicit, reason.text, route, trace, reason)


def with_article(noun: str) -> str:
    """`an internet gateway`, `a NAT gateway`."""
    return f"{'an' if noun[0] in 'aei' else 'a'} {noun}"


def reason_of(route: Route) -> Reason:
    for each in (route.target, route.destination):
        if isinstance(each, Unknown):
            return each.reason
    return Reason("a route with an unknown target")


def is_default(route: Route) -> bool:
    """Whether a route takes everything that no other route takes."""
    if not isinstance(route.destination, Known) or isinstance(route.destination.value, PrefixListName):
        return False
    covered = addresses(route.destination.value)
    return ALL_V4.is_within(covered) or ALL_V6.is_within(covered)


def print_destination(route: Route) -> str:
    if isinstance(route.destination, Unknown):
        return "an unknown destination"
    if isinstance(route.destination.value, PrefixListName):
        return "a prefix list"
    return str(route.destination.value)

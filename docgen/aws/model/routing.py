"""Route tables: https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html."""

import enum

import msgspec

from docgen.aws.model.base import AwsResource, External, IpNetwork, Link, Target
from docgen.source.address import ResourceAddress
from docgen.source.span import Span
from docgen.source.traced import Trace, Traced


class RouteTarget(enum.Enum):
    """The target of a route; the value is its name in `docgen facts`."""

    INTERNET_GATEWAY = "internet gateway"
    EGRESS_ONLY_GATEWAY = "egress-only gateway"
    NAT_GATEWAY = "NAT gateway"
    VPC_ENDPOINT = "VPC endpoint"
    PEERING_CONNECTION = "peering connection"
    TRANSIT_GATEWAY = "transit gateway"
    VPN_GATEWAY = "VPN gateway"
    NETWORK_INTERFACE = "network interface"
    INSTANCE = "instance"
    CARRIER_GATEWAY = "carrier gateway"
    LOCAL_GATEWAY = "local gateway"
    CORE_NETWORK = "core network"
    LOCAL = "local"
    UNKNOWN = "unknown"


class PrefixListName(msgspec.Struct, frozen=True):
    """A destination that is a prefix list: one of the configuration, or AWS's own by service name."""

    target: Link | External


class Route(msgspec.Struct, frozen=True, eq=False):
    address: ResourceAddress  # of the resource that declares it
    destination: Traced[IpNetwork | PrefixListName]
    kind: RouteTarget
    target: Traced[Target]
    span: Span
    trace: Trace
    count_unknown: bool = False
    table: Traced[Target] | None = None  # of one that is declared on its own


class RouteTable(AwsResource, frozen=True, eq=False, kw_only=True):
    vpc: Traced[Target]
    routes: tuple[Route, ...]
    is_main: bool = False


class Association(AwsResource, frozen=True, eq=False, kw_only=True):
    """A subnet (or gateway) and its table; with `main`, a VPC and its main table."""

    table: Traced[Target]
    subject: Traced[Target]
    main: bool = False


class SeparateRoute(AwsResource, frozen=True, eq=False, kw_only=True):
    """A route declared on its own, until it is linked to its table."""

    table: Traced[Target]
    route: Route

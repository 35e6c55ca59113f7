"""Route tables: https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html."""

from typing import Literal, TypeAlias

import msgspec

from docgen.aws.model.base import AwsResource, External, IpNetwork, Link, Target
from docgen.source.address import ResourceAddress
from docgen.source.span import Span
from docgen.source.traced import Trace, Traced

TargetKind: TypeAlias = Literal[
    "internet gateway",
    "egress-only gateway",
    "NAT gateway",
    "VPC endpoint",
    "peering connection",
    "transit gateway",
    "VPN gateway",
    "network interface",
    "instance",
    "carrier gateway",
    "local gateway",
    "core network",
    "local",
    "unknown",
]


class PrefixListName(msgspec.Struct, frozen=True):
    """A destination that is a prefix list: one of the configuration, or AWS's own by service name."""

    target: Link | External


class Route(msgspec.Struct, frozen=True, eq=False):
    address: ResourceAddress  # of the resource that declares it
    destination: Traced[IpNetwork | PrefixListName]
    kind: TargetKind
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

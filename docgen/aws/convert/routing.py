"""Route tables, routes and associations."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from docgen.aws.model.base import AwsResource, External, IpNetwork, Target
from docgen.aws.model.routing import (
    Association,
    PrefixListName,
    Route,
    RouteTable,
    RouteTarget,
    SeparateRoute,
)
from docgen.aws.read import Node, basics, is_own_gap, node, read_network, read_target
from docgen.language.instance import Instance
from docgen.source.traced import Known, Reason, Traced, Unknown
from docgen.values import values as terraform

# The argument names the kind of target; of gateway_id only the id (or the resource behind it) tells.
TARGETS: Mapping[str, RouteTarget] = MappingProxyType(
    {
        "gateway_id": RouteTarget.INTERNET_GATEWAY,
        "nat_gateway_id": RouteTarget.NAT_GATEWAY,
        "egress_only_gateway_id": RouteTarget.EGRESS_ONLY_GATEWAY,
        "vpc_endpoint_id": RouteTarget.VPC_ENDPOINT,
        "vpc_peering_connection_id": RouteTarget.PEERING_CONNECTION,
        "transit_gateway_id": RouteTarget.TRANSIT_GATEWAY,
        "network_interface_id": RouteTarget.NETWORK_INTERFACE,
        "carrier_gateway_id": RouteTarget.CARRIER_GATEWAY,
        "local_gateway_id": RouteTarget.LOCAL_GATEWAY,
        "core_network_arn": RouteTarget.CORE_NETWORK,
        "instance_id": RouteTarget.INSTANCE,
    }
)
GATEWAYS: Mapping[str, RouteTarget] = MappingProxyType(
    {
        "aws_internet_gateway": RouteTarget.INTERNET_GATEWAY,
        "aws_vpn_gateway": RouteTarget.VPN_GATEWAY,
        "aws_egress_only_internet_gateway": RouteTarget.EGRESS_ONLY_GATEWAY,
        "aws_vpc_endpoint": RouteTarget.VPC_ENDPOINT,
        "aws_nat_gateway": RouteTarget.NAT_GATEWAY,
    }
)
PREFIXES: Mapping[str, RouteTarget] = MappingProxyType(
    {
        "igw-": RouteTarget.INTERNET_GATEWAY,
        "vgw-": RouteTarget.VPN_GATEWAY,
        "vpce-": RouteTarget.VPC_ENDPOINT,
        "local": RouteTarget.LOCAL,
    }
)


def is_given(own: Node, argument: str) -> bool:
    payload = own.raw(argument).payload
    if isinstance(payload, terraform.Unknown):
        return not is_own_gap(payload, own.address)
    return payload is not None and payload != ""  # inline routes write "" for what they leave out


def destination_of(own: Node, *arguments: str) -> Traced[IpNetwork | PrefixListName]:
    for argument in arguments:
        value = own.raw(argument)
        if not is_given(own, argument):
            continue
        if "prefix_list" not in argument:
            network = read_network(value)
            return network if isinstance(network, Unknown) else Known(network.value, network.trace)
        target = read_target(value)
        return target if isinstance(target, Unknown) else Known(PrefixListName(target.value), target.trace)
    return Unknown(Reason("the route has no destination", "never"), own.trace)


def route_from(own: Node, instance: Instance, *destinations: str) -> Route:
    kind = RouteTarget.UNKNOWN
    target: Traced[Target] = Unknown(Reason("the route has no target", "never"), own.trace)
    for argument, named in TARGETS.items():
        value = own.raw(argument)
        if is_given(own, argument):
            target, kind = read_target(value), named
            if argument == "gateway_id":
                kind = gateway_kind(target)
            break
    return Route(
        instance.address,
        destination_of(own, *destinations),
        kind,
        target,
        own.value.trace.span or instance.span,
        own.trace,
        instance.undecided is not None or not own.is_counted,
    )


def gateway_kind(target: Traced[Target]) -> RouteTarget:
    if isinstance(target, Unknown):
        return RouteTarget.UNKNOWN
    if isinstance(target.value, External):
        return next(
            (kind for prefix, kind in PREFIXES.items() if target.value.id.startswith(prefix)),
            RouteTarget.UNKNOWN,
        )
    return GATEWAYS.get(target.value.address.type, RouteTarget.UNKNOWN)


INLINE = ("cidr_block", "ipv6_cidr_block", "destination_prefix_list_id")
SEPARATE = ("destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id")


def convert_route_table(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    default = instance.address.type == "aws_default_route_table"
    routes = tuple(route_from(each, instance, *INLINE) for each in own.blocks("route"))
    for gateway in propagating_gateways(own):
        routes = (*routes, propagated_route(gateway, instance))
    yield RouteTable(
        **basics(instance),
        vpc=own.target("default_route_table_id" if default else "vpc_id"),
        routes=routes,
        is_main=default,
    )


def propagating_gateways(own: Node) -> Iterator[Traced[Target]]:
    named = own.targets("propagating_vgws")
    if isinstance(named, Unknown):
        yield Unknown(named.reason, named.trace)
    else:
        yield from named.value


PROPAGATED = Reason("a VPN gateway propagates its routes, which BGP or the VPN connection decides", "never")


def propagated_route(gateway: Traced[Target], instance: Instance) -> Route:
    """The routes that a VPN gateway adds: https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html."""
    gap = Unknown(PROPAGATED, gateway.trace)
    return Route(
        instance.address,
        gap,
        RouteTarget.VPN_GATEWAY,
        gateway,
        instance.span,
        instance.trace,
        count_unknown=True,
    )


def convert_propagation(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    route = propagated_route(own.target("vpn_gateway_id"), instance)
    yield SeparateRoute(**basics(instance), table=own.target("route_table_id"), route=route)


def convert_association(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    main = instance.address.type == "aws_main_route_table_association"
    subject = "vpc_id" if main else "subnet_id" if own.is_set("subnet_id") else "gateway_id"
    yield Association(
        **basics(instance), table=own.target("route_table_id"), subject=own.target(subject), main=main
    )


def convert_route(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    route = route_from(own, instance, *SEPARATE)
    yield SeparateRoute(**basics(instance), table=own.target("route_table_id"), route=route)

"""VPCs, subnets, gateways, endpoints, flow logs."""

from collections.abc import Iterator, Mapping
from typing import Literal

from docgen.aws.model.base import AwsResource
from docgen.aws.model.vpc import (
    CidrAssociation,
    EndpointAssociation,
    FlowLog,
    GatewayAttachment,
    InternetGateway,
    NatGateway,
    PeeringConnection,
    PublicAccessBlock,
    PublicAccessExclusion,
    Subnet,
    TransitGateway,
    TransitGatewayAttachment,
    TransitGatewayTable,
    Vpc,
    VpcEndpoint,
)
from docgen.aws.policy_access import allows_everything, lets_everybody_in, traced_answer
from docgen.aws.read import Node, basics, node
from docgen.language.instance import Instance
from docgen.source.traced import Known, Reason, Traced, Unknown, mapped


def convert_vpc(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    generated = own.flag("assign_generated_ipv6_cidr_block")
    ipv6 = (
        Known(value=True) if own.is_set("ipv6_cidr_block") or own.is_set("ipv6_ipam_pool_id") else generated
    )
    yield Vpc(
        **basics(instance),
        cidrs=(own.network("cidr_block"),),
        has_ipv6=ipv6,
        is_default=instance.address.type == "aws_default_vpc",
    )


def convert_cidr_association(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield CidrAssociation(**basics(instance), vpc=own.target("vpc_id"), cidr=own.network("cidr_block"))


def enabled(own: Node, name: str) -> Traced[bool]:
    return mapped(own.text(name, "enable"), lambda text: text == "enable")


def convert_transit_gateway(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield TransitGateway(
        **basics(instance),
        associates=enabled(own, "default_route_table_association"),
        propagates=enabled(own, "default_route_table_propagation"),
    )


def convert_transit_gateway_attachment(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    plain = [
        own.flag(f"transit_gateway_default_route_table_{each}", default=True)
        for each in ("association", "propagation")
    ]
    off = next((each for each in plain if isinstance(each, Unknown) or not each.value), plain[0])
    yield TransitGatewayAttachment(
        **basics(instance),
        gateway=own.target("transit_gateway_id"),
        vpc=own.target("vpc_id"),
        is_plain=off,
    )


def convert_transit_gateway_table(instance: Instance) -> Iterator[AwsResource]:
    yield TransitGatewayTable(**basics(instance), gateway=node(instance).target("transit_gateway_id"))


def convert_subnet(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    ipv6 = own.raw("ipv6_cidr_block")
    yield Subnet(
        **basics(instance),
        vpc=own.target("vpc_id"),
        cidr=own.network("cidr_block") if own.is_set("cidr_block") else None,
        ipv6=Known(own.is_set("ipv6_cidr_block"), ipv6.trace),
        availability_zone=zone_of(own),
        maps_public_ip=own.flag("map_public_ip_on_launch"),
        assigns_ipv6=own.flag("assign_ipv6_address_on_creation"),
    )


AWS_CHOOSES_ZONE = Reason("AWS chooses the Availability Zone")


def zone_of(own: Node) -> Traced[str]:
    """The name of the Availability Zone, else its id, `use1-az1`; AWS chooses where neither is set."""
    for argument in ("availability_zone", "availability_zone_id"):
        if own.is_set(argument):
            return own.text(argument)
    return Unknown(AWS_CHOOSES_ZONE, own.trace)


def convert_internet_gateway(instance: Instance) -> Iterator[AwsResource]:
    yield InternetGateway(
        **basics(instance),
        vpc=node(instance).target("vpc_id"),
        egress_only=instance.address.type == "aws_egress_only_internet_gateway",
    )


def convert_public_access_block(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield PublicAccessBlock(**basics(instance), mode=own.text("internet_gateway_block_mode"))


def convert_public_access_exclusion(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield PublicAccessExclusion(
        **basics(instance),
        subject=own.target("subnet_id" if own.is_set("subnet_id") else "vpc_id"),
        mode=own.text("internet_gateway_exclusion_mode"),
    )


def convert_gateway_attachment(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield GatewayAttachment(
        **basics(instance), gateway=own.target("internet_gateway_id"), vpc=own.target("vpc_id")
    )


ASSOCIATED: Mapping[str, tuple[Literal["route_tables", "subnets", "groups"], str]] = {
    "aws_vpc_endpoint_route_table_association": ("route_tables", "route_table_id"),
    "aws_vpc_endpoint_subnet_association": ("subnets", "subnet_id"),
    "aws_vpc_endpoint_security_group_association": ("groups", "security_group_id"),
}


def convert_endpoint_association(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    kind, argument = ASSOCIATED[instance.address.type]
    yield EndpointAssociation(
        **basics(instance), endpoint=own.target("vpc_endpoint_id"), kind=kind, target=own.target(argument)
    )


def convert_peering_connection(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield PeeringConnection(**basics(instance), vpc=own.target("vpc_id"), peer=own.target("peer_vpc_id"))


# availability_mode = "regional": https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html
NO_SUBNET = Reason("a regional NAT gateway is in no subnet", "never")


def convert_nat_gateway(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    kind = own.text("connectivity_type", "public")
    is_public = kind if isinstance(kind, Unknown) else Known(kind.value == "public", kind.trace)
    yield NatGateway(
        **basics(instance),
        subnet=own.target("subnet_id") if own.is_set("subnet_id") else Unknown(NO_SUBNET, own.trace),
        is_public=is_public,
        elastic_ip=own.optional_target("allocation_id"),
    )


def convert_endpoint(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield VpcEndpoint(
        **basics(instance),
        vpc=own.target("vpc_id"),
        service=own.text("service_name"),
        type=own.text("vpc_endpoint_type", "Gateway"),
        route_tables=own.targets("route_table_ids"),
        subnets=own.targets("subnet_ids"),
        groups=own.targets("security_group_ids"),
        limits=limits_of(own),
        trusts_everybody=trusts_everybody(own),
    )


def limits_of(own: Node) -> Traced[bool]:
    """https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html: without a policy, full access."""
    if not own.is_set("policy"):
        return Known(value=False, trace=own.trace)
    full = traced_answer(own.document("policy"), allows_everything)
    return mapped(full, lambda everything: not everything)


def trusts_everybody(own: Node) -> Traced[bool]:
    """Whether any principal of any account may use it; AWS's own policy allows that, as `limits_of` says."""
    if not own.is_set("policy"):
        return Known(value=True, trace=own.trace)
    return traced_answer(own.document("policy"), lets_everybody_in)


def convert_flow_log(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    subjects = ("vpc_id", "subnet_id", "eni_id", "transit_gateway_id", "transit_gateway_attachment_id")
    subject = next((each for each in subjects if own.is_set(each)), "vpc_id")
    destination = next((each for each in ("log_destination", "log_group_name") if own.is_set(each)), None)
    yield FlowLog(
        **basics(instance),
        subject=own.target(subject),
        destination_type=own.text("log_destination_type", "cloud-watch-logs"),
        destination=own.target(destination) if destination else None,
        traffic_type=own.text("traffic_type", "ALL"),
    )

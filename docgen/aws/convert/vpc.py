"""VPCs, subnets, gateways, endpoints, flow logs."""

from collections.abc import Iterator

from docgen.aws.model.base import Thing
from docgen.aws.model.vpc import (
    Endpoint,
    FlowLog,
    InternetGateway,
    NatGateway,
    PeeringConnection,
    Subnet,
    Vpc,
)
from docgen.aws.read import basics, node
from docgen.evaluate.instance import Instance
from docgen.source.traced import Known, Unknown


def convert_vpc(instance: Instance) -> Iterator[Thing]:
    own = node(instance)
    generated = own.flag("assign_generated_ipv6_cidr_block")
    ipv6 = (
        Known(value=True) if own.is_set("ipv6_cidr_block") or own.is_set("ipv6_ipam_pool_id") else generated
    )
    yield Vpc(**basics(instance), cidrs=(own.network("cidr_block"),), has_ipv6=ipv6)


def convert_subnet(instance: Instance) -> Iterator[Thing]:
    own = node(instance)
    ipv6 = own.raw("ipv6_cidr_block")
    yield Subnet(
        **basics(instance),
        vpc=own.target("vpc_id"),
        cidr=own.network("cidr_block") if own.is_set("cidr_block") else None,
        ipv6=Known(own.is_set("ipv6_cidr_block"), ipv6.trace),
        availability_zone=own.text(
            "availability_zone" if own.is_set("availability_zone") else "availability_zone_id"
        ),
        maps_public_ip=own.flag("map_public_ip_on_launch"),
        assigns_ipv6=own.flag("assign_ipv6_address_on_creation"),
    )


def convert_internet_gateway(instance: Instance) -> Iterator[Thing]:
    yield InternetGateway(
        **basics(instance),
        vpc=node(instance).target("vpc_id"),
        egress_only=instance.address.type == "aws_egress_only_internet_gateway",
    )


def convert_peering_connection(instance: Instance) -> Iterator[Thing]:
    own = node(instance)
    yield PeeringConnection(**basics(instance), vpc=own.target("vpc_id"), peer=own.target("peer_vpc_id"))


def convert_nat_gateway(instance: Instance) -> Iterator[Thing]:
    own = node(instance)
    kind = own.text("connectivity_type", "public")
    is_public = kind if isinstance(kind, Unknown) else Known(kind.value == "public", kind.trace)
    yield NatGateway(
        **basics(instance),
        subnet=own.target("subnet_id"),
        is_public=is_public,
        elastic_ip=own.optional_target("allocation_id"),
    )


def convert_endpoint(instance: Instance) -> Iterator[Thing]:
    own = node(instance)
    yield Endpoint(
        **basics(instance),
        vpc=own.target("vpc_id"),
        service=own.text("service_name"),
        type=own.text("vpc_endpoint_type", "Gateway"),
        route_tables=own.targets("route_table_ids"),
        subnets=own.targets("subnet_ids"),
        groups=own.targets("security_group_ids"),
    )


def convert_flow_log(instance: Instance) -> Iterator[Thing]:
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

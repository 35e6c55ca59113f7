"""VPCs and what is in them: https://docs.aws.amazon.com/vpc/latest/userguide/how-it-works.html."""

from typing import Literal

from docgen.aws.model.base import NO_TARGETS, AwsResource, IpNetwork, Target, Targets
from docgen.source.traced import Known, Traced


class Vpc(AwsResource, frozen=True, eq=False, kw_only=True):
    cidrs: tuple[Traced[IpNetwork], ...]  # the primary one first
    has_ipv6: Traced[bool] = Known(value=False)
    is_default: bool = False  # the one that AWS makes in every Region, adopted


class CidrAssociation(AwsResource, frozen=True, eq=False, kw_only=True):
    """A further range of a VPC, declared on its own."""

    vpc: Traced[Target]
    cidr: Traced[IpNetwork]


class TransitGateway(AwsResource, frozen=True, eq=False, kw_only=True):
    """Joins the VPCs attached to it: https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html."""

    associates: Traced[bool]  # attachments with its default table
    propagates: Traced[bool]  # their routes into it
    vpcs: tuple[Traced[Target], ...] = ()
    has_tables: bool = False  # other tables than its default one are declared


class TransitGatewayAttachment(AwsResource, frozen=True, eq=False, kw_only=True):
    gateway: Traced[Target]
    vpc: Traced[Target]
    is_plain: Traced[bool]  # whether it follows the gateway's default table


class TransitGatewayTable(AwsResource, frozen=True, eq=False, kw_only=True):
    gateway: Traced[Target]


class Subnet(AwsResource, frozen=True, eq=False, kw_only=True):
    vpc: Traced[Target]
    cidr: Traced[IpNetwork] | None  # None: IPv6 only
    ipv6: Traced[bool] = Known(value=False)
    availability_zone: Traced[str]
    maps_public_ip: Traced[bool] = Known(value=False)
    assigns_ipv6: Traced[bool] = Known(value=False)


class InternetGateway(AwsResource, frozen=True, eq=False, kw_only=True):
    vpc: Traced[Target]
    egress_only: bool = False


class PublicAccessBlock(AwsResource, frozen=True, eq=False, kw_only=True):
    """Whether internet gateways of a Region work at all: https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html."""

    mode: Traced[str]  # "off", "block-ingress", "block-bidirectional"


class PublicAccessExclusion(AwsResource, frozen=True, eq=False, kw_only=True):
    """A VPC or subnet that is excluded, so that they work there."""

    subject: Traced[Target]
    mode: Traced[str]  # "allow-egress", "allow-bidirectional"


class GatewayAttachment(AwsResource, frozen=True, eq=False, kw_only=True):
    """A VPC's internet gateway or VPN gateway, attached on its own."""

    gateway: Traced[Target]
    vpc: Traced[Target]


class EndpointAssociation(AwsResource, frozen=True, eq=False, kw_only=True):
    """A route table, subnet or security group of a VPC endpoint, declared on its own."""

    endpoint: Traced[Target]
    kind: Literal["route_tables", "subnets", "groups"]
    target: Traced[Target]


class PeeringConnection(AwsResource, frozen=True, eq=False, kw_only=True):
    """Joins two VPCs: https://docs.aws.amazon.com/vpc/latest/peering/what-is-vpc-peering.html."""

    vpc: Traced[Target]
    peer: Traced[Target]


class NatGateway(AwsResource, frozen=True, eq=False, kw_only=True):
    subnet: Traced[Target]
    is_public: Traced[bool]
    elastic_ip: Traced[Target] | None = None


class VpcEndpoint(AwsResource, frozen=True, eq=False, kw_only=True):
    """A VPC endpoint; https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html."""

    vpc: Traced[Target]
    service: Traced[str]
    type: Traced[str]  # "Gateway", "Interface", "GatewayLoadBalancer"
    route_tables: Targets = NO_TARGETS
    subnets: Targets = NO_TARGETS
    groups: Targets = NO_TARGETS
    limits: Traced[bool] = Known(
        value=False
    )  # whether its policy allows less than AWS's own, which allows all
    trusts_everybody: Traced[bool] = Known(
        value=True
    )  # whether its policy names no accounts, networks or organization


class FlowLog(AwsResource, frozen=True, eq=False, kw_only=True):
    subject: Traced[Target]  # a VPC, subnet or interface
    destination_type: Traced[str]  # "cloud-watch-logs", "s3", "kinesis-data-firehose"
    destination: Traced[Target] | None
    traffic_type: Traced[str]

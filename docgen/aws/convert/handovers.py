"""Services outside of a VPC that open connections to something inside it, so that no route of its subnets is needed."""

from collections.abc import Iterator, Mapping

import msgspec

from docgen.aws.model.base import NO_TARGETS, AwsResource, Targets
from docgen.aws.model.public_endpoints import Handover
from docgen.aws.read import Node, all_targets, basics, node
from docgen.language.instance import Instance
from docgen.source.traced import Known
from docgen.values.types import STRING


class Shape(msgspec.Struct, frozen=True):
    """The arguments of a resource type that name the targets of its connections."""

    kind: str
    argument: str  # an id, an ARN, or a list of them
    block: str = ""  # the block that holds the argument
    only_where: tuple[str, str] = ("", "")  # an argument, and the value that it must have
    from_internet: bool = True  # else: from clients that an endpoint service or a service network allows


# https://docs.aws.amazon.com/global-accelerator/latest/dg/about-endpoints.html
# https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
# https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-share-your-services.html
SHAPES: Mapping[str, Shape] = {
    "aws_api_gateway_vpc_link": Shape("API Gateway VPC link", "target_arns"),
    "aws_apigatewayv2_integration": Shape(
        "API Gateway integration", "integration_uri", only_where=("connection_type", "VPC_LINK")
    ),
    "aws_cloudfront_vpc_origin": Shape("CloudFront VPC origin", "arn", "vpc_origin_endpoint_config"),
    "aws_globalaccelerator_custom_routing_endpoint_group": Shape(
        "Global Accelerator", "endpoint_id", "endpoint_configuration"
    ),
    "aws_globalaccelerator_endpoint_group": Shape(
        "Global Accelerator", "endpoint_id", "endpoint_configuration"
    ),
    "aws_vpc_endpoint_service": Shape(
        "VPC endpoint service", "network_load_balancer_arns", from_internet=False
    ),
    "aws_vpclattice_target_group_attachment": Shape("VPC Lattice", "id", "target", from_internet=False),
}


def convert_handover(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    shape = SHAPES[instance.address.type]
    argument, wanted = shape.only_where
    if argument:
        value = own.text(argument, "")
        if isinstance(value, Known) and value.value != wanted:
            return
    places = own.blocks(shape.block) if shape.block else [own]
    yield Handover(
        **basics(instance),
        kind=shape.kind,
        targets=all_targets(*(targets_of(each, shape.argument) for each in places)) if places else NO_TARGETS,
        from_internet=shape.from_internet,
    )


def targets_of(place: Node, argument: str) -> Targets:
    """One target or a list of them, as the argument's type has it."""
    if place.raw(argument).type != STRING:
        return place.targets(argument)
    return Known((place.target(argument),), place.trace) if place.is_set(argument) else NO_TARGETS

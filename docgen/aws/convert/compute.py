"""EC2 instances, Lambda functions, elastic addresses."""

from collections.abc import Iterator

from docgen.aws.model.base import NO_TARGETS, AwsResource, Target
from docgen.aws.model.components import SUBNET_DECIDES, ElasticIp, Function
from docgen.aws.model.components import Instance as Ec2Instance
from docgen.aws.model.products import Product
from docgen.aws.read import Node, all_targets, basics, node
from docgen.language.instance import Instance
from docgen.source.traced import Known, Traced, Unknown, mapped


def convert_instance(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    public: Traced[bool] = Unknown(SUBNET_DECIDES, own.trace)
    if own.is_set("associate_public_ip_address"):
        public = own.flag("associate_public_ip_address")
    subnet = own.optional_target("subnet_id")
    template = own.block("launch_template")
    yield Ec2Instance(
        **basics(instance),
        kind=Product.EC2_INSTANCE,
        subnets=NO_TARGETS if subnet is None else Known((subnet,), own.trace),
        groups=all_targets(own.targets("vpc_security_group_ids"), own.targets("security_groups")),
        public=public,
        public_decided_by="associate_public_ip_address",
        listens=None,
        ipv6=ipv6_of(own),
        private_ip=own.network("private_ip") if own.is_set("private_ip") else None,
        interface=first_interface(own),
        template=template.optional_target("id") or template.optional_target("name") if template else None,
    )


def first_interface(own: Node) -> Traced[Target] | None:
    """The interface with index 0, where the instance is given one that exists."""
    for each in own.blocks("network_interface"):
        index = each.whole("device_index", 0)
        if isinstance(index, Unknown) or index.value == 0:
            return each.optional_target("network_interface_id")
    return None


def ipv6_of(own: Node) -> Traced[bool]:
    if own.is_set("ipv6_addresses"):
        return Known(value=True, trace=own.trace)
    return mapped(own.whole("ipv6_address_count", 0), lambda number: number > 0)


def convert_function(instance: Instance) -> Iterator[AwsResource]:
    """Only functions in a VPC have a place in the network."""
    own = node(instance)
    place = own.block("vpc_config")
    if place is None:
        return
    yield Function(
        **basics(instance, "function_name"),
        kind=Product.LAMBDA_FUNCTION,
        subnets=place.targets("subnet_ids"),
        groups=place.targets("security_group_ids"),
        listens=(),
        public=Known(value=False),
    )


def convert_elastic_ip(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield ElasticIp(
        **basics(instance),
        instance=own.optional_target("instance"),
        interface=own.optional_target("network_interface"),
    )

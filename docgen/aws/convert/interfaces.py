"""Network interfaces, and groups of instances: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html."""

import ipaddress
from collections.abc import Iterator

from docgen.aws.model.base import NO_TARGETS, AwsResource, Link, Target, Targets
from docgen.aws.model.components import (
    SUBNET_DECIDES,
    AddressAssociation,
    AutoScalingGroup,
    InterfaceAttachment,
    InterfaceGroup,
    LaunchTemplate,
    NetworkInterface,
)
from docgen.aws.model.firewall import CidrPeer, GroupPeer, Peer, Ports, Rule, StandaloneRule, UnknownPeer
from docgen.aws.model.load_balancing import Attachment
from docgen.aws.model.products import Product
from docgen.aws.read import Node, all_targets, basics, node
from docgen.language.instance import Instance
from docgen.source.address import outside_address
from docgen.source.traced import Known, Reason, Traced, Unknown


def convert_network_interface(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    attachment = own.block("attachment")
    yield NetworkInterface(
        **basics(instance),
        kind=Product.NETWORK_INTERFACE,
        subnets=Known((own.target("subnet_id"),), own.trace),
        groups=own.targets("security_groups"),
        public=Known(value=False),  # only an elastic address makes it public, see docgen.aws.link
        listens=None,
        attached_to=attachment.optional_target("instance") if attachment else None,
    )


def convert_interface_attachment(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield InterfaceAttachment(
        **basics(instance), interface=own.target("network_interface_id"), instance=own.target("instance_id")
    )


def convert_interface_group(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield InterfaceGroup(
        **basics(instance),
        interface=own.target("network_interface_id"),
        group=own.target("security_group_id"),
    )


def convert_address_association(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield AddressAssociation(
        **basics(instance),
        instance=own.optional_target("instance_id"),
        interface=own.optional_target("network_interface_id"),
        elastic_ip=own.optional_target("allocation_id"),
    )


def convert_launch_template(instance: Instance) -> Iterator[AwsResource]:
    """`aws_launch_template`: the groups are in its first network interface, or beside it."""
    own = node(instance)
    interface = own.block("network_interfaces")
    groups = all_targets(own.targets("vpc_security_group_ids"), own.targets("security_group_names"))
    if interface is not None and interface.is_set("security_groups"):
        groups = interface.targets("security_groups")
    yield LaunchTemplate(
        **basics(instance, "name", "name_prefix"),
        groups=groups,
        public=public_of(interface),
        own_name=own_name(own),
    )


def convert_launch_configuration(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield LaunchTemplate(
        **basics(instance, "name", "name_prefix"),
        groups=own.targets("security_groups"),
        public=public_of(own),
        own_name=own_name(own),
    )


EKS_GROUP = Reason("EKS makes a security group for its cluster, and puts it on the nodes")


def convert_node_group(instance: Instance) -> Iterator[AwsResource]:
    """`aws_eks_node_group`: https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html."""
    own = node(instance)
    template = own.block("launch_template")
    access = own.block("remote_access")
    cluster_group = Unknown(EKS_GROUP, own.trace)
    groups: Targets = cluster_group
    if access is not None and access.is_set("ec2_ssh_key"):
        group: Traced[Target] = Known(
            Link(outside_address(f"{instance.address}.remote_access")), access.trace
        )
        groups = Known((group, cluster_group), access.trace)
        for rule in remote_access_rules(instance, access, group):
            yield StandaloneRule(**basics(instance), rule=rule)
    yield AutoScalingGroup(
        **basics(instance, "node_group_name", "node_group_name_prefix"),
        kind=Product.EKS_NODE_GROUP,
        in_one_subnet=True,
        subnets=own.targets("subnet_ids"),
        groups=groups,
        public=Unknown(SUBNET_DECIDES, own.trace),
        public_decided_by="map_public_ip_on_launch",
        listens=None,
        template=template.optional_target("id") or template.optional_target("name") if template else None,
        has_own_groups=True,
    )


def remote_access_rules(instance: Instance, access: Node, group: Traced[Target]) -> Iterator[Rule]:
    """The rules for SSH to nodes that have a key: from the named groups, and without any from the whole internet.

    https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html
    """
    named = access.targets("source_security_group_ids")
    if isinstance(named, Unknown):
        peers: list[Peer] = [UnknownPeer(named)]
    elif named.value:
        peers = [GroupPeer(each) if isinstance(each, Known) else UnknownPeer(each) for each in named.value]
    else:
        peers = [CidrPeer(Known(ipaddress.ip_network("0.0.0.0/0"), access.trace))]
    for peer in peers:
        yield Rule(
            group,
            "ingress",
            Known("tcp", access.trace),
            Known(Ports(SSH, SSH), access.trace),
            peer,
            "",
            instance.address,
            instance.span,
            access.trace,
            count_unknown=instance.undecided is not None or not access.is_counted,
        )


SSH = 22


def convert_fargate_profile(instance: Instance) -> Iterator[AwsResource]:
    """`aws_eks_fargate_profile`: pods have private addresses only."""
    own = node(instance)
    yield AutoScalingGroup(
        **basics(instance, "fargate_profile_name"),
        kind=Product.EKS_FARGATE_PROFILE,
        in_one_subnet=True,
        subnets=own.targets("subnet_ids"),
        groups=Unknown(EKS_GROUP, own.trace),
        listens=None,
        has_own_groups=True,
    )


def own_name(own: Node) -> Traced[str] | None:
    return own.text("name") if own.is_set("name") else None


def public_of(own: Node | None) -> Traced[bool]:
    if own is not None and own.is_set("associate_public_ip_address"):
        return own.flag("associate_public_ip_address")
    return Unknown(SUBNET_DECIDES)


def convert_autoscaling_group(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield AutoScalingGroup(
        **basics(instance, "name", "name_prefix"),
        kind=Product.AUTO_SCALING_GROUP,
        in_one_subnet=True,  # instances start in any of them
        subnets=own.targets("vpc_zone_identifier"),
        groups=NO_TARGETS,  # its launch template's, see docgen.aws.link
        public=Unknown(SUBNET_DECIDES, own.trace),
        public_decided_by="associate_public_ip_address",
        listens=None,
        own_name=own_name(own),
        template=template_of(own),
        target_groups=target_groups_of(own),
    )


def template_of(own: Node) -> Traced[Target] | None:
    if own.is_set("launch_configuration"):
        return own.target("launch_configuration")
    place: Node | None = own
    mixed = own.block("mixed_instances_policy")
    if mixed is not None:
        place = mixed.block("launch_template")
        place = place.block("launch_template_specification") if place else None
        name = "launch_template_id"
    else:
        place = own.block("launch_template")
        name = "id"
    if place is None:
        return None
    return place.optional_target(name) or place.optional_target(name.replace("id", "name"))


def target_groups_of(own: Node) -> Targets:
    """Target groups and classic load balancers that the group registers its instances with."""
    sources = [each.targets("identifier") for each in own.blocks("traffic_source")]
    return all_targets(own.targets("target_group_arns"), own.targets("load_balancers"), *sources)


def convert_autoscaling_attachment(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    group = "lb_target_group_arn" if own.is_set("lb_target_group_arn") else "elb"
    yield Attachment(
        **basics(instance), target_group=own.target(group), target=own.target("autoscaling_group_name")
    )


def convert_traffic_source(instance: Instance) -> Iterator[AwsResource]:
    """`aws_autoscaling_traffic_source_attachment`: a target group or classic load balancer of an Auto Scaling group.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/attach-load-balancer-asg.html
    """
    own = node(instance)
    for source in own.blocks("traffic_source"):
        yield Attachment(
            **basics(instance),
            target_group=source.target("identifier"),
            target=own.target("autoscaling_group_name"),
        )

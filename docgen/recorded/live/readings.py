"""Which resource types are read from which call, and the arguments that identify one resource of a type."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from docgen.recorded.live.calls import Answers
from docgen.recorded.live.network_shapes import (
    associations,
    egress_only_gateways,
    endpoints,
    internet_gateways,
    nat_gateways,
    network_acls,
    peering_connections,
    prefix_lists,
    route_tables,
    security_groups,
    subnets,
    vpcs,
)
from docgen.recorded.live.service_shapes import (
    buckets,
    databases,
    kafka_clusters,
    listeners,
    load_balancers,
    services,
    target_groups,
)
from docgen.recorded.live.thing import Shape, Thing


class Reading(msgspec.Struct, frozen=True):
    """The function that shapes one type, the call that it reads, and the arguments that identify one of them."""

    shape: Shape
    call: str
    keys: tuple[tuple[str, ...], ...]


NAME = ("tags.Name",)
# In order: what is named by an id comes after what has that id.
READINGS: Mapping[str, Reading] = MappingProxyType(
    {
        "aws_vpc": Reading(vpcs, "ec2.describe_vpcs", (NAME, ("cidr_block",))),
        "aws_subnet": Reading(subnets, "ec2.describe_subnets", (("vpc_id", "cidr_block"), NAME)),
        "aws_internet_gateway": Reading(
            internet_gateways, "ec2.describe_internet_gateways", (("vpc_id",), NAME)
        ),
        "aws_egress_only_internet_gateway": Reading(
            egress_only_gateways, "ec2.describe_egress_only_internet_gateways", (("vpc_id",), NAME)
        ),
        "aws_vpc_peering_connection": Reading(
            peering_connections, "ec2.describe_vpc_peering_connections", (("vpc_id", "peer_vpc_id"), NAME)
        ),
        "aws_ec2_managed_prefix_list": Reading(
            prefix_lists, "ec2.describe_managed_prefix_lists", (("name",),)
        ),
        "aws_nat_gateway": Reading(nat_gateways, "ec2.describe_nat_gateways", (("subnet_id",), NAME)),
        "aws_route_table": Reading(
            route_tables, "ec2.describe_route_tables", (("vpc_id", "tags.Name"), ("default_route_table_id",))
        ),
        "aws_route_table_association": Reading(associations, "ec2.describe_route_tables", (("subnet_id",),)),
        "aws_default_security_group": Reading(
            security_groups, "ec2.describe_security_groups", (("vpc_id",),)
        ),
        "aws_security_group": Reading(
            security_groups, "ec2.describe_security_groups", (("vpc_id", "name"), ("vpc_id", "tags.Name"))
        ),
        "aws_default_network_acl": Reading(
            network_acls, "ec2.describe_network_acls", (("default_network_acl_id",),)
        ),
        "aws_network_acl": Reading(network_acls, "ec2.describe_network_acls", (("vpc_id", "tags.Name"),)),
        "aws_vpc_endpoint": Reading(
            endpoints, "ec2.describe_vpc_endpoints", (("vpc_id", "service_name"), NAME)
        ),
        "aws_lb": Reading(load_balancers, "elbv2.describe_load_balancers", (("name",),)),
        "aws_lb_listener": Reading(listeners, "elbv2.describe_listeners", (("load_balancer_arn", "port"),)),
        "aws_lb_target_group": Reading(target_groups, "elbv2.describe_target_groups", (("name",),)),
        "aws_db_instance": Reading(databases, "rds.describe_db_instances", (("identifier",),)),
        "aws_rds_cluster": Reading(databases, "rds.describe_db_clusters", (("cluster_identifier",),)),
        "aws_rds_cluster_instance": Reading(databases, "rds.describe_db_instances", (("identifier",),)),
        "aws_msk_cluster": Reading(kafka_clusters, "kafka.list_clusters", (("cluster_name",),)),
        "aws_ecs_service": Reading(services, "ecs.describe_services", (("name",),)),
        "aws_s3_bucket": Reading(buckets, "s3.list_buckets", (("bucket",),)),
        "aws_s3_bucket_public_access_block": Reading(buckets, "s3.get_public_access_block", (("bucket",),)),
    }
)
# Other names of the same type: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb
SAME = MappingProxyType(
    {
        "aws_alb": "aws_lb",
        "aws_alb_listener": "aws_lb_listener",
        "aws_alb_target_group": "aws_lb_target_group",
        "aws_default_vpc": "aws_vpc",
        "aws_default_subnet": "aws_subnet",
        "aws_default_route_table": "aws_route_table",
    }
)


def things_in(answers: Answers) -> tuple[Thing, ...]:
    """Everything that was read, once."""
    shapes = dict.fromkeys(each.shape for each in READINGS.values())
    return tuple(thing for shape in shapes for thing in shape(answers))

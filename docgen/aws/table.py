"""Terraform type to converter. The only registry: what is not here is reported, never dropped."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from docgen.aws.convert import compute, containers, data_stores, firewall, load_balancing, routing, vpc
from docgen.aws.model.base import Thing
from docgen.evaluate.instance import Instance

Converter = Callable[[Instance], Iterator[Thing]]

CONVERTERS: Mapping[str, Converter] = MappingProxyType(
    {
        "aws_alb": load_balancing.convert_load_balancer,
        "aws_alb_listener": load_balancing.convert_listener,
        "aws_alb_listener_rule": load_balancing.convert_listener_rule,
        "aws_alb_target_group": load_balancing.convert_target_group,
        "aws_alb_target_group_attachment": load_balancing.convert_attachment,
        "aws_db_instance": data_stores.convert_database,
        "aws_db_subnet_group": data_stores.convert_subnet_group,
        "aws_default_network_acl": firewall.convert_network_acl,
        "aws_default_route_table": routing.convert_route_table,
        "aws_default_security_group": firewall.convert_security_group,
        "aws_default_subnet": vpc.convert_subnet,
        "aws_default_vpc": vpc.convert_vpc,
        "aws_ec2_managed_prefix_list": firewall.convert_prefix_list,
        "aws_ec2_managed_prefix_list_entry": firewall.convert_prefix_list_entry,
        "aws_ecs_service": containers.convert_service,
        "aws_ecs_task_definition": containers.convert_task_definition,
        "aws_egress_only_internet_gateway": vpc.convert_internet_gateway,
        "aws_eip": compute.convert_elastic_ip,
        "aws_elb": load_balancing.convert_classic_load_balancer,
        "aws_flow_log": vpc.convert_flow_log,
        "aws_instance": compute.convert_instance,
        "aws_internet_gateway": vpc.convert_internet_gateway,
        "aws_lambda_function": compute.convert_function,
        "aws_lb": load_balancing.convert_load_balancer,
        "aws_lb_listener": load_balancing.convert_listener,
        "aws_lb_listener_rule": load_balancing.convert_listener_rule,
        "aws_lb_target_group": load_balancing.convert_target_group,
        "aws_lb_target_group_attachment": load_balancing.convert_attachment,
        "aws_main_route_table_association": routing.convert_association,
        "aws_msk_cluster": data_stores.convert_kafka,
        "aws_msk_serverless_cluster": data_stores.convert_serverless_kafka,
        "aws_mskconnect_connector": data_stores.convert_connector,
        "aws_nat_gateway": vpc.convert_nat_gateway,
        "aws_network_acl": firewall.convert_network_acl,
        "aws_network_acl_rule": firewall.convert_network_acl_rule,
        "aws_rds_cluster": data_stores.convert_database_cluster,
        "aws_rds_cluster_instance": data_stores.convert_cluster_instance,
        "aws_route": routing.convert_route,
        "aws_route_table": routing.convert_route_table,
        "aws_route_table_association": routing.convert_association,
        "aws_security_group": firewall.convert_security_group,
        "aws_security_group_rule": firewall.convert_security_group_rule,
        "aws_subnet": vpc.convert_subnet,
        "aws_vpc": vpc.convert_vpc,
        "aws_vpc_endpoint": vpc.convert_endpoint,
        "aws_vpc_peering_connection": vpc.convert_peering_connection,
        "aws_vpc_security_group_egress_rule": firewall.convert_vpc_security_group_rule,
        "aws_vpc_security_group_ingress_rule": firewall.convert_vpc_security_group_rule,
    }
)

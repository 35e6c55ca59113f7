"""The only registry of converters by Terraform type: a type that is missing here is reported, never dropped."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from docgen.aws.convert import (
    compute,
    containers,
    data_protection,
    data_stores,
    firewall,
    handovers,
    interfaces,
    load_balancing,
    logs,
    managed,
    public_endpoints,
    public_services,
    routing,
    vpc,
)
from docgen.aws.model.base import AwsResource
from docgen.language.instance import Instance

Converter = Callable[[Instance], Iterator[AwsResource]]


def eks_cluster(instance: Instance) -> Iterator[AwsResource]:
    yield from managed.convert_managed(instance)
    yield from public_endpoints.convert_cluster_endpoint(instance)


def placed_and_public(instance: Instance) -> Iterator[AwsResource]:
    """Something with interfaces in a VPC, and perhaps an endpoint on the internet."""
    yield from managed.convert_managed(instance)
    yield from public_services.convert_public_service(instance)


def search_domain(instance: Instance) -> Iterator[AwsResource]:
    yield from managed.convert_managed(instance)
    yield from public_endpoints.convert_search_endpoint(instance)


CONVERTERS: Mapping[str, Converter] = MappingProxyType(
    {
        **dict.fromkeys(managed.SHAPES, managed.convert_managed),
        **dict.fromkeys(public_services.SHAPES, public_services.convert_public_service),
        "aws_alb": load_balancing.convert_load_balancer,
        "aws_alb_listener": load_balancing.convert_listener,
        "aws_alb_listener_rule": load_balancing.convert_listener_rule,
        "aws_alb_target_group": load_balancing.convert_target_group,
        "aws_alb_target_group_attachment": load_balancing.convert_attachment,
        **dict.fromkeys(handovers.SHAPES, handovers.convert_handover),
        "aws_api_gateway_base_path_mapping": public_endpoints.convert_custom_domain,
        "aws_apigatewayv2_api_mapping": public_endpoints.convert_custom_domain,
        **dict.fromkeys(public_endpoints.POLICIES, public_endpoints.convert_entry_policy),
        "aws_s3_account_public_access_block": public_endpoints.convert_account_block,
        "aws_api_gateway_rest_api": public_endpoints.convert_rest_api,
        "aws_apigatewayv2_api": public_endpoints.convert_http_api,
        "aws_autoscaling_attachment": interfaces.convert_autoscaling_attachment,
        "aws_autoscaling_group": interfaces.convert_autoscaling_group,
        "aws_cloudwatch_log_group": logs.convert_log_group,
        "aws_cloudfront_distribution": public_endpoints.convert_distribution,
        "aws_dax_subnet_group": data_stores.convert_subnet_group,
        "aws_db_instance": data_stores.convert_database,
        "aws_db_parameter_group": data_stores.convert_parameter_group,
        "aws_db_subnet_group": data_stores.convert_subnet_group,
        "aws_default_network_acl": firewall.convert_network_acl,
        "aws_default_route_table": routing.convert_route_table,
        "aws_default_security_group": firewall.convert_security_group,
        "aws_default_subnet": vpc.convert_subnet,
        "aws_default_vpc": vpc.convert_vpc,
        "aws_docdb_subnet_group": data_stores.convert_subnet_group,
        "aws_ec2_managed_prefix_list": firewall.convert_prefix_list,
        "aws_ec2_managed_prefix_list_entry": firewall.convert_prefix_list_entry,
        "aws_ec2_transit_gateway": vpc.convert_transit_gateway,
        "aws_ec2_transit_gateway_route_table": vpc.convert_transit_gateway_table,
        "aws_ec2_transit_gateway_vpc_attachment": vpc.convert_transit_gateway_attachment,
        "aws_ecs_cluster": containers.convert_ecs_cluster,
        "aws_ecs_service": containers.convert_service,
        "aws_ecs_task_set": containers.convert_service,
        "aws_ecs_task_definition": containers.convert_task_definition,
        "aws_egress_only_internet_gateway": vpc.convert_internet_gateway,
        "aws_eip": compute.convert_elastic_ip,
        "aws_eip_association": interfaces.convert_address_association,
        "aws_eks_fargate_profile": interfaces.convert_fargate_profile,
        "aws_eks_node_group": interfaces.convert_node_group,
        "aws_elasticache_subnet_group": data_stores.convert_subnet_group,
        "aws_elb": load_balancing.convert_classic_load_balancer,
        "aws_elb_attachment": load_balancing.convert_classic_attachment,
        "aws_flow_log": vpc.convert_flow_log,
        "aws_autoscaling_traffic_source_attachment": interfaces.convert_traffic_source,
        "aws_internet_gateway_attachment": vpc.convert_gateway_attachment,
        **dict.fromkeys(vpc.ASSOCIATED, vpc.convert_endpoint_association),
        "aws_vpn_gateway_route_propagation": routing.convert_propagation,
        "aws_instance": compute.convert_instance,
        "aws_internet_gateway": vpc.convert_internet_gateway,
        "aws_lambda_function": compute.convert_function,
        "aws_lambda_function_url": public_endpoints.convert_function_url,
        "aws_launch_configuration": interfaces.convert_launch_configuration,
        "aws_launch_template": interfaces.convert_launch_template,
        "aws_lb": load_balancing.convert_load_balancer,
        "aws_lb_listener": load_balancing.convert_listener,
        "aws_lb_listener_rule": load_balancing.convert_listener_rule,
        "aws_lb_target_group": load_balancing.convert_target_group,
        "aws_lb_target_group_attachment": load_balancing.convert_attachment,
        "aws_main_route_table_association": routing.convert_association,
        "aws_memorydb_subnet_group": data_stores.convert_subnet_group,
        "aws_msk_cluster": data_stores.convert_kafka,
        "aws_msk_serverless_cluster": data_stores.convert_serverless_kafka,
        "aws_mskconnect_connector": data_stores.convert_connector,
        "aws_nat_gateway": vpc.convert_nat_gateway,
        "aws_neptune_subnet_group": data_stores.convert_subnet_group,
        "aws_network_acl": firewall.convert_network_acl,
        "aws_network_acl_association": firewall.convert_acl_association,
        "aws_network_acl_rule": firewall.convert_network_acl_rule,
        "aws_network_interface": interfaces.convert_network_interface,
        "aws_network_interface_attachment": interfaces.convert_interface_attachment,
        "aws_network_interface_sg_attachment": interfaces.convert_interface_group,
        "aws_rds_cluster": data_stores.convert_database_cluster,
        "aws_rds_cluster_instance": data_stores.convert_cluster_instance,
        "aws_rds_cluster_parameter_group": data_stores.convert_parameter_group,
        "aws_redshift_subnet_group": data_stores.convert_subnet_group,
        "aws_route": routing.convert_route,
        "aws_route_table": routing.convert_route_table,
        "aws_route_table_association": routing.convert_association,
        "aws_s3_bucket": public_endpoints.convert_bucket,
        "aws_s3_bucket_acl": public_endpoints.convert_bucket_acl,
        "aws_s3_access_point": public_endpoints.convert_access_point,
        "aws_s3_bucket_ownership_controls": public_endpoints.convert_ownership,
        "aws_s3_bucket_policy": public_endpoints.convert_bucket_policy,
        "aws_s3_bucket_public_access_block": public_endpoints.convert_access_block,
        "aws_security_group": firewall.convert_security_group,
        "aws_security_group_rule": firewall.convert_security_group_rule,
        "aws_spot_instance_request": compute.convert_instance,
        "aws_subnet": vpc.convert_subnet,
        "aws_vpc": vpc.convert_vpc,
        "aws_vpc_block_public_access_exclusion": vpc.convert_public_access_exclusion,
        "aws_vpc_block_public_access_options": vpc.convert_public_access_block,
        "aws_vpc_endpoint": vpc.convert_endpoint,
        "aws_vpc_ipv4_cidr_block_association": vpc.convert_cidr_association,
        "aws_vpc_peering_connection": vpc.convert_peering_connection,
        "aws_vpc_security_group_egress_rule": firewall.convert_vpc_security_group_rule,
        "aws_vpc_security_group_ingress_rule": firewall.convert_vpc_security_group_rule,
        "aws_waf_web_acl": load_balancing.convert_web_acl,
        "aws_wafregional_web_acl": load_balancing.convert_web_acl,
        "aws_wafv2_web_acl": load_balancing.convert_web_acl,
        "aws_wafv2_web_acl_logging_configuration": load_balancing.convert_web_acl_logging,
        "aws_wafv2_web_acl_rule_group_association": load_balancing.convert_web_acl_rules,
        "aws_wafregional_web_acl_association": load_balancing.convert_web_acl_association,
        "aws_wafv2_web_acl_association": load_balancing.convert_web_acl_association,
        "aws_eks_cluster": eks_cluster,
        "aws_transfer_server": placed_and_public,
        "aws_mwaa_environment": placed_and_public,
        "aws_elasticsearch_domain": search_domain,
        "aws_opensearch_domain": search_domain,
    }
)

# What else resources of a type say, beside what they are in the network.
FACETS: Mapping[str, Converter] = data_protection.CONVERTERS

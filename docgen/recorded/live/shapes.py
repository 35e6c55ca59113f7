"""The answers of AWS as resources in Terraform's terms: the type, and those arguments that the answer tells.

What an answer does not tell is left out, and so not compared. Names of fields: https://docs.aws.amazon.com/boto3/latest/reference/services/.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

import msgspec

from docgen.recorded.live.calls import Answers, Json

LAST_ACL_ENTRY = 32766  # above it AWS keeps the final denials: https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
Values: TypeAlias = dict[str, Any]


class Thing(msgspec.Struct, frozen=True):
    """One thing in the account. `parts`: blocks that docgen may have as resources of their own."""

    type: str
    values: Values
    parts: Mapping[str, list[Json]] = MappingProxyType({})
    vpc: str = ""  # its id, where it is in one
    is_default: bool = False  # AWS made it with the VPC


Shape: TypeAlias = Callable[[Answers], Iterator[Thing]]


def tags_of(rows: Json) -> Json:
    return {each["Key"]: each["Value"] for each in rows or () if not str(each["Key"]).startswith("aws:")}


def vpcs(answers: Answers) -> Iterator[Thing]:
    defaults = default_ids(answers)
    for each in answers.of("ec2.describe_vpcs"):
        yield Thing(
            "aws_vpc",
            {"id": each["VpcId"], "cidr_block": each["CidrBlock"], "tags": tags_of(each.get("Tags"))}
            | defaults.get(each["VpcId"], {}),
            vpc=each["VpcId"],
            is_default=bool(each.get("IsDefault")),
        )


def default_ids(answers: Answers) -> dict[str, Values]:
    """What AWS makes with each VPC, under the names that `aws_vpc` has for it."""
    found: dict[str, Values] = {}
    for each in answers.of("ec2.describe_route_tables"):
        if any(one.get("Main") for one in each["Associations"]):
            found.setdefault(each["VpcId"], {}).update(
                main_route_table_id=each["RouteTableId"], default_route_table_id=each["RouteTableId"]
            )
    for each in answers.of("ec2.describe_network_acls"):
        if each["IsDefault"]:
            found.setdefault(each["VpcId"], {})["default_network_acl_id"] = each["NetworkAclId"]
    for each in answers.of("ec2.describe_security_groups"):
        if each["GroupName"] == "default":
            found.setdefault(each.get("VpcId", ""), {})["default_security_group_id"] = each["GroupId"]
    return found


def subnets(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_subnets"):
        yield Thing(
            "aws_subnet",
            {
                "id": each["SubnetId"],
                "vpc_id": each["VpcId"],
                "cidr_block": each.get("CidrBlock"),
                "availability_zone": each["AvailabilityZone"],
                "map_public_ip_on_launch": each.get("MapPublicIpOnLaunch", False),
                "tags": tags_of(each.get("Tags")),
            },
            vpc=each["VpcId"],
            is_default=bool(each.get("DefaultForAz")),
        )


def internet_gateways(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_internet_gateways"):
        attached = [one["VpcId"] for one in each.get("Attachments", ())]
        yield Thing(
            "aws_internet_gateway",
            {"id": each["InternetGatewayId"], "tags": tags_of(each.get("Tags"))}
            | ({"vpc_id": attached[0]} if attached else {"vpc_id": ""}),
            vpc=attached[0] if attached else "",
        )


def egress_only_gateways(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_egress_only_internet_gateways"):
        attached = [one["VpcId"] for one in each.get("Attachments", ())]
        yield Thing(
            "aws_egress_only_internet_gateway",
            {
                "id": each["EgressOnlyInternetGatewayId"],
                "vpc_id": attached[0] if attached else "",
                "tags": tags_of(each.get("Tags")),
            },
        )


def peering_connections(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_vpc_peering_connections"):
        if (each.get("Status") or {}).get("Code") in {"active", "pending-acceptance", "provisioning"}:
            yield Thing(
                "aws_vpc_peering_connection",
                {
                    "id": each["VpcPeeringConnectionId"],
                    "vpc_id": each["RequesterVpcInfo"]["VpcId"],
                    "peer_vpc_id": each["AccepterVpcInfo"]["VpcId"],
                    "tags": tags_of(each.get("Tags")),
                },
            )


def prefix_lists(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_managed_prefix_lists"):
        yield Thing(
            "aws_ec2_managed_prefix_list",
            {"id": each["PrefixListId"], "name": each["PrefixListName"]},
        )


def nat_gateways(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_nat_gateways"):
        if each["State"] in {"pending", "available"}:
            yield Thing(
                "aws_nat_gateway",
                {
                    "id": each["NatGatewayId"],
                    "subnet_id": each.get("SubnetId"),
                    "connectivity_type": each.get("ConnectivityType") or "public",
                    "tags": tags_of(each.get("Tags")),
                },
                vpc=each["VpcId"],
            )


def endpoints(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_vpc_endpoints"):
        if str(each.get("State", "available")).lower() in {"available", "pending", "pendingacceptance"}:
            yield Thing(
                "aws_vpc_endpoint",
                {
                    "id": each["VpcEndpointId"],
                    "vpc_id": each["VpcId"],
                    "service_name": each["ServiceName"],
                    "vpc_endpoint_type": each.get("VpcEndpointType") or "Gateway",
                    "route_table_ids": each.get("RouteTableIds") or [],
                    "subnet_ids": each.get("SubnetIds") or [],
                    "tags": tags_of(each.get("Tags")),
                }
                | (
                    {"security_group_ids": [one["GroupId"] for one in each["Groups"]]}
                    if each.get("Groups")
                    else {}
                ),
                vpc=each["VpcId"],
            )


# -- route tables ----------------------------------------------------------------------------------

TARGETS = MappingProxyType(
    {
        "NatGatewayId": "nat_gateway_id",
        "EgressOnlyInternetGatewayId": "egress_only_gateway_id",
        "VpcPeeringConnectionId": "vpc_peering_connection_id",
        "TransitGatewayId": "transit_gateway_id",
        "CarrierGatewayId": "carrier_gateway_id",
        "LocalGatewayId": "local_gateway_id",
        "CoreNetworkArn": "core_network_arn",
        "NetworkInterfaceId": "network_interface_id",
    }
)
DESTINATIONS = MappingProxyType(
    {
        "DestinationCidrBlock": "cidr_block",
        "DestinationIpv6CidrBlock": "ipv6_cidr_block",
        "DestinationPrefixListId": "destination_prefix_list_id",
    }
)


def route_tables(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_route_tables"):
        is_main = any(one.get("Main") for one in each["Associations"])
        yield Thing(
            "aws_route_table",
            {
                "id": each["RouteTableId"],
                "default_route_table_id": each["RouteTableId"] if is_main else None,
                "vpc_id": each["VpcId"],
                "tags": tags_of(each.get("Tags")),
            },
            {"route": [made for one in each["Routes"] if (made := route_block(one)) is not None]},
            each["VpcId"],
            is_main,
        )


def route_block(route: Json) -> Json | None:
    """A route as an inline block; None for those that no Terraform declares: local, propagated, of gateway endpoints."""
    gateway = str(route.get("GatewayId") or "")
    is_of_endpoint = gateway.startswith("vpce-") and "DestinationPrefixListId" in route
    if gateway == "local" or is_of_endpoint or route.get("Origin") == "EnableVgwRoutePropagation":
        return None
    made = {name: route[key] for key, name in DESTINATIONS.items() if route.get(key)}
    made |= {name: route[key] for key, name in TARGETS.items() if route.get(key)}
    if gateway:
        made["vpc_endpoint_id" if gateway.startswith("vpce-") else "gateway_id"] = gateway
    return made


def associations(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_route_tables"):
        for one in each["Associations"]:
            if one.get("SubnetId"):
                yield Thing(
                    "aws_route_table_association",
                    {
                        "id": one["RouteTableAssociationId"],
                        "subnet_id": one["SubnetId"],
                        "route_table_id": each["RouteTableId"],
                    },
                    vpc=each["VpcId"],
                    is_default=True,  # told by the subnet's own facts
                )


# -- security groups and ACLs -------------------------------------------------------------------------


def security_groups(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_security_groups"):
        is_default = each["GroupName"] == "default"
        yield Thing(
            "aws_default_security_group" if is_default else "aws_security_group",
            {
                "id": each["GroupId"],
                "vpc_id": each.get("VpcId"),
                "tags": tags_of(each.get("Tags")),
                "name": each["GroupName"],
                "description": each["Description"],
            },
            {
                "ingress": [
                    made for one in each["IpPermissions"] for made in rule_blocks(one, each["GroupId"])
                ],
                "egress": [
                    made for one in each["IpPermissionsEgress"] for made in rule_blocks(one, each["GroupId"])
                ],
            },
            each.get("VpcId", ""),
            is_default,
        )


PEERS = (
    ("IpRanges", "CidrIp", "cidr_blocks"),
    ("Ipv6Ranges", "CidrIpv6", "ipv6_cidr_blocks"),
    ("PrefixListIds", "PrefixListId", "prefix_list_ids"),
    ("UserIdGroupPairs", "GroupId", "security_groups"),
)


def rule_blocks(permission: Json, group: str) -> Iterator[Json]:
    """One inline block for each peer, as each has a description of its own."""
    protocol = permission["IpProtocol"]
    ports = {
        "protocol": protocol,
        "from_port": permission.get("FromPort", 0 if protocol == "-1" else -1),
        "to_port": permission.get("ToPort", 0 if protocol == "-1" else -1),
    }
    for rows, key, argument in PEERS:
        for each in permission.get(rows) or ():
            made = ports | {"description": each.get("Description", ""), "self": False}
            if each.get(key) == group:
                yield made | {"self": True}
            else:
                yield made | {argument: [each.get(key)]}


def network_acls(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_network_acls"):
        own = [one for one in each["Entries"] if one["RuleNumber"] <= LAST_ACL_ENTRY]
        yield Thing(
            "aws_default_network_acl" if each["IsDefault"] else "aws_network_acl",
            {
                "id": each["NetworkAclId"],
                "default_network_acl_id": each["NetworkAclId"] if each["IsDefault"] else None,
                "vpc_id": each["VpcId"],
                "tags": tags_of(each.get("Tags")),
            }
            | (
                {} if each["IsDefault"] else {"subnet_ids": [one["SubnetId"] for one in each["Associations"]]}
            ),
            {
                "ingress": [entry_block(one) for one in own if not one["Egress"]],
                "egress": [entry_block(one) for one in own if one["Egress"]],
            },
            each["VpcId"],
            each["IsDefault"],
        )


def entry_block(entry: Json) -> Json:
    ports = entry.get("PortRange") or {}
    icmp = entry.get("IcmpTypeCode") or {}
    return {
        "rule_no": entry["RuleNumber"],
        "action": entry["RuleAction"],
        "protocol": entry["Protocol"],
        "cidr_block": entry.get("CidrBlock") or "",
        "ipv6_cidr_block": entry.get("Ipv6CidrBlock") or "",
        "from_port": ports.get("From", 0),
        "to_port": ports.get("To", 0),
        "icmp_type": icmp.get("Type", 0),
        "icmp_code": icmp.get("Code", 0),
    }


# -- load balancers, databases, clusters, services, buckets ----------------------------------------------


def load_balancers(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("elbv2.describe_load_balancers"):
        yield Thing(
            "aws_lb",
            {
                "id": each["LoadBalancerArn"],
                "arn": each["LoadBalancerArn"],
                "name": each["LoadBalancerName"],
                "internal": each.get("Scheme") == "internal",
                "load_balancer_type": each["Type"],
                "security_groups": each.get("SecurityGroups") or [],
                "subnets": [one["SubnetId"] for one in each.get("AvailabilityZones") or ()],
            },
            vpc=each.get("VpcId", ""),
        )


def listeners(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("elbv2.describe_listeners"):
        certificates = each.get("Certificates") or ()
        yield Thing(
            "aws_lb_listener",
            {
                "id": each["ListenerArn"],
                "arn": each["ListenerArn"],
                "load_balancer_arn": each["LoadBalancerArn"],
                "port": each.get("Port"),
                "protocol": each.get("Protocol"),
                "ssl_policy": each.get("SslPolicy"),
            }
            | ({"certificate_arn": certificates[0]["CertificateArn"]} if certificates else {}),
        )


def target_groups(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("elbv2.describe_target_groups"):
        yield Thing(
            "aws_lb_target_group",
            {
                "id": each["TargetGroupArn"],
                "arn": each["TargetGroupArn"],
                "name": each["TargetGroupName"],
                "port": each.get("Port"),
                "protocol": each.get("Protocol"),
                "target_type": each.get("TargetType"),
                "vpc_id": each.get("VpcId"),
            },
            vpc=each.get("VpcId", ""),
            is_default=True,  # it is told by what sends to it
        )


DATABASE = MappingProxyType(
    {
        "StorageEncrypted": "storage_encrypted",
        "DeletionProtection": "deletion_protection",
        "BackupRetentionPeriod": "backup_retention_period",
        "IAMDatabaseAuthenticationEnabled": "iam_database_authentication_enabled",
        "Engine": "engine",
    }
)


def databases(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("rds.describe_db_instances"):
        group = each.get("DBSubnetGroup") or {}
        yield Thing(
            "aws_rds_cluster_instance" if each.get("DBClusterIdentifier") else "aws_db_instance",
            {
                "identifier": each["DBInstanceIdentifier"],
                "arn": each.get("DBInstanceArn"),
                "publicly_accessible": each.get("PubliclyAccessible", False),
                "vpc_security_group_ids": [
                    one["VpcSecurityGroupId"] for one in each.get("VpcSecurityGroups") or ()
                ],
            }
            | told(each, DATABASE | {"MultiAZ": "multi_az"})
            | ({"port": each["Endpoint"]["Port"]} if (each.get("Endpoint") or {}).get("Port") else {})
            | ({"db_subnet_group_name": group["DBSubnetGroupName"]} if "DBSubnetGroupName" in group else {}),
            vpc=group.get("VpcId", ""),
        )
    for each in answers.of("rds.describe_db_clusters"):
        yield Thing(
            "aws_rds_cluster",
            {
                "cluster_identifier": each["DBClusterIdentifier"],
                "arn": each.get("DBClusterArn"),
                "vpc_security_group_ids": [
                    one["VpcSecurityGroupId"] for one in each.get("VpcSecurityGroups") or ()
                ],
            }
            | told(each, DATABASE | {"Port": "port"}),
        )


def told(row: Json, names: Mapping[str, str]) -> Values:
    """The fields that an answer has, under Terraform's names."""
    return {name: row[key] for key, name in names.items() if row.get(key) is not None}


def kafka_clusters(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("kafka.list_clusters"):
        nodes = each.get("BrokerNodeGroupInfo") or {}
        public = ((nodes.get("ConnectivityInfo") or {}).get("PublicAccess") or {}).get("Type")
        block: Values = {
            "client_subnets": nodes.get("ClientSubnets") or [],
            "security_groups": nodes.get("SecurityGroups") or [],
        }
        if public is not None:
            block["connectivity_info"] = [{"public_access": [{"type": public}]}]
        yield Thing(
            "aws_msk_cluster",
            {
                "id": each["ClusterArn"],
                "arn": each["ClusterArn"],
                "cluster_name": each["ClusterName"],
                "broker_node_group_info": [block],
            },
        )


def services(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ecs.describe_services"):
        if each.get("status") not in {None, "ACTIVE"}:
            continue
        inside = (each.get("networkConfiguration") or {}).get("awsvpcConfiguration")
        block = inside and {
            "subnets": inside.get("subnets") or [],
            "security_groups": inside.get("securityGroups") or [],
            "assign_public_ip": inside.get("assignPublicIp") == "ENABLED",
        }
        yield Thing(
            "aws_ecs_service",
            {"id": each["serviceArn"], "name": each["serviceName"], "cluster": each["clusterArn"]}
            | ({"network_configuration": [block]} if block else {}),
        )


FLAGS = MappingProxyType(
    {
        "BlockPublicAcls": "block_public_acls",
        "IgnorePublicAcls": "ignore_public_acls",
        "BlockPublicPolicy": "block_public_policy",
        "RestrictPublicBuckets": "restrict_public_buckets",
    }
)


def buckets(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("s3.list_buckets"):
        yield Thing("aws_s3_bucket", {"id": each["Name"], "bucket": each["Name"]})
    for each in answers.of("s3.get_public_access_block"):
        flags = each["PublicAccessBlockConfiguration"]
        yield Thing(
            "aws_s3_bucket_public_access_block",
            {"bucket": each["Bucket"]} | {name: bool(flags.get(key)) for key, name in FLAGS.items()},
        )


class Reading(msgspec.Struct, frozen=True):
    """What shapes one type, from which call, and by which arguments one of them is told from another."""

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

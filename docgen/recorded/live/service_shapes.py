"""Load balancers, databases, Kafka clusters, services and buckets, as AWS answers, in Terraform's terms.

What an answer does not contain is left out, and so not compared. Names of fields: https://docs.aws.amazon.com/boto3/latest/reference/services/.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from docgen.recorded.live.calls import Answers, Json
from docgen.recorded.live.thing import Thing, Values


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
            is_default=True,  # it is reported with the listeners that forward to it
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

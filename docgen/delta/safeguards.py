"""Protecting arguments, protecting resources, and data stores: one table, by type of resource.

What a type and an argument mean is in the documentation of the AWS provider,
https://registry.terraform.io/providers/hashicorp/aws/latest/docs; defaults are those of its "Argument Reference". A row says in
which direction a value is weaker; what is weak before and after is not reported.
"""

import enum
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import msgspec

from docgen.analysis.exposure import Severity
from docgen.delta.model import Area

CRITICAL, HIGH, MEDIUM, LOW = Severity


class Weak(enum.Enum):
    """Which values of an argument are weaker."""

    FALSE = enum.auto()
    TRUE = enum.auto()
    LOWER = enum.auto()  # a lower number; none is the lowest
    HIGHER = enum.auto()
    NOT_IN = enum.auto()  # any value that is not among `values`
    IN = enum.auto()  # any value among `values`
    ABSENT = enum.auto()  # none, or no block
    OPEN_RANGE = enum.auto()  # ranges with addresses of the internet that were not among them
    MORE_MEMBERS = enum.auto()  # accounts that were not among them


class Setting(msgspec.Struct, frozen=True):
    """An argument that protects."""

    argument: str  # "metadata_options.http_tokens"
    weak: Weak
    severity: Severity
    default: object = None  # what the provider, or AWS, takes where nothing is written
    values: tuple[object, ...] = ()  # with LOWER and HIGHER: the numbers that mean "for ever"
    area: Area = Area.DATA
    is_risk: bool = False  # also where the whole resource is new
    is_switch: bool = False  # with the weak value the resource guards nothing


def data(argument: str, severity: Severity, default: object = False, weak: Weak = Weak.FALSE) -> Setting:  # noqa: FBT002 - a value of the table
    return Setting(argument, weak, severity, default)


def guard(argument: str, severity: Severity, default: object = False, weak: Weak = Weak.FALSE) -> Setting:  # noqa: FBT002 - a value of the table
    return Setting(argument, weak, severity, default, area=Area.GUARD)


def switch(argument: str, severity: Severity, default: object = True) -> Setting:  # noqa: FBT002 - a value of the table
    return Setting(argument, Weak.FALSE, severity, default, area=Area.GUARD, is_switch=True)


def public(argument: str, severity: Severity, *, default: object = False, is_risk: bool = False) -> Setting:
    return Setting(argument, Weak.TRUE, severity, default, area=Area.EXPOSURE, is_risk=is_risk)


def weak_value(
    argument: str,
    severity: Severity,
    *values: object,
    default: object = None,
    area: Area = Area.DATA,
    is_risk: bool = False,
) -> Setting:
    return Setting(argument, Weak.IN, severity, default, values, area, is_risk)


def strong_value(
    argument: str, severity: Severity, *values: object, default: object = None, area: Area = Area.DATA
) -> Setting:
    return Setting(argument, Weak.NOT_IN, severity, default, values, area)


def ranges(argument: str, severity: Severity, default: object = ()) -> Setting:
    return Setting(argument, Weak.OPEN_RANGE, severity, default, area=Area.EXPOSURE)


DATABASE = (
    public("publicly_accessible", CRITICAL),
    data("storage_encrypted", HIGH),
    data("backup_retention_period", HIGH, 0, Weak.LOWER),
    guard("deletion_protection", HIGH),
    guard("skip_final_snapshot", MEDIUM, weak=Weak.TRUE),
    guard("enabled_cloudwatch_logs_exports", MEDIUM, None, Weak.ABSENT),
    guard("delete_automated_backups", MEDIUM, default=True, weak=Weak.TRUE),
    guard("performance_insights_enabled", LOW),
    data("iam_database_authentication_enabled", LOW),
    data("copy_tags_to_snapshot", LOW),
    data("manage_master_user_password", MEDIUM),
    guard("multi_az", LOW),
)
CLUSTER = tuple(
    msgspec.structs.replace(each, default=1) if each.argument == "backup_retention_period" else each
    for each in DATABASE
)
PUBLIC_ACCESS_BLOCK = tuple(
    guard(name, HIGH)
    for name in ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
)
METADATA = (
    strong_value("metadata_options.http_tokens", HIGH, "required", default="optional", area=Area.GUARD),
    Setting("metadata_options.http_put_response_hop_limit", Weak.HIGHER, LOW, 1, area=Area.GUARD),
    public("associate_public_ip_address", MEDIUM),
    guard("monitoring", LOW),
    guard("disable_api_termination", MEDIUM),
    data("root_block_device.encrypted", HIGH),
    data("ebs_block_device.encrypted", HIGH),
)
TEMPLATE = (
    *METADATA[:2],
    data("block_device_mappings.ebs.encrypted", HIGH),
    public("network_interfaces.associate_public_ip_address", MEDIUM),
)
PUBLIC_ACL = ("public-read", "public-read-write", "authenticated-read")
CACHE = (
    data("at_rest_encryption_enabled", HIGH),
    data("transit_encryption_enabled", HIGH),
    data("auth_token", HIGH, None, Weak.ABSENT),
    data("snapshot_retention_limit", MEDIUM, 0, Weak.LOWER),
    data("automatic_failover_enabled", LOW),
)
# Policies of TLS that still speak 1.0 or 1.1, or no forward secrecy:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
OLD_TLS = (
    "ELBSecurityPolicy-2016-08",
    "ELBSecurityPolicy-2015-05",
    "ELBSecurityPolicy-TLS-1-0-2015-04",
    "ELBSecurityPolicy-TLS-1-1-2017-01",
    "ELBSecurityPolicy-FS-2018-06",
    "ELBSecurityPolicy-FS-1-1-2019-08",
    "ELBSecurityPolicy-TLS13-1-0-2021-06",
    "ELBSecurityPolicy-TLS13-1-1-2021-06",
)

SETTINGS: Mapping[str, Sequence[Setting]] = MappingProxyType(
    {
        "aws_db_instance": DATABASE,
        "aws_rds_cluster": CLUSTER,
        "aws_rds_cluster_instance": (public("publicly_accessible", CRITICAL),),
        "aws_docdb_cluster": CLUSTER,
        "aws_neptune_cluster": CLUSTER,
        "aws_redshift_cluster": (
            public("publicly_accessible", CRITICAL),
            data("encrypted", HIGH, default=None),
            data("automated_snapshot_retention_period", MEDIUM, 1, Weak.LOWER),
            data("enhanced_vpc_routing", LOW),
        ),
        "aws_redshiftserverless_workgroup": (public("publicly_accessible", CRITICAL),),
        "aws_dms_replication_instance": (public("publicly_accessible", HIGH, default=None),),
        "aws_db_snapshot": (
            Setting("shared_accounts", Weak.MORE_MEMBERS, HIGH, (), area=Area.ACCESS, is_risk=True),
        ),
        "aws_db_cluster_snapshot": (
            Setting("shared_accounts", Weak.MORE_MEMBERS, HIGH, (), area=Area.ACCESS, is_risk=True),
        ),
        "aws_ami_launch_permission": (
            weak_value("group", HIGH, "all", area=Area.ACCESS, is_risk=True),
            Setting("account_id", Weak.MORE_MEMBERS, MEDIUM, (), area=Area.ACCESS, is_risk=True),
        ),
        "aws_snapshot_create_volume_permission": (
            Setting("account_id", Weak.MORE_MEMBERS, HIGH, (), area=Area.ACCESS, is_risk=True),
        ),
        "aws_s3_bucket": (
            weak_value("acl", HIGH, *PUBLIC_ACL, area=Area.ACCESS, is_risk=True),
            guard("force_destroy", MEDIUM, weak=Weak.TRUE),
            data("server_side_encryption_configuration", MEDIUM, None, Weak.ABSENT),
            guard("object_lock_enabled", HIGH),
        ),
        "aws_s3_bucket_acl": (weak_value("acl", HIGH, *PUBLIC_ACL, area=Area.ACCESS, is_risk=True),),
        "aws_s3_bucket_public_access_block": PUBLIC_ACCESS_BLOCK,
        "aws_s3_account_public_access_block": PUBLIC_ACCESS_BLOCK,
        "aws_s3_bucket_versioning": (
            strong_value("versioning_configuration.status", MEDIUM, "Enabled", area=Area.DATA),
        ),
        "aws_s3_bucket_server_side_encryption_configuration": (
            strong_value(
                "rule.apply_server_side_encryption_by_default.sse_algorithm", LOW, "aws:kms", "aws:kms:dsse"
            ),
        ),
        "aws_kms_key": (
            data("deletion_window_in_days", MEDIUM, 30, Weak.LOWER),
            data("enable_key_rotation", MEDIUM),
            data("is_enabled", HIGH, default=True),
            guard("bypass_policy_lockout_safety_check", MEDIUM, weak=Weak.TRUE),
        ),
        "aws_kms_replica_key": (data("deletion_window_in_days", MEDIUM, 30, Weak.LOWER),),
        "aws_secretsmanager_secret": (data("recovery_window_in_days", MEDIUM, 30, Weak.LOWER),),
        "aws_ssm_parameter": (strong_value("type", HIGH, "SecureString"),),
        "aws_ebs_volume": (data("encrypted", HIGH),),
        "aws_ebs_encryption_by_default": (switch("enabled", HIGH),),
        "aws_efs_file_system": (data("encrypted", HIGH),),
        "aws_efs_backup_policy": (strong_value("backup_policy.status", MEDIUM, "ENABLED"),),
        "aws_fsx_windows_file_system": (data("automatic_backup_retention_days", MEDIUM, 7, Weak.LOWER),),
        "aws_dynamodb_table": (
            data("point_in_time_recovery.enabled", HIGH),
            guard("deletion_protection_enabled", HIGH),
            data("server_side_encryption.enabled", LOW),
        ),
        "aws_elasticache_replication_group": CACHE,
        "aws_elasticache_serverless_cache": (data("snapshot_retention_limit", MEDIUM, 0, Weak.LOWER),),
        "aws_memorydb_cluster": (
            data("tls_enabled", HIGH, default=True),
            data("snapshot_retention_limit", MEDIUM, 0, Weak.LOWER),
        ),
        "aws_opensearch_domain": (
            data("encrypt_at_rest.enabled", HIGH),
            data("node_to_node_encryption.enabled", MEDIUM),
            data("domain_endpoint_options.enforce_https", HIGH),
            strong_value(
                "domain_endpoint_options.tls_security_policy",
                MEDIUM,
                "Policy-Min-TLS-1-2-2019-07",
                "Policy-Min-TLS-1-2-PFS-2023-10",
            ),
            data("advanced_security_options.enabled", MEDIUM),
        ),
        "aws_msk_cluster": (
            strong_value("encryption_info.encryption_in_transit.client_broker", HIGH, "TLS", default="TLS"),
            data("encryption_info.encryption_in_transit.in_cluster", HIGH, default=True),
            public("client_authentication.unauthenticated", HIGH),
        ),
        "aws_sqs_queue": (
            data("kms_master_key_id", LOW, None, Weak.ABSENT),
            data("sqs_managed_sse_enabled", LOW, default=None),
        ),
        "aws_sns_topic": (data("kms_master_key_id", LOW, None, Weak.ABSENT),),
        "aws_kinesis_stream": (strong_value("encryption_type", MEDIUM, "KMS", default="NONE"),),
        "aws_mq_broker": (public("publicly_accessible", HIGH),),
        "aws_ecr_repository": (
            strong_value("image_tag_mutability", LOW, "IMMUTABLE", default="MUTABLE"),
            guard("image_scanning_configuration.scan_on_push", LOW),
            guard("force_delete", MEDIUM, weak=Weak.TRUE),
        ),
        "aws_lb": (
            Setting("internal", Weak.FALSE, HIGH, default=False, area=Area.EXPOSURE),
            guard("enable_deletion_protection", MEDIUM),
            guard("access_logs.enabled", MEDIUM),
            guard("drop_invalid_header_fields", LOW),
        ),
        "aws_lb_listener": (
            weak_value("ssl_policy", HIGH, *OLD_TLS, default="ELBSecurityPolicy-2016-08"),
            strong_value("protocol", HIGH, "HTTPS", "TLS"),
        ),
        "aws_cloudfront_distribution": (
            strong_value(
                "default_cache_behavior.viewer_protocol_policy", HIGH, "redirect-to-https", "https-only"
            ),
            strong_value(
                "viewer_certificate.minimum_protocol_version",
                MEDIUM,
                "TLSv1.2_2018",
                "TLSv1.2_2019",
                "TLSv1.2_2021",
                "TLSv1.2_2025",
                "TLSv1.3_2025",
                default="TLSv1",
            ),
            guard("web_acl_id", HIGH, None, Weak.ABSENT),
            guard("logging_config", MEDIUM, None, Weak.ABSENT),
        ),
        "aws_api_gateway_method": (
            weak_value("authorization", HIGH, "NONE", area=Area.ACCESS),
            guard("api_key_required", LOW),
        ),
        "aws_apigatewayv2_route": (
            weak_value("authorization_type", HIGH, "NONE", default="NONE", area=Area.ACCESS),
        ),
        "aws_api_gateway_domain_name": (strong_value("security_policy", MEDIUM, "TLS_1_2"),),
        "aws_lambda_function_url": (
            weak_value("authorization_type", HIGH, "NONE", area=Area.ACCESS, is_risk=True),
        ),
        "aws_lambda_permission": (
            weak_value("principal", HIGH, "*", area=Area.ACCESS, is_risk=True),
            Setting("source_arn", Weak.ABSENT, MEDIUM, area=Area.ACCESS),
            Setting("source_account", Weak.ABSENT, MEDIUM, area=Area.ACCESS),
        ),
        "aws_eks_cluster": (
            public("vpc_config.endpoint_public_access", HIGH, default=True),
            ranges("vpc_config.public_access_cidrs", HIGH, ("0.0.0.0/0",)),
            guard("enabled_cluster_log_types", MEDIUM, None, Weak.ABSENT),
            data("encryption_config", MEDIUM, None, Weak.ABSENT),
            guard("deletion_protection", HIGH),
        ),
        "aws_instance": METADATA,
        "aws_launch_template": TEMPLATE,
        "aws_launch_configuration": METADATA[:3],
        "aws_subnet": (public("map_public_ip_on_launch", MEDIUM),),
        "aws_ecs_service": (public("network_configuration.assign_public_ip", MEDIUM),),
        "aws_ecs_task_definition": (
            public("container_definitions.privileged", HIGH),
            weak_value("network_mode", MEDIUM, "host"),
        ),
        "aws_ec2_transit_gateway": (
            weak_value("auto_accept_shared_attachments", HIGH, "enable", default="disable", area=Area.ACCESS),
        ),
        "aws_vpc_endpoint_service": (guard("acceptance_required", MEDIUM, default=True),),
        "aws_flow_log": (strong_value("traffic_type", MEDIUM, "ALL", "REJECT", area=Area.GUARD),),
        "aws_cloudtrail": (
            switch("enable_logging", HIGH),
            guard("is_multi_region_trail", MEDIUM),
            guard("enable_log_file_validation", MEDIUM),
            guard("include_global_service_events", MEDIUM, default=True),
            data("kms_key_id", LOW, None, Weak.ABSENT),
        ),
        "aws_guardduty_detector": (switch("enable", HIGH),),
        "aws_guardduty_detector_feature": (strong_value("status", MEDIUM, "ENABLED", area=Area.GUARD),),
        "aws_config_configuration_recorder_status": (switch("is_enabled", HIGH),),
        "aws_config_configuration_recorder": (guard("recording_group.all_supported", MEDIUM, default=True),),
        "aws_cloudwatch_log_group": (
            Setting("retention_in_days", Weak.LOWER, LOW, 0, (0,), area=Area.GUARD),
            data("kms_key_id", LOW, None, Weak.ABSENT),
        ),
        "aws_backup_vault_lock_configuration": (guard("min_retention_days", MEDIUM, 0, Weak.LOWER),),
        "aws_backup_vault": (guard("force_destroy", MEDIUM, weak=Weak.TRUE),),
        "aws_iam_account_password_policy": (
            guard("minimum_password_length", MEDIUM, 6, Weak.LOWER),
            guard("require_symbols", LOW),
            guard("require_numbers", LOW),
            guard("require_uppercase_characters", LOW),
            guard("require_lowercase_characters", LOW),
            guard("password_reuse_prevention", LOW, 0, Weak.LOWER),
            Setting("max_password_age", Weak.HIGHER, LOW, 0, (0,), area=Area.GUARD),
        ),
        "aws_iam_role": (
            guard("permissions_boundary", HIGH, None, Weak.ABSENT),
            Setting("max_session_duration", Weak.HIGHER, LOW, 3600, area=Area.ACCESS),
        ),
        "aws_iam_user": (guard("permissions_boundary", HIGH, None, Weak.ABSENT),),
        "aws_cognito_user_pool": (
            strong_value("mfa_configuration", HIGH, "ON", "OPTIONAL", default="OFF", area=Area.GUARD),
            strong_value("deletion_protection", MEDIUM, "ACTIVE", default="INACTIVE", area=Area.GUARD),
        ),
        "aws_wafv2_web_acl": (
            guard("rule", HIGH, None, Weak.ABSENT),
            Setting("default_action.block", Weak.ABSENT, HIGH, area=Area.GUARD),
        ),
        "aws_vpc_block_public_access_options": (
            weak_value("internet_gateway_block_mode", HIGH, "off", area=Area.GUARD),
        ),
        "aws_ec2_instance_metadata_defaults": (
            strong_value("http_tokens", MEDIUM, "required", default="optional", area=Area.GUARD),
        ),
        "aws_ebs_snapshot_block_public_access": (
            strong_value("state", HIGH, "block-all-sharing", "block-new-sharing", area=Area.GUARD),
        ),
        "aws_networkfirewall_firewall": (
            guard("delete_protection", MEDIUM),
            guard("firewall_policy_change_protection", LOW),
        ),
        "aws_transfer_server": (
            weak_value("endpoint_type", HIGH, "PUBLIC", default="PUBLIC", area=Area.EXPOSURE),
        ),
        "aws_sagemaker_notebook_instance": (
            weak_value("direct_internet_access", HIGH, "Enabled", default="Enabled", area=Area.EXPOSURE),
            weak_value("root_access", LOW, "Enabled", default="Enabled", area=Area.ACCESS),
        ),
    }
)

GUARDS: Mapping[str, Severity] = MappingProxyType(
    {
        "aws_accessanalyzer_analyzer": MEDIUM,
        "aws_backup_plan": HIGH,
        "aws_backup_selection": HIGH,
        "aws_backup_vault_lock_configuration": HIGH,
        "aws_cloudtrail": HIGH,
        "aws_cloudwatch_event_rule": LOW,
        "aws_cloudwatch_log_metric_filter": LOW,
        "aws_cloudwatch_metric_alarm": LOW,
        "aws_config_config_rule": MEDIUM,
        "aws_config_configuration_recorder": HIGH,
        "aws_config_configuration_recorder_status": HIGH,
        "aws_config_delivery_channel": HIGH,
        "aws_detective_graph": MEDIUM,
        "aws_dlm_lifecycle_policy": MEDIUM,
        "aws_ebs_encryption_by_default": HIGH,
        "aws_ebs_snapshot_block_public_access": HIGH,
        "aws_ec2_image_block_public_access": MEDIUM,
        "aws_ec2_instance_metadata_defaults": MEDIUM,
        "aws_efs_backup_policy": MEDIUM,
        "aws_flow_log": HIGH,
        "aws_guardduty_detector": HIGH,
        "aws_guardduty_detector_feature": MEDIUM,
        "aws_iam_account_password_policy": HIGH,
        "aws_iam_virtual_mfa_device": HIGH,
        "aws_inspector2_enabler": MEDIUM,
        "aws_macie2_account": MEDIUM,
        "aws_networkfirewall_firewall": HIGH,
        "aws_networkfirewall_logging_configuration": MEDIUM,
        "aws_organizations_policy_attachment": HIGH,
        "aws_route53_resolver_firewall_rule_group_association": MEDIUM,
        "aws_route53_resolver_query_log_config_association": MEDIUM,
        "aws_s3_account_public_access_block": HIGH,
        "aws_s3_bucket_logging": MEDIUM,
        "aws_s3_bucket_object_lock_configuration": HIGH,
        "aws_s3_bucket_public_access_block": HIGH,
        "aws_s3_bucket_server_side_encryption_configuration": MEDIUM,
        "aws_s3_bucket_versioning": MEDIUM,
        "aws_secretsmanager_secret_rotation": MEDIUM,
        "aws_securityhub_account": HIGH,
        "aws_securityhub_standards_subscription": MEDIUM,
        "aws_shield_protection": MEDIUM,
        "aws_vpc_block_public_access_options": HIGH,
        "aws_wafregional_web_acl_association": HIGH,
        "aws_wafv2_web_acl": HIGH,
        "aws_wafv2_web_acl_association": HIGH,
        "aws_wafv2_web_acl_logging_configuration": MEDIUM,
    }
)
"""What records, watches or prevents. Its arguments that name what it guards are `GUARDED`."""
GUARDED = ("bucket", "resource_arn", "vpc_id", "subnet_id", "eni_id", "transit_gateway_id", "secret_id")

STORES: Mapping[str, Severity] = MappingProxyType(
    {
        "aws_backup_vault": CRITICAL,
        "aws_cloudwatch_log_group": MEDIUM,
        "aws_cognito_user_pool": HIGH,
        "aws_db_instance": CRITICAL,
        "aws_db_cluster_snapshot": HIGH,
        "aws_db_snapshot": HIGH,
        "aws_docdb_cluster": CRITICAL,
        "aws_docdbelastic_cluster": CRITICAL,
        "aws_dynamodb_table": CRITICAL,
        "aws_ebs_snapshot": HIGH,
        "aws_ebs_volume": HIGH,
        "aws_ecr_repository": HIGH,
        "aws_efs_file_system": CRITICAL,
        "aws_elasticache_cluster": MEDIUM,
        "aws_elasticache_replication_group": HIGH,
        "aws_elasticache_serverless_cache": HIGH,
        "aws_elasticsearch_domain": CRITICAL,
        "aws_fsx_backup": HIGH,
        "aws_fsx_lustre_file_system": CRITICAL,
        "aws_fsx_ontap_file_system": CRITICAL,
        "aws_fsx_ontap_volume": CRITICAL,
        "aws_fsx_openzfs_file_system": CRITICAL,
        "aws_fsx_openzfs_volume": CRITICAL,
        "aws_fsx_windows_file_system": CRITICAL,
        "aws_glacier_vault": CRITICAL,
        "aws_keyspaces_table": CRITICAL,
        "aws_kinesis_stream": HIGH,
        "aws_kms_key": CRITICAL,
        "aws_lightsail_database": CRITICAL,
        "aws_memorydb_cluster": HIGH,
        "aws_mq_broker": HIGH,
        "aws_msk_cluster": CRITICAL,
        "aws_msk_serverless_cluster": CRITICAL,
        "aws_neptune_cluster": CRITICAL,
        "aws_opensearch_domain": CRITICAL,
        "aws_qldb_ledger": CRITICAL,
        "aws_rds_cluster": CRITICAL,
        "aws_redshift_cluster": CRITICAL,
        "aws_redshiftserverless_namespace": CRITICAL,
        "aws_s3_bucket": CRITICAL,
        "aws_s3_directory_bucket": CRITICAL,
        "aws_secretsmanager_secret": HIGH,
        "aws_sqs_queue": MEDIUM,
        "aws_timestreamwrite_database": CRITICAL,
        "aws_timestreamwrite_table": CRITICAL,
    }
)
"""What holds data. Which changes of its arguments make it again is recorded from the provider: `docgen.delta.replacements`."""

ATTACHED_POLICIES: Mapping[str, Severity] = MappingProxyType(
    {
        "AdministratorAccess": CRITICAL,
        "IAMFullAccess": CRITICAL,
        "PowerUserAccess": HIGH,
        "AWSOrganizationsFullAccess": HIGH,
        "AmazonS3FullAccess": MEDIUM,
        "SecretsManagerReadWrite": MEDIUM,
        "AmazonRDSFullAccess": MEDIUM,
        "AmazonEC2FullAccess": MEDIUM,
        "AWSKeyManagementServicePowerUser": MEDIUM,
        "SystemAdministrator": HIGH,
    }
)
"""Managed policies of AWS by the last part of their name:
https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html"""

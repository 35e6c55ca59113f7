"""Encryption, backups and deletion protection of everything that holds data.

The other converters describe the same resources as parts of the network. Defaults are those of the AWS provider or,
if it leaves them to AWS, of AWS: https://registry.terraform.io/providers/hashicorp/aws/latest/docs
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

import msgspec

from docgen.aws.model.base import AwsResource, Target
from docgen.aws.model.data_protection import DataStore, StoreKind, StorePart, VolumeDefault
from docgen.aws.read import Node, basics, node
from docgen.language.instance import Instance
from docgen.source.traced import Known, Reason, Traced, Unknown, mapped

Flag: TypeAlias = Callable[[Node], Traced[bool]]
ACCOUNT_DECIDES = Reason("the account's default for new volumes decides", "never")
AWS_DECIDES = Reason("it is not set, and AWS's default has changed over time", "never")
POINT_IN_TIME_DAYS = (
    35  # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html
)


def always(own: Node) -> Traced[bool]:
    """AWS does it whatever the configuration says."""
    return Known(value=True, trace=own.trace)


def never(own: Node) -> Traced[bool]:
    return Known(value=False, trace=own.trace)


def flag(path: str, *, default: bool = False) -> Flag:
    """A flag some blocks down: "encrypt_at_rest.enabled"."""

    def read(own: Node) -> Traced[bool]:
        found, name = inside(own, path)
        return Known(default, own.trace) if found is None else found.flag(name, default=default)

    return read


def flag_or(path: str, reason: Reason) -> Flag:
    """A flag; not known, for this reason, where the configuration does not set it."""

    def read(own: Node) -> Traced[bool]:
        found, name = inside(own, path)
        return found.flag(name) if found is not None and found.is_set(name) else Unknown(reason, own.trace)

    return read


def equals(path: str, wanted: str, default: str) -> Flag:
    """Whether a text has one value."""

    def read(own: Node) -> Traced[bool]:
        found, name = inside(own, path)
        text = Known(default, own.trace) if found is None else found.text(name, default)
        return mapped(text, lambda value: value == wanted)

    return read


def inside(own: Node, path: str) -> tuple[Node | None, str]:
    """The block that a path leads to, None where there is none, and the attribute in it."""
    *blocks, name = path.split(".")
    found: Node | None = own
    for each in blocks:
        found = found.block(each) if found is not None else None
    return found, name


class Shape(msgspec.Struct, frozen=True):
    """The arguments for the protection of one type of resource. Paths go through blocks: "encrypt_at_rest.kms_key_id"."""

    kind: StoreKind
    encrypted: Flag
    key: str = ""
    in_transit: Flag | None = None
    backups: str = ""
    backup_default: int = 0
    deletion: str = ""


def queue_encrypted(own: Node) -> Traced[bool]:
    """With a key of KMS, or with one of SQS, which is the default: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-sqs-sse-queue.html."""
    return (
        always(own) if own.is_set("kms_master_key_id") else own.flag("sqs_managed_sse_enabled", default=True)
    )


def topic_encrypted(own: Node) -> Traced[bool]:
    return Known(own.is_set("kms_master_key_id"), own.trace)


def parameter_encrypted(own: Node) -> Traced[bool]:
    return mapped(own.text("type", "String"), lambda text: text == "SecureString")


K = StoreKind
FSX = Shape(K.FSX, always, "kms_key_id", backups="automatic_backup_retention_days")
SEARCH = Shape(
    K.OPENSEARCH,
    flag("encrypt_at_rest.enabled"),
    "encrypt_at_rest.kms_key_id",
    flag("domain_endpoint_options.enforce_https"),
)
SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "aws_backup_vault": Shape(K.BACKUP_VAULT, always, "kms_key_arn", always),
        "aws_dax_cluster": Shape(
            K.DAX,
            flag("server_side_encryption.enabled"),
            in_transit=equals("cluster_endpoint_encryption_type", "TLS", "NONE"),
        ),
        "aws_db_instance": Shape(
            K.RDS,
            flag("storage_encrypted"),
            "kms_key_id",
            backups="backup_retention_period",
            deletion="deletion_protection",
        ),
        "aws_docdb_cluster": Shape(
            K.DOCUMENTDB,
            flag("storage_encrypted"),
            "kms_key_id",
            backups="backup_retention_period",
            backup_default=1,
            deletion="deletion_protection",
        ),
        "aws_ebs_volume": Shape(K.EBS, flag_or("encrypted", ACCOUNT_DECIDES), "kms_key_id"),
        "aws_ecr_repository": Shape(K.ECR, always, "encryption_configuration.kms_key", always),
        "aws_efs_file_system": Shape(K.EFS, flag("encrypted"), "kms_key_id"),
        "aws_elasticache_cluster": Shape(
            K.ELASTICACHE,
            never,
            in_transit=flag("transit_encryption_enabled"),
            backups="snapshot_retention_limit",
        ),
        "aws_elasticache_replication_group": Shape(
            K.ELASTICACHE,
            flag("at_rest_encryption_enabled"),
            "kms_key_id",
            flag("transit_encryption_enabled"),
            "snapshot_retention_limit",
        ),
        "aws_elasticache_serverless_cache": Shape(
            K.ELASTICACHE, always, "kms_key_id", always, "snapshot_retention_limit"
        ),
        "aws_elasticsearch_domain": SEARCH,
        **dict.fromkeys(
            (
                "aws_fsx_lustre_file_system",
                "aws_fsx_ontap_file_system",
                "aws_fsx_openzfs_file_system",
                "aws_fsx_windows_file_system",
            ),
            FSX,
        ),
        "aws_instance": Shape(
            K.EC2_ROOT,
            flag_or("root_block_device.encrypted", ACCOUNT_DECIDES),
            "root_block_device.kms_key_id",
        ),
        "aws_keyspaces_table": Shape(
            K.KEYSPACES, always, "encryption_specification.kms_key_identifier", always
        ),
        "aws_kinesis_firehose_delivery_stream": Shape(
            K.FIREHOSE, flag("server_side_encryption.enabled"), "server_side_encryption.key_arn", always
        ),
        "aws_kinesis_stream": Shape(
            K.KINESIS, equals("encryption_type", "KMS", "NONE"), "kms_key_id", always
        ),
        "aws_memorydb_cluster": Shape(
            K.MEMORYDB, always, "kms_key_arn", flag("tls_enabled", default=True), "snapshot_retention_limit"
        ),
        "aws_mq_broker": Shape(K.MQ, always, "encryption_options.kms_key_id", always),
        "aws_msk_cluster": Shape(
            K.MSK,
            always,
            "encryption_info.encryption_at_rest_kms_key_arn",
            equals("encryption_info.encryption_in_transit.client_broker", "TLS", "TLS"),
        ),
        "aws_msk_serverless_cluster": Shape(K.MSK, always, "", always),
        "aws_neptune_cluster": Shape(
            K.NEPTUNE,
            flag("storage_encrypted"),
            "kms_key_arn",
            always,
            "backup_retention_period",
            1,
            "deletion_protection",
        ),
        "aws_opensearch_domain": SEARCH,
        "aws_rds_cluster": Shape(
            K.AURORA,
            flag("storage_encrypted"),
            "kms_key_id",
            backups="backup_retention_period",
            backup_default=1,
            deletion="deletion_protection",
        ),
        "aws_redshift_cluster": Shape(
            K.REDSHIFT,
            flag_or("encrypted", AWS_DECIDES),
            "kms_key_id",
            backups="automated_snapshot_retention_period",
            backup_default=1,
        ),
        "aws_redshiftserverless_namespace": Shape(K.REDSHIFT, always, "kms_key_id"),
        "aws_s3_bucket": Shape(K.S3, always, in_transit=never),
        "aws_secretsmanager_secret": Shape(K.SECRET, always, "kms_key_id", always),
        "aws_sns_topic": Shape(K.SNS, topic_encrypted, "kms_master_key_id"),
        "aws_sqs_queue": Shape(K.SQS, queue_encrypted, "kms_master_key_id"),
        "aws_ssm_parameter": Shape(K.PARAMETER, parameter_encrypted, "key_id", always),
        "aws_timestreamwrite_database": Shape(K.TIMESTREAM, always, "kms_key_id", always),
    }
)


def convert_store(instance: Instance) -> Iterator[AwsResource]:
    """Any of `SHAPES`."""
    shape, own = SHAPES[instance.address.type], node(instance)
    encrypted = shape.encrypted(own)
    kind = shape.kind
    if kind is K.PARAMETER and isinstance(encrypted, Known) and encrypted.value:
        kind = K.SECURE_PARAMETER
    yield DataStore(
        **basics(instance, "name", "identifier", "cluster_identifier", "bucket", "domain_name"),
        kind=kind,
        encrypted=encrypted,
        key=key_in(own, shape.key),
        in_transit=shape.in_transit(own) if shape.in_transit is not None else None,
        backup_days=own.whole(shape.backups, shape.backup_default) if shape.backups else None,
        deletion_protection=own.flag(shape.deletion) if shape.deletion else None,
        rotates=never(own) if kind is K.SECRET else None,
    )


def key_in(own: Node, path: str) -> Traced[Target] | None:
    found, name = inside(own, path) if path else (None, "")
    return found.optional_target(name) if found is not None and found.raw(name).payload != "" else None


def convert_table(instance: Instance) -> Iterator[AwsResource]:
    """`aws_dynamodb_table`."""
    own = node(instance)
    recovery = own.block("point_in_time_recovery")
    days: Traced[int] = Known(0, own.trace)
    if recovery is not None:
        kept = recovery.whole("recovery_period_in_days", POINT_IN_TIME_DAYS)
        enabled = recovery.flag("enabled")
        days = enabled if isinstance(enabled, Unknown) else kept if enabled.value else days
    yield DataStore(
        **basics(instance, "name"),
        kind=K.DYNAMODB,
        encrypted=always(own),
        key=key_in(own, "server_side_encryption.kms_key_arn"),
        in_transit=always(own),
        backup_days=days,
        deletion_protection=own.flag("deletion_protection_enabled"),
    )


# -- declared on their own --------------------------------------------------------------------------


def convert_bucket_encryption(instance: Instance) -> Iterator[AwsResource]:
    """`aws_s3_bucket_server_side_encryption_configuration`: the key; a bucket without one is encrypted with a key of S3."""
    own = node(instance)
    rule, name = inside(own, "rule.apply_server_side_encryption_by_default.kms_master_key_id")
    if rule is not None and rule.is_set(name) and rule.raw(name).payload != "":
        yield StorePart(**basics(instance), store=own.target("bucket"), changes={"key": rule.target(name)})


def convert_bucket_versioning(instance: Instance) -> Iterator[AwsResource]:
    """`aws_s3_bucket_versioning`."""
    own = node(instance)
    found = own.block("versioning_configuration")
    status = Known("Disabled", own.trace) if found is None else found.text("status")
    changes = {"versioned": mapped(status, lambda text: text == "Enabled")}
    yield StorePart(**basics(instance), store=own.target("bucket"), changes=changes)


def convert_rotation(instance: Instance) -> Iterator[AwsResource]:
    """`aws_secretsmanager_secret_rotation`."""
    own = node(instance)
    yield StorePart(**basics(instance), store=own.target("secret_id"), changes={"rotates": always(own)})


def convert_volume_default(instance: Instance) -> Iterator[AwsResource]:
    """`aws_ebs_encryption_by_default`."""
    yield VolumeDefault(**basics(instance), encrypts=node(instance).flag("enabled", default=True))


CONVERTERS: Mapping[str, Callable[[Instance], Iterator[AwsResource]]] = MappingProxyType(
    {
        **dict.fromkeys(SHAPES, convert_store),
        "aws_dynamodb_table": convert_table,
        "aws_s3_bucket_server_side_encryption_configuration": convert_bucket_encryption,
        "aws_s3_bucket_versioning": convert_bucket_versioning,
        "aws_secretsmanager_secret_rotation": convert_rotation,
        "aws_ebs_encryption_by_default": convert_volume_default,
    }
)

"""Data stores, and how their data is protected."""

import enum

from docgen.aws.model.base import AwsResource, StandaloneResource, Target
from docgen.source.traced import Traced


class StoreKind(enum.StrEnum):
    """The kind of a data store, with AWS's name."""

    AURORA = "Aurora cluster"
    BACKUP_VAULT = "backup vault"
    DAX = "DAX cluster"
    DOCUMENTDB = "DocumentDB cluster"
    DYNAMODB = "DynamoDB table"
    EBS = "EBS volume"
    EC2_ROOT = "EC2 root volume"
    ECR = "ECR repository"
    EFS = "EFS file system"
    ELASTICACHE = "ElastiCache cluster"
    FIREHOSE = "Firehose stream"
    FSX = "FSx file system"
    KEYSPACES = "Keyspaces table"
    KINESIS = "Kinesis stream"
    MEMORYDB = "MemoryDB cluster"
    MQ = "Amazon MQ broker"
    MSK = "MSK cluster"
    NEPTUNE = "Neptune cluster"
    OPENSEARCH = "OpenSearch domain"
    RDS = "RDS instance"
    REDSHIFT = "Redshift cluster"
    S3 = "S3 bucket"
    SECRET = "Secrets Manager secret"  # noqa: S105 - a kind of resource
    SECURE_PARAMETER = "SSM SecureString parameter"
    PARAMETER = "SSM parameter"
    SNS = "SNS topic"
    SQS = "SQS queue"
    TIMESTREAM = "Timestream database"


SECRETS = frozenset({StoreKind.SECRET, StoreKind.SECURE_PARAMETER})


class DataStore(StandaloneResource, frozen=True, eq=False, kw_only=True):
    """One store. Where a part is None, AWS has no such setting for it."""

    kind: StoreKind
    encrypted: Traced[bool]  # at rest
    key: Traced[Target] | None = None  # None: a key of AWS
    in_transit: Traced[bool] | None = None  # whether it refuses clients without TLS
    backup_days: Traced[int] | None = None  # for how long automatic backups are kept; 0: there are none
    deletion_protection: Traced[bool] | None = None
    versioned: Traced[bool] | None = None  # whether it keeps former versions of what it holds
    rotates: Traced[bool] | None = None  # of a secret: whether it is changed by itself


class StorePart(AwsResource, frozen=True, eq=False, kw_only=True):
    """Something declared on its own that protects a store, until it is linked to it."""

    store: Traced[Target]
    changes: dict[str, Traced]  # type: ignore[type-arg] # fields of `DataStore`


class VolumeDefault(AwsResource, frozen=True, eq=False, kw_only=True):
    """Whether new EBS volumes of the account and Region are encrypted by themselves."""

    encrypts: Traced[bool]

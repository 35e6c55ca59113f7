"""Stores of data: encryption, keys, backups, protection, and what is declared beside them."""

import pytest

from docgen.aws.model.data_protection import DataStore
from docgen.source.traced import Known
from tests.aws.test_regions import network

# Of each store: what Terraform says, and the fields as they must be read; "?" for one that is not known.
STORES: dict[str, tuple[str, dict[str, object]]] = {
    "a plain database": (
        'resource "aws_db_instance" "x" {\n  engine = "postgres"\n  instance_class = "db.t3.micro"\n}',
        {"encrypted": False, "key": None, "backup_days": 0, "deletion_protection": False},
    ),
    "a protected database": (
        (
            'resource "aws_db_instance" "x" {\n  engine = "postgres"\n  instance_class = "db.t3.micro"\n  storage_encrypted = true\n'
            "  backup_retention_period = 7\n  deletion_protection = true\n}"
        ),
        {"encrypted": True, "backup_days": 7, "deletion_protection": True},
    ),
    "a bucket": (
        'resource "aws_s3_bucket" "x" {\n  bucket = "x"\n}',
        {"encrypted": True, "in_transit": False, "versioned": False},
    ),
    "a bucket with versions, named by its name": (
        (
            'resource "aws_s3_bucket" "x" {\n  bucket = "x"\n}\nresource "aws_s3_bucket_versioning" "x" {\n  bucket = "x"\n'
            '  versioning_configuration {\n    status = "Enabled"\n  }\n}'
        ),
        {"versioned": True},
    ),
    "a bucket that something unknown may protect": (
        (
            'variable "b" {\n  type = string\n}\nresource "aws_s3_bucket" "x" {\n  bucket = "x"\n}\n'
            'resource "aws_s3_bucket_versioning" "x" {\n  bucket = var.b\n  versioning_configuration {\n    status = "Enabled"\n  }\n}'
        ),
        {"versioned": "?", "encrypted": True},
    ),
    "a volume": (
        'resource "aws_ebs_volume" "x" {\n  availability_zone = "eu-west-1a"\n  size = 1\n}',
        {"encrypted": "?"},
    ),
    "a volume in an account that encrypts": (
        'resource "aws_ebs_volume" "x" {\n  availability_zone = "eu-west-1a"\n  size = 1\n}\nresource "aws_ebs_encryption_by_default" "y" {\n}',
        {"encrypted": True},
    ),
    "a queue": ('resource "aws_sqs_queue" "x" {\n}', {"encrypted": True, "key": None}),
    "a queue in plaintext": (
        'resource "aws_sqs_queue" "x" {\n  sqs_managed_sse_enabled = false\n}',
        {"encrypted": False},
    ),
    "a topic": ('resource "aws_sns_topic" "x" {\n}', {"encrypted": False}),
    "a secret that rotates": (
        (
            'resource "aws_secretsmanager_secret" "x" {\n  name = "x"\n}\nresource "aws_secretsmanager_secret_rotation" "x" {\n'
            '  secret_id = aws_secretsmanager_secret.x.id\n  rotation_lambda_arn = "arn:aws:lambda:eu-west-1:1:function:x"\n'
            "  rotation_rules {\n    automatically_after_days = 30\n  }\n}"
        ),
        {"rotates": True, "in_transit": True},
    ),
    "a table that can be restored": (
        (
            'resource "aws_dynamodb_table" "x" {\n  name = "x"\n  hash_key = "id"\n  attribute {\n    name = "id"\n    type = "S"\n  }\n'
            "  point_in_time_recovery {\n    enabled = true\n  }\n}"
        ),
        {"backup_days": 35, "deletion_protection": False},
    ),
    "a search domain": (
        'resource "aws_opensearch_domain" "x" {\n  domain_name = "x"\n  domain_endpoint_options {\n    enforce_https = true\n  }\n}',
        {"encrypted": False, "in_transit": True},
    ),
}


@pytest.mark.parametrize("name", STORES)
def test_a_store_is_read(name: str) -> None:
    text, wanted = STORES[name]
    (store,) = network(text).of(DataStore)

    assert {field: plain(getattr(store, field)) for field in wanted} == wanted


def plain(value: object) -> object:
    return value if value is None else value.value if isinstance(value, Known) else "?"

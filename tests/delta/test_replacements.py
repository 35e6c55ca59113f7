"""A data store is reported as replaced only if the provider would certainly do it; a value that may differ is not certain."""

import json
from importlib.resources import files

import pytest

from docgen.aws.schemas import schema_in
from docgen.delta.model import Area, Direction, Item, ReplacedEvent
from docgen.delta.replacements import table
from docgen.delta.safeguards import STORES
from docgen.pages.sentences.diff import item_text
from tests.delta.test_kinds import compared, made

DATABASE = """
  resource "aws_db_instance" "a" {
    identifier        = "orders"
    instance_class    = "db.t4g.micro"
    engine            = "postgres"
    storage_encrypted = true
    username          = "orders"
CHANGED
  }
  resource "aws_kms_key" "one" {}
  resource "aws_kms_key" "two" {}
  variable "unset" {}
"""
VOLUME = """
  resource "aws_ebs_volume" "a" {
    availability_zone = "eu-west-1a"
    size              = 10
CHANGED
  }
  resource "aws_kms_key" "one" {}
  variable "unset" {}
"""
BROKERS = """
  resource "aws_msk_cluster" "a" {
    cluster_name           = "a"
    number_of_broker_nodes = 3
    VERSION
    broker_node_group_info {
      instance_type   = "kafka.m7g.large"
      security_groups = ["sg-1"]
      client_subnets  = ["subnet-1", "subnet-2"]
    }
  }
"""
SCRATCH = """
  resource "aws_fsx_lustre_file_system" "a" {
    subnet_ids       = ["subnet-1"]
    deployment_type  = "PERSISTENT_2"
CHANGED
  }
"""
REGISTRY = """
  resource "aws_ecr_repository" "a" {
    name = "a"
    encryption_configuration {
CHANGED
    }
    lifecycle {
      ignore_changes = [encryption_configuration[0].kms_key]
    }
  }
"""
KEYS = """
  resource "aws_keyspaces_table" "a" {
    keyspace_name = "a"
    table_name    = "a"
    schema_definition {
    column {
      name = "a"
      type = "ascii"
    }
    partition_key {
      name = "a"
    }
CHANGED
    }
  }
"""
CACHE = """
  resource "aws_elasticache_replication_group" "a" {
    replication_group_id = "a"
    description          = "a"
CHANGED
  }
"""


def replaced(text: str, changed: str) -> list[Item]:
    kind = made("x", "", "", text.replace("CHANGED", changed))
    return [each for each in compared(kind).items if isinstance(each.event, ReplacedEvent)]


@pytest.mark.parametrize(
    ("text", "changed", "arguments"),
    [
        (DATABASE.replace("    storage_encrypted = true\n", ""), "-   storage_encrypted = true\n+   storage_encrypted = false", ("storage_encrypted",)),
        (DATABASE.replace("    storage_encrypted = true\n", ""), "-   storage_encrypted = true", ("storage_encrypted",)),
        (DATABASE, '-   db_name = "a"\n+   db_name = "b"', ("db_name",)),
        (DATABASE, '-   kms_key_id = "arn:aws:kms:eu-west-1:111122223333:key/a"\n+   kms_key_id = "arn:aws:kms:eu-west-1:111122223333:key/b"', ("kms_key_id",)),
        (VOLUME, "+   multi_attach_enabled = true", ("multi_attach_enabled",)),
        (BROKERS.replace("    VERSION\n", '-   kafka_version = "3.6.0"\n+   kafka_version = "3.5.1"\n'), "", ("kafka_version",)),
        (BROKERS.replace("    VERSION\n", '    kafka_version = "3.6.0"\n').replace('      client_subnets  = ["subnet-1", "subnet-2"]', '-     client_subnets  = ["subnet-1", "subnet-2"]\n+     client_subnets  = ["subnet-1", "subnet-3"]'), "", ("broker_node_group_info.client_subnets",)),
    ],
)  # fmt: skip
def test_replaced(text: str, changed: str, arguments: tuple[str, ...]) -> None:
    [found] = replaced(text, changed)

    assert found.event == ReplacedEvent(found.event.type, arguments)  # type: ignore[union-attr] # as filtered
    assert (found.area, found.direction, found.severity) == (
        Area.DESTRUCTION,
        Direction.WORSE,
        STORES[found.event.type],
    )


@pytest.mark.parametrize(
    ("text", "changed", "argument"),
    [
        (DATABASE, "-   kms_key_id = aws_kms_key.one.arn\n+   kms_key_id = aws_kms_key.two.arn", "kms_key_id"),
        (DATABASE, "+   kms_key_id = aws_kms_key.one.arn", "kms_key_id"),  # AWS has chosen one: perhaps this
        (DATABASE, '+   availability_zone = "eu-west-1a"', "availability_zone"),  # as above
        (DATABASE, '-   db_name = "a"\n+   db_name = var.unset', "db_name"),
        (DATABASE, '-   db_name = var.unset\n+   db_name = "a"', "db_name"),
        (VOLUME, "+   encrypted = true", "encrypted"),  # the account may encrypt every new volume
        (VOLUME, "+   kms_key_id = var.unset", "kms_key_id"),
        (REGISTRY, '-   encryption_type = "AES256"\n+   encryption_type = "KMS"', "encryption_configuration.encryption_type"),
        (KEYS, '-   partition_key {\n-   name = "b"\n-   }\n+   partition_key {\n+   name = "c"\n+   }', "schema_definition.partition_key.name"),
        (DATABASE.replace('variable "unset" {}', 'variable "unset" {\n  sensitive = true\n  default = "b"\n}'), '-   db_name = "a"\n+   db_name = var.unset', "db_name"),
        (VOLUME, '-   kms_key_id = "arn:aws:kms:eu-west-1:111122223333:key/a"\n+   kms_key_id = "alias/a"', "kms_key_id"),
    ],
)  # fmt: skip
def test_perhaps_replaced(text: str, changed: str, argument: str) -> None:
    [found] = replaced(text, changed)

    assert found.event == ReplacedEvent(found.event.type, (argument,), is_certain=False)  # type: ignore[union-attr] # as filtered
    assert (found.direction, found.severity) == (Direction.UNKNOWN, None)
    assert "may be replaced" in item_text(found)


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        (DATABASE, ""),
        (DATABASE, "-   kms_key_id = var.unset\n+   kms_key_id = var.unset"),
        (DATABASE, "-   kms_key_id = aws_kms_key.one.arn"),  # the provider keeps what it has
        (DATABASE, '-   db_name = "a"'),  # as above
        (DATABASE, "-   backup_retention_period = 7\n+   backup_retention_period = 1"),
        (DATABASE, '-   db_subnet_group_name = "a"\n+   db_subnet_group_name = "b"'),  # moved in place
        (
            DATABASE,
            '-   db_name = "a"\n+   db_name = "b"\n    lifecycle {\n      ignore_changes = [db_name]\n    }',
        ),
        (
            DATABASE,
            '-   db_name = "a"\n+   db_name = "b"\n    lifecycle {\n      ignore_changes = all\n    }',
        ),
        (DATABASE.replace('"orders"\n    instance', '"ORDERS"\n    instance'), ""),
        (VOLUME, "-   encrypted = false"),
        (VOLUME, "-   multi_attach_enabled = false\n+   multi_attach_enabled = null"),
        (BROKERS.replace("    VERSION\n", '-   kafka_version = "3.5.1"\n+   kafka_version = "3.10.0"\n'), ""),
        (
            SCRATCH,
            "-   storage_capacity = 1200\n+   storage_capacity = 2400",
        ),  # in place, but for scratch file systems
        (REGISTRY.replace("[0].kms_key", ""), '-   encryption_type = "AES256"\n+   encryption_type = "KMS"'),
        (KEYS, '    partition_key {\n    name = "b"\n    }'),
        (
            KEYS,
            '    partition_key {\n    name = "b"\n    }\n-   static_column {\n-   name = "d"\n-   }\n    static_column {\n    name = "c"\n    }\n+   static_column {\n+   name = "d"\n+   }',
        ),
        (
            DATABASE.replace(
                'variable "unset" {}', 'variable "unset" {\n  sensitive = true\n  default = "b"\n}'
            ),
            "-   db_name = var.unset",
        ),
        (CACHE, '-   engine = "redis"\n+   engine = "valkey"'),  # in place
    ],
)
def test_not_replaced(text: str, changed: str) -> None:
    assert replaced(text, changed) == []


def test_a_key_that_a_moved_block_renames_is_the_same_key() -> None:
    text = DATABASE.replace(
        '  resource "aws_kms_key" "one" {}\n',
        '-  resource "aws_kms_key" "one" {}\n+  resource "aws_kms_key" "new" {}\n+  moved {\n+   from = aws_kms_key.one\n+   to = aws_kms_key.new\n+ }\n',
    )

    assert replaced(text, "-   kms_key_id = aws_kms_key.one.arn\n+   kms_key_id = aws_kms_key.new.arn") == []


def test_what_is_sensitive_is_not_told() -> None:
    text = DATABASE.replace(
        '  variable "unset" {}\n',
        '  variable "name" {\n    sensitive = true\n-   default = "hunter2"\n+   default = "hunter3"\n  }\n',
    )

    assert replaced(text, "    db_name = var.name") == []


# -- the table --------------------------------------------------------------------------------------


def test_every_store_is_recorded_and_every_argument_is_in_the_schema() -> None:
    assert set(table().types) == set(STORES)
    for type_, arguments in table().types.items():
        for argument in arguments:
            block = schema_in(table().provider, "managed", type_)
            assert block is not None
            *around, name = argument.split(".")
            for each in around:
                block = block.blocks[each].block
            assert name in block.attributes, (type_, argument)


def test_the_table_is_written_as_it_is_recorded() -> None:
    text = files("docgen.delta").joinpath("replacements.json").read_text(encoding="utf-8")

    assert json.dumps(json.loads(text), indent=1) + "\n" == text

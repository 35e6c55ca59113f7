"""The Region of each thing, and what replicas take over from their source."""

from pathlib import Path

import pytest

from docgen.aws.model.network import Network
from docgen.aws.network import convert_network
from docgen.aws.provider_defaults import complete
from docgen.aws.provider_version import choose_provider, schemas_of
from docgen.hcl.parser import parse_body
from docgen.language.evaluation import Environment, evaluate_configuration
from docgen.language.provider import ProviderInfo
from docgen.source.text import SourceFile
from docgen.source.traced import Known, Traced
from docgen.source.tree import DiskTree
from docgen.terraform.declare import declare_module
from docgen.terraform.module import Configuration


def network(text: str, locked: str = "6.62.0", ambient: str = "") -> Network:
    file = SourceFile("main.tf", text)
    module = declare_module(".", [(file, parse_body(file).value)]).value
    around = Environment(
        DiskTree(Path()), knowledge=ProviderInfo(schemas_of(choose_provider(locked, [])), complete=complete)
    )
    return convert_network(
        evaluate_configuration(Configuration(".", {(): module}), around).value.instances, ambient
    )


def shown(value: Traced[str]) -> str:
    return value.value if isinstance(value, Known) else value.reason.text


PROVIDERS = """
provider "aws" {
  region = "eu-west-1"
}
provider "aws" {
  alias  = "far"
  region = "us-east-1"
}
"""
VPC = 'resource "aws_vpc" "a" {\n  cidr_block = "10.0.0.0/16"\n%s}\n'


@pytest.mark.parametrize(
    ("text", "ambient", "region"),
    [
        (PROVIDERS + VPC % "", "", "eu-west-1"),
        (PROVIDERS + VPC % "", "ap-south-1", "eu-west-1"),
        (PROVIDERS + VPC % "  provider = aws.far\n", "", "us-east-1"),
        (PROVIDERS + VPC % '  region = "eu-north-1"\n', "", "eu-north-1"),
        (PROVIDERS + VPC % '  provider = aws.far\n  region = "eu-north-1"\n', "", "eu-north-1"),
        (PROVIDERS + VPC % "  region = null\n", "", "eu-west-1"),
        (PROVIDERS + 'variable "r" {}\n' + VPC % "  region = var.r\n", "ap-south-1", "var.r"),
        (VPC % "", "", "its provider names no Region"),
        (VPC % "", "ap-south-1", "ap-south-1"),
        ('variable "r" {}\nprovider "aws" {\n  region = var.r\n}\n' + VPC % "", "ap-south-1", "var.r"),
        ('provider "aws" {\n  region = sensitive("eu-west-1")\n}\n' + VPC % "", "", "(sensitive)"),
    ],
)
def test_region_of_a_vpc(text: str, ambient: str, region: str) -> None:
    (vpc,) = network(text, ambient=ambient).vpcs

    assert region in shown(vpc.region)


SOURCE = """
resource "aws_db_subnet_group" "g" {
  name       = "g"
  subnet_ids = ["subnet-1"]
}
resource "aws_db_instance" "primary" {
  identifier           = "primary"
  engine               = "mysql"
  port                 = 3307
  instance_class       = "c"
  db_subnet_group_name = aws_db_subnet_group.g.name
}
resource "aws_db_instance" "copy" {
  instance_class = "c"
"""


@pytest.mark.parametrize(
    ("arguments", "port", "engine", "placed"),
    [
        ("replicate_source_db = aws_db_instance.primary.identifier", "3307", "mysql", True),
        ("replicate_source_db = aws_db_instance.primary.arn", "3307", "mysql", True),
        ("replicate_source_db = aws_db_instance.primary.arn\n  port = 3308", "3308", "mysql", True),
        # In another Region it needs a subnet group of its own.
        ("replicate_source_db = aws_db_instance.primary.arn\n  provider = aws.far", "3307", "mysql", False),
        ('replicate_source_db = "another"', "its source is not", "its source is not", False),
        (
            "restore_to_point_in_time {\n    source_db_instance_identifier = aws_db_instance.primary.identifier\n  }",
            "3307",
            "mysql",
            False,
        ),
    ],
)
def test_replicas(arguments: str, port: str, engine: str, placed: bool) -> None:  # noqa: FBT001 - a column of the table
    copy, _ = network(f"{PROVIDERS}{SOURCE}  {arguments}\n}}\n").databases

    assert port in (str(copy.port.value) if isinstance(copy.port, Known) else copy.port.reason.text)
    assert copy.listens == (copy.port,)
    assert engine in shown(copy.engine)
    assert isinstance(copy.subnets, Known) is placed


def test_a_replica_of_a_replica_takes_over_what_that_does() -> None:
    second = 'resource "aws_db_instance" "last" {\n  instance_class = "c"\n  replicate_source_db = aws_db_instance.copy.arn\n}\n'
    first = f"{PROVIDERS}{SOURCE}  replicate_source_db = aws_db_instance.primary.arn\n}}\n"

    ports = [each.port.value for each in network(first + second).databases if isinstance(each.port, Known)]

    assert ports == [3307, 3307, 3307]


def test_replicas_of_each_other_end() -> None:
    text = "".join(
        f'resource "aws_db_instance" "{one}" {{\n  instance_class = "c"\n  identifier = "{one}"\n  replicate_source_db = "{other}"\n}}\n'
        for one, other in (("a", "b"), ("b", "a"))
    )

    assert [isinstance(each.port, Known) for each in network(text).databases] == [False, False]


def test_a_regional_nat_gateway_is_in_no_subnet() -> None:
    zonal = 'resource "aws_nat_gateway" "a" {\n  subnet_id = "subnet-1"\n  allocation_id = "eipalloc-1"\n}\n'
    regional = 'resource "aws_nat_gateway" "b" {\n  vpc_id = "vpc-1"\n  availability_mode = "regional"\n}\n'

    first, second = network(zonal + regional).nat_gateways

    assert isinstance(first.subnet, Known)
    assert not isinstance(second.subnet, Known)


def test_the_inventory_tells_the_region_of_what_is_not_modelled_too() -> None:
    found = network(PROVIDERS + 'resource "aws_sqs_queue" "a" {\n  provider = aws.far\n}\n').inventory

    assert [shown(each.region) for each in found] == ["us-east-1"]

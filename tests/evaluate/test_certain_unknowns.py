"""What is certain of an unknown id or ARN: it is not null and not empty."""

from pathlib import Path

import pytest

from docgen.aws.provider_defaults import complete
from docgen.aws.schemas import aws_schema
from docgen.hcl.parser import parse_body
from docgen.language.evaluation import Environment, evaluate_configuration
from docgen.language.provider import ProviderInfo
from docgen.source.text import SourceFile
from docgen.source.tree import DiskTree
from docgen.terraform.declare import declare_module
from docgen.terraform.module import Configuration
from docgen.values.values import Unknown

RESOURCES = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_lb" "front" {}
resource "aws_db_instance" "main" {
  instance_class = "db.t4g.micro"
}
output "answer" {
  value = %s
}
"""


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("aws_vpc.main.id != null", True),
        ("aws_vpc.main.arn == null", False),
        ('aws_vpc.main.id != ""', True),
        ('aws_lb.front.dns_name == ""', False),
        ("length(aws_vpc.main.id) > 0", True),
        ("0 < length(aws_vpc.main.id)", True),
        ("length(aws_vpc.main.id) >= 1", True),
        ("length(aws_vpc.main.id) == 0", False),
        ("length(aws_vpc.main.id) < 1", False),
        ("length(tostring(aws_vpc.main.id)) != 0", True),
        ("(aws_vpc.main.id != null ? 1 : 0)", 1),
        ("length(compact([aws_vpc.main.id, null]))", 1),
        # These may be empty or null, or any length.
        ("aws_db_instance.main.kms_key_id != null", None),
        ('aws_db_instance.main.db_subnet_group_name == ""', None),
        ("length(aws_vpc.main.id) > 5", None),
        ("length(aws_vpc.main.id) == 12", None),
        ('aws_vpc.main.id == "vpc-1"', None),
    ],
)
def test_questions_about_ids(expression: str, answer: object) -> None:
    file = SourceFile("main.tf", RESOURCES % expression)
    module = declare_module(".", [(file, parse_body(file).value)]).value
    around = Environment(DiskTree(Path()), knowledge=ProviderInfo(aws_schema, complete=complete))

    payload = (
        evaluate_configuration(Configuration(".", {(): module}), around).value.outputs["answer"].value.payload
    )

    assert (None if isinstance(payload, Unknown) else payload) == answer

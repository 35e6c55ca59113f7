"""Data sources that the configuration itself answers, and those that it must not answer."""

from pathlib import Path

import pytest

from docgen.values.values import Unknown, Value
from docgen.workspace.environment import Evaluator
from docgen.workspace.project import open_project

BASE = """
provider "aws" {
  region = "eu-west-1"
}
provider "aws" {
  alias  = "other"
  region = "us-east-1"
}
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "main" }
}
resource "aws_vpc" "second" {
  cidr_block = "10.1.0.0/16"
  tags       = { Name = "second" }
}
resource "aws_subnet" "app" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.${count.index}.0/24"
  tags       = { Tier = "app" }
}
resource "aws_subnet" "data" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.9.0/24"
  tags       = { Tier = "data" }
}
resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.main.id
}
resource "aws_security_group" "generated" {
  name_prefix = "gen-"
  vpc_id      = aws_vpc.main.id
}
resource "aws_ssm_parameter" "size" {
  name  = "/app/size"
  type  = "String"
  value = "large"
}
"""


def asked(tmp_path: Path, text: str, files: dict[str, str] | None = None) -> Value:
    """The root output `x` of an environment of one root module."""
    (tmp_path / "docgen.yml").write_text("project: P\nenvironments:\n  e:\n    root: .\n", encoding="utf-8")
    (tmp_path / "main.tf").write_text(BASE + text, encoding="utf-8")
    for name, content in (files or {}).items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    project = open_project(tmp_path).value
    assert project is not None
    evaluation = Evaluator(project).evaluate("e").value
    assert evaluation is not None
    return evaluation.outputs["x"].value


def said(value: Value) -> object:
    """Addresses for references to a resource, the value otherwise; None if it is not known."""
    if isinstance(value.payload, Unknown):
        reference = value.payload.reference
        managed = reference is not None and reference.address.mode == "managed"
        return str(reference) if managed else None
    return [said(each) for each in value.payload] if isinstance(value.payload, tuple) else value.payload


def output(data: str, body: str, attribute: str) -> str:
    return f'data "{data}" "d" {{\n{body}\n}}\noutput "x" {{\n  value = data.{data}.d.{attribute}\n}}\n'


FILTER = 'filter {{\n  name = "{}"\n  values = [{}]\n}}\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (output("aws_vpc", 'tags = { Name = "main" }', "id"), "aws_vpc.main.id"),
        (output("aws_vpc", FILTER.format("tag:Name", '"main"'), "id"), "aws_vpc.main.id"),
        (output("aws_vpc", FILTER.format("cidr", '"10.1.0.0/16"'), "cidr_block"), "10.1.0.0/16"),
        (output("aws_vpc", "id = aws_vpc.second.id", "cidr_block"), "10.1.0.0/16"),
        (output("aws_subnets", FILTER.format("vpc-id", "aws_vpc.main.id"), "ids"), ["aws_subnet.app[0].id", "aws_subnet.app[1].id", "aws_subnet.data.id"]),
        (output("aws_subnets", FILTER.format("vpc-id", "aws_vpc.main.id") + FILTER.format("tag:Tier", '"app"'), "ids"), ["aws_subnet.app[0].id", "aws_subnet.app[1].id"]),
        (output("aws_subnet", FILTER.format("tag:Tier", '"data"'), "cidr_block"), "10.0.9.0/24"),
        (output("aws_security_group", 'name = "web"\nvpc_id = aws_vpc.main.id', "id"), "aws_security_group.web.id"),
        (output("aws_ssm_parameter", 'name = "/app/size"', "value"), None),  # sensitive, see below
        # several, none, or not to be decided
        (output("aws_subnet", FILTER.format("tag:Tier", '"app"'), "cidr_block"), None),
        (output("aws_vpc", 'tags = { Name = "third" }', "id"), None),
        (output("aws_vpc", "default = true", "id"), None),
        (output("aws_vpc", FILTER.format("tag:Name", '"ma*"'), "id"), None),
        (output("aws_vpc", FILTER.format("state", '"available"'), "id"), None),
        (output("aws_security_group", 'name = "gen-x"', "id"), None),
        (output("aws_vpc", 'provider = aws.other\ntags = { Name = "main" }', "id"), None),
        ('variable "n" {}\n' + output("aws_vpc", "tags = { Name = var.n }", "id"), None),
    ],
)  # fmt: skip
def test_one_resource_can_be_meant(text: str, expected: object, tmp_path: Path) -> None:
    value = asked(tmp_path, text.replace("data.aws_ssm_parameter.d.value", "data.aws_ssm_parameter.d.type"))

    assert said(value) == ("String" if "ssm" in text else expected)


def test_what_only_the_data_source_has_is_read_by_terraform(tmp_path: Path) -> None:
    value = asked(tmp_path, output("aws_vpc", "id = aws_vpc.main.id", "cidr_block_associations"))

    assert isinstance(value.payload, Unknown)
    assert (
        value.payload.reason.text
        == "data.aws_vpc.d.cidr_block_associations is known only when Terraform runs"
    )


def test_a_resource_that_may_not_be_there_is_no_answer(tmp_path: Path) -> None:
    more = 'variable "n" {\n  type = number\n}\nresource "aws_vpc" "third" {\n  count = var.n\n  cidr_block = "10.3.0.0/16"\n  tags = { Name = "third" }\n}\n'

    assert said(asked(tmp_path, more + output("aws_vpc", 'tags = { Name = "third" }', "id"))) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (output("aws_vpc", 'tags = { Name = "main" }', "id"), None),  # the module may make another one
        (output("aws_subnets", FILTER.format("vpc-id", "aws_vpc.main.id"), "ids"), None),
        (output("aws_ssm_parameter", 'name = "/app/size"', "type"), "String"),  # no two have one name
    ],
)
def test_beside_a_missing_module_only_what_is_unique_is_an_answer(
    text: str, expected: object, tmp_path: Path
) -> None:
    missing = 'module "m" {\n  source = "acme/network/aws"\n}\n'

    assert said(asked(tmp_path, missing + text)) == expected


def test_one_answer_leads_to_the_next(tmp_path: Path) -> None:
    vpc = 'data "aws_vpc" "v" {\n  tags = { Name = "main" }\n}\n'
    text = vpc + output("aws_subnets", FILTER.format("vpc-id", "data.aws_vpc.v.id"), "ids")

    assert said(asked(tmp_path, text)) == [
        "aws_subnet.app[0].id",
        "aws_subnet.app[1].id",
        "aws_subnet.data.id",
    ]

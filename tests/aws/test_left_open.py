"""What a plan leaves open although docgen can tell: Terraform itself knows it only when it applies.

Each row was planned with Terraform 1.11.4 and provider 5.100.0.
"""

from pathlib import Path
from typing import Any

import pytest

from docgen.aws.provider_defaults import complete
from docgen.aws.schemas import aws_schema
from docgen.hcl.parser import parse_body
from docgen.language.evaluation import Environment, evaluate_configuration
from docgen.language.plan import plan_json
from docgen.language.provider import ProviderInfo
from docgen.source.text import SourceFile
from docgen.source.tree import DiskTree
from docgen.terraform.declare import declare_module
from docgen.terraform.module import Configuration

UNKNOWN = "(unknown)"
AROUND = """
resource "aws_cloudwatch_log_group" "made" {
  name = "made"
}
resource "aws_cloudwatch_log_group" "none" {
  count = 0
  name  = "none"
}
locals {
  name  = aws_cloudwatch_log_group.made.name
  mixed = { known = "a", open = aws_cloudwatch_log_group.made.arn }
}
data "aws_iam_policy_document" "all" {
  statement {
    resources = [%s]
  }
}
resource "%s" "a" {
%s
}
"""
POLICY = '{"Statement":[{"Effect":"Allow","Resource":"made"}],"Version":"2012-10-17"}'
DOCUMENT = "policy = data.aws_iam_policy_document.all.json"


@pytest.mark.parametrize(
    ("resource", "type_", "body", "attribute", "value"),
    [
        # A data source that names a resource is read when that resource is made, however much of it is known.
        ("aws_cloudwatch_log_group.made.name", "aws_iam_policy", DOCUMENT, "policy", UNKNOWN),
        ("local.name", "aws_iam_policy", DOCUMENT, "policy", POLICY),
        (
            '"made${join("", aws_cloudwatch_log_group.none[*].name)}"',
            "aws_iam_policy",
            DOCUMENT,
            "policy",
            POLICY,
        ),
        # The result of try is open while a part of it is.
        ('"x"', "aws_ssm_parameter", "tags = try(local.mixed, {})", "tags", UNKNOWN),
        ('"x"', "aws_ssm_parameter", 'name = try(local.mixed, {})["known"]', "name", UNKNOWN),
        ('"x"', "aws_ssm_parameter", "name = try(local.mixed.known, null)", "name", "a"),
        # An open value inside another one leaves the rest as it is …
        (
            '"x"',
            "aws_ssm_parameter",
            'name = merge({ one = try(local.mixed, {}) }, { two = "b" })["two"]',
            "name",
            "b",
        ),
        (
            '"x"',
            "aws_ssm_parameter",
            'name = { one = try(local.mixed, {}) } != null ? "b" : "c"',
            "name",
            "b",
        ),
        # … but not what is made of it.
        ('"x"', "aws_ssm_parameter", "value = jsonencode([try(local.mixed, {})])", "value", UNKNOWN),
        # What may turn out empty is no reason to refuse.
        (
            '"x"',
            "aws_ssm_parameter",
            'name = one(compact(["x", aws_cloudwatch_log_group.made.kms_key_id, local.mixed.open]))',
            "name",
            UNKNOWN,
        ),
        # Blocks of which Terraform does not know how many there are.
        (
            '"x"',
            "aws_launch_template",
            (
                'dynamic "iam_instance_profile" {\n  for_each = local.mixed.open != null ? [1] : []\n'
                "  content {\n    arn = local.mixed.open\n  }\n}"
            ),
            "iam_instance_profile",
            UNKNOWN,
        ),
        (
            '"x"',
            "aws_launch_template",
            (
                'dynamic "iam_instance_profile" {\n  for_each = try([local.mixed], [])\n'
                "  content {\n    name = iam_instance_profile.value.known\n  }\n}"
            ),
            "iam_instance_profile",
            UNKNOWN,
        ),
        # Of a set that the newer SDK plans, the known members are shown.
        (
            '"x"',
            "aws_iam_role_policy_attachments_exclusive",
            'role_name = "r"\npolicy_arns = ["arn:aws:iam::aws:policy/A", local.mixed.open]',
            "policy_arns",
            ["arn:aws:iam::aws:policy/A", None],
        ),
    ],
)
def test_left_open(resource: str, type_: str, body: str, attribute: str, value: object) -> None:
    file = SourceFile("main.tf", AROUND % (resource, type_, body))
    module = declare_module(".", [(file, parse_body(file).value)]).value
    around = Environment(DiskTree(Path()), knowledge=ProviderInfo(aws_schema, complete=complete))
    changes: Any = plan_json(evaluate_configuration(Configuration(".", {(): module}), around).value)
    (change,) = (each["change"] for each in changes["resource_changes"] if each["name"] == "a")

    found = UNKNOWN if change["after_unknown"].get(attribute) is True else change["after"].get(attribute)

    assert found == value

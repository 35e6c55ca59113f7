"""What a property of a kind is, for what is written and for what is left out."""

from pathlib import Path

import pytest

from docgen.analysis.facts import Facts
from docgen.exports.facts import facts_json
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.environment import alone
from docgen.workspace.pipeline import environment_facts
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings

UNSET = 'variable "unset" {\n  type = string\n}\n'
LISTENER = """
resource "aws_lb" "a" {}
resource "aws_lb_listener" "a" {
  load_balancer_arn = aws_lb.a.arn
  port              = 443
  %s
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
    }
  }
}
"""
# Of databases: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html#USER_DeleteInstance.DeletionProtection
CASES = {
    "a protected database": ("databases", "deletion_protection", 'resource "aws_db_instance" "a" {\n  deletion_protection = true\n}', [True]),
    "a database that says nothing": ("databases", "deletion_protection", 'resource "aws_db_instance" "a" {}', [False]),
    "a protected cluster": ("databases", "deletion_protection", 'resource "aws_rds_cluster" "a" {\n  deletion_protection = true\n}', [True]),
    "a database that is unknown": ("databases", "deletion_protection", UNSET + 'resource "aws_db_instance" "a" {\n  deletion_protection = var.unset == "x"\n}', [None]),
    "an Aurora instance": ("databases", "deletion_protection", 'resource "aws_rds_cluster_instance" "a" {}', [None]),
    "a listener with a policy": ("listeners", "ssl_policy", LISTENER % 'protocol = "HTTPS"\n  ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"', ["ELBSecurityPolicy-TLS13-1-2-2021-06"]),
    "a listener whose policy AWS chooses": ("listeners", "ssl_policy", LISTENER % 'protocol = "HTTPS"', [None]),
    "a listener without TLS": ("listeners", "ssl_policy", LISTENER % 'protocol = "HTTP"', [None]),
    "a log group that keeps a week": ("log_groups", "retention_in_days", 'resource "aws_cloudwatch_log_group" "a" {\n  retention_in_days = 7\n}', [7]),
    "a log group that keeps everything": ("log_groups", "retention_in_days", 'resource "aws_cloudwatch_log_group" "a" {}', [0]),
    "a log group with a key": ("log_groups", "kms_key", 'resource "aws_kms_key" "a" {}\nresource "aws_cloudwatch_log_group" "a" {\n  kms_key_id = aws_kms_key.a.arn\n}', ["aws_kms_key.a"]),
    "a log group without a key": ("log_groups", "kms_key", 'resource "aws_cloudwatch_log_group" "a" {}', [None]),
    "the class of a log group": ("log_groups", "log_class", 'resource "aws_cloudwatch_log_group" "a" {\n  log_group_class = "INFREQUENT_ACCESS"\n}', ["INFREQUENT_ACCESS"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_value_of_a_property(name: str, tmp_path: Path) -> None:
    collection, property_, configuration, values = CASES[name]

    assert [row[property_] for row in rows(tmp_path, collection, configuration)] == values


def rows(folder: Path, collection: str, configuration: str) -> list[dict[str, object]]:
    (folder / "main.tf").write_text(configuration, encoding="utf-8")
    evaluated = evaluate_root(Library(DiskTree(folder)), RootSettings("."), Limits(), {})
    assert evaluated.value is not None, evaluated.diagnostics
    facts = Facts("", (environment_facts(alone("only", ".", evaluated.value)),))
    document = facts_json(facts)["environments"]["only"]
    if collection == "listeners":
        return [listener for each in document["load_balancers"] for listener in each["listeners"]]
    found: list[dict[str, object]] = document[collection]
    return found


@pytest.mark.parametrize("property_", ["drop_invalid_header_fields", "desync_mitigation_mode"])
def test_what_application_load_balancers_alone_have_is_unknown_while_the_type_is(
    property_: str, tmp_path: Path
) -> None:
    written = 'resource "aws_lb" "a" {\n  load_balancer_type = %s\n}\n'

    (unknown,) = rows(tmp_path, "load_balancers", UNSET + written % "var.unset")
    (network,) = rows(tmp_path, "load_balancers", written % '"network"')
    (application,) = rows(tmp_path, "load_balancers", written % '"application"')

    assert (unknown[property_], property_ in unknown["unknowns"]) == (None, True)  # type: ignore[operator] # a mapping
    assert (network[property_], property_ in network["unknowns"]) == (None, False)  # type: ignore[operator] # as above
    assert application[property_] is not None

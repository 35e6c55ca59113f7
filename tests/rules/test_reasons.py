"""What the reason of a verdict says: the real cause, in words, and no more than a reader can take in."""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from docgen.pages.sentences.controls import judgement_text
from docgen.pages.sentences.property_words import WORDS, properties_text, value_text
from docgen.rules.judgement import ControlVerdict, Judgement
from docgen.rules.table import find_judgements
from tests.rules.test_rules import CASES, facts_of

RULES = Path(__file__).parents[2] / "docgen/rules"
NAMING = {"PropertyIs": 0, "PropertyUnknown": 0, "every": 1, "judge_property": 2}


def judged(text: str, key: str, folder: Path) -> Sequence[Judgement]:
    return find_judgements(facts_of(text, folder))[key]


def reasons(text: str, key: str, folder: Path) -> Sequence[str]:
    return [judgement_text(each) for each in judged(text, key, folder)]


def verdicts(text: str, key: str, folder: Path) -> Sequence[str]:
    return [each.verdict.value for each in judged(text, key, folder)]


def role(name: str, trusted: str) -> str:
    return f"""
resource "aws_iam_role" "{name}" {{
  name               = "{name}"
  assume_role_policy = {trusted}
}}
"""


EC2 = 'jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })'
UNKNOWN = 'variable "trust" {\n  type = string\n}\n'
CONDITION = """
resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.other.name
  policy = var.trust
}
"""


def test_a_role_that_may_be_assumed_is_the_reason_of_an_identity_without_statements(tmp_path: Path) -> None:
    text = UNKNOWN + role("it", EC2) + role("other", "var.trust") + CONDITION
    found = {str(each.subject): judgement_text(each) for each in judged(text, "iam_no_escalation", tmp_path)}

    assert found["aws_iam_role.it"] == (
        "it is not known whether it can assume aws_iam_role.other, and may get more permissions so"
    )


REPLICA = """
resource "aws_db_parameter_group" "main" {
  family = "%s"
}
resource "aws_db_instance" "replica" {
  replicate_source_db  = "elsewhere"
  instance_class       = "db.t4g.small"
  parameter_group_name = aws_db_parameter_group.main.name
}
"""


@pytest.mark.parametrize("key", ["rds_pg_force_ssl", "rds_pg_logs"])
def test_a_family_of_parameters_says_which_engine_a_replica_has(key: str, tmp_path: Path) -> None:
    assert verdicts(REPLICA % "mysql8.0", key, tmp_path) == ["not_applicable"]


@pytest.mark.parametrize("key", ["rds_pg_force_ssl", "rds_pg_logs"])
def test_what_the_control_may_not_be_about_is_undecided_because_of_that(key: str, tmp_path: Path) -> None:
    replica = """
resource "aws_db_instance" "replica" {
  replicate_source_db = "elsewhere"
  instance_class      = "db.t4g.small"
  engine_version      = "8.0"
}
"""
    (found,) = judged(replica, key, tmp_path)

    assert found.verdict is ControlVerdict.UNDECIDED
    assert judgement_text(found).startswith(
        "it is not known whether the control applies: its engine is not known: its source is not in the configuration"
    )


BALANCER = """
variable "kind" {
  type = string
}
resource "aws_lb" "it" {
  load_balancer_type = var.kind
  subnets            = ["subnet-1"]
}
"""


@pytest.mark.parametrize(
    "key",
    ["alb_access_logs", "alb_multi_az", "alb_waf", "alb_deletion_protection"],
)
def test_a_load_balancer_of_unknown_type_is_undecided_because_of_its_type(key: str, tmp_path: Path) -> None:
    (found,) = judged(BALANCER, key, tmp_path)

    assert found.verdict is ControlVerdict.UNDECIDED
    assert judgement_text(found).startswith(
        "it is not known whether the control applies: load_balancer_type is not known: var.kind is not set"
    )


def test_of_many_things_that_were_not_seen_the_number_is_said(tmp_path: Path) -> None:
    modules = "".join(f'module "m{each}" {{\n  source = "acme/m{each}/aws"\n}}\n' for each in range(3))
    holds = (CASES / "sg_ssh_world/holds.tf").read_text(encoding="utf-8")
    one, *_ = reasons(holds + modules, "sg_ssh_world", tmp_path)

    assert (
        one == "3 things were not seen that may decide it, the first is the code of module.m0 (acme/m0/aws)"
    )


def test_many_reasons_are_counted(tmp_path: Path) -> None:
    rules = "".join(
        f"""
resource "aws_security_group_rule" "r{each}" {{
  type              = "ingress"
  security_group_id = aws_security_group.it.id
  protocol          = "tcp"
  from_port         = 22
  to_port           = {each}
  cidr_blocks       = ["0.0.0.0/0"]
}}
"""
        for each in range(22, 26)
    )
    group = 'resource "aws_security_group" "it" {}\n'
    assert reasons(group + rules, "sg_ssh_world", tmp_path) == [
        (
            "aws_security_group.it allows inbound TCP 22 from the internet; "
            "aws_security_group.it allows inbound TCP 22-23 from the internet; and 2 more"
        )
    ]
    (bare,) = reasons(group + rules, "sg_rule_description", tmp_path)

    assert (
        bare
        == "the rules aws_security_group_rule.r22, aws_security_group_rule.r23 and 2 more have no description"
    )


def test_ways_to_more_permissions_are_counted_and_what_they_share_is_said_once(tmp_path: Path) -> None:
    policy = """
resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.it.name
  policy = jsonencode({
    Statement = [{
      Effect   = "Allow"
      Action   = ["iam:PassRole", "iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "ec2:*", "lambda:*"]
      Resource = [for name in ["a", "b", "c", "d"] : "arn:aws:iam::123456789012:role/${name}-*"]
    }]
  })
}
"""
    (text,) = reasons(role("it", EC2) + policy, "iam_no_escalation", tmp_path)

    assert text.count("outside of this configuration") == 1
    assert re.search(r"; and \d+ more ways; ", text)
    assert len(text) < 500


def test_task_sets_and_services_are_subjects_of_their_own_controls(tmp_path: Path) -> None:
    holds = (CASES / "ecs_service_no_public_ip/holds.tf").read_text(encoding="utf-8")
    (found,) = judged(holds, "ecs_taskset_no_public_ip", tmp_path)

    assert found.subject is None
    assert found.verdict is ControlVerdict.NOT_APPLICABLE


LISTENER = """
resource "aws_lb" "it" {
  load_balancer_type = "%s"
  subnets            = ["subnet-1"]
}
resource "aws_lb_listener" "it" {
  load_balancer_arn = aws_lb.it.arn
  %s
  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/it/1"
  }
}
"""


def test_a_listener_of_a_gateway_load_balancer_has_no_protocol(tmp_path: Path) -> None:
    text = LISTENER % ("gateway", "")

    assert verdicts(text, "alb_listener_secure_protocol", tmp_path) == ["not_applicable"]
    assert verdicts(text, "alb_http_redirects_https", tmp_path) == ["not_applicable"]


def test_a_udp_listener_is_broken_as_in_security_hub(tmp_path: Path) -> None:
    text = LISTENER % ("network", 'protocol = "UDP"\n  port = 53')

    assert reasons(text, "alb_listener_secure_protocol", tmp_path) == ["protocol = UDP"]
    assert verdicts(text, "alb_listener_secure_protocol", tmp_path) == ["broken"]


def test_a_sensitive_value_is_said_in_words(tmp_path: Path) -> None:
    text = """
variable "document" {
  type      = string
  sensitive = true
  default   = "{}"
}
resource "aws_sqs_queue_policy" "it" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/123456789012/it"
  policy    = var.document
}
"""
    assert reasons(text, "resource_policy_not_public", tmp_path) == [
        "a part of the policy is not known: it depends on a sensitive value"
    ]


def test_a_provider_is_named_by_its_address_and_a_principal_that_is_not_known_is_said_so(
    tmp_path: Path,
) -> None:
    trust = """jsonencode({ Statement = [{
    Effect    = "Allow"
    Action    = "sts:AssumeRoleWithWebIdentity"
    Principal = { Federated = aws_iam_openid_connect_provider.it.arn }
  }] })"""
    provider = """
variable "who" {
  type = string
}
resource "aws_iam_openid_connect_provider" "it" {
  url            = var.who
  client_id_list = ["sts.amazonaws.com"]
}
"""
    unknown = 'jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = var.who } }] })'
    text = provider + role("it", trust) + role("other", unknown)
    (by_oidc, *_) = reasons(text, "iam_oidc_subject_bound", tmp_path)

    assert "${" not in by_oidc
    assert "aws_iam_openid_connect_provider.it" in by_oidc
    assert "whom it trusts is not known: var.who is not set" in reasons(
        text, "iam_role_trust_not_public", tmp_path
    )


def names_in_rules() -> Iterator[str]:
    """The properties that rules name, in their code."""
    for path in RULES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMING:
                name = node.args[NAMING[node.func.id]] if len(node.args) > NAMING[node.func.id] else None
                if isinstance(name, ast.Constant):
                    yield str(name.value)
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "judge_openness"
            ):
                yield from (each.value for each in node.args[1:] if isinstance(each, ast.Constant))  # type: ignore[misc] # texts


ELSEWHERE = {
    "rds.force_ssl",
    "default of rds.force_ssl",
    "engine",
    "engine_version",
    "family",
    "parameter_group",
    "port",
    "internet_gateway_block_mode",
    "has_acls",
    "ignore_public_acls",
    "block_public_acls",
    "block_public_policy",
    "restrict_public_buckets",
}


def test_every_property_that_a_rule_names_has_words_and_no_others_have() -> None:
    assert set(WORDS) == {*names_in_rules(), *ELSEWHERE}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "not set"),
        ((), "none"),
        (("a", "b"), "a, b"),
        (True, "true"),
        (frozenset({"x"}), "x"),
        (3, "3"),
    ],
)
def test_values_are_plain_words(value: object, text: str) -> None:
    assert value_text(value) == text


def test_properties_with_one_value_are_said_together() -> None:
    names = ["block_public_acls", "ignore_public_acls", "restrict_public_buckets"]

    assert (
        properties_text(names, value=False)
        == "block_public_acls, ignore_public_acls and restrict_public_buckets = false"
    )

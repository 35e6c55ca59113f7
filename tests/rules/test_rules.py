"""Each rule on its cases: at least one configuration for each verdict that it can give, `VERDICT.tf` or `VERDICT-what.tf`.

A missing module leaves every rule undecided, so that nothing holds by what was not seen. A resource of unknown number
may not exist: no rule is broken by it.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.levers import levers_of
from docgen.pages.sentences.controls import judgement_text
from docgen.rules.catalogue import catalogue
from docgen.rules.judgement import ControlVerdict, InDoubt, Judgement, VerdictDoubt, worst
from docgen.rules.table import KEYS, find_judgements, rule_text, rules
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.environment import alone
from docgen.workspace.pipeline import environment_facts
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings
from tests.rules.whys import SAYING_WHY, assert_says_why

CASES = Path(__file__).parent / "cases"
VERDICTS = ("broken", "holds", "undecided", "not_applicable")
MISSING = '\nmodule "elsewhere" {\n  source = "acme/elsewhere/aws"\n}\n'
UNCOUNTED = """
variable "number" {
  type = number
}

module "it" {
  source = "./it"
  count  = var.number
}
"""


def facts_of(text: str, folder: Path) -> EnvironmentFacts:
    (folder / "main.tf").write_text(text, encoding="utf-8")
    evaluated = evaluate_root(Library(DiskTree(folder)), RootSettings("."), Limits(), {})
    assert evaluated.value is not None, evaluated.diagnostics
    return environment_facts(alone("only", ".", evaluated.value))


@pytest.mark.parametrize(
    "case", sorted(CASES.glob("*/*.tf")), ids=lambda case: f"{case.parent.name}-{case.stem}"
)
def test_a_rule_gives_the_verdict_of_its_case(case: Path, tmp_path: Path) -> None:
    facts = facts_of(case.read_text(encoding="utf-8"), tmp_path)

    found = find_judgements(facts)[case.parent.name]
    assert worst(found).value == verdict_of(case)
    for each in found:
        assert_says_why(each)


@pytest.mark.parametrize("key", KEYS)
def test_beside_a_missing_module_nothing_holds(key: str, tmp_path: Path) -> None:
    text = (CASES / key / "holds.tf").read_text(encoding="utf-8") + MISSING
    facts = facts_of(text, tmp_path)

    assert worst(find_judgements(facts)[key]) is ControlVerdict.UNDECIDED


@pytest.mark.parametrize("key", KEYS)
def test_what_may_not_exist_breaks_no_rule_and_the_reason_says_so(key: str, tmp_path: Path) -> None:
    found = uncounted(CASES / key / "broken.tf", tmp_path)
    own = [each for each in found if each.verdict in SAYING_WHY]

    assert {each.verdict for each in own} == {ControlVerdict.UNDECIDED}
    for each in own:
        first, *found_as_well = each.reasons
        assert first == InDoubt(VerdictDoubt.NUMBER)
        assert found_as_well
        assert first not in found_as_well


WHAT_IS_FOUND = {
    "waf_logging": "no logging configuration is declared for it",
    "waf_acl_has_rules": "it has no rules",
    "nacl_unused": "nothing uses it",
    "eip_unused": "nothing uses it",
    "alb_waf": "no web ACL is declared for it",
    "rds_not_public": "publicly_accessible = true",
    "iam_no_star_star": "module.it[*].aws_iam_policy.p allows every action on every resource",
}


@pytest.mark.parametrize("key", WHAT_IS_FOUND)
def test_after_the_unknown_number_comes_what_was_found(key: str, tmp_path: Path) -> None:
    (found,) = uncounted(CASES / key / "broken.tf", tmp_path)

    text = f"its number is not known, so it may not exist; {WHAT_IS_FOUND[key]}"
    assert judgement_text(found) == text
    assert "number" in {each.variable for each in levers_of(found.trace)}


PERHAPS = {
    "waf_logging": (
        'resource "aws_wafv2_web_acl_logging_configuration" "perhaps" {\n  resource_arn = aws_wafv2_web_acl.web.arn',
        "aws_wafv2_web_acl_logging_configuration.perhaps[*] may be declared for it; the number of these is not known, so there may be none",
    ),
    "vpc_flow_logs_enabled": (
        'resource "aws_flow_log" "perhaps" {\n  vpc_id = aws_vpc.main.id\n  traffic_type = "ALL"',
        "aws_flow_log.perhaps[*] may be declared for it; the number of these is not known, so there may be none",
    ),
    "vpce_ec2": (
        'resource "aws_vpc_endpoint" "perhaps" {\n  vpc_id = aws_vpc.main.id\n  service_name = "com.amazonaws.eu-west-1.ec2"',
        "aws_vpc_endpoint.perhaps[*] may be declared for it; the number of these is not known, so there may be none",
    ),
}


@pytest.mark.parametrize("key", PERHAPS)
def test_what_another_resource_of_unknown_number_may_give_is_undecided_because_of_that(
    key: str, tmp_path: Path
) -> None:
    other, text = PERHAPS[key]
    block = f'\nvariable "number" {{\n  type = number\n}}\n\n{other}\n  count = var.number\n}}\n'
    broken = (CASES / key / "broken.tf").read_text(encoding="utf-8")
    (found,) = find_judgements(facts_of(broken + block, tmp_path))[key]

    assert found.verdict is ControlVerdict.UNDECIDED
    assert judgement_text(found) == text


def test_a_wide_rule_of_unknown_number_may_allow_it(tmp_path: Path) -> None:
    text = """
variable "number" {
  type = number
}
resource "aws_security_group" "web" {}
resource "aws_security_group_rule" "wide" {
  count             = var.number
  type              = "ingress"
  security_group_id = aws_security_group.web.id
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = ["128.0.0.0/1"]
}
"""
    (found,) = find_judgements(facts_of(text, tmp_path))["sg_wide_public_ipv4"]

    assert found.verdict is ControlVerdict.UNDECIDED
    assert judgement_text(found) == (
        "aws_security_group_rule.wide[*] may allow it: the number of such rules is not known"
    )


def uncounted(case: Path, folder: Path) -> Sequence[Judgement]:
    """The verdicts of a rule on a case in a module of which there is an unknown number."""
    (folder / "it").mkdir()
    (folder / "it/main.tf").write_text(case.read_text(encoding="utf-8"), encoding="utf-8")
    return find_judgements(facts_of(UNCOUNTED, folder))[case.parent.name]


def test_rules_docstrings_cases_and_catalogue_belong_together() -> None:
    package = Path(__file__).parents[2] / "docgen/rules"
    files = {f"{path.parent.name}/{path.stem}" for path in package.glob("*/*.py") if path.stem != "__init__"}

    assert files == {f"{area}/{key}" for area, key in rules()}
    assert set(KEYS) <= set(catalogue())
    assert {path.name for path in CASES.iterdir()} == set(KEYS)
    for area, key in rules():
        assert verdicts_of(CASES / key) == sorted(VERDICTS), key
        assert rule_text(area, key).title.endswith("."), key


def verdicts_of(folder: Path) -> Sequence[str]:
    return sorted({verdict_of(path) for path in folder.iterdir()})


def verdict_of(case: Path) -> str:
    return case.stem.partition("-")[0]


MAY_LOG = """
variable "bucket" {
  type = string
}
resource "aws_lb" "edge" {
  dynamic "access_logs" {
    for_each = var.bucket[*]
    content {
      bucket  = access_logs.value
      enabled = true
    }
  }
}
"""


def test_a_block_that_may_not_be_there_proves_nothing(tmp_path: Path) -> None:
    found = find_judgements(facts_of(MAY_LOG, tmp_path))["alb_access_logs"]

    assert [each.verdict for each in found] == [ControlVerdict.UNDECIDED]


def test_subnets_of_an_unknown_vpc_may_be_in_any(tmp_path: Path) -> None:
    text = """
variable "vpc" {}
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  vpc_id            = var.vpc
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}
"""
    found = find_judgements(facts_of(text, tmp_path))["vpc_subnets_multi_az"]

    assert [each.verdict for each in found] == [ControlVerdict.UNDECIDED]

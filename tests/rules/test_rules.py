"""Each rule on its cases: at least one configuration for each verdict that it can give, `VERDICT.tf` or `VERDICT-what.tf`.

A missing module leaves every rule undecided, so that nothing holds by what was not seen.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from docgen.analysis.facts import EnvironmentFacts
from docgen.pages.sentences.controls import judgement_text
from docgen.rules.catalogue import catalogue
from docgen.rules.judgement import ControlVerdict, worst
from docgen.rules.table import KEYS, find_judgements, rule_text, rules
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.environment import alone
from docgen.workspace.pipeline import environment_facts
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings

CASES = Path(__file__).parent / "cases"
SAYING_WHY = (ControlVerdict.BROKEN, ControlVerdict.UNDECIDED)
VERDICTS = ("broken", "holds", "undecided", "not_applicable")
MISSING = '\nmodule "elsewhere" {\n  source = "acme/elsewhere/aws"\n}\n'


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
    assert not [each for each in found if each.verdict in SAYING_WHY and not judgement_text(each)]


@pytest.mark.parametrize("key", KEYS)
def test_beside_a_missing_module_nothing_holds(key: str, tmp_path: Path) -> None:
    text = (CASES / key / "holds.tf").read_text(encoding="utf-8") + MISSING
    facts = facts_of(text, tmp_path)

    assert worst(find_judgements(facts)[key]) is ControlVerdict.UNDECIDED


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

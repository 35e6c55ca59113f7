"""Verdicts for the tests of formats: of Atlas, and of a small project with every verdict and hostile names."""

from pathlib import Path

from docgen.rules.rule import Assessed, assess, built_in_rules
from docgen.workspace.pipeline import find_facts
from docgen.workspace.project import open_project
from tests.app.atlas import copy_atlas

EVERYTHING = """
variable "it" {
  type = bool
}
resource "aws_db_instance" "orders" {
  engine              = "postgres"
  publicly_accessible = true
}
resource "aws_db_instance" "stock" {
  engine              = "postgres"
  publicly_accessible = var.it
  storage_encrypted   = true
}
resource "aws_lb" "a" {
  for_each = toset(["\\u001b[31m<b>&\\"'", "]]>\\n::error::x"])
  name     = each.key
}
"""
CONFIGURATION = """project: "Shop <&>"
environments:
  dev: {root: .}
waivers:
  - {control: rds_not_public, reason: "Trials <b>.", owner: "data & co", until: 2027-03-31}
"""


def atlas(folder: Path) -> tuple[Assessed, ...]:
    return assessed_in(copy_atlas(folder))


def small(folder: Path, lines_before: str = "") -> tuple[Assessed, ...]:
    (folder / "main.tf").write_text(lines_before + EVERYTHING, encoding="utf-8")
    (folder / "docgen.yml").write_text(CONFIGURATION, encoding="utf-8")
    return assessed_in(folder)


def assessed_in(folder: Path) -> tuple[Assessed, ...]:
    opened = open_project(folder)
    assert opened.value is not None, opened.diagnostics
    facts = find_facts(opened.value).value
    return tuple(row for each in facts.environments for row in assess(each, built_in_rules()))

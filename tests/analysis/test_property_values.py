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
# Of databases: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html#USER_DeleteInstance.DeletionProtection
CASES = {
    "a protected database": ("databases", "deletion_protection", 'resource "aws_db_instance" "a" {\n  deletion_protection = true\n}', [True]),
    "a database that says nothing": ("databases", "deletion_protection", 'resource "aws_db_instance" "a" {}', [False]),
    "a protected cluster": ("databases", "deletion_protection", 'resource "aws_rds_cluster" "a" {\n  deletion_protection = true\n}', [True]),
    "a database that is unknown": ("databases", "deletion_protection", UNSET + 'resource "aws_db_instance" "a" {\n  deletion_protection = var.unset == "x"\n}', [None]),
    "an Aurora instance": ("databases", "deletion_protection", 'resource "aws_rds_cluster_instance" "a" {}', [None]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_value_of_a_property(name: str, tmp_path: Path) -> None:
    collection, property_, configuration, values = CASES[name]

    assert [row[property_] for row in rows(tmp_path, collection, configuration)] == values


def rows(folder: Path, collection: str, configuration: str) -> list[dict[str, object]]:
    (folder / "main.tf").write_text(configuration, encoding="utf-8")
    evaluated = evaluate_root(folder, Library(DiskTree(folder)), RootSettings("."), Limits(), {})
    assert evaluated.value is not None, evaluated.diagnostics
    facts = Facts("", (environment_facts(alone("only", ".", evaluated.value)),))
    found: list[dict[str, object]] = facts_json(facts)["environments"]["only"][collection]
    return found

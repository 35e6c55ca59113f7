"""`docgen explain` for identities and policies: the verdict, the statement, its line and the variable that decides it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.app.command import run

FILES = {
    "docgen.yml": "project: P\nenvironments:\n  only:\n    root: .\n",
    "terraform.tfvars": 'actions = ["*"]\n',
    "main.tf": """
variable "actions" { type = list(string) }
resource "aws_iam_role" "deploy" {
  name               = "deploy"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "111122223333" } }]
  })
}
resource "aws_iam_role_policy" "deploy" {
  name   = "deploy"
  role   = aws_iam_role.deploy.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "All", Effect = "Allow", Action = var.actions, Resource = "*" }]
  })
}
resource "aws_sqs_queue" "jobs" {
  name   = "jobs"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = "*" }]
  })
}
""",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("access")
    for path, text in FILES.items():
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def explained(folder: Path, what: str) -> dict[str, Any]:
    ran = run(folder, "explain", what, "--json")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_a_role_is_explained_by_the_statement_that_makes_it_an_administrator(project: Path) -> None:
    found = explained(project, "aws_iam_role.deploy")

    assert found["value"][0] == (
        'an administrator: aws_iam_role_policy.deploy (statement "All") allows every action on every resource'
    )
    assert "trusts account 111122223333 (no external ID)" in found["value"]
    assert [each["variable"] for each in found["inputs"]] == ["actions"]
    assert ("terraform.tfvars", 1) in {(each["path"], each["line"]) for each in found["steps"]}


def test_a_policy_is_explained_by_whom_it_lets_in(project: Path) -> None:
    found = explained(project, "aws_sqs_queue.jobs")

    assert found["value"] == ["allows everyone for sqs:SendMessage (no condition)"]

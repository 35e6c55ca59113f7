"""A comparison of two revisions shows no secret of either, in no format, on no way."""

import json
from pathlib import Path

import pytest

from docgen.app.commands.diff import diff_problems
from docgen.app.revisions import compare_projects
from docgen.delta.model import Delta
from docgen.exports.diff import diff_json
from docgen.exports.problems import code_quality
from docgen.pages.diff_comment import diff_comment
from docgen.pages.diff_html import diff_html
from docgen.pages.sentences.diff import item_text
from docgen.workspace.project import Project, open_tree
from tests.secrets.routes import CANARY, DECLARED, ROUTES, SETTINGS
from tests.secrets.test_planted import forms
from tests.terraform.folder import Folder

OTHER = "former-5ecret"
Files = dict[str, str]


def project(files: Files) -> Project:
    found = open_tree(Folder({"docgen.yml": SETTINGS, **files}), Path("/repository")).value
    assert found is not None
    return found


def compared(before: Files, after: Files) -> Delta:
    result = compare_projects(project(before), project(after), "main")
    assert result.value is not None, result.diagnostics
    return result.value


def said(delta: Delta) -> str:
    quality = code_quality(diff_problems(delta))
    return "\n".join(
        [diff_comment(delta), diff_html(delta, {}), json.dumps(diff_json(delta)), json.dumps(quality)]
    )


def assert_hidden(delta: Delta) -> None:
    text = said(delta)
    for word in (CANARY, OTHER):
        assert [form for form in forms(word) if form in text] == []


def changed(files: Files) -> Files:
    """Another secret, and another port."""
    return {
        path: text.replace(CANARY, OTHER).replace("= 443", "= 80").replace(CANARY[:6], OTHER[:6])
        for path, text in files.items()
    }


@pytest.mark.parametrize("name", ROUTES)
def test_no_secret_is_shown(name: str) -> None:
    assert_hidden(compared(changed(ROUTES[name]), ROUTES[name]))


POLICY = (
    '{ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = var.secret }] }'
)
ARGUMENTS = {
    "a policy": f'resource "aws_iam_policy" "p" {{\n  policy = jsonencode({POLICY})\n}}\n',
    "an argument that protects": 'resource "aws_s3_bucket_acl" "a" {\n  bucket = "b"\n  acl = var.secret\n}\n',
    "an argument that replaces": 'resource "aws_s3_bucket" "b" {\n  bucket = var.secret\n}\n',
    "a port": 'resource "aws_security_group_rule" "r" {\n  security_group_id = "sg-0123456789abcdef0"\n  type = "ingress"\n  protocol = "tcp"\n  from_port = length(var.secret)\n  to_port = length(var.secret)\n  cidr_blocks = ["0.0.0.0/0"]\n}\n',
}  # fmt: skip


@pytest.mark.parametrize("name", ARGUMENTS)
def test_no_secret_of_an_argument_is_shown(name: str) -> None:
    after = {"main.tf": DECLARED + ARGUMENTS[name]}
    assert_hidden(compared(changed(after), after))


def test_a_hidden_policy_that_changed_is_not_passed_over() -> None:
    after = {"main.tf": DECLARED + ARGUMENTS["a policy"]}
    found = compared(changed(after), after)
    assert [item_text(each) for each in found.items] == ["policy cannot be compared: it is sensitive"]
    assert compared(after, after).items == ()

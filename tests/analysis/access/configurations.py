"""Small configurations of IAM, written out of a few parts."""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from docgen.analysis.access.access import Access, find_access
from docgen.analysis.facts import EnvironmentFacts
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.environment import alone
from docgen.workspace.pipeline import environment_facts
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings

Json = Any


def facts_of(text: str) -> EnvironmentFacts:
    with TemporaryDirectory() as folder:
        Path(folder, "main.tf").write_text(text, encoding="utf-8")
        evaluated = evaluate_root(Library(DiskTree(Path(folder))), RootSettings("."), Limits(), {})
        assert evaluated.value is not None, evaluated.diagnostics
        return environment_facts(alone("only", ".", evaluated.value))


def access_of(text: str) -> Access:
    return find_access(facts_of(text))


def document(*statements: Mapping[str, Json]) -> str:
    """A policy as HCL: `jsonencode` of the statements, in which `«…»` is an expression."""
    made = json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=2, ensure_ascii=False)
    text = made.replace("«", "${").replace("»", "}")
    return f"jsonencode({text})"


def allow(action: Json, resource: Json = "*", **more: Json) -> Mapping[str, Json]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Json, resource: Json = "*", **more: Json) -> Mapping[str, Json]:
    return {**allow(action, resource, **more), "Effect": "Deny"}


def role(
    name: str, *statements: Mapping[str, Json], trusts: Json = None, conditions: Json = None, more: str = ""
) -> str:
    """A role with an inline policy; `trusts`: the principal."""
    trusted = {
        "Effect": "Allow",
        "Action": ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"],
        "Principal": trusts or {"Service": "ec2.amazonaws.com"},
    }
    trust = document(trusted | ({"Condition": conditions} if conditions else {}))
    made = f'resource "aws_iam_role" "{name}" {{\n  name = "{name}"\n  assume_role_policy = {trust}\n{more}\n}}\n'
    return made + inline("role", name, *statements)


def user(name: str, *statements: Mapping[str, Json], more: str = "") -> str:
    made = f'resource "aws_iam_user" "{name}" {{\n  name = "{name}"\n{more}\n}}\n'
    return made + inline("user", name, *statements)


def inline(kind: str, name: str, *statements: Mapping[str, Json]) -> str:
    if not statements:
        return ""
    return (
        f'resource "aws_iam_{kind}_policy" "{name}" {{\n  name = "{name}"\n  {kind} = aws_iam_{kind}.{name}.name\n'
        f"  policy = {document(*statements)}\n}}\n"
    )


ADMINISTRATOR = allow("*")

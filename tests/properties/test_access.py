"""Soundness of access by hiding: a verdict that is decided with some statements hidden is the one of the complete run."""

import os
import random

import pytest

from docgen.analysis.access.access import Access
from docgen.source.tristate import Tristate
from tests.analysis.access.configurations import access_of

SEEDS = range(int(os.environ.get("DOCGEN_SEEDS", "25")))
NAMES = ("a", "b", "c", "d")
ACTIONS = ("*", "iam:*", "iam:CreatePolicyVersion", "iam:PassRole", "ec2:RunInstances", "iam:PutRolePolicy", "s3:*", "sts:AssumeRole", "lambda:UpdateFunctionCode", "iam:UpdateAssumeRolePolicy")  # fmt: skip
RESOURCES = ("*", "arn:aws:iam::*:role/a", "arn:aws:iam::111122223333:role/b*", "arn:aws:iam::aws:policy/x", "arn:aws:s3:::data/*")  # fmt: skip
CONDITIONS = ("", 'Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } }', 'Condition = { StringEquals = { "iam:PassedToService" = "ec2.amazonaws.com" } }')  # fmt: skip
PRINCIPALS = ('"*"', '{ Service = "ec2.amazonaws.com" }', "{ AWS = aws_iam_role.a.arn }", '{ AWS = "111122223333" }')  # fmt: skip


def variables(choice: random.Random) -> dict[str, str]:
    """A value for each part of the configuration."""
    found = {}
    for name in NAMES:
        found[f"effect_{name}"] = choice.choice(('"Allow"', '"Allow"', '"Deny"'))
        found[f"action_{name}"] = f'"{choice.choice(ACTIONS)}"'
        found[f"resource_{name}"] = f'"{choice.choice(RESOURCES)}"'
        found[f"second_{name}"] = (
            f'{{ Effect = "Allow", {choice.choice(("Action", "NotAction"))} = "{choice.choice(ACTIONS)}", Resource = "*" }}'
        )
        found[f"extra_{name}"] = (
            f'"arn:aws:iam::aws:policy/{choice.choice(("ReadOnlyAccess", "AdministratorAccess", "IAMFullAccess"))}"'
        )
        found[f"services_{name}"] = f'"{choice.choice(("ec2", "lambda"))}.amazonaws.com"'
    return found


def configuration(choice: random.Random, values: dict[str, str], hidden: set[str]) -> str:
    text = "".join(
        f'variable "{name}" {{\n{"" if name in hidden else f"  default = {value}"}\n}}\n'
        for name, value in values.items()
    )
    for name in NAMES:
        condition = choice.choice(CONDITIONS)
        principal = choice.choice(PRINCIPALS if name != "a" else PRINCIPALS[:2])
        text += f"""
resource "aws_iam_role" "{name}" {{
  name = "{name}"
  assume_role_policy = jsonencode({{ Statement = [
    {{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {principal} }},
    {{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ Service = var.services_{name} }} }},
  ] }})
}}
resource "aws_iam_role_policy" "{name}" {{
  name   = "{name}"
  role   = aws_iam_role.{name}.id
  policy = jsonencode({{ Statement = [
    {{ Effect = var.effect_{name}, Action = ["s3:GetObject", var.action_{name}], Resource = [var.resource_{name}]
       {condition} }},
    var.second_{name},
  ] }})
}}
"""
        if choice.random() < 0.4:
            text += f"""
resource "aws_iam_role_policy_attachment" "{name}" {{
  role       = aws_iam_role.{name}.name
  policy_arn = var.extra_{name}
}}
"""
    return text


def verdicts(access: Access) -> dict[str, Tristate]:
    found: dict[str, Tristate] = {}
    for address, held in access.privileges.items():
        found[f"{address} administrator"] = held.administrator.verdict
        found[f"{address} privileged"] = held.privileged
        for way in held.escalations:
            if way.verdict:
                found[f"{address} {way.way.key}"] = True
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_decided_without_some_statements_is_true(seed: int) -> None:
    choice = random.Random(seed)  # noqa: S311 - examples, no secrets
    values = variables(choice)
    hidden = {name for name in values if choice.random() < 0.25}
    state = choice.getstate()
    whole = access_of(configuration(choice, values, set()))
    choice.setstate(state)
    partial = access_of(configuration(choice, values, hidden))

    complete = verdicts(whole)
    for name, verdict in verdicts(partial).items():
        is_way = not name.endswith((" administrator", " privileged"))
        if is_way and name not in complete:
            # An administrator needs no way to more permissions.
            assert complete[f"{name.split(' ')[0]} administrator"] is True, (name, hidden)
        elif verdict is not None:
            assert complete[name] is verdict, (name, hidden)

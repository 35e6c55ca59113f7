"""What a comparison says of a newer revision of which something is not known: no "no longer" that is not proved."""

from collections.abc import Mapping

import pytest

from docgen.delta.compare import compare_sides
from docgen.delta.model import Direction, EnvironmentDelta
from docgen.pages.sentences.diff import item_text
from tests.delta.test_kinds import evaluated

MISSING = 'module "x" {\n  source  = "acme/x/aws"\n  version = "1.0.0"\n}\n'


def compared(before: str, after: str) -> EnvironmentDelta:
    return compare_sides("main", evaluated(before), evaluated(after))


def said(delta: EnvironmentDelta, subject: str) -> Mapping[str, Direction]:
    """By sentence, the direction."""
    return {item_text(each): each.direction for each in delta.items if each.subject == subject}


ROLE = """
variable "policy" {}
resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
"""


def attached(policy: str) -> str:
    return f'{ROLE}resource "aws_iam_role_policy_attachment" "a" {{\n  role = aws_iam_role.r.name\n  policy_arn = {policy}\n}}\n'


def inline(*actions: str) -> str:
    names = ", ".join(f'"{each}"' for each in actions)
    document = f'{{ Version = "2012-10-17", Statement = [{{ Effect = "Allow", Action = [{names}], Resource = "*" }}] }}'
    return f'{ROLE}resource "aws_iam_role_policy" "a" {{\n  role = aws_iam_role.r.name\n  policy = jsonencode({document})\n}}\n'


@pytest.mark.parametrize(
    ("after", "expected", "direction"),
    [
        (attached("var.policy"), "whether it is still an administrator is not certain", Direction.UNKNOWN),
        (ROLE + MISSING, "whether it is still an administrator is not certain", Direction.UNKNOWN),
        (
            inline("iam:CreatePolicyVersion"),
            "it is no administrator any more, but has a way to more permissions: ",
            Direction.BETTER,
        ),
        (ROLE, "it is no administrator any more, and has no way to more permissions", Direction.BETTER),
    ],
    ids=("unknown policy", "missing module", "a way", "proved"),
)
def test_a_former_administrator(after: str, expected: str, direction: Direction) -> None:
    found = said(compared(inline("*"), after), "aws_iam_role.r")
    (own,) = [each for each in found.items() if "administrator" in each[0]]
    assert own[0].startswith(expected)
    assert own[1] is direction

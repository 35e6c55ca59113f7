"""What is wrong in a configuration is said once, in Terraform's words, at its place."""

from pathlib import Path

import pytest

from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings

VPC = 'resource "aws_vpc" "a" {\n  cidr_block = "10.0.0.0/16"\n}\n'

CASES = {
    "a block where an argument belongs": (
        'resource "aws_vpc" "a" {\n  cidr_block = "10.0.0.0/16"\n  tags {\n    Name = "x"\n  }\n}\n',
        [("Unsupported block type", 3)],
    ),
    "an argument where a block belongs": (
        'resource "aws_vpc" "a" {\n  cidr_block = "10.0.0.0/16"\n  timeouts = {}\n}\n',
        [("Unsupported argument", 3)],
    ),
    "an unknown argument": (
        'resource "aws_vpc" "a" {\n  cidr_blok = "10.0.0.0/16"\n}\n',
        [("Unsupported argument", 2)],
    ),
    "a missing argument": ('resource "aws_eip_association" "a" {}\nresource "aws_route" "r" {}\n', [("Missing required argument", 2)]),
    "a count that depends on a resource": (
        VPC + 'resource "aws_subnet" "s" {\n  count = length(aws_vpc.a.id)\n  vpc_id = aws_vpc.a.id\n'
        '  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)\n}\n',
        [("Unknown number of instances", 5)],
    ),
    "keys that depend on a resource": (
        VPC + 'resource "aws_subnet" "s" {\n  for_each = toset([aws_vpc.a.id])\n  vpc_id = each.value\n}\n',
        [("Unknown number of instances", 5)],
    ),
    "conditions that need what comes after them in the alphabet": (
        ('resource "terraform_data" "a" {\n  lifecycle {\n    precondition {\n      condition = var.z == 1 && local.z == 1\n'
        '      error_message = "${terraform_data.b.input}"\n    }\n    postcondition {\n      condition = self.input == local.z\n'
        '      error_message = "No."\n    }\n  }\n  input = 1\n}\nresource "terraform_data" "b" {\n  input = "x"\n}\n'
        'variable "z" {\n  default = 1\n}\nlocals {\n  z = var.z\n}\n'),
        [],
    ),
    "two mistakes": (
        'resource "aws_vpc" "a" {\n  cidr_block = var.none\n}\nresource "aws_vpc" "b" {\n  cidr_block = local.none\n}\n',
        [("Reference to undeclared input variable", 2), ("Reference to undeclared local value", 5)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_mistake_is_said_once(name: str, tmp_path: Path) -> None:
    text, expected = CASES[name]
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")

    result = evaluate_root(Library(DiskTree(tmp_path)), RootSettings("."), Limits(), {})

    told = [(each.summary, each.subject.start[0] if each.subject else 0) for each in result.diagnostics]
    assert told == expected

"""Override files, merged as Terraform merges them: internal/configs/module_merge.go and module_merge_body.go of 1.15.5."""

import pytest

from docgen.terraform.loader import Library, load_configuration
from docgen.terraform.module import Module
from tests.terraform.folder import Folder

BASE = """
resource "aws_security_group" "x" {
  name = "base"
  ingress {
    from_port = 1
  }
  dynamic "ingress" {
    for_each = []
    content {}
  }
  dynamic "egress" {
    for_each = []
    content {}
  }
  lifecycle {
    prevent_destroy = true
    precondition {
      condition     = var.v == 1
      error_message = "base"
    }
  }
}
variable "v" {
  default = 1
  validation {
    condition     = var.v == 1
    error_message = "base"
  }
}
"""


def overridden(text: str) -> tuple[Module, list[str]]:
    made = load_configuration(Library(Folder({"main.tf": BASE, "x_override.tf": text})), ".")
    return made.value.root_module, [each.summary for each in made.diagnostics]


def blocks(module: Module) -> list[str]:
    """The blocks of the security group; a dynamic one with what it makes in brackets."""
    found = module.resources["managed", "aws_security_group", "x"].blocks
    return [f"[{each.block.labels[0].text}]" if each.block.labels else each.block.type for each in found]


RESOURCE = 'resource "aws_security_group" "x" {{\n{}\n}}\n'
BLOCKS = {
    "tags = {}": ["ingress", "[ingress]", "[egress]"],
    "ingress {}": ["[egress]", "ingress"],
    'dynamic "ingress" {\n  for_each = []\n  content {}\n}': ["[egress]", "[ingress]"],
    "egress {}": ["ingress", "[ingress]", "egress"],
}


@pytest.mark.parametrize("inside", BLOCKS)
def test_blocks_hide_those_of_the_same_kind(inside: str) -> None:
    module, told = overridden(RESOURCE.format(inside))

    assert told == []
    assert blocks(module) == BLOCKS[inside]


def test_lifecycle_merges_by_argument_and_keeps_the_conditions_of_the_base() -> None:
    condition = 'precondition {\n  condition = var.v == 2\n  error_message = "new"\n}'
    module, told = overridden(RESOURCE.format(f"lifecycle {{\nenabled = var.v == 3\n{condition}\n}}"))
    made = module.resources["managed", "aws_security_group", "x"]

    assert told == []
    assert made.enabled is not None
    assert made.enabled.file.path == "x_override.tf"
    assert [each.condition.file.path for each in made.conditions] == ["main.tf"]


def test_arguments_come_from_the_file_that_wrote_them() -> None:
    module, _ = overridden(RESOURCE.format('name = "new"\ncount = 2'))
    made = module.resources["managed", "aws_security_group", "x"]

    assert made.count is not None
    assert [made.count.span.path, made.attributes["name"].span.path] == ["x_override.tf", "x_override.tf"]


def test_the_validations_of_an_override_count_nowhere() -> None:
    module, told = overridden(
        'variable "v" {\n  default = 2\n  validation {\n    condition = var.v == 2\n    error_message = "new"\n  }\n}'
    )

    assert told == []
    assert [each.condition.file.path for each in module.variables["v"].validations] == ["main.tf"]


WRONG = {
    'resource "aws_vpc" "none" {}': ["Missing resource to override"],
    'variable "none" {}': ["Missing base variable declaration to override"],
    "moved {\n  from = aws_vpc.a\n  to = aws_vpc.b\n}": ["Cannot override 'moved' blocks"],
    RESOURCE.format("depends_on = [aws_vpc.a]"): ["Unsupported override"],
    'provider "aws" {\n  alias = "none"\n}': ["Missing base provider configuration for override"],
    'provider "aws" {\n  region = "eu-west-1"\n}': [],  # a provider without a block has an empty one
}


@pytest.mark.parametrize("text", WRONG)
def test_what_cannot_be_overridden(text: str) -> None:
    _, told = overridden(text)

    assert told == WRONG[text]

"""What a module may declare, and what is said of the rest.

Refusals are those of Terraform 1.15.5, asked one text at a time; with a pinned level, what docgen does not know is one.
"""

import pytest

from docgen.source.diagnostic import Severity
from docgen.source.gap import GapKind
from docgen.terraform.choice import dialect_of, in_dialect, newer_language
from docgen.terraform.dialect import Dialect, Product
from docgen.terraform.loader import Library, load_configuration
from docgen.terraform.module import Configuration
from tests.terraform.folder import Folder

OLD = Dialect(Product.TERRAFORM, (1, 11), pinned=True, chosen_by=".terraform-version")
TOFU = Dialect(Product.OPENTOFU, (1, 12), pinned=True, chosen_by="docgen.yml")


def resource(inside: str) -> str:
    return f'resource "aws_vpc" "x" {{\n  {inside}\n}}'


def lifecycle(inside: str) -> str:
    return resource(f"lifecycle {{\n    {inside}\n  }}")


def loaded(text: str, name: str = "main.tf") -> tuple[Configuration, list[tuple[str, str]]]:
    """The configuration, and each diagnostic's summary with "error", or the kind of its gap."""
    made = load_configuration(Library(Folder({name: text})), ".")
    told = [
        (
            each.summary,
            "error" if each.severity is Severity.ERROR else each.gap.kind.value if each.gap else "",
        )
        for each in made.diagnostics
    ]
    return made.value, told


REFUSED = {
    'variable "source" {}': "Invalid variable name",
    'variable "a b" {}': "Invalid variable name",
    'variable "x" {\n  default = upper("a")\n}': "Function calls not allowed",
    'variable "x" {\n  default = var.y\n}': "Variables not allowed",
    'variable "x" {\n  const = true\n  sensitive = true\n}': "Const variable cannot be sensitive",
    'variable "x" {\n  sensitive = "maybe"\n}': "Unsuitable value type",
    'variable "x" {\n  validation {\n    condition = true\n    error_message = "x"\n  }\n}': "Invalid validation expression",
    'variable "x" {\n  typ = string\n}': "Unsupported argument",
    'output "x" {\n  value = 1\n  description = null\n}': "Unsuitable value type",
    'output "x" {\n  value = 1\n  deprecated = ""\n}': "Invalid `deprecated` value",
    'varable "x" {}': "Unsupported block type",
    "required_providers {}": "Invalid required_providers block",
    'terraform {\n  backend "s3" {}\n  backend "gcs" {}\n}': "Duplicate backend configuration",
    'terraform {\n  backend "s3" {}\n  cloud {}\n}': "Both a backend and cloud configuration are present",
    "terraform {\n  required_providers {}\n  required_providers {}\n}": "Duplicate required providers configuration",
    'provider "aws" {\n  for_each = {}\n}': 'Alias required when using "for_each"',
    'provider "aws" {\n  source = "x"\n}': "Reserved argument name in provider block",
    'provider "AWS" {}': "Invalid provider local name",
    resource("provider = my_aws"): "Invalid provider local name",
    resource("locals {}"): "Reserved block type name in resource block",
    resource("depends_on = [1]"): "Invalid expression",
    resource("lifecycle {}\n  lifecycle {}"): "Duplicate lifecycle block",
    lifecycle('ignore_changes = ["*", "tags"]'): "Invalid ignore_changes ruleset",
    lifecycle("replace_triggered_by = [nothing]"): "Invalid replace_triggered_by expression",
    lifecycle('create_before_destroy = "perhaps"'): "Unsuitable value type",
    lifecycle("enable = false"): "Unsupported argument",
    'resource "aws_vpc" "x" {\n  count = 1\n  lifecycle {\n    enabled = true\n  }\n}': 'Invalid combination of "count", "enabled", and "for_each"',
    'data "aws_vpc" "x" {\n  lifecycle {\n    prevent_destroy = true\n  }\n}': "Invalid data resource lifecycle argument",
    'ephemeral "aws_x" "x" {\n  lifecycle {\n    action_trigger {}\n  }\n}': "Invalid ephemeral resource lifecycle nested block",
    'check "x" {}': "Zero assert blocks",
    "moved {\n  from = aws_vpc.a\n}": "Missing required argument",
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text: str) -> None:
    _, told = loaded(text)

    assert (REFUSED[text], "error") in told


ACCEPTED = [
    'variable "x" {\n  description = "a${1}"\n  sensitive = !false\n  nullable = "true"\n}',
    'variable "x" {\n  deprecated = "Use y."\n  const = true\n  default = "a"\n}',
    'output "x" {\n  value = 1\n  type = number\n  deprecated = "Use y."\n}',
    'action "aws_lambda_invoke" "x" {\n  config {\n    a = 1\n  }\n}',
    lifecycle("action_trigger {\n      events = [after_create]\n      actions = [action.a.b]\n    }"),
    lifecycle("enabled = var.x == 1\n    destroy = false\n    ignore_changes = all"),
    resource("_ {\n    count = 1\n  }"),
    'module "x" {\n  source = "a/b/c"\n  version = null\n  lifecycle {\n    enabled = false\n  }\n}',
    'import {\n  to = aws_vpc.x\n  identity = { id = "vpc-1" }\n}',
    'language {\n  compatible_with {\n    opentofu = ">= 1.12"\n  }\n}',
    'provider "aws" {\n  alias = "by"\n  for_each = toset(["a"])\n}',
    "removed {\n  from = aws_vpc.x\n}",
    'terraform {\n  required_version = ">= 1.5"\n  provider_meta "aws" {\n    a = "b"\n  }\n}',
]


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepted(text: str) -> None:
    _, told = loaded(text)

    assert [each for each in told if each[0] != "Module not installed"] == []


UNKNOWN = {
    'workflow "x" {}': ["Unsupported block type"],
    'variable "x" {\n  colour = "red"\n}': ["Unsupported argument"],
    'output "x" {\n  value = 1\n  audience {}\n}': ["Unsupported block type"],
    "terraform {\n  telemetry = false\n}": ["Unsupported argument"],
    lifecycle("only_on_tuesdays = true"): ["Unsupported argument"],
}


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_docgen_does_not_know_is_a_gap_unless_the_level_is_known_completely(text: str) -> None:
    made = load_configuration(Library(Folder({"main.tf": text})), ".")

    assert [each.gap and each.gap.kind for each in made.diagnostics] == [GapKind.LANGUAGE]
    assert [each.summary for each in made.diagnostics] == UNKNOWN[text]
    assert {each.severity for each in in_dialect(made.diagnostics, Dialect())} == {Severity.WARNING}
    assert {each.severity for each in in_dialect(made.diagnostics, OLD)} == {Severity.ERROR}


def test_an_unknown_lifecycle_argument_leaves_existence_open() -> None:
    configuration, _ = loaded(lifecycle("only_on_tuesdays = true"))

    assert configuration.root_module.resources["managed", "aws_vpc", "x"].doubt == "only_on_tuesdays"


def test_an_unknown_block_of_a_json_file() -> None:
    _, told = loaded('{"workflow": {"x": {}}, "variable": {"y": {}}}', "main.tf.json")

    assert told == [("Unsupported block type", "language")]


NEWER = {
    'variable "x" {\n  const = true\n}': (["`const` in a variable block"], []),
    'action "a" "b" {}': (["Actions"], ["Actions"]),
    lifecycle("enabled = true"): (["`enabled` in a lifecycle block"], []),
    'module "m" {\n  source = "./${var.x}"\n}\nvariable "x" {}': (
        ["A module source that is computed", "A module source made of a variable"],
        [],
    ),
}


@pytest.mark.parametrize("text", NEWER)
def test_newer_language_is_noted_where_the_level_is_pinned(text: str) -> None:
    configuration, _ = loaded(text)

    for dialect, expected in zip((OLD, TOFU), NEWER[text], strict=True):
        notes = list(newer_language(configuration, dialect))
        assert [any(each.detail.startswith(words) for each in notes) for words in expected] == [True] * len(
            expected
        )
        assert len(notes) == len(expected)
        assert all(each.gap is None and each.severity is Severity.WARNING for each in notes)
    assert not list(newer_language(configuration, Dialect()))


def test_the_dialect_of_a_configuration() -> None:
    plain, _ = loaded('terraform {\n  required_version = "~> 1.9.2"\n}')
    enabled, _ = loaded(lifecycle("enabled = true"))
    compatible, _ = loaded('language {\n  compatible_with {\n    opentofu = "~> 1.12.0"\n  }\n}')
    tofu, _ = loaded("", "main.tofu")

    assert dialect_of(plain) == Dialect(Product.TERRAFORM, (1, 9), pinned=True, chosen_by="required_version")
    assert {dialect_of(each).product for each in (enabled, compatible, tofu)} == {Product.OPENTOFU}


JSON = """{
  "resource": {"aws_vpc": {"x": {
    "provider": "aws.west", "depends_on": ["aws_vpc.y"],
    "lifecycle": {"replace_triggered_by": ["aws_vpc.y.id"], "ignore_changes": ["tags"]}
  }, "y": {}}},
  "module": {"m": {"source": "./m", "providers": {"aws": "aws.west"}}}
}"""


def test_keyword_positions_of_json() -> None:
    configuration, _ = loaded(JSON, "main.tf.json")
    made = configuration.root_module.resources["managed", "aws_vpc", "x"]

    assert made.provider == "aws.west"
    assert configuration.root_module.calls["m"].providers == {"aws": "aws.west"}
    assert [each.span.start for each in (*made.depends_on, *made.triggers)] == [(3, 45), (4, 45)]


def test_a_byte_order_mark_is_wrong_in_json_alone() -> None:
    mark = b"\xef\xbb\xbf"
    files = {"a.tf": mark + b"locals {\n  a = 1\n}\n", "b.tf.json": mark + b'{"locals": {"b": 1}}'}
    made = load_configuration(Library(Folder(files)), ".")

    assert [(each.summary, each.subject and each.subject.path) for each in made.diagnostics] == [
        ("Invalid start of value", "b.tf.json")
    ]

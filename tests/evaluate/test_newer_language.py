"""What Terraform 1.10 to 1.15 and OpenTofu 1.8 to 1.12 added, evaluated.

Known by Terraform 1.15.5 where Terraform has it, else by the documentation of OpenTofu.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from docgen.language.evaluated import Evaluation
from docgen.language.plan import plan_json
from docgen.source.diagnostic import Severity
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.values.text import print_value
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings


def evaluated(files: Mapping[str, str], folder: Path) -> tuple[Evaluation | None, list[str], list[str]]:
    """The evaluation, the summaries of errors, and those of warnings."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    result = evaluate_root(Library(DiskTree(folder)), RootSettings("."), Limits(), {})
    told: dict[Severity, list[str]] = {Severity.ERROR: [], Severity.WARNING: []}
    for each in result.diagnostics:
        told[each.severity].append(each.summary)
    return result.value, told[Severity.ERROR], told[Severity.WARNING]


def outputs(text: str, folder: Path, **more: str) -> dict[str, str]:
    made, errors, _ = evaluated(
        {"main.tf": text, **{name.replace("__", "/") + ".tf": each for name, each in more.items()}}, folder
    )
    assert errors == []
    assert made is not None
    return {name: print_value(each.value) for name, each in made.outputs.items()}


def addresses(made: Evaluation | None) -> list[str]:
    assert made is not None
    return [str(each.address) for each in made.instances]


DATA = 'resource "terraform_data" "x" {{\n  input = 1\n  lifecycle {{\n    {}\n  }}\n}}\n'
UNKNOWN = 'resource "terraform_data" "later" {\n}\n'
ENABLED = {
    "enabled = true": ["terraform_data.x"],
    "enabled = false": [],
    'enabled = "false"': [],
    'enabled = terraform_data.later.id == "a"': ["terraform_data.later", "terraform_data.x[*]"],
    "only_on_tuesdays = true": ["terraform_data.x[*]"],
}  # fmt: skip


@pytest.mark.parametrize("argument", ENABLED)
def test_enabled_decides_about_existence(argument: str, tmp_path: Path) -> None:
    more = UNKNOWN if "later" in argument else ""
    made, errors, warnings = evaluated({"main.tf": DATA.format(argument) + more}, tmp_path)

    assert errors == []
    assert addresses(made) == ENABLED[argument]
    assert bool(warnings) == any("[*]" in each for each in ENABLED[argument])


def test_what_is_not_enabled_is_null(tmp_path: Path) -> None:
    text = (
        DATA.format("enabled = false")
        + 'module "m" {\n  source = "./m"\n  lifecycle {\n    enabled = false\n  }\n}\n'
        + 'output "o" {\n  value = [terraform_data.x, module.m, try(terraform_data.x.input, "none")]\n}\n'
    )

    assert outputs(text, tmp_path, m__main='resource "terraform_data" "y" {\n}\n') == {
        "o": '[\n  null,\n  null,\n  "none",\n]'
    }


@pytest.mark.parametrize("value", ["null", '"perhaps"', "sensitive(true)"])
def test_what_enabled_cannot_be(value: str, tmp_path: Path) -> None:
    _, errors, _ = evaluated({"main.tf": DATA.format(f"enabled = {value}")}, tmp_path)

    assert errors == ["Invalid enabled argument"]


PROVIDERS = """
locals {
  regions = { one = "eu-west-1", two = "us-east-1" }
}
provider "aws" {
  alias    = "by"
  for_each = local.regions
  region   = each.value
}
data "aws_region" "direct" {
  for_each = local.regions
  provider = aws.by[each.key]
}
data "aws_region" "fixed" {
  provider = aws.by["two"]
}
module "m" {
  source    = "./m"
  for_each  = local.regions
  providers = { aws = aws.by[each.key] }
}
output "o" {
  value = [
    [for each in data.aws_region.direct : each.name],
    data.aws_region.fixed.name,
    [for each in module.m : each.name],
  ]
}
"""


def test_each_instance_has_its_own_provider_configuration(tmp_path: Path) -> None:
    made = outputs(
        PROVIDERS,
        tmp_path,
        m__main='data "aws_region" "r" {}\noutput "name" {\n  value = data.aws_region.r.name\n}\n',
    )

    names = '[\n    "eu-west-1",\n    "us-east-1",\n  ]'
    assert made == {"o": f'[\n  {names},\n  "us-east-1",\n  {names},\n]'}


EPHEMERAL = """
variable "password" {
  ephemeral = true
  default   = "Quartz-9182"
}
ephemeral "aws_secretsmanager_secret_version" "x" {
  secret_id = "arn"
}
locals {
  both = "${var.password}-${ephemeral.aws_secretsmanager_secret_version.x.secret_string}"
}
resource "aws_db_instance" "x" {
  instance_class      = "db.t3.micro"
  password_wo         = local.both
  password_wo_version = 1
}
resource "aws_db_instance" "y" {
  instance_class      = "db.t3.micro"
  password_wo         = "Quartz-9182"
  password_wo_version = 1
}
output "applying" {
  value = ephemeralasnull(terraform.applying) == null
}
"""


def test_ephemeral_values_are_in_no_plan(tmp_path: Path) -> None:
    made, errors, _ = evaluated({"main.tf": EPHEMERAL}, tmp_path)

    assert errors == []
    assert made is not None
    plan = plan_json(made)
    assert "Quartz-9182" not in str(plan)
    changes = {each["address"]: each["change"] for each in plan["resource_changes"]}
    for address in ("aws_db_instance.x", "aws_db_instance.y"):
        assert changes[address]["after"]["password_wo"] is None
        assert "password_wo" not in changes[address]["after_unknown"]
    assert plan["planned_values"]["outputs"]["applying"]["value"] is True
    assert not [each for each in made.instances if each.address.mode == "ephemeral"]


STORED = """
variable "password" {
  ephemeral = true
  default   = "Quartz-9182"
}
resource "terraform_data" "plain" {
  store {
    input   = var.password
    version = 1
  }
}
resource "terraform_data" "secret" {
  store {
    input     = var.password
    sensitive = true
  }
}
"""


def test_what_terraform_data_stores(tmp_path: Path) -> None:
    made, errors, _ = evaluated({"main.tf": STORED}, tmp_path)

    assert errors == []
    assert made is not None
    plain, secret = (each["change"] for each in plan_json(made)["resource_changes"])
    assert (plain["after"]["store"]["input"], plain["after"]["store"]["sensitive_output"]) == (None, None)
    assert plain["after_unknown"]["store"] == {"output": True}
    assert secret["after"]["store"]["output"] is None
    assert secret["after_unknown"]["store"] == {"sensitive_output": True}


MISTAKES = {
    'output "o" {\n  value = terraform.applying\n}': "Ephemeral value not allowed",
    'output "o" {\n  value     = 1\n  ephemeral = true\n}': "Ephemeral output not allowed",
    'output "o" {\n  value = ephemeral.a_b.c.d\n}': "Reference to undeclared resource",
    'output "o" {\n  value = "x"\n  type  = number\n}': "Invalid output value",
    'output "o" {\n  value = "x"\n  type  = words\n}': "Invalid type specification",
    'output "o" {\n  value      = 1\n  depends_on = [terraform_data.none]\n}': "Reference to undeclared resource",
    'data "terraform_data" "x" {}\noutput "o" {\n  value = data.terraform_data.y.id\n}': "Reference to undeclared resource",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_mistakes(text: str, tmp_path: Path) -> None:
    _, errors, _ = evaluated({"main.tf": text}, tmp_path)

    assert errors == [MISTAKES[text]]


def test_an_output_has_the_type_that_it_declares(tmp_path: Path) -> None:
    text = (
        'output "n" {\n  type  = number\n  value = "5"\n}\n'
        'output "o" {\n  type  = object({ a = string, b = optional(number, 3) })\n  value = { a = 1 }\n}\n'
    )

    assert outputs(text, tmp_path) == {"n": "5", "o": '{\n  "a" = "1"\n  "b" = 3\n}'}


CALL = 'module "m" {{\n  source = {}\n}}\noutput "o" {{\n  value = module.m.name\n}}\n'
CONST = 'variable "flavour" {\n  const   = true\n  default = "small"\n}\n'
SOURCES = {
    '"./mods/${var.flavour}"': '"small"',
    '"./mods/${local.name}"': '"small"',
    'format("./mods/%s", local.name)': '"small"',
    '"${path.module}/mods/${terraform.workspace == "default" ? "large" : "small"}"': '"large"',
}


@pytest.mark.parametrize("source", SOURCES)
def test_computed_module_sources(source: str, tmp_path: Path) -> None:
    text = CONST + "locals {\n  name = var.flavour\n}\n" + CALL.format(source)

    made = outputs(
        text,
        tmp_path,
        mods__small__main='output "name" {\n  value = "small"\n}\n',
        mods__large__main='output "name" {\n  value = "large"\n}\n',
    )

    assert made == {"o": SOURCES[source]}


def test_a_source_inside_a_module_that_is_called(tmp_path: Path) -> None:
    outer = (
        'variable "which" {\n  const = true\n}\n'
        'module "inner" {\n  source = "./${var.which}"\n}\noutput "name" {\n  value = module.inner.name\n}\n'
    )
    text = (
        CONST
        + 'module "m" {\n  source = "./outer"\n  which  = var.flavour\n}\noutput "o" {\n  value = module.m.name\n}\n'
    )

    made = outputs(
        text, tmp_path, outer__main=outer, outer__small__main='output "name" {\n  value = "small"\n}\n'
    )

    assert made == {"o": '"small"'}


UNKNOWN_PART = {
    '"./mods/${terraform_data.x.id}"': (["Invalid module source"], []),
    "null": (["Unsuitable module source"], []),
    'sensitive("./mods")': (["Unknown module source"], []),
    '"./mods/${var.unset}"': ([], ["Unknown module source"]),
}


@pytest.mark.parametrize("source", UNKNOWN_PART)
def test_sources_that_are_not_known(source: str, tmp_path: Path) -> None:
    text = 'variable "unset" {\n  const = true\n}\nresource "terraform_data" "x" {\n}\n' + CALL.format(source)
    expected_errors, expected_warnings = UNKNOWN_PART[source]

    _, errors, warnings = evaluated({"main.tf": text}, tmp_path)

    assert [each for each in errors if each != "No value for required variable"] == expected_errors
    assert [each for each in warnings if each == "Unknown module source"] == expected_warnings


BEHIND = """
resource "terraform_data" "made" {
}
resource "terraform_data" "none" {
  count = 0
}
data "aws_region" "other" {}
"""
AWAITED = {
    "terraform_data.made": "(known after apply)",
    "terraform_data.none": '"eu-west-1"',
    "data.aws_region.other": '"eu-west-1"',
    "module.m": "(known after apply)",
    "local.made": "(known after apply)",
    "local.nothing": '"eu-west-1"',
}


@pytest.mark.parametrize("named", AWAITED)
def test_a_data_source_is_read_after_what_it_depends_on(named: str, tmp_path: Path) -> None:
    text = (
        BEHIND
        + 'provider "aws" {\n  region = "eu-west-1"\n}\n'
        + 'module "m" {\n  source = "./m"\n}\n'
        + "locals {\n  made = terraform_data.made.id\n  nothing = 1\n}\n"
        + f'data "aws_region" "x" {{\n  depends_on = [{named}]\n}}\n'
        + 'output "o" {\n  value = data.aws_region.x.name\n}\n'
    )

    made = outputs(text, tmp_path, m__main='resource "terraform_data" "y" {\n}\n')

    assert made == {"o": AWAITED[named]}

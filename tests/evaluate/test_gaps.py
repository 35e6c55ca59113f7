"""What docgen merely does not know is a gap with a kind and a cause; everything beside it stays known."""

from pathlib import Path
from typing import Any

import pytest

from docgen.language.evaluated import Evaluation
from docgen.language.plan import after
from docgen.source.diagnostic import Diagnostic, Severity
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings

EXACT = 'terraform {\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n      version = "5.100.0"\n    }\n  }\n}\n'
NEWER = EXACT.replace('"5.100.0"', '">= 6.0"')
OLDER = EXACT.replace('"5.100.0"', '"~> 3.74"')
VPC = 'resource "aws_vpc" "a" {\n  cidr_block = "10.0.0.0/16"\n}\n'


def outcome(
    folder: Path,
    text: str,
    limits: Limits,
    **given: Any,  # noqa: ANN401 - settings of a root module
) -> tuple[dict[str, object], tuple[Diagnostic, ...]]:
    made, diagnostics = evaluated(folder, text, limits, **given)
    return {name: after(each.value) for name, each in made.outputs.items()}, diagnostics


def evaluated(
    folder: Path,
    text: str,
    limits: Limits,
    **given: Any,  # noqa: ANN401 - settings of a root module
) -> tuple[Evaluation, tuple[Diagnostic, ...]]:
    (folder / "main.tf").write_text(text, encoding="utf-8")
    result = evaluate_root(Library(DiskTree(folder)), RootSettings(".", **given), limits, {})
    assert result.value is not None, result.diagnostics
    return result.value, result.diagnostics


def gaps_of(diagnostics: tuple[Diagnostic, ...]) -> set[tuple[str, str]]:
    return {(each.gap.kind.value, each.gap.cause) for each in diagnostics if each.gap is not None}


def output(value: str) -> str:
    return f'output "x" {{\n  value = {value}\n}}\noutput "known" {{\n  value = "known"\n}}\n'


CASES = {
    "a variable that nothing sets": ('variable "a" {}\n' + output("var.a"), ("variable", "var.a")),
    "a variable of CI": ('variable "a" {\n  default = 1\n}\n' + output("var.a"), ("variable", "var.a")),
    "a workspace of CI": (output("terraform.workspace"), ("variable", "terraform.workspace")),
    "a module without code": ('module "m" {\n  source = "acme/m/aws"\n  version = "~> 1.0"\n}\n' + output("module.m.x"), ("module", "acme/m/aws ~> 1.0")),
    "a number that an apply decides": (VPC + 'resource "aws_subnet" "s" {\n  count = length(aws_vpc.a.id) - 3\n  vpc_id = aws_vpc.a.id\n}\n' + output("aws_subnet.s[*].id"), ("count", "count of aws_subnet.s")),
    "an argument of tomorrow": (NEWER + 'resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n  colour = "blue"\n}\n' + output("aws_vpc.v.shade"), ("provider", "aws_vpc.colour")),
    "an attribute of tomorrow": (NEWER + VPC + output("aws_vpc.a.shade"), ("provider", "aws_vpc.shade")),
    "a type of tomorrow": (NEWER + 'resource "aws_tomorrow" "t" {\n  name = "t"\n}\n' + output("aws_tomorrow.t.arn"), ("type", "aws_tomorrow")),
    "a block that became an argument": (OLDER + 'resource "aws_elasticache_replication_group" "g" {\n  replication_group_id = "g"\n  description = "d"\n  cluster_mode {\n    num_node_groups = 2\n  }\n}\n' + output("aws_elasticache_replication_group.g.cluster_mode[0].num_node_groups"), ("provider", "aws_elasticache_replication_group.cluster_mode")),
    "an argument that became a block": (OLDER + 'resource "aws_budgets_budget" "b" {\n  budget_type = "COST"\n  time_unit = "MONTHLY"\n  cost_filter = { Service = "x" }\n}\n' + output("aws_budgets_budget.b.cost_filter.Service"), ("provider", "aws_budgets_budget.cost_filter")),
    "another provider": ('resource "fastly_service" "f" {\n  name = "f"\n  part {\n    name = "p"\n  }\n}\n' + output("one([for p in fastly_service.f.part : p.part_id])"), ("provider", "provider fastly")),
    "a block of another provider that may be a single one": ('resource "fastly_service" "f" {\n  part {\n    name = "p"\n  }\n}\n' + output("fastly_service.f.part.inner.id"), ("provider", "provider fastly")),
    "an object of another provider": ('resource "fastly_service" "f" {\n  part = { name = "p" }\n}\n' + output("fastly_service.f.part[0].id"), ("provider", "provider fastly")),
    "a data source": ('data "aws_ami" "a" {\n  owners = ["self"]\n}\n' + output("data.aws_ami.a.id"), ("data", "data.aws_ami.a.id")),
    "a file that CI makes": (output('file("made/by/ci.txt")'), ("file", "made/by/ci.txt")),
    "a made variable": (output("var.a"), ("file", "var.a")),
    "a made local value": (output("local.a"), ("file", "local.a")),
    "a made resource": (output("aws_vpc.a.id"), ("file", "aws_vpc.a")),
    "a made data source": (output("data.aws_vpc.a.id"), ("file", "data.aws_vpc.a")),
    "a made module": (output("module.a.x[0]"), ("file", "module.a")),
    "whatever a build step has made": (output("var.a"), ("file", "files of .")),
    "a check": ('variable "a" {}\ncheck "c" {\n  assert {\n    condition = var.a == 1\n    error_message = "No."\n  }\n}\n' + output("var.a"), ("condition", "var.a")),
    "a precondition": ('variable "a" {}\n' + 'resource "aws_vpc" "p" {\n  cidr_block = "10.0.0.0/16"\n  lifecycle {\n    precondition {\n      condition = var.a == 1\n      error_message = "No."\n    }\n  }\n}\n' + output("var.a"), ("condition", "var.a")),
    "a precondition on a file that CI makes": ('variable "a" {}\n' + 'resource "aws_vpc" "p" {\n  cidr_block = "10.0.0.0/16"\n  lifecycle {\n    precondition {\n      condition = fileexists("${path.module}/made.zip")\n      error_message = "No."\n    }\n  }\n}\n' + output("var.a"), ("condition", "main.tf:6:19")),
    "more instances than docgen works out": ('resource "terraform_data" "t" {\n  count = 100000\n}\n' + output("terraform_data.t[*].id"), ("limit", "limits.instances")),
    "one value that takes too long": (output("[for a in range(900) : [for b in range(900) : a * b]]"), ("limit", "limits.steps")),
}  # fmt: skip


OF_OLDER_VERSIONS = {
    # Upgrade guides 4 and 5: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-5-upgrade
    "aws_vpc": 'cidr_block = "10.0.0.0/16"\nenable_classiclink = false',
    "aws_secretsmanager_secret": 'name = "s"\nrotation_lambda_arn = "arn:aws:lambda:eu-west-2:111122223333:function:f"',
    "aws_autoscaling_attachment": 'autoscaling_group_name = "a"\nalb_target_group_arn = "arn:aws:elasticloadbalancing:eu-west-2:111122223333:targetgroup/x/1"',
    "aws_rds_cluster": 'cluster_identifier = "c"',  # `engine` was optional
    "aws_elasticache_replication_group": 'replication_group_id = "r"\nreplication_group_description = "d"\nnumber_cache_clusters = 2',
    "aws_db_security_group": 'name = "g"\ningress {\ncidr = "10.0.0.0/8"\n}',
}


@pytest.mark.parametrize("type_", OF_OLDER_VERSIONS)
@pytest.mark.parametrize("wanted", ["~> 3.74", "~> 4.0", "4.67.0", "< 5", "3.x"])
def test_what_an_older_provider_allows_is_no_error(tmp_path: Path, type_: str, wanted: str) -> None:
    text = EXACT.replace('"5.100.0"', f'"{wanted}"')
    text += f'resource "{type_}" "r" {{\n{OF_OLDER_VERSIONS[type_]}\n}}\n'

    _, diagnostics = outcome(tmp_path, text, Limits())

    assert [each for each in diagnostics if each.severity is Severity.ERROR] == []
    assert any(cause.startswith(type_) for _, cause in gaps_of(diagnostics))


@pytest.mark.parametrize("name", CASES)
def test_a_gap_has_a_kind_and_a_cause(name: str, tmp_path: Path) -> None:
    text, gap = CASES[name]
    given: dict[str, Any] = {"unset": ("a",)} if "of CI" in name else {}
    given |= {"incomplete": True} if " made" in name else {}
    given |= {"workspace": None} if "workspace" in name else {}

    outputs, diagnostics = outcome(tmp_path, text, Limits(), **given)

    assert [each for each in diagnostics if each.severity is Severity.ERROR] == []
    assert gap in gaps_of(diagnostics)
    assert outputs["known"] == "known"
    assert outputs["x"] in (None, [None], [])


CERTAIN = {
    "an argument that exactly this version lacks": EXACT + 'resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n  colour = "blue"\n}\n',
    "a block that exactly this version lacks": EXACT + 'resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n  colour {}\n}\n',
    "an attribute that exactly this version lacks": EXACT + VPC + output("aws_vpc.a.shade"),
    "a type that exactly this version lacks": EXACT + 'resource "aws_tomorrow" "t" {}\n',
    "a required argument that exactly this version wants": EXACT + 'resource "aws_eip_association" "e" {}\nresource "aws_route" "r" {}\n',
    "a name that is not declared": output("var.nothing"),
    "a value of the wrong type": 'variable "a" {\n  type = number\n  default = "many"\n}\n',
    "a validation that fails": 'variable "a" {\n  default = 1\n  validation {\n    condition = var.a > 1\n    error_message = "No."\n  }\n}\n',
    "an output that a module lacks": 'module "m" {\n  source = "./m"\n}\n' + output("module.m.nothing"),
    "a negative number of instances": 'resource "terraform_data" "t" {\n  count = -1\n}\n',
}  # fmt: skip


@pytest.mark.parametrize("name", CERTAIN)
def test_what_terraform_certainly_refuses_is_an_error(name: str, tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m/main.tf").write_text('output "other" {\n  value = 1\n}\n', encoding="utf-8")

    _, diagnostics = outcome(tmp_path, CERTAIN[name], Limits())

    assert len([each for each in diagnostics if each.severity is Severity.ERROR]) == 1


def test_what_is_never_evaluated_is_no_error(tmp_path: Path) -> None:
    """Terraform looks at an output of a module, and into the body of an instance, only where it needs to."""
    (tmp_path / "m").mkdir()
    (tmp_path / "m/main.tf").write_text('output "other" {\n  value = 1\n}\n', encoding="utf-8")
    text = (
        'variable "n" {\n  type = number\n}\nmodule "m" {\n  source = "./m"\n  count  = 0\n}\n'
        'resource "aws_eip" "e" {\n  count = var.n\n}\n'
        'resource "aws_nat_gateway" "n" {\n  count = var.n\n  allocation_id = [][0]\n  subnet_id = "s"\n}\n'
        'output "a" {\n  value = false ? module.m[0].nothing : "b"\n}\noutput "c" {\n  value = try(module.m[0].nothing, "d")\n}\n'
    )

    outputs, diagnostics = outcome(tmp_path, text, Limits())

    assert [each for each in diagnostics if each.severity is Severity.ERROR] == []
    assert outputs == {"a": "b", "c": "d"}


def test_an_incomplete_root_module_is_given_what_it_does_not_declare(tmp_path: Path) -> None:
    given = {"made": {"a": [1]}}

    outputs, diagnostics = outcome(tmp_path, output("var.made"), Limits(), incomplete=True, vars=given)

    assert outputs["x"] == given["made"]
    assert [each for each in diagnostics if each.severity is Severity.ERROR] == []


LEGACY = """terraform {
  required_version = "%s"
}
variable "names" {
  type    = "list"
  default = ["a"]
}
output "x" {
  value = merge(map("k", "v"), { l = join(",", list("a", var.names[0])) })
}
"""


@pytest.mark.parametrize(
    ("asked", "is_allowed"),
    [("= 0.12.31", True), ("= 0.11.15", True), ("~> 0.11.0", True), ("> 9", False), ("~> 0.14.0", True), (">= 0.12, < 0.15", True), ("~> 0.15.0", False), (">= 0.12", False), ("~> 1.5", False)],
)  # fmt: skip
def test_the_forms_of_terraform_before_0_15(tmp_path: Path, asked: str, *, is_allowed: bool) -> None:
    outputs, diagnostics = outcome(tmp_path, LEGACY % asked, Limits())

    errors = {each.summary for each in diagnostics if each.severity is Severity.ERROR}
    if is_allowed:
        assert (outputs, errors) == ({"x": {"k": "v", "l": "a,a"}}, set())
    else:
        assert errors == {"Invalid quoted type constraints", "Error in function call"}


def test_no_step_too_many_is_an_error(tmp_path: Path) -> None:
    text = "".join(
        f'output "v{n}" {{\n  value = [for a in range(40) : [for b in range(9) : a * b]]\n}}\n'
        for n in range(9)
    )

    for steps in range(1_000, 6_000, 250):
        _, diagnostics = outcome(tmp_path, text, Limits(steps=steps))

        assert [each for each in diagnostics if each.severity is Severity.ERROR] == []


def test_when_no_steps_are_left_the_rest_is_unknown(tmp_path: Path) -> None:
    text = "".join(
        f'resource "aws_vpc" "v{n}" {{\n  cidr_block = cidrsubnet("10.0.0.0/8", 8, {n})\n}}\n'
        for n in range(200)
    )

    made, diagnostics = evaluated(tmp_path, text, Limits(steps=1_500))

    assert [each for each in diagnostics if each.severity is Severity.ERROR] == []
    assert ("limit", "limits.steps") in gaps_of(diagnostics)
    assert not made.is_complete


@pytest.mark.parametrize(
    "value",
    ['file("missing.txt")', 'filemd5("missing.txt")', 'templatefile("missing.txt", {})', 'fileset("..", "*")', "new_function(1)", "[for a in range(900) : [for b in range(900) : a * b]]"],
)  # fmt: skip
def test_a_value_that_is_not_known_leaves_the_evaluation_complete(value: str, tmp_path: Path) -> None:
    made, diagnostics = evaluated(tmp_path, output(value), Limits())

    assert len(gaps_of(diagnostics)) == 1
    assert made.is_complete


def test_an_encrypted_variables_file(tmp_path: Path) -> None:
    (tmp_path / "terraform.tfvars").write_bytes(b"\0GITCRYPT\0\xd0\x8d\x00\xff")

    outputs, diagnostics = outcome(tmp_path, 'variable "a" {}\n' + output("var.a"), Limits())

    assert gaps_of(diagnostics) == {("file", "terraform.tfvars"), ("variable", "var.a")}
    assert outputs["known"] == "known"

"""What cannot be known or found is said, counted as unknown, and never dropped."""

import json
from pathlib import Path

import pytest

from tests.app.command import Ran, run

SETTINGS = "project: Unknown\nenvironments:\n  only:\n    root: infra\n"
VPC = 'resource "aws_vpc" "a" {\n  cidr_block = "10.0.0.0/16"\n}\n'
DATA = 'data "aws_subnets" "all" {}\n'
MANY = 'resource "aws_security_group" "each" {\n  for_each = toset(data.aws_subnets.all.ids)\n  name = each.key\n  vpc_id = aws_vpc.a.id\n}\n'
MODULE = 'module "m" {\n  source = "acme/network/aws"\n}\noutput "o" {\n  value = module.m.id\n}\n'
CHILD = 'resource "aws_vpc" "inside" {\n  cidr_block = "10.9.0.0/16"\n}\noutput "id" {\n  value = aws_vpc.inside.id\n}\n'


def repository(folder: Path, text: str, more: str = "") -> Path:
    (folder / "infra").mkdir()
    (folder / "docgen.yml").write_text(SETTINGS + more, encoding="utf-8")
    (folder / "infra" / "main.tf").write_text(VPC + text, encoding="utf-8")
    return folder


def planned(ran: Ran) -> dict[str, dict[str, object]]:
    return {each["address"]: each for each in json.loads(ran.out)["resource_changes"]}


def test_a_number_that_only_aws_knows(tmp_path: Path) -> None:
    folder = repository(tmp_path, DATA + MANY)

    built, plan = run(folder, "build", "-v"), run(folder, "plan", "--env", "only")

    assert built.code == plan.code == 0
    assert built.err.count("Unknown number of instances") == 1
    assert "index_unknown" in planned(plan)["aws_security_group.each[*]"]
    inventory = (folder / "docs/environments/only/inventory.md").read_text(encoding="utf-8")
    assert "unknown number" in inventory
    groups = (folder / "docs/environments/only/security-groups.md").read_text(encoding="utf-8")
    assert "each" in groups


def test_a_number_that_docgen_yml_tells(tmp_path: Path) -> None:
    answer = "    data:\n      aws_subnets.all.ids: [subnet-1, subnet-2]\n"
    folder = repository(tmp_path, DATA + MANY, answer)

    ran = run(folder, "plan", "--env", "only")

    assert ran.err == ""
    assert {'aws_security_group.each["subnet-1"]', 'aws_security_group.each["subnet-2"]'} <= planned(
        ran
    ).keys()


@pytest.mark.parametrize(
    "answer",
    [
        "aws_subnets.all: {ids: [subnet-1]}",
        "data.aws_subnets.all.ids: [subnet-1]",
        '"data.aws_subnets.all": {ids: [subnet-1], tags: {}}',
    ],
)
def test_ways_to_write_an_answer(answer: str, tmp_path: Path) -> None:
    folder = repository(tmp_path, DATA + MANY, f"    data:\n      {answer}\n")

    ran = run(folder, "plan", "--env", "only")

    assert ran.err == ""
    assert 'aws_security_group.each["subnet-1"]' in planned(ran)


@pytest.mark.parametrize("answer", ["aws_subnets.al.ids: [a]", "module.m[0].data.aws_subnets.al: {ids: [a]}"])
def test_an_answer_that_nothing_asks_for(answer: str, tmp_path: Path) -> None:
    folder = repository(tmp_path, DATA + MANY, f"    data:\n      {answer}\n")
    (folder / "answers.yml").write_text(f"{answer}\n", encoding="utf-8")

    of_file = run(folder, "plan", "--env", "only")
    of_option = run(folder, "plan", "--root", "infra", "--data", "answers.yml")

    assert (of_file.code, of_option.code) == (1, 0)  # a file may have answers for several root modules
    for ran in (of_file, of_option):
        assert (
            'no root module declares a data source "aws_subnets.al". Did you mean "aws_subnets.all"?'
            in ran.err
        )
    assert "at docgen.yml:6:7" in of_file.err


@pytest.mark.parametrize(
    "argument",
    [
        "count = length(aws_vpc.a.arn)",
        "for_each = toset([aws_vpc.a.arn])",
    ],
)
def test_a_number_that_only_an_apply_knows(argument: str, tmp_path: Path) -> None:
    folder = repository(tmp_path, f'resource "aws_sns_topic" "t" {{\n  {argument}\n  name = "t"\n}}\n')

    built, strict = run(folder, "build", "-v"), run(folder, "check", "--strict")

    assert built.code == 0
    assert built.err.count("Warning: Unknown number of instances\n  at infra/main.tf:5:") == 1
    assert strict.code == 1
    assert strict.err.count("Error: Unknown number of instances") == 1


def test_variables_that_nothing_sets(tmp_path: Path) -> None:
    text = 'variable "password" {\n  sensitive = true\n}\nvariable "names" {\n  type = list(string)\n}\n'
    folder = repository(tmp_path, text + 'output "first" {\n  value = var.names[0]\n}\n')

    built, strict = run(folder, "build"), run(folder, "facts", "--strict")

    assert built.code == 0
    assert [each.split()[:2] for each in built.err.splitlines()[2:4]] == [
        ["variable", "var.names"],
        ["variable", "var.password"],
    ]
    assert strict.code == 1
    assert strict.err.count("Error: No value for required variable") == 2
    assert strict.out == ""


def test_a_module_that_is_not_there(tmp_path: Path) -> None:
    folder = repository(tmp_path, MODULE)

    built, plan = run(folder, "build", "-v"), run(folder, "plan", "--env", "only")

    assert built.code == plan.code == 0
    assert built.err.count("Module not installed") == 1
    assert list(planned(plan)) == ["aws_vpc.a"]
    assert "unknown" in (folder / "docs/inputs-and-outputs.md").read_text(encoding="utf-8")


def test_a_module_that_terraform_init_has_fetched(tmp_path: Path) -> None:
    folder = repository(tmp_path, MODULE)
    place = folder / "infra/.terraform/modules"
    (place / "m").mkdir(parents=True)
    (place / "m" / "main.tf").write_text(CHILD, encoding="utf-8")
    entry = {
        "Key": "m",
        "Source": "registry.terraform.io/acme/network/aws",
        "Version": "1.0.0",
        "Dir": ".terraform/modules/m",
    }
    (place / "modules.json").write_text(json.dumps({"Modules": [entry]}), encoding="utf-8")

    ran = run(folder, "plan", "--env", "only")

    assert ran.err == ""
    assert "module.m.aws_vpc.inside" in planned(ran)


def test_a_module_that_docgen_yml_names(tmp_path: Path) -> None:
    folder = repository(tmp_path, MODULE, "modules:\n  acme/network/aws: vendored/network\n")
    (folder / "vendored/network").mkdir(parents=True)
    (folder / "vendored/network/main.tf").write_text(CHILD, encoding="utf-8")

    ran = run(folder, "plan", "--env", "only")

    assert ran.err == ""
    assert "module.m.aws_vpc.inside" in planned(ran)

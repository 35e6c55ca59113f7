"""Environments of several root modules, and what they read of one another."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.app.command import run

NETWORK = """
terraform {
  backend "s3" {
    bucket = "state"
    key    = "KEY"
    region = "eu-west-1"
  }
}
variable "environment" {}
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
output "subnet" {
  value = aws_subnet.app.id
}
output "password" {
  value     = "hush-hush"
  sensitive = true
}
"""
APP = """
variable "environment" {}
variable "size" {
  default = "t3.micro"
}
data "terraform_remote_state" "network" {
  backend = "s3"
  config = {
    bucket = "state"
    key    = "KEY"
    region = "eu-central-1"
  }
}
resource "aws_vpc" "main" {
  cidr_block = "10.9.0.0/16"
}
resource "aws_instance" "app" {
  ami           = "ami-1"
  instance_type = var.size
  subnet_id     = data.terraform_remote_state.network.outputs.subnet
  user_data     = data.terraform_remote_state.network.outputs.password
}
"""


def repository(folder: Path, settings: str, *, key: str = "network", asked: str = "network") -> Path:
    for name, text in {"network": NETWORK.replace("KEY", key), "app": APP.replace("KEY", asked)}.items():
        (folder / name).mkdir()
        (folder / name / "main.tf").write_text(text, encoding="utf-8")
    (folder / "docgen.yml").write_text(f"project: P\nenvironments:\n{settings}", encoding="utf-8")
    return folder


def facts(folder: Path, environment: str) -> dict[str, Any]:
    ran = run(folder, "facts")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)["environments"][environment]
    return found


BOTH = "  prod:\n    roots: [network, app]\n    vars:\n      environment: prod\n"


def test_one_environment_of_two_root_modules(tmp_path: Path) -> None:
    found = facts(repository(tmp_path, BOTH), "prod")

    assert [each["address"] for each in found["vpcs"]] == ["app:aws_vpc.main", "network:aws_vpc.main"]
    assert [each["subnets"] for each in found["instances"]] == [["aws_subnet.app"]]
    assert found["inputs"].keys() == {"environment", "size"}


def test_two_environments_of_one_root_module_each(tmp_path: Path) -> None:
    text = "  net:\n    root: network\n    vars: {environment: x}\n  app:\n    root: app\n    vars: {environment: x}\n"
    found = facts(repository(tmp_path, text), "app")

    assert [each["subnets"] for each in found["instances"]] == [["network:aws_subnet.app"]]


@pytest.mark.parametrize(("key", "asked"), [("network", "other"), ("a/network", "network")])
def test_another_state_is_no_answer(key: str, asked: str, tmp_path: Path) -> None:
    found = facts(repository(tmp_path, BOTH, key=key, asked=asked), "prod")

    assert [each["subnets"] for each in found["instances"]] == [[None]]


def test_joins_can_be_turned_off(tmp_path: Path) -> None:
    found = facts(repository(tmp_path, BOTH + "    joins: off\n"), "prod")

    assert [each["subnets"] for each in found["instances"]] == [[None]]


def test_another_workspace_is_another_state(tmp_path: Path) -> None:
    found = facts(repository(tmp_path, BOTH + "    workspace: blue\n"), "prod")

    assert [each["subnets"] for each in found["instances"]] == [[None]]


def test_a_secret_of_the_neighbour_stays_one(tmp_path: Path) -> None:
    folder = repository(tmp_path, BOTH)

    for words in (
        ("facts",),
        ("build",),
        ("plan", "--env", "prod", "--root", "app"),
        ("explain", "var.size"),
    ):
        ran = run(folder, *words)
        assert ran.code == 0, ran.err
        assert "hush-hush" not in ran.out + ran.err
    assert not any(
        b"hush-hush" in each.read_bytes() for each in (folder / "docs").rglob("*") if each.is_file()
    )


def test_root_modules_that_read_each_other_end(tmp_path: Path) -> None:
    folder = repository(tmp_path, BOTH)
    ring = 'data "terraform_remote_state" "app" {\n  backend = "s3"\n  config = { bucket = "state", key = "app" }\n}\noutput "back" {\n  value = data.terraform_remote_state.app.outputs.id\n}\n'
    backend = 'terraform {\n  backend "s3" {\n    bucket = "state"\n    key = "app"\n  }\n}\noutput "id" {\n  value = data.terraform_remote_state.network.outputs.back\n}\n'
    (folder / "network/ring.tf").write_text(ring, encoding="utf-8")
    (folder / "app/ring.tf").write_text(backend, encoding="utf-8")

    assert run(folder, "facts").code == 0


def test_a_backend_file_says_which_state_it_is(tmp_path: Path) -> None:
    settings = "  prod:\n    roots:\n      - root: network\n        backend_config: [prod.tfbackend]\n      - app\n    vars: {environment: prod}\n"
    folder = repository(tmp_path, settings)
    text = NETWORK.replace('    key    = "KEY"\n', "")
    (folder / "network/main.tf").write_text(text, encoding="utf-8")
    (folder / "network/prod.tfbackend").write_text('key = "network"\n', encoding="utf-8")

    assert [each["subnets"] for each in facts(folder, "prod")["instances"]] == [["aws_subnet.app"]]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("  prod:\n    roots: [network, app]\n    vars: {environment: x, sise: t3.large}\n", ('"sise"', "docgen.yml:5")),
        ("  prod:\n    roots: [network, nowhere]\n    vars: {environment: x}\n", ("nowhere", "docgen.yml:4:22")),
        ("  prod:\n    roots: [network, app]\n    var_files: [prod.tfvars]\n", ("prod.tfvars", "docgen.yml:5:17")),
        ("  prod:\n    root: network\n    roots: [app]\n", ("`root: FOLDER`, or `roots:", "docgen.yml:3")),
        ("  prod:\n    vars: {environment: x}\n", ("`root: FOLDER`, or `roots:", "docgen.yml:3")),
        ("  prod:\n    roots:\n      - root: network\n        colour: blue\n", ("colour", "docgen.yml")),
    ],
)  # fmt: skip
def test_mistakes_have_a_place(settings: str, said: tuple[str, ...], tmp_path: Path) -> None:
    ran = run(repository(tmp_path, settings), "build")

    assert ran.code == 1
    assert not (tmp_path / "docs").exists()
    for each in said:
        assert each in ran.err


def test_a_shared_file_gives_each_root_module_what_it_declares(tmp_path: Path) -> None:
    folder = repository(tmp_path, "  prod:\n    roots: [network, app]\n    var_files: [prod.tfvars]\n")
    (folder / "prod.tfvars").write_text('environment = "prod"\nsize = "t3.large"\n', encoding="utf-8")

    ran = run(folder, "facts")

    assert "undeclared" not in ran.err
    assert json.loads(ran.out)["environments"]["prod"]["inputs"]["size"]["value"] == '"t3.large"'


def test_explain_finds_things_of_every_root_module(tmp_path: Path) -> None:
    folder = repository(tmp_path, BOTH)

    for what in (
        "aws_subnet.app.cidr_block",
        "aws_instance.app.instance_type",
        "output.subnet",
        "app:aws_vpc.main",
    ):
        ran = run(folder, "explain", what)
        assert ran.code == 0, (what, ran.err)


def test_doctor_says_what_helps_most(tmp_path: Path) -> None:
    folder = repository(tmp_path, BOTH, asked="elsewhere")

    found = json.loads(run(folder, "doctor", "--json").out)["environments"]["prod"]

    assert found["components"] == {"known_place": 0, "total": 1}
    assert found["suggestion"]["known_place"] == 1
    assert "terraform_remote_state.network.outputs: " in found["suggestion"]["paste"]

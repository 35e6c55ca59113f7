"""The smallest change of one input that closes an exposure, and the proof of it."""

import shlex
from pathlib import Path
from typing import Any

import msgspec
import pytest

from docgen.trials.remediation import WORK, with_closings
from docgen.workspace.pipeline import find_facts
from docgen.workspace.project import open_project
from tests.app.atlas import copy_atlas
from tests.app.command import run

NETWORK = """
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_internet_gateway" "a" {
  vpc_id = aws_vpc.a.id
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.a.id
  cidr_block = "10.0.0.0/24"
}
resource "aws_route_table" "a" {
  vpc_id = aws_vpc.a.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.a.id
  }
}
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.a.id
}
resource "aws_security_group" "a" {
  name   = "a"
  vpc_id = aws_vpc.a.id
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = CIDRS
  }
}
resource "aws_instance" "a" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.a.id
  vpc_security_group_ids      = [aws_security_group.a.id]
  associate_public_ip_address = PUBLIC
}
"""
WORLD = '["0.0.0.0/0"]'
CASES: dict[str, tuple[str, str, str, str, str | None]] = {
    "a list": (
        'variable "from" {\n  type    = list(string)\n  default = ["10.1.0.0/16", "0.0.0.0/0"]\n}\n',
        "var.from",
        "true",
        "found",
        'from=["10.1.0.0/16"]',
    ),
    "a list that must not be empty": (
        'variable "from" {\n  type    = list(string)\n  default = ["0.0.0.0/0"]\n  validation {\n    condition = length(var.from) > 0\n    error_message = "Some."\n  }\n}\n',
        "var.from",
        "true",
        "found",
        'from=["10.0.0.0/8"]',
    ),
    "two halves of the internet": (
        'variable "from" {\n  type    = set(string)\n  default = ["0.0.0.0/1", "128.0.0.0/1"]\n}\n',
        "var.from",
        "true",
        "found",
        "from=[]",
    ),
    "a switch": ('variable "open" {\n  default = true\n}\n', WORLD, "var.open", "found", "open=false"),
    "a text": (
        'variable "from" {\n  default = "0.0.0.0/0"\n}\n',
        "[var.from]",
        "true",
        "found",
        "from=10.0.0.0/8",
    ),
    "a word of its validation": (
        'variable "kind" {\n  default = "edge"\n  validation {\n    condition = contains(["edge", "inner"], var.kind)\n    error_message = "No."\n  }\n}\n',
        WORLD,
        'var.kind == "edge"',
        "found",
        "kind=inner",
    ),
    "deep inside": (
        'variable "host" {\n  type = object({ name = string, net = object({ public = bool }) })\n  default = { name = "x", net = { public = true } }\n}\n',
        WORLD,
        "var.host.net.public",
        "found",
        'host={ name = "x", net = { public = false } }',
    ),
    "only the code": ("", WORLD, "true", "no input", None),
    "a secret": (
        'variable "open" {\n  default   = true\n  sensitive = true\n}\n',
        WORLD,
        "nonsensitive(var.open)",
        "not tried",
        None,
    ),
    "inputs of which none is enough": (
        'variable "a" {\n  default = true\n}\nvariable "b" {\n  default = true\n}\n',
        WORLD,
        "var.a || var.b",
        "no input",
        None,
    ),
}


def facts(folder: Path, environment: str) -> dict[str, Any]:
    ran = run(folder, "facts")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = msgspec.json.decode(ran.out)["environments"][environment]
    return found


def closings(folder: Path, environment: str) -> dict[str, Any]:
    return {each["subject"]: each["closing"] for each in facts(folder, environment)["exposures"]}


@pytest.mark.parametrize("name", CASES)
def test_what_closes_it(name: str, tmp_path: Path) -> None:
    variables, cidrs, public, outcome, given = CASES[name]
    settings = "project: Closing\nenvironments:\n  one:\n    root: .\n"
    (tmp_path / "docgen.yml").write_text(settings, encoding="utf-8")
    text = variables + NETWORK.replace("CIDRS", cidrs).replace("PUBLIC", public)
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")

    found = closings(tmp_path, "one")["aws_instance.a"]

    assert (found["outcome"], found["set"]) == (outcome, given)
    if outcome == "no input":
        line = text.split("\n")[found["evidence"][0]["line"] - 1]
        assert "cidr_blocks" in line
    if given is not None:
        ran = run(tmp_path, "whatif", "--set", given, "--json")
        assert msgspec.json.decode(ran.out)["closes"] == ["aws_instance.a"]
        told = run(tmp_path, "explain", "internet:aws_instance.a")
        assert f"docgen whatif --env one --set {shlex.quote(given)}" in told.out


def test_atlas_has_its_levers(tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)

    production, staging = closings(folder, "production"), closings(folder, "staging")

    assert production["module.alb.aws_lb.this"]["said"] == "alb_ingress_cidrs without 0.0.0.0/0"
    assert (
        production["module.alb.aws_lb.this"]["evidence"][0]["path"] == "terraform/production/terraform.tfvars"
    )
    assert production["module.msk.aws_msk_cluster.this"]["set"] == "msk_public_access_cidrs=[]"
    assert staging["module.alb.aws_lb.this"]["said"] == "alb_ingress_cidrs without 0.0.0.0/0"
    assert staging["module.msk.aws_msk_cluster.this"]["said"] == "kafka.public_access = false"
    database = staging["module.dashboard_database.aws_db_instance.this"]
    assert database["said"] == "dashboard_db_publicly_accessible = false"
    assert database["also"] == []


def test_a_closed_exposure_is_gone(tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)
    for subject, closing in closings(folder, "staging").items():
        ran = run(folder, "whatif", "--env", "staging", "--set", closing["set"], "--json")

        assert subject in msgspec.json.decode(ran.out)["closes"]


def test_how_much_is_tried_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = "project: Closing\nenvironments:\n  one:\n    root: .\n"
    (tmp_path / "docgen.yml").write_text(settings, encoding="utf-8")
    unable = "".join(f'variable "v{n}" {{\n  default = true\n}}\n' for n in range(6))
    flag = " || ".join(f"var.v{n}" for n in range(6))
    text = unable + NETWORK.replace("CIDRS", WORLD).replace("PUBLIC", flag)
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    project = open_project(tmp_path).value
    assert project is not None

    outcomes = []
    for work in (WORK, 4 * 7):  # instances: seven in each trial
        monkeypatch.setattr("docgen.trials.remediation.WORK", work)
        [facts] = find_facts(project, with_closings).value.environments
        outcomes += [each.outcome.value for each in facts.closings]

    assert outcomes == ["no input", "not tried"]


def test_what_opens_something_else_is_no_closing(tmp_path: Path) -> None:
    settings = "project: Closing\nenvironments:\n  one:\n    root: .\n"
    (tmp_path / "docgen.yml").write_text(settings, encoding="utf-8")
    second = 'resource "aws_instance" "b" {\n  ami = "ami-1"\n  instance_type = "t3.micro"\n  subnet_id = aws_subnet.a.id\n  vpc_security_group_ids = [aws_security_group.a.id]\n  associate_public_ip_address = !var.first\n}\n'
    variable = 'variable "first" {\n  default = true\n}\n'
    text = variable + NETWORK.replace("CIDRS", WORLD).replace("PUBLIC", "var.first") + second
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")

    found = closings(tmp_path, "one")

    assert found["aws_instance.a"]["outcome"] == "no input"


def test_what_removes_it_is_no_closing(tmp_path: Path) -> None:
    settings = "project: Closing\nenvironments:\n  one:\n    root: .\n"
    (tmp_path / "docgen.yml").write_text(settings, encoding="utf-8")
    variable = 'variable "enabled" {\n  default = true\n}\n'
    counted = NETWORK.replace('"aws_instance" "a" {', '"aws_instance" "a" {\n  count = var.enabled ? 1 : 0')
    text = variable + counted.replace("CIDRS", WORLD).replace("PUBLIC", "true")
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")

    assert closings(tmp_path, "one")["aws_instance.a[0]"]["outcome"] == "no input"

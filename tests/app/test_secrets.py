"""A secret goes in by many ways, and comes out of no command: not in pages, JSON, messages, pictures, nor the cache."""

import contextlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from docgen.app.cli import main
from tests.app.command import run

CANARY = "canary-7f3a-never-shown"
SETTINGS = """project: Vault
environments:
  only:
    root: infra
    var_files: [secret.tfvars]
"""
VARIABLE = 'variable "hidden" {\n  type = any\n  sensitive = true\n}\n'
NETWORK = """
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_security_group" "a" {
  name   = "a"
  vpc_id = aws_vpc.a.id
}
"""
# What a configuration may do with a secret and still be right.
WAYS = {
    "a tag": 'resource "aws_vpc" "b" {\n  cidr_block = "10.1.0.0/16"\n  tags = { Name = var.hidden }\n}\n',
    "a group's name": 'resource "aws_security_group" "b" {\n  name = var.hidden\n  vpc_id = aws_vpc.a.id\n}\n',
    "a rule's description": 'resource "aws_vpc_security_group_ingress_rule" "b" {\n  security_group_id = aws_security_group.a.id\n  ip_protocol = "tcp"\n  from_port = 1\n  to_port = 2\n  cidr_ipv4 = "10.0.0.0/8"\n  description = var.hidden\n}\n',
    "an inline rule": 'resource "aws_security_group" "b" {\n  name = "b"\n  vpc_id = aws_vpc.a.id\n  ingress {\n    protocol = "tcp"\n    from_port = 1\n    to_port = 2\n    cidr_blocks = ["10.0.0.0/8"]\n    description = "x ${var.hidden}"\n  }\n}\n',
    "a database's password": 'resource "aws_db_instance" "b" {\n  instance_class = "db.t3.micro"\n  password = "CANARY"\n  skip_final_snapshot = true\n}\n',
    "a database's name": 'resource "aws_db_instance" "b" {\n  instance_class = "db.t3.micro"\n  identifier = var.hidden\n}\n',
    "a sensitive output": 'output "o" {\n  value = var.hidden\n  sensitive = true\n}\n',
    "a local": 'locals {\n  l = "x-${var.hidden}"\n}\nresource "aws_sns_topic" "b" {\n  name = local.l\n}\n',
    "upper case": 'resource "aws_sns_topic" "b" {\n  name = lower(upper(var.hidden))\n}\n',
    "a conditional": 'resource "aws_sns_topic" "b" {\n  name = var.hidden == "x" ? "y" : var.hidden\n}\n',
    "a for expression": 'resource "aws_vpc" "b" {\n  cidr_block = "10.1.0.0/16"\n  tags = { for k in ["a"] : k => var.hidden }\n}\n',
    "a key": 'resource "aws_vpc" "b" {\n  cidr_block = "10.1.0.0/16"\n  tags = { (var.hidden) = "v" }\n}\n',
    "jsonencode": 'resource "aws_sqs_queue" "b" {\n  policy = jsonencode({ a = var.hidden })\n}\n',
    "sensitive()": 'resource "aws_sns_topic" "b" {\n  name = sensitive("CANARY")\n}\n',
    "a default": 'variable "d" {\n  sensitive = true\n  default = "CANARY"\n}\nresource "aws_sns_topic" "b" {\n  name = var.d\n}\n',
    "an object": 'resource "aws_sns_topic" "b" {\n  name = { a = var.hidden }.a\n}\n',
    "merge": 'resource "aws_vpc" "b" {\n  cidr_block = "10.1.0.0/16"\n  tags = merge({ a = "b" }, { c = var.hidden })\n}\n',
    "a splat": 'resource "aws_sns_topic" "b" {\n  name = one([var.hidden][*])\n}\n',
    "try": 'resource "aws_sns_topic" "b" {\n  name = try(var.none.x, var.hidden)\n}\nvariable "none" {\n  default = null\n}\n',
    "a policy document": 'data "aws_iam_policy_document" "b" {\n  statement {\n    actions = ["a:b"]\n    resources = [var.hidden]\n  }\n}\nresource "aws_iam_policy" "b" {\n  policy = data.aws_iam_policy_document.b.json\n}\n',
    "a host": 'resource "aws_lb" "b" {\n  name = "b"\n}\nresource "aws_lb_listener" "b" {\n  load_balancer_arn = aws_lb.b.arn\n  port = 80\n  default_action {\n    type = "fixed-response"\n    fixed_response {\n      content_type = "text/plain"\n      message_body = var.hidden\n    }\n  }\n}\nresource "aws_lb_listener_rule" "b" {\n  listener_arn = aws_lb_listener.b.arn\n  action {\n    type = "fixed-response"\n    fixed_response {\n      content_type = "text/plain"\n    }\n  }\n  condition {\n    host_header {\n      values = [var.hidden]\n    }\n  }\n}\n',
    "default tags": 'provider "aws" {\n  region = "eu-west-1"\n  default_tags {\n    tags = { t = var.hidden }\n  }\n}\n',
    "a dynamic block": 'resource "aws_security_group" "b" {\n  name = "b"\n  vpc_id = aws_vpc.a.id\n  dynamic "ingress" {\n    for_each = [nonsensitive(length(var.hidden))]\n    content {\n      protocol = "tcp"\n      from_port = 1\n      to_port = 2\n      description = var.hidden\n    }\n  }\n}\n',
    "terraform_data": 'resource "terraform_data" "b" {\n  input = var.hidden\n}\nresource "aws_sns_topic" "b" {\n  name = terraform_data.b.output\n}\n',
    "a vpc's id": 'resource "aws_security_group" "b" {\n  name = "b"\n  vpc_id = var.hidden\n}\n',
    "a group's id": 'resource "aws_vpc_security_group_ingress_rule" "b" {\n  security_group_id = aws_security_group.a.id\n  ip_protocol = "-1"\n  referenced_security_group_id = var.hidden\n}\n',
    "a list of groups": 'resource "aws_instance" "b" {\n  ami = "a"\n  instance_type = "b"\n  vpc_security_group_ids = sensitive(["CANARY"])\n}\n',
    "a literal that becomes sensitive": 'locals {\n  plain = "CANARY"\n}\noutput "o" {\n  value = sensitive(local.plain)\n  sensitive = true\n}\n',
    "a long file": "# nothing to see here\n" * 200 + 'resource "aws_sns_topic" "b" {\n  name = sensitive("CANARY")\n}\n',
    "a long file with a default": "# nothing to see here\n" * 200 + 'variable "d" {\n  sensitive = true\n  default = "CANARY"\n}\n',
    "a long file with a word for it": "# nothing to see here\n" * 200 + 'resource "aws_db_instance" "b" {\n  instance_class = "db.t3.micro"\n  password = "CANARY"\n  skip_final_snapshot = true\n}\n',
    "a task definition": 'resource "aws_ecs_task_definition" "b" {\n  family = "b"\n  container_definitions = jsonencode([{ name = "c", environment = [{ name = "K", value = var.hidden }] }])\n}\n',
}  # fmt: skip
# What is wrong with a configuration, with the secret nearby.
MISTAKES = {
    "a type error": 'resource "aws_subnet" "b" {\n  vpc_id = aws_vpc.a.id\n  map_public_ip_on_launch = var.hidden\n}\n',
    "a validation": 'variable "v" {\n  sensitive = true\n  default = "CANARY"\n  validation {\n    condition = var.v == "x"\n    error_message = "no ${var.v}"\n  }\n}\n',
    "an output": 'output "o" {\n  value = var.hidden\n}\n',
    "for_each": 'resource "aws_sns_topic" "b" {\n  for_each = toset([var.hidden])\n  name = each.key\n}\n',
    "a precondition": 'resource "aws_sns_topic" "b" {\n  name = "b"\n  lifecycle {\n    precondition {\n      condition = var.hidden == "x"\n      error_message = "it is ${var.hidden}"\n    }\n  }\n}\n',
    "a missing key": 'locals {\n  m = { a = 1 }\n}\noutput "o" {\n  value = local.m[var.hidden]\n}\n',
    "a function": 'resource "aws_sns_topic" "b" {\n  name = tostring(parseint(var.hidden, 10))\n}\n',
    "a literal": 'resource "aws_sns_topic" "b" {\n  name = parseint(sensitive("CANARY"), 10)\n}\n',
    "a default of the wrong type": 'variable "d" {\n  sensitive = true\n  type = number\n  default = "CANARY"\n}\n',
    "a password of the wrong type": 'resource "aws_db_instance" "b" {\n  instance_class = "x"\n  password = ["CANARY"]\n}\n',
    "broken text": 'variable "d" {\n  sensitive = true\n  default = "CANARY" oops\n}\n',
}  # fmt: skip
COMMANDS = (
    ("build",),
    ("facts", "--json"),
    ("plan", "--env", "only", "--json"),
    ("explain", "var.hidden", "--env", "only"),
    ("explain", "aws_vpc.b", "--env", "only"),
    ("explain", "output.o", "--env", "only"),
    ("explain", "output.o", "--env", "only", "--json"),
    ("check",),
    ("reach", "--from", "internet", "--to", "10.0.0.1", "--env", "only"),
    ("whatif", "--env", "only", "--set", "hidden=other"),
    ("whatif", "--env", "only", "--set", "d=other"),
)


def written(folder: Path) -> dict[str, bytes]:
    """Everything in the folder that is not the configuration itself."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "infra" not in path.relative_to(folder).parts
    }


def repository(folder: Path, text: str) -> Path:
    (folder / "infra").mkdir()
    (folder / "docgen.yml").write_text(SETTINGS, encoding="utf-8")
    (folder / "infra" / "main.tf").write_text(
        VARIABLE + NETWORK + text.replace("CANARY", CANARY), encoding="utf-8"
    )
    (folder / "infra" / "secret.tfvars").write_text(f'hidden = "{CANARY}"\n', encoding="utf-8")
    return folder


def everything_said(folder: Path) -> str:
    said = []
    around = {"DOCGEN_CACHE_DIR": str(folder / "cache"), "COLUMNS": "200"}
    with contextlib.chdir(folder):  # in this process: there are many ways, and many commands
        for words in COMMANDS:
            ran = CliRunner().invoke(main, words, env=around)
            assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
            assert ran.exit_code in {0, 1, 3}, ran.output
            said += [ran.stdout, ran.stderr]
    return "\n".join(said)


@pytest.mark.parametrize("way", WAYS)
def test_a_secret_is_shown_nowhere(way: str, tmp_path: Path) -> None:
    folder = repository(tmp_path, WAYS[way])

    said = everything_said(folder)

    assert "aws_vpc.a" in said
    assert CANARY.lower() not in said.lower()
    assert [path for path, content in written(folder).items() if CANARY.encode() in content] == []


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_tells_no_secret(mistake: str, tmp_path: Path) -> None:
    folder = repository(tmp_path, MISTAKES[mistake])

    ran = run(folder, "build", DOCGEN_CACHE_DIR=str(folder / "cache"))

    assert ran.code == 1
    assert CANARY.lower() not in (ran.out + ran.err).lower()
    assert [path for path, content in written(folder).items() if CANARY.encode() in content] == []

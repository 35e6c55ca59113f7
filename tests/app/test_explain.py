"""`docgen explain`: chains of the real configuration, every kind of name, and nothing of a sensitive value."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.app.atlas import REPOSITORY
from tests.app.command import Ran, run

Json = dict[str, Any]

FILES = {
    "docgen.yml": "project: P\nenvironments:\n  only:\n    root: live\n",
    "live/main.tf": """
variable "port" { type = number }
variable "cidrs" { default = ["10.0.0.0/8"] }
variable "password" {
  sensitive = true
  default   = "default-secret"
}
variable "token" {
  sensitive = true
}
locals {
  login  = { user = "admin", password = var.password }
  inline = sensitive("inline-secret")
  open   = nonsensitive(sensitive(
    "opened-secret"
  ))
  opened = length(local.open)
  behind = "module-secret"
}
module "net" {
  source   = "../net"
  port     = var.port
  cidrs    = var.cidrs
  password = local.behind
}
module "each" {
  source   = "../net"
  for_each = toset(["x"])
  port     = 1
  cidrs    = []
  password = "argument-secret"
}
resource "aws_db_instance" "db" {
  identifier     = "db"
  instance_class = "db.t3.micro"
  username       = "u"
  password       = "attribute-secret"
}
output "group" { value = module.net.group }
output "sizes" {
  value     = [length(var.password), length(var.token)]
  sensitive = true
}
""",
    "live/terraform.tfvars": 'port  = 443\ntoken = "tfvars-secret"\n',
    "net/main.tf": """
variable "port" {}
variable "cidrs" {}
variable "password" { sensitive = true }
locals { next = var.port + 1 }
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "s" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.0.0/24"
}
resource "aws_security_group" "g" {
  vpc_id = aws_vpc.v.id
  dynamic "ingress" {
    for_each = var.cidrs
    content {
      from_port   = var.port
      to_port     = local.next
      protocol    = "tcp"
      cidr_blocks = [ingress.value]
    }
  }
}
resource "aws_vpc_security_group_egress_rule" "out" {
  security_group_id = aws_security_group.g.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}
output "group" { value = aws_security_group.g.id }
output "hidden" {
  value     = upper(var.password)
  sensitive = true
}
""",
}
SECRETS = [
    f"{each}-secret" for each in ["default", "inline", "opened", "module", "argument", "attribute", "tfvars"]
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explained")
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def told(ran: Ran) -> Json:
    assert ran.code == 0, ran.err
    found: Json = json.loads(ran.out)
    return found


def explained(folder: Path, what: str) -> Json:
    return told(run(folder, "explain", what, "--json"))


@pytest.mark.parametrize(
    ("what", "value", "inputs", "notes"),
    [
        ("var.port", 443, "port", ["var.port", "443"]),
        ("local.login.user", "admin", "", None),
        ("module.net.local.next", 444, "port", ["var.port + 1", "module.net.var.port", "var.port", "443"]),
        ("module.net.var.cidrs[0]", "10.0.0.0/8", "cidrs", None),
        ("output.group", None, "", None),
        ("module.net.group", None, "", None),
        ("module.net.output.group", None, "", None),
        ("module.net.aws_subnet.s.cidr_block", "10.0.0.0/24", "", None),
        ("module.net.aws_security_group.g.ingress[0].from_port", 443, "cidrs port", None),
        ("module.net.aws_security_group.g.ingress[0].to_port", 444, "cidrs port", None),
        ("module.net.aws_subnet.s", "isolated", "", None),
        ("module.net.aws_security_group.g.ingress[0].protocol", "tcp", "cidrs", None),
        ("module.net.aws_security_group.g.ingress[0].cidr_blocks", ["10.0.0.0/8"], "cidrs", None),
        ('module.each["x"].local.next', 2, "", None),
        ('module.each["x"].aws_vpc.v.cidr_block', "10.0.0.0/16", "", None),
        ('module.each["x"]', 'module.each["x"]', "", None),
        ("resource.aws_db_instance.db.username", "u", "", None),
        ("module.net.aws_vpc.v.id", None, "", None),
        (
            "module.net.aws_security_group.g",
            ["allows inbound TCP 443-444 from 10.0.0.0/8", "allows outbound all traffic to the internet"],
            "cidrs port",
            None,
        ),
        (
            "module.net.aws_vpc_security_group_egress_rule.out",
            ["allows outbound all traffic to the internet"],
            "",
            None,
        ),
    ],
)
def test_tells_what_a_name_is_and_why(
    project: Path, what: str, value: object, inputs: str, notes: list[str] | None
) -> None:
    found = explained(project, what)

    assert (found["what"], found["environment"], found["value"]) == (what, "only", value)
    assert sorted({each["variable"] for each in found["inputs"]}) == inputs.split()
    assert found["steps"]
    assert all(each.keys() == {"note", "path", "line", "column", "text", "depth"} for each in found["steps"])
    if notes is not None:
        assert [each["note"] for each in found["steps"]] == notes


def test_a_chain_ends_at_the_line_of_the_tfvars_file(project: Path) -> None:
    found = explained(project, "module.net.aws_security_group.g.ingress[0].from_port")
    steps = [(each["path"], each["text"], each["depth"]) for each in found["steps"][:4]]

    assert steps == [
        ("net/main.tf", "from_port   = var.port", 0),
        ("live/main.tf", "port     = var.port", 1),
        ("live/main.tf", 'variable "port" { type = number }', 2),
        ("live/terraform.tfvars", "port  = 443", 3),
    ]
    assert found["inputs"][1] == {
        "environment": "only",
        "variable": "port",
        "path": "live/terraform.tfvars",
        "line": 1,
        "source": "tfvars",
    }


@pytest.mark.parametrize(
    "what",
    [
        "var.password",
        "var.token",
        "local.login",
        "local.login.password",
        "local.inline",
        "local.opened",
        "output.sizes",
        "module.net",
        "module.net.hidden",
        "module.net.var.password",
        'module.each["x"].hidden',
        'module.each["x"].var.password',
        "aws_db_instance.db",
        "aws_db_instance.db.password",
        "aws_db_instance.db.username",
    ],
)
def test_no_sensitive_value_is_told(project: Path, what: str) -> None:
    for ran in (run(project, "explain", what), run(project, "explain", what, "--json")):
        assert ran.code == 0, ran.err
        for secret in SECRETS:
            assert secret not in ran.out + ran.err


def test_a_collection_hangs_on_all_that_is_in_it(project: Path) -> None:
    for what in ("module.net.aws_security_group.g.ingress", "module.net.aws_security_group.g.ingress[0]"):
        found = explained(project, what)
        assert {each["variable"] for each in found["inputs"]} == {"cidrs", "port"}


def test_no_excerpt_shows_what_was_made_public_by_hand(project: Path) -> None:
    """`nonsensitive()` makes the value public; the lines that it comes from are still not shown."""
    found = explained(project, "local.open")

    assert found["value"] == "opened-secret"
    assert "opened-secret" not in json.dumps(found["steps"])


def test_a_sensitive_step_still_says_where_it_is(project: Path) -> None:
    last = explained(project, "var.token")["steps"][-1]

    assert (last["path"], last["line"], last["text"]) == ("live/terraform.tfvars", 2, "(sensitive)")


@pytest.mark.parametrize(
    ("what", "hint"),
    [
        ("var.prot", 'Did you mean "var.port"?'),
        ("module.net.aws_security_group.h", 'Did you mean "module.net.aws_security_group.g"?'),
        ("module.net.aws_subnet.s.cidr_blok", 'Did you mean "cidr_block"?'),
        ("module.net.var.cidrs[7]", 'There is no "7" in'),
        ("aws_subnet.s.cidr_block", 'Did you mean "module.each["x"].aws_subnet.s.cidr_block"?'),
        ("aws_subnet.s", 'Did you mean "module.each["x"].aws_subnet.s"?'),
        ("local.next", 'Did you mean "module.net.local.next"?'),
        ("module.nat.var.port", "module.nat is no module"),
        ("module.each", "Did you mean"),
        ("", "is nothing that this environment has"),
        ("nonsense(", "is nothing that this environment has"),
        ("a" * 100_000, "is nothing that this environment has"),
        ("internet:nothing", "is nothing that this environment has"),
        ("var.port.x", "There is nothing inside it"),
    ],
)
def test_an_unknown_name_is_a_mistake_with_a_hint(project: Path, what: str, hint: str) -> None:
    ran = run(project, "explain", what)

    assert ran.code == 1
    assert ran.out == ""
    assert hint in " ".join(ran.err.split())


def test_environments_are_named_where_there_are_several() -> None:
    assert run(REPOSITORY, "explain", "var.az_count").code == 2
    assert run(REPOSITORY, "explain", "var.az_count", "--env", "nope").code == 1


def test_an_exposure_is_explained_down_to_its_input() -> None:
    found = told(
        run(REPOSITORY, "explain", "internet:module.alb.aws_lb.this", "--env", "production", "--json")
    )

    assert found["value"] == "exposed"
    assert "alb_ingress_cidrs" in {each["variable"] for each in found["inputs"]}
    assert any((each["path"] or "").endswith(".tfvars") for each in found["steps"])
    assert [each["note"].partition(":")[0] for each in found["steps"] if each["depth"] == 0][:2] == [
        "public address",
        "route",
    ]


@pytest.mark.parametrize(
    "what",
    [
        "module.vpc.aws_security_group.alb",
        "internet:module.alb.aws_lb.this",
        "module.vpc.aws_subnet.private[0]",
    ],
)
def test_fits_a_narrow_terminal_and_is_plain_text_elsewhere(what: str) -> None:
    ran = run(REPOSITORY, "explain", what, "--env", "staging", COLUMNS="80")

    assert ran.code == 0, ran.err
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "\x1b" not in ran.out
    assert "├──" in ran.out
    assert ran == run(REPOSITORY, "explain", what, "--env", "staging", COLUMNS="80")

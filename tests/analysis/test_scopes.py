"""Scopes of docgen.yml: what is inside, what goes across the border, and what is wrong with how they are written."""

from pathlib import Path

import pytest

from docgen.analysis.boundary import Border, find_borders
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.flow_encryption import EncryptionState
from docgen.analysis.register import find_register
from docgen.analysis.scopes import fits, memberships, scope_words
from docgen.app.site import build_site
from docgen.exports.scopes import COLUMNS, border_json, rows
from docgen.source.diagnostic import Severity
from docgen.source.tristate import Tristate
from docgen.workspace.pipeline import find_facts
from docgen.workspace.project import open_project

CODE = """
variable "place" {}
provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = { tier = "inner" }
  }
}
resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "this" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_security_group" "each" {
  for_each = toset(["web", "card", "loose"])
  name     = each.key
  vpc_id   = aws_vpc.this.id
}
resource "aws_vpc_security_group_ingress_rule" "card" {
  security_group_id            = aws_security_group.each["card"].id
  referenced_security_group_id = aws_security_group.each["web"].id
  description                  = "Payments from the shop"
  ip_protocol                  = "tcp"
  from_port                    = 8443
  to_port                      = 8443
}
resource "aws_vpc_security_group_ingress_rule" "office" {
  security_group_id = aws_security_group.each["card"].id
  cidr_ipv4         = "10.99.0.0/16"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
}
resource "aws_vpc_security_group_egress_rule" "web" {
  security_group_id            = aws_security_group.each["web"].id
  referenced_security_group_id = aws_security_group.each["card"].id
  ip_protocol                  = "-1"
}
resource "aws_instance" "web" {
  ami                    = "ami-1"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.this.id
  vpc_security_group_ids = [aws_security_group.each["web"].id]
}
resource "aws_instance" "card" {
  ami                    = "ami-1"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.this.id
  vpc_security_group_ids = [aws_security_group.each["card"].id]
  tags                   = { scope = "cde" }
}
resource "aws_instance" "loose" {
  ami                    = "ami-1"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.this.id
  vpc_security_group_ids = [aws_security_group.each["loose"].id]
  tags                   = { scope = var.place, tier = "outer" }
}
module "jump" {
  source = "./jump"
}
"""
JUMP = 'resource "aws_sns_topic" "a" {\n  count = 2\n  name  = "t${count.index}"\n}\n'
SETTINGS = "project: P\nenvironments:\n  main: {root: .}\nscopes:\n"
SCOPES = """
  cde: {tags: {scope: cde}}
  inner: {tags: {tier: "in*"}, addresses: [aws_instance.loose]}
  jump: {modules: [module.jump]}
  topic: {addresses: ["module.jump.aws_sns_topic.a[1]"]}
"""


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> EnvironmentFacts:
    project = open_project(written(tmp_path_factory.mktemp("scopes"), SCOPES)).value
    assert project is not None
    return find_facts(project).value.environments[0]


@pytest.fixture(scope="module")
def borders(facts: EnvironmentFacts) -> dict[str, Border]:
    return {each.scope.name: each for each in find_borders(facts, find_register(facts))}


def written(folder: Path, scopes: str) -> Path:
    (folder / "jump").mkdir()
    (folder / "jump/main.tf").write_text(JUMP, encoding="utf-8")
    (folder / "main.tf").write_text(CODE, encoding="utf-8")
    (folder / "docgen.yml").write_text(SETTINGS + scopes, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("aws_instance.card", "cde; inner"),  # `default_tags` count
        ("aws_instance.web", "inner"),
        ("aws_instance.loose", "cde?; inner"),  # the value of its tag is not known
        ("aws_security_group.each", "inner"),
        ("aws_subnet.this", "inner"),
        ("module.jump.aws_sns_topic.a[0]", "inner; jump"),
        ("module.jump.aws_sns_topic.a[1]", "inner; jump; topic"),
        ("aws_vpc_security_group_ingress_rule.card", "inner"),
    ],
)
def test_tags_modules_and_addresses_put_a_resource_inside(
    facts: EnvironmentFacts, address: str, expected: str
) -> None:
    found = next(each for each in memberships(facts) if str(each).startswith(address))

    assert scope_words(facts, found) == expected


def test_a_connection_across_the_border_has_its_ports_and_its_reason(borders: dict[str, Border]) -> None:
    crossings = border_json(borders["cde"])["crossings"]

    assert [each for each in crossings if each["kind"] == "connection"] == [
        {
            "kind": "connection",
            "way": "in",
            "certain": True,
            "from": "aws_instance.web",
            "to": "aws_instance.card",
            "traffic": ["tcp/8443"],
            "via": [],
            "state": "reachable",
            "encrypted": "unknown: the target decides it by settings that docgen does not model",
            "addresses": ["aws_vpc_security_group_ingress_rule.card"],
        }
    ]


def test_a_range_that_a_group_inside_admits_crosses_the_border(borders: dict[str, Border]) -> None:
    ranges = [each for each in border_json(borders["cde"])["crossings"] if each["kind"] == "range"]

    assert [(each["way"], each["from"], each["to"], each["traffic"]) for each in ranges] == [
        ("in", "10.99.0.0/16", "aws_instance.card", ["tcp/22"])
    ]


def test_the_reason_of_a_crossing_is_that_of_the_register(borders: dict[str, Border]) -> None:
    found = [dict(zip(COLUMNS, each, strict=True)) for each in rows([borders["cde"]])]

    assert [(each["kind"], each["traffic"], each["reasons"]) for each in found] == [
        ("connection", "tcp/8443", "Payments from the shop"),
        ("range", "tcp/22", "no reason"),
    ]


def test_nothing_crosses_a_border_around_both_ends(borders: dict[str, Border]) -> None:
    assert borders["inner"].connections == ()


def test_a_resource_that_may_be_inside_is_kept_apart(borders: dict[str, Border]) -> None:
    assert [str(each.address) for each in borders["cde"].possible] == ["aws_instance.loose"]


WRONG = {
    "cde: {tags: {team: cards}}": (5, 15, "has all of these tags"),
    "jump: {modules: [module.jum]}": (5, 20, 'Did you mean "module.jump"?'),
    "card: {addresses: [aws_instance.card, aws_instance.crd]}": (5, 41, 'Did you mean "aws_instance.card"?'),
    "cde: {}": (5, 3, "needs `tags`"),
    "'a;b': {modules: [module.jump]}": (5, 3, "cannot be the name"),
    "cde: {modules: ['']}": (5, 19, "A pattern is needed"),
    "cde: {tag: {scope: cde}}": (5, 9, "tags"),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_named_at_its_place(tmp_path: Path, text: str) -> None:
    line, column, words = WRONG[text]
    opened = open_project(written(tmp_path, f"  {text}\n"))
    found = opened.diagnostics if opened.value is None else build_site(opened.value).diagnostics

    wrong = [each for each in found if each.severity is Severity.ERROR]
    assert [each.subject.start for each in wrong if each.subject] == [(line, column)], found
    assert words in wrong[0].detail


def test_where_code_is_missing_a_scope_without_a_resource_is_no_error(tmp_path: Path) -> None:
    folder = written(tmp_path, "  cde: {modules: [module.other]}\n")
    (folder / "more.tf").write_text('module "other" {\n  source = "example/x/aws"\n}\n', encoding="utf-8")
    project = open_project(folder).value
    assert project is not None

    site = build_site(project)

    assert not [each for each in site.diagnostics if each.severity is Severity.ERROR]
    assert "scope: cde" not in site.value.files["docs/environments/main/architecture.svg"].decode()


def test_the_page_and_the_picture_show_the_scope(tmp_path: Path) -> None:
    project = open_project(written(tmp_path, SCOPES)).value
    assert project is not None

    files = build_site(project).value.files

    page = files["docs/scopes.md"].decode()
    assert "| main | in | `web` | `card` | TCP 8443 |" in page
    assert "| main | in | `10.99.0.0/16` | `card` | TCP 22" in page
    picture = files["docs/environments/main/architecture.svg"].decode()
    assert "scope: cde, inner" in picture
    assert 'stroke="#b0084d"' in picture


def listener(port: int, protocol: str) -> str:
    return f"""resource "aws_lb_listener" "on_{port}" {{
  load_balancer_arn = aws_lb.n.arn
  port              = {port}
  protocol          = "{protocol}"
  default_action {{
    type             = "forward"
    target_group_arn = aws_lb_target_group.t.arn
  }}
}}
"""


BALANCER = """
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_internet_gateway" "g" { vpc_id = aws_vpc.v.id }
resource "aws_subnet" "s" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_route_table" "t" {
  vpc_id = aws_vpc.v.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.g.id
  }
}
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.s.id
  route_table_id = aws_route_table.t.id
}
resource "aws_security_group" "w" {
  vpc_id = aws_vpc.v.id
  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_lb" "n" {
  load_balancer_type = "network"
  internal           = false
  subnets            = [aws_subnet.s.id]
  security_groups    = [aws_security_group.w.id]
}
resource "aws_lb_target_group" "t" {
  port     = 53
  protocol = "UDP"
  vpc_id   = aws_vpc.v.id
}
"""


@pytest.mark.parametrize(
    ("listeners", "expected"),
    [
        (listener(443, "TLS"), EncryptionState.ENCRYPTED),
        (listener(443, "TLS") + listener(53, "UDP"), EncryptionState.UNKNOWN),
    ],
    ids=("TLS", "TLS and UDP"),
)
def test_a_way_is_encrypted_where_every_port_of_it_is(
    tmp_path: Path, listeners: str, expected: EncryptionState
) -> None:
    (tmp_path / "main.tf").write_text(BALANCER + listeners)
    settings = "project: P\nenvironments: {main: {root: .}}\nscopes: {inner: {addresses: [aws_lb.n]}}\n"
    (tmp_path / "docgen.yml").write_text(settings)
    project = open_project(tmp_path).value
    assert project is not None
    (facts,) = find_facts(project).value.environments
    (border,) = find_borders(facts, find_register(facts))
    assert [each.encryption.state for each in border.connections] == [expected]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ('aws_instance.app["a"]', None),
        ('aws_instance.*["a"]', None),
        ('*["a"]', None),
        ("aws_instance.app[?]", None),  # there may be ten
        ("aws_instance.app[*]", True),
        ("aws_instance.*", True),
        ("aws_db_instance.*", False),
        ('aws_db_instance.app["a"]', False),
    ],
)
def test_an_unknown_number_of_instances_may_fit_by_any_key(pattern: str, expected: Tristate) -> None:
    assert fits(pattern, "aws_instance.app[*]") is expected

"""What was not seen, in the answers of `docgen reach`, in exposures, and on pages, by what is missing."""

from pathlib import Path

import msgspec
import pytest

from tests.app.command import run
from tests.app.test_assertions import (
    CLOSED,
    MODULE,
    NAT_MANY,
    OPEN_BUT_FOR_ROUTES,
    STRAY_ROUTE,
    rule,
)

DATABASE, APP = "aws_db_instance.db", "aws_instance.app"
PRIVATE = CLOSED.replace("accessible    = true", "accessible = false")
FOREIGN = 'resource "aws_route_of_tomorrow" "r" {\n  name = "r"\n}\n'
NO_INSTANCE = MODULE.replace("}", "  for_each = {}\n}")
ACL = """
resource "aws_network_acl" "shut" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = aws_subnet.pub[*].id
}
resource "aws_network_acl_rule" "r" {
  network_acl_id = var.unset
  rule_number    = 100
  protocol       = "-1"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
}
"""
SUBNETS = """
resource "aws_subnet" "many" {
  count      = var.unset
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.200.0/24"
}
resource "aws_db_subnet_group" "many" {
  count      = var.unset
  subnet_ids = aws_subnet.many[*].id
}
"""
BALANCERS = """
resource "aws_lb" "many" {
  count   = var.unset
  subnets = aws_subnet.pub[*].id
}
"""
# The Terraform, whom the internet asks for, on which port; the verdict, and what was not seen.
REACH = {
    "complete": (CLOSED, DATABASE, "tcp/5432", "blocked", []),
    "a missing module": (CLOSED + MODULE, DATABASE, "tcp/5432", "undecided", ["module.edge"]),
    "a missing module, and no public address": (PRIVATE + rule() + MODULE, DATABASE, "tcp/5432", "undecided", ["module.edge"]),
    "a missing module, and no port": (CLOSED + MODULE, DATABASE, "tcp/22", "blocked", []),
    "a missing module, and another protocol": (CLOSED + MODULE, DATABASE, "icmp/8", "blocked", []),
    "a missing module, and an open way": (CLOSED + rule() + MODULE, DATABASE, "tcp/5432", "reachable", ["module.edge"]),
    "a module of no instance": (CLOSED + NO_INSTANCE, DATABASE, "tcp/5432", "blocked", []),
    "a route of an unknown table": (CLOSED + OPEN_BUT_FOR_ROUTES + STRAY_ROUTE, APP, "tcp/5432", "undecided", ["aws_route.r"]),
    "a route that alone opens nothing": (CLOSED + STRAY_ROUTE, DATABASE, "tcp/5432", "blocked", []),
    "an entry of an unknown ACL": (CLOSED + rule() + ACL, DATABASE, "tcp/5432", "undecided", ["aws_network_acl_rule.r"]),
    "an entry of an unknown ACL, beside no rule": (CLOSED + ACL, DATABASE, "tcp/5432", "blocked", []),
    "NAT gateways of an unknown number": (CLOSED + NAT_MANY, DATABASE, "tcp/5432", "blocked", []),
    "subnets of an unknown number": (CLOSED + SUBNETS, DATABASE, "tcp/5432", "blocked", []),
    "a load balancer of an unknown number": (CLOSED + BALANCERS, DATABASE, "tcp/5432", "undecided", ["aws_lb.many[*]"]),
    "a type of a newer provider": (CLOSED + FOREIGN, DATABASE, "tcp/5432", "undecided", ["aws_route_of_tomorrow.r"]),
}  # fmt: skip


@pytest.mark.parametrize("name", REACH)
def test_blocked_is_proved_or_undecided(name: str, tmp_path: Path) -> None:
    terraform, target, on, verdict, missing = REACH[name]
    (tmp_path / "main.tf").write_text(terraform, encoding="utf-8")

    ran = run(tmp_path, "reach", "--root", ".", "--from", "internet", "--to", target, "--on", on, "--json")

    answer = msgspec.json.decode(ran.out)
    assert answer["verdict"] == verdict
    assert len(answer["not_seen"]) == len(missing)
    assert all(each in answer["not_seen"][index]["what"] for index, each in enumerate(missing))
    assert bool(answer["blockers"]) == (verdict == "blocked")
    if verdict == "undecided":
        assert any(each in text for each in missing for text in answer["unknowns"])


def test_reach_names_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(CLOSED + MODULE, encoding="utf-8")

    ran = run(tmp_path, "reach", "--root", ".", "--from", "internet", "--to", DATABASE, "--on", "tcp/5432")

    assert "Not seen: the code of module.edge (acme/edge/aws)" in ran.out
    assert "Run `terraform init -backend=false`" in ran.out


LOOSE = CLOSED + rule().replace("aws_security_group.db.id", "aws_security_group.spare.id")
LOOSE += 'resource "aws_security_group" "spare" {\n  vpc_id = aws_vpc.main.id\n}\n'
UNKNOWN_GROUPS = LOOSE.replace("[aws_security_group.db.id]", "var.unset")
# The Terraform; of which thing, the verdict.
EXPOSURES = {
    "on paper": (CLOSED + OPEN_BUT_FOR_ROUTES, APP, "not_exposed"),
    "on paper, beside a missing module": (CLOSED + OPEN_BUT_FOR_ROUTES + MODULE, APP, "undecided"),
    "no public address, beside a missing module": (PRIVATE + rule() + MODULE, DATABASE, "not_exposed"),
    "a group on nothing": (LOOSE, "aws_security_group.spare", "not_exposed"),
    "a group on nothing, beside a missing module": (LOOSE + MODULE, "aws_security_group.spare", "undecided"),
    "a group on nothing, beside unknown groups": (UNKNOWN_GROUPS, "aws_security_group.spare", "undecided"),
}


@pytest.mark.parametrize("name", EXPOSURES)
def test_closed_is_proved_or_undecided(name: str, tmp_path: Path) -> None:
    terraform, subject, verdict = EXPOSURES[name]
    found = exposures(tmp_path, terraform)

    (exposure,) = [each for each in found if each["subject"] == subject]
    assert exposure["verdict"] == verdict


def exposures(folder: Path, terraform: str) -> list[dict[str, object]]:
    write_project(folder, terraform, "root: .")
    facts = msgspec.json.decode(run(folder, "facts", "--json").out)
    found: list[dict[str, object]] = facts["environments"]["e"]["exposures"]
    return found


def write_project(folder: Path, terraform: str, environment: str) -> None:
    (folder / "main.tf").write_text(terraform, encoding="utf-8")
    (folder / "docgen.yml").write_text(
        f"project: X\nenvironments:\n  e: {{{environment}}}\n  f: {{{environment}}}\n", encoding="utf-8"
    )


PAGE = "".join(
    f"<!-- docgen:{name} -->\n<!-- /docgen -->\n\n"
    for name in ("summary", "network-shape", "ingress-model", "other-exposures", "operational-implications")
)


def test_pages_of_an_incomplete_root_say_how_far_docgen_could_see(tmp_path: Path) -> None:
    write_project(tmp_path, 'resource "aws_s3_bucket" "b" {}\n', "root: ., incomplete: true")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/net.md").write_text(PAGE, encoding="utf-8")

    ran = run(tmp_path, "build", "-q")

    assert ran.code == 0, ran.err
    network = (tmp_path / "docs/environments/e/network.md").read_text(encoding="utf-8")
    assert "Partial: 1 root module is incomplete" in network
    assert "Run the build step that completes this root module" in network
    assert "In the code that docgen could read: no VPC is declared. Not seen: the rest of ." in network
    written = (tmp_path / "docs/net.md").read_text(encoding="utf-8")
    for sentence in (
        "as far as docgen could see, no VPC",
        "as far as docgen could see, no NAT gateway",
        "In the code that docgen could read: no load balancer is declared.",
        "Nothing else that docgen could see is open to the internet",
        "As far as docgen could see, no ECS services are declared.",
        "As far as docgen could see, no listener rule routes by hostname.",
        "Partial, in e and f. Not seen: the rest of .",
    ):
        assert sentence in written
    parity = (tmp_path / "docs/parity.md").read_text(encoding="utf-8")
    assert "cannot be compared" in parity
    assert "| the environment | number of subnets | 0 or more | 0 or more |" in parity


AURORA = (
    CLOSED
    + """
resource "aws_rds_cluster" "main" {
  engine                 = "aurora-postgresql"
  storage_encrypted      = true
  master_username        = "x"
  master_password        = "y"
  db_subnet_group_name   = aws_db_subnet_group.db.name
  vpc_security_group_ids = [aws_security_group.db.id]
}
resource "aws_rds_cluster_instance" "one" {
  engine              = "aurora-postgresql"
  instance_class      = "db.r6g.large"
  cluster_identifier  = aws_rds_cluster.main.id
  publicly_accessible = true
}
"""
)


def test_an_aurora_instance_is_encrypted_as_its_cluster_is(tmp_path: Path) -> None:
    write_project(tmp_path, AURORA, "root: .")

    found = msgspec.json.decode(run(tmp_path, "facts", "--json").out)["environments"]["e"]["databases"]

    encrypted = {each["address"]: each["encrypted"] for each in found}
    assert encrypted["aws_rds_cluster.main"] is encrypted["aws_rds_cluster_instance.one"] is True


def test_a_cluster_may_be_public_by_an_instance_of_an_unknown_cluster(tmp_path: Path) -> None:
    terraform = (AURORA + rule()).replace("= aws_rds_cluster.main.id", "= var.unset")

    found = {each["subject"]: each["verdict"] for each in exposures(tmp_path, terraform)}

    assert found["aws_rds_cluster.main"] == "undecided"

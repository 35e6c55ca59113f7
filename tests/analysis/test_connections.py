"""The connection table takes short cuts; what comes out is what asking for each pair gives.

`test_agreement` asks this of every case as well.
"""

from pathlib import Path

import pytest

from benchmarks.projects import Shape, write_project
from docgen.analysis.connections import Connection, find_connections
from docgen.analysis.endpoints import internet
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.path import ReachVerdict
from docgen.analysis.reachability import Endpoint, On, reach
from docgen.aws.model.components import Component
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.environment import Evaluator, alone
from docgen.workspace.pipeline import environment_facts
from docgen.workspace.project import open_project
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings
from tests.app.atlas import REPOSITORY


def asked_one_by_one(facts: EnvironmentFacts) -> set[tuple[str, str, str, frozenset[str]]]:
    index = NetworkIndex(facts.network, facts.placements)
    components = facts.network.components()
    ends: list[Endpoint] = [internet(), *components]
    found: set[tuple[str, str, str, frozenset[str]]] = set()
    for target in components:
        for source in ends:
            if source is not target:
                answer = reach(index, source, target, On())
                if answer.verdict is not ReachVerdict.BLOCKED:
                    name = str(source.address) if isinstance(source, Component) else "None"
                    found.add((name, str(target.address), answer.verdict.value, frozenset(answer.ports)))
    return found


def in_the_table(facts: EnvironmentFacts) -> set[tuple[str, str, str, frozenset[str]]]:
    """As `reach` has it: the ports of all ways that have the best verdict."""
    return {
        (str(each.source), str(each.target), each.answer.verdict.value, ports_of(each))
        for each in find_connections(facts)
    }


def ports_of(connection: Connection) -> frozenset[str]:
    best = [each for each in connection.ways if each.verdict == connection.answer.verdict]
    return frozenset(port for each in best for port in each.ports)


@pytest.mark.parametrize("name", ["staging", "production"])
def test_of_a_whole_project(name: str) -> None:
    project = open_project(REPOSITORY).value
    assert project is not None
    evaluation = Evaluator(project).evaluate(name).value
    assert evaluation is not None
    facts = environment_facts(evaluation)

    assert in_the_table(facts) == asked_one_by_one(facts)
    assert len(in_the_table(facts)) > 10


def facts_of(folder: Path, settings: RootSettings) -> EnvironmentFacts:
    result = evaluate_root(Library(DiskTree(folder)), settings, Limits(), {})
    assert result.value is not None
    return environment_facts(alone("case", ".", result.value))


def test_of_services_behind_load_balancers_in_several_vpcs(tmp_path: Path) -> None:
    write_project(tmp_path, Shape(services=12, databases=8, vpcs=2, services_a_balancer=3))
    facts = facts_of(tmp_path / "terraform", RootSettings(".", var_files=("staging.tfvars.json",)))

    table = find_connections(facts)

    assert in_the_table(facts) == asked_one_by_one(facts)
    assert any(each.source is not None and each.answer.way.via for each in table)


NETWORK = """
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.a.id
  cidr_block = "10.0.0.0/24"
}
resource "aws_security_group" "a" {
  for_each = toset(["client", "server"])
  name     = each.key
  vpc_id   = aws_vpc.a.id
}
resource "aws_vpc_security_group_egress_rule" "a" {
  for_each          = aws_security_group.a
  security_group_id = each.value.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}
resource "aws_instance" "a" {
  for_each               = aws_security_group.a
  ami                    = "ami-1"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.a.id
  vpc_security_group_ids = [each.value.id]
}
resource "aws_vpc_security_group_ingress_rule" "a" {
  security_group_id            = GROUP
  ip_protocol                  = "tcp"
  from_port                    = 22
  to_port                      = 22
  referenced_security_group_id = PEER
}
"""


@pytest.mark.parametrize(
    ("group", "peer"),
    [
        # the group of the rule is not known, so it may be the server's
        ("var.group", 'aws_security_group.a["client"].id'),
        ('aws_security_group.a["server"].id', "aws_vpc.a.default_security_group_id"),
    ],
)
def test_rules_that_no_group_names_plainly_count(tmp_path: Path, group: str, peer: str) -> None:
    text = NETWORK.replace("GROUP", group).replace("PEER", peer)
    extra = 'variable "group" {\n  default = ""\n}\n'
    extra += 'resource "aws_instance" "default" {\n  ami           = "ami-1"\n  instance_type = "t3.micro"\n'
    extra += "  subnet_id     = aws_subnet.a.id\n}\n"
    (tmp_path / "main.tf").write_text(text + extra, encoding="utf-8")

    facts = facts_of(tmp_path, RootSettings(".", unset=("group",)))

    assert in_the_table(facts) == asked_one_by_one(facts)
    assert any(target == 'aws_instance.a["server"]' for _, target, _, _ in in_the_table(facts))

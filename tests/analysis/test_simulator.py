"""The engine and the simulator look at the same made-up networks, and must agree."""

import os
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docgen.analysis.endpoints import internet
from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.reachability import On, reach
from docgen.source.diagnostic import has_errors
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.environment import alone
from docgen.workspace.pipeline import environment_facts
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings
from tests.analysis.simulator import (
    PORTS,
    AclRule,
    ConfigurationEvaluator,
    Host,
    Rule,
    between,
    from_internet,
)

SUBNETS = {"a": "10.0.1.0/24", "b": "10.0.2.0/24"}
GROUPS = ("g", "h")
# Blocks that tell the simulator's addresses apart: every public one, both subnets, and halves of them.
BLOCKS = (
    "0.0.0.0/0",
    "0.0.0.0/1",
    "128.0.0.0/1",
    "198.51.100.0/24",
    "10.0.0.0/8",
    "10.0.1.0/24",
    "10.0.2.0/25",
    "10.0.2.128/25",
    "8.8.8.8/32",
)
WORDS = {True: "reachable", False: "blocked", None: "undecided"}

ranges = st.sampled_from([(22, 22), (443, 443), (22, 443), (0, 65535), (5432, 5432)])
rules = st.builds(
    lambda direction, protocol, ports, peer: Rule(direction, protocol, ports[0], ports[1], peer),
    st.sampled_from(["ingress", "egress"]),
    st.sampled_from(["tcp", "udp", "-1"]),
    ranges,
    st.sampled_from([*BLOCKS, "group:g", "group:h", "self", "unknown"]),
)
acl_rules = st.builds(
    lambda direction, number, allow, protocol, cidr, ports: AclRule(
        direction, number, allow, protocol, cidr, *ports
    ),
    st.sampled_from(["ingress", "egress"]),
    st.integers(1, 9),
    st.booleans(),
    st.sampled_from(["tcp", "-1"]),
    st.sampled_from(BLOCKS),
    st.sampled_from([(22, 22), (443, 443), (0, 65535), (1024, 65535)]),
)
acls = st.none() | st.lists(acl_rules, max_size=5, unique_by=lambda each: (each.direction, each.number))
hosts = st.builds(
    Host,
    st.just(""),
    st.sampled_from(sorted(SUBNETS)),
    st.lists(st.sampled_from(GROUPS), min_size=1, max_size=2, unique=True),
    st.sampled_from([True, False, None]),
)
worlds = st.builds(
    lambda groups, tables, routed, one, two: ConfigurationEvaluator(
        dict(zip(GROUPS, groups, strict=True)),
        dict(zip(sorted(SUBNETS), tables, strict=True)),
        dict(zip(sorted(SUBNETS), routed, strict=True)),
        SUBNETS,
        {"one": replace(one, name="one"), "two": replace(two, name="two")},
    ),
    st.tuples(*[st.lists(rules, max_size=4)] * 2),
    st.tuples(acls, acls),
    st.tuples(st.booleans(), st.booleans()),
    hosts,
    hosts,
)


def terraform(world: ConfigurationEvaluator) -> str:
    """The same network as Terraform text."""
    text = [
        'data "aws_ssm_parameter" "u" {\n  name = "u"\n}',
        'resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}',
        'resource "aws_internet_gateway" "v" {\n  vpc_id = aws_vpc.v.id\n}',
    ]
    for name, cidr in world.subnets.items():
        text.append(
            f'resource "aws_subnet" "{name}" {{\n  vpc_id = aws_vpc.v.id\n  cidr_block = "{cidr}"\n}}'
        )
        route = '  route {\n    cidr_block = "0.0.0.0/0"\n    gateway_id = aws_internet_gateway.v.id\n  }\n'
        text.append(
            f'resource "aws_route_table" "{name}" {{\n  vpc_id = aws_vpc.v.id\n{route if world.routed[name] else ""}}}'
        )
        text.append(
            f'resource "aws_route_table_association" "{name}" {{\n  subnet_id = aws_subnet.{name}.id\n  route_table_id = aws_route_table.{name}.id\n}}'
        )
        acl = world.acls[name]
        if acl is not None:
            inner = "".join(map(acl_text, acl))
            text.append(
                f'resource "aws_network_acl" "{name}" {{\n  vpc_id = aws_vpc.v.id\n  subnet_ids = [aws_subnet.{name}.id]\n{inner}}}'
            )
    for name, own in world.groups.items():
        text.append(
            f'resource "aws_security_group" "{name}" {{\n  name = "{name}"\n  vpc_id = aws_vpc.v.id\n}}'
        )
        text += [rule_text(name, index, each) for index, each in enumerate(own)]
    for host in world.hosts.values():
        groups = ", ".join(f"aws_security_group.{each}.id" for each in host.groups)
        public = {True: "true", False: "false", None: 'nonsensitive(data.aws_ssm_parameter.u.value) == "x"'}[
            host.public
        ]
        text.append(
            f'resource "aws_instance" "{host.name}" {{\n  ami = "a"\n  instance_type = "t3.micro"\n  subnet_id = aws_subnet.{host.subnet}.id\n'
            f"  vpc_security_group_ids = [{groups}]\n  associate_public_ip_address = {public}\n}}"
        )
    return "\n".join(text) + "\n"


def acl_text(rule: AclRule) -> str:
    action = "allow" if rule.allow else "deny"
    return (
        f'  {rule.direction} {{\n    rule_no = {rule.number}\n    action = "{action}"\n    protocol = "{rule.protocol}"\n'
        f'    cidr_block = "{rule.cidr}"\n    from_port = {rule.low}\n    to_port = {rule.high}\n  }}\n'
    )


def rule_text(group: str, index: int, rule: Rule) -> str:
    if rule.peer == "self":
        peer = f"referenced_security_group_id = aws_security_group.{group}.id"
    elif rule.peer.startswith("group:"):
        peer = f"referenced_security_group_id = aws_security_group.{rule.peer.removeprefix('group:')}.id"
    elif rule.peer == "unknown":
        peer = "cidr_ipv4 = nonsensitive(data.aws_ssm_parameter.u.value)"
    else:
        peer = f'cidr_ipv4 = "{rule.peer}"'
    ports = "" if rule.protocol == "-1" else f"  from_port = {rule.low}\n  to_port = {rule.high}\n"
    return (
        f'resource "aws_vpc_security_group_{rule.direction}_rule" "{group}{index}" {{\n'
        f'  security_group_id = aws_security_group.{group}.id\n  ip_protocol = "{rule.protocol}"\n{ports}  {peer}\n}}'
    )


def completions(world: ConfigurationEvaluator) -> list[ConfigurationEvaluator]:
    """Every way in which what is not known may turn out, as far as it can matter."""
    found = []
    for peer in (*BLOCKS, "192.0.2.1/32"):
        for public in (True, False):
            hosts = {
                name: replace(each, public=public if each.public is None else each.public)
                for name, each in world.hosts.items()
            }
            found.append(replace(world, hosts=hosts, unknown={"peer": peer}))
    return found


def merged(answers: list["bool | None"]) -> "bool | None":
    return answers[0] if all(each == answers[0] for each in answers) else None


@settings(
    max_examples=int(os.environ.get("DOCGEN_NETWORKS", "100")),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(worlds)
def test_the_engine_agrees_with_the_simulator(world: ConfigurationEvaluator) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "main.tf").write_text(terraform(world), encoding="utf-8")
        result = evaluate_root(Library(DiskTree(folder)), RootSettings("."), Limits(), {})
    assert not has_errors(result.diagnostics), result.diagnostics
    assert result.value is not None
    facts = environment_facts(alone("x", ".", result.value))
    index = NetworkIndex(facts.network, facts.placements)
    ends = {each.address.name: each for each in facts.network.components()}
    ways = completions(world)

    for port in PORTS:
        for target in world.hosts:
            expected = merged([from_internet(way, way.hosts[target], "tcp", port) for way in ways])
            answer = reach(index, internet(), ends[target], On("tcp", port))
            assert answer.verdict.value == WORDS[expected], (terraform(world), target, port, answer)
        expected = merged([between(way, way.hosts["one"], way.hosts["two"], "tcp", port) for way in ways])
        answer = reach(index, ends["one"], ends["two"], On("tcp", port))
        assert answer.verdict.value == WORDS[expected], (terraform(world), "one → two", port, answer)

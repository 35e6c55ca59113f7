"""What the provider refuses while planning, and what AWS rejects later."""

from functools import partial
from pathlib import Path

import pytest

from docgen.aws.accepted import all_rules, refusal
from docgen.aws.provider_defaults import complete
from docgen.aws.provider_version import choose_provider, schemas_of
from docgen.aws.validation import STABLE, validate
from docgen.hcl.parser import parse_body
from docgen.language.evaluation import Environment, evaluate_configuration
from docgen.language.provider import ProviderInfo
from docgen.source.diagnostic import Diagnostic
from docgen.source.text import SourceFile
from docgen.source.tree import DiskTree
from docgen.terraform.declare import declare_module
from docgen.terraform.module import Configuration


@pytest.mark.parametrize(
    ("rule", "value", "said"),
    [
        (["one_of", ["HTTP", "HTTPS"]], "HTTPX", 'expected x to be one of ["HTTP" "HTTPS"], got HTTPX'),
        (["one_of", ["HTTP", "HTTPS"]], "http", 'expected x to be one of ["HTTP" "HTTPS"], got http'),
        (["one_of", ["HTTP", "HTTPS"]], "HTTP", None),
        (["one_of", ["HTTP", "HTTPS"]], "", None),
        (["one_of_in_any_case", ["HTTP", "HTTPS"]], "http", None),
        (["one_of_in_any_case", ["HTTP"]], "ftp", 'expected x to be one of ["HTTP"], got ftp'),
        (["numbers", [0, 7, 14]], 8, "expected x to be one of [0 7 14], got 8"),
        (["numbers", [0, 7, 14]], 7, None),
        (["range", 1, 65535], 0, "expected x to be in the range (1 - 65535), got 0"),
        (["range", 1, 65535], 65535, None),
        (["range", 1, None], 0, "expected x to be at least 1, got 0"),
        (["range", None, 5], 6, "expected x to be at most 5, got 6"),
        (["network", [4]], "10.0.0.0/8", None),
        (
            ["network", [4]],
            "10.30.0.1/16",
            '"10.30.0.1/16" is not a network address: its prefix is that of "10.30.0.0/16". Did you mean "10.30.0.0/16"?',
        ),
        (["network", [4]], "10.0.0.1", '"10.0.0.1" is not a valid IPv4 CIDR block'),
        (["network", [4]], "2001:db8::/32", '"2001:db8::/32" is not a valid IPv4 CIDR block'),
        (["network", [6]], "::/0", None),
        (["network", [4, 6]], "nothing", '"nothing" is not a valid IPv4/IPv6 CIDR block'),
    ],
)
def test_complaints(rule: list[object], value: str | int, said: str | None) -> None:
    assert refusal(rule, "x", value) == said


def said_about(body: str, locked: str | None = "5.100.0") -> list[Diagnostic]:
    file = SourceFile("main.tf", body)
    module = declare_module(".", [(file, parse_body(file).value)]).value
    version = choose_provider(locked, [])
    around = Environment(
        DiskTree(Path()),
        knowledge=ProviderInfo(
            schemas_of(version),
            "aws",
            version.known,
            version.exact,
            complete=complete,
            validate=partial(validate, version),
        ),
    )
    return list(evaluate_configuration(Configuration(".", {(): module}), around).diagnostics)


TARGET_GROUP = 'resource "aws_lb_target_group" "a" {\n  port = 80\n  protocol = "HTTPX"\n}\n'
UNSTABLE = 'resource "aws_db_instance" "a" {\n  instance_class = "c"\n  network_type = "SIX"\n}\n'
RANGE = 'resource "aws_subnet" "a" {\n  vpc_id = "vpc-1"\n  cidr_block = "10.0.0.1/24"\n}\n'
BLOCK = 'resource "aws_lb_target_group" "a" {\n  health_check {\n    interval = 999\n  }\n}\n'
MEMBER = (
    'resource "aws_security_group" "a" {\n  ingress {\n    from_port = 1\n    to_port = 1\n    protocol = "tcp"\n'
    '    cidr_blocks = ["10.0.0.0/8", "10.1.2.3/16"]\n  }\n}\n'
)


@pytest.mark.parametrize(
    ("body", "locked", "severity", "text", "line"),
    [
        (TARGET_GROUP, "5.100.0", "error", "HTTPX", 3),
        (TARGET_GROUP, "6.30.0", "error", "HTTPX", 3),
        (UNSTABLE, "5.100.0", "error", 'one of ["DUAL" "IPV4"], got SIX', 3),
        (UNSTABLE, "5.31.0", "warning", "may accept it", 3),
        (RANGE, "6.30.0", "error", "network address", 3),
        (BLOCK, "5.100.0", "error", "health_check.interval", 3),
        (MEMBER, "5.100.0", "error", "10.1.2.3/16", 6),
    ],
)
def test_refusals_follow_the_version(body: str, locked: str, severity: str, text: str, line: int) -> None:
    (only,) = said_about(body, locked)

    assert only.severity.value == severity
    assert text in only.detail
    assert only.subject is not None
    assert only.subject.line == line
    assert (only.gap is not None) == (severity == "warning")


@pytest.mark.parametrize(
    "body",
    [
        TARGET_GROUP.replace("HTTPX", "QUIC"),  # of 6.x
        # "name" is checked inside `setting` only.
        'resource "aws_ecs_cluster" "a" {\n  name = "any"\n  setting {\n    name = "containerInsights"\n    value = "enabled"\n  }\n}\n',
        'resource "aws_lb_target_group" "a" {\n  protocol = var.p\n}\nvariable "p" {\n  default = "TLS"\n}\n',
        'resource "aws_lb_target_group" "a" {\n  protocol = aws_vpc.b.id\n}\nresource "aws_vpc" "b" {\n  cidr_block = "10.0.0.0/16"\n}\n',
    ],
)
def test_what_is_accepted_or_not_known_is_not_refused(body: str) -> None:
    assert said_about(body) == []


def test_what_a_newer_major_version_may_accept_is_not_judged() -> None:
    assert said_about(UNSTABLE, "6.62.0") == []


def test_a_sensitive_value_is_not_told() -> None:
    said = said_about('resource "aws_lb_target_group" "a" {\n  protocol = sensitive("HTTPX")\n}\n')

    assert not any("HTTPX" in each.detail for each in said)


def test_stable_sets_are_rules() -> None:
    assert [each for each in STABLE if each[1] not in all_rules()[each[0]]] == []


def separate(protocol: str, first: int, last: int) -> str:
    return (
        f'resource "aws_vpc_security_group_ingress_rule" "a" {{\n  security_group_id = "sg-1"\n  ip_protocol = "{protocol}"\n'
        f"  from_port = {first}\n  to_port = {last}\n}}\n"
    )


def inline(protocol: str, port: int) -> str:
    return (
        f'resource "aws_security_group" "a" {{\n  ingress {{\n    from_port = {port}\n    to_port = {port}\n'
        f'    protocol = "{protocol}"\n    cidr_blocks = ["0.0.0.0/0"]\n  }}\n}}\n'
    )


ACL_RULE = (
    'resource "aws_network_acl_rule" "a" {\n  network_acl_id = "acl-1"\n  rule_number = 1\n  rule_action = "allow"\n'
    '  protocol = "udp"\n  from_port = 9\n  to_port = 8\n}\n'
)


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        (separate("tcp", 9098, 9097), ["9098 is greater than to_port 9097"]),
        (separate("6", 9098, 9097), ["9098 is greater than to_port 9097"]),
        (separate("tcp", 9097, 9098), []),
        (separate("icmp", 8, 0), []),  # a type and a code
        (separate("icmp", 8, -1), []),
        (inline("-1", 443), ["has no ports, and this one has 443 to 443"]),
        (inline("-1", 0), []),
        (ACL_RULE, ["9 is greater than to_port 8"]),
    ],
)
@pytest.mark.parametrize("version", ["5.100.0", "6.1.0", "6.62.0", "7.0.0"])
def test_rules_that_aws_rejects(body: str, texts: list[str], version: str) -> None:
    said = said_about(body, version)

    assert [each.summary for each in said] == ["Rejected by AWS"] * len(texts)
    assert all(text in each.detail for text, each in zip(texts, said, strict=True))

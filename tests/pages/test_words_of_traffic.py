"""Ports, ranges and rules in words."""

import ipaddress

import pytest

from docgen.aws.model.base import Link
from docgen.aws.model.firewall import (
    CidrPeer,
    Direction,
    GroupPeer,
    Peer,
    Ports,
    Rule,
    SelfPeer,
    UnknownPeer,
)
from docgen.pages.sentences.traffic import flow_text, joined_ports, range_text, rule_text
from docgen.source.address import ResourceAddress
from docgen.source.span import Span
from docgen.source.traced import NOWHERE, Known, Reason, Unknown

GROUP = ResourceAddress((), "aws_security_group", "web")
SPAN = Span("main.tf", (1, 1), (1, 1))


@pytest.mark.parametrize(
    ("flow", "text"),
    [
        ("tcp/443", "TCP 443"),
        ("tcp/80,443", "TCP 80, 443"),
        ("udp/all", "all UDP ports"),
        ("tcp/0-65535", "all TCP ports"),
        ("tcp/unknown", "unknown TCP ports"),
        ("tcp", "TCP"),
        ("icmp/8", "ICMP type 8"),
        ("50", "protocol 50"),
        ("-1", "all traffic"),
        ("all", "all traffic"),
        ("unknown", "unknown ports"),
    ],
)
def test_a_flow(flow: str, text: str) -> None:
    assert flow_text(flow) == text


@pytest.mark.parametrize(
    ("network", "text"),
    [
        ("0.0.0.0/0", "the internet"),
        ("::/0", "the internet (IPv6)"),
        ("0.0.0.0/1", "0.0.0.0/1"),
        ("10.0.0.0/8", "10.0.0.0/8"),
    ],
)
def test_a_range(network: str, text: str) -> None:
    assert range_text(ipaddress.ip_network(network)) == text


def cidr(text: str) -> CidrPeer:
    return CidrPeer(Known(ipaddress.ip_network(text)))


@pytest.mark.parametrize(
    ("direction", "protocol", "ports", "peer", "text"),
    [
        ("ingress", "tcp", Ports(443, 443), cidr("0.0.0.0/0"), "allows inbound TCP 443 from the internet"),
        ("egress", "-1", None, cidr("::/0"), "allows outbound all traffic to the internet (IPv6)"),
        ("ingress", "icmp", Ports(8, -1), cidr("10.0.0.0/8"), "allows inbound ICMP type 8 from 10.0.0.0/8"),
        ("ingress", "icmp", Ports(3, 4), cidr("10.0.0.0/8"), "allows inbound ICMP type 3, code 4 from 10.0.0.0/8"),
        ("ingress", "udp", Ports(1, 9), SelfPeer(Known(Link(GROUP))), "allows inbound UDP 1-9 from itself"),
        ("ingress", "tcp", Ports(22, 22), GroupPeer(Known(Link(GROUP))), "allows inbound TCP 22 from WEB"),
        (
            "ingress",
            "tcp",
            None,
            UnknownPeer(Unknown(Reason("it is not set"))),
            "allows inbound TCP from an unknown source",
        ),
    ],
)  # fmt: skip
def test_a_rule(direction: Direction, protocol: str, ports: Ports | None, peer: Peer, text: str) -> None:
    rule = Rule(Known(Link(GROUP)), direction, Known(protocol), Known(ports), peer, "", GROUP, SPAN, NOWHERE)

    assert rule_text(rule, lambda address: address.name.upper()) == text


@pytest.mark.parametrize(
    ("ports", "joined"),
    [
        (["443", "80"], ["80", "443"]),
        (["0-79", "81-442", "444-65535", "80", "443"], ["0-65535"]),
        (["80", "81"], ["80", "81"]),
        (["80", "81-90"], ["80-90"]),
        (["0-8888", "443", "6379"], ["0-8888"]),
        (["80,443", "443"], ["80", "443"]),
        (["unknown", "22"], ["22", "unknown"]),
        ([], []),
    ],
)
def test_ports_are_in_order_and_each_is_said_once(ports: list[str], joined: list[str]) -> None:
    assert joined_ports(ports) == joined

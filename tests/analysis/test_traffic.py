"""`tcp/443` and its like: what `docgen reach --on` and `on:` of assertions accept."""

import pytest

from docgen.analysis.traffic import TrafficSelector
from docgen.aws.model.firewall import Ports
from docgen.workspace.traffic_reader import InvalidTraffic, parse_traffic


@pytest.mark.parametrize(
    ("text", "protocol", "ports"),
    [
        ("tcp/443", "tcp", Ports(443, 443)),
        ("TCP/443", "tcp", Ports(443, 443)),
        ("6/443", "tcp", Ports(443, 443)),
        ("tcp/8000-8100", "tcp", Ports(8000, 8100)),
        ("udp/0-65535", "udp", Ports(0, 65535)),
        ("tcp", "tcp", None),
        ("icmp/8", "icmp", Ports(8, 8)),
        ("icmpv6/128", "icmpv6", Ports(128, 128)),
        ("-1", "-1", None),
        ("all", "-1", None),
        ("50", "50", None),
    ],
)
def test_what_is_traffic(text: str, protocol: str, ports: Ports | None) -> None:
    assert parse_traffic(text) == TrafficSelector(protocol, ports)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tpc/5432", 'Did you mean "tcp"?'),
        ("smtp", "names no protocol"),
        ("256", "names no protocol"),
        ("", "names no protocol"),
        ("tcp/99999", "a port is a number from 0 to 65535"),
        ("tcp/65536", "a port is a number from 0 to 65535"),
        ("tcp/https", "a port is a number"),
        ("tcp/", "a port is a number"),
        ("tcp/-1", "a port is a number"),
        ("tcp/٤٤٣", "a port is a number"),
        ("tcp/80-", "a port is a number"),
        ("tcp/90-80", "Write tcp/80-90"),
        ("icmp/256", "a type is a number from 0 to 255"),
        ("-1/443", "gives ports to a protocol that has none"),
        ("50/443", "gives ports to a protocol that has none"),
    ],
)
def test_what_is_not(text: str, told: str) -> None:
    found = parse_traffic(text)
    assert isinstance(found, InvalidTraffic), found
    assert told in found.detail

"""Text that selects traffic: `tcp/443`, `tcp/8000-8100`, `udp`, `icmp/8`, `-1`.

The one place that reads it: `docgen reach --on` and `on:` of assertions mean the same by it.
"""

import msgspec

from docgen.analysis.packets import PORTED
from docgen.analysis.traffic import TrafficSelector
from docgen.aws.model.firewall import Ports
from docgen.aws.protocols import protocol_name
from docgen.source.diagnostic import did_you_mean

EXAMPLES = "tcp/443, tcp/8000-8100, udp/53, icmp/8 or -1"
NAMED = ("tcp", "udp", "icmp", "icmpv6", "-1", "all")
HIGHEST_PROTOCOL = 255  # protocol numbers have one byte
HIGHEST_PORT = 65535
HIGHEST_TYPE = 255  # of ICMP


class InvalidTraffic(msgspec.Struct, frozen=True):
    """Why a text selects no traffic: a sentence."""

    detail: str


def parse_traffic(text: str) -> TrafficSelector | InvalidTraffic:
    """`tcp/443` → TrafficSelector("tcp", Ports(443, 443)); protocols by name or number, ports by number or range."""
    name, slash, written = text.partition("/")
    protocol = protocol_name(name.strip())
    if protocol not in NAMED and not is_number(protocol, HIGHEST_PROTOCOL):
        swapped = next((each for each in NAMED if sorted(each) == sorted(protocol)), protocol)
        hint = did_you_mean(swapped, NAMED)  # of three letters two that are swapped are too far apart for it
        return InvalidTraffic(
            f'"{text}" names no protocol that docgen knows.{hint} Write a protocol and its port, such as {EXAMPLES}.'
        )
    if not slash:
        return TrafficSelector(protocol)
    if protocol not in PORTED and not protocol.startswith("icmp"):
        return InvalidTraffic(f'"{text}" gives ports to a protocol that has none. Write "{name.strip()}".')
    is_icmp = protocol.startswith("icmp")
    highest, noun = (HIGHEST_TYPE, "type") if is_icmp else (HIGHEST_PORT, "port")
    first, dash, last = (each.strip() for each in written.partition("-"))
    if not is_number(first, highest) or (dash and not is_number(last, highest)):
        return InvalidTraffic(
            f'"{text}" has no valid {noun}: a {noun} is a number from 0 to {highest}. Examples: {EXAMPLES}.'
        )
    ports = Ports(int(first), int(last) if dash else int(first))
    if ports.last < ports.first:
        return InvalidTraffic(f'"{text}" ends before it begins. Write {protocol}/{ports.last}-{ports.first}.')
    return TrafficSelector(protocol, ports)


def is_number(text: str, highest: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(HIGHEST_PORT)) and int(text) <= highest

"""Which traffic a question or an assertion is about: `tcp/443`, `tcp/8000-8100`, `udp`, `icmp/8`, `-1`.

The one place that reads such text: `docgen reach --on` and `on:` of assertions mean the same by it.
"""

from collections.abc import Iterator

import msgspec

from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.packets import PORTED, equivalence_classes, ports_of
from docgen.analysis.path import ReachResult
from docgen.analysis.ranges import IntervalSet
from docgen.analysis.reachability import Endpoint, On, print_flow, reach
from docgen.aws.model.firewall import Ports
from docgen.aws.protocols import protocol_name
from docgen.source.diagnostic import did_you_mean
from docgen.source.traced import Known, Traced

EXAMPLES = "tcp/443, tcp/8000-8100, udp/53, icmp/8 or -1"
NAMED = ("tcp", "udp", "icmp", "icmpv6", "-1", "all")
HIGHEST_PROTOCOL = 255  # protocol numbers have one byte
HIGHEST_PORT = 65535
HIGHEST_TYPE = 255  # of ICMP


class TrafficSelector(msgspec.Struct, frozen=True):
    """A protocol ("-1": any) and its ports, or of ICMP its types (None: any)."""

    protocol: str = "-1"
    ports: Ports | None = None

    def __str__(self) -> str:
        return self.protocol if self.ports is None else f"{self.protocol}/{self.ports}"


ANY_TRAFFIC = TrafficSelector()


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


def answers_on(
    index: NetworkIndex, source: Endpoint, target: Endpoint, traffic: TrafficSelector
) -> Iterator[ReachResult]:
    """Whether `source` can open a connection to `target`: one answer for each set of ports that is treated alike."""
    if traffic.ports is None or traffic.ports.first == traffic.ports.last:
        port = None if traffic.ports is None else traffic.ports.first
        yield reach(index, source, target, On(traffic.protocol, port))
        return
    base = IntervalSet([(traffic.ports.first, traffic.ports.last)])
    for number, ports in equivalence_classes(base, port_boundaries(index)):
        answer = reach(index, source, target, On(traffic.protocol, number))
        through = tuple(print_flow(traffic.protocol, ports)) if answer.ports else ()
        yield msgspec.structs.replace(answer, ports=through)


def reach_on(
    index: NetworkIndex, source: Endpoint, target: Endpoint, traffic: TrafficSelector
) -> ReachResult:
    """The same as one answer: reachable where some port is."""
    answers = list(answers_on(index, source, target, traffic))
    best = min(answers, key=lambda each: ("reachable", "undecided", "blocked").index(each.verdict))
    ports = [port for each in answers if each.verdict == best.verdict for port in each.ports]
    return msgspec.structs.replace(best, ports=tuple(dict.fromkeys(ports)))


def port_boundaries(index: NetworkIndex) -> list[IntervalSet]:
    """Every set of ports that something in the network tells apart."""
    network = index.network
    rules = [
        *(rule.ports for group in network.security_groups for rule in group.rules),
        *(rule.ports for rule in index.unattached_rules),
        *(rule.ports for acl in network.network_acls for rule in acl.rules),
    ]
    named: list[Traced[int] | None] = [
        *(port for component in network.components() for port in component.listens or ()),
        *(each.port for each in network.listeners),
        *(each.instance_port for each in network.listeners),
        *(each.port for each in network.target_groups),
        *(each.port for each in network.attachments),
        *(port for service in network.services for _, port in service.target_groups),
    ]
    single = [IntervalSet([(each.value, each.value)]) for each in named if isinstance(each, Known)]
    return [*(found for each in rules if (found := ports_of(each)) is not None), *single]

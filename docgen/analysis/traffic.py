"""The traffic that a question or an assertion is about, and the answers for it."""

from collections.abc import Iterator

import msgspec

from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.packets import equivalence_classes, ports_of
from docgen.analysis.path import OPENNESS, ReachResult
from docgen.analysis.ranges import IntervalSet
from docgen.analysis.reachability import Endpoint, On, print_flow, reach
from docgen.aws.model.firewall import Ports
from docgen.source.traced import Known, Traced


class TrafficSelector(msgspec.Struct, frozen=True):
    """A protocol ("-1": any) and its ports, or of ICMP its types (None: any)."""

    protocol: str = "-1"
    ports: Ports | None = None

    def __str__(self) -> str:
        return self.protocol if self.ports is None else f"{self.protocol}/{self.ports}"


ANY_TRAFFIC = TrafficSelector()


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
    best = min(answers, key=lambda each: OPENNESS.index(each.verdict))
    ports = [port for each in answers if each.verdict is best.verdict for port in each.ports]
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

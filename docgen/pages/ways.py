"""Connections in words: "TCP 443 via `alb` where host-header is shop.example.com, to TCP 8080"."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from docgen.analysis.connections import Connection
from docgen.analysis.endpoints import INTERNET_NAME
from docgen.analysis.path import Check, CheckKind, ReachResult, ReachVerdict, Way
from docgen.document.nodes import Code, Inline, Inlines, Text, Unknown, inlines
from docgen.pages.labels import Labels
from docgen.pages.sentences.findings import condition_text, findings_by_cause
from docgen.pages.sentences.traffic import Name, joined_ports
from docgen.source.address import ResourceAddress

WHOLE = "0-65535"
Source = ResourceAddress | None  # None: the internet


class Row(msgspec.Struct, frozen=True):
    """Sources that reach a target on the same ports, in the same way, by the same rules."""

    ports: tuple[str, ...]
    verdict: ReachVerdict
    way: Way
    allowed_by: str
    unknowns: str


def rows_of(connections: Iterable[Connection], name: Name = str) -> dict[Row, tuple[Source, ...]]:
    """The ways of connections to one target, each once, with all who have it: direct ones first."""
    found: dict[Row, list[Source]] = {}
    for connection in connections:
        for each in connection.ways:
            row = Row(
                each.ports,
                each.verdict,
                each.way,
                allowed_by(each, name),
                findings_by_cause(each.unknowns, name),
            )
            found.setdefault(row, []).append(connection.source)
    ordered = sorted(found, key=lambda each: (each.verdict is not ReachVerdict.REACHABLE, each.way))
    return {row: tuple(found[row]) for row in ordered}


def ports_words(ports: Collection[str]) -> str:
    """`TCP 80, 443`; "all traffic" where all ports of TCP and UDP get through; "unknown ports" for none."""
    by_protocol: dict[str, list[str]] = {}
    for each in ports:
        protocol, _, numbers = each.partition("/")
        by_protocol.setdefault(protocol, []).append(numbers)
    if "all" in by_protocol:
        return "all traffic"
    if by_protocol.get("tcp") == [WHOLE] and by_protocol.get("udp") == [WHOLE]:
        return "all traffic"
    said = [protocol_words(protocol, joined_ports(numbers)) for protocol, numbers in by_protocol.items()]
    return "; ".join(said) or "unknown ports"


def protocol_words(protocol: str, numbers: Sequence[str]) -> str:
    name = f"protocol {protocol}" if protocol.isdigit() else protocol.upper()
    if list(numbers) in ([WHOLE], ["all"]) or WHOLE in numbers:
        return f"all {name} ports"
    return f"{name} {', '.join(filter(None, numbers))}".strip()


class Ways:
    """Ways in words, with the labels of one page."""

    def __init__(self, labels: Labels, components: Iterable[ResourceAddress]) -> None:
        self.labels = labels
        self.named: Mapping[str, str] = {str(each): labels.of(each) for each in components}

    def source(self, source: Source) -> Inline:
        return Text("the internet") if source is None else Code(self.labels.of(source))

    def stations(self, way: Way) -> Inlines:
        """The intermediate stations of the path: `alb`, or "the internet and `alb`"."""
        made: list[Inline] = []
        for index, each in enumerate(way.via):
            if index:
                made.append(Text(" and " if index == len(way.via) - 1 else ", "))
            made.append(Text("the internet") if each == INTERNET_NAME else Code(self.named.get(each, each)))
        return tuple(made)

    def how(self, ports: Collection[str], way: Way) -> Inlines:
        """The client's request, the load balancer it goes through, and the port of the target."""
        if not way.via:
            return inlines(ports_words(ports))
        where = f" where {' and '.join(map(condition_text, way.conditions))}" if way.conditions else ""
        if not way.asks:
            return inlines(f"{ports_words(ports)} via ", *self.stations(way), where)
        to = f"{where}, to {ports_words(ports)}"
        return inlines(f"{ports_words((way.asks,))} via ", *self.stations(way), to)

    def how_or_perhaps(self, row: Row) -> Inlines:
        said = self.how(row.ports, row.way)
        if row.verdict is not ReachVerdict.UNDECIDED:
            return said
        return inlines(Unknown(row.unknowns, "perhaps"), " ", *said)

    def briefly(self, answer: ReachResult) -> Inlines:
        """For a cell of the matrix: without conditions, and without the port behind a load balancer."""
        way = msgspec.structs.replace(answer.way, conditions=())
        if way.asks:
            said = inlines(f"{ports_words((way.asks,))} via ", *self.stations(way))
        else:
            said = self.how(answer.ports, way)
        if answer.verdict is not ReachVerdict.UNDECIDED:
            return said
        return inlines(Unknown(findings_by_cause(answer.unknowns, self.labels.of), "perhaps"), " ", *said)


def allowed_by(answer: ReachResult, name: Name) -> str:
    """The checks that say something of their own: rules of security groups and network ACLs, and what is not known."""
    return findings_by_cause((each.finding for each in (*answer.path, *answer.others) if says(each)), name)


SAID = frozenset({CheckKind.SECURITY_GROUP, CheckKind.NETWORK_ACL})


def says(check: Check) -> bool:
    return check.holds is None or (check.kind in SAID and not check.is_default)

"""Who can open a connection to what, by security groups, network ACLs, routes and load balancers together.

The page grows with the number of paths, not with the number of pairs: sources that have the same path to a target share a row,
and those that connect through a load balancer are listed once, at the load balancer.
"""

from collections.abc import Sequence

from docgen.analysis.connections import Connection, find_connections
from docgen.analysis.endpoints import INTERNET_NAME
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.not_seen import Missing
from docgen.analysis.path import ReachVerdict
from docgen.aws.model.components import Component, LoadBalancer
from docgen.document.nodes import (
    Badge,
    Block,
    BulletList,
    Code,
    Inline,
    Inlines,
    Matrix,
    Page,
    Paragraph,
    Section,
    Table,
    Text,
    inlines,
)
from docgen.pages.bounds import bounded
from docgen.pages.labels import Labels
from docgen.pages.sentences.traffic import UNFORWARDED
from docgen.pages.ways import Row, Source, Ways, ports_words, rows_of
from docgen.pages.words import count, joined_inlines
from docgen.source.address import ResourceAddress

MOST_COLUMNS = 20  # of the matrix: a wider one cannot be read
FEWEST_ALIKE = 4  # sources that are worth a reference to the load balancer instead of their names


def reachability_page(facts: EnvironmentFacts, labels: Labels) -> Page:
    return ReachabilityPage(facts, labels).page()


class ReachabilityPage:
    """The page of one environment, and its connections by either end."""

    def __init__(self, facts: EnvironmentFacts, labels: Labels) -> None:
        self.facts = facts
        self.labels = labels
        self.components = facts.network.components()
        self.connections = find_connections(facts)
        self.ways = Ways(labels, (each.address for each in self.components))
        self.inward: dict[ResourceAddress, list[Connection]] = {}
        self.outward: dict[Source, list[Connection]] = {}
        for each in self.connections:
            self.inward.setdefault(each.target, []).append(each)
            self.outward.setdefault(each.source, []).append(each)
        self.rows = {target: rows_of(every, labels.of) for target, every in self.inward.items()}
        self.behind: dict[str, set[ResourceAddress]] = {}  # by the last station of a way: what it leads to
        for target, rows in self.rows.items():
            for row in rows:
                if row.way.via:
                    self.behind.setdefault(row.way.via[-1], set()).add(target)
        self.by_name = {str(each.address): each.address for each in self.components}

    def page(self) -> Page:
        columns = [each.address for each in self.components if each.listens != ()]
        blocks: list[Block] = []
        if len(columns) <= MOST_COLUMNS:
            blocks += [Paragraph(inlines(self.legend())), self.matrix(columns)]
        else:
            blocks.append(Paragraph(inlines(self.no_matrix(len(columns)))))
        blocks += unmodelled(self.facts)
        blocks += (
            Section(self.labels.of(each.address), tuple(self.component_blocks(each)))
            for each in self.components
        )
        return Page(
            f"environments/{self.facts.name}/reachability.md",
            f"Reachability: {self.facts.name}",
            f"Who can open a connection to whom in {self.facts.name}, from Terraform.",
            tuple(blocks),
            wide=True,
        )

    def legend(self) -> str:
        none = (
            "no connection that docgen could see is possible"
            if self.facts.not_seen.paths
            else "no connection is possible"
        )
        return (
            "Each cell lists the ports on which the row can connect to the column, directly or through a load balancer. "
            f"Return traffic is checked. Empty: {none}."
        )

    def no_matrix(self, columns: int) -> str:
        return (
            f"Each table lists who can connect to one component, directly or through a load balancer. Return traffic is checked. "
            f"There is no matrix of all components: it would have {count(columns, 'column')}, and is left out above {MOST_COLUMNS}."
        )

    def matrix(self, columns: Sequence[ResourceAddress]) -> Matrix:
        found = {(each.source, each.target): each for each in self.connections}
        rows: list[Source] = [None, *(each.address for each in self.components)]
        return Matrix(
            "from \\ to",
            tuple(inlines(Code(self.labels.of(each))) for each in columns),
            tuple(inlines(self.ways.source(each)) for each in rows),
            tuple(tuple(self.cell(found.get((row, column))) for column in columns) for row in rows),
            "No component is declared that holds network interfaces.",
        )

    def cell(self, connection: Connection | None) -> Inlines:
        if connection is None:
            return ()
        said = dict.fromkeys(self.ways.briefly(each) for each in connection.ways)
        return joined_inlines(list(said), last="; or ")

    # -- one component ---------------------------------------------------------------------

    def component_blocks(self, component: Component) -> list[Block]:
        blocks: list[Block] = []
        rows = self.rows.get(component.address, {})
        if component.listens == ():
            # A function opens connections alone; a load balancer may have listeners that were not seen.
            missing = self.missing if isinstance(component, LoadBalancer) else ()
            blocks.append(Paragraph(inlines(bounded("Accepts no inbound connections.", missing))))
        elif not rows:
            text = "Nothing of this configuration, nor the internet, can open a connection to it."
            blocks.append(Paragraph(inlines(bounded(text, self.missing))))
        else:
            cells = tuple(
                (
                    self.sources(component.address, row, sources),
                    self.ways.how_or_perhaps(row),
                    inlines(row.allowed_by),
                )
                for row, sources in rows.items()
            )
            blocks.append(Table(("From", "Ports and path", "Allowed by"), cells, ""))
        outward = self.targets(component.address)
        if outward:
            blocks += [Paragraph(inlines("Can connect to:")), BulletList(tuple(outward))]
        return blocks

    @property
    def missing(self) -> Sequence[Missing]:
        return self.facts.not_seen.paths

    def sources(self, target: ResourceAddress, row: Row, sources: Sequence[Source]) -> Inlines:
        """All of them by name; those of a load balancer in short where they are all who reach it in the same way."""
        inside = [each for each in sources if each is not None]
        named = [inlines(self.ways.source(each)) for each in inside]
        balancer = self.by_name.get(row.way.via[-1]) if row.way.via else None
        if balancer is not None and len(inside) >= FEWEST_ALIKE:
            reaching = self.reaching(balancer, row.way.via[:-1]) - {target, None}
            if set(inside) == reaching:
                how = " via the internet" if row.way.via[0] == INTERNET_NAME else " directly"
                named = [inlines("everything that can connect to ", Code(self.labels.of(balancer)), how)]
                if target in self.reaching(balancer, row.way.via[:-1]):
                    named = [(*named[0], Text(" (except itself)"))]
        if None in sources:
            named.insert(0, inlines(self.internet(target, row)))
        return joined_inlines(named)

    def reaching(self, balancer: ResourceAddress, via: tuple[str, ...]) -> set[Source]:
        """The clients that reach a load balancer through these."""
        return {
            source
            for row, sources in self.rows.get(balancer, {}).items()
            if row.way.via == via
            for source in sources
        }

    def internet(self, target: ResourceAddress, row: Row) -> Inline:
        """The internet; where rules allow some of its ranges only, how many."""
        first = self.by_name.get(row.way.via[0], target) if row.way.via else target
        exposure = next((each for each in self.facts.exposures if each.subject == first), None)
        number = len(exposure.sources) if exposure is not None else 0
        if exposure is not None and number and not exposure.whole_internet:
            ranges = count(number, "listed range")
            return Badge(ranges, "warning") if row.verdict is ReachVerdict.REACHABLE else Text(ranges)
        name = "the internet"
        return Badge(name, "danger") if row.verdict is ReachVerdict.REACHABLE else Text(name)

    def targets(self, source: ResourceAddress) -> list[Inlines]:
        """A line for each way out: what is reached directly on the same ports; what is behind a load balancer."""
        directly: dict[tuple[str, bool, bool], list[ResourceAddress]] = {}
        behind: dict[tuple[str, ...], list[ResourceAddress]] = {}
        for each in self.outward.get(source, ()):
            for answer in each.ways:
                if answer.way.asks or len(answer.way.via) > 1:
                    behind.setdefault(answer.way.via, []).append(each.target)
                else:
                    undecided = answer.verdict is ReachVerdict.UNDECIDED
                    key = (ports_words(answer.ports), undecided, each.forwarded)
                    directly.setdefault(key, []).append(each.target)
        lines = [
            inlines(
                "perhaps " * perhaps,
                *self.names(targets),
                f" on {ports}" if forwarded else f" on {ports} ({UNFORWARDED})",
            )
            for (ports, perhaps, forwarded), targets in directly.items()
        ]
        for via, targets in behind.items():
            lines.append(self.targets_behind(source, via, list(dict.fromkeys(targets))))
        return lines

    def targets_behind(
        self, source: ResourceAddress, via: tuple[str, ...], targets: Sequence[ResourceAddress]
    ) -> Inlines:
        """Their names; only their number where they are all that anyone reaches through the load balancer."""
        everything = self.behind.get(via[-1], set())
        if len(targets) >= FEWEST_ALIKE and set(targets) == everything - {source}:
            through = " via the internet" if via[0] == INTERNET_NAME else ""
            said = f" forwards to{through} ({count(len(targets), 'component')})"
            return inlines("everything that ", *self.stations(via[-1:]), said)
        return inlines(*self.names(targets), " via ", *self.stations(via))

    def names(self, addresses: Sequence[ResourceAddress]) -> Inlines:
        return joined_inlines([inlines(Code(self.labels.of(each))) for each in dict.fromkeys(addresses)])

    def stations(self, via: tuple[str, ...]) -> Inlines:
        return joined_inlines(
            [
                inlines(
                    Text("the internet") if each == INTERNET_NAME else Code(self.ways.named.get(each, each))
                )
                for each in via
            ]
        )


def unmodelled(facts: EnvironmentFacts) -> list[Block]:
    found = [each for each in facts.network.inventory if each.carries_traffic]
    if not found:
        return []
    items = tuple(inlines(Code(str(each.address))) for each in found)
    note = "These resources name subnets or security groups, and docgen does not model them. Their connections are not on this page:"
    return [Section("Not modelled", (Paragraph(inlines(note)), BulletList(items)))]

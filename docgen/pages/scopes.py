"""The page of scopes: the resources in each, and every connection across its border."""

from collections.abc import Iterator, Mapping, Sequence

from docgen.analysis.boundary import Border, Crossing, CrossingConnection, CrossingRange, find_borders
from docgen.analysis.facts import Facts
from docgen.analysis.path import ReachVerdict
from docgen.analysis.register import AllowedFlow, Register
from docgen.analysis.scope import Scope
from docgen.aws.model.network import InventoryItem
from docgen.document.nodes import (
    Badge,
    Block,
    Code,
    Inline,
    Inlines,
    Page,
    Paragraph,
    Section,
    Table,
    Text,
    Unknown,
    inlines,
)
from docgen.pages.labels import Labels
from docgen.pages.register import (
    distinct,
    encryption_inlines,
    flow_evidence,
    reason_cell,
    state_cell,
    traffic_cell,
)
from docgen.pages.rule_text import peer_text
from docgen.pages.sentences.findings import findings_by_cause
from docgen.pages.sentences.register import justification_text
from docgen.pages.ways import Ways
from docgen.pages.words import count, environments, joined, joined_inlines

MOST_ROWS = 1_000  # of one table: more would make the page too large to read
PATH = "scopes.md"
WAYS: Mapping[Crossing, str] = {Crossing.INWARD: "in", Crossing.OUTWARD: "out"}
NOT_DECIDED = "whether one of the ends is inside depends on tags or addresses that are not known"
NOT_BY_A_RULE = "not by a rule of the configuration"
ABOUT = (
    "Parts of the system that are assessed on their own, from `scopes` in docgen.yml, and the connections across their "
    "borders. PCI DSS 4.0.1 asks for these connections in 1.2.3. A resource is inside where its own tags, its module or its "
    "address say so."
)
HEADS = ("Environments", "Way", "From", "To", "Traffic", "Encrypted", "Reason", "Evidence")
RANGE_HEADS = ("Environments", "Way", "From", "To", "Traffic", "State", "Reason", "Evidence")


def scopes_pages(facts: Facts, registers: Sequence[Register]) -> tuple[Page, ...]:
    """The page; none where docgen.yml has no scopes."""
    borders = [
        border
        for each, register in zip(facts.environments, registers, strict=True)
        for border in find_borders(each, register)
    ]
    scopes = tuple(dict.fromkeys(each.scope for each in borders))
    if not scopes:
        return ()
    writer = ScopesPage(facts, borders)
    about = Paragraph(inlines(*coded(ABOUT)))
    blocks: tuple[Block, ...] = (about, writer.summary(), *map(writer.section, scopes))
    title = "The connections across the border of each scope, from Terraform."
    return (Page(PATH, "Scopes", title, blocks, wide=True),)


def coded(text: str) -> Iterator[Inline]:
    """The text, with the parts between backquotes as code."""
    for number, part in enumerate(text.split("`")):
        yield Code(part) if number % 2 else Text(part)


class ScopesPage:
    """The page of all environments; rows that are the same in several are one row."""

    def __init__(self, facts: Facts, borders: Sequence[Border]) -> None:
        self.facts = facts
        self.borders = borders
        self.labels = Labels(facts.environments)
        self.names = [each.name for each in facts.environments]
        components = (part.address for each in facts.environments for part in each.network.components())
        self.ways = Ways(self.labels, components)

    def summary(self) -> Table:
        rows = []
        for each in self.borders:
            found = each.crossings
            certain = sum(one.is_certain for one in found)
            inside = count(len(each.certain), "resource")
            if each.possible:
                inside += f", perhaps {len(each.possible)} more"
            numbers = [
                sum(one.crossing is crossing for one in found)
                for crossing in (Crossing.INWARD, Crossing.OUTWARD)
            ]
            cells = (each.scope.name, each.environment, inside, *map(str, numbers), str(len(found) - certain))
            rows.append(tuple(inlines(cell) for cell in cells))
        heads = ("Scope", "Environment", "Inside", "Ways in", "Ways out", "Of these undecided")
        return Table(heads, tuple(rows), "")

    def section(self, scope: Scope) -> Section:
        own = [each for each in self.borders if each.scope == scope]
        blocks: list[Block] = [
            Paragraph(inlines(f"Inside: {rule_text(scope)}.")),
            Section(
                "Resources inside",
                self.capped(
                    self.members(own), ("Environments", "Resource", "Type", "Modelled"), "There is none."
                ),
            ),
            Section(
                "Connections of components",
                self.capped(self.connections(own), HEADS, self.none_possible(own)),
            ),
            Section(
                "Address ranges",
                self.capped(
                    self.ranges(own),
                    RANGE_HEADS,
                    "No security group inside allows anything from or to a range.",
                ),
            ),
        ]
        return Section(scope.name, tuple(blocks))

    def capped(
        self, rows: Mapping[tuple[Inlines, ...], list[str]], heads: tuple[str, ...], none: str
    ) -> tuple[Block, ...]:
        made = tuple(
            (inlines(environments(list(dict.fromkeys(names)), self.names)), *cells)
            for cells, names in rows.items()
        )
        table = Table(heads, made[:MOST_ROWS], none, wide=True)
        if len(made) <= MOST_ROWS:
            return (table,)
        note = f"The first {MOST_ROWS} of {len(made)} rows. All of them: "
        return (Paragraph(inlines(note, Code("docgen facts --json"), ".")), table)

    def none_possible(self, borders: Sequence[Border]) -> str:
        own = {each.environment for each in borders}
        if any(each.not_seen.paths for each in self.facts.environments if each.name in own):
            return "No connection across the border that docgen could see is possible."
        return "No connection across the border is possible between modelled components."

    # -- rows --------------------------------------------------------------------------

    def members(self, borders: Sequence[Border]) -> Mapping[tuple[Inlines, ...], list[str]]:
        rows: dict[tuple[Inlines, ...], list[str]] = {}
        for each in borders:
            for item in each.certain:
                cells = (inlines(Code(str(item.address))), inlines(Code(item.address.type)), modelled(item))
                rows.setdefault(cells, []).append(each.environment)
            for item in each.possible:
                said = inlines(Unknown(NOT_DECIDED, "perhaps"), " ", Code(str(item.address)))
                cells = (said, inlines(Code(item.address.type)), modelled(item))
                rows.setdefault(cells, []).append(each.environment)
        return rows

    def connections(self, borders: Sequence[Border]) -> Mapping[tuple[Inlines, ...], list[str]]:
        rows: dict[tuple[Inlines, ...], list[str]] = {}
        for border in borders:
            for each in border.connections:
                cells = (
                    way_cell(each),
                    inlines(self.ways.source(each.source)),
                    inlines(Code(self.labels.of(each.target))),
                    self.traffic(each),
                    encryption_inlines(each.encryption),
                    self.reasons(each),
                    evidence_cell(each.flows),
                )
                rows.setdefault(cells, []).append(border.environment)
        return rows

    def traffic(self, each: CrossingConnection) -> Inlines:
        said = self.ways.how(each.way.ports, each.way.way)
        if each.way.verdict is not ReachVerdict.UNDECIDED:
            return said
        why = findings_by_cause(each.way.unknowns, self.labels.of)
        return inlines(Unknown(why, "perhaps"), " ", *said)

    def reasons(self, each: CrossingConnection) -> Inlines:
        """Why it is needed, by the rows of the register that let it in."""
        if each.flows:
            said = dict.fromkeys(justification_text(flow.justification) for flow in each.flows)
            return inlines("; ".join(said))
        if each.way.verdict is ReachVerdict.UNDECIDED:
            return inlines(Unknown(findings_by_cause(each.way.unknowns, self.labels.of), "undecided"))
        return inlines(NOT_BY_A_RULE)

    def ranges(self, borders: Sequence[Border]) -> Mapping[tuple[Inlines, ...], list[str]]:
        rows: dict[tuple[Inlines, ...], list[str]] = {}
        for border in borders:
            for each in border.ranges:
                flow = each.flow
                peer = inlines(peer_text(flow.rule, self.labels))
                own = self.holders(each)
                source, target = (peer, own) if each.crossing is Crossing.INWARD else (own, peer)
                cells = (
                    way_cell(each),
                    source,
                    target,
                    traffic_cell(flow),
                    state_cell(flow, self.labels),
                    reason_cell(flow),
                    evidence_cell([flow]),
                )
                rows.setdefault(cells, []).append(border.environment)
        return rows

    def holders(self, each: CrossingRange) -> Inlines:
        if each.holders:
            return joined_inlines([inlines(Code(self.labels.of(one))) for one in each.holders])
        return inlines(Unknown(NOT_DECIDED, "something inside"))


def modelled(item: InventoryItem) -> Inlines:
    """Connections of what is not modelled are not in the tables."""
    if item.modelled:
        return inlines("yes")
    return inlines(Badge("may carry traffic", "warning") if item.carries_traffic else "no")


def way_cell(each: CrossingConnection | CrossingRange) -> Inlines:
    return (
        inlines(WAYS[each.crossing])
        if each.is_certain
        else inlines(Unknown(NOT_DECIDED, f"perhaps {WAYS[each.crossing]}"))
    )


def evidence_cell(flows: Sequence[AllowedFlow]) -> Inlines:
    pointers = [inlines(flow_evidence(rule, flow)) for flow in flows for rule in distinct(flow.rules)]
    return joined_inlines(pointers) if pointers else inlines("")


def rule_text(scope: Scope) -> str:
    """`resources with the tag scope = cde; everything in module.vpn`."""
    said = []
    if scope.tags:
        pairs = joined([f"{key} = {value}" for key, value in scope.tags])
        said.append(f"resources with the tag{'s' if len(scope.tags) > 1 else ''} {pairs}")
    if scope.modules:
        said.append(f"everything in {joined(list(scope.modules))}")
    if scope.addresses:
        said.append(joined(list(scope.addresses)))
    return "; ".join(said)

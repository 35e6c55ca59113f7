"""The data-flow diagram: where data comes from, what handles it, where it is kept, and whether it is encrypted on the way.

PCI DSS 4.0.1, requirement 1.2.4, asks for it beside the network diagram: https://www.pcisecuritystandards.org/document_library/.
"""

from collections.abc import Iterator

import msgspec

from docgen.analysis.access.stores import StoreAccess, find_store_access
from docgen.analysis.arrows import Arrow, Transport, arrow_encryption, find_arrows, transport_of
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.flow_encryption import EncryptionState
from docgen.analysis.flow_state import FlowState
from docgen.analysis.ranges import addresses, is_whole_internet
from docgen.analysis.register import find_register
from docgen.aws.model.base import linked
from docgen.aws.model.data_protection import DataStore
from docgen.aws.model.firewall import CidrPeer, Rule
from docgen.aws.model.products import Row
from docgen.document.diagram_model import Edge, EdgeStyle, Group, LegendEntry, Node
from docgen.document.folding import Noun
from docgen.document.nodes import Code, Text
from docgen.pages.connection_tables import flow_numbers, outbound_flows
from docgen.pages.database_clusters import DrawnArrow
from docgen.pages.diagram_parts import INTERNET, LEGEND, UNUSED, Sketch, View, icon_of, ports_label
from docgen.pages.labels import Labels
from docgen.pages.rule_text import peer_text
from docgen.pages.sentences.access import store_access_text
from docgen.pages.sentences.traffic import rule_service_text
from docgen.pages.words import count
from docgen.source.address import ResourceAddress
from docgen.source.tristate import Tristate, tristate_of

COLUMNS = {Row.INTERNET: 1, Row.EDGE: 1, Row.COMPUTING: 2, Row.CONNECTORS: 2, Row.DATA: 3, Row.ENDPOINTS: 3}
IPV4 = 4
STORES = "stores"
FRAMES = (
    ("outside", "Outside"),
    ("entries", "Entry points"),
    ("processing", "Processing"),
    (STORES, "Stores"),
    ("services", "AWS services"),
    ("destinations", "Outside, outbound"),
)
LAST = 3  # the column of stores, of AWS services and of destinations
OUTBOUND_LEFT_OUT = LegendEntry(
    "Not drawn: outbound traffic of stores and load balancers, which the table lists", note="lines"
)
OUTBOUND_OUT_OF_SCOPE = LegendEntry(
    "Not drawn: outbound traffic of load balancers and of stores in no scope, which the table lists",
    note="lines",
)
LOGS_LEFT_OUT = LegendEntry("Not drawn: flow logs; the architecture picture shows them", note="lines")
BUCKET = Noun("S3 bucket", "S3 buckets")
LOOKS: dict[Transport, EdgeStyle] = {
    Transport.ENCRYPTED: "encrypted",
    Transport.PLAINTEXT: "plaintext",
    Transport.UNKNOWN: "unclear",
}
AT_REST: dict[Tristate, str] = {
    True: "encrypted at rest",
    False: "not encrypted at rest",
    None: "encryption at rest not known",
}
STORE_TRANSPORT: dict[Tristate, Transport] = {
    True: Transport.ENCRYPTED,
    False: Transport.PLAINTEXT,  # the bucket answers clients without TLS, whatever most of them use
    None: Transport.UNKNOWN,
}
# https://docs.aws.amazon.com/general/latest/gr/s3.html: its endpoints answer HTTP and HTTPS.
STORE_SAID: dict[Tristate, str] = {True: "\n443 TLS", False: "\n80 plain, 443 TLS", None: "\n80, 443"}
SAID = {EncryptionState.ENCRYPTED: " TLS", EncryptionState.PLAINTEXT: " plain"}
FLOW_LEGEND = (
    LegendEntry("encrypted on the way (TLS)", edge="encrypted"),
    LegendEntry("in plaintext, or TLS is not required", edge="plaintext"),
    LegendEntry("not known whether it is encrypted", edge="unclear"),
    LegendEntry("outbound to address ranges; not known whether it is encrypted", edge="dashed"),
    UNUSED,
    *(each for each in LEGEND if each.edge is None),
    LegendEntry("[1]: row of the table below, with the reason for the flow", note="lines"),
)


def data_flow_view(facts: EnvironmentFacts, labels: Labels) -> View:
    """Columns from outside to the stores; an arrow runs from who opens the connection."""
    return DataFlowSketch(facts, labels, "data-flow").view()


class DataFlowSketch(Sketch):
    def view(self) -> View:
        self.network_components = {each.address: each for each in self.network.components()}
        self.numbers = flow_numbers(self.facts)
        self.legend: list[LegendEntry] = []
        drawn = self.clusters.drawn(find_arrows(self.facts))
        arrows = tuple(each.first for each in drawn)
        self.draw_things(arrows)
        self.draw_outside(arrows)
        for each in drawn:
            self.draw_flow(each)
        for use in find_store_access(self.facts):
            self.draw_store_access(use)
        for entry in self.network.entries:
            for behind in linked(entry.behind):
                if {entry.address, behind.address} <= self.ids.keys():
                    number = self.numbers.entries[entry.address]
                    self.edges.append(
                        Edge(
                            self.ids[entry.address],
                            self.ids[behind.address],
                            look="unclear",
                            numbers=(number,),
                        )
                    )
        self.draw_outbound()
        used = {each.group for each in self.nodes}
        self.groups = [Group(*each, "plain") for each in FRAMES if each[0] in used]
        title = f"Data flows of {self.facts.name}"
        said = f"{title}: {count(len(self.edges), 'flow')}."
        self.legend += [LOGS_LEFT_OUT] if self.network.flow_logs else []
        view = self.finished("data-flow", title, said, (*FLOW_LEGEND, *self.legend))
        return View(msgspec.structs.replace(view.drawing, direction="right"), view.nouns)

    def put(self, column: int, node: Node, *about: object) -> None:
        self.add((column, 0), node, *about)  # type: ignore[arg-type] # as `add` takes them

    def draw_things(self, arrows: tuple[Arrow, ...]) -> None:
        connected = {each.target for each in arrows} | {
            each.source for each in arrows if each.source is not None
        }
        connected |= {each.component for each in find_store_access(self.facts)}
        connected |= {each for flow in outbound_flows(find_register(self.facts)) for each in flow.holders}
        for each in self.network.components():
            if each.address in self.clusters.of:
                continue
            if each.address in connected or each.kind.row is Row.DATA:
                column = COLUMNS[each.kind.row]
                frame = "services" if each.kind.row is Row.ENDPOINTS else FRAMES[column][0]
                several = " (several)" * each.count_unknown
                self.put(
                    column,
                    Node(
                        self.identify(each.address),
                        self.labels.of(each.address) + several,
                        (*self.lines_of(each), *(self.at_rest(each.address) if frame == STORES else ())),
                        icon_of(each),
                        href=self.own_place(each.address),
                        group=frame,
                    ),
                    each.kind,
                    each.address,
                )
        for entry in self.network.entries:
            if entry.address not in self.ids and tristate_of(entry.is_open) is not False:
                column = 3 if entry.holds_data else 1
                name, title = self.identify(entry.address), self.labels.of(entry.address)
                place, frame = self.own_place(entry.address), FRAMES[column][0]
                lines = (entry.kind, *(self.at_rest(entry.address) if frame == STORES else ()))
                node = Node(name, title, lines, entry.kind.icon, href=place, group=frame)
                self.put(column, node, entry.kind, entry.address)
        for bucket in self.network.buckets:
            name, title = self.identify(bucket.address), self.labels.of(bucket.address)
            place = self.page("network.md#buckets")
            lines = ("S3 bucket", *self.at_rest(bucket.address))
            self.put(3, Node(name, title, lines, "s3", href=place, group=STORES), None, bucket.address)
            self.nouns[name] = BUCKET

    def at_rest(self, address: ResourceAddress) -> Iterator[str]:
        """Whether a store encrypts what it keeps; nothing of what is no store."""
        stores = (each for each in self.network.of(DataStore) if each.address == address)
        yield from (AT_REST[tristate_of(each.encrypted)] for each in stores)

    def draw_outside(self, arrows: tuple[Arrow, ...]) -> None:
        first = len(self.nodes)
        if any(each.source is None and not each.ranges for each in arrows):
            self.outside[()] = INTERNET
            self.put(
                0, Node(INTERNET, "Internet", (), "internet", href=self.page("exposures.md"), group="outside")
            )
        self.add_outside((0, 0), [each for each in arrows if each.target in self.ids])
        for number in range(first, len(self.nodes)):
            self.nodes[number] = msgspec.structs.replace(self.nodes[number], group="outside")

    def draw_flow(self, drawn: DrawnArrow) -> None:
        arrow = drawn.first
        if arrow.target not in self.ids or (arrow.source is not None and arrow.source not in self.ids):
            return
        found = arrow_encryption(arrow, self.network_components.get(arrow.target), self.network)
        said = ", ".join(f"{ports_label((each.port,))}{SAID.get(each.state, '')}" for each in found)
        said = (said or ports_label(arrow.ports)) + (f", {arrow.family} only" if arrow.family else "")
        self.edges.append(
            Edge(
                self.outside_of(arrow) if arrow.source is None else self.ids[arrow.source],
                self.ids[arrow.target],
                said if arrow.is_decided else f"perhaps {said}",
                LOOKS[transport_of(found)] if arrow.forwarded else "unused",
                undecided=not arrow.is_decided,
                numbers=tuple(sorted({self.numbers.arrows[each] for each in drawn.all})),
            )
        )

    def draw_outbound(self) -> None:
        """What leaves to address ranges; load balancers open connections to their targets alone. Of stores, those in a scope."""
        made: dict[str, str] = {}
        # Stores seldom open connections, and load balancers use none of what their rules allow to ranges.
        stores = (each.address for each in self.network.components() if COLUMNS[each.kind.row] == LAST)
        left_out = {each for each in stores if not self.scopes_of(each)[0]}
        left_out |= {each.address for each in self.network.load_balancers}
        for flow in outbound_flows(find_register(self.facts)):
            title = destination_title(flow.rule, self.labels)
            if left_out & set(flow.holders) and not self.legend:
                self.legend = [OUTBOUND_OUT_OF_SCOPE if self.facts.scopes else OUTBOUND_LEFT_OUT]
            holders = [each for each in flow.holders if each in self.ids and each not in left_out]
            if holders and title not in made:
                made[title] = f"destination-{len(made)}"
                icon = "internet" if title.startswith("Internet") else "users"
                place = self.page("security-groups.md")
                ranges = (
                    ({"Internet": "0.0.0.0/0", "Internet (IPv6)": "::/0"}[title],)
                    if icon == "internet"
                    else ()
                )
                node = Node(made[title], title, ranges, icon, href=place, group="destinations")
                self.put(LAST, node)
            undecided = flow.state is FlowState.UNDECIDED
            said = rule_service_text(flow.rule)
            for each in holders:
                self.edges.append(
                    Edge(
                        self.ids[each],
                        made[title],
                        f"perhaps {said}" if undecided else said,
                        "dashed",
                        undecided=undecided,
                        numbers=(self.numbers.outbound[id(flow.rule)],),
                    )
                )

    def draw_store_access(self, use: StoreAccess) -> None:
        verdict = tristate_of(use.bucket.requires_tls)
        said = f"{store_access_text(use)}{STORE_SAID[verdict]}"  # on two lines
        self.edges.append(
            Edge(
                self.ids[use.component],
                self.ids[use.bucket.address],
                said if use.is_decided else f"perhaps {said}",
                LOOKS[STORE_TRANSPORT[verdict]],
                undecided=not use.is_decided,
                numbers=(self.numbers.stores[use],),
            )
        )


def destination_title(rule: Rule, labels: Labels) -> str:
    """`Internet`, `Internet (IPv6)`, a range, or the name of a prefix list."""
    if isinstance(rule.peer, CidrPeer) and is_whole_internet(addresses(rule.peer.value.value)):
        return "Internet" if rule.peer.value.value.version == IPV4 else "Internet (IPv6)"
    shown = peer_text(rule, labels)
    return shown.text if isinstance(shown, Code | Text) else "not known"

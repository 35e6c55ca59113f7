"""Shared parts of an environment's diagrams: names, rows, the frames of Regions and VPCs, and nodes for outside clients."""

from collections.abc import Iterator, Sequence

import msgspec

from docgen.analysis.arrows import Arrow, range_inputs
from docgen.analysis.connections import find_connections
from docgen.analysis.endpoints import INTERNET_NAME
from docgen.analysis.exposure import Effect, Severity
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.placement import address_of
from docgen.analysis.scopes import memberships
from docgen.aws.model.base import ACCOUNT, AwsResource
from docgen.aws.model.components import Component, Database, KafkaCluster, LoadBalancer, Service
from docgen.aws.model.firewall import PrefixListPeer
from docgen.aws.model.products import Product
from docgen.aws.model.vpc import Vpc
from docgen.document.diagram_model import BadgeStyle, Drawing, Edge, FrameStyle, Group, LegendEntry, Node
from docgen.document.folding import Noun
from docgen.document.nodes import anchor_of
from docgen.pages.database_clusters import DatabaseClusters
from docgen.pages.labels import Labels, name_of
from docgen.pages.sentences.traffic import UNFORWARDED, flow_text, joined_ports
from docgen.pages.words import count
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known
from docgen.source.tristate import tristate_of

INTERNET = "internet"
TIERS = ("public", "private", "isolated", "unknown")
MOST_RANGES = 4  # of one set, that are listed
BADGES: dict[Severity, BadgeStyle] = {
    Severity.CRITICAL: "danger",
    Severity.HIGH: "danger",
    Severity.MEDIUM: "warning",
    Severity.LOW: "muted",
}
ENGINES = ("postgres", "mysql", "mariadb", "oracle", "sqlserver")  # as they begin, of databases with icons
UNUSED = LegendEntry(UNFORWARDED, edge="unused")
ARROWS = LegendEntry("Arrows run from client to server; a number alone is a TCP port", note="lines")
BY_GATEWAY = LegendEntry("Traffic from the internet enters through the internet gateway", note="lines")
OUTBOUND = LegendEntry("Outbound traffic: the data-flow picture and its table", note="lines")
NO_SCOPE = LegendEntry("No scope is declared", note="picture")
VIA_INTERNET = LegendEntry(
    "Not drawn: what is inside and connects by way of the internet; the page Reachability lists it",
    note="lines",
)
ONLY_CODE = LegendEntry(
    "Shown is what the Terraform code describes; network ACLs, peering and VPN: the page Network",
    note="picture",
)
ABOUT_ZONES = (
    LegendEntry("Connections: the architecture picture", note="picture"),
    LegendEntry("Not drawn: what is in no subnet, but for internet gateways", note="picture"),
)
SCOPES = LegendEntry("The page Scopes lists what connects across the border of a scope", note="lines")
NOT_DRAWN = LegendEntry("Not drawn: traffic that rules allow but something else blocks", note="lines")
UNDECIDED_LEFT_OUT = LegendEntry(
    "Not drawn: connections that are not decided, too many for a picture; the table lists them",
    note="left out",
)
LEGEND = (
    LegendEntry("from the whole internet", edge="public"),
    LegendEntry("from listed ranges of the internet", edge="warning"),
    LegendEntry("inside", edge="internal"),
    UNUSED,
    LegendEntry("to the internet or to an AWS service", edge="dashed"),
    LegendEntry("logs", edge="dotted"),
    LegendEntry("perhaps: not decided", undecided=True),
    LegendEntry("exposed, severity critical or high", badge="danger"),
    LegendEntry("exposed, severity medium", badge="warning"),
    LegendEntry("exposed, severity low", badge="muted"),
    LegendEntry("inside the scope that it names", frame="solid"),
    LegendEntry("perhaps inside the scope that it names", frame="dashed"),
    ARROWS,
    NOT_DRAWN,
    UNDECIDED_LEFT_OUT,
)


class View(msgspec.Struct, frozen=True):
    """A drawing before it is folded: `nouns` say which of its nodes may be merged."""

    drawing: Drawing
    nouns: dict[str, Noun]


class Sketch:
    """One drawing while it is built; nodes are in rows by their keys, the least at the top."""

    def __init__(self, facts: EnvironmentFacts, labels: Labels, page: str) -> None:
        self.facts = facts
        self.network = facts.network
        self.labels = labels
        self.page_name = page
        self.groups: list[Group] = []
        self.nodes: list[Node] = []
        self.edges: list[Edge] = []
        self.rows: dict[tuple[int, int], list[str]] = {}
        self.ids: dict[ResourceAddress, str] = {}
        self.nouns: dict[str, Noun] = {}
        self.outside: dict[tuple[str, ...], str] = {}  # nodes by ranges; (): the whole internet
        self.clusters = DatabaseClusters(self.network.components())
        self.worst: dict[ResourceAddress, Severity] = {}
        severities = list(Severity)
        for each in facts.exposures:
            if each.effect in {Effect.OPEN_NOW, Effect.UNDECIDED}:
                shown = self.clusters.shown(each.subject)
                known = self.worst.get(shown, each.severity)
                self.worst[shown] = min(known, each.severity, key=severities.index)

    def notes(self) -> Iterator[LegendEntry]:
        """Remarks that depend on what the environment has."""
        from_outside = any(each.look in {"public", "warning"} for each in self.edges)
        if from_outside and any(not each.egress_only for each in self.network.internet_gateways):
            yield BY_GATEWAY
        if self.page_name == "architecture" and self.network.nat_gateways:
            yield OUTBOUND
        if any(
            each.source is not None and INTERNET_NAME in answer.way.via
            for each in find_connections(self.facts)
            for answer in each.ways
        ):
            yield VIA_INTERNET
        yield ONLY_CODE
        yield SCOPES if self.facts.scopes else NO_SCOPE

    def finished(
        self, name: str, title: str, description: str, legend: Sequence[LegendEntry] = LEGEND
    ) -> View:
        slug = "".join(each if each.isascii() and each.isalnum() else "-" for each in self.facts.name.lower())
        drawing = Drawing(
            f"{name}-{slug}",
            title,
            f"{description} Drawn from Terraform.",
            "down",
            tuple(self.groups),
            tuple(self.nodes),
            tuple(self.edges),
            tuple(tuple(self.rows[key]) for key in sorted(self.rows)),
            (*legend, *self.notes()),
        )
        return View(drawing, self.nouns)

    def page(self, name: str) -> str:
        return f"environments/{self.facts.name}/{name}"

    def own_place(self, address: ResourceAddress) -> str:
        """The first row about it in the table below the picture."""
        return f"{self.page(self.page_name)}.md#{anchor_of(str(address))}"

    def identify(self, address: ResourceAddress) -> str:
        """A short name that is stable for the address, whatever else there is."""
        return self.ids.setdefault(
            address, "n" + "".join(each if each.isalnum() else "-" for each in str(address))
        )

    # -- things ------------------------------------------------------------------------

    def add(
        self,
        row: tuple[int, int],
        node: Node,
        product: Product | None = None,
        address: ResourceAddress | None = None,
    ) -> None:
        """`address`: of what it is, which may be inside a scope; things of other scopes are not folded into it."""
        scopes, look = self.scopes_of(address)
        if scopes:
            node = msgspec.structs.replace(node, lines=(*node.lines, f"scope: {scopes}"), frame=look)
        severity = self.worst.get(address) if address is not None else None
        if severity is not None:
            node = msgspec.structs.replace(node, badge=severity.value, badge_look=BADGES[severity])
        self.nodes.append(node)
        self.rows.setdefault(row, []).append(node.id)
        if product is not None:
            plural = f"{product.plural} in scope {scopes}" if scopes else product.plural
            module = f"module.{address.module[0].name}" if address is not None and address.module else ""
            self.nouns[node.id] = Noun(product, plural, module)

    def scopes_of(self, address: ResourceAddress | None) -> tuple[str, FrameStyle]:
        """The names of the scopes that a thing is inside, and how its frame looks; empty where it is in none."""
        if address is None:
            return "", ""
        parts = (address, *self.clusters.members.get(address, ()))
        inside = {str(each): each for part in parts for each in memberships(self.facts).get(part, ())}
        if not inside:
            return "", ""
        certain = any(each.is_certain for each in inside.values())
        return ", ".join(inside), "solid" if certain else "dashed"

    def lines_of(self, component: Component) -> tuple[str, ...]:
        """What it is, its number and ports; of an Aurora cluster, its instances too."""
        more = about(component)
        instances = self.clusters.text(component.address, self.labels)
        return tuple(filter(None, (str(component.kind), more, instances)))

    def add_outside(self, row: tuple[int, int], arrows: Sequence[Arrow]) -> None:
        """One node for the internet, and one for each set of ranges."""
        for each in arrows:
            if each.source is None and each.ranges and each.ranges not in self.outside:
                self.outside[each.ranges] = own = f"ranges-{len(self.outside)}"
                more = len(each.ranges) - MOST_RANGES
                extra = (f"and {more} more",) if more > 0 else ()
                title = ranges_title([other for other in arrows if other.ranges == each.ranges], self)
                lines = (*each.ranges[:MOST_RANGES], *extra)
                self.add(row, Node(own, title, lines, "users", href=self.page("exposures.md")))

    def outside_of(self, arrow: Arrow) -> str:
        return self.outside[arrow.ranges]

    # -- frames ------------------------------------------------------------------------

    def region_of(self, thing: AwsResource) -> str:
        """The frame of a thing's Region and account, made where it is missing; nothing where the Region is not known."""
        if not isinstance(thing.region, Known):
            return ""
        found = ACCOUNT.match(thing.account or "")
        account = f"account {found.group(1)}" if found is not None else "account not known"
        own = f"region-{thing.region.value}-{found.group(1) if found is not None else ''}"
        if all(each.id != own for each in self.groups):
            self.groups.append(Group(own, f"Region {thing.region.value}", "region", account))
        return own

    def draw_vpcs(self, *, with_gateways: bool = False) -> None:
        """`with_gateways`: captions name internet gateways, which the picture does not show on their own."""
        gateways = {address_of(each.vpc) for each in self.network.internet_gateways if not each.egress_only}
        for vpc in self.network.vpcs:
            cidrs = ", ".join(str(each.value) if isinstance(each, Known) else "unknown" for each in vpc.cidrs)
            cidrs += {True: ", IPv6 range not known", None: ", perhaps IPv6", False: ""}[
                tristate_of(vpc.has_ipv6)
            ]
            self.groups.append(
                Group(
                    id=self.identify(vpc.address),
                    label=vpc_title(vpc, self.facts, self.labels),
                    kind="vpc",
                    sub=f"{cidrs} · internet gateway" if with_gateways and vpc.address in gateways else cidrs,
                    parent=self.region_of(vpc),
                    href=self.page("network.md#vpcs"),
                )
            )


def ranges_title(arrows: Sequence[Arrow], sketch: Sketch) -> str:
    """The prefix list or the variable that the ranges come from, where it is one."""
    lists = {
        sketch.labels.of(rule.peer.value.value.address)
        for each in arrows
        for rule in each.rules
        if isinstance(rule.peer, PrefixListPeer) and hasattr(rule.peer.value.value, "address")
    }
    if len(lists) == 1:
        return lists.pop()
    names = set.intersection(*({*range_inputs(each)} for each in arrows))
    if len(names) > 1:  # those whose value is the ranges, and not only decides whether they count
        values = {name: sketch.facts.inputs[name].value for name in names if name in sketch.facts.inputs}
        ranges = arrows[0].ranges
        names = {name for name, value in values.items() if all(f'"{each}"' in value for each in ranges)}
    return names.pop() if len(names) == 1 else "Allowed networks"


def vpc_title(vpc: Vpc, facts: EnvironmentFacts, labels: Labels) -> str:
    """`VPC shop-production`: its whole name where no other VPC has the same, else its label."""
    alike = [each for each in facts.network.vpcs if name_of(each) == name_of(vpc)]
    return f"VPC {name_of(vpc) if len(alike) == 1 else labels.of(vpc.address)}"


def icon_of(component: Component) -> str:
    """The icon of its product; of a database that of its engine, where there is one."""
    if isinstance(component, Database) and isinstance(component.engine, Known):
        for each in ENGINES:
            if component.kind is Product.RDS_INSTANCE and component.engine.value.startswith(each):
                return "rds-postgresql" if each == "postgres" else f"rds-{each}"
    return component.kind.icon


def about(component: Component) -> str:
    """Its number where that is known, and its ports: `2 tasks · :8080`."""
    if not isinstance(component, Database | KafkaCluster | LoadBalancer | Service):
        return ""
    parts = []
    if isinstance(component, Service) and isinstance(component.desired_count, Known):
        parts.append(count(component.desired_count.value, "task"))
    if isinstance(component, KafkaCluster) and isinstance(component.broker_count, Known):
        parts.append(count(component.broker_count.value, "broker"))
    ports = [f":{each.value}" for each in component.listens or () if isinstance(each, Known)]
    parts += [", ".join(ports)] if ports else []
    return " · ".join(parts)


def merged(services: Sequence[str]) -> str:
    """`80, 443`, or beside another protocol `TCP 22, ICMP type 8`: TCP alone goes without saying, as in the other pictures."""
    found = dict.fromkeys(services)
    tcp = [each.removeprefix("TCP ") for each in found if each.startswith("TCP ")]
    others = [each for each in found if not each.startswith("TCP ")]
    first = [f"{'TCP ' if others else ''}{', '.join(tcp)}"] if tcp else []
    return ", ".join([*first, *others])


def ports_label(ports: Sequence[str]) -> str:
    """`443, 8080`, `UDP 53`, "all ports"."""
    by_protocol: dict[str, list[str]] = {}
    for each in ports:
        by_protocol.setdefault(each.partition("/")[0], []).append(each)
    flows = [
        f"{protocol}/{numbers}"
        for protocol, own in by_protocol.items()
        for numbers in joined_ports(each.partition("/")[2] for each in own)
    ]
    said = ["all ports" if each.endswith("/0-65535") else flow_text(each.removesuffix("/")) for each in flows]
    return merged(said) or "unknown ports"


def arrow_label(arrow: Arrow) -> str:
    said = f"{ports_label(arrow.ports)}{f', {arrow.family} only' if arrow.family else ''}"
    return said if arrow.is_decided else f"perhaps {said}"

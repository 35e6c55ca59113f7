"""What the architecture diagram shows: VPC, subnet tiers, what stands in them, and who connects to whom."""

from collections.abc import Sequence

import msgspec

from docgen.analysis.connections import find_connections
from docgen.analysis.exposure import Effect
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.path import ReachVerdict
from docgen.analysis.placement import address_of
from docgen.analysis.scopes import memberships
from docgen.aws.model.base import linked
from docgen.aws.model.components import (
    Component,
    Database,
    KafkaCluster,
    LoadBalancer,
    Service,
)
from docgen.aws.model.products import Product, Row
from docgen.aws.model.vpc import Subnet
from docgen.document.diagram_model import Drawing, Edge, EdgeStyle, FrameStyle, Group, GroupKind, Node
from docgen.document.folding import Noun, fold
from docgen.pages.labels import Labels
from docgen.pages.network_summary import short_service
from docgen.pages.words import count
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known
from docgen.source.tristate import tristate_of

INTERNET = "internet"
TIERS = ("public", "private", "isolated", "unknown")


def architecture_drawing(facts: EnvironmentFacts, labels: Labels) -> Drawing:
    """One environment: a box a tier, an icon a component, an arrow a connection that security groups allow.

    Of many components an icon stands for all of a kind: "12 ECS services".
    """
    sketch = Sketch(facts, labels)
    return fold(sketch.drawing(), sketch.nouns)


class Sketch:
    """One drawing while it is being put together."""

    def __init__(self, facts: EnvironmentFacts, labels: Labels) -> None:
        self.facts = facts
        self.network = facts.network
        self.labels = labels
        self.groups: list[Group] = []
        self.nodes: list[Node] = []
        self.edges: list[Edge] = []
        self.rows: list[list[str]] = [[] for _ in Row]
        self.ids: dict[ResourceAddress, str] = {}
        self.nouns: dict[str, Noun] = {}

    def drawing(self) -> Drawing:
        self.draw_boxes()
        self.draw_components()
        self.draw_gateways()
        self.draw_entries()
        self.draw_internet()
        self.draw_connections()
        slug = "".join(each if each.isascii() and each.isalnum() else "-" for each in self.facts.name.lower())
        name = f"architecture-{slug}"
        title = f"Architecture of {self.facts.name}"
        parts = [
            count(len(self.network.vpcs), "VPC"),
            count(len(self.network.components()), "component"),
            count(len(self.facts.exposures), "exposure"),
        ]
        return Drawing(
            name=name,
            title=title,
            description=f"{title}: {', '.join(parts)}. Drawn from Terraform.",
            direction="down",
            groups=tuple(self.groups),
            nodes=tuple(self.nodes),
            edges=tuple(self.edges),
            ranks=tuple(tuple(row) for row in self.rows if row),
        )

    def page(self, name: str) -> str:
        return f"environments/{self.facts.name}/{name}.md"

    def identify(self, address: ResourceAddress) -> str:
        """A short name that is stable for the address, whatever else there is."""
        return self.ids.setdefault(
            address, "n" + "".join(each if each.isalnum() else "-" for each in str(address))
        )

    # -- boxes -------------------------------------------------------------------------

    def draw_boxes(self) -> None:
        subnets: dict[tuple[ResourceAddress | None, str], list[Subnet]] = {}
        for place in self.facts.placements.values():
            subnets.setdefault((address_of(place.subnet.vpc), place.tier), []).append(place.subnet)
        for vpc in self.network.vpcs:
            box = self.identify(vpc.address)
            cidrs = ", ".join(str(each.value) if isinstance(each, Known) else "unknown" for each in vpc.cidrs)
            self.groups.append(
                Group(
                    id=box,
                    label=vpc_label(self.labels.of(vpc.address)),
                    kind="vpc",
                    sub=cidrs,
                    href=self.page("network"),
                )
            )
            for tier in TIERS:
                own = subnets.get((vpc.address, tier))
                if own:
                    cidrs = " · ".join(
                        str(each.cidr.value) if isinstance(each.cidr, Known) else "unknown"
                        for each in own[:4]
                    )
                    more = f" and {len(own) - 4} more" if len(own) > 4 else ""  # noqa: PLR2004 - what fits on a line
                    kind: GroupKind = (
                        "public" if tier == "public" else "private" if tier == "private" else "plain"
                    )
                    label = f"{tier.capitalize()} subnets" if tier != "unknown" else "Subnets of unknown tier"
                    self.groups.append(
                        Group(
                            id=f"{box}-{tier}",
                            label=label,
                            kind=kind,
                            sub=cidrs + more,
                            parent=box,
                            href=self.page("network"),
                        )
                    )

    def box_of(self, component: Component) -> str:
        """The tier box that holds a component; of several tiers the most public one."""
        found = [
            self.facts.placements[each.address]
            for each in linked(component.subnets)
            if each.address in self.facts.placements
        ]
        for tier in TIERS:
            for place in found:
                vpc = address_of(place.subnet.vpc)
                if place.tier == tier and vpc is not None and vpc in self.ids:
                    return f"{self.ids[vpc]}-{tier}"
        return ""

    # -- things ------------------------------------------------------------------------

    def add(
        self, row: Row, node: Node, product: Product | None = None, address: ResourceAddress | None = None
    ) -> None:
        """`address`: of what it is, which may be inside a scope; things of other scopes are not folded into it."""
        inside = memberships(self.facts).get(address, ()) if address is not None else ()
        scopes = ", ".join(map(str, inside))
        if scopes:
            look: FrameStyle = "solid" if any(each.is_certain for each in inside) else "dashed"
            node = msgspec.structs.replace(node, lines=(*node.lines, f"scope: {scopes}"), frame=look)
        self.nodes.append(node)
        self.rows[row].append(node.id)
        if product is not None:
            plural = f"{product.plural} in scope {scopes}" if scopes else product.plural
            self.nouns[node.id] = Noun(product, plural)

    def draw_components(self) -> None:
        endpoints = {each.address for each in self.network.endpoints}  # they are drawn with the gateways
        for component in self.network.components():
            if component.address in endpoints:
                continue
            sub: str = component.kind
            if isinstance(component, Database | KafkaCluster | LoadBalancer | Service):
                sub = ports_line(component) or component.kind
            number = " (several)" if component.count_unknown else ""
            self.add(
                component.kind.row,
                Node(
                    id=self.identify(component.address),
                    icon=component.kind.icon,
                    title=self.labels.of(component.address) + number,
                    lines=(sub,),
                    href=self.page("security-groups"),
                    group=self.box_of(component),
                ),
                component.kind,
                component.address,
            )

    def draw_gateways(self) -> None:
        by_subnet: dict[str, int] = {}
        for nat in self.network.nat_gateways:
            subnet = address_of(nat.subnet)
            place = self.facts.placements.get(subnet) if subnet else None
            vpc = address_of(place.subnet.vpc) if place else None
            box = f"{self.ids[vpc]}-{place.tier}" if place and vpc in self.ids else ""
            by_subnet[box] = by_subnet.get(box, 0) + 1
        for box, number in by_subnet.items():
            name = f"nat-{box or 'none'}"
            title = "NAT gateway" if number == 1 else "NAT gateways"
            self.add(
                Product.NAT_GATEWAY.row,
                Node(
                    id=name,
                    icon=Product.NAT_GATEWAY.icon,
                    title=title,
                    lines=(count(number, "gateway"),),
                    href=self.page("network"),
                    group=box,
                ),
            )
            self.edges.append(Edge(source=name, target=INTERNET, label="egress", look="dashed"))
        for endpoint in self.network.endpoints:
            vpc = address_of(endpoint.vpc)
            name = self.identify(endpoint.address)
            kind = endpoint.type.value.lower() if isinstance(endpoint.type, Known) else ""
            title = f"{short_service(endpoint)} {kind} endpoint"
            self.add(
                Product.VPC_ENDPOINT.row,
                Node(
                    id=name,
                    icon=Product.VPC_ENDPOINT.icon,
                    title=title,
                    lines=(),
                    href=self.page("network"),
                    group=self.ids.get(vpc, "") if vpc else "",
                ),
                Product.VPC_ENDPOINT,
                endpoint.address,
            )

    def draw_entries(self) -> None:
        """Endpoints that stand in no VPC, before what they hand requests on to."""
        for entry in self.network.entries:
            if entry.address in self.ids or tristate_of(entry.is_open) is False:
                continue
            own = self.identify(entry.address)
            title = self.labels.of(entry.address) + " (several)" * entry.count_unknown
            page = self.page("exposures")
            node = Node(id=own, icon=entry.kind.icon, title=title, lines=(entry.kind,), href=page, group="")
            self.add(Row.INTERNET, node, entry.kind, entry.address)
            for each in linked(entry.behind):
                if each.address in self.ids:
                    self.edges.append(
                        Edge(source=own, target=self.ids[each.address], label="", look="internal")
                    )

    def draw_internet(self) -> None:
        public = [
            each
            for each in self.facts.exposures
            if each.effect in {Effect.OPEN_NOW, Effect.UNDECIDED} and each.subject in self.ids
        ]
        if public or self.network.nat_gateways:
            self.add(
                Row.INTERNET,
                Node(
                    id=INTERNET,
                    icon="internet",
                    title="Internet",
                    lines=(),
                    href=self.page("exposures"),
                    group="",
                ),
            )
        for exposure in public:
            ports = ", ".join(each.removeprefix("tcp/") for each in exposure.ports)
            source = INTERNET
            if not exposure.whole_internet:
                source = f"from-{self.ids[exposure.subject]}"
                shown = tuple(exposure.sources[:3])
                more = len(exposure.sources) - len(shown)
                extra = (f"and {more} more",) if more > 0 else ()
                self.add(
                    Row.INTERNET,
                    Node(
                        id=source,
                        icon="users",
                        title="Allowed networks",
                        lines=(*shown, *extra),
                        href=self.page("exposures"),
                        group="",
                    ),
                )
            look: EdgeStyle = "public" if exposure.effect is Effect.OPEN_NOW else "warning"
            self.edges.append(Edge(source=source, target=self.ids[exposure.subject], label=ports, look=look))

    # -- connections -----------------------------------------------------------------------

    def draw_connections(self) -> None:
        """Every connection that goes from one interface to another by itself; longer ways are chains of such arrows."""
        for each in find_connections(self.facts):
            answer = each.direct
            if each.source is None or answer is None or not {each.source, each.target} <= self.ids.keys():
                continue
            look: EdgeStyle = "internal" if answer.verdict is ReachVerdict.REACHABLE else "warning"
            ends = (self.ids[each.source], self.ids[each.target])
            self.edges.append(
                Edge(source=ends[0], target=ends[1], label=ports_label(answer.ports), look=look)
            )


def ports_label(ports: Sequence[str]) -> str:
    """`443, 8080`, `udp 53`, "all ports"."""
    said = []
    for each in ports:
        protocol, _, number = each.partition("/")
        said.append(
            "all ports" if number == "0-65535" else number if protocol == "tcp" else f"{protocol} {number}"
        )
    return ", ".join(dict.fromkeys(said)) or "unknown ports"


def vpc_label(label: str) -> str:
    return "VPC" if label.lower() == "vpc" else f"VPC {label}"


def ports_line(component: Component) -> str:
    ports = [str(each.value) for each in component.listens or () if isinstance(each, Known)]
    return ", ".join(f":{each}" for each in ports)

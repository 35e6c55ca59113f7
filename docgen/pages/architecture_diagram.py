"""The architecture diagram: Region, VPC, subnet tiers, what is in them, and who connects to whom."""

from collections.abc import Collection, Iterator

from docgen.analysis.arrows import find_arrows
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.flow_state import FlowState
from docgen.analysis.placement import Placement, address_of, default_target
from docgen.analysis.register import AllowedFlow, find_register
from docgen.aws.model.base import AwsResource, linked
from docgen.aws.model.components import Component, KafkaCluster, Service
from docgen.aws.model.products import Product, Row
from docgen.aws.model.routing import RouteTarget
from docgen.aws.model.vpc import Subnet, VpcEndpoint
from docgen.document.diagram_model import Drawing, Edge, Group, GroupKind, Node
from docgen.document.folding import MOST_NODES, Noun, fold
from docgen.pages.connection_tables import outbound_flows
from docgen.pages.data_flow_diagram import destination_title
from docgen.pages.diagram_parts import BADGES, INTERNET, TIERS, Sketch, View, about, arrow_label, icon_of
from docgen.pages.labels import Labels, name_of
from docgen.pages.network_summary import short_service
from docgen.pages.sentences.traffic import rule_service_text
from docgen.pages.words import count
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known
from docgen.source.tristate import tristate_of

NO_WAY, WAY_UNKNOWN = "none", "not known"
MOST_OUTBOUND = 2  # services that a caption lists
MOST_BROKERS = 4  # that are drawn one by one
MOST_SHOWN_CIDRS = 4  # of the subnets of a tier
CIDRS_A_LINE = 2
OUTSIDE, ENTRIES, GATEWAYS = (0, 0), (0, 1), (2, Row.EDGE)  # rows, from the top; then each tier has its own
UNPLACED, ENDPOINTS, REGIONAL = 7, (8, 0), (9, 0)
BUCKET = Noun("S3 bucket", "S3 buckets")


def architecture_drawing(facts: EnvironmentFacts, labels: Labels) -> Drawing:
    """One environment: a box a tier, an icon a component, an arrow a connection that security groups allow.

    If there are many components, one icon represents all of a kind: "12 ECS services".
    """
    view = architecture_view(facts, labels)
    return fold(view.drawing, view.nouns)


def architecture_view(facts: EnvironmentFacts, labels: Labels) -> View:
    """The same before anything is folded."""
    return ArchitectureSketch(facts, labels, "architecture").view()


class ArchitectureSketch(Sketch):
    """The diagram of one environment while it is built."""

    frames: dict[ResourceAddress, str]

    def view(self) -> View:
        self.frames = {}  # of components that are drawn as a frame
        # Frames of clusters are for pictures that are not folded.
        self.has_clusters = len(self.network.components()) <= MOST_NODES // 2
        self.draw_vpcs(with_gateways=len(self.network.vpcs) > 1)
        self.draw_tiers()
        self.draw_components()
        self.draw_entries()
        self.draw_gateways()
        self.draw_endpoints()
        self.draw_regional()
        self.draw_connections()
        parts = [
            count(len(self.network.vpcs), "VPC"),
            count(len(self.network.components()), "component"),
            count(len(self.facts.exposures), "exposure"),
        ]
        title = f"Architecture of {self.facts.name}"
        return self.finished("architecture", title, f"{title}: {', '.join(parts)}.")

    # -- boxes -------------------------------------------------------------------------

    def draw_tiers(self) -> None:
        subnets: dict[tuple[ResourceAddress | None, str], list[Subnet]] = {}
        for place in self.facts.placements.values():
            subnets.setdefault((address_of(place.subnet.vpc), place.tier), []).append(place.subnet)
        for vpc in self.network.vpcs:
            for tier in TIERS:
                own = subnets.get((vpc.address, tier))
                if own:
                    box = self.identify(vpc.address)
                    kind: GroupKind = (
                        "public" if tier == "public" else "private" if tier == "private" else "plain"
                    )
                    label = f"{tier.capitalize()} subnets" if tier != "unknown" else "Subnets of unknown tier"
                    target = self.page("network.md#subnets")
                    said = "\n".join(filter(None, (cidrs_of(own), ipv6_of(own), self.way_out(own))))
                    self.groups.append(Group(f"{box}-{tier}", label, kind, said, box, target))

    def way_out(self, subnets: list[Subnet]) -> str:
        """Through what the default routes of subnets lead, where that is the same for all of them."""
        older = self.default_way(subnets, newer=False)
        if not ipv6_of(subnets):
            return f"outbound: {older}" if older not in {NO_WAY, WAY_UNKNOWN} else ""
        newer = self.default_way(subnets, newer=True)
        if older == newer:
            return f"outbound: {older}, IPv4 and IPv6"
        return f"outbound over IPv4: {older}\noutbound over IPv6: {newer}"

    def default_way(self, subnets: list[Subnet], *, newer: bool) -> str:
        kinds = {default_target(self.facts.placements[each.address], newer=newer) for each in subnets}
        kind = kinds.pop() if len(kinds) == 1 else RouteTarget.UNKNOWN
        if kind is RouteTarget.LOCAL and not self.facts.not_seen.paths:
            return NO_WAY
        return WAY_UNKNOWN if kind in {RouteTarget.LOCAL, RouteTarget.UNKNOWN} else kind.value

    def place_of(self, component: Component | VpcEndpoint) -> tuple[str, int]:
        """The tier box that holds a component, and its number from the top; of several tiers the most public one."""
        found = [
            self.facts.placements[each.address]
            for each in linked(component.subnets)
            if each.address in self.facts.placements
        ]
        for number, tier in enumerate(TIERS):
            for place in found:
                box = self.box_of(place)
                if place.tier == tier and box:
                    return box, 2 + number
        return self.frame_of_unplaced(component), UNPLACED

    def frame_of_unplaced(self, component: AwsResource) -> str:
        """A frame in its Region for what is in no known subnet, made where it is missing."""
        region = self.region_of(component)
        own = f"unplaced-{region}"
        if all(each.id != own for each in self.groups):
            self.groups.append(Group(own, "Subnets not known", "plain", "", region))
        return own

    def box_of(self, place: Placement) -> str:
        vpc = address_of(place.subnet.vpc)
        return f"{self.ids[vpc]}-{place.tier}" if vpc is not None and vpc in self.ids else ""

    def cluster_of(self, service: Service, box: str) -> str:
        """The frame of an ECS cluster in a tier's box, made where it is missing."""
        cluster = address_of(service.cluster) if service.cluster is not None else None
        known = {each.address: each for each in self.network.ecs_clusters}
        if cluster not in known or not box or not self.has_clusters:
            return box
        own = f"{self.identify(cluster)}-in-{box}"
        if all(each.id != own for each in self.groups):
            place = self.page("network.md#ecs-services")
            self.groups.append(Group(own, name_of(known[cluster]), "service", "ECS cluster", box, place))
        return own

    # -- things ------------------------------------------------------------------------

    def draw_components(self) -> None:
        endpoints = {each.address for each in self.network.endpoints}  # they are drawn on their own
        for component in self.network.components():
            if component.address in endpoints or component.address in self.clusters.of:
                continue
            box, tier = self.place_of(component)
            row = (tier, component.kind.row)
            if isinstance(component, KafkaCluster) and self.has_clusters and broker_number(component):
                self.draw_brokers(component, row, box)
                continue
            number = " (several)" if component.count_unknown else ""
            group = self.cluster_of(component, box) if isinstance(component, Service) else box
            self.add(
                row,
                Node(
                    id=self.identify(component.address),
                    icon=icon_of(component),
                    title=self.labels.of(component.address) + number,
                    lines=(
                        *(
                            self.lines_of(component)
                            if group == box
                            else filter(None, [about(component)])  # the frame says what it is
                        ),
                        *self.outbound_of(component),
                    ),
                    href=self.own_place(component.address),
                    group=group,
                ),
                component.kind,
                component.address,
            )

    def outbound_of(self, component: Component) -> Iterator[str]:
        """What leaves a component in a scope to address ranges: `outbound: all traffic`."""
        if not self.scopes_of(component.address)[0]:
            return
        flows = [
            each for each in outbound_flows(find_register(self.facts)) if component.address in each.holders
        ]
        said = dict.fromkeys(outbound_text(each, self.labels) for each in flows)
        shown = list(said)[:MOST_OUTBOUND]
        more = len(said) - len(shown)
        if shown:
            yield f"outbound: {', '.join(shown)}" + (f" and {more} more" if more else "")

    def draw_brokers(self, cluster: KafkaCluster, row: tuple[int, int], box: str) -> None:
        """A frame with its brokers; arrows end at the frame."""
        own = self.identify(cluster.address)
        frame = self.frames[cluster.address] = f"{own}-brokers"
        ports = [f":{each.value}" for each in cluster.listens or () if isinstance(each, Known)]
        severity = self.worst.get(cluster.address)
        scopes, look = self.scopes_of(cluster.address)
        place = self.own_place(cluster.address)
        group = Group(
            frame,
            f"{cluster.kind} {self.labels.of(cluster.address)}",
            "service",
            "\n".join(
                (
                    " · ".join(filter(None, (", ".join(ports), f"scope: {scopes}" if scopes else ""))),
                    *self.outbound_of(cluster),
                )
            ),
            box,
            place,
            badge=severity.value if severity is not None else "",
            badge_look=BADGES[severity] if severity is not None else "muted",
            frame=look,
        )
        self.groups.append(group)
        number = broker_number(cluster)
        middle = (number + 1) // 2
        for each in range(1, number + 1):
            name = own if each == middle else f"{own}-{each}"
            node = Node(name, "broker", (), cluster.kind.icon, href=place, group=frame)
            self.add(row, node, None, None)

    def draw_entries(self) -> None:
        """Endpoints that are in no VPC, before what they hand requests on to."""
        for entry in self.network.entries:
            if entry.address in self.ids or tristate_of(entry.is_open) is False:
                continue
            own = self.identify(entry.address)
            title = self.labels.of(entry.address) + " (several)" * entry.count_unknown
            place = self.own_place(entry.address)
            node = Node(id=own, icon=entry.kind.icon, title=title, lines=(entry.kind,), href=place)
            self.add(ENTRIES, node, entry.kind, entry.address)
            for each in linked(entry.behind):
                if each.address in self.ids:
                    target = self.ids[each.address]
                    self.edges.append(Edge(own, target, head_group=self.frames.get(each.address, "")))

    def draw_gateways(self) -> None:
        """Internet gateways, and NAT gateways by tier. Of several VPCs, the caption says that there is an internet gateway."""
        ways_out: dict[str, str] = {}
        for each in self.network.internet_gateways if len(self.network.vpcs) == 1 else ():
            vpc = address_of(each.vpc)
            if vpc in self.ids and not each.egress_only:
                name = ways_out[self.ids[vpc]] = self.identify(each.address)
                place = self.page("network.md#route-tables")
                said = ("inbound and outbound",)
                node = Node(
                    name, "Internet gateway", said, "internet-gateway", href=place, group=self.ids[vpc]
                )
                self.add(GATEWAYS, node)
        by_box: dict[tuple[str, str, int], list[ResourceAddress]] = {}
        for nat in self.network.nat_gateways:
            subnet = address_of(nat.subnet)
            place_of_nat = self.facts.placements.get(subnet) if subnet else None
            box = self.box_of(place_of_nat) if place_of_nat else self.frame_of_unplaced(nat)
            tier = 2 + TIERS.index(place_of_nat.tier) if place_of_nat else UNPLACED
            vpc_box = (
                self.ids.get(address_of(place_of_nat.subnet.vpc) or nat.address, "") if place_of_nat else ""
            )
            by_box.setdefault((box, vpc_box, tier), []).append(nat.address)
        used = set()
        for (box, vpc_box, tier), gateways in by_box.items():
            name = f"nat-{box or 'none'}"
            number = len(gateways)
            title = "NAT gateway" if number == 1 else "NAT gateways"
            place = self.page("network.md#nat-gateways")
            icon = Product.NAT_GATEWAY.icon
            node = Node(name, title, (count(number, "gateway"),), icon, href=place, group=box)
            self.add((tier, Product.NAT_GATEWAY.row), node)
            way_out = ways_out.get(vpc_box, INTERNET)
            used.add(way_out)
            self.edges.append(Edge(source=name, target=way_out, label="egress", look="dashed"))
            self.edges += self.ways_to(name, gateways, box)
        self.edges += [
            Edge(source=each, target=INTERNET, look="dashed") for each in ways_out.values() if each in used
        ]

    def ways_to(self, name: str, gateways: Collection[ResourceAddress], box: str) -> list[Edge]:
        """From the tiers whose default routes lead to NAT gateways that are in another one."""
        tiers = {
            self.box_of(place): None
            for place in self.facts.placements.values()
            if place.deciding is not None and address_of(place.deciding.target) in gateways
        }
        return [
            Edge(member, name, "egress", "dashed", tail_group=tier)
            for tier in tiers
            if tier != box and (member := self.last_in(tier))
        ]

    def last_in(self, box: str) -> str:
        """The last node in a tier's box, or in a frame in it; empty without one."""
        inside = {group.id: group.parent for group in self.groups}
        members = [each.id for each in self.nodes if box and box in {each.group, inside.get(each.group, "")}]
        return members[-1] if members else ""

    def draw_endpoints(self) -> None:
        for endpoint in self.network.endpoints:
            vpc = address_of(endpoint.vpc)
            name = self.identify(endpoint.address)
            kind = endpoint.type.value.lower() if isinstance(endpoint.type, Known) else ""
            row, box = ENDPOINTS, self.ids[vpc] if vpc in self.ids else self.region_of(endpoint)
            if linked(endpoint.subnets):
                box, tier = self.place_of(endpoint)
                row = (tier, Product.VPC_ENDPOINT.row)
            self.add(
                row,
                Node(
                    id=name,
                    icon=Product.VPC_ENDPOINT.icon,
                    title=self.labels.of(endpoint.address),
                    lines=(f"{short_service(endpoint)} {kind} endpoint".replace("  ", " "),),
                    href=self.page("network.md#vpc-endpoints"),
                    group=box,
                ),
                Product.VPC_ENDPOINT,
                endpoint.address,
            )
            self.edges += self.routes_to(endpoint, name)

    def routes_to(self, endpoint: VpcEndpoint, name: str) -> list[Edge]:
        """From the tiers whose route tables lead to a gateway endpoint, and on to buckets where it is one of S3."""
        tables = {each.address for each in linked(endpoint.route_tables)}
        boxes = {
            self.box_of(each): None
            for each in self.facts.placements.values()
            if each.table is not None and each.table.address in tables
        }
        return [
            Edge(member, name, "routes", "dashed", tail_group=box)
            for box in boxes
            if (member := self.last_in(box))
        ]

    def draw_regional(self) -> None:
        """Buckets, and where flow logs go."""
        s3 = [each for each in self.network.endpoints if short_service(each).lower() == "s3"]
        for bucket in self.network.buckets:
            name = self.identify(bucket.address)
            place = self.page("network.md#buckets")
            title = self.labels.of(bucket.address)
            node = Node(name, title, ("S3 bucket",), "s3", href=place, group=self.region_of(bucket))
            self.add(REGIONAL, node, None, bucket.address)
            self.nouns[name] = BUCKET
            self.edges += [Edge(self.ids[each.address], name, "", "dashed") for each in s3[:1]]
        for log in self.network.flow_logs:
            subject, target = (
                address_of(log.subject),
                address_of(log.destination) if log.destination else None,
            )
            vpc = next((each for each in self.network.vpcs if each.address == subject), None)
            if vpc is None:
                continue
            inside = [each.id for each in self.nodes if self.is_inside(each.group, self.ids[vpc.address])]
            endpoints = {each.address for each in self.network.endpoints}
            things = [each.address for each in self.network.components() if each.address not in endpoints]
            own = {self.ids[each] for each in things if each in self.ids}
            members = [each for each in inside if each in own] or inside
            label = "flow logs"
            if target is not None and target not in self.ids:
                label = ""  # the picture of the target says it
                place = self.page("network.md#flow-logs")
                name = self.identify(target)
                icon = "s3" if target.type == "aws_s3_bucket" else "cloudwatch-logs"
                title = self.labels.of(target)
                node = Node(name, title, ("flow logs",), icon, href=place, group=self.region_of(log))
                self.add(REGIONAL, node)
            if target is not None and members:
                frame = self.ids[vpc.address]
                self.edges.append(Edge(members[-1], self.ids[target], label, "dotted", tail_group=frame))

    def is_inside(self, group: str, frame: str) -> bool:
        parents = {each.id: each.parent for each in self.groups}
        while group and group != frame:
            group = parents[group]
        return bool(group)

    # -- connections -----------------------------------------------------------------------

    def draw_connections(self) -> None:
        """Everything that goes from one interface to another by itself; longer ways are chains of such arrows."""
        drawn = [each.first for each in self.clusters.drawn(find_arrows(self.facts))]
        arrows = [each for each in drawn if each.target in self.ids]
        if any(each.source is None and not each.ranges for each in arrows) or self.network.nat_gateways:
            self.outside[()] = INTERNET
            self.add(OUTSIDE, Node(INTERNET, "Internet", (), "internet", href=self.page("exposures.md")))
        self.add_outside(OUTSIDE, arrows)
        for each in arrows:
            if each.source is None:
                source = self.outside_of(each)
                look = "warning" if each.ranges else "public"
            elif each.source in self.ids:
                source, look = self.ids[each.source], "internal" if each.forwarded else "unused"
            else:
                continue
            self.edges.append(
                Edge(
                    source=source,
                    target=self.ids[each.target],
                    label=arrow_label(each),
                    look=look,  # type: ignore[arg-type] # one of the styles
                    tail_group=self.frames.get(each.source, "") if each.source is not None else "",
                    head_group=self.frames.get(each.target, ""),
                    undecided=not each.is_decided,
                )
            )


def broker_number(cluster: KafkaCluster) -> int:
    """The number of brokers to draw one by one: all of a few, else none."""
    number = cluster.broker_count.value if isinstance(cluster.broker_count, Known) else 0
    return number if 0 < number <= MOST_BROKERS and not cluster.count_unknown else 0


def outbound_text(flow: AllowedFlow, labels: Labels) -> str:
    """`all traffic`, `perhaps TCP 443 to 10.0.0.0/8`."""
    title = destination_title(flow.rule, labels)
    perhaps = "perhaps " if flow.state is FlowState.UNDECIDED else ""
    return perhaps + rule_service_text(flow.rule) + ("" if title == "Internet" else f" to {title}")


def ipv6_of(subnets: list[Subnet]) -> str:
    """Whether subnets have ranges of IPv6 too; AWS chooses these."""
    found = {tristate_of(each.ipv6) for each in subnets}
    if found == {True}:
        return "and IPv6 ranges, not known"
    return "some with IPv6 ranges, not known" if True in found else ""


def cidrs_of(subnets: list[Subnet]) -> str:
    shown = [
        str(each.cidr.value) if isinstance(each.cidr, Known) else "unknown"
        for each in subnets[:MOST_SHOWN_CIDRS]
    ]
    more = len(subnets) - len(shown)
    if not more and len(shown) == CIDRS_A_LINE:  # a narrow caption leaves space for lines
        return "\n".join(shown)
    rows = [" · ".join(shown[first : first + CIDRS_A_LINE]) for first in range(0, len(shown), CIDRS_A_LINE)]
    return "\n".join(rows) + (f" and {more} more" if more > 0 else "")

"""The availability-zones diagram: VPC, zones, their subnets with CIDR blocks, and what is in each."""

import msgspec

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.placement import address_of
from docgen.aws.model.base import linked
from docgen.aws.model.components import Component, KafkaCluster, Service
from docgen.aws.model.products import Product
from docgen.aws.model.vpc import Subnet
from docgen.document.diagram_model import Group, GroupKind, Node
from docgen.document.nodes import Code, Inlines, Table, Unknown, inlines
from docgen.pages.database_clusters import DatabaseClusters
from docgen.pages.diagram_parts import ABOUT_ZONES, LEGEND, TIERS, Sketch, View, icon_of
from docgen.pages.labels import Labels
from docgen.pages.words import codes, count
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known
from docgen.source.traced import Unknown as UnknownValue

A_ROW = 3  # things of one subnet side by side
HEADS = ("Zone", "Subnet", "CIDR", "Tier", "What is in it")
TIER_KINDS: dict[str, GroupKind] = {"public": "public", "private": "private"}


class Contents(msgspec.Struct, frozen=True):
    """The content of a subnet, certain or possible."""

    components: tuple[Component, ...]
    nat_gateways: tuple[ResourceAddress, ...]


def contents_of(subnet: Subnet, facts: EnvironmentFacts) -> Contents:
    """Of an Aurora cluster its instances, where they are declared: the cluster itself has no network interface."""
    clusters = DatabaseClusters(facts.network.components())
    return Contents(
        tuple(
            each
            for each in facts.network.components()
            if each.address not in clusters.members
            and any(link.address == subnet.address for link in linked(each.subnets))
        ),
        tuple(
            each.address for each in facts.network.nat_gateways if address_of(each.subnet) == subnet.address
        ),
    )


def zone_text(subnet: Subnet) -> str:
    """`eu-west-1a`; "zone 1" for the first one of a list that only AWS knows; "zone not known"."""
    zone = subnet.availability_zone
    if isinstance(zone, Known):
        return zone.value
    place = position_of(zone)
    return f"zone {place + 1} of the Region" if place is not None else "zone not known"


def position_of(zone: UnknownValue) -> int | None:
    """The place in the list of `data.aws_availability_zones`, where it comes from there."""
    if zone.reference is None or zone.reference.address.type != "aws_availability_zones":
        return None
    last = zone.reference.path[-1] if zone.reference.path else None
    return last if isinstance(last, int) else None


def zones_view(facts: EnvironmentFacts, labels: Labels) -> View:
    return ZonesSketch(facts, labels, "architecture").view()


class ZonesSketch(Sketch):
    def view(self) -> View:
        self.draw_vpcs()
        for each in self.network.internet_gateways:
            vpc = address_of(each.vpc)
            if vpc in self.ids and not each.egress_only:
                target, box = self.page("network.md#route-tables"), self.ids[vpc]
                name = self.identify(each.address)
                self.add(
                    (self.top_of(vpc), 0),
                    Node(name, "Internet gateway", (), "internet-gateway", href=target, group=box),
                )
        for place in sorted(self.facts.placements.values(), key=lambda each: TIERS.index(each.tier)):
            vpc = address_of(place.subnet.vpc)
            if vpc in self.ids:
                self.draw_subnet(place.subnet, place.tier, self.zone_in(self.ids[vpc], place.subnet))
        zones = [each for each in self.groups if each.kind == "zone"]
        title = f"Availability zones of {self.facts.name}"
        said = f"{title}: {count(len(zones), 'zone')}, {count(len(self.network.subnets), 'subnet')}."
        view = self.finished("zones", title, said, (*LEGEND, *ABOUT_ZONES))
        groups = sorted(view.drawing.groups, key=lambda each: (each.kind == "zone", each.label))
        return View(msgspec.structs.replace(view.drawing, groups=tuple(in_order(groups))), view.nouns)

    def top_of(self, vpc: ResourceAddress | None) -> int:
        """The first row of a VPC; VPCs are stacked."""
        return (1 + len(TIERS)) * next(
            (number for number, each in enumerate(self.network.vpcs) if each.address == vpc), 0
        )

    def zone_in(self, box: str, subnet: Subnet) -> str:
        name = zone_text(subnet)
        own = f"{box}-{name}"
        if all(each.id != own for each in self.groups):
            label = name[:1].upper() + name[1:] if " " in name else f"Availability zone {name}"
            said = "" if isinstance(subnet.availability_zone, Known) else "its name is not known"
            self.groups.append(Group(own, label, "zone", said, box, self.page("network.md#subnets")))
        return own

    def lines_in_zone(self, component: Component) -> tuple[str, ...]:
        """What it is; what it has over all of its zones, if the picture shows it more than once."""
        cluster = self.clusters.of.get(component.address)
        if cluster is not None:
            return (*self.lines_of(component), f"of {self.labels.of(cluster)}, in one of its subnets")
        if component.in_one_subnet:
            return (*self.lines_of(component), "in one of its subnets")
        own = {link.address for link in linked(component.subnets)}
        zones = {zone_text(each) for each in self.network.subnets if each.address in own}
        if len(zones) < 2:  # noqa: PLR2004 - one is drawn once
            return self.lines_of(component)
        counted = isinstance(component, KafkaCluster | Service)
        return (*self.lines_of(component), "in total over its zones" if counted else "spans its zones")

    def draw_subnet(self, subnet: Subnet, tier: str, zone: str) -> None:
        box = self.identify(subnet.address)
        cidr = str(subnet.cidr.value) if subnet.cidr is not None and isinstance(subnet.cidr, Known) else ""
        kind = TIER_KINDS.get(tier, "plain")
        name = self.labels.of(subnet.address)
        label = (
            f"{tier.capitalize()} subnet {name}" if tier != "unknown" else f"Subnet {name} of unknown tier"
        )
        self.groups.append(
            Group(box, label, kind, cidr or "CIDR not known", zone, self.page("network.md#subnets"))
        )
        found = contents_of(subnet, self.facts)
        made: list[tuple[Product, Node, ResourceAddress | None]] = [
            (
                Product.NAT_GATEWAY,
                Node(
                    "",
                    "NAT gateway",
                    (self.labels.of(each),),
                    Product.NAT_GATEWAY.icon,
                    href=self.page("network.md#nat-gateways"),
                ),
                None,
            )
            for each in found.nat_gateways
        ]
        for each in found.components:
            lines = self.lines_in_zone(each)
            title = self.labels.of(each.address) + " (several)" * each.count_unknown
            made.append(
                (
                    each.kind,
                    Node("", title, lines, icon_of(each), href=self.own_place(each.address)),
                    each.address,
                )
            )
        made.sort(key=lambda each: each[0].row)
        for number, (product, node, address) in enumerate(made):
            placed = msgspec.structs.replace(node, id=f"{box}-{number}", group=box)
            top = self.top_of(address_of(subnet.vpc))
            self.add((top + 1 + TIERS.index(tier), number // A_ROW), placed, product, address)


def in_order(groups: list[Group]) -> list[Group]:
    """Each frame after the one that it is in."""
    made: list[Group] = []
    known = {""}
    waiting = groups
    while waiting:
        ready = [each for each in waiting if each.parent in known]
        made += ready
        known |= {each.id for each in ready}
        waiting = [each for each in waiting if each.id not in known]
    return made


def zones_table(facts: EnvironmentFacts, labels: Labels) -> Table:
    rows = []
    order = sorted(
        facts.placements.values(), key=lambda each: (zone_text(each.subnet), TIERS.index(each.tier))
    )
    for place in order:
        subnet = place.subnet
        found = contents_of(subnet, facts)
        things = codes(
            [
                *(labels.of(each) for each in found.nat_gateways),
                *(labels.of(each.address) for each in found.components),
            ]
        )
        rows.append(
            (
                zone_cell(subnet),
                inlines(Code(labels.of(subnet.address))),
                cidr_cell(subnet),
                inlines(place.tier),
                things or inlines("nothing that docgen could see"),
            )
        )
    return Table(HEADS, tuple(rows), "No subnet is declared.")


def zone_cell(subnet: Subnet) -> Inlines:
    zone = subnet.availability_zone
    if isinstance(zone, Known):
        return inlines(Code(zone.value))
    return inlines(Unknown(zone.reason.text, zone_text(subnet)))


def cidr_cell(subnet: Subnet) -> Inlines:
    if subnet.cidr is None:
        return inlines("IPv6 only")
    if isinstance(subnet.cidr, Known):
        return inlines(Code(str(subnet.cidr.value)))
    return inlines(Unknown(subnet.cidr.reason.text))

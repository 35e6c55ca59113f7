"""The pages of one environment: its network, its security groups, its exposures, its inventory."""

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.placement import Placement, address_of, is_made_here
from docgen.analysis.unseen_ways import route_changers
from docgen.aws.model.firewall import AclRule
from docgen.aws.model.routing import PrefixListName, Route
from docgen.aws.model.vpc import VpcEndpoint
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
from docgen.pages.bounds import bounded, seen_inlines
from docgen.pages.components import component_sections
from docgen.pages.labels import Labels
from docgen.pages.links import pointer, pointers, yes_no
from docgen.pages.rule_text import WORDS
from docgen.pages.sentences.findings import finding_text
from docgen.pages.sentences.traffic import protocol_text
from docgen.pages.words import count, evidence, joined_inlines, sentence, unknown_text, value, word
from docgen.pages.zones_diagram import zone_cell
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known
from docgen.source.traced import Unknown as UnknownValue

TIERS = (
    "A subnet's tier follows from its routes: public if it has a route to an internet gateway, private if it has another "
    "default route, isolated if it has none."
)
TIER_KINDS = {"public": "warning", "private": "ok", "isolated": "info", "unknown": "danger"}


def network_page(facts: EnvironmentFacts, labels: Labels) -> Page:
    """VPCs, subnets by effective route, route tables, gateways, endpoints, ACLs, flow logs."""
    blocks: list[Block] = [
        Section("VPCs", (vpc_table(facts, labels),)),
        Section(
            "Subnets",
            (
                Paragraph(inlines(TIERS)),
                subnet_table(facts, labels),
            ),
        ),
        Section("Route tables", (route_table(facts, labels),)),
        Section("NAT gateways", (nat_table(facts, labels),)),
        Section("VPC endpoints", (endpoint_table(facts, labels),)),
        Section("Network ACLs", acl_blocks(facts, labels)),
        Section("Flow logs", (flow_log_table(facts, labels),)),
        *component_sections(facts, labels),
    ]
    return Page(
        f"environments/{facts.name}/network.md",
        f"Network: {facts.name}",
        f"VPC, subnets, routes, gateways and endpoints of {facts.name}.",
        tuple(blocks),
    )


def named(thing: object, labels: Labels) -> Inlines:
    address = thing.address  # type: ignore[attr-defined] # every thing of the model has one
    if thing.count_unknown:  # type: ignore[attr-defined]
        return inlines(Code(labels.of(address)), " (an unknown number)")
    return inlines(Code(labels.of(address)))


def vpc_table(facts: EnvironmentFacts, labels: Labels) -> Table:
    rows = tuple(
        (
            named(vpc, labels),
            joined_inlines([inlines(value(each)) for each in vpc.cidrs]),
            inlines(word(vpc.has_ipv6, yes_no)),
            inlines(subnets_of(vpc.address, facts)),
            inlines(evidence(vpc.address, vpc.span)),
        )
        for vpc in facts.network.vpcs
    )
    return Table(("VPC", "CIDR", "IPv6", "Subnets", "Evidence"), rows, "No VPC is declared.")


def subnets_of(vpc: ResourceAddress, facts: EnvironmentFacts) -> str:
    """`2 subnets`; where others may be in it too, `2 subnets or more`."""
    subnets = facts.network.subnets
    number = sum(address_of(each.vpc) == vpc for each in subnets)
    is_open = facts.not_seen.anything or any(
        each.count_unknown or isinstance(each.vpc, UnknownValue) for each in subnets
    )
    return f"{number} subnet{'s' * (number != 1)} or more" if is_open else count(number, "subnet")


def tier(place: Placement) -> Inline:
    if place.tier == "unknown":
        return Unknown(finding_text(place.because))
    return Badge(place.tier, TIER_KINDS[place.tier])  # type: ignore[arg-type] # the kinds above


def subnet_table(facts: EnvironmentFacts, labels: Labels) -> Table:
    rows = []
    routes = route_changers(facts.not_seen)
    for subnet in facts.network.subnets:
        place = facts.placements[subnet.address]
        table = inlines(Code(labels.of(place.table.address))) if place.table else inlines("main (AWS's own)")
        rows.append(
            (
                named(subnet, labels),
                inlines(value(subnet.cidr)) if subnet.cidr else inlines("IPv6 only"),
                inlines(tier(place)),
                zone_cell(subnet),
                table if place.explicit else inlines(*table, " (main)") if place.table else table,
                seen_inlines(
                    inlines(finding_text(place.because, labels.of)),
                    () if place.tier in {"public", "unknown"} else routes,
                ),
                inlines(evidence(subnet.address, subnet.span)),
            )
        )
    columns = ("Subnet", "CIDR", "Tier", "Zone", "Route table", "Reason", "Evidence")
    return Table(columns, tuple(rows), "No subnets are declared.", wide=True)


def route_table(facts: EnvironmentFacts, labels: Labels) -> Table:
    rows = []
    for table in facts.network.route_tables:
        for route in sorted(
            table.routes, key=lambda each: (str(destination_text(each, labels)), str(each.address))
        ):
            rows.append(
                (
                    named(table, labels),
                    destination_text(route, labels),
                    inlines(route.kind.value, " ", pointer(route.target, labels)),
                    inlines(evidence(route.address, route.span)),
                )
            )
        if not table.routes:
            rows.append(
                (
                    named(table, labels),
                    seen_inlines(inlines("local only"), route_changers(facts.not_seen)),
                    inlines(""),
                    inlines(evidence(table.address, table.span)),
                )
            )
    for route in facts.network.stray_routes:
        rows.append(
            (
                inlines("another table"),
                destination_text(route, labels),
                inlines(route.kind.value, " ", pointer(route.target, labels)),
                inlines(evidence(route.address, route.span)),
            )
        )
    return Table(
        ("Route table", "Destination", "Target", "Evidence"), tuple(rows), "No route tables are declared."
    )


def destination_text(route: Route, labels: Labels) -> Inlines:
    if isinstance(route.destination, UnknownValue):
        return inlines(unknown_text(route.destination))
    inner = route.destination.value
    if isinstance(inner, PrefixListName):
        return inlines("prefix list ", pointer(Known(inner.target), labels))
    return inlines(Code(str(inner)))


def nat_table(facts: EnvironmentFacts, labels: Labels) -> Table:
    rows = tuple(
        (
            named(each, labels),
            inlines(pointer(each.subnet, labels)),
            inlines(word(each.is_public, lambda flag: "public" if flag else "private")),
            inlines(evidence(each.address, each.span)),
        )
        for each in facts.network.nat_gateways
    )
    return Table(("NAT gateway", "Subnet", "Connectivity", "Evidence"), rows, "No NAT gateways are declared.")


def is_gateway(endpoint: VpcEndpoint) -> bool:
    """Whether it has route tables: a gateway endpoint, and one of unknown type that names some."""
    if isinstance(endpoint.type, Known):
        return endpoint.type.value == "Gateway"
    return isinstance(endpoint.route_tables, UnknownValue) or bool(endpoint.route_tables.value)


def endpoint_table(facts: EnvironmentFacts, labels: Labels) -> Table:
    missing = facts.not_seen.paths
    rows = tuple(
        (
            named(each, labels),
            inlines(value(each.service)),
            inlines(word(each.type, str.lower)),
            pointers(each.route_tables, labels, missing)
            if is_gateway(each)
            else pointers(each.subnets, labels, missing),
            pointers(each.groups, labels, missing),
            inlines(word(each.limits, lambda limits: "custom" if limits else "full access")),
            inlines(evidence(each.address, each.span)),
        )
        for each in facts.network.endpoints
    )
    columns = (
        "Endpoint",
        "Service",
        "Type",
        "Route tables or subnets",
        "Security groups",
        "Policy",
        "Evidence",
    )
    return Table(columns, rows, "No VPC endpoints are declared.", wide=True)


DEFAULT_ACLS = "None is declared: every subnet has its VPC's default network ACL, which allows all traffic."
UNKNOWN_DEFAULT_ACLS = (
    "None is declared: every subnet has its VPC's default network ACL. The default network ACL of a VPC that is created here "
    "allows all traffic; that of any other VPC is not known."
)


def service(rule: AclRule) -> Inlines:
    """`TCP 443`, `all traffic`."""
    if isinstance(rule.protocol, Known) and rule.protocol.value == "-1":
        return inlines("all traffic")
    all_ports = isinstance(rule.ports, Known) and rule.ports.value is None
    ports = () if all_ports else (" ", word(rule.ports, str))
    return inlines(word(rule.protocol, protocol_text), *ports)


def acl_blocks(facts: EnvironmentFacts, labels: Labels) -> tuple[Block, ...]:
    acls = facts.network.network_acls
    if not acls:
        vpcs = [address_of(each.vpc) for each in facts.network.subnets]
        made_here = all(each is not None and is_made_here(each) for each in vpcs)
        text = DEFAULT_ACLS if made_here else UNKNOWN_DEFAULT_ACLS
        return (Paragraph(inlines(bounded(text, facts.not_seen.paths))),)
    blocks: list[Block] = []
    for acl in acls:
        rows = tuple(
            (
                inlines(WORDS[rule.direction]),
                inlines(value(rule.number)),
                inlines(word(rule.allows, lambda flag: "allow" if flag else "deny")),
                inlines(
                    *service(rule),
                ),
                inlines(value(rule.network)),
                inlines(evidence(rule.address, rule.span)),
            )
            for rule in sorted(
                acl.rules,
                key=lambda each: (
                    each.direction != "ingress",
                    each.number.value if isinstance(each.number, Known) else 0,
                ),
            )
        )
        blocks += [
            Paragraph(
                inlines(
                    *named(acl, labels), " on ", *pointers(acl.subnets, labels, facts.not_seen.paths), ":"
                )
            ),
            Table(
                ("Direction", "Number", "Action", "Protocol and ports", "CIDR", "Evidence"),
                rows,
                bounded("No rules: no traffic is allowed.", facts.not_seen.paths),
            ),
        ]
    return tuple(blocks)


def flow_log_table(facts: EnvironmentFacts, labels: Labels) -> Table:
    rows = tuple(
        (
            named(each, labels),
            inlines(pointer(each.subject, labels)),
            inlines(value(each.traffic_type)),
            inlines(value(each.destination_type)),
            inlines(pointer(each.destination, labels)) if each.destination else inlines("not set"),
            inlines(evidence(each.address, each.span)),
        )
        for each in facts.network.flow_logs
    )
    return Table(
        ("Flow log", "Source", "Traffic", "Destination type", "Destination", "Evidence"),
        rows,
        "No flow logs are declared.",
    )


def inventory_page(facts: EnvironmentFacts, labels: Labels) -> Page:
    """Every resource, modelled or not, and how much of it is known."""
    values, known = facts.coverage
    rows = tuple(
        (
            inlines(evidence(each.address, each.span)),
            inlines(Code(each.address.type)),
            inlines(labels.of(each.address)),
            inlines(Text("an unknown number") if each.count_unknown else Text("1")),
            inlines(
                "yes"
                if each.modelled
                else Badge("may carry traffic", "warning")
                if each.carries_traffic
                else "no"
            ),
        )
        for each in facts.network.inventory
    )
    about = (
        f"{sentence(count(len(facts.network.inventory), 'resource'))}. docgen resolved {known} of the {values} values that "
        "are set on modelled resources. Resources that are not modelled appear on this page; the other pages mention one "
        "only where it holds data or protects it, or may be on the network or on the internet."
    )
    return Page(
        f"environments/{facts.name}/inventory.md",
        f"Inventory: {facts.name}",
        f"Every resource of {facts.name}.",
        (
            Paragraph(inlines(about)),
            Table(
                ("Address", "Type", "Name", "Count", "Modelled"),
                rows,
                "No resources are declared.",
                wide=True,
            ),
        ),
        wide=True,
    )

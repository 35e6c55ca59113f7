"""The architecture page of one environment: its pictures, and the connections in them as tables."""

from collections.abc import Mapping
from types import MappingProxyType

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.register import find_register
from docgen.document.nodes import Block, BulletList, Figure, Inlines, Link, Page, Paragraph, Section, inlines
from docgen.pages.bounds import bounded
from docgen.pages.connection_tables import connection_table, undrawn_table
from docgen.pages.diagrams import ARCHITECTURE, GROUPS, ZONES, details_of, picture_path
from docgen.pages.groups_diagram import groups_table
from docgen.pages.labels import Labels
from docgen.pages.words import count, joined, sentence
from docgen.pages.zones_diagram import zones_table

CAPTION = "Arrows run from client to server; the label is the port."


def architecture_page(
    facts: EnvironmentFacts, labels: Labels, not_drawn: Mapping[str, str] = MappingProxyType({})
) -> Page:
    """`not_drawn`: by name, why there is no such picture, a sentence, "" where it would be empty; its table is still there."""
    folder = f"environments/{facts.name}"
    return Page(
        f"{folder}/architecture.md",
        f"{sentence(facts.name)} architecture",
        f"Architecture diagrams of {facts.name}.",
        (
            Paragraph(opening(facts)),
            *picture(facts, ARCHITECTURE, f"Architecture of {facts.name}", not_drawn, CAPTION),
            BulletList(
                (
                    inlines(
                        Link("Data flow", f"{folder}/data-flow.md"),
                        ": what is encrypted, why it is needed, and outbound traffic",
                    ),
                    inlines(Link("Network", f"{folder}/network.md"), ": subnets, routes, endpoints"),
                    inlines(
                        Link("Security groups", f"{folder}/security-groups.md"),
                        ": rules and allowed connections",
                    ),
                    inlines(
                        Link("Exposures", f"{folder}/exposures.md"), ": what the internet can reach, and why"
                    ),
                )
            ),
            Section("Connections", (connection_table(facts, labels),), "connections"),
            Section(
                "Left out of the picture", (undrawn_table(facts, find_register(facts), labels),), "left-out"
            ),
            *vpc_sections(facts, labels, not_drawn),
            Section(
                "Availability zones",
                (
                    *picture(facts, ZONES, f"Availability zones of {facts.name}", not_drawn),
                    zones_table(facts, labels),
                ),
                "zones",
            ),
            Section(
                "Security groups",
                (
                    Paragraph(
                        inlines(
                            "What the inbound rules of security groups allow. The state says whether anything can use it: "
                            "routes, network ACLs and listeners count."
                        )
                    ),
                    *picture(facts, GROUPS, f"Security groups of {facts.name}", not_drawn),
                    groups_table(facts, labels),
                ),
                "groups",
            ),
        ),
        wide=True,
    )


def opening(facts: EnvironmentFacts) -> Inlines:
    network = facts.network
    kinds = {
        "VPC": network.vpcs,
        "subnet": network.subnets,
        "load balancer": network.load_balancers,
        "ECS service": network.services,
        "database": network.databases,
        "Kafka cluster": network.kafka_clusters,
    }
    parts = [count(len(found), kind) for kind, found in kinds.items() if found]
    text = joined(parts) if parts else "no VPCs, load balancers, services, databases or Kafka clusters"
    tiers = " Components are grouped by subnet tier, which follows from the subnets' routes."
    return inlines(
        bounded(f"{sentence(text)}.", facts.not_seen.anything),
        (tiers if network.components() else "")
        + (
            " A line is around what is inside a scope, a dashed one around what may be."
            if facts.scopes
            else ""
        ),
    )


def picture(
    facts: EnvironmentFacts, name: str, title: str, not_drawn: Mapping[str, str], caption: str = ""
) -> tuple[Block, ...]:
    if name in not_drawn:
        if not not_drawn[name]:
            return ()  # the table says that there is nothing
        return (Paragraph(inlines(f"{not_drawn[name]} The table lists its connections.")),)
    return (Figure(picture_path(facts.name, name), title, caption),)


def vpc_sections(
    facts: EnvironmentFacts, labels: Labels, not_drawn: Mapping[str, str]
) -> tuple[Section, ...]:
    """One picture for each VPC, where the first picture puts many things together."""
    return tuple(
        Section(each.title, picture(facts, each.name, f"{each.title} of {facts.name}", not_drawn, CAPTION))
        for each in details_of(facts, labels)
    )

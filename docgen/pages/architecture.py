"""The architecture page of one environment: the picture, and what to read beside it."""

from docgen.analysis.connections import Connection, find_connections
from docgen.analysis.facts import EnvironmentFacts
from docgen.document.nodes import Block, BulletList, Code, Figure, Link, Page, Paragraph, Table, inlines
from docgen.pages.bounds import bounded
from docgen.pages.labels import Labels
from docgen.pages.ways import Ways, rows_of
from docgen.pages.words import count, joined, joined_inlines, sentence


def architecture_page(facts: EnvironmentFacts, labels: Labels, not_drawn: str = "") -> Page:
    """`not_drawn`: why there is no picture, a sentence; the page has the table of its arrows then."""
    network = facts.network
    parts = [
        count(len(network.vpcs), "VPC"),
        count(len(network.subnets), "subnet"),
        count(len(network.load_balancers), "load balancer"),
        count(len(network.services), "ECS service"),
        count(len(network.databases), "database"),
        count(len(network.kafka_clusters), "Kafka cluster"),
    ]
    folder = f"environments/{facts.name}"
    return Page(
        f"{folder}/architecture.md",
        f"{sentence(facts.name)} architecture",
        f"Architecture diagram of {facts.name}.",
        (
            Paragraph(
                inlines(
                    bounded(f"{sentence(joined(parts))}.", facts.not_seen.anything),
                    " Components are grouped by subnet tier, which follows from the subnets' routes. Orange arrows come from "
                    "the internet."
                    + (
                        " A line is around what is inside a scope, a dashed one around what may be."
                        if facts.scopes
                        else ""
                    ),
                )
            ),
            *picture(facts, labels, not_drawn),
            BulletList(
                (
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
        ),
        wide=True,
    )


def picture(facts: EnvironmentFacts, labels: Labels, not_drawn: str) -> tuple[Block, ...]:
    if not not_drawn:
        return (
            Figure(
                f"environments/{facts.name}/architecture.svg",
                f"Architecture of {facts.name}",
                "Arrows run from client to server; the label is the port.",
            ),
        )
    return (Paragraph(inlines(f"{not_drawn} The table lists its connections.")), arrows(facts, labels))


def arrows(facts: EnvironmentFacts, labels: Labels) -> Table:
    """What the picture would show: connections that nothing hands on."""
    ways = Ways(labels, (each.address for each in facts.network.components()))
    inward: dict[object, list[Connection]] = {}
    for connection in find_connections(facts):
        inward.setdefault(connection.target, []).append(connection)
    rows = [
        (
            joined_inlines([inlines(ways.source(each)) for each in sources]),
            inlines(Code(labels.of(every[0].target))),
            ways.how_or_perhaps(row),
        )
        for every in inward.values()
        for row, sources in rows_of(every).items()
        if not row.way.asks
    ]
    return Table(("From", "To", "Ports"), tuple(rows), "There are no connections.")

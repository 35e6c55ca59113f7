"""The architecture page of one environment: the picture, and what to read beside it."""

from docgen.analysis.facts import EnvironmentFacts
from docgen.document.nodes import BulletList, Figure, Link, Page, Paragraph, inlines
from docgen.pages.bounds import bounded
from docgen.pages.words import count, joined


def architecture_page(facts: EnvironmentFacts) -> Page:
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
        f"Architecture: {facts.name}",
        f"Architecture diagram of {facts.name}, drawn from Terraform.",
        (
            Paragraph(
                inlines(
                    bounded(f"{joined(parts)}, placed where their routes put them.", facts.not_seen.anything),
                    " Orange arrows come from the internet.",
                )
            ),
            Figure(
                f"{folder}/architecture.svg",
                f"Architecture of {facts.name}",
                "Drawn from Terraform. An arrow points from who opens a connection to who answers, with the port.",
            ),
            BulletList(
                (
                    inlines(Link("Network", f"{folder}/network.md"), ": subnets, routes, endpoints"),
                    inlines(
                        Link("Security groups", f"{folder}/security-groups.md"),
                        ": who may open a connection to whom",
                    ),
                    inlines(
                        Link("Exposures", f"{folder}/exposures.md"), ": what the internet can reach, and why"
                    ),
                )
            ),
        ),
        wide=True,
    )

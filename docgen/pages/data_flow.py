"""The data-flow page of one environment (PCI DSS 4.0.1, requirement 1.2.4)."""

from collections.abc import Sequence

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.justification import Why
from docgen.analysis.register import find_register
from docgen.document.nodes import Block, Figure, Link, Page, Paragraph, Section, inlines
from docgen.pages.connection_tables import connection_table
from docgen.pages.diagrams import DATA_FLOW, picture_path
from docgen.pages.labels import Labels
from docgen.pages.words import sentence

ABOUT = (
    "Where data comes from, what handles it and where it is kept. An arrow runs from who opens the connection. "
    "A flow is encrypted where the target refuses clients without TLS on that port. "
)


def data_flow_page(
    facts: EnvironmentFacts, labels: Labels, entries: Sequence[Why] = (), not_drawn: str | None = None
) -> Page:
    """`not_drawn`: why there is no picture, a sentence, "" where it would be empty; `entries`: of `why:` in docgen.yml."""
    folder = f"environments/{facts.name}"
    shown: tuple[Block, ...] = (Paragraph(inlines(not_drawn)),) if not_drawn else ()
    if not_drawn is None:
        shown = (Figure(picture_path(facts.name, DATA_FLOW), f"Data flows of {facts.name}"),)
    return Page(
        f"{folder}/data-flow.md",
        f"{sentence(facts.name)} data flow",
        f"Data-flow diagram of {facts.name}: flows, encryption and purpose.",
        (
            Paragraph(
                inlines(
                    ABOUT,
                    Link("Data protection", "data-protection.md"),
                    " says how stores are encrypted at rest.",
                )
            ),
            *shown,
            Section("Flows", (connection_table(facts, labels, find_register(facts, entries)),), "flows"),
        ),
        wide=True,
    )

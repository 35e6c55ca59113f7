"""The inputs that matter: what depends on each, and how each environment sets it."""

from docgen.analysis.facts import Facts
from docgen.analysis.input_impact import find_influence
from docgen.document.nodes import Code, Inlines, Page, Paragraph, Table, inlines
from docgen.pages.inputs_and_outputs import input_cell
from docgen.pages.labels import Labels
from docgen.pages.remediation import order_of_input
from docgen.pages.words import codes
from docgen.source.address import ResourceAddress


def influence_page(facts: Facts, labels: Labels) -> Page:
    names = [each.name for each in facts.environments]
    rows = tuple(
        (
            inlines(Code(each.variable)),
            *(input_cell(own.inputs.get(each.variable), own) for own in facts.environments),
            named(each.exposures, labels),
            named(each.groups, labels),
            named(each.subnets, labels),
        )
        for each in sorted(
            find_influence(facts), key=lambda each: order_of_input(each.variable, facts.environments)
        )
    )
    note = "Inputs that affect exposures, security-group rules or subnet tiers, in any environment."
    return Page(
        "inputs-that-matter.md",
        "Inputs that matter",
        "Inputs that affect exposures, security-group rules or subnet tiers.",
        (
            Paragraph(inlines(note)),
            Table(
                ("Input", *names, "Exposures", "Security groups", "Subnets"),
                rows,
                "No input affects the network.",
                wide=True,
            ),
        ),
        wide=True,
    )


def named(addresses: tuple[ResourceAddress, ...], labels: Labels) -> Inlines:
    return codes(dict.fromkeys(labels.of(each) for each in addresses)) if addresses else ()

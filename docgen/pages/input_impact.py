"""The inputs that matter: what hangs on each, and how each environment sets it."""

from docgen.analysis.facts import Facts
from docgen.analysis.input_impact import find_influence
from docgen.document.nodes import Code, Inlines, Page, Paragraph, Table, inlines
from docgen.pages.inputs_and_outputs import input_cell
from docgen.pages.labels import Labels
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
        for each in find_influence(facts)
    )
    note = "Each input that decides, or helps to decide, an exposure, a rule of a security group or the tier of a subnet, in any environment."
    return Page(
        "inputs-that-matter.md",
        "Inputs that matter",
        "Which inputs decide the network's facts and exposures.",
        (
            Paragraph(inlines(note)),
            Table(
                ("Input", *names, "Exposures", "Security groups", "Subnets"),
                rows,
                "No fact of the network hangs on an input.",
                wide=True,
            ),
        ),
        wide=True,
    )


def named(addresses: tuple[ResourceAddress, ...], labels: Labels) -> Inlines:
    return codes(dict.fromkeys(labels.of(each) for each in addresses)) if addresses else ()

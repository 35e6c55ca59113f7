"""Differences between the environments, and how much is the same."""

from collections.abc import Sequence

from docgen.analysis.exposure import Exposure
from docgen.analysis.facts import Facts
from docgen.analysis.module_graph import find_graph_differences
from docgen.analysis.parity import MISSING, IntendedDifference, Row, find_parity, intention
from docgen.aws.model.firewall import Rule
from docgen.document.nodes import (
    Badge,
    Block,
    BulletList,
    Code,
    Details,
    Inlines,
    Page,
    Paragraph,
    Section,
    Table,
    inlines,
)
from docgen.pages.bounds import anywhere, bounded, only_in
from docgen.pages.sentences.exposures import STATES
from docgen.pages.sentences.traffic import flow_text, rule_text
from docgen.pages.words import count, sentence


def parity_page(facts: Facts, intended: Sequence[IntendedDifference] | None = None) -> Page:
    """With `intended`, each difference says why it is wanted, or that no reason is given."""
    names = [each.name for each in facts.environments]
    if len(names) == 1:
        return page(
            (Paragraph(inlines("docgen.yml has one environment. With another, this page compares the two.")),)
        )
    rows = find_parity(facts)
    differing = [each for each in rows if each.is_different]
    alike = [each for each in rows if each.is_same]
    open_rows = [each for each in rows if not each.is_different and not each.is_same]
    same = len(alike)
    together = "all environments" if len(names) != 2 else "both environments"  # noqa: PLR2004 - two are "both"
    verbs = "differs" if len(differing) == 1 else "differ", "is" if same == 1 else "are"
    lead = f"{sentence(count(len(differing), 'fact'))} {verbs[0]}, {same} {verbs[1]} the same in {together}."
    if open_rows:
        lead += f" {sentence(count(len(open_rows), 'fact'))} cannot be compared, because not all of the values are known."
    blocks: list[Block] = [
        Paragraph(inlines(lead)),
        Section("Differences", (table(differing, names, intended),)),
        Section("Module graph", tuple(graph(facts))),
    ]
    if open_rows:
        blocks.append(Section("Not comparable", (table(open_rows, names, None),)))
    if alike:
        hidden = Details(count(same, "fact"), (table(alike, names, None),))
        blocks.append(Section("The same everywhere", (hidden,)))
    return page(blocks)


def page(blocks: Sequence[Block]) -> Page:
    return Page("parity.md", "Parity", "What differs between the environments.", tuple(blocks), wide=True)


def table(rows: list[Row], names: list[str], intended: Sequence[IntendedDifference] | None) -> Table:
    cells = tuple(
        (
            subject(row),
            inlines(row.fact),
            *(cell(text, data) for text, data in zip(row.values, row.data, strict=True)),
            *(() if intended is None else (reason(intention(row, intended)),)),
        )
        for row in rows
    )
    heads = ("Resource", "Property", *names, *(() if intended is None else ("Intended",)))
    return Table(heads, cells, "No fact differs.", wide=True)


def reason(entry: IntendedDifference | None) -> Inlines:
    if entry is None:
        return inlines(Badge("not listed", "warning"))
    return inlines(f"{entry.because} (until {entry.until})" if entry.until else entry.because)


def subject(row: Row) -> Inlines:
    return inlines(Code(row.subject)) if row.subject else inlines("the environment")


def cell(text: str, data: object) -> Inlines:
    match data:
        case bool():
            return inlines("yes" if data else "no")
        case Exposure():
            ports = ", ".join(map(flow_text, data.ports)) or "no port"
            return inlines(f"{STATES[data.effect]}: {ports}")
        case (Rule(), *_):
            return inlines("\n".join(rule_text(each) for each in data if isinstance(each, Rule)))
        case _:
            return inlines("none" if text == MISSING else text)


def graph(facts: Facts) -> list[Block]:
    differences = find_graph_differences(facts.environments)
    if not differences:
        text = "The environments call the same modules, which declare the same resources."
        return [Paragraph(inlines(bounded(text, anywhere(facts.environments))))]
    items = tuple(inlines(Code(each.what), only_in(each.only_in, facts)) for each in differences)
    return [Paragraph(inlines("Only in some root modules:")), BulletList(items)]

"""The pages below the overview of controls: one for each framework, and one for each area with the details of its controls."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.document.markdown import fixed
from docgen.document.nodes import (
    Block,
    BulletList,
    Code,
    Details,
    Inlines,
    Page,
    Paragraph,
    Section,
    Strong,
    Table,
    inlines,
)
from docgen.pages.control_cells import (
    NUMBERS,
    area_page,
    area_title,
    badge,
    evidence_cell,
    filled_table,
    framework_page,
    inputs_cell,
    link_to,
    mapped_by,
    reason_cell,
    scores,
    subject_cell,
    unproved,
    verdicts_in,
)
from docgen.pages.labels import Labels
from docgen.pages.words import codes, count, joined, sentence, with_codes
from docgen.rules.catalogue import Control, catalogue
from docgen.rules.frameworks import TITLES, belongs_to, frameworks, requirements_of
from docgen.rules.judgement import ControlVerdict, Judgement
from docgen.rules.table import AREAS, KEYS, RuleText, find_judgements, rule_text

LIST_ALL = "docgen controls --all"
MOST_NAMED = 5  # resources of a common row
MOST_ROWS = 20  # of one control in one environment, before the rest is counted
ONE_BY_ONE = (ControlVerdict.BROKEN, ControlVerdict.UNDECIDED, ControlVerdict.WAIVED)
TOOLS = {  # as their makers write them
    "checkov": "Checkov",
    "hashicorp_sentinel": "HashiCorp Sentinel",
    "prowler": "Prowler",
    "terrascan": "Terrascan",
    "trivy": "Trivy",
}
TOGETHER = (ControlVerdict.HOLDS, ControlVerdict.NOT_APPLICABLE)


def control_pages(facts: Facts) -> tuple[Page, ...]:
    """The pages of areas, then those of frameworks."""
    labels = {each.name: Labels((each,)) for each in facts.environments}
    areas = (page_of_area(area, keys, facts, labels) for area, keys in AREAS.items())
    own = {name: [key for key in KEYS if belongs_to(catalogue()[key], name)] for name in frameworks()}
    cells = {key: verdicts_in(facts, key) for key in KEYS}
    return (*areas, *(page_of_framework(name, keys, facts, cells) for name, keys in own.items() if keys))


@cache
def mappings(framework: str, keys: tuple[str, ...]) -> tuple[tuple[str, tuple[Inlines, ...], Inlines], ...]:
    """A row for each requirement and control of a framework: the control, the cells before its verdicts, and the one after."""
    return tuple(
        (
            key,
            (inlines(requirement), inlines(link_to(key)), inlines(catalogue()[key].severity.value)),
            mapped_by(catalogue()[key], framework),
        )
        for requirement, own in requirements_of(framework, keys).items()
        for key in own
    )


# -- a framework --------------------------------------------------------------------------------------


def page_of_framework(
    framework: str, keys: Sequence[str], facts: Facts, cells: Mapping[str, tuple[Inlines, ...]]
) -> Page:
    """Its requirements in its own order, each with the controls that belong to it."""
    requirements = requirements_of(framework, keys)
    rows = tuple((*before, *cells[key], after) for key, before, after in mappings(framework, tuple(keys)))
    names = tuple(sentence(each.name) for each in facts.environments)
    lead = (
        f"docgen judges {count(len(keys), 'control')} that {'belongs' if len(keys) == 1 else 'belong'} to "
        f"{count(len(requirements), 'requirement')} of this framework. Its other requirements are not judged, and nothing is "
        "claimed of them. A control that holds is evidence for its requirement, and not yet proof of it."
    )
    return Page(
        framework_page(framework),
        framework,
        f"{TITLES.get(framework, framework)}: its requirements, and the controls that belong to them.",
        (
            Paragraph(inlines(f"{TITLES.get(framework, framework)}. {lead}")),
            scores(facts, [(inlines(framework), keys)]),
            *unproved(facts),
            Section(
                "Requirements",
                (
                    Paragraph(inlines(NUMBERS)),
                    filled_table(
                        ("Requirement", "Control", "Severity", *names, "Mapped by"),
                        rows,
                        "docgen has no control for it.",
                    ),
                ),
            ),
        ),
        wide=True,
    )


# -- an area ---------------------------------------------------------------------------------------------


def page_of_area(area: str, keys: Sequence[str], facts: Facts, labels: dict[str, Labels]) -> Page:
    sections = tuple(
        Section(key, tuple(control_blocks(area, key, facts, labels)), anchor=key) for key in keys
    )
    return Page(
        area_page(area),
        f"Controls: {area_title(area)}",
        f"{area_title(area)}: what each control checks, why, and its verdict for each resource.",
        sections,
        wide=True,
    )


def control_blocks(area: str, key: str, facts: Facts, labels: dict[str, Labels]) -> Iterator[Block]:
    text, control = rule_text(area, key), catalogue()[key]
    severity = f"Severity: {control.severity.value} ({control.severity_source})."
    yield Paragraph(inlines(*with_codes(text.title), f" {severity}"))
    rows = [row for each in facts.environments for row in verdict_rows(each, key, labels[each.name])]
    heads = ("Environment", "Verdict", "Resource", "Reason", "Decided by", "Evidence")
    yield filled_table(heads, rows, "No environment is configured.")
    yield from notes(area, key)


@cache
def notes(area: str, key: str) -> tuple[Block, Block]:
    """What is said of a control whatever its verdicts are."""
    control = catalogue()[key]
    more = Details("Requirements and equivalents", (requirements(control), equivalents(control)))
    return fixed(about(rule_text(area, key))), fixed(more)


def verdict_rows(facts: EnvironmentFacts, key: str, labels: Labels) -> Iterator[tuple[Inlines, ...]]:
    """Broken and undecided verdicts, one row for each resource; those that hold, or do not apply, in common rows."""
    found = find_judgements(facts)[key]
    for verdict in ONE_BY_ONE:
        own = [each for each in found if each.verdict is verdict]
        shown = own if len(own) <= MOST_ROWS + 1 else own[:MOST_ROWS]
        for each in shown:
            yield (
                inlines(facts.name),
                inlines(badge(verdict)),
                subject_cell(each, labels),
                reason_cell(each, labels),
                inputs_cell(each) if each.subject is not None else (),
                evidence_cell(each),
            )
        if len(own) > len(shown):
            more = inlines(f"{len(own) - len(shown)} more resources (", Code(LIST_ALL), ")")
            yield folded(facts, verdict, more)
    for verdict in TOGETHER:
        own = [each for each in found if each.verdict is verdict]
        if own:
            yield folded(facts, verdict, subjects_cell(own, labels))


def folded(facts: EnvironmentFacts, verdict: ControlVerdict, subjects: Inlines) -> tuple[Inlines, ...]:
    return inlines(facts.name), inlines(badge(verdict)), subjects, (), (), ()


def subjects_cell(judgements: Sequence[Judgement], labels: Labels) -> Inlines:
    """The first of several resources, how many more there are, and the command that lists them."""
    found = [each.subject for each in judgements if each.subject is not None]
    if not found:
        return inlines("the environment")
    named = codes(labels.apart(found)[:MOST_NAMED], ", ")
    more = len(found) - MOST_NAMED
    return inlines(*named, f" and {more} more (", Code(LIST_ALL), ")") if more > 0 else named


def about(text: RuleText) -> BulletList:
    """What a control is, as a list of terms."""
    parts = (
        ("Checks", text.checks),
        ("Why", text.why),
        ("How to fix", text.fix),
        ("Undecided when", text.undecided),
        ("Not applicable", text.not_applicable),
    )
    return BulletList(
        tuple(inlines(Strong(inlines(term)), ": ", *with_codes(meaning)) for term, meaning in parts)
    )


def requirements(control: Control) -> Block:
    """What frameworks say is certain, whatever code was not seen; so the empty case is no empty table, which would be bounded."""
    rows = tuple(
        (inlines(framework), inlines(", ".join(ids)), mapped_by(control, framework))
        for framework, ids in control.refs.items()
    )
    if not rows:
        return Paragraph(inlines("No requirement of a framework."))
    return Table(("Framework", "Requirements", "Mapped by"), rows, "")


def equivalents(control: Control) -> Paragraph:
    named = [f"{TOOLS.get(tool, tool)} {joined(ids)}" for tool, ids in control.tools.items()]
    return Paragraph(
        inlines(f"Equivalents: {'; '.join(named)}." if named else "No equivalent in other tools.")
    )

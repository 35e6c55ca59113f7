"""The page of controls: a score for each environment, what is broken or undecided, and every control with its requirements."""

from collections.abc import Sequence

from docgen.analysis.exposure import Severity
from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.document.nodes import (
    Badge,
    BadgeKind,
    Block,
    Code,
    Details,
    Inlines,
    Page,
    Paragraph,
    Section,
    Table,
    inlines,
)
from docgen.pages.labels import Labels
from docgen.pages.sentences.controls import VERDICTS, judgement_text
from docgen.pages.words import count, evidence, joined, sentence
from docgen.rules.catalogue import Control, catalogue
from docgen.rules.judgement import ControlVerdict, Judgement, worst
from docgen.rules.table import RuleText, find_judgements, rule_text, rules

KINDS: dict[ControlVerdict, BadgeKind] = {
    ControlVerdict.HOLDS: "ok",
    ControlVerdict.BROKEN: "danger",
    ControlVerdict.UNDECIDED: "warning",
    ControlVerdict.NOT_APPLICABLE: "muted",
    ControlVerdict.WAIVED: "info",
}
OPEN = (ControlVerdict.BROKEN, ControlVerdict.UNDECIDED)


def controls_page(facts: Facts) -> Page:
    blocks: list[Block] = [
        Paragraph(
            inlines(
                "A control holds only where docgen can prove it. Undecided: something that is not known could change it."
            )
        ),
        score_table(facts),
    ]
    for environment in facts.environments:
        blocks.append(Section(sentence(environment.name), (open_table(environment),)))
    sections = tuple(control_section(area, key, facts) for area, key in by_severity())
    blocks.append(Section("Every control", sections))
    return Page(
        "controls.md",
        "Controls",
        "Security controls of each environment, with the requirements that they belong to.",
        tuple(blocks),
        wide=True,
    )


def by_severity() -> list[tuple[str, str]]:
    order = list(Severity)
    return sorted(rules(), key=lambda each: order.index(catalogue()[each[1]].severity))


def score_table(facts: Facts) -> Table:
    rows = []
    for environment in facts.environments:
        verdicts = [worst(each) for each in find_judgements(environment).values()]
        rows.append(
            (
                inlines(environment.name),
                *(inlines(str(sum(each is verdict for each in verdicts))) for verdict in ControlVerdict),
            )
        )
    heads = ("Environment", *(sentence(VERDICTS[each]) for each in ControlVerdict))
    return Table(heads, tuple(rows), "No environment is configured.")


def open_table(facts: EnvironmentFacts) -> Table:
    """What is broken, then what is undecided; of each the most severe first."""
    labels = Labels((facts,))
    found = find_judgements(facts)
    rows = [
        row(key, each, labels)
        for verdict in OPEN
        for _, key in by_severity()
        for each in found[key]
        if each.verdict is verdict
    ]
    heads = ("Verdict", "Severity", "Control", "Resource", "Reason", "Evidence")
    return Table(heads, tuple(rows), "Every control that applies holds.", wide=True)


def row(key: str, each: Judgement, labels: Labels) -> tuple[Inlines, ...]:
    severity = catalogue()[key].severity.value
    subject = inlines(Code(labels.of(each.subject))) if each.subject else inlines("the environment")
    proof = inlines(evidence(each.subject, each.span)) if each.subject and each.span else inlines("none")
    return (
        inlines(Badge(VERDICTS[each.verdict], KINDS[each.verdict])),
        inlines(severity),
        inlines(Code(key)),
        subject,
        inlines(judgement_text(each, labels.of)),
        proof,
    )


def control_section(area: str, key: str, facts: Facts) -> Section:
    text, control = rule_text(area, key), catalogue()[key]
    verdicts = tuple(
        (inlines(each.name), inlines(*verdict_cell(find_judgements(each)[key])))
        for each in facts.environments
    )
    return Section(
        key,
        (
            Paragraph(
                inlines(f"{text.title} Severity: {control.severity.value} ({control.severity_source}).")
            ),
            Table(("Environment", "Verdict"), verdicts, ""),
            about(text),
            Details("Requirements and equivalents", (requirements(control), equivalents(control))),
        ),
    )


def verdict_cell(judgements: Sequence[Judgement]) -> Inlines:
    verdict = worst(judgements)
    number = sum(each.verdict is verdict for each in judgements if each.subject is not None)
    detail = f" ({count(number, 'resource')})" if number else ""
    return inlines(Badge(VERDICTS[verdict], KINDS[verdict]), detail)


def about(text: RuleText) -> Table:
    rows = (
        (inlines("Checks"), inlines(text.checks)),
        (inlines("Why"), inlines(text.why)),
        (inlines("How to fix"), inlines(text.fix)),
        (inlines("Undecided when"), inlines(text.undecided)),
        (inlines("Not applicable"), inlines(text.not_applicable)),
    )
    return Table(("Part", "Meaning"), rows, "")


def requirements(control: Control) -> Table:
    rows = tuple(
        (
            inlines(framework),
            inlines(", ".join(ids)),
            inlines(Badge("project judgement", "warning"))
            if control.is_judged_by_project(framework)
            else inlines(control.provenance.get(framework, "")),
        )
        for framework, ids in control.refs.items()
    )
    return Table(("Framework", "Requirements", "Mapped by"), rows, "No requirement of a framework.")


def equivalents(control: Control) -> Paragraph:
    named = [f"{tool}: {', '.join(ids)}" for tool, ids in control.tools.items()]
    return Paragraph(inlines(f"Equivalents: {joined(named)}." if named else "No equivalent in other tools."))

"""The overview of controls: scores by framework and environment, the policy, the waivers, and what is broken or undecided."""

from collections.abc import Iterator, Sequence

import msgspec

from docgen.analysis.acceptance import Waiver
from docgen.analysis.exposure import Severity
from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.document.nodes import (
    Block,
    Code,
    Inlines,
    Link,
    Page,
    Paragraph,
    Section,
    Table,
    Text,
    inlines,
)
from docgen.pages.control_cells import (
    NUMBERS,
    OPEN,
    badge,
    by_severity,
    evidence_cell,
    filled_table,
    framework_page,
    link_to,
    reason_cell,
    scores,
    subject_cell,
    unproved,
    verdicts_in,
)
from docgen.pages.labels import Labels
from docgen.pages.words import codes, count, joined, joined_inlines, sentence, with_codes
from docgen.rules.catalogue import catalogue
from docgen.rules.frameworks import belongs_to, frameworks
from docgen.rules.judgement import ControlVerdict, Judgement
from docgen.rules.policy import Policy, must_hold
from docgen.rules.table import KEYS, find_judgements, rule_text, rules

EVERY_CONTROL = "every-control"
MOST_CONTROLS = 8  # that one row names
MOST_ROWS = 8  # of one control in one environment, before the rest is counted


def controls_page(facts: Facts, policies: Sequence[Policy] = ()) -> Page:
    blocks: list[Block] = [
        Paragraph(
            inlines(
                "A control holds only where docgen can prove it. Undecided: something that is not known could change it; "
                "it never counts as holding. Waived: it is broken, and the team accepts that until a day."
            )
        ),
        Section("Score", (scores(facts, scopes()), *unproved(facts), Paragraph(inlines(NOT_JUDGED)))),
    ]
    if policies:
        blocks.append(Section("Policy", tuple(policy_blocks(facts, policies))))
    waivers = tuple(dict.fromkeys(each for one in facts.environments for each in one.waivers))
    if waivers:
        blocks.append(Section("Waivers", (waiver_table(facts, waivers),)))
    for environment in facts.environments:
        blocks.append(Section(sentence(environment.name), (open_table(environment),)))
    blocks.append(
        Section("Every control", (Paragraph(inlines(NUMBERS)), every_control(facts)), EVERY_CONTROL)
    )
    return Page(
        "controls.md",
        "Controls",
        "Security controls of each environment, with the requirements that they belong to.",
        tuple(blocks),
        wide=True,
    )


NOT_JUDGED = (
    "A framework's score counts the controls of docgen that belong to it. Requirements that docgen has no rule for are not "
    "counted, and nothing is claimed of them."
)


def scopes() -> Iterator[tuple[Inlines, Sequence[str]]]:
    """All controls, and those of each framework that has some."""
    yield inlines("All controls"), KEYS
    for framework in frameworks():
        own = [key for key in KEYS if belongs_to(catalogue()[key], framework)]
        if own:
            yield inlines(Link(framework, framework_page(framework))), own


# -- policy and waivers ---------------------------------------------------------------------------


def policy_blocks(facts: Facts, policies: Sequence[Policy]) -> Iterator[Block]:
    yield Table(
        ("Controls that must hold", "Environments"),
        tuple((demand(each), among(each)) for each in policies),
        "There is no policy.",
    )
    rows = []
    for environment in facts.environments:
        found = find_judgements(environment)
        keys = must_hold(policies, environment.name)
        failing = [key for key in keys if any(each.verdict in OPEN for each in found[key])]
        named = joined_inlines([inlines(link_to(key)) for key in failing]) or inlines("none")
        rows.append((inlines(environment.name), inlines(str(len(keys))), named))
    heads = ("Environment", "Controls that must hold", "Broken or undecided")
    yield Table(heads, tuple(rows), "No environment is configured.")


def demand(policy: Policy) -> Inlines:
    """The requirement of one policy, in words."""
    parts: list[Inlines] = []
    severity = f", if {severity_text(policy.severity)}" if policy.severity else ""
    if policy.frameworks:
        links = [inlines(Link(each, framework_page(each))) for each in policy.frameworks]
        parts.append(inlines("those of ", *joined_inlines(links), severity))
    elif policy.severity:
        parts.append(inlines(f"those that are {severity_text(policy.severity)}"))
    if policy.controls:
        parts.append(joined_inlines([inlines(link_to(each)) for each in policy.controls]))
    if policy.rules:
        parts.append(inlines("the team's own rules ", *codes(policy.rules)))
    return joined_inlines(parts) or inlines("all")


def severity_text(severity: Severity) -> str:
    """`critical`, `high or critical`: a severity and all that are worse."""
    order = list(Severity)
    return joined([each.value for each in reversed(order[: order.index(severity) + 1])], "or")


def among(policy: Policy) -> Inlines:
    return codes(policy.environments) if policy.environments else inlines("all")


def waiver_table(facts: Facts, waivers: Sequence[Waiver]) -> Table:
    """Every waiver of docgen.yml with its last day. Whether that has passed is for `docgen check` to say."""
    rows = tuple(
        (
            inlines(link_to(each.control) if each.control in KEYS else Code(each.control)),
            inlines(Code(each.subject)),
            inlines(Code(each.environment)),
            inlines(each.reason),
            inlines(each.owner),
            inlines(each.until.isoformat()),
            waived_cell(facts, each),
        )
        for each in waivers
    )
    heads = ("Control", "Resources", "Environments", "Reason", "Owner", "Last day", "Waives")
    return filled_table(heads, rows, "There are no waivers.")


def waived_cell(facts: Facts, waiver: Waiver) -> Inlines:
    if waiver.control not in KEYS:
        return inlines("not judged here")
    numbers = [
        (
            environment.name,
            sum(each.waiver == waiver for each in find_judgements(environment)[waiver.control]),
        )
        for environment in facts.environments
    ]
    said = [f"{name}: {count(number, 'resource')}" for name, number in numbers if number]
    return inlines(joined(said) or "nothing that is seen to be broken")


# -- what is open -----------------------------------------------------------------------------------


def open_table(facts: EnvironmentFacts) -> Table:
    """Broken controls, then undecided ones; the most severe of each first."""
    labels = Labels((facts,))
    found = find_judgements(facts)
    rows: dict[OpenRow, list[str]] = {}
    for verdict in OPEN:
        for key in by_severity():
            for row in open_rows([each for each in found[key] if each.verdict is verdict], labels):
                rows.setdefault(row, []).append(key)
    # Those about the whole environment say least, so they come after those about resources.
    order = sorted(rows, key=lambda row: (OPEN.index(row.verdict), row.is_general))
    heads = ("Verdict", "Severity", "Control", "Resource", "Reason", "Evidence")
    shown = tuple(
        (
            inlines(badge(row.verdict)),
            inlines(severities(rows[row])),
            controls_cell(rows[row]),
            row.subject,
            row.reason,
            row.evidence,
        )
        for row in order
    )
    return filled_table(heads, shown, "Every control that applies holds, or is waived.")


class OpenRow(msgspec.Struct, frozen=True):
    """What is said of a resource, or of the environment: one row for all controls of which it is said."""

    verdict: ControlVerdict
    subject: Inlines
    reason: Inlines
    evidence: Inlines = ()
    is_general: bool = False


def open_rows(found: Sequence[Judgement], labels: Labels) -> Iterator[OpenRow]:
    """A row for each resource; where there are many, the first, and how many more."""
    shown = found if len(found) <= MOST_ROWS + 1 else found[:MOST_ROWS]
    for each in shown:
        cells = subject_cell(each, labels), reason_cell(each, labels), evidence_cell(each)
        yield OpenRow(each.verdict, *cells, each.subject is None)
    if len(found) > len(shown):
        more = inlines(Text(f"{len(found) - len(shown)} more resources"))
        yield OpenRow(found[0].verdict, more, inlines(Code("docgen controls"), " lists all"))


def severities(keys: Sequence[str]) -> str:
    """`high`, or `critical to low` of several; the keys begin with the most severe."""
    found = dict.fromkeys(catalogue()[key].severity.value for key in keys)
    return " to ".join(dict.fromkeys((next(iter(found)), next(reversed(found)))))


def controls_cell(keys: Sequence[str]) -> Inlines:
    """The controls of a row, or the first of many."""
    shown = keys if len(keys) <= MOST_CONTROLS + 1 else keys[:MOST_CONTROLS]
    links = [inlines(link_to(key)) for key in shown]
    if len(keys) > len(shown):
        links.append(inlines(Link(f"{len(keys) - len(shown)} more", f"#{EVERY_CONTROL}")))
    return joined_inlines(links)


def every_control(facts: Facts) -> Table:
    areas = {key: area for area, key in rules()}
    rows = tuple(
        (
            inlines(link_to(key)),
            inlines(catalogue()[key].severity.value),
            with_codes(rule_text(areas[key], key).title),
            *verdicts_in(facts, key),
        )
        for key in by_severity()
    )
    names = (sentence(each.name) for each in facts.environments)
    return filled_table(("Control", "Severity", "What must be", *names), rows, "There is no control.")

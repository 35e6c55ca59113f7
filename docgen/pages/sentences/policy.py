"""Findings of a policy in words, for `docgen check`."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from docgen.analysis.acceptance import Accepted
from docgen.analysis.exposure import ExposureVerdict
from docgen.analysis.levers import levers_of
from docgen.analysis.remediation import InputChange
from docgen.pages.sentences.controls import judgement_text
from docgen.pages.sentences.remediation import change_text
from docgen.pages.sentences.traffic import flow_text
from docgen.pages.words import joined
from docgen.rules.judgement import ControlVerdict, Judgement
from docgen.rules.policy_findings import (
    AcceptanceUnused,
    ControlOpen,
    ExposureOpen,
    PolicyFinding,
    RuleNotRun,
    WaiverFinding,
)
from docgen.rules.waivers import WaiverState
from docgen.source.span import Span

MOST_SUBJECTS = 20  # of one control in one environment, said one by one
MOST_INPUTS = 5


def policy_lines(findings: Sequence[PolicyFinding]) -> Iterator[tuple[PolicyFinding, tuple[str, ...]]]:
    """All findings in lines; those on one control in one environment together, with the first of them."""
    groups: dict[tuple[str, str, ControlVerdict], list[ControlOpen]] = {}
    for each in findings:
        if isinstance(each, ControlOpen):
            found = each.assessed
            key = (found.environment, found.rule.key, found.judgement.verdict)
            groups.setdefault(key, []).append(each)
    for group in groups.values():
        yield group[0], tuple(control_lines(group))
    for each in findings:
        if not isinstance(each, ControlOpen):
            yield each, (finding_line(each),)


def control_lines(group: Sequence[ControlOpen]) -> Iterator[str]:
    """The control and what to do; below, each subject with its reason and place, and the input that changes it."""
    assessed = group[0].assessed
    rule = assessed.rule
    verdict = "is broken" if assessed.judgement.verdict is ControlVerdict.BROKEN else "is undecided"
    yield f"Control {rule.key} ({rule.control.severity.value}) {verdict} in {assessed.environment}: {rule.text.title}"
    for each in group[:MOST_SUBJECTS]:
        yield f"  {subject_line(each.assessed.judgement)}"
        hint = input_sentence(each)
        if hint:
            yield f"    {hint}"
    if len(group) > MOST_SUBJECTS:
        yield f"  and {len(group) - MOST_SUBJECTS} more; `docgen controls` lists all."
    yield f"  Fix: {rule.text.fix}" if verdict == "is broken" else f"  Undecided when: {rule.text.undecided}"


def subject_line(judgement: Judgement) -> str:
    """`module.db.aws_db_instance.this (modules/db/main.tf:12): publicly_accessible = true`."""
    subject = str(judgement.subject or "the environment")
    because = judgement_text(judgement)
    ended = f"; {ended_text(judgement.waiver)}" if judgement.waiver is not None else ""
    return f"{subject}{place_text(judgement.span)}{f': {because}' if because else ''}{ended}"


def input_sentence(finding: ControlOpen) -> str:
    """The change of inputs to make: proved if docgen has tried it, else the inputs that decide it."""
    if finding.change is not None:
        return f"{instruction_text(finding.change)}{change_place(finding.change)}: then it holds, and no other control breaks."
    levers = levers_of(finding.assessed.judgement.trace)
    if not levers or finding.assessed.judgement.verdict is not ControlVerdict.BROKEN:
        return ""
    named = [f"{each.variable}{place_text(each.span)}" for each in levers[:MOST_INPUTS]]
    more = [f"{len(levers) - MOST_INPUTS} more"] if len(levers) > MOST_INPUTS else []
    return f"Decided by {joined([*named, *more])}."


def instruction_text(change: InputChange) -> str:
    return f"Set {change_text(change)}" if not change.removed else f"Use {change_text(change)}"


def change_place(change: InputChange) -> str:
    if change.source == "default":
        return f" (its default applies{f', {at_text(change.span)}' if change.span else ''})"
    return place_text(change.span)


def finding_line(finding: WaiverFinding | RuleNotRun | ExposureOpen | AcceptanceUnused) -> str:
    match finding:
        case WaiverFinding(waiver=waiver, state=state, span=span):
            what = f"The waiver of {waiver.control} for {waiver.subject}{place_text(span)}"
            if state is WaiverState.ENDED:
                return f"{what} ended on {waiver.until}: {who_text(waiver)}. Fix what is broken, or renew the waiver."
            return f"{what} is not used: nothing that it covers is broken. Remove it."
        case RuleNotRun(path=path, span=span):
            return (
                f"The rule {path}{place_text(span)} was not run, so what it judges is undecided: it is code of the repository. "
                "Read it, then run docgen with `--own-rules` or DOCGEN_OWN_RULES=1."
            )
        case ExposureOpen(environment=environment, exposure=exposure, ended=ended):
            ports = ", ".join(map(flow_text, exposure.ports)) or "no port"
            is_open = exposure.verdict is ExposureVerdict.EXPOSED
            what = f"{exposure.subject} in {environment} {'is' if is_open else 'may be'} open on {ports}"
            why = (
                "is not accepted"
                if ended is None
                else f"was accepted until {ended.until} ({who_text(ended)})"
            )
            return f"Exposure ({exposure.severity.value}): {what}, and {why}."
        case AcceptanceUnused(accepted=accepted, span=span):
            return f"The accepted exposure of {accepted.of}{place_text(span)} is not used: nothing that it is about is open. Remove it."
        case _:
            assert_never(finding)


def ended_text(accepted: Accepted) -> str:
    return f"its waiver ended on {accepted.until} ({who_text(accepted)})"


def who_text(accepted: Accepted) -> str:
    return f"{accepted.owner}: {accepted.reason.strip().rstrip('.')}"


def place_text(span: Span | None) -> str:
    return f" ({at_text(span)})" if span is not None else ""


def at_text(span: Span) -> str:
    return f"{span.path}:{span.line}"

"""What `docgen check` finds besides stale pages: assertions, parity, policy, the register. What makes it exit with 4."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from docgen.analysis.changes import Change
from docgen.analysis.exposure import Severity
from docgen.analysis.facts import Facts
from docgen.analysis.parity import unintended
from docgen.analysis.register import find_register_findings, finding_environment
from docgen.analysis.review import review_due
from docgen.analysis.verdicts import ClaimVerdict, Verdict
from docgen.app.as_of import day_of
from docgen.app.output import say
from docgen.app.own_rules import load_own_rules, may_run_own_rules
from docgen.app.policy import find_policy_findings
from docgen.app.session import exit_on_errors
from docgen.app.site import Site
from docgen.pages.problems import Problem
from docgen.pages.sentences.changes import change_line, change_sentence
from docgen.pages.sentences.claims import assertion_text
from docgen.pages.sentences.policy import policy_lines
from docgen.pages.sentences.problems import RUN
from docgen.pages.sentences.register import register_finding_text
from docgen.pages.sentences.reviews import overdue_text
from docgen.rules.policy_findings import AcceptanceUnused, ControlOpen, ExposureOpen, PolicyFinding
from docgen.source.span import Span
from docgen.trials.control_fixes import with_changes
from docgen.workspace.project import Project
from docgen.workspace.settings import FILE
from docgen.workspace.settings_model import ParitySettings

HIGH, MEDIUM = Severity.HIGH, Severity.MEDIUM


def found_problems(
    project: Project, site: Site, day: dt.date | None, as_of: str | None, *, own_rules: bool
) -> list[Problem]:
    """Everything that the project said must hold and does not, or cannot be decided."""
    return [
        *open_assertions(site.claims),
        *unlisted_differences(project.settings.parity, site.facts, day),
        *policy_problems(project, site.facts, day, own_rules=own_rules),
        *register_problems(project, site, as_of),
    ]


def in_settings(rule: str, lines: Sequence[str], severity: Severity = HIGH) -> Problem:
    """A problem of which nothing but docgen.yml is the place."""
    return Problem(rule, severity, "\n".join(lines), tuple(lines[:1]), FILE)


def policy_problems(
    project: Project, facts: Facts, day: dt.date | None, *, own_rules: bool
) -> Iterator[Problem]:
    """Problems with controls that must hold and do not, waivers, and exposures that are not accepted."""
    settings = project.settings
    own = None
    if may_run_own_rules(flag=own_rules):
        loaded = load_own_rules(settings, project.tree)
        exit_on_errors(loaded.diagnostics, project.tree)
        own = loaded.value
    found = find_policy_findings(facts, settings, project.tree, day, own)
    controls = [each for each in found if isinstance(each, ControlOpen)]
    others = [each for each in found if not isinstance(each, ControlOpen)]
    for finding, lines in policy_lines([*with_changes(controls, facts, project), *others]):
        severity, span = place_of(finding)
        where = (span.path, span.line) if span is not None else (FILE, 1)
        yield Problem("policy", severity, "\n".join(lines), tuple(lines[:1]), *where)


def place_of(finding: PolicyFinding) -> tuple[Severity, Span | None]:
    match finding:
        case ControlOpen(assessed=assessed):
            return assessed.rule.control.severity, assessed.judgement.span
        case ExposureOpen(exposure=exposure):
            return exposure.severity, exposure.rules[0].span if exposure.rules else None
        case AcceptanceUnused(span=span):
            return MEDIUM, span
        case _:
            return HIGH, finding.span


def unlisted_differences(settings: ParitySettings | None, facts: Facts, day: dt.date | None) -> list[Problem]:
    """One for each difference between environments that docgen.yml does not list, or no longer."""
    if settings is None:
        return []
    names = [each.name for each in facts.environments]
    found = []
    for row, entry in unintended(facts, settings.intended, day):
        values = ", ".join(f"{name} {value}" for name, value in zip(names, row.values, strict=True))
        of = f" of {row.subject}" if row.subject else ""
        why = "is not listed" if entry is None else f'was intended until {entry.until} ("{entry.because}")'
        found.append(in_settings("parity", [f"Difference {why}: {row.fact}{of}: {values}."], MEDIUM))
    return found


def register_problems(project: Project, site: Site, as_of: str | None) -> list[Problem]:
    """One for each flow without a reason, insecure service without mitigation, reason out of date, and for the review."""
    settings = project.settings
    if settings.why is None and settings.review is None:
        return []
    day = day_of(as_of, project)
    found = [
        f"{environment}: {text}" if environment else text
        for each in find_register_findings(site.registers, site.entries, day)
        for environment, text in [(finding_environment(each), register_finding_text(each))]
    ]
    if day is None and (settings.review is not None or any(each.review for each in site.entries)):
        say("Dates are not checked: git does not say when HEAD was committed. Give --as-of.")
    if settings.review is not None:
        due = review_due(settings.review.every, site.reviews)
        if due.due is None or (day is not None and due.is_overdue(day)):
            found.append(overdue_text(due, day))
    return [in_settings("register", [each], MEDIUM) for each in dict.fromkeys(found)]


def open_assertions(verdicts: Sequence[ClaimVerdict]) -> list[Problem]:
    """One for each assertion of docgen.yml that does not hold, or cannot be decided, and for where."""
    return [
        in_settings("assertion", [assertion_text(verdict.says, finding)])
        for verdict in verdicts
        if verdict.page == FILE
        for finding in verdict.findings
        if finding.verdict is not Verdict.HOLDS
    ]


def drift_problems(changes: Iterable[Change], stale: Iterable[str]) -> Iterator[Problem]:
    """Each fact that changed; where none did, each file that is out of date."""
    found = False
    for each in changes:
        found = True
        place = (each.place.path, each.place.line or 1) if each.place else (FILE, 1)
        key = (each.environment, each.subject, change_sentence(each))
        yield Problem("drift", HIGH, f"{change_line(each)}\n{RUN}", key, *place)
    if not found:
        for path in stale:
            yield Problem("stale", MEDIUM, f"{path} is out of date\n{RUN}", (path,), path)

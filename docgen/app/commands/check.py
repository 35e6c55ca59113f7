"""`docgen check`."""

import datetime as dt
from collections.abc import Sequence

import click

from docgen.analysis.facts import Facts
from docgen.analysis.parity import unintended
from docgen.analysis.register import find_register_findings, finding_environment
from docgen.analysis.review import review_due
from docgen.analysis.verdicts import ClaimVerdict, Verdict
from docgen.app.as_of import as_of_option, day_for, day_of, has_last_days
from docgen.app.check_cache import CheckCache
from docgen.app.drift import Drift, LostModule, find_drift, lost_modules
from docgen.app.files import stale_files
from docgen.app.output import say, say_lines
from docgen.app.own_rules import load_own_rules, may_run_own_rules, with_own_rules
from docgen.app.policy import find_policy_findings
from docgen.app.session import DRIFT, POLICY, evaluates, exit_on_errors, exit_with, opened_project
from docgen.app.site import FACTS, Site, build_site
from docgen.pages.sentences.changes import change_line
from docgen.pages.sentences.claims import assertion_text
from docgen.pages.sentences.policy import policy_lines
from docgen.pages.sentences.register import register_finding_text
from docgen.pages.sentences.reviews import overdue_text
from docgen.rules.policy_findings import ControlOpen
from docgen.source.diagnostic import Diagnostic
from docgen.source.tree import DiskTree, join
from docgen.trials.control_fixes import with_changes
from docgen.workspace.project import Project
from docgen.workspace.settings import FILE
from docgen.workspace.settings_model import ParitySettings

MOST_CHANGES = 1_000  # lines of changed facts


@click.command(
    name="check",
    help="Report stale pages and changed facts without writing. Exits with 3 where there are any.",
)
@click.option("--no-diff", is_flag=True, help="Only the facts that changed and the names of the files.")
@as_of_option(
    "The day for dates of reviews and waivers, or a revision for its day. Default: the day of HEAD."
)
@with_own_rules
@evaluates
def command(*, no_diff: bool, as_of: str | None, own_rules: bool) -> None:
    project = opened_project()
    result = build_site(project)
    exit_on_errors(result.diagnostics, project.tree)
    broken = open_assertions(result.value.claims)
    day = day_for(project, as_of)
    broken += unlisted_differences(project.settings.parity, result.value.facts, day)
    broken += policy_findings(project, result.value.facts, day, own_rules=own_rules)
    if day is None and has_last_days(project.settings):
        say(
            "Whether a last day has passed was not judged: git knows no commit here. Give the day with --as-of."
        )
    broken += register_problems(project, result.value, as_of)
    for line in broken:
        say(line)
    stale = list(stale_files(result.value, project.tree))
    if not stale and broken:
        exit_with(POLICY)
    if not stale:
        say(f"The documentation says what the Terraform says ({len(result.value.files)} files).")
        may_be_kept(project, result.diagnostics)
        return
    lost = lost_modules(project, result.value)
    if lost:
        tell_lost_modules(lost)
    else:
        drift = find_drift(project, result.value)
        if drift.unreadable:
            where = join(project.settings.docs, FACTS)
            say(f"{where} was made by another version of docgen, or is damaged: {drift.unreadable}.")
            say()
        tell_drift(drift, stale, diffs=not no_diff)
    exit_with(POLICY if broken else DRIFT)


def may_be_kept(project: Project, diagnostics: Sequence[Diagnostic]) -> None:
    """Tell the cache that the answer is certain: no clock decided a picture, and nothing else than files was looked at."""
    cache = click.get_current_context().find_object(CheckCache)
    if cache is not None and isinstance(project.tree, DiskTree):
        cache.is_clean = not project.tree.doubts and all(each.gap is not None for each in diagnostics)


def tell_drift(drift: Drift, stale: Sequence[tuple[str, str]], *, diffs: bool) -> None:
    """What changed: facts, then files, then their diffs."""
    if drift.changes:
        say(f"{len(drift.changes)} fact{'s' if len(drift.changes) > 1 else ''} changed:")
        for each in drift.changes[:MOST_CHANGES]:
            say(f"  {change_line(each)}")
        if len(drift.changes) > MOST_CHANGES:
            say(f"  … and {len(drift.changes) - MOST_CHANGES} more")
        say()
    say(f"{len(stale)} file{'s are' if len(stale) > 1 else ' is'} out of date:")
    for path, _ in stale:
        say(f"  {path}")
    if drift.unreadable:
        say("Which facts changed cannot be compared.")
    elif not drift.changes:
        say(
            "No fact changed: a generated file was edited by hand or is missing, docgen.yml or a review says something else, or "
            "another version of docgen made the files."
        )
    if diffs:
        for _, diff in stale:
            say()
            say_lines(diff)
    say()
    say("Run `docgen build` and commit the result.")


def tell_lost_modules(lost: Sequence[LostModule]) -> None:
    """That the code of modules is missing explains every other difference, so nothing else is listed."""
    say("Module code that was there when the documentation was made is missing now:")
    for each in lost:
        say(f"  {each.source} ({', '.join(each.environments)})")
    say()
    for remedy in dict.fromkeys(each.remedy for each in lost if each.remedy):
        say(remedy)
    say("Then run `docgen check` again. Without that code the documentation cannot be compared.")


def policy_findings(project: Project, facts: Facts, day: dt.date | None, *, own_rules: bool) -> list[str]:
    """Lines about controls that must hold and do not, waivers, and exposures that are not accepted."""
    settings = project.settings
    own = None
    if may_run_own_rules(flag=own_rules):
        loaded = load_own_rules(settings, project.tree)
        exit_on_errors(loaded.diagnostics, project.tree)
        own = loaded.value
    found = find_policy_findings(facts, settings, project.tree, day, own)
    controls = [each for each in found if isinstance(each, ControlOpen)]
    others = [each for each in found if not isinstance(each, ControlOpen)]
    return list(policy_lines([*with_changes(controls, facts, project), *others]))


def unlisted_differences(settings: ParitySettings | None, facts: Facts, day: dt.date | None) -> list[str]:
    """One line for each difference between environments that docgen.yml does not list, or no longer."""
    if settings is None:
        return []
    names = [each.name for each in facts.environments]
    found = []
    for row, entry in unintended(facts, settings.intended, day):
        values = ", ".join(f"{name} {value}" for name, value in zip(names, row.values, strict=True))
        of = f" of {row.subject}" if row.subject else ""
        why = "is not listed" if entry is None else f'was intended until {entry.until} ("{entry.because}")'
        found.append(f"Difference {why}: {row.fact}{of}: {values}.")
    return found


def register_problems(project: Project, site: Site, as_of: str | None) -> list[str]:
    """One line for each flow without a reason, insecure service without mitigation, reason out of date, and for the review."""
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
    return list(dict.fromkeys(found))


def open_assertions(verdicts: Sequence[ClaimVerdict]) -> list[str]:
    """One line for each assertion of docgen.yml that does not hold, or cannot be decided, and for where."""
    return [
        assertion_text(verdict.says, finding)
        for verdict in verdicts
        if verdict.page == FILE
        for finding in verdict.findings
        if finding.verdict is not Verdict.HOLDS
    ]

"""`docgen check`."""

import datetime as dt
from collections.abc import Sequence

import click

from docgen.analysis.facts import Facts
from docgen.analysis.parity import unintended
from docgen.analysis.verdicts import ClaimVerdict, Verdict
from docgen.app.as_of import day_for, has_last_days, with_as_of
from docgen.app.drift import Drift, LostModule, find_drift, lost_modules
from docgen.app.files import stale_files
from docgen.app.output import say, say_lines
from docgen.app.own_rules import load_own_rules, may_run_own_rules, with_own_rules
from docgen.app.policy import find_policy_findings
from docgen.app.session import DRIFT, POLICY, evaluates, exit_on_errors, exit_with, opened_project
from docgen.app.site import FACTS, build_site
from docgen.pages.sentences.changes import change_line
from docgen.pages.sentences.claims import assertion_text
from docgen.pages.sentences.policy import policy_lines
from docgen.rules.policy_findings import ControlOpen
from docgen.source.tree import join
from docgen.trials.control_fixes import with_changes
from docgen.workspace.project import Project
from docgen.workspace.settings import FILE
from docgen.workspace.settings_model import ParitySettings


@click.command(
    name="check",
    help="Report stale pages and changed facts without writing. Exits with 3 where there are any.",
)
@click.option("--no-diff", is_flag=True, help="Only the facts that changed and the names of the files.")
@with_as_of
@with_own_rules
@evaluates
def command(*, no_diff: bool, as_of: dt.date | None, own_rules: bool) -> None:
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
    for line in broken:
        say(line)
    stale = list(stale_files(result.value, project.folder))
    if not stale and broken:
        exit_with(POLICY)
    if not stale:
        say(f"The documentation says what the Terraform says ({len(result.value.files)} files).")
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


def tell_drift(drift: Drift, stale: Sequence[tuple[str, str]], *, diffs: bool) -> None:
    """What changed: facts, then files, then their diffs."""
    if drift.changes:
        say(f"{len(drift.changes)} fact{'s' if len(drift.changes) > 1 else ''} changed:")
        for each in drift.changes:
            say(f"  {change_line(each)}")
        say()
    say(f"{len(stale)} file{'s are' if len(stale) > 1 else ' is'} out of date:")
    for path, _ in stale:
        say(f"  {path}")
    if drift.unreadable:
        say("Which facts changed cannot be compared.")
    elif not drift.changes:
        say(
            "No fact changed: a generated file was edited by hand, is missing, or was made by another version, or docgen.yml changed."
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


def open_assertions(verdicts: Sequence[ClaimVerdict]) -> list[str]:
    """One line for each assertion of docgen.yml that does not hold, or cannot be decided, and for where."""
    return [
        assertion_text(verdict.says, finding)
        for verdict in verdicts
        if verdict.page == FILE
        for finding in verdict.findings
        if finding.verdict is not Verdict.HOLDS
    ]

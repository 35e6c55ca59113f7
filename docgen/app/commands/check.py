"""`docgen check`."""

from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from docgen.app.as_of import as_of_option, day_for, has_last_days
from docgen.app.check_cache import CheckCache
from docgen.app.check_problems import drift_problems, found_problems
from docgen.app.ci import Report, chosen_format, deliver, format_option, output_option, text_beside
from docgen.app.drift import Drift, LostModule, find_drift, lost_modules
from docgen.app.files import changed_files, stale_files, write_asked
from docgen.app.output import say, say_lines
from docgen.app.own_rules import with_own_rules
from docgen.app.revision import way_from_top
from docgen.app.session import (
    ANNOTATE,
    CLEAN,
    DRIFT,
    POLICY,
    evaluates,
    exit_on_errors,
    exit_with,
    opened_project,
)
from docgen.app.site import FACTS, Site, build_site
from docgen.exports.patch import patch
from docgen.pages.problems import Problem, check_summary
from docgen.pages.sentences.changes import change_line
from docgen.pages.sentences.problems import CHECKS, RUN
from docgen.source.diagnostic import Diagnostic
from docgen.source.tree import DiskTree, join
from docgen.workspace.project import Project

MOST_CHANGES = 1_000  # lines of changed facts


@click.command(
    name="check",
    help="Report stale pages and changed facts without writing. Exits with 3 where there are any.",
)
@click.option("--no-diff", is_flag=True, help="Only the facts that changed and the names of the files.")
@format_option()
@output_option
@click.option(
    "--patch",
    "patch_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a patch that brings the documentation up to date, for `git apply`.",
)
@as_of_option(
    "The day for dates of reviews and waivers, or a revision for its day. Default: the day of HEAD."
)
@with_own_rules
@evaluates
def command(  # noqa: PLR0913 - one parameter an option
    *,
    no_diff: bool,
    form: str | None,
    output: Path | None,
    patch_file: Path | None,
    as_of: str | None,
    own_rules: bool,
) -> None:
    chosen = chosen_format(form, output)
    click.get_current_context().meta[ANNOTATE] = chosen == "github"
    project = opened_project()
    with text_beside(chosen, output):
        checked = check(project, as_of, own_rules=own_rules, diffs=not no_diff)
    if patch_file is not None:
        write_patch(checked.site, project, patch_file)
    deliver(chosen, output, Report(checked.problems, CHECKS, check_summary(checked.problems)), project.folder)
    if checked.code:
        exit_with(checked.code)
    if output is None and patch_file is None:
        may_be_kept(project, checked.diagnostics)


class Checked(msgspec.Struct, frozen=True, eq=False):
    """The result of a check."""

    site: Site
    diagnostics: Sequence[Diagnostic]
    problems: tuple[Problem, ...]
    code: int


def check(project: Project, as_of: str | None, *, own_rules: bool, diffs: bool) -> Checked:
    """Check, and print it as text."""
    result = build_site(project)
    exit_on_errors(result.diagnostics, project.tree)
    site = result.value
    day = day_for(project, as_of)
    if day is None and has_last_days(project.settings):
        say(
            "Whether a last day has passed was not judged: git knows no commit here. Give the day with --as-of."
        )
    broken = found_problems(project, site, day, as_of, own_rules=own_rules)
    for each in broken:
        for line in each.message.split("\n"):
            say(line)
    stale = list(stale_files(site, project.tree))
    if not stale:
        if not broken:
            say(f"The documentation says what the Terraform says ({len(site.files)} files).")
        return Checked(site, result.diagnostics, tuple(broken), POLICY if broken else CLEAN)
    lost = lost_modules(project, site)
    drift = Drift()
    if lost:
        tell_lost_modules(lost)
    else:
        drift = find_drift(project, site)
        if drift.unreadable:
            where = join(project.settings.docs, FACTS)
            say(f"{where} was made by another version of docgen, or is damaged: {drift.unreadable}.")
            say()
        tell_drift(drift, stale, diffs=diffs)
    moved = drift_problems(drift.changes, [path for path, _ in stale])
    return Checked(site, result.diagnostics, (*broken, *moved), POLICY if broken else DRIFT)


def write_patch(site: Site, project: Project, file: Path) -> None:
    """The patch that corrects the drift; an empty file if there is none."""
    content = patch(changed_files(site, project.tree), way_from_top(project.folder))
    write_asked(file, content)
    if content:
        say(f"Or apply the patch: git apply {file}")


def may_be_kept(project: Project, diagnostics: Sequence[Diagnostic]) -> None:
    """Tell the cache that the answer is certain: no clock decided a picture, and nothing else than files was looked at."""
    cache = click.get_current_context().find_object(CheckCache)
    if cache is not None and isinstance(project.tree, DiskTree):
        cache.is_clean = not project.tree.doubts and all(each.gap is not None for each in diagnostics)


def tell_drift(drift: Drift, stale: Sequence[tuple[str, str]], *, diffs: bool) -> None:
    """Prints the changes: facts, then files, then their diffs."""
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
    say(RUN)


def tell_lost_modules(lost: Sequence[LostModule]) -> None:
    """That the code of modules is missing explains every other difference, so nothing else is listed."""
    say("Module code that was there when the documentation was made is missing now:")
    for each in lost:
        say(f"  {each.source} ({', '.join(each.environments)})")
    say()
    for remedy in dict.fromkeys(each.remedy for each in lost if each.remedy):
        say(remedy)
    say("Then run `docgen check` again. Without that code the documentation cannot be compared.")

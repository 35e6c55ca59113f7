"""`docgen review`."""

import datetime as dt
from collections.abc import Sequence

import click

from docgen.analysis.register import Register, find_register, find_register_findings
from docgen.analysis.review import Review, review_changes, reviewed_register
from docgen.app.as_of import as_of_option, date_of, opened_as_of
from docgen.app.documents import not_writable
from docgen.app.files import write_whole
from docgen.app.output import say, usage_error
from docgen.app.revision import current_revision, git
from docgen.app.session import evaluates, exit_on_errors
from docgen.pages.sentences.register import register_finding_text
from docgen.pages.sentences.reviews import review_change_lines
from docgen.source.git_tree import GitTree
from docgen.source.tree import DiskTree
from docgen.workspace.pipeline import find_facts
from docgen.workspace.project import Project
from docgen.workspace.reviews import read_reviews, review_file, review_path
from docgen.workspace.settings import read_entries
from docgen.workspace.why_reader import check_entries


@click.command(
    name="review",
    help="Show what changed in the allowed flows since the last review, and record a new one.",
)
@as_of_option("The day of the review, or a revision to review. Default: the day of the commit HEAD.")
@click.option("--date", "date", metavar="DATE", help="The day of the review; with --as-of REV.")
@click.option("--by", "reviewer", metavar="NAME", help="Who reviews. Default: git's user.name.")
@click.option("--exception", "exceptions", multiple=True, metavar="TEXT", help="Repeatable.")
@click.option("--dry-run", "--show", "dry", is_flag=True, help="Write nothing.")
@evaluates
def command(
    *, as_of: str | None, date: str | None, reviewer: str | None, exceptions: tuple[str, ...], dry: bool
) -> None:
    asked = opened_as_of(as_of)
    project = asked.project
    day = date_of(date) or asked.date
    if date is not None and date_of(date) is None:
        raise usage_error(f"{date} is no date. Write it as 2026-11-28.")
    result = find_facts(project)
    entries = read_entries(project.tree, project.settings)
    registers = [find_register(each, entries) for each in result.value.environments]
    reviews = read_reviews(DiskTree(project.folder), project.settings)
    exit_on_errors(
        (*result.diagnostics, *check_entries(entries, registers), *reviews.diagnostics), project.tree
    )
    print_changes(reviews.value, registers)
    findings = find_register_findings(registers, entries, day)
    lines = list(dict.fromkeys(register_finding_text(each) for each in findings))
    say()
    say(f"Findings: {len(lines)}")
    for line in lines:
        say(f"  {line}")
    if not dry:
        record(project, registers, day, reviewer, exceptions)


def print_changes(reviews: Sequence[Review], registers: Sequence[Register]) -> None:
    if not reviews:
        say("There is no review yet.")
        for each in registers:
            say(f"{each.environment}: {len(each.flows)} flows")
        return
    last = reviews[-1]
    changes = review_changes(last, registers)
    said = "Changes since" if changes else "No changes since"
    say(f"{said} the review of {last.date} by {last.by}{':' if changes else '.'}")
    for change in changes:
        for word, key, more in review_change_lines(change):
            say(f"  {change.environment}: {word} {key}{more}")


def record(
    project: Project,
    registers: Sequence[Register],
    day: dt.date | None,
    reviewer: str | None,
    exceptions: tuple[str, ...],
) -> None:
    by = (reviewer if reviewer is not None else git(project.folder, "config", "user.name")).strip()
    if not by:
        raise usage_error("Who reviews? Give --by NAME, or set git's user.name.")
    if day is None:
        raise usage_error("Git does not say when HEAD was committed. Give the day: --date 2026-11-28.")
    tree = project.tree
    revision = tree.revision if isinstance(tree, GitTree) else current_revision(project.folder)
    review = Review(
        day,
        by,
        "" if revision == "HEAD" else revision,
        {each.environment: reviewed_register(each) for each in registers},
        tuple(each.strip() for each in exceptions if each.strip()),
    )
    disk = DiskTree(project.folder)
    path = review_path(disk, project.settings, day)
    content = review_file(review)
    exit_on_errors(tuple(not_writable(disk, {path: content}, frozenset())), disk)
    write_whole(disk, path, content)
    say()
    say(f"Wrote {path}. Run `docgen build`, and commit both.")

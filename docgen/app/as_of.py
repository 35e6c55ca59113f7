"""The day, or the revision, that a question is about: `--as-of`. No answer depends on the clock.

The day decides whether waivers, accepted exposures, intended differences and reasons have ended: that of `--as-of`, else that of
the commit that is checked out. Pages print last days, and not whether one has passed.
"""

import datetime as dt
import re
from collections.abc import Callable

import click
import msgspec

from docgen.app.output import usage_error
from docgen.app.session import C, exit_on_errors, opened_project
from docgen.source.diagnostic import Result
from docgen.source.git_tree import open_revision
from docgen.source.line_history import LineHistory
from docgen.workspace.project import Project, open_tree
from docgen.workspace.settings_model import Settings

LOOKS_LIKE_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


class AsOf(msgspec.Struct, frozen=True, eq=False):
    """A project as it is on disk, or as a revision has it; its history; and the day that counts as today."""

    project: Project
    history: LineHistory
    date: dt.date | None  # None: git does not say when the revision was committed


def as_of_option(text: str) -> Callable[[C], C]:
    """The option, with what it is for."""
    return click.option("--as-of", "as_of", metavar="DATE|REV", help=text)


def date_of(text: str | None) -> dt.date | None:
    """The day that an option names; None where it names none."""
    if text is None or LOOKS_LIKE_DATE.fullmatch(text) is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as problem:
        raise usage_error(f"{text} is no date. Write it as 2026-11-28.") from problem


def day_of(text: str | None, project: Project) -> dt.date | None:
    """The day that the option names, else that of the revision, else that of HEAD; None where git does not say."""
    date = date_of(text)
    if date is not None:
        return date
    if text is None:
        return LineHistory(project.tree, project.folder).date
    tree = open_revision(project.folder, text)
    exit_on_errors(tree.diagnostics)
    assert tree.value is not None  # noqa: S101 - without errors there is a tree
    return LineHistory(tree.value, project.folder).date


def opened_as_of(text: str | None) -> AsOf:
    """A date is a day for the files on disk; a revision is read in their place, and its day is that of its commit."""
    project = opened_project()
    date = date_of(text)
    if text is not None and date is None:
        tree = open_revision(project.folder, text)
        exit_on_errors(tree.diagnostics)
        assert tree.value is not None  # noqa: S101 - without errors there is a tree
        result: Result[Project | None] = open_tree(tree.value, project.folder)
        exit_on_errors(result.diagnostics, tree.value)
        assert result.value is not None  # noqa: S101 - as above
        project = result.value
    history = LineHistory(project.tree, project.folder)
    return AsOf(project, history, date or history.date)


def day_for(project: Project, text: str | None = None) -> dt.date | None:
    """The same; git is asked only where docgen.yml says of something until when it counts."""
    return day_of(text, project) if text is not None or has_last_days(project.settings) else None


def has_last_days(settings: Settings) -> bool:
    """Whether docgen.yml says of a waiver, an accepted exposure or an intended difference until when it counts."""
    intended = settings.parity.intended if settings.parity else ()
    return bool(settings.waivers or settings.exposures.accepted or any(each.until for each in intended))

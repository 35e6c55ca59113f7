"""The day that decides whether waivers, accepted exposures and intended differences have ended.

Time enters docgen here and nowhere else: with `--as-of`, else as the day of the commit that is checked out. So the same
revision gives the same answer whenever it is asked. Pages do not ask for it: they print last days, and not whether one has passed.
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from docgen.app.revision import git
from docgen.workspace.project import Project
from docgen.workspace.settings_model import Settings

C = TypeVar("C", bound=Callable[..., object])


class Day(click.ParamType[dt.date]):
    """A date as `2027-03-31`."""

    name = "date"

    def convert(
        self, value: str | dt.date, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail("it is not a date such as 2027-03-31.", param, ctx)


def with_as_of(command: C) -> C:
    """A command with the option `--as-of`, as `as_of`."""
    option = click.option(
        "--as-of",
        "as_of",
        type=Day(),
        metavar="DATE",
        help="The day that decides whether a waiver has ended; without it, that of the commit that is checked out.",
    )
    return option(command)


def day_of(folder: Path, given: dt.date | None) -> dt.date | None:
    """The given day, else that of the commit that is checked out; None where git knows none.

    The committer's date in UTC: the time zone in which a commit was made does not count.
    """
    if given is not None:
        return given
    seconds = git(folder, "show", "--no-patch", "--no-show-signature", "--format=%ct", "HEAD")
    return dt.datetime.fromtimestamp(int(seconds), tz=dt.UTC).date() if seconds.isdigit() else None


def day_for(project: Project, given: dt.date | None) -> dt.date | None:
    """The same for a project; git is asked only where docgen.yml says of something until when it counts."""
    return day_of(project.folder, given) if has_last_days(project.settings) else given


def has_last_days(settings: Settings) -> bool:
    """Whether docgen.yml says of anything until when it counts."""
    intended = settings.parity.intended if settings.parity else ()
    return bool(settings.waivers or settings.exposures.accepted or any(each.until for each in intended))

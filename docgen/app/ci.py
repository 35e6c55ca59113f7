"""Output of `docgen check` and `docgen diff` for CI systems, besides the text for people.

The system is known by its environment variables: https://docs.github.com/actions/reference/workflows-and-actions/variables and
https://docs.gitlab.com/ci/variables/predefined_variables/. On GitHub annotations and the summary of the job are added to the
text. Reports for programs take the place of the text, which goes to standard error then, or go into a file.
"""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from docgen.analysis.exposure import Severity
from docgen.app.files import append_asked, write_asked
from docgen.app.output import say, say_annotation, say_json, say_lines
from docgen.app.revision import way_from_top
from docgen.exports.problems import code_quality, problems_sarif
from docgen.pages.problems import Problem
from docgen.source.inert import shown_json, shown_text, without_commands

LEVELS: Mapping[Severity, str] = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
}
# GitHub shows so many of each level for a step: https://docs.github.com/rest/checks/runs#create-a-check-run
MOST_ANNOTATIONS = 10
MOST_SUMMARY = 1_000_000  # bytes: GitHub takes 1 MiB of a step
REPORTS = ("gitlab", "sarif")


def format_option(*others: str) -> Callable[[click.decorators.FC], click.decorators.FC]:
    """`--format`; text by itself, and with annotations where GitHub runs it."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", *others, "github", *REPORTS]),
        help="How to print. Default: text, and in GitHub Actions annotations and a summary with it.",
    )


output_option = click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the format into this file, and print text. Default of --format then: that of the CI system.",
)


def chosen_format(asked: str | None, output: Path | None) -> str:
    """The format that was asked for, or that of the CI system around."""
    if asked is not None:
        return asked
    if os.environ.get("GITHUB_ACTIONS") == "true":
        return "sarif" if output is not None else "github"
    if output is not None:
        return "gitlab" if os.environ.get("GITLAB_CI") == "true" else "sarif"
    return "text"


@contextmanager
def text_beside(form: str, output: Path | None, programs: Sequence[str] = REPORTS) -> Iterator[None]:
    """Redirects what is printed inside to standard error, if standard output is for a program."""
    if form in programs and output is None:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    else:
        yield


class Report(msgspec.Struct, frozen=True):
    """The problems to report."""

    problems: tuple[Problem, ...]
    titles: Mapping[str, str]  # of the rules
    summary: str = ""  # Markdown for people; "" for nothing


def deliver(form: str, output: Path | None, report: Report, folder: Path) -> None:
    """Tell it in this format; nothing for those that are no formats of CI systems."""
    if form not in {"github", "gitlab", "sarif"}:
        return  # git is not asked for the way that only reports name
    above = way_from_top(folder)
    match form:
        case "github":
            annotate(report.problems, above)
            add_summary(report.summary)
        case "gitlab":
            write_or_say(code_quality(report.problems, above), output)
        case "sarif":
            write_or_say(problems_sarif(report.problems, report.titles, above), output)
        case _:
            return


def write_or_say(data: object, output: Path | None) -> None:
    if output is None:
        say_json(data)
    else:
        text = shown_json(msgspec.json.format(msgspec.json.encode(data), indent=2).decode())
        write_asked(output, f"{text}\n".encode())


def write_or_say_text(text: str, output: Path | None) -> None:
    """A document of text that a program or a person asked for."""
    if output is None:
        if text:
            say_lines(text)
    else:
        shown = "\n".join(without_commands(shown_text(each)) for each in text.split("\n"))
        write_asked(output, shown.encode())


def annotate(problems: Sequence[Problem], above: str) -> None:
    """As many annotations as GitHub shows, the worst first."""
    counts: dict[str, int] = {}
    for each in problems:
        level = LEVELS[each.severity]
        counts[level] = counts.get(level, 0) + 1
        if counts[level] <= MOST_ANNOTATIONS:
            path = f"{above}{each.path}" if each.path else ""
            say_annotation(level, each.message, path, each.line, f"docgen: {each.rule.replace('_', ' ')}")
    left = sum(max(0, count - MOST_ANNOTATIONS) for count in counts.values())
    if left:
        say(f"{left} more are without annotation: GitHub shows {MOST_ANNOTATIONS} of each level.")


def add_summary(text: str) -> None:
    """Add Markdown to the summary of the job; a folder or file that is not there is no reason to fail."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path or not text:
        return
    with contextlib.suppress(OSError):
        append_asked(Path(path), text.encode("utf-8", "backslashreplace")[:MOST_SUMMARY] + b"\n")

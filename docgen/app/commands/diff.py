"""`docgen diff`."""

from collections.abc import Sequence
from pathlib import Path

import click

from docgen.analysis.exposure import Severity
from docgen.app.output import Terminal, say_json
from docgen.app.revisions import compare_revisions
from docgen.app.session import POLICY, evaluates, exit_on_errors, exit_with, find_folder
from docgen.delta.model import ORDER, Delta, Direction, EnvironmentDelta, Item, worst
from docgen.exports.diff import diff_json
from docgen.pages.sentences.diff import (
    NOTHING,
    affects_text,
    counted,
    environment_text,
    gaps_text,
    item_text,
    lever_text,
    place_text,
)
from docgen.source.tree import DiskTree

STYLES = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
}
TITLES = {
    Direction.WORSE: "",
    Direction.UNKNOWN: "not certain",
    Direction.NEUTRAL: "changed",
    Direction.BETTER: "better",
}


@click.command(
    name="diff",
    help="Show what changes between two git revisions: flows, exposures, access, protection. HEAD: the files on disk.",
)
@click.argument("base")
@click.argument("head", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
)
@click.option(
    "--fail-on",
    type=click.Choice([each.value for each in Severity]),
    help="Exit with 4 where something is that much worse, or more.",
)
@evaluates
def command(base: str, head: str | None, form: str, fail_on: str | None) -> None:
    folder = find_folder(Path.cwd())
    result = compare_revisions(folder, base, head)
    exit_on_errors(result.diagnostics, DiskTree(folder))
    assert result.value is not None  # noqa: S101 - without errors there is one
    if form == "json":
        say_json(diff_json(result.value))
    else:
        print_delta(result.value, Terminal())
    found = worst(result.value.items)
    if fail_on is not None and found is not None and ORDER[found] <= ORDER[Severity(fail_on)]:
        exit_with(POLICY)


def print_delta(delta: Delta, terminal: Terminal) -> None:
    for note in delta.notes:
        terminal.line(note)
    shown = [each for each in delta.environments if each.items or each.gaps or environment_text(each)]
    for each in shown:
        print_environment(each, terminal)
    if not any(each.items for each in delta.environments):
        terminal.line(NOTHING)


def print_environment(delta: EnvironmentDelta, terminal: Terminal) -> None:
    said = ", ".join(each for each in (environment_text(delta), counted(delta)) if each)
    terminal.line((delta.name, "bold"), f": {said}" if said else "")
    for each in told(delta.items):
        print_subject(each, terminal)
    if delta.gaps:
        terminal.line("  ", gaps_text(delta))


def print_subject(found: Told, terminal: Terminal) -> None:
    severity = found.severity
    title = severity.value if severity else TITLES[found.direction]
    style = STYLES[severity] if severity else "dim"
    terminal.line("  ", (f"{title:<11}", style), " ", (found.subject, "bold"))
    for each in found.sentences:
        terminal.line(f"      {each.text}", f" ({each.place})" if each.place else "")
    for lever in found.levers:
        terminal.line(f"      because of {lever}")
    if found.affects:
        terminal.line(f"      concerns {affects_text(found.affects)}")

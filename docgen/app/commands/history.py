"""`docgen history`."""

from collections.abc import Sequence

import click

from docgen.app.history import MOST_COMMITS, commit_addresses, read_history
from docgen.app.output import Terminal, say_json, say_lines
from docgen.app.session import exit_on_errors, opened_project
from docgen.delta.history import Entry
from docgen.exports.history import history_json
from docgen.pages.history import history_markdown, history_svg, lines_of
from docgen.pages.sentences.history import NOTHING, counts_text, head_text


@click.command(
    name="history",
    help="Show how exposures and verdicts of controls changed over the last commits of the main line.",
)
@click.option(
    "-n",
    "number",
    type=click.IntRange(1, MOST_COMMITS),
    default=20,
    show_default=True,
    help="How many commits that changed the stored facts.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown", "svg"]),
    default="text",
    show_default=True,
)
def command(number: int, form: str) -> None:
    project = opened_project()
    result = read_history(project.tree.root, project.settings.docs, number)
    exit_on_errors(result.diagnostics, project.tree)
    entries = result.value
    address = commit_addresses(project.tree.root)
    match form:
        case "json":
            return say_json(history_json(entries, address))
        case "markdown":
            return say_lines(history_markdown(entries, address))
        case "svg":
            return say_lines(history_svg(entries, address))
        case _:
            return say_entries(entries)


def say_entries(entries: Sequence[Entry]) -> None:
    terminal = Terminal()
    if not entries:
        terminal.line(NOTHING)
    for each in entries:
        terminal.line((head_text(each), "bold"))
        for line in lines_of(each):
            terminal.line(f"  {line}")
        if each.counts:
            terminal.line("  ", (counts_text(each), "dim"))

"""`docgen history`."""

import click

from docgen.app.history import MOST_COMMITS, read_history
from docgen.app.output import Terminal, say_json, say_lines
from docgen.app.session import exit_on_errors, opened_project
from docgen.exports.history import history_json
from docgen.pages.history import history_markdown
from docgen.pages.sentences.history import NOTHING, counts_text, head_text, move_text, note_text


@click.command(
    name="history",
    help="Show how exposures and verdicts of controls moved over the last commits of the main line.",
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
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True
)
def command(number: int, form: str) -> None:
    project = opened_project()
    result = read_history(project.tree.root, project.settings.docs, number)
    exit_on_errors(result.diagnostics, project.tree)
    entries = result.value
    if form == "json":
        say_json(history_json(entries))
        return
    if form == "markdown":
        say_lines(history_markdown(entries))
        return
    terminal = Terminal()
    if not entries:
        terminal.line(NOTHING)
    for each in entries:
        terminal.line((head_text(each), "bold"))
        for line in (note_text(each), *map(move_text, each.moves)):
            if line:
                terminal.line(f"  {line}")
        if each.counts:
            terminal.line("  ", (counts_text(each), "dim"))

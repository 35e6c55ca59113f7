"""`docgen diff`."""

from pathlib import Path

import click

from docgen.analysis.exposure import Severity
from docgen.app.ci import (
    Report,
    chosen_format,
    deliver,
    format_option,
    output_option,
    write_or_say,
    write_or_say_text,
)
from docgen.app.output import Terminal
from docgen.app.revisions import compare_revisions, merge_base
from docgen.app.session import ANNOTATE, POLICY, evaluates, exit_on_errors, exit_with, find_folder
from docgen.delta.model import ORDER, Area, Delta, Direction, EnvironmentDelta, worst
from docgen.exports.diff import diff_json
from docgen.pages.architecture_diagram import architecture_drawing
from docgen.pages.diff_comment import diff_comment
from docgen.pages.diff_html import Pictures, diff_html
from docgen.pages.labels import Labels
from docgen.pages.problems import Problem
from docgen.pages.sentences.diff import (
    DIRECTIONS,
    NOTHING,
    Told,
    affects_text,
    counted,
    environment_text,
    gaps_text,
    told,
    told_rank,
)
from docgen.pages.sentences.problems import CHANGES, rule_name, told_message
from docgen.source.tree import DiskTree
from docgen.workspace.settings import FILE

STYLES = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
}


@click.command(
    name="diff",
    help="Show what changes between two git revisions: flows, exposures, access, protection. HEAD: the files on disk.",
)
@click.argument("base")
@click.argument("head", required=False)
@click.option(
    "--merge-base",
    "from_merge_base",
    is_flag=True,
    help="Compare with what the branch began from, and not with BASE as it is.",
)
@format_option("markdown", "json", "html")
@output_option
@click.option(
    "--fail-on",
    type=click.Choice([each.value for each in Severity]),
    help="Exit with 4 where something is that much worse, or more.",
)
@evaluates
def command(  # noqa: PLR0913 - one parameter an option
    base: str,
    head: str | None,
    *,
    from_merge_base: bool,
    form: str | None,
    output: Path | None,
    fail_on: str | None,
) -> None:
    chosen = chosen_format(form, output)
    click.get_current_context().meta[ANNOTATE] = chosen == "github"
    folder = find_folder(Path.cwd())
    if from_merge_base:
        found_base = merge_base(folder, base, head)
        exit_on_errors(found_base.diagnostics)
        base = found_base.value
    result = compare_revisions(folder, base, head)
    exit_on_errors(result.diagnostics, DiskTree(folder))
    assert result.value is not None  # noqa: S101 - without errors there is one
    delta = result.value
    if output is not None or chosen in {"text", "github"}:
        print_delta(delta, Terminal())
    match chosen:
        case "json":
            write_or_say(diff_json(delta), output)
        case "markdown":
            write_or_say_text(diff_comment(delta), output)
        case "html":
            write_or_say_text(diff_html(delta, drawn(delta)), output)
        case _:
            deliver(chosen, output, Report(diff_problems(delta), CHANGES, diff_comment(delta)), folder)
    found = worst(delta.items)
    if fail_on is not None and found is not None and ORDER[found] <= ORDER[Severity(fail_on)]:
        exit_with(POLICY)


def diff_problems(delta: Delta) -> tuple[Problem, ...]:
    """Changes that are worse or uncertain, the worst of all environments first."""
    rows = [
        (each, found)
        for each in delta.environments
        for found in told(each.items)
        if found.direction in {Direction.WORSE, Direction.UNKNOWN}
    ]
    rows.sort(key=lambda row: told_rank(row[1]))
    return tuple(
        Problem(
            rule_name(found.area),
            found.severity or Severity.LOW,
            told_message(found, environment.name),
            (environment.name, found.subject, found.direction.value),
            found.place.path if found.place else FILE,
            (found.place.line if found.place else None) or 1,
        )
        for environment, found in rows
    )


DRAWN = frozenset({Area.EXPOSURE, Area.FLOW, Area.COMPONENT, Area.DESTRUCTION})


def drawn(delta: Delta) -> Pictures:
    """The architecture before and after, of environments whose picture may be another one."""
    from docgen.document.diagram import draw  # noqa: PLC0415 - the drawing library is slow to import

    found = {}
    for each in delta.environments:
        facts = delta.facts.get(each.name)
        if facts is None or not any(item.area in DRAWN for item in each.items):
            continue
        before, after = (draw(architecture_drawing(one, Labels((one,)))).value for one in facts)
        if before != after:
            found[each.name] = before, after
    return found


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
    title = severity.value if severity else DIRECTIONS[found.direction]
    style = STYLES[severity] if severity else "dim"
    terminal.line("  ", (f"{title:<11}", style), " ", (found.subject, "bold"))
    for each in found.sentences:
        terminal.line(f"      {each.text}", f" ({each.place})" if each.place else "")
    for lever in found.levers:
        terminal.line(f"      because of {lever}")
    if found.affects:
        terminal.line(f"      concerns {affects_text(found.affects)}")

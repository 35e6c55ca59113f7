"""`docgen whatif`."""

from collections.abc import Mapping, Sequence
from typing import Any

import click
import msgspec

from docgen.analysis.changes import Change, NamedValueChange
from docgen.analysis.compare import compare_facts
from docgen.analysis.exposure import ExposureVerdict
from docgen.analysis.facts import Facts
from docgen.analysis.remediation import OPEN
from docgen.analysis.snapshot import to_snapshot
from docgen.app.environment_options import chosen_environment
from docgen.app.output import Terminal, say_json, usage_error
from docgen.app.session import evaluates, exit_on_errors, opened_project
from docgen.exports.facts import facts_json
from docgen.pages.sentences.changes import change_sentence
from docgen.workspace.environment import Evaluator
from docgen.workspace.inputs import Argument
from docgen.workspace.pipeline import environment_facts, watched_addresses

Json = dict[str, Any]


class Difference(msgspec.Struct, frozen=True):
    """The effect of other values on an environment."""

    closes: tuple[str, ...]  # addresses of what could be reached, or perhaps, and then could not
    opens: tuple[str, ...]
    changes: tuple[Change, ...]  # every fact that changes


@click.command(name="whatif", help="Show which facts and exposures would change if inputs had other values.")
@click.option("--env", "environment", help="An environment of docgen.yml; needed where there are several.")
@click.option(
    "--set", "values", multiple=True, required=True, metavar="NAME=VALUE", help="One input. Repeatable."
)
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
@evaluates
def command(environment: str | None, values: tuple[str, ...], *, as_json: bool) -> None:
    for each in values:
        if "=" not in each:
            raise usage_error(f'"{each}" is not of the form NAME=VALUE.')
    project = opened_project()
    name = chosen_environment(project, environment)
    evaluator = Evaluator(project)
    before = document(evaluator, name, ())
    after = document(evaluator, name, [Argument("var", each) for each in values])
    difference = differ(before, after, name)
    if as_json:
        say_json(difference_json(difference, name, values))
    else:
        print_difference(difference, name, values, Terminal())


def document(evaluator: Evaluator, name: str, arguments: Sequence[Argument]) -> Json:
    """The facts of one environment as JSON, with these inputs laid over its own."""
    project = evaluator.project
    result = evaluator.evaluate(name, arguments)
    exit_on_errors(result.diagnostics, project.tree)
    assert result.value is not None  # noqa: S101 - no errors
    facts = environment_facts(result.value, watched_addresses(project.settings))
    found: Json = facts_json(Facts(project.settings.project, (facts,)))
    return found


def differ(before: Json, after: Json, name: str) -> Difference:
    was, now = (open_subjects(each["environments"][name]) for each in (before, after))
    changes = compare_facts(to_snapshot(before), to_snapshot(after))
    changes = tuple(each for each in changes if not is_set_by_argument(each))
    return Difference(tuple(sorted(was - now)), tuple(sorted(now - was)), changes)


def is_set_by_argument(change: Change) -> bool:
    """Whether it says only that an input has its value from the command line now, which is no news."""
    return (
        isinstance(change, NamedValueChange)
        and change.before == change.after
        and change.source_after == "argument"
    )


def open_subjects(environment: Mapping[str, Any]) -> set[str]:
    return {each["subject"] for each in environment["exposures"] if ExposureVerdict(each["verdict"]) in OPEN}


def difference_json(difference: Difference, name: str, values: Sequence[str]) -> Json:
    return {
        "environment": name,
        "set": [each.partition("=")[0] for each in values],
        "closes": difference.closes,
        "opens": difference.opens,
        "changes": [
            {"subject": each.subject, "kind": each.type.value, "text": change_sentence(each)}
            for each in difference.changes
        ],
    }


def print_difference(difference: Difference, name: str, values: Sequence[str], terminal: Terminal) -> None:
    told = ", ".join(each.partition("=")[0] for each in values)
    if not difference.changes:
        terminal.line(f"Changing {told} in {name} would change nothing.")
        return
    terminal.line(f"Changing {told} in {name}:")
    for title, style, subjects in (
        ("closes", "green", difference.closes),
        ("opens", "red", difference.opens),
    ):
        for each in subjects:
            terminal.line("  ", (title, style), f" {each}")
    for change in difference.changes:
        terminal.line(f"  {change_sentence(change)}")

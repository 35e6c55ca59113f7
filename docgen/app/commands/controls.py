"""`docgen controls`."""

import click
import msgspec
from rich.console import Console
from rich.markup import escape

from docgen.analysis.facts import Facts
from docgen.app.session import evaluates, exit_on_errors, opened_project
from docgen.exports.controls import controls_csv, controls_json
from docgen.pages.sentences.controls import VERDICTS, judgement_text
from docgen.rules.catalogue import catalogue
from docgen.rules.judgement import ControlVerdict
from docgen.rules.table import find_judgements, rules
from docgen.workspace.pipeline import find_facts
from docgen.workspace.settings import environment_named

STYLES = {
    ControlVerdict.HOLDS: "green",
    ControlVerdict.BROKEN: "red",
    ControlVerdict.UNDECIDED: "yellow",
    ControlVerdict.NOT_APPLICABLE: "dim",
    ControlVerdict.WAIVED: "cyan",
}


@click.command(name="controls", help="Judge security controls on every environment (or one).")
@click.option("--env", "environment", help="Only this environment.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True
)
@click.option("--all", "everything", is_flag=True, help="Text: controls that hold or do not apply, too.")
@evaluates
def command(environment: str | None, form: str, *, everything: bool) -> None:
    project = opened_project()
    if environment is not None:
        found = environment_named(project.settings, environment)
        exit_on_errors(found.diagnostics)
        only = {environment: project.settings.environments[environment]}
        project = msgspec.structs.replace(
            project, settings=msgspec.structs.replace(project.settings, environments=only)
        )
    result = find_facts(project)
    exit_on_errors(result.diagnostics, project.tree)
    if form == "json":
        environments = {each.name: {"controls": controls_json(each)} for each in result.value.environments}
        document = {"schema": 1, "project": result.value.project, "environments": environments}
        click.echo(msgspec.json.format(msgspec.json.encode(document), indent=2))
    elif form == "csv":
        click.echo(controls_csv(result.value), nl=False)
    else:
        print_controls(result.value, Console(highlight=False), everything=everything)


def print_controls(facts: Facts, console: Console, *, everything: bool) -> None:
    shown = set(ControlVerdict) if everything else {ControlVerdict.BROKEN, ControlVerdict.UNDECIDED}
    for environment in facts.environments:
        found = find_judgements(environment)
        console.print(f"[bold]{escape(environment.name)}[/]")
        for _, key in rules():
            for each in found[key]:
                if each.verdict in shown:
                    subject = escape(str(each.subject or "the environment"))
                    style, word = STYLES[each.verdict], VERDICTS[each.verdict]
                    severity = catalogue()[key].severity.value
                    console.print(f"  [{style}]{word:<14}[/] {severity:<8} {key}  {subject}", soft_wrap=True)
                    if each.reasons:
                        console.print(f"      {escape(judgement_text(each))}", soft_wrap=True)

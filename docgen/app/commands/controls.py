"""`docgen controls`."""

import click
import msgspec

from docgen.analysis.facts import Facts
from docgen.app.output import Terminal, say_json, say_lines
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
        say_json(document)
    elif form == "csv":
        say_lines(controls_csv(result.value).replace("\r\n", "\n"))
    else:
        print_controls(result.value, Terminal(), everything=everything)


def print_controls(facts: Facts, terminal: Terminal, *, everything: bool) -> None:
    shown = set(ControlVerdict) if everything else {ControlVerdict.BROKEN, ControlVerdict.UNDECIDED}
    for environment in facts.environments:
        found = find_judgements(environment)
        terminal.line((environment.name, "bold"))
        for _, key in rules():
            for each in found[key]:
                if each.verdict in shown:
                    subject = str(each.subject or "the environment")
                    verdict = (f"{VERDICTS[each.verdict]:<14}", STYLES[each.verdict])
                    terminal.line("  ", verdict, f" {catalogue()[key].severity.value:<8} {key}  {subject}")
                    if each.reasons:
                        terminal.line(f"      {judgement_text(each)}")

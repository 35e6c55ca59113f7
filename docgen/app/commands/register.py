"""`docgen register`."""

from collections.abc import Sequence

import click
import msgspec

from docgen.analysis.flow_state import FlowState
from docgen.analysis.register import Register, find_register, find_register_findings
from docgen.app.approvals import find_approvals
from docgen.app.as_of import as_of_option, opened_as_of
from docgen.app.output import Terminal, say_json, say_lines
from docgen.app.session import evaluates, exit_on_errors
from docgen.exports.register import register_csv, register_json, register_lines
from docgen.pages.sentences.register import STATES, register_finding_text
from docgen.workspace.pipeline import find_facts
from docgen.workspace.settings import environment_named, read_entries
from docgen.workspace.why_reader import check_entries

STYLES = {FlowState.REACHABLE: "green", FlowState.ON_PAPER: "dim", FlowState.UNDECIDED: "yellow"}


@click.command(name="register", help="List every allowed flow with its reason and who approved it.")
@click.option("--env", "environment", help="Only this environment.")
@click.option(
    "--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True
)
@as_of_option("A day for review dates, or a revision to read. Default: the day of the commit HEAD.")
@evaluates
def command(environment: str | None, form: str, as_of: str | None) -> None:
    asked = opened_as_of(as_of)
    project = asked.project
    entries = read_entries(project.tree, project.settings)
    if environment is not None:
        exit_on_errors(environment_named(project.settings, environment).diagnostics)
        only = {environment: project.settings.environments[environment]}
        project = msgspec.structs.replace(
            project, settings=msgspec.structs.replace(project.settings, environments=only)
        )
    result = find_facts(project)
    registers = [find_register(each, entries) for each in result.value.environments]
    wrong = () if environment is not None else tuple(check_entries(entries, registers))
    exit_on_errors((*result.diagnostics, *wrong), project.tree)
    if form == "text":
        print_register(registers, Terminal())
        findings = find_register_findings(registers, entries, asked.date)
        lines = dict.fromkeys(register_finding_text(each) for each in findings)
        say_lines("\n".join(("", f"Findings: {len(lines)}", *(f"  {each}" for each in lines))))
        if asked.date is None:
            say_lines(
                "Review dates are not looked at: git does not say when HEAD was committed. Give --as-of."
            )
        return
    approvals = find_approvals(registers, asked.history)
    if form == "csv":
        say_lines(register_csv(registers, approvals, result.value).replace("\r\n", "\n"))
        return
    environments = {each.environment: register_json(each, approvals) for each in registers}
    say_json(
        {
            "schema": 1,
            "project": result.value.project,
            "as_of": str(asked.date) if asked.date else None,
            "environments": environments,
        }
    )


def print_register(registers: Sequence[Register], terminal: Terminal) -> None:
    for register in registers:
        terminal.line((register.environment, "bold"))
        for state, flow, reason in register_lines(register):
            terminal.line("  ", (f"{STATES[state]:<10}", STYLES[state]), f" {flow}")
            terminal.line(("             " + reason, "dim"))

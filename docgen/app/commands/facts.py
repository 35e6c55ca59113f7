"""`docgen facts`."""

import click
import msgspec

from docgen.app.output import say_json
from docgen.app.session import evaluates, exit_on_errors, opened_project
from docgen.exports.facts import facts_json
from docgen.trials.remediation import with_closings
from docgen.workspace.pipeline import find_facts
from docgen.workspace.settings import environment_named


@click.command(name="facts", help="The network facts of every environment (or one) as JSON.")
@click.option("--env", "environment", help="Only this environment.")
@click.option("--json", "as_json", is_flag=True, default=True, help="JSON, the only format.")
@evaluates
def command(environment: str | None, *, as_json: bool) -> None:  # noqa: ARG001 - the flag says what is the case
    project = opened_project()
    if environment is not None:
        found = environment_named(project.settings, environment)
        exit_on_errors(found.diagnostics)
        only = {environment: project.settings.environments[environment]}
        project = msgspec.structs.replace(
            project, settings=msgspec.structs.replace(project.settings, environments=only)
        )
    result = find_facts(project, with_closings)
    exit_on_errors(result.diagnostics, project.tree)
    say_json(facts_json(result.value))

"""`docgen explain`."""

import click
import msgspec
from rich.console import Console

from docgen.app.closings import with_closings
from docgen.app.explain.explainers import EXPLAINERS
from docgen.app.explain.secrets import find_secrets, secrets_with
from docgen.app.explain.subject import Known, find_subject
from docgen.app.explain.telling import explanation_json, print_explanation, told_steps
from docgen.app.pipeline import environment_facts, placed, prepare_root, told, watched
from docgen.app.session import opened_project, stop_on_errors
from docgen.app.settings import environment_named
from docgen.evaluate.console import open_console
from docgen.source.diagnostic import Report
from docgen.source.traced import joined


@click.command(name="explain", help="Why WHAT is what it is: a value, a rule, a subnet's tier, an exposure.")
@click.argument("what")
@click.option("--env", "environment", help="An environment of docgen.yml; needed where there are several.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a tree.")
def command(what: str, environment: str | None, *, as_json: bool) -> None:
    project = opened_project()
    names = list(project.settings.environments)
    if environment is None and len(names) != 1:
        raise click.UsageError(f"Give --env NAME; docgen.yml has {', '.join(names)}.")
    name = environment or names[0]
    found = environment_named(project.settings, name)
    stop_on_errors(found.diagnostics)
    assert found.value is not None  # noqa: S101 - no errors
    settings = found.value
    report = Report()
    prepared = report.take(
        prepare_root(
            project.folder, project.library, settings, project.settings.limits, project.settings.modules
        )
    )
    opened = None
    if prepared is not None:
        result = open_console(prepared.configuration, prepared.environment)
        report.add(*told(result.diagnostics, prepared.configuration))
        opened = result.value
    stop_on_errors([placed(each, project, settings) for each in report.diagnostics], project.tree)
    assert opened is not None  # noqa: S101 - no errors
    evaluation = opened.world.result()
    facts = environment_facts(name, settings.root, evaluation, watched(project.settings))
    subject = find_subject(what, Known(name, opened.world, evaluation, facts))
    stop_on_errors(subject.diagnostics)
    assert subject.value is not None  # noqa: S101 - no errors
    if subject.value.kind == "exposure":
        facts = with_closings(project, evaluation, facts)
    explanation = EXPLAINERS[subject.value.kind](subject.value, Known(name, opened.world, evaluation, facts))
    scopes = [scope for each in opened.world.scopes.values() for scope in each]
    everything = joined(each.trace for each in explanation.parts)
    secrets = secrets_with(find_secrets(evaluation, scopes), subject.value.value, everything)
    steps = told_steps(explanation, secrets, project.tree)
    if as_json:
        data = explanation_json(what, name, explanation, steps)
        click.echo(msgspec.json.format(msgspec.json.encode(data), indent=2))
    else:
        print_explanation(what, name, explanation, steps, Console(highlight=False))

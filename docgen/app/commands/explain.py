"""`docgen explain`."""

import click

from docgen.app.environment_options import chosen_environment
from docgen.app.explain.explainers import EXPLAINERS
from docgen.app.explain.explanation_view import explanation_json, lines_of, print_explanation
from docgen.app.explain.secrets import find_secrets, secrets_with
from docgen.app.explain.subject import ExplainContext, find_subject
from docgen.app.output import Terminal, say_json
from docgen.app.session import evaluates, exit_on_errors, opened_project
from docgen.source.traced import joined
from docgen.trials.remediation import with_closings
from docgen.workspace.environment import Evaluator
from docgen.workspace.pipeline import environment_facts, watched_addresses


@click.command(name="explain", help="Explain WHAT: a value, a rule, a subnet's tier, an exposure.")
@click.argument("what")
@click.option("--env", "environment", help="An environment of docgen.yml; needed where there are several.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a tree.")
@evaluates
def command(what: str, environment: str | None, *, as_json: bool) -> None:
    project = opened_project()
    name = chosen_environment(project, environment)
    evaluator = Evaluator(project)
    result = evaluator.evaluate(name)
    exit_on_errors(result.diagnostics, project.tree)
    assert result.value is not None  # noqa: S101 - no errors
    evaluation = result.value
    facts = environment_facts(evaluation, watched_addresses(project.settings))
    subject = find_subject(what, ExplainContext(name, evaluation, facts))
    exit_on_errors(subject.diagnostics)
    assert subject.value is not None  # noqa: S101 - no errors
    if subject.value.kind == "exposure":
        facts = with_closings(evaluator, evaluation, facts)
    explanation = EXPLAINERS[subject.value.kind](subject.value, ExplainContext(name, evaluation, facts))
    everything = joined(each.trace for each in explanation.parts)
    secrets = secrets_with(find_secrets(evaluation), subject.value.value, everything)
    steps = lines_of(explanation, secrets, project.tree)
    if as_json:
        data = explanation_json(what, name, explanation, steps)
        say_json(data)
    else:
        print_explanation(what, name, explanation, steps, Terminal())

"""`docgen plan`."""

import click

from docgen.app.environment_options import EnvironmentChoice, asks_for_environment, prepared_root
from docgen.app.output import say_json, usage_error
from docgen.app.root_module import OrderedCommand
from docgen.app.session import evaluates, exit_on_errors
from docgen.language.plan import plan_json


@click.command(
    name="plan",
    cls=OrderedCommand,
    help="The evaluated configuration in the shape of `terraform show -json PLAN`.",
)
@asks_for_environment
@evaluates
@click.option("--json", "as_json", is_flag=True, default=True, help="JSON, the only format.")
def command(asked: EnvironmentChoice, *, as_json: bool) -> None:  # noqa: ARG001 - the flag says what is the case
    if asked.environment is None and asked.root is None:
        raise usage_error("Give either --env NAME or --root DIR.")
    prepared = prepared_root(asked)
    result = prepared.evaluation()
    exit_on_errors(result.diagnostics, prepared.tree)
    say_json(plan_json(result.value))

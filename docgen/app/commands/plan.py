"""`docgen plan`."""

import os
from pathlib import Path

import click
import msgspec

from docgen.app.inputs import Argument
from docgen.app.parsing import library_of
from docgen.app.pipeline import evaluate_root
from docgen.app.roots import OrderedCommand, ordered_arguments, root_around
from docgen.app.session import opened_project, stop_on_errors
from docgen.app.settings import EnvironmentSettings, environment_named
from docgen.evaluate.plan import plan_json
from docgen.source.tree import DiskTree


@click.command(
    name="plan",
    cls=OrderedCommand,
    help="The evaluated configuration in the shape of `terraform show -json PLAN`.",
)
@click.option("--env", "environment", help="An environment of docgen.yml.")
@click.option("--root", type=click.Path(path_type=Path), help="A root module's folder, without docgen.yml.")
@click.option("--var-file", "var_files", multiple=True, metavar="FILE", help="A tfvars file. Repeatable.")
@click.option("--var", "values", multiple=True, metavar="NAME=VALUE", help="One variable. Repeatable.")
@click.option("--workspace", default="default", show_default=True, help="What terraform.workspace says.")
@click.option("--json", "as_json", is_flag=True, default=True, help="JSON, the only format.")
def command(  # noqa: PLR0913 - one for each option
    environment: str | None,
    root: Path | None,
    var_files: tuple[str, ...],  # noqa: ARG001 - read with their order from the command line
    values: tuple[str, ...],  # noqa: ARG001 - the same
    workspace: str,
    *,
    as_json: bool,  # noqa: ARG001 - the flag says what is the case
) -> None:
    if (environment is None) == (root is None):
        raise click.UsageError("Give either --env NAME or --root DIR.")
    arguments = ordered_arguments(click.get_current_context())
    if root is not None:
        around = root_around(root)
        settings = EnvironmentSettings(around.root, workspace=workspace)
        placed = [around.placed(each) for each in arguments]
        library = library_of(DiskTree(around.folder))
        process = dict(os.environ)
        result = evaluate_root(
            around.folder,
            library,
            settings,
            around.limits,
            around.modules,
            arguments=placed,
            process=process,
            cwd=str(around.folder / around.root),
        )
        tree = library.tree
    else:
        project = opened_project()
        found = environment_named(project.settings, environment or "")
        stop_on_errors(found.diagnostics)
        assert found.value is not None  # noqa: S101 - no errors
        result = evaluate_root(
            project.folder,
            project.library,
            found.value,
            project.settings.limits,
            project.settings.modules,
            arguments=[Argument(each.kind, each.text) for each in arguments],
        )
        tree = project.tree
    stop_on_errors(result.diagnostics, tree)
    assert result.value is not None  # noqa: S101 - no errors
    click.echo(msgspec.json.format(msgspec.json.encode(plan_json(result.value)), indent=2))

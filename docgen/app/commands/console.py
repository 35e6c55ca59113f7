"""`docgen console`."""

import os
import sys
from pathlib import Path

import click
import msgspec

from docgen.app.inputs import Argument
from docgen.app.parsing import library_of
from docgen.app.pipeline import Prepared, prepare_root, told
from docgen.app.repl import answer_lines, answer_piped, converse
from docgen.app.roots import OrderedCommand, ordered_arguments, root_around
from docgen.app.session import CLEAN, WRONG_INPUT, leave, opened_project, stop_on_errors, tell
from docgen.app.settings import EnvironmentSettings, environment_named
from docgen.evaluate.console import open_console
from docgen.source.diagnostic import Result, has_errors, warning
from docgen.source.tree import DiskTree, Tree


@click.command(
    name="console",
    cls=OrderedCommand,
    help="An expression in, its value in Terraform's syntax out; without --env or --root, of the current folder.",
)
@click.option("--env", "environment", help="An environment of docgen.yml.")
@click.option("--root", type=click.Path(path_type=Path), help="A root module's folder, without docgen.yml.")
@click.option("--var-file", "var_files", multiple=True, metavar="FILE", help="A tfvars file. Repeatable.")
@click.option("--var", "values", multiple=True, metavar="NAME=VALUE", help="One variable. Repeatable.")
@click.option("--workspace", default="default", show_default=True, help="What terraform.workspace says.")
@click.option("--jsonl", is_flag=True, help="One JSON object a line in, one a line out.")
def command(  # noqa: PLR0913 - one for each option
    environment: str | None,
    root: Path | None,
    var_files: tuple[str, ...],  # noqa: ARG001 - read with their order from the command line
    values: tuple[str, ...],  # noqa: ARG001 - the same
    workspace: str,
    *,
    jsonl: bool,
) -> None:
    if environment is not None and root is not None:
        raise click.UsageError("Give either --env NAME or --root DIR.")
    arguments = ordered_arguments(click.get_current_context())
    if environment is not None:
        result, tree = prepared_environment(environment, arguments)
    else:
        result, tree = prepared_folder(root or Path(), arguments, workspace)
    stop_on_errors(result.diagnostics, tree)
    assert result.value is not None  # noqa: S101 - no errors
    prepared = result.value
    around = msgspec.structs.replace(
        prepared.environment, cwd=str(prepared.environment.folder), home=str(Path.home())
    )
    opened = open_console(prepared.configuration, around)
    if opened.value is None:
        stop_on_errors(told(opened.diagnostics, prepared.configuration), tree)
        leave(WRONG_INPUT)
    tell(told(opened.diagnostics, prepared.configuration), tree)
    if has_errors(opened.diagnostics):
        tell([warning("Incomplete values", "Values that hang on the problems above are unknown here.")])
    if jsonl:
        answer_lines(opened.value, sys.stdin.buffer, sys.stdout.buffer)
        leave(CLEAN)
    leave(converse(opened.value) if sys.stdin.isatty() else answer_piped(opened.value, sys.stdin.buffer))


def prepared_environment(name: str, arguments: list[Argument]) -> tuple[Result[Prepared | None], Tree]:
    project = opened_project()
    found = environment_named(project.settings, name)
    stop_on_errors(found.diagnostics)
    assert found.value is not None  # noqa: S101 - no errors
    result = prepare_root(
        project.folder,
        project.library,
        found.value,
        project.settings.limits,
        project.settings.modules,
        arguments=arguments,
    )
    return result, project.tree


def prepared_folder(
    root: Path, arguments: list[Argument], workspace: str
) -> tuple[Result[Prepared | None], Tree]:
    around = root_around(root)
    library = library_of(DiskTree(around.folder))
    result = prepare_root(
        around.folder,
        library,
        EnvironmentSettings(around.root, workspace=workspace),
        around.limits,
        around.modules,
        arguments=[around.placed(each) for each in arguments],
        process=dict(os.environ),
        empty=True,
    )
    return result, library.tree

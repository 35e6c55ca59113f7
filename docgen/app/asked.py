"""Which environment a question is about: `--env`, or `--root` with its values, or the only one there is."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from docgen.analysis.facts import EnvironmentFacts
from docgen.app.inputs import Argument
from docgen.app.parsing import library_of
from docgen.app.pipeline import environment_facts, evaluate_environment, evaluate_root, watched
from docgen.app.roots import ordered_arguments, root_around
from docgen.app.session import opened_project, stop_on_errors
from docgen.app.settings import EnvironmentSettings, environment_named
from docgen.source.tree import DiskTree

C = TypeVar("C", bound=Callable[..., object])


def OPTIONS(command: C) -> C:  # noqa: N802 - stands where decorators with options stand
    """The options that say which environment is meant."""
    for option in (
        click.option(
            "--workspace", default="default", show_default=True, help="What terraform.workspace says."
        ),
        click.option(
            "--var", "values", multiple=True, metavar="NAME=VALUE", help="One variable. Repeatable."
        ),
        click.option(
            "--var-file", "var_files", multiple=True, metavar="FILE", help="A tfvars file. Repeatable."
        ),
        click.option(
            "--root", type=click.Path(path_type=Path), help="A root module's folder, without docgen.yml."
        ),
        click.option(
            "--env", "environment", help="An environment of docgen.yml; needed where there are several."
        ),
    ):
        command = option(command)
    return command


def asked_facts(environment: str | None, root: Path | None, workspace: str) -> EnvironmentFacts:
    """The facts of the environment that is meant; leaves with code 1 where something is wrong."""
    if environment is not None and root is not None:
        raise click.UsageError("Give either --env NAME or --root DIR.")
    arguments = ordered_arguments(click.get_current_context())
    if root is not None:
        return root_facts(root, workspace, arguments)
    project = opened_project()
    names = list(project.settings.environments)
    if environment is None and len(names) != 1:
        raise click.UsageError(f"Give --env NAME; docgen.yml has {', '.join(names)}.")
    name = environment or names[0]
    found = environment_named(project.settings, name)
    stop_on_errors(found.diagnostics)
    assert found.value is not None  # noqa: S101 - no errors
    result = evaluate_environment(project, found.value, arguments)
    stop_on_errors(result.diagnostics, project.tree)
    assert result.value is not None  # noqa: S101 - no errors
    return environment_facts(name, found.value.root, result.value, watched(project.settings))


def root_facts(root: Path, workspace: str, arguments: list[Argument]) -> EnvironmentFacts:
    around = root_around(root)
    library = library_of(DiskTree(around.folder))
    result = evaluate_root(
        around.folder,
        library,
        EnvironmentSettings(around.root, workspace=workspace),
        around.limits,
        around.modules,
        arguments=[around.placed(each) for each in arguments],
        process=dict(os.environ),
        cwd=str(around.folder / around.root),
    )
    stop_on_errors(result.diagnostics, library.tree)
    assert result.value is not None  # noqa: S101 - no errors
    return environment_facts(str(root), around.root, result.value)

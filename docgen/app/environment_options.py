"""The environment that a command is about: `--env`, or `--root` with its values, or the only one there is."""

import functools
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import click
import msgspec
import yaml

from docgen.analysis.facts import EnvironmentFacts
from docgen.app.output import usage_error
from docgen.app.root_module import ordered_arguments, root_around
from docgen.app.session import exit_on_errors, opened_project
from docgen.language.evaluated import Evaluation
from docgen.source.diagnostic import Diagnostic, Report, Result, Severity, error
from docgen.source.tree import DiskTree, Tree
from docgen.workspace.data_answers import undeclared_data
from docgen.workspace.environment import EnvironmentEvaluation, EnvironmentRun, Evaluator, alone
from docgen.workspace.inputs import Argument, nowhere
from docgen.workspace.library import library_of
from docgen.workspace.pipeline import environment_facts, watched_addresses
from docgen.workspace.project import Project
from docgen.workspace.root_evaluation import Prepared, ambient_region, evaluate_prepared, prepare_root
from docgen.workspace.settings import environment_named
from docgen.workspace.settings_model import RootSettings
from docgen.workspace.yaml_loader import load_yaml


class EnvironmentChoice(msgspec.Struct, frozen=True):
    """The chosen environment: one of docgen.yml, or a root module with its values."""

    environment: str | None
    root: Path | None
    workspace: str
    data: Path | None
    arguments: tuple[Argument, ...]  # --var and --var-file, in their order


ENVIRONMENT_OPTIONS = (
    click.option(
        "--env", "environment", help="An environment of docgen.yml; needed where there are several."
    ),
    click.option(
        "--root",
        type=click.Path(path_type=Path),
        help="A root module's folder, without docgen.yml; with --env, one of its root modules.",
    ),
    click.option(
        "--var-file",
        "var_files",
        multiple=True,
        metavar="FILE",
        help="A tfvars file. Repeatable.",
        expose_value=False,
    ),
    click.option(
        "--var",
        "values",
        multiple=True,
        metavar="NAME=VALUE",
        help="One variable. Repeatable.",
        expose_value=False,
    ),
    click.option("--workspace", default="default", show_default=True, help="What terraform.workspace says."),
    click.option(
        "--data",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Values of data sources, as under `data:` in docgen.yml: YAML or JSON.",
    ),
)


def asks_for_environment(command: Callable[..., None]) -> Callable[..., None]:
    """A command with the options that say which environment is meant; it gets them as one argument, `asked`."""

    @functools.wraps(command)
    def with_asked(
        *, environment: str | None, root: Path | None, workspace: str, data: Path | None, **rest: object
    ) -> None:
        arguments = tuple(ordered_arguments(click.get_current_context()))
        command(asked=EnvironmentChoice(environment, root, workspace, data, arguments), **rest)

    made: Callable[..., None] = with_asked
    for option in reversed(ENVIRONMENT_OPTIONS):
        made = option(made)
    return made


def chosen_environment(project: Project, name: str | None) -> str:
    """The environment that is meant, which may be left out where there is one; leaves with code 1 for an unknown one."""
    names = list(project.settings.environments)
    if name is None and len(names) != 1:
        raise usage_error(f"Give --env NAME; docgen.yml has {', '.join(names)}.")
    exit_on_errors(environment_named(project.settings, name or names[0]).diagnostics)
    return name or names[0]


def selected_facts(asked: EnvironmentChoice) -> EnvironmentFacts:
    """The facts of the environment that is meant; leaves with code 1 where something is wrong."""
    if asked.root is not None and asked.environment is None:
        return environment_facts(root_evaluation(asked), ambient=ambient_region(os.environ))
    project = opened_project()
    name = chosen_environment(project, asked.environment)
    result = Evaluator(project).evaluate(name, asked.arguments)
    exit_on_errors(result.diagnostics, project.tree)
    assert result.value is not None  # noqa: S101 - no errors
    return environment_facts(result.value, watched_addresses(project.settings))


def root_evaluation(asked: EnvironmentChoice) -> EnvironmentEvaluation:
    """The evaluation of the root module that `--root` names; leaves with code 1 where something is wrong."""
    prepared = prepared_folder(asked)
    result = prepared.evaluation()
    exit_on_errors(result.diagnostics, prepared.tree)
    return alone(str(asked.root), prepared.root.configuration.root, result.value, result.diagnostics)


class PreparedRoot(msgspec.Struct, frozen=True, eq=False):
    """One root module, ready to be evaluated."""

    root: Prepared
    tree: Tree
    diagnostics: tuple[Diagnostic, ...]
    evaluated: Result[Evaluation] | None = None  # with what the environment's other root modules say

    def evaluation(self) -> Result[Evaluation]:
        """The evaluation, with everything that was wrong before it."""
        result = self.evaluated or evaluate_prepared(self.root)
        return Result(result.value, (*self.diagnostics, *result.diagnostics))


def prepared_root(asked: EnvironmentChoice, *, empty: bool = False) -> PreparedRoot:
    """The root module that is meant; leaves with code 1 where its files or inputs are wrong.

    `empty`: a folder without Terraform is a root module too.
    """
    if asked.environment is None:
        return prepared_folder(asked, empty=empty)
    project = opened_project()
    run = EnvironmentRun(Evaluator(project), chosen_environment(project, asked.environment), asked.arguments)
    result = run.evaluate()
    if result.value is None:
        exit_on_errors(result.diagnostics, project.tree)
    folder = one_root(run, asked)
    return PreparedRoot(run.prepared[folder], project.tree, tuple(run.report.diagnostics), run.result(folder))


def one_root(run: EnvironmentRun, asked: EnvironmentChoice) -> str:
    """The root module that is meant, of those of an environment."""
    roots = [each.root for each in run.roots]
    if asked.root is None and len(roots) == 1:
        return roots[0]
    wanted = "" if asked.root is None else asked.root.as_posix().rstrip("/")
    if wanted not in roots:
        raise usage_error(f"Give --root with one of the root modules of {run.name}: {', '.join(roots)}.")
    return wanted


def prepared_folder(asked: EnvironmentChoice, *, empty: bool = False) -> PreparedRoot:
    around = root_around(asked.root or Path())
    library = library_of(DiskTree(around.folder, around.limits.file))
    report = Report()
    data = given_answers(asked.data, report)
    prepared = report.take(
        prepare_root(
            library,
            RootSettings(around.root, workspace=asked.workspace, data=data),
            around.limits,
            around.modules,
            arguments=[around.relative_argument(each) for each in asked.arguments],
            process=dict(os.environ),
            empty=empty,
            language=around.language,
            shown=around.shown,
        )
    )
    if prepared is None:
        exit_on_errors(report.diagnostics, library.tree)
    assert prepared is not None  # noqa: S101 - without errors there is one
    undeclared = undeclared_data((prepared.configuration,), data, nowhere)
    report.add(*(msgspec.structs.replace(each, severity=Severity.WARNING) for each in undeclared))
    return PreparedRoot(prepared, library.tree, tuple(report.diagnostics))


def given_answers(path: Path | None, report: Report) -> dict[str, object]:
    """The values of data sources in a file, keyed as under `data:` in docgen.yml."""
    if path is None:
        return {}
    try:
        found = load_yaml(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as problem:
        report.add(error("Failed to read data file", f"{path} cannot be read as YAML or JSON: {problem}."))
        return {}
    if not isinstance(found, Mapping):
        report.add(error("Wrong type", f'{path} must be a mapping such as `aws_ami.latest.id: "ami-1"`.'))
        return {}
    return {str(key): value for key, value in found.items()}

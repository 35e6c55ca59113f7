"""Shared by commands: finding the project, printing diagnostics, exiting with the right code."""

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NoReturn, TypeVar

import click

from docgen.app import exit_codes
from docgen.app.output import Terminal, say_annotation
from docgen.app.revision import way_from_top
from docgen.app.terminal import print_diagnostics
from docgen.source.diagnostic import Diagnostic, Result, as_errors, error, has_errors
from docgen.source.gap import GapKind
from docgen.source.tree import DiskTree, Tree
from docgen.workspace.project import Project, open_project
from docgen.workspace.settings import FILE

C = TypeVar("C", bound=Callable[..., object])
MOST_ANNOTATED = 10  # errors that GitHub shows of one step
CLEAN, WRONG_INPUT, USAGE, DRIFT, POLICY = exit_codes.ALL


def find_folder(start: Path) -> Path:
    """The nearest folder at or above `start` that holds a docgen.yml; `start` where there is none."""
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder
    return start


VERBOSE = "docgen.verbose"
STRICT = "docgen.strict"
ANNOTATE = "docgen.annotate"  # errors are annotations of GitHub, too


def evaluates(command: C) -> C:
    """A command that evaluates Terraform: with `--strict`, gaps are errors; with `-v`, each gap is shown in full."""
    for option in (
        click.option(
            "--verbose",
            "-v",
            is_flag=True,
            expose_value=False,
            callback=remember(VERBOSE),
            help="Show each gap in full.",
        ),
        click.option(
            "--strict",
            is_flag=True,
            expose_value=False,
            callback=remember(STRICT),
            help="What docgen does not know is an error.",
        ),
    ):
        command = option(command)
    return command


def remember(key: str) -> Callable[[click.Context, click.Parameter, bool], None]:
    """A callback that keeps a flag for the functions below."""

    def keep(context: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's own
        context.meta[key] = value

    return keep


def is_asked(key: str) -> bool:
    """Whether a flag that `evaluates` adds was given."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(key))


def report(diagnostics: Iterable[Diagnostic], tree: Tree | None = None) -> None:
    """Print diagnostics to standard error."""
    found = list(diagnostics)
    if found:
        print_diagnostics(found, tree, Terminal(error=True), verbose=is_asked(VERBOSE))


def exit_on_errors(diagnostics: Sequence[Diagnostic], tree: Tree | None = None) -> None:
    """Print everything, and leave with code 1 where something is wrong; with `--strict`, also where a gap is."""
    if is_asked(STRICT):
        diagnostics = as_errors(diagnostics, frozenset(GapKind))
    report(diagnostics, tree)
    if has_errors(diagnostics):
        if is_asked(ANNOTATE):
            annotate_errors(diagnostics, tree)
        exit_with(WRONG_INPUT)


def annotate_errors(diagnostics: Sequence[Diagnostic], tree: Tree | None) -> None:
    above = way_from_top(tree.root) if isinstance(tree, DiskTree) else ""
    for each in [each for each in diagnostics if has_errors([each])][:MOST_ANNOTATED]:
        span = each.subject
        path = f"{above}{span.path}" if span is not None and span.path else ""
        say_annotation(
            "error", f"{each.summary}\n{each.detail}", path, span.line if span else 1, "docgen: error"
        )


def exit_with(code: int) -> NoReturn:
    sys.exit(code)


def opened_project(*, without_environments: bool = False) -> Project:
    """The project around the current folder; leaves with code 1 where docgen.yml is missing or wrong.

    `without_environments`: its docgen.yml may name systems alone.
    """
    folder = find_folder(Path.cwd())
    result: Result[Project | None] = open_project(folder)
    exit_on_errors(result.diagnostics, DiskTree(folder))
    assert result.value is not None  # noqa: S101 - without errors there is a project
    if not result.value.settings.environments and not without_environments:
        detail = f"{FILE} names systems and no environments of its own: `docgen fleet` documents them."
        exit_on_errors([error("No environments", detail)])
    return result.value

"""What commands share: finding the project, printing what is wrong, leaving with the right code."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn

from rich.console import Console

from docgen.app.pipeline import Project, open_project
from docgen.app.settings import FILE
from docgen.app.terminal import print_diagnostics
from docgen.source.diagnostic import Diagnostic, Result, has_errors
from docgen.source.tree import DiskTree, Tree

CLEAN, WRONG_INPUT, USAGE, DRIFT, POLICY = range(5)


def errors_console() -> Console:
    return Console(stderr=True, soft_wrap=True)


def find_folder(start: Path) -> Path:
    """The nearest folder at or above `start` that holds a docgen.yml; `start` where there is none."""
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder
    return start


def tell(diagnostics: Iterable[Diagnostic], tree: Tree | None = None) -> None:
    """Print diagnostics to standard error."""
    found = list(diagnostics)
    if found:
        print_diagnostics(found, tree, errors_console())


def stop_on_errors(diagnostics: Sequence[Diagnostic], tree: Tree | None = None) -> None:
    """Print everything, and leave with code 1 where something is wrong."""
    tell(diagnostics, tree)
    if has_errors(diagnostics):
        leave(WRONG_INPUT)


def leave(code: int) -> NoReturn:
    sys.exit(code)


def opened_project() -> Project:
    """The project around the current folder; leaves with code 1 where docgen.yml is missing or wrong."""
    folder = find_folder(Path.cwd())
    result: Result[Project | None] = open_project(folder)
    stop_on_errors(result.diagnostics, DiskTree(folder))
    assert result.value is not None  # noqa: S101 - without errors there is a project
    return result.value

"""A repository with a docgen.yml: its settings, and the modules in it, each read once."""

from pathlib import Path

import msgspec

from docgen.source.diagnostic import Report, Result
from docgen.source.tree import DiskTree, Tree
from docgen.terraform.loader import Library
from docgen.terraform.module import Configuration
from docgen.workspace.library import library_of
from docgen.workspace.loading import load_root
from docgen.workspace.secrets import Line, Secrets, written_secrets
from docgen.workspace.settings import load_settings
from docgen.workspace.settings_model import RootSettings, Settings


class Project(msgspec.Struct, frozen=True, eq=False):
    """A repository with a docgen.yml."""

    folder: Path
    tree: Tree
    settings: Settings
    library: Library

    def configuration(self, root: RootSettings) -> Result[Configuration]:
        """The modules below one root module."""
        settings = self.settings
        return load_root(self.library, root, settings.limits, settings.modules, language=settings.language)


def open_project(folder: Path) -> Result[Project | None]:
    """The project in `folder`; None, with diagnostics, where docgen.yml is missing or wrong."""
    return open_tree(DiskTree(folder), folder)


def open_tree(tree: Tree, folder: Path) -> Result[Project | None]:
    """The same of any tree: a revision of the folder, for one."""
    report = Report()
    settings = report.take(load_settings(tree))
    if settings is None:
        return Result(None, tuple(report.diagnostics))
    tree = tree.with_limit(settings.limits.file)
    limits = settings.limits
    library = library_of(tree, limits.files, limits.nesting, limits.depth)
    return Result(Project(folder, tree, settings, library), tuple(report.diagnostics))


def project_secrets(project: Project) -> Secrets:
    """The lines of every environment that write a secret down."""
    lines: set[Line] = set()
    for environment in project.settings.environments.values():
        for root in environment.each_root():
            lines |= written_secrets(project.configuration(root).value, project.settings.shown).lines
    return Secrets(frozenset(lines))

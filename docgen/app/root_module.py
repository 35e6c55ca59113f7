"""A root module given on the command line: which repository it belongs to, and the order of its arguments."""

import os
from collections.abc import Mapping
from pathlib import Path

import click
import msgspec

from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.workspace.inputs import Argument
from docgen.workspace.settings import FILE, load_settings


class RepositoryRoot(msgspec.Struct, frozen=True):
    """The repository around a root module; nothing outside it is read."""

    folder: Path
    root: str  # relative to the folder
    limits: Limits = Limits()
    modules: Mapping[str, str] = {}
    language: Mapping[str, str] = {}
    shown: frozenset[str] = frozenset()  # names that look like secrets and are none

    def relative_argument(self, argument: Argument) -> Argument:
        """A `--var-file` is relative to where the command was run."""
        if argument.kind != "file":
            return argument
        full = Path.cwd() / argument.text
        return Argument("file", os.path.relpath(full, self.folder).replace(os.sep, "/"))


def root_around(root: Path) -> RepositoryRoot:
    """The nearest folder above with docgen.yml or .git; else the current folder if it holds the root; else the root."""
    full = (Path.cwd() / root).resolve()
    for folder in (full, *full.parents):
        if (folder / FILE).is_file() or (folder / ".git").exists():
            return around_with(folder, relative_to(full, folder))
    here = Path.cwd().resolve()
    if here in full.parents or here == full:
        return RepositoryRoot(here, relative_to(full, here))
    return RepositoryRoot(full, ".")


def around_with(folder: Path, root: str) -> RepositoryRoot:
    """With what the folder's docgen.yml says of every root module, where there is one that can be read."""
    settings = load_settings(DiskTree(folder)).value if (folder / FILE).is_file() else None
    if settings is None:
        return RepositoryRoot(folder, root)
    return RepositoryRoot(folder, root, settings.limits, settings.modules, settings.language, settings.shown)


def relative_to(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


WORDS = "docgen.words"


class OrderedCommand(click.Command):
    """A command that remembers its words: click keeps the order within one option only."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[WORDS] = list(args)
        return super().parse_args(ctx, args)


def ordered_arguments(context: click.Context) -> list[Argument]:
    """`--var` and `--var-file` in the order in which they were given, mixed, as Terraform takes them."""
    words: list[str] = context.meta.get(WORDS, [])
    found: list[Argument] = []
    waiting: str | None = None
    for word in words:
        if waiting is not None:
            found.append(Argument(waiting, word))
            waiting = None
        elif word in {"--var", "--var-file"}:
            waiting = "var" if word == "--var" else "file"
        elif word.startswith("--var="):
            found.append(Argument("var", word.removeprefix("--var=")))
        elif word.startswith("--var-file="):
            found.append(Argument("file", word.removeprefix("--var-file=")))
    return found

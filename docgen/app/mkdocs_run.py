"""MkDocs with a configuration that shows docgen's pages: the project's own `mkdocs.yml`, or one made for the run.

The project's own is used where the folder of the documents is in the site that it describes; what pages need and it
lacks (the plugin `docgen`) is added for the run. See `docgen.app.mkdocs_plugin` for the plugin itself.
"""

import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import yaml
from mkdocs.commands.build import build
from mkdocs.commands.serve import serve
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from docgen.app.output import LineFormatter
from docgen.app.site_target import MARK, SiteFailed, refuse_foreign, refuse_link_outside
from docgen.source.tree import Kind, Unreadable
from docgen.workspace.project import Project

CONFIGURATION = "mkdocs.yml"
PLUGIN = "docgen"
LOOK: dict[str, object] = {
    "name": "material",
    "font": False,  # nothing is loaded from outside
    "icon": {"logo": "material/lan"},
    "palette": [
        {
            "media": "(prefers-color-scheme)",
            "primary": "indigo",
            "accent": "deep orange",
            "toggle": {"icon": "material/brightness-auto", "name": "As the system"},
        },
        {
            "media": "(prefers-color-scheme: light)",
            "scheme": "default",
            "primary": "indigo",
            "accent": "deep orange",
            "toggle": {"icon": "material/weather-night", "name": "Dark"},
        },
        {
            "media": "(prefers-color-scheme: dark)",
            "scheme": "slate",
            "primary": "indigo",
            "accent": "deep orange",
            "toggle": {"icon": "material/weather-sunny", "name": "Light"},
        },
    ],
    "features": [
        "navigation.top",
        "navigation.footer",
        "content.code.copy",
        "content.tooltips",
        "search.highlight",
    ],
}

# Ranges, ports and addresses stay whole in the index of the search; names are found by their parts as well.
SEPARATOR = r"""[\s\u200b,;:!=\[\]()"`]+|(?<![0-9])[./](?![0-9])|[_\-](?=[A-Za-z])|&[lg]t;"""


class Configured(msgspec.Struct, frozen=True):
    """The configuration that MkDocs is started with."""

    file: str
    options: dict[str, Any]  # they replace what the file says
    hint: str = ""  # what the user should know about it


def serve_site(project: Project, address: str, say: Callable[[str], None], *, own: bool = True) -> None:
    """Serve the site until the user stops it; raises `SiteFailed`."""
    with shown_log(), configured(project, own=own) as found:
        if found.hint:
            say(found.hint)
        with as_failure():
            # Without the option live reload is off under some versions of click.
            serve(config_file=found.file, livereload=True, dev_addr=address, **found.options)


def build_html(project: Project, target: Path, say: Callable[[str], None], *, own: bool = True) -> None:
    """Build the site into the folder `target`, which is emptied first; raises `SiteFailed`."""
    refuse_link_outside(target, project.folder)
    target = target.resolve()
    refuse_foreign(target)
    with shown_log(logging.WARNING), configured(project, own=own) as found:
        if found.hint:
            say(found.hint)
        with as_failure():
            config = load_config(config_file=found.file, site_dir=str(target), **found.options)
            config.plugins.on_startup(command="build", dirty=False)
            try:
                build(config)
            finally:
                config.plugins.on_shutdown()
    (target / MARK).touch()


@contextmanager
def configured(project: Project, *, own: bool) -> Iterator[Configured]:
    """The configuration of a run; a made one is a file for as long as the run lasts."""
    theirs = project.folder / CONFIGURATION
    hint = ""
    if own and is_there(project):
        found = with_plugin(project, theirs)
        if found.file:
            yield found
            return
        hint = found.hint
    with tempfile.TemporaryDirectory(prefix="docgen-") as folder:
        made = Path(folder, CONFIGURATION)
        made.write_text(yaml.safe_dump(builtin(project), allow_unicode=True), encoding="utf-8")
        yield Configured(str(made), {}, hint)


def is_there(project: Project) -> bool:
    """Whether the project has a configuration of its own; raises `SiteFailed` for one that is not in the repository."""
    try:
        return project.tree.kind(CONFIGURATION) is Kind.FILE
    except Unreadable as problem:
        raise SiteFailed(f"{CONFIGURATION} cannot be read: {problem}.") from problem


def builtin(project: Project) -> dict[str, object]:
    """A site of everything in the folder of the documents; the plugin makes navigation and home page."""
    options = {"folder": str(project.folder), "navigation": True}
    return {
        "site_name": project.settings.project,
        "docs_dir": str(project.folder / project.settings.docs),
        "theme": LOOK,
        "plugins": [{"search": {"separator": SEPARATOR}}, {PLUGIN: options}],
    }


def with_plugin(project: Project, path: Path) -> Configured:
    """The project's own configuration; without a file where docgen's pages are no part of its site."""
    found = read_theirs(project, path)
    try:
        if found.file:
            load_config(config_file=found.file, **found.options)
    except MkDocsException as problem:
        raise SiteFailed(
            f"{CONFIGURATION} cannot be used: {problem.format_message()} Correct it, or install what it names beside "
            "docgen; or give --ignore-mkdocs-yml, for a configuration of docgen's own."
        ) from problem
    return found


def read_theirs(project: Project, path: Path) -> Configured:
    config = MkDocsConfig(config_file_path=str(path))
    with as_failure(), path.open("rb") as file:
        config.load_file(file)
    given = dict(config.data)  # as written: nothing is validated yet
    docs = (path.parent / str(given.get("docs_dir") or "docs")).resolve()
    pages = (project.folder / project.settings.docs).resolve()
    if docs != pages and docs not in pages.parents:
        return Configured(
            "",
            {},
            f"{CONFIGURATION} describes a site of {docs.name}/, and docgen's pages are in {project.settings.docs}/: "
            "they are shown with a configuration of docgen's own.",
        )
    plugins = ["search"] if given.get("plugins") is None else given["plugins"]
    if PLUGIN in names_of(plugins):
        return Configured(str(path), {})
    added = {**plugins, PLUGIN: {}} if isinstance(plugins, dict) else [*plugins, PLUGIN]
    return Configured(
        str(path),
        {"plugins": added},
        f"{CONFIGURATION} has no plugin `{PLUGIN}`: it is added for this run. For `mkdocs build`, add `- {PLUGIN}` under `plugins:`.",
    )


def names_of(plugins: object) -> set[str]:
    if isinstance(plugins, dict):
        return set(plugins)
    items = plugins if isinstance(plugins, list) else []
    return {name for each in items for name in (each if isinstance(each, dict) else [str(each)])}


@contextmanager
def as_failure() -> Iterator[None]:
    """Converts exceptions of MkDocs to `SiteFailed`; its log stays on the terminal."""
    try:
        yield
    except MkDocsException as problem:
        raise SiteFailed(problem.format_message()) from problem


@contextmanager
def shown_log(level: int = logging.INFO) -> Iterator[None]:
    """MkDocs' messages on standard error."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"  # Material's advertisement of its successor
    log = logging.getLogger("mkdocs")
    handler = logging.StreamHandler()
    handler.setFormatter(LineFormatter("%(levelname)-7s  %(message)s"))
    log.addHandler(handler)
    log.setLevel(level)
    try:
        yield
    finally:
        log.removeHandler(handler)

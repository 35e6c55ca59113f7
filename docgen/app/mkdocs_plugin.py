"""The MkDocs plugin: improvements for a site whose pages are already complete as files.

Diagrams are put into the page, so that they follow its colours; evidence leads to the line. While serving, the pages
are regenerated when Terraform changes. See `docgen.app.mkdocs_run` for starting MkDocs.
"""

import posixpath
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import jinja2
import msgspec
from markupsafe import escape
from mkdocs.config import config_options as option
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from docgen.app.documents import MAX_DOCUMENT_BYTES
from docgen.app.failure_bar import with_failure
from docgen.app.files import write_site
from docgen.app.host_check import checked
from docgen.app.navigation import HOMES, home_page, navigation
from docgen.app.page_extras import PAPER, SCRIPT, STYLE, PageExtras, paper_style
from docgen.app.page_titles import escape_titles
from docgen.app.rendering import RenderCache, SearchMemory
from docgen.app.search_worker import corrected, is_search_worker
from docgen.app.site import Site, build_site
from docgen.app.site_links import folders_in_the_way, is_inside, is_publishable
from docgen.app.watching import Observer, Stamps, stamps, topmost
from docgen.document.markdown import print_blocks, print_heading
from docgen.language.depth import deep_recursion
from docgen.source.diagnostic import Diagnostic, Result, Severity
from docgen.source.inert import shown_line, without_commands
from docgen.source.text import lenient_text
from docgen.source.tree import DiskTree, Unreadable
from docgen.workspace.project import Project, open_project
from docgen.workspace.settings import FILE

log = get_plugin_logger("docgen")
MOST_LINKS = 5  # that one message names
# What pages are printed for, and how, where the site does not say so itself.
EXTENSIONS: Mapping[str, Mapping[str, object]] = {
    "admonition": {},
    "attr_list": {},
    "md_in_html": {},
    "pymdownx.quotes": {"callouts": True},
    "pymdownx.superfences": {},
}


class Built(msgspec.Struct, frozen=True, eq=False):
    """A site that a command has made a moment ago."""

    project: Project
    site: Result[Site]


READY: dict[Path, Built] = {}  # by the project's folder; used once


def hand_over(project: Project, site: Result[Site]) -> None:
    """Spare the first build of MkDocs the evaluation that the command has done already."""
    READY[project.folder.resolve()] = Built(project, site)


class DocgenSettings(Config):  # type: ignore[no-untyped-call] # MkDocs' own hook has no types
    regenerate = option.Type(bool, default=True)
    """While serving, write the generated pages again when Terraform has changed."""
    folder = option.Type(str, default="")
    """The folder of docgen.yml; without it, that of mkdocs.yml."""
    navigation = option.Type(bool, default=False)
    """Make the navigation, and a home page where there is none."""


class DocgenPlugin(BasePlugin[DocgenSettings]):  # type: ignore[no-untyped-call] # as above
    """No page is made here, only handed over."""

    def __init__(self) -> None:
        super().__init__()
        self.command = "build"
        self.project: Project | None = None
        self.below = ""  # the folder of the documents, as seen from that of the site; "." for the same
        self.docs = "docs"  # the folder of the site, as seen from the repository
        self.ready: Result[Site] | None = None
        self.extras: PageExtras | None = None
        self.broken: Sequence[Diagnostic] = ()  # what is wrong with docgen.yml, while serving
        self.failure = ""  # why the last build of MkDocs failed, while serving
        self.seen: Stamps = {}
        self.folders: dict[Path, None] = {}  # all that were read since serving began
        self.rendered = RenderCache()
        self.searched = SearchMemory()
        self.nav: Navigation | None = None
        self.roots: Sequence[Path] = ()  # the folders of docgen.yml and mkdocs.yml: nothing else is published

    def on_startup(self, *, command: str, dirty: bool) -> None:  # noqa: ARG002 - MkDocs names the arguments
        self.command = command

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        given = self.config.folder or Path(config.config_file_path or "mkdocs.yml").parent
        folder = Path(given).resolve()
        built = READY.pop(folder, None)
        result = Result(built.project) if built else open_project(folder)
        if result.value is None and (self.project is None or self.command != "serve"):
            raise PluginError("\n".join(map(said, result.diagnostics)))
        self.broken = result.diagnostics if result.value is None else ()
        self.project = result.value or self.project
        assert self.project is not None  # noqa: S101 - raised above
        self.ready = built.site if built else None
        site = Path(config.docs_dir).resolve()
        self.roots = (folder, Path(config.config_file_path or given).parent.resolve())
        if not is_inside(site, self.roots):
            raise PluginError(f"The folder of the site, {config.docs_dir}, is outside the repository.")
        self.docs = relative(site, folder)
        self.below = relative((folder / self.project.settings.docs).resolve(), site)
        if self.below.startswith(".."):
            raise PluginError(
                f"docgen's pages are in {self.project.settings.docs}/, which is not below {config.docs_dir}. "
                "Set `docs:` in docgen.yml to that folder, or to one in it."
            )
        before, self.extras = self.extras, PageExtras(self.project)
        self.extras.docs, self.extras.below = self.docs, self.below
        if before is not None:  # while serving: what was true of the pages that are there
            self.extras.generated = before.generated
        complete(config, self.below)
        if self.config.navigation:  # the site's name is the project's: text, in templates that do not escape
            config.site_name = escape(config.site_name)
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        assert self.project is not None  # noqa: S101 - on_config has opened it
        assert self.extras is not None  # noqa: S101 - as above
        in_the_way = list(islice(folders_in_the_way(Path(config.docs_dir), self.roots), MOST_LINKS))
        if in_the_way:
            raise PluginError("\n".join(shown_line(f"{each}. Remove it.") for each in in_the_way))
        if self.command == "serve":
            self.seen = stamps(self.watched(config))
        if self.broken:
            self.extras.problems = self.broken
            for each in self.broken:
                log.warning(said(each))
            return
        with deep_recursion():
            result = self.ready or build_site(self.project)
        self.ready = None
        errors = [each for each in result.diagnostics if each.severity is Severity.ERROR]
        if errors and self.command != "serve":
            raise PluginError("\n".join(map(said, errors)))
        for each in result.diagnostics:
            (log.warning if each.gap is None else log.info)(said(each))
        if self.command == "serve" and self.config.regenerate and not errors:
            try:
                changed = write_site(result.value, self.project.folder)
            except OSError as problem:
                raise PluginError(
                    f"{problem.filename or 'A page'} cannot be written: {problem.strerror}."
                ) from problem
            self.seen = {**self.seen, **stamps(self.project.folder / each for each in changed)}
        self.extras.take(result.value, result.diagnostics)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        assert self.project is not None  # noqa: S101 - on_config has opened it
        self.leave_out(files, config)
        for file in files:
            if is_search_worker(file.src_uri):
                file.content_string = corrected(file.content_string)
        assert self.extras is not None  # noqa: S101 - as above
        paper = paper_style(self.extras.commit)
        files.append(File.generated(config, self.extras.in_site(PAPER), content=paper))
        if self.config.navigation:
            self.navigate(files, config)
        for path, content in self.extras.sources():
            inclusion = InclusionLevel.NOT_IN_NAV
            files.append(File.generated(config, path, content=content, inclusion=inclusion))
        return files

    def leave_out(self, files: Files, config: MkDocsConfig) -> None:
        """Take away what is no file of the repository: MkDocs would copy what a link leads to, and wait for a FIFO."""
        for file in list(files):
            if (
                file.abs_src_path is None
                or file.src_dir != config.docs_dir
                or file.inclusion is InclusionLevel.EXCLUDED
            ):
                continue
            if not is_publishable(Path(file.abs_src_path), self.roots):
                log.warning(
                    "%s is left out of the site: it is no file of the repository, or a link out of it.",
                    shown_line(file.src_uri),
                )
                files.remove(file)

    def navigate(self, files: Files, config: MkDocsConfig) -> None:
        """A home page where there is none, and everything in the navigation."""
        assert self.project is not None  # noqa: S101 - on_config has opened it
        assert self.extras is not None  # noqa: S101 - as above
        made = self.extras.generated
        pages = [each.src_uri for each in files.documentation_pages()]
        if not any(each in pages for each in HOMES):
            home = print_blocks(home_page(made), HOMES[0], self.docs)
            title = print_heading(self.project.settings.project)
            files.append(File.generated(config, HOMES[0], content=f"# {title}\n\n{home}\n"))
            pages.append(HOMES[0])
        config.nav = navigation(pages, made)

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        self.nav = nav
        self.rendered.begin(config, files)
        return nav

    @event_priority(-100)  # after plugins that give titles
    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """All pages are rendered, none is put into its template."""
        escape_titles(files, self.nav, env)
        if self.command == "serve" and self.rendered.is_usable:
            self.searched.begin(config.plugins.values(), self.rendered.around)
        return env

    def with_comfort(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        assert self.extras is not None  # noqa: S101 - pages come after on_config
        docs = DiskTree(Path(config.docs_dir), MAX_DOCUMENT_BYTES)

        def read(picture: str) -> str | None:
            try:
                return lenient_text(docs.read(picture))
            except Unreadable:
                return None

        return self.extras.page(markdown, page.file.src_uri, read, way_to(page, files))

    @event_priority(-100)  # after plugins that change the text
    def recalled(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002 - MkDocs names the arguments
        if self.command == "serve":
            self.rendered.prepare(page, markdown)
        return markdown

    on_page_markdown = CombinedEvent(with_comfort, recalled)

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002 - as above
        """Tables that fit every screen, and the way from each address to its line, on the pages that docgen fills."""
        assert self.extras is not None  # noqa: S101 - pages come after on_config
        path, text = page.file.src_uri, page.markdown or ""
        return self.extras.content(html, text, path, way_to(page, files))

    def watched(self, config: MkDocsConfig) -> list[Path]:
        """Paths where a change makes other pages: documents, settings, and folders that this build or one before has read."""
        assert self.project is not None  # noqa: S101 - on_config has opened it
        folder, tree = self.project.folder, self.project.tree
        read = tree.read_folders if isinstance(tree, DiskTree) else ()
        self.folders |= dict.fromkeys(folder / each for each in sorted(read) if not is_hidden(each))
        own = [Path(each) for each in (config.docs_dir, config.config_file_path, *config.watch) if each]
        return topmost([*own, folder / FILE, *self.folders])

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:  # noqa: ANN401
        def has_changed() -> bool:
            """Pages that a build has written are no reason to build again."""
            return stamps(self.watched(config)) != self.seen

        def build_when_changed() -> None:
            """A build that fails shows the site as it was, with a bar that says so."""
            if not has_changed():
                return
            try:
                builder()
                self.failure = ""
            except MkDocsException as problem:
                self.failure = problem.format_message()
                self.seen = stamps(self.watched(config))
                log.error("%s", shown_line(self.failure))  # noqa: TRY400 - the place in MkDocs' code helps no user

        server.builder = build_when_changed
        server.unwatch(config.docs_dir)
        server.observer = Observer(has_changed)  # type: ignore[assignment] # has what MkDocs uses of it
        server.watch(config.docs_dir)
        application = server.get_app()
        assert application is not None  # noqa: S101 - the server has set its own
        shown = with_failure(application, lambda: self.failure)
        server.set_app(checked(shown, config.dev_addr.host, config.dev_addr.port))
        return server


def way_to(page: Page, files: Files) -> Callable[[str], str | None]:
    """The address of another file of the site, as seen from a page."""

    def lead_to(target: str) -> str | None:
        file = files.get_file_from_path(target)
        return None if file is None else file.url_relative_to(page.file)

    return lead_to


def is_hidden(path: str) -> bool:
    return any(each.startswith(".") and each != "." for each in path.split("/"))


def complete(config: MkDocsConfig, below: str) -> None:
    """Adds what pages need, if the site's configuration does not have it already."""
    for name, options in EXTENSIONS.items():
        if name not in config.markdown_extensions:
            config.markdown_extensions.append(name)
        config.mdx_configs[name] = {**options, **(config.mdx_configs.get(name) or {})}
    style, paper, script = (
        posixpath.normpath(posixpath.join(below, each)) for each in (STYLE, PAPER, SCRIPT)
    )
    config.extra_css += [each for each in (style, paper) if each not in config.extra_css]
    if script not in map(str, config.extra_javascript):
        config.extra_javascript.append(script)


def relative(path: Path, folder: Path) -> str:
    return Path(posixpath.relpath(path.as_posix(), folder.as_posix())).as_posix()


def said(diagnostic: Diagnostic) -> str:
    where = f"{diagnostic.subject}: " if diagnostic.subject else ""
    return without_commands(shown_line(f"{where}{diagnostic.summary}. {diagnostic.detail}"))

"""The MkDocs plugin: comfort for a site whose pages are already complete as files.

Diagrams are put into the page, so that they follow its colours; evidence leads to the line. While serving, the pages
are regenerated when Terraform changes. MkDocs is started next door: `docgen.app.mkdocs_run`.
"""

import posixpath
from collections import ChainMap
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

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

from docgen.analysis.verdicts import ClaimVerdict
from docgen.app.banners import claims_note, not_current, with_banner
from docgen.app.documents import MAX_DOCUMENT_BYTES
from docgen.app.evidence import approval_notes, evidence_index
from docgen.app.failure_bar import with_failure
from docgen.app.files import write_site
from docgen.app.host_check import checked
from docgen.app.navigation import HOMES, environment_of, home_page, navigation
from docgen.app.page_titles import escape_titles
from docgen.app.rendering import RenderCache
from docgen.app.revision import commit_text, current_revision
from docgen.app.site import Site, build_site
from docgen.app.site_links import folders_in_the_way, is_inside, is_publishable
from docgen.app.watching import Observer, Stamps, stamps, topmost
from docgen.document.escape import escape_text
from docgen.document.markdown import print_blocks, print_heading
from docgen.document.site_addresses import link_addresses
from docgen.document.site_postprocess import inline_figures, resolve_evidence
from docgen.document.site_tables import mark_tables
from docgen.document.source_page import source_page
from docgen.language.depth import deep_recursion
from docgen.pages.places import spans_of
from docgen.pages.posture import BESIDE_A_HOME, HOME
from docgen.source.diagnostic import Diagnostic, Result, Severity, has_errors
from docgen.source.inert import shown_line, without_commands
from docgen.source.line_history import LineHistory
from docgen.source.span import Span
from docgen.source.text import lenient_text
from docgen.source.tree import DiskTree, Unreadable
from docgen.workspace.project import Project, open_project, project_secrets
from docgen.workspace.settings import FILE

log = get_plugin_logger("docgen")
SOURCES = "source"
MOST_LINKS = 5  # that one message names
# What pages are printed for, and how, where the site does not say so itself.
EXTENSIONS: Mapping[str, Mapping[str, object]] = {
    "admonition": {},
    "attr_list": {},
    "md_in_html": {},
    "pymdownx.quotes": {"callouts": True},
    "pymdownx.superfences": {},
}
STYLE, SCRIPT = "assets/docgen.css", "assets/docgen.js"
PAPER = "assets/docgen-paper.css"  # made with the site: what each printed sheet says at its foot
REGION = "<!-- docgen:"
CODE = (".tf", ".tf.json", ".tofu", ".tofu.json")


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
        self.generated: Sequence[str] = ()  # pages, as seen from the folder of the site
        self.index: Mapping[tuple[str, str], Span] = {}
        self.places: Mapping[str, Mapping[str, Span]] = {}  # by environment and address
        self.approvals: Mapping[str, str] = {}  # by the anchor of an allowed flow
        self.revision = ""
        self.commit = ""  # the commit and its date, in words
        self.claims: Sequence[ClaimVerdict] = ()
        self.problems: Sequence[Diagnostic] = ()
        self.broken: Sequence[Diagnostic] = ()  # what is wrong with docgen.yml, while serving
        self.failure = ""  # why the last build of MkDocs failed, while serving
        self.seen: Stamps = {}
        self.folders: dict[Path, None] = {}  # all that were read since serving began
        self.rendered = RenderCache()
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
        self.revision = current_revision(folder)
        self.commit = commit_text(folder)
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
        complete(config, self.below)
        if self.config.navigation:  # the site's name is the project's: text, in templates that do not escape
            config.site_name = escape(config.site_name)
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        assert self.project is not None  # noqa: S101 - on_config has opened it
        in_the_way = list(islice(folders_in_the_way(Path(config.docs_dir), self.roots), MOST_LINKS))
        if in_the_way:
            raise PluginError("\n".join(shown_line(f"{each}. Remove it.") for each in in_the_way))
        if self.command == "serve":
            self.seen = stamps(self.watched(config))
        if self.broken:
            self.problems = self.broken
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
        site = result.value
        self.problems = errors
        self.index = evidence_index(site.facts)
        self.places = {each.name: spans_of(each) for each in site.facts.environments}
        history = LineHistory(self.project.tree, self.project.folder)
        self.approvals = approval_notes(site.registers, history)
        self.claims = site.claims
        if not has_errors(result.diagnostics):
            docs = self.project.settings.docs
            self.generated = [self.in_site(posixpath.relpath(each, docs)) for each in site.pages]

    def in_site(self, page: str) -> str:
        """A page below the folder of the documents, as seen from the folder of the site."""
        return posixpath.normpath(posixpath.join(self.below, page))

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        assert self.project is not None  # noqa: S101 - on_config has opened it
        self.leave_out(files, config)
        files.append(File.generated(config, self.in_site(PAPER), content=paper_style(self.commit)))
        if self.config.navigation:
            self.navigate(files, config)
        if self.project.settings.source_url:
            return files
        secrets = project_secrets(self.project)
        for path in sorted({span.path for span in self.index.values()}):
            text = secrets.redact(path, lenient_text(self.project.tree.read(path)))
            if not path.endswith(CODE):
                text = only_names(text, path, self.index)
            content = source_page(path, text)
            file = File.generated(
                config, f"{SOURCES}/{path}.md", content=content, inclusion=InclusionLevel.NOT_IN_NAV
            )
            files.append(file)
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
        pages = [each.src_uri for each in files.documentation_pages()]
        if not any(each in pages for each in HOMES):
            home = print_blocks(home_page(self.generated), HOMES[0], self.docs)
            title = print_heading(self.project.settings.project)
            files.append(File.generated(config, HOMES[0], content=f"# {title}\n\n{home}\n"))
            pages.append(HOMES[0])
        config.nav = navigation(pages, self.generated)

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        self.nav = nav
        self.rendered.begin(config, files)
        return nav

    @event_priority(-100)  # after plugins that give titles
    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:  # noqa: ARG002 - as above
        """All pages are rendered, none is put into its template."""
        escape_titles(files, self.nav, env)
        return env

    def with_comfort(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        path = page.file.src_uri
        docs = DiskTree(Path(config.docs_dir), MAX_DOCUMENT_BYTES)

        def read(picture: str) -> str | None:
            try:
                return lenient_text(docs.read(picture))
            except Unreadable:
                return None

        def lead_to(target: str) -> str | None:
            file = files.get_file_from_path(target)
            return None if file is None else file.url_relative_to(page.file)

        def resolve(folder: str, anchor: str) -> str | None:
            span = self.index.get((folder, anchor))
            return None if span is None else self.address_of(span, path)

        def note(_: str, anchor: str) -> str:
            text = self.approvals.get(anchor)
            return "" if text is None else escape_text(f"\n{text}")

        wrong = [each for each in self.claims if self.in_site(each.page) == path and not each.holds]
        commit = escape_text(self.commit) if path in self.homes() else ""
        shown = with_banner(markdown, not_current(self.problems), claims_note(wrong, path), commit)
        pictured = inline_figures(shown, path, read, lead_to)
        made: str = resolve_evidence(pictured, path, resolve, self.docs, note)
        return made

    @event_priority(-100)  # after plugins that change the text
    def recalled(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002 - MkDocs names the arguments
        if self.command == "serve":
            self.rendered.prepare(page, markdown)
        return markdown

    on_page_markdown = CombinedEvent(with_comfort, recalled)

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002 - as above
        """Tables that fit every screen, and the way from each address to its line, on the pages that docgen fills."""
        path = page.file.src_uri
        if path not in self.generated and REGION not in (page.markdown or ""):
            return html
        places = places_for(environment_of(path), self.places)

        def lead_to(address: str) -> str | None:
            span = places.get(address)
            if span is None:
                return None
            assert self.project is not None  # noqa: S101 - pages come after on_config
            if self.project.settings.source_url:
                return self.address_of(span, path)
            file = files.get_file_from_path(f"{SOURCES}/{span.path}.md")
            return None if file is None else f"{file.url_relative_to(page.file)}#L{span.line}"

        return mark_tables(link_addresses(html, lead_to))

    def homes(self) -> set[str]:
        """The page about everything: only that one says in its text of which commit it is."""
        return {self.in_site(each) for each in (HOME, BESIDE_A_HOME)} & set(self.generated)

    def address_of(self, span: Span, page: str) -> str:
        """The line itself: where the sources are published, or in a page of this site."""
        assert self.project is not None  # noqa: S101 - pages come after on_config
        template = self.project.settings.source_url
        if template:
            return template.format(revision=self.revision, path=quote(span.path), line=span.line)
        way = posixpath.relpath(f"{SOURCES}/{span.path}.md", posixpath.dirname(page) or ".")
        return f"{quote(way)}#L{span.line}"

    def watched(self, config: MkDocsConfig) -> list[Path]:
        """Where a change makes other pages: documents, settings, and folders that this build or one before has read."""
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


def only_names(text: str, path: str, index: Mapping[tuple[str, str], Span]) -> str:
    """A file of values with the names of inputs alone, each on its line: any value may be a secret."""
    lines = ["…"] * (text.count("\n") + 1)
    for (_, anchor), span in index.items():
        if span.path == path and 0 < span.line <= len(lines):
            lines[span.line - 1] = f"{anchor.removeprefix('var.')} = …"
    return "\n".join(lines)


def places_for(environment: str, places: Mapping[str, Mapping[str, Span]]) -> Mapping[str, Span]:
    """Where the resources of one environment are written; on pages about all, of the first that has it."""
    if environment in places:
        return places[environment]
    return ChainMap(*(dict(each) for each in places.values()))


def is_hidden(path: str) -> bool:
    return any(each.startswith(".") and each != "." for each in path.split("/"))


def complete(config: MkDocsConfig, below: str) -> None:
    """What pages need, where the site's configuration does not have it already."""
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


def paper_style(commit: str) -> str:
    """What printed sheets say: of which commit they are, and their number."""
    text = commit or "Terraform"
    return (
        "@page { margin: 12mm 10mm 16mm;\n"
        f'  @bottom-left {{ content: "{text}"; font: 8pt sans-serif; }}\n'
        '  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }\n'
    )


def relative(path: Path, folder: Path) -> str:
    return Path(posixpath.relpath(path.as_posix(), folder.as_posix())).as_posix()


def said(diagnostic: Diagnostic) -> str:
    where = f"{diagnostic.subject}: " if diagnostic.subject else ""
    return without_commands(shown_line(f"{where}{diagnostic.summary}. {diagnostic.detail}"))

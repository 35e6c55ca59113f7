"""The door to MkDocs: comfort for a site whose pages are already complete as files.

Diagrams are put into the page, so that they follow its colours; evidence leads to the very line. While serving,
the pages are regenerated when Terraform changes.
"""

import posixpath
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mkdocs.config import config_options as option
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from docgen.analysis.claims import ClaimVerdict
from docgen.app.evidence import evidence_index
from docgen.app.files import write_site
from docgen.app.pipeline import Project, open_project, project_secrets
from docgen.app.revision import current_revision
from docgen.app.site import build_site
from docgen.document.comfort import inline_figures, resolve_evidence, source_page
from docgen.document.markdown import print_blocks
from docgen.pages.claims import claims_banner
from docgen.source.diagnostic import Severity
from docgen.source.span import Span
from docgen.source.text import lenient_text

log = get_plugin_logger("docgen")
SOURCES = "source"


class DocgenSettings(Config):  # type: ignore[no-untyped-call] # MkDocs' own hook has no types
    regenerate = option.Type(bool, default=True)
    """While serving, write the generated pages anew when Terraform has changed."""


class DocgenPlugin(BasePlugin[DocgenSettings]):  # type: ignore[no-untyped-call] # as above
    """No page is made here, only handed over."""

    def __init__(self) -> None:
        super().__init__()
        self.command = "build"
        self.project: Project | None = None
        self.index: Mapping[tuple[str, str], Span] = {}
        self.revision = ""
        self.claims: Sequence[ClaimVerdict] = ()

    def on_startup(self, *, command: str, dirty: bool) -> None:  # noqa: ARG002 - MkDocs names the arguments
        self.command = command

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        folder = Path(config.config_file_path or "mkdocs.yml").parent.resolve()
        result = open_project(folder)
        for each in result.diagnostics:
            raise PluginError(f"{each.subject or 'docgen.yml'}: {each.summary}. {each.detail}")
        self.project = result.value
        self.revision = current_revision(folder)
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:  # noqa: ARG002 - as above
        assert self.project is not None  # noqa: S101 - on_config has opened it
        result = build_site(self.project)
        for each in result.diagnostics:
            message = f"{each.subject or self.project.folder.name}: {each.summary}. {each.detail}"
            if each.severity is Severity.ERROR and self.command != "serve":
                raise PluginError(message)
            log.warning(message)
        if self.command == "serve" and self.config.regenerate and not result.diagnostics:
            write_site(result.value, self.project.folder)
        self.index = evidence_index(result.value.facts)
        self.claims = result.value.claims

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        if self.project is None or self.project.settings.source_url:
            return files
        secrets = project_secrets(self.project)
        for path in sorted({span.path for span in self.index.values()}):
            text = secrets.redact(path, lenient_text(self.project.tree.read(path)))
            page = f"{SOURCES}/{path}.md"
            files.append(
                File.generated(
                    config, page, content=source_page(path, text), inclusion=InclusionLevel.NOT_IN_NAV
                )
            )
        return files

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        path = page.file.src_uri
        docs = Path(config.docs_dir)

        def read(picture: str) -> str | None:
            target = (docs / picture).resolve()
            inside = docs.resolve() in target.parents
            return lenient_text(target.read_bytes()) if inside and target.is_file() else None

        def resolve(folder: str, anchor: str) -> str | None:
            span = self.index.get((folder, anchor))
            return None if span is None else self.address_of(span, path)

        shown = with_banner(markdown, path, self.claims)
        made: str = resolve_evidence(inline_figures(shown, path, read), path, resolve)
        return made

    def address_of(self, span: Span, page: str) -> str:
        """The line itself: where the sources are published, or in a page of this site."""
        assert self.project is not None  # noqa: S101 - pages come after on_config
        template = self.project.settings.source_url
        if template:
            return template.format(revision=self.revision, path=span.path, line=span.line)
        way = posixpath.relpath(f"{SOURCES}/{span.path}.md", posixpath.dirname(page) or ".")
        return f"{way}#L{span.line}"

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:  # noqa: ANN401, ARG002
        assert self.project is not None  # noqa: S101 - on_config has opened it
        for environment in self.project.settings.environments.values():
            server.watch(str(self.project.folder / environment.root))
        for path in {posixpath.dirname(span.path) for span in self.index.values()}:
            server.watch(str(self.project.folder / path))
        server.watch(str(self.project.folder / "docgen.yml"))
        return server


def with_banner(markdown: str, path: str, claims: Sequence[ClaimVerdict]) -> str:
    """The page with a note below its title, where what it claims is not what the Terraform says."""
    wrong = [each for each in claims if each.page == path and not each.holds]
    if not wrong:
        return markdown
    banner = print_blocks(claims_banner(wrong), path, "")
    title, line, rest = markdown.partition("\n") if markdown.startswith("# ") else ("", "", markdown)
    return f"{title}{line}\n{banner}\n\n{rest}"

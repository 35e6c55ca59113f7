"""MkDocs hooks for the HTML of a fleet: inlined pictures, tables that fit, escaped titles.

MkDocs loads this file by its path (https://www.mkdocs.org/user-guide/configuration/#hooks).
"""

from pathlib import Path
from typing import Any

from docgen.app.documents import MAX_DOCUMENT_BYTES
from docgen.app.page_titles import escape_titles
from docgen.document.site_postprocess import inline_figures
from docgen.document.site_tables import mark_tables
from docgen.source.text import lenient_text
from docgen.source.tree import DiskTree, Unreadable

NAVIGATION: dict[str, Any] = {}


def on_nav(nav: Any, **_: object) -> Any:  # noqa: ANN401 - MkDocs' own classes
    NAVIGATION["nav"] = nav
    return nav


def on_env(env: Any, files: Any, **_: object) -> Any:  # noqa: ANN401 - as above
    """All pages are rendered, none is put into its template."""
    escape_titles(files, NAVIGATION.get("nav"), env)
    return env


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any, **_: object) -> str:  # noqa: ANN401 - as above
    docs = DiskTree(Path(config.docs_dir), MAX_DOCUMENT_BYTES)

    def read(picture: str) -> str | None:
        try:
            return lenient_text(docs.read(picture))
        except Unreadable:
            return None

    def lead_to(target: str) -> str | None:
        file = files.get_file_from_path(target)
        return None if file is None else file.url_relative_to(page.file)

    return inline_figures(markdown, page.file.src_uri, read, lead_to)


def on_page_content(html: str, **_: object) -> str:
    return mark_tables(html)

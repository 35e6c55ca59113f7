"""Escapes page titles, so that a theme shows them as text.

MkDocs hands titles of the navigation, of front matter and of files to templates that do not escape (its Jinja environment
has no autoescape), and Material and MkDocs' own themes print them as they are: `title: <img src=x onerror=…>` is an element
on every page. Here each becomes `Markup` of its escaped text, which `|e` leaves alone. What MkDocs takes from a heading is
HTML without tags already (`mkdocs.utils.rendering`).
"""

import jinja2
import jinja2.filters
from markupsafe import Markup, escape
from mkdocs.structure import StructureItem
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from docgen.document.escape import clean


def escape_titles(files: Files, nav: Navigation | None, env: jinja2.Environment) -> None:
    """Make every title, and every text of front matter, what it says; to be called when all pages are rendered."""
    for file in files.documentation_pages():
        if file.page is not None:
            escape_page(file.page)
    if nav is not None:
        escape_items(nav.items)
    env.filters["striptags"] = strip_tags


def escape_page(page: Page) -> None:
    heading = "" if "title" in vars(page) or "title" in page.meta else page._title_from_render  # noqa: SLF001 - MkDocs says it nowhere else
    page.meta = {key: escaped(value) for key, value in page.meta.items()}
    page.title = title_of_heading(heading) if heading else text_of_title(page.title)


def title_of_heading(heading: str) -> Markup:
    """The text of a heading is HTML without tags: a remaining angle bracket is plain text."""
    return Markup(heading.replace("<", "&lt;").replace(">", "&gt;"))  # noqa: S704 - see above


def escape_items(items: list[StructureItem]) -> None:
    for item in items:
        if not isinstance(item, Page):
            item.title = text_of_title(item.title)
        escape_items(getattr(item, "children", None) or [])


def escaped(value: object) -> object:
    """Data of front matter with each text in it escaped."""
    match value:
        case str():
            return text_of_title(value)
        case list():
            return [escaped(each) for each in value]
        case dict():
            return {key: escaped(each) for key, each in value.items()}
        case _:
            return value


def text_of_title(title: object) -> Markup:
    """A title as HTML that shows it; one that is HTML already stays."""
    return title if isinstance(title, Markup) else escape(clean(str(title or "")))


def strip_tags(value: object) -> Markup:
    """Jinja's filter `striptags`, whose result is text and no HTML: it turns `&lt;` into `<`."""
    return escape(str(jinja2.filters.do_striptags(str(value))))

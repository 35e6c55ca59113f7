"""A Python-Markdown extension, `docgen.document.markdown_extension`: tables that fit every screen, changes to copy.

It works under any site generator that uses Python-Markdown.

The style sheet `assets/docgen.css` does the rest. Pages are complete without it.
"""

from markdown import Extension, Markdown
from markdown.postprocessors import Postprocessor

from docgen.document.site_changes import mark_changes
from docgen.document.site_tables import mark_tables

LAST = 0  # after raw HTML is back in its place


class Tables(Postprocessor):  # type: ignore[misc] # Python-Markdown ships no types
    def run(self, text: str) -> str:
        return mark_changes(mark_tables(text))


class DocgenExtension(Extension):  # type: ignore[misc] # as above
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        md.postprocessors.register(Tables(md), "docgen", LAST)


def makeExtension(**settings: object) -> DocgenExtension:  # noqa: N802 - as above
    return DocgenExtension(**settings)

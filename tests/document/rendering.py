"""Markdown turned into HTML as the site and as a Git host do it, and what a reader finds there."""

from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import markdown
from markdown_it import MarkdownIt
from mkdocs.config import load_config

REPOSITORY = Path(__file__).parents[2]


@cache
def site_markdown() -> markdown.Markdown:
    """Python-Markdown with the extensions of our own mkdocs.yml."""
    config = load_config(str(REPOSITORY / "mkdocs.yml"))
    return markdown.Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)


def render_as_site(text: str) -> str:
    return str(site_markdown().reset().convert(text))


def render_as_git_host(text: str) -> str:
    """CommonMark with tables and strikethrough, the parts of GFM that read our pages."""
    return str(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text))


RENDERERS = {"site": render_as_site, "git host": render_as_git_host}


class Reading(HTMLParser):
    """The text, the tags and the attributes of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag == "br":
            self.texts.append("\n")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        """The text with its spaces as a browser shows them."""
        return as_shown("".join(self.texts))

    def values(self, tag: str, name: str) -> list[str]:
        return [value for each, key, value in self.attributes if (each, key) == (tag, name)]


def as_shown(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.strip().split("\n"))
    return "\n".join(line for line in lines if line)

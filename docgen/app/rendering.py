"""Unchanged pages are not rendered again while serving: most of the time of a build is the conversion of Markdown."""

import hashlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import markdown.extensions
import msgspec
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents

OWN = frozenset(each.name for each in pkgutil.iter_modules(markdown.extensions.__path__))
READS_FILES = frozenset({"pymdownx.b64", "pymdownx.snippets"})  # the page is not all that they read


class Rendered(msgspec.Struct, frozen=True, eq=False):
    """The result of rendering that MkDocs keeps of a page."""

    content: str | None
    toc: TableOfContents
    title: str | None
    anchors: frozenset[str]
    links: Mapping[
        str, dict[str, str]
    ]  # by the path of the page that they lead to: anchor and link as written


class RenderCache:
    """The pages of the last build, by everything that decides how they are rendered."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[bytes, Rendered]] = {}  # by the path of the page
        self.around = b""
        self.is_usable = False

    def begin(self, config: MkDocsConfig, files: Files) -> None:
        """What is the same for all pages of a build: the extensions, and the files that links may lead to."""
        names = [str(each) for each in config.markdown_extensions]
        self.is_usable = all(is_pure(each) for each in names)
        places = sorted((each.src_uri, each.url) for each in files)
        told = repr((names, config.mdx_configs, config.validation, places))
        self.around = hashlib.sha256(told.encode()).digest()

    def prepare(self, page: Page, text: str) -> None:
        """Have MkDocs take what is kept instead of rendering the page, where that is the same."""
        if self.is_usable:
            key = hashlib.sha256(self.around + text.encode(errors="surrogatepass")).digest()
            page.render = partial(self.render, page, key, page.render)  # type: ignore[method-assign]

    def render(self, page: Page, key: bytes, own: Any, config: MkDocsConfig, files: Files) -> None:  # noqa: ANN401 - MkDocs' method
        path = page.file.src_uri
        before, rendered = self.kept.get(path, (b"", None))
        if rendered is not None and before == key:
            give_back(page, rendered, files)
            return
        own(config, files)
        self.kept[path] = (key, rendered_of(page))


class SearchMemory:
    """The search index of the pages of the last build: computing it takes as long as rendering the templates."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[bytes, list[dict[str, Any]]]] = {}  # by the path of the page

    def begin(self, plugins: Iterable[object], around: bytes) -> None:
        """Have the indexes of MkDocs and of Material take what is kept of pages that are as they were."""
        for plugin in plugins:
            index: Any = getattr(plugin, "search_index", None)
            name = next((each for each in ("entries", "_entries") if hasattr(index, each)), "")
            own = getattr(index, "add_entry_from_context", None)
            if name and callable(own) and isinstance(getattr(index, name), list):
                index.add_entry_from_context = partial(self.add, getattr(index, name), own, around)

    def add(
        self, entries: list[dict[str, Any]], own: Callable[[Page], object], around: bytes, page: Page
    ) -> None:
        said = repr((page.url, page.title, sorted(map(repr, page.meta.items())), page.content))
        key = hashlib.sha256(around + said.encode(errors="surrogatepass")).digest()
        before, kept = self.kept.get(page.file.src_uri, (b"", []))
        if before == key:
            entries.extend(map(dict, kept))
            return
        number = len(entries)
        own(page)
        self.kept[page.file.src_uri] = (key, list(map(dict, entries[number:])))


def rendered_of(page: Page) -> Rendered:
    links = {file.src_uri: dict(found) for file, found in (page.links_to_anchors or {}).items()}
    title: str | None = page._title_from_render  # noqa: SLF001 - MkDocs keeps it nowhere else
    return Rendered(page.content, page.toc, title, frozenset(page.present_anchor_ids or ()), links)


def give_back(page: Page, rendered: Rendered, files: Files) -> None:
    page.content = rendered.content
    page.toc = rendered.toc
    page._title_from_render = rendered.title  # noqa: SLF001 - as above
    page.present_anchor_ids = set(rendered.anchors)
    found = {files.get_file_from_path(path): dict(links) for path, links in rendered.links.items()}
    page.links_to_anchors = {file: links for file, links in found.items() if file is not None}


def is_pure(extension: str) -> bool:
    """Whether an extension makes a page of its text alone."""
    name = extension.removeprefix("markdown.extensions.").partition(":")[0]
    return name in OWN or (name.startswith("pymdownx.") and name not in READS_FILES)

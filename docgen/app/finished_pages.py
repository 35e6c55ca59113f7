"""The finished pages as files, for any site generator: with everything that the MkDocs plugin would add.

Every generator that has one folder for each page can build them (`a/b.md` as `a/b/`): links in pictures rely on it.
"""

import posixpath
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path

from docgen.app.documents import MAX_DOCUMENT_BYTES
from docgen.app.page_extras import PAPER, PageExtras, paper_style
from docgen.app.site import Site
from docgen.app.site_links import folders_in_the_way, is_publishable
from docgen.app.site_target import SiteFailed, emptied
from docgen.source.diagnostic import Result
from docgen.source.inert import shown_line
from docgen.source.text import lenient_text
from docgen.source.tree import DiskTree, Unreadable
from docgen.workspace.project import Project

HOMES = ("index.md", "README.md")


def write_finished(project: Project, site: Result[Site], target: Path) -> int:
    """Write every file of the documents into a folder, pages finished; gives their number. Raises `SiteFailed`, OSError."""
    extras = PageExtras(project)
    extras.link_attribute = "xlink:href"
    extras.take(site.value, site.diagnostics)
    docs = (project.folder / project.settings.docs).resolve()
    root = project.folder.resolve()
    for problem in folders_in_the_way(docs, (root,)):
        raise SiteFailed(shown_line(f"{problem}. Remove it."))
    place = target.resolve()
    if place == docs or place in docs.parents or docs in place.parents:
        raise SiteFailed(f"{target} and the folder of the documents hold one another. Give another folder.")
    folder = emptied(target, project.folder)
    written = 0
    for path, content in finished(docs, root, extras):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        written += 1
    return written


def finished(docs: Path, root: Path, extras: PageExtras) -> Iterator[tuple[str, bytes]]:
    """The files of the finished documents, by path."""
    tree = DiskTree(docs, MAX_DOCUMENT_BYTES)
    sources = dict(extras.sources())
    paths = [
        each.relative_to(docs).as_posix()
        for each in sorted(docs.rglob("*"))
        if not is_hidden(each.relative_to(docs)) and is_publishable(each, (root,))
    ]
    known = {*paths, *sources}

    def read(picture: str) -> str | None:
        try:
            return lenient_text(tree.read(picture))
        except Unreadable:
            return None

    for path in paths:
        content = tree.read(path)
        if path.endswith(".md"):
            content = extras.page(lenient_text(content), path, read, partial(way, path, known)).encode()
        yield path, content
    yield PAPER, paper_style(extras.commit).encode()
    for path, text in sources.items():
        yield path, text.encode()


def way(page: str, known: Collection[str], target: str) -> str | None:
    """The address of a page as seen from another: `../security-groups/`; None where there is no such page."""
    if target not in known:
        return None
    return posixpath.relpath(place_of(target), place_of(page)) + "/"


def place_of(page: str) -> str:
    """The folder of a page in the site: `a/b` for `a/b.md`, `a` for `a/index.md`."""
    folder, name = posixpath.split(page)
    return (folder or ".") if name in HOMES else page.removesuffix(".md")


def is_hidden(path: Path) -> bool:
    return any(each.startswith(".") for each in path.parts)

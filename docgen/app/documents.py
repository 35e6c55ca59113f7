"""The folder of the documents as it is on disk: its pages, and whether docgen may write there.

Nothing outside the repository is read or written, whatever links lead where: see `docgen.source.tree`.
"""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from docgen.document.marks import is_made_by_docgen
from docgen.source.diagnostic import Diagnostic, Report, error
from docgen.source.tree import Kind, MissingFile, OutsideRepository, Tree, Unreadable, join
from docgen.workspace.settings import FILE
from docgen.workspace.settings_paths import is_in_git

MAX_DOCUMENT_BYTES = (
    50_000_000  # of a file that docgen made; a larger one is read only where as much will be written
)
Files: TypeAlias = Mapping[str, bytes]  # path in the repository: content


def size_limit(new: bytes | None) -> int:
    """The size limit in bytes of a file that new content replaces."""
    return max(MAX_DOCUMENT_BYTES, 2 * len(new or b""))


# -- reading ------------------------------------------------------------------------------------


def markdown_files(tree: Tree, folder: str) -> list[str]:
    """The Markdown files below a folder, in the order of their paths; hidden ones are left out.

    Links to folders are followed inside the repository, to each folder once: a link to a folder around it adds nothing.
    """
    found: list[str] = []
    seen: set[str] = set()
    waiting = [folder]  # links come last, so that a file keeps its own path
    links: list[str] = []
    while waiting or links:
        here = waiting.pop() if waiting else links.pop(0)
        place = located(tree, here)
        if place is None or place in seen:
            continue
        seen.add(place)
        for name in tree.names(here) or ():
            path = join(here, name)
            if name.startswith("."):
                continue
            if tree.is_folder(path):
                (links if tree.is_link(path) else waiting).append(path)
            elif name.endswith(".md"):
                found.append(path)
    return sorted(found, key=lambda each: each.split("/"))


def located(tree: Tree, path: str) -> str | None:
    try:
        return tree.locate(path)
    except Unreadable:
        return None


# -- writing ------------------------------------------------------------------------------------


def not_writable(tree: Tree, files: Files, made: frozenset[str]) -> Iterator[Diagnostic]:
    """Why docgen does not write these files: each leads out of the repository, is no file, or is somebody else's.

    `made`: the files that docgen makes as a whole; of the others, people's own pages, it writes the regions.
    """
    report = Report()
    places: dict[str, str] = {}
    for path in sorted(files):
        problem = problem_above(tree, path) or problem_at(tree, path, files[path], is_made=path in made)
        other = path if problem else places.setdefault(tree.locate(path), path)
        if problem:
            report.add(problem)
        elif other != path:
            report.add(same_file(tree, path, other))
    yield from report.diagnostics


def problem_above(tree: Tree, path: str) -> Diagnostic | None:
    """Why the folders above a file cannot hold it: the first of them that is wrong."""
    parts = path.split("/")
    for folder in ("/".join(parts[:count]) for count in range(1, len(parts))):
        try:
            place, kind = tree.locate(folder), tree.kind(folder)
        except OutsideRepository:
            return leads_outside(folder, "folder")
        except Unreadable as problem:
            return error(
                "Folder cannot be written", f"docgen has to write in {folder}, and cannot: {problem}."
            )
        if is_in_git(place):
            return leads_into_git(folder)
        if kind not in {Kind.FOLDER, None}:
            detail = f"docgen has to write in {folder}, and cannot: it is not a folder. Rename or remove it."
            return error("Folder cannot be written", detail)
    return None


def problem_at(tree: Tree, path: str, new: bytes, *, is_made: bool) -> Diagnostic | None:
    """Why a file itself cannot be written."""
    try:
        place = tree.locate(path)
        content = content_at(tree, path, new)
    except OutsideRepository:
        return leads_outside(path, "file")
    except Unreadable as problem:
        return error("File cannot be written", f"docgen has to write {path}, and cannot: {problem}.")
    if is_in_git(place):
        return leads_into_git(path)
    if content is None and tree.is_link(path):
        detail = (
            f"docgen has to write {path}, which is a symbolic link that leads to no file. Remove the link."
        )
        return error("File cannot be written", detail)
    if content is not None and is_made and not is_made_by_docgen(path, content):
        detail = (
            f"docgen did not make {path}, and would replace it. Rename it, or delete it if it is not needed; or give "
            f"docgen a folder of its own, with `docs:` in {FILE}."
        )
        return error("File was not made by docgen", detail)
    return None


def leads_outside(path: str, kind: str) -> Diagnostic:
    detail = (
        f"{path} is a symbolic link that leads out of the repository: what lies outside the repository is neither read "
        f"nor written. Replace the link with a {kind}, or remove it."
    )
    return error("Link out of the repository", detail)


def leads_into_git(path: str) -> Diagnostic:
    detail = f"{path} leads into the folder of git, and docgen writes nothing there. Remove the link."
    return error("Folder of git", detail)


def same_file(tree: Tree, one: str, other: str) -> Diagnostic:
    """Two pages that a link has made one; the folders are named where these are one."""
    above = posixpath.dirname(one), posixpath.dirname(other)
    if posixpath.basename(one) == posixpath.basename(other) and tree.locate(above[0]) == tree.locate(
        above[1]
    ):
        one, other = above
    detail = f"{one} and {other} are the same, by a symbolic link, and hold different pages. Remove the link."
    return error("Two pages in one file", detail)


def content_at(tree: Tree, path: str, new: bytes | None) -> bytes | None:
    """The content of a file that new content replaces; None if there is none. Raises `Unreadable`."""
    try:
        return tree.with_limit(size_limit(new)).read(path)
    except MissingFile:
        return None


# -- orphans ------------------------------------------------------------------------------------


def environment_folders(tree: Tree, docs: str) -> list[str]:
    root = join(docs, "environments")
    return [join(root, name) for name in tree.names(root) or () if tree.is_folder(join(root, name))]


def orphaned_pictures(tree: Tree, docs: str, files: Files) -> Iterator[str]:
    """Pictures that docgen has made, and makes no more."""
    for folder in environment_folders(tree, docs):
        for name in tree.names(folder) or ():
            path = join(folder, name)
            if name.endswith(".svg") and path not in files and is_picture(tree, path):
                yield path


def removable(tree: Tree, docs: str, paths: Iterable[str], files: Files) -> Iterator[str]:
    """Those of the paths that are files of their own below the documents.

    What a symbolic link leads to may be another project's, or one of the files that are made now.
    """
    home = located(tree, docs)
    made = {located(tree, each) for each in files}
    for path in paths:
        place = located(tree, path)
        is_at_home = home is not None and place == join(home, posixpath.relpath(path, docs))
        if is_at_home and place not in made:
            yield path


def is_picture(tree: Tree, path: str) -> bool:
    try:
        return is_made_by_docgen(path, tree.read(path))
    except Unreadable:
        return False

"""The only module that writes into a repository."""

import difflib
import errno
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from docgen.app.documents import content_at, environment_folders, located
from docgen.app.site import Site
from docgen.source import nofollow
from docgen.source.text import lenient_text, same_text, saved_like
from docgen.source.tree import DiskTree, Tree, Unreadable, join
from docgen.workspace.settings import FILE

MOST_LINES = 400  # of one file's diff
LONGEST_LINE = 2_000  # characters of a line of a diff
MOST_COMPARED = 2_000_000  # bytes of two files: a diff of larger ones takes long, and is too long to read


def write_site(site: Site, folder: Path) -> list[str]:
    """Write the files whose text changes, each at once or not at all; gives the paths that changed.

    Raises OSError for a file that cannot be written, or that leads out of the repository by now: `build_site` has
    refused those that did when it looked.
    """
    tree = DiskTree(folder)
    clear_leftovers(tree, site)
    changed = []
    for path, content in sorted(site.files.items()):
        old = read(tree, path, content)
        if not same_text(old, content):
            write_whole(tree, path, saved_like(content, old))
            changed.append(path)
    for path in site.orphans:
        nofollow.remove_file(tree.root, place_of(tree, path))
        nofollow.remove_folder(tree.root, place_of(tree, parent(path)))  # unless other files are in it
        changed.append(path)
    return changed


def write_asked(path: Path, content: bytes) -> None:
    """Write a file that the command line names. Raises OSError."""
    folder = path.absolute().parent
    nofollow.write_file(folder, path.name, content)


def write_below(folder: Path, path: str, content: bytes) -> None:
    """Write a file of a site below its folder, with the folders in between; no symbolic link is followed. Raises OSError."""
    nofollow.write_file(folder, path, content)


def replace_folder(made: Path, target: Path) -> None:
    """Put a folder in the place of another one, which is removed. Raises OSError."""
    if target.exists():
        shutil.rmtree(target)
    made.replace(target)


def append_asked(path: Path, content: bytes) -> None:
    """Add to a file that the process environment names. Raises OSError."""
    with path.open("ab") as file:
        file.write(content)


def changed_files(site: Site, tree: Tree) -> Iterator[tuple[str, bytes | None, bytes | None]]:
    """Each file that `docgen build` would change: its content on disk, and what would be in it; None: there is none."""
    for path, content in sorted(site.files.items()):
        old = read(tree, path, content)
        if not same_text(old, content):
            yield path, old, saved_like(content, old)
    for path in site.orphans:
        yield path, read(tree, path), None


def read(tree: Tree, path: str, new: bytes | None = None) -> bytes | None:
    """The content of a file that new content replaces; None if there is none. Raises OSError."""
    try:
        return content_at(tree, path, new)
    except Unreadable as problem:
        raise OSError(errno.EPERM, str(problem), path) from problem


def write_whole(tree: DiskTree, path: str, content: bytes) -> None:
    """Readers see the old file or the new one, never a part. Raises OSError."""
    nofollow.write_file(tree.root, place_of(tree, path), content)


def write_archive(project: Path, target: Path, content: bytes) -> None:
    """Write a file that a user has named, inside or outside of the repository: whole, or not at all. Raises OSError.

    Inside, no link of the repository leads it out.
    """
    place, root = Path(os.path.abspath(target)), project.resolve()  # noqa: PTH100 - links are not followed here
    if place.is_relative_to(root):
        write_whole(DiskTree(root), place.relative_to(root).as_posix(), content)
    else:
        nofollow.write_file(place.parent.resolve(), place.name, content)


def place_of(tree: Tree, path: str) -> str:
    try:
        return tree.locate(path)
    except Unreadable as problem:
        raise OSError(errno.EPERM, str(problem), path) from problem


def parent(path: str) -> str:
    return path.rpartition("/")[0] or "."


def clear_leftovers(tree: DiskTree, site: Site) -> None:
    """Remove the temporary files of builds that were killed while they wrote."""
    for folder, names in written_names(tree, site).items():
        place = located(tree, folder)
        for each in (tree.names(folder) or ()) if place is not None else ():
            if any(nofollow.is_temporary_of(each, name) for name in names):
                remove_leftover(tree, join(place or ".", each))


def remove_leftover(tree: DiskTree, place: str) -> None:
    try:
        nofollow.remove_file(tree.root, place)
    except OSError:  # it is no file, or gone
        return


def written_names(tree: Tree, site: Site) -> dict[str, set[str]]:
    """The names of files that builds write, by folder; also in folders of environments that are gone."""
    found: dict[str, set[str]] = {".": {FILE}}
    for path in (*site.files, *site.orphans):
        found.setdefault(parent(path), set()).add(path.rpartition("/")[2])
    environments = environment_folders(tree, site.docs)
    names = {name for folder in environments for name in found.get(folder, ())}
    for folder in environments:
        found.setdefault(folder, set()).update(names)
    return found


def stale_files(site: Site, tree: Tree) -> Iterator[tuple[str, str]]:
    """Each file that `docgen build` would change, and the change as a unified diff."""
    for path, content in sorted(site.files.items()):
        old = read(tree, path, content)
        if not same_text(old, content):
            yield path, unified_diff(path, old, content)
    for path in site.orphans:
        yield path, unified_diff(path, read(tree, path), None)


def lines_of(content: bytes | None) -> list[str]:
    """The lines with their line feeds; no other character ends one."""
    return re.findall(r"[^\n]*\n|[^\n]+", lenient_text(content or b""))


def unified_diff(path: str, old: bytes | None, new: bytes | None) -> str:
    if path.endswith(".svg"):
        return f"--- {path}\n+++ {path}\n(the drawing changes)\n"
    if len(old or b"") + len(new or b"") > MOST_COMPARED and old is not None and new is not None:
        return f"--- a/{path}\n+++ b/{path}\n(too large to compare: {len(old)} bytes become {len(new)})\n"
    before, after = lines_of(old), lines_of(new)
    source = "/dev/null" if old is None else f"a/{path}"
    target = "/dev/null" if new is None else f"b/{path}"
    lines = list(difflib.unified_diff(before, after, source, target))
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], f"… and {len(lines) - MOST_LINES} more lines\n"]
    return "".join(
        each if each.endswith("\n") else f"{each}\n\\ No newline at end of file\n"
        for each in map(shown_line, lines)
    )


def shown_line(line: str) -> str:
    """A line of a diff; of a huge one, its beginning."""
    if len(line) <= LONGEST_LINE:
        return line
    return f"{line[:LONGEST_LINE]}… ({len(line) - LONGEST_LINE} more characters)\n"

"""Files outside the repository that MkDocs would publish, because it follows every symbolic link."""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

MAX_LINKED_ENTRIES = 20_000  # that links lead to, each counted as often as they do


def is_inside(path: Path, roots: Sequence[Path]) -> bool:
    """Whether a path, symbolic links followed, is one of these resolved folders or below one."""
    try:
        place = path.resolve()
    except (OSError, RuntimeError, ValueError):
        return False
    return any(place == each or each in place.parents for each in roots)


def is_publishable(path: Path, roots: Sequence[Path]) -> bool:
    """Whether a path is a regular file inside one of these folders."""
    try:
        return stat.S_ISREG(path.stat().st_mode) and is_inside(path, roots)
    except (OSError, ValueError):
        return False


def folders_in_the_way(docs: Path, roots: Sequence[Path]) -> Iterator[str]:
    """Why MkDocs must not go through the folder of the documents: links to folders outside, or around themselves.

    It goes through all of it, hidden folders included, before it leaves anything out.
    """
    waiting: list[tuple[Path, tuple[Path, ...], bool]] = [(docs, (docs.resolve(),), False)]
    linked = 0
    while waiting:
        folder, chain, is_linked = waiting.pop()
        for each in entries(folder):
            linked += is_linked
            if linked > MAX_LINKED_ENTRIES:
                yield f"{folder} is one of many folders in which symbolic links lead to more than {linked - 1} files"
                return
            path = Path(each.path)
            if not each.is_dir():
                continue
            place = path.resolve() if each.is_symlink() else chain[-1] / each.name
            if each.is_symlink() and not is_inside(place, roots):
                yield f"{path} is a symbolic link that leads out of the repository"
            elif place in chain:
                yield f"{path} is a symbolic link to a folder that it is in"
            else:
                waiting.append((path, (*chain, place), is_linked or each.is_symlink()))


def entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda each: each.name)
    except OSError:
        return []

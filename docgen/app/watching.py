"""Whether files have changed since they were looked at."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

Stamps: TypeAlias = Mapping[
    str, tuple[int, int]
]  # path: time of the last change in nanoseconds, size in bytes


def topmost(paths: Iterable[Path]) -> list[Path]:
    """The paths that are not below another one of them."""
    found = dict.fromkeys(each.resolve() for each in paths)
    return [each for each in found if not any(parent in found for parent in each.parents)]


def stamps(paths: Iterable[Path]) -> Stamps:
    """The files at and below these paths; hidden files and folders are left out, as `.git` and `.terraform`."""
    found = {}
    for path in paths:
        for each in files_below(path):
            try:
                status = each.stat()
            except OSError:  # gone in the meantime
                continue
            found[str(each)] = (status.st_mtime_ns, status.st_size)
    return found


def files_below(path: Path) -> Iterable[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, names, files in os.walk(path):
        names[:] = [each for each in names if not each.startswith(".")]
        yield from (Path(folder, each) for each in files if not each.startswith("."))

"""The only module that writes into a repository."""

import contextlib
import difflib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from docgen.app.site import Site
from docgen.source.text import lenient_text, same_text, saved_like

MOST_LINES = 400  # of one file's diff


def write_site(site: Site, folder: Path) -> list[str]:
    """Write the files whose text changes, each at once or not at all; gives the paths that changed."""
    changed = []
    for path, content in sorted(site.files.items()):
        target = folder / path
        old = read(target)
        if not same_text(old, content):
            write_whole(target, saved_like(content, old))
            changed.append(path)
    for path in site.orphans:
        target = folder / path
        target.unlink()
        with contextlib.suppress(OSError):  # other files are in it
            target.parent.rmdir()
        changed.append(path)
    return changed


def read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def write_whole(target: Path, content: bytes) -> None:
    """Readers see the old file or the new one, never a part."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise


def stale_files(site: Site, folder: Path) -> Iterator[tuple[str, str]]:
    """Each file that `docgen build` would change, and the change as a unified diff."""
    for path, content in sorted(site.files.items()):
        old = read(folder / path)
        if not same_text(old, content):
            yield path, unified_diff(path, old, content)
    for path in site.orphans:
        yield path, unified_diff(path, read(folder / path), None)


def unified_diff(path: str, old: bytes | None, new: bytes | None) -> str:
    if path.endswith(".svg"):
        return f"--- {path}\n+++ {path}\n(the drawing changes)\n"
    before = lenient_text(old or b"").splitlines(keepends=True)
    after = lenient_text(new or b"").splitlines(keepends=True)
    source = "/dev/null" if old is None else f"a/{path}"
    target = "/dev/null" if new is None else f"b/{path}"
    lines = list(difflib.unified_diff(before, after, source, target))
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], f"… and {len(lines) - MOST_LINES} more lines\n"]
    return "".join(
        each if each.endswith("\n") else f"{each}\n\\ No newline at end of file\n" for each in lines
    )

"""Builds that are killed while they write: `python -m tests.trust.killed` kills at every call, the tests at some.

The process that writes is a fork that sends itself SIGKILL before or after its n-th call to the system that changes files;
a write is cut in half first. Afterwards each file must hold what it held before or what it must hold in the end, and the next
build must make everything as if there had been no kill.
"""

import io
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from docgen.app.files import write_site
from docgen.app.site import Site, build_site
from docgen.source.diagnostic import has_errors
from docgen.workspace.project import open_project

CHANGES = ("open", "replace", "unlink", "rmdir", "mkdir", "fchmod")
MAIN = """
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "s" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}
"""
SETTINGS = "project: P\nenvironments:\n  one:\n    root: .\n"
TWO = f"{SETTINGS}  two:\n    root: .\n"
PAGE = "# Notes\n\n<!-- docgen:summary -->\n<!-- /docgen -->\n"
Content = Mapping[str, bytes]  # by path


class Killed(msgspec.Struct):
    """What the kills of one state came to."""

    kills: int = 0
    left: int = 0  # kills that left a temporary file
    halfway: int = 0  # kills that left some files old and some new
    wrong: list[str] = []  # torn files, and what a next build left or did not make


# -- states --------------------------------------------------------------------------------------


def fresh(_: Path) -> None:
    """Nothing is built yet."""


def stale(folder: Path) -> None:
    build(folder)
    (folder / "main.tf").write_text(MAIN.replace("10.0.", "10.1."), encoding="utf-8")


def partly_removed(folder: Path) -> None:
    build(folder)
    shutil.rmtree(folder / "docs/environments")
    (folder / "docs/parity.md").unlink()


def environment_gone(folder: Path) -> None:
    (folder / "docgen.yml").write_text(TWO, encoding="utf-8")
    build(folder)
    (folder / "docgen.yml").write_text(SETTINGS, encoding="utf-8")


def own_page(folder: Path) -> None:
    (folder / "docs").mkdir()
    (folder / "docs/notes.md").write_text(PAGE, encoding="utf-8", newline="\r\n")
    (folder / "docs/other.md").write_text("# Other\n", encoding="utf-8")


def killed_before(folder: Path) -> None:
    stale(folder)
    (folder / "docs/.parity.md.abcdefgh").write_text("half", encoding="utf-8")
    (folder / "docs/environments/one/.network.md.abc_defg").write_bytes(b"")


STATES: Mapping[str, Callable[[Path], None]] = {
    each.__name__: each for each in (fresh, stale, partly_removed, environment_gone, own_page, killed_before)
}


def build(folder: Path) -> None:
    write_site(made(folder), folder)


def made(folder: Path) -> Site:
    project = open_project(folder).value
    assert project is not None
    result = build_site(project)
    assert not has_errors(result.diagnostics), result.diagnostics
    return result.value


def content(folder: Path) -> Content:
    return {
        each.relative_to(folder).as_posix(): each.read_bytes()
        for each in sorted(folder.rglob("*"))
        if each.is_file()
    }


# -- kills ---------------------------------------------------------------------------------------


def kill_everywhere(name: str, folder: Path, every: int = 1, first: int = 1) -> Killed:
    """Kills at each `every`-th call of writing, in an empty folder; ends where the build ends by itself."""
    start = folder / "start"
    start.mkdir()
    (start / "main.tf").write_text(MAIN, encoding="utf-8")
    (start / "docgen.yml").write_text(SETTINGS, encoding="utf-8")
    STATES[name](start)
    before, site = content(start), made(start)
    final = folder / "final"
    shutil.copytree(start, final)
    write_site(site, final)
    after = content(final)
    found = Killed()
    for number in range(first, 10_000, every):
        here = folder / str(number)
        shutil.copytree(start, here)
        if not killed_at(number, site, here):
            return found
        found.kills += 1
        found.wrong += (f"{name}, call {number}: {each}" for each in wrong_after(here, before, after, found))
        shutil.rmtree(here)
    raise AssertionError(name)


def wrong_after(here: Path, before: Content, after: Content, found: Killed) -> Iterator[str]:
    now = content(here)
    old = new = 0
    for path, each in now.items():
        if is_temporary(path):
            continue
        if each not in {before.get(path), after.get(path)}:
            yield f"{path} is torn"
        old += each != after.get(path)
        new += each != before.get(path)
    found.left += any(is_temporary(path) and path not in before for path in now)
    found.halfway += bool(old and new)
    for path in before:
        if path not in now and path in after and not is_temporary(path):
            yield f"{path} is lost"
    build(here)
    again = content(here)
    for path in again.keys() | after.keys():
        if again.get(path) != after.get(path):
            yield f"after the next build, {path} is {'left over' if path not in after else 'wrong'}"


def is_temporary(path: str) -> bool:
    return path.rpartition("/")[2].startswith(".")


def killed_at(number: int, site: Site, folder: Path) -> bool:
    """Whether the writing was killed at this call; False where it ended before."""
    child = os.fork()
    if child == 0:
        try:
            Watched(number).install()
            write_site(site, folder)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


class Watched:
    """The calls of a process that change files, counted; the process is killed at one of them."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.seen = 0
        self.fdopen = os.fdopen

    def install(self) -> None:
        for name in CHANGES:
            setattr(os, name, self.ending(getattr(os, name), is_open=name == "open"))
        os.fdopen = self.opened  # type: ignore[assignment] # as `nofollow` calls it

    def count(self) -> None:
        self.seen += 1
        if self.seen == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def ending(self, real: Callable[..., Any], *, is_open: bool) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - any call of the system
            if is_open and not arguments[1] & os.O_CREAT:
                return real(*arguments, **named)
            self.count()
            found = real(*arguments, **named)
            self.count()
            return found

        return call

    def opened(self, descriptor: int, mode: str = "r") -> Any:  # noqa: ANN401 - a file
        file = self.fdopen(descriptor, mode)
        return Halving(file, self) if "w" in mode else file


class Halving(io.RawIOBase):
    """A file of which a half may be all that is written."""

    def __init__(self, file: Any, watched: Watched) -> None:  # noqa: ANN401 - a file
        super().__init__()
        self.file, self.watched = file, watched

    def fileno(self) -> int:
        return int(self.file.fileno())

    def write(self, written: Any) -> int:  # noqa: ANN401 - bytes
        half = len(written) // 2
        os.write(self.fileno(), written[:half])
        self.watched.count()
        self.file.write(written[half:])
        return len(written)

    def close(self) -> None:
        self.file.close()
        super().close()


def main() -> int:
    code = 0
    for name in STATES:
        with tempfile.TemporaryDirectory() as folder:
            found = kill_everywhere(name, Path(folder))
        print(
            f"{name:18} {found.kills:4} kills, {found.halfway:3} halfway, {found.left:3} left a temporary file, {len(found.wrong)} wrong"
        )
        print("".join(f"  {each}\n" for each in found.wrong), end="")
        code |= bool(found.wrong)
    return code


if __name__ == "__main__":
    sys.exit(main())

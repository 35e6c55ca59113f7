"""A private cache of the output of `docgen check`: if nothing has changed, it is printed again.

An entry holds for one question: the words of the command line, the folder, every file of the repository (its size,
inode, mode and times of change; of a link, where it leads), docgen's own code and the packages beside it, the process
environment, the streams and the date. Its name is a digest of all that; it holds an exit code and what was printed, and
nothing else. Only a clean answer is kept, and none where anything is in doubt: a repository with too many files, a file
that has just been changed (its next change could have the same time), a change during the run, a file of git's own
folder, or a way out of the repository, that was looked at. Whatever is wrong with the folder or an entry, docgen checks again.

Imports little: with an answer at hand, nothing else of docgen is needed.
"""

import datetime as dt
import hashlib
import json
import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from docgen.source.private_cache import default_folder, prepare, read_private, write_private
from docgen.source.tree import GIT_CONFIG, UNWATCHED

SETTINGS = "docgen.yml"
MOST_FILES = 20_000  # of a repository: looking at more takes longer than it saves
LARGEST = 1_000_000  # characters of what is kept of one run
MOST_ENTRIES = 200
SETTLED = (
    2.0  # seconds after a change until a file's times tell it from the next: the coarsest of file systems
)
PASSING = frozenset({"_", "OLDPWD", "SHLVL"})  # environment variables that shells change at each command
ENTRY = re.compile(r"[0-9a-f]{64}")
UNREADABLE = (OSError, ValueError, TypeError, KeyError, RecursionError)


class NotCacheable(Exception):  # noqa: N818 - no error: there is no answer from the cache
    """Why no answer can be kept."""


class CheckCache:
    """One run of `docgen check`: the answer to it, if there is one, and keeping it otherwise."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        self.folder: Path | None = None
        self.repository = Path.cwd()
        self.name = ""  # of the entry; empty where no answer may be used or kept
        self.is_clean = False  # said by the command: what it found is certain, and all of it is printed
        with suppress(NotCacheable, *UNREADABLE):
            self.folder = default_folder("check")
            if self.folder is not None:
                self.repository = repository_around(Path.cwd())
                self.name = self.question()

    def question(self) -> str:
        """The digest of all that the answer depends on. Raises `NotCacheable`, OSError."""
        digest = hashlib.sha256()
        for part in surroundings(self.words, self.repository):
            digest.update(part.encode("utf-8", "surrogateescape") + b"\0")
        settled_before = time.time() - SETTLED
        digest.update(state_of(self.repository, MOST_FILES, settled_before))
        config = self.repository / GIT_CONFIG
        if config.exists():
            digest.update(repr(file_state(config.stat(), settled_before)).encode())
        for each in head_of(self.repository):
            digest.update(f"{each.name} {file_state(each.stat(), settled_before)}".encode())
        return digest.hexdigest()

    def answer(self) -> int | None:
        """Print what was printed the last time, and give the exit code; None where that is not known."""
        if not self.name or self.folder is None:
            return None
        with suppress(*UNREADABLE):
            path = self.folder / self.name
            if not path.exists():
                return None
            content = read_private(path, 8 * LARGEST)
            if hashlib.sha256(content[32:]).digest() != content[:32]:
                return None
            found = json.loads(content[32:])
            code, out, err = int(found["code"]), str(found["out"]), str(found["err"])
            sys.stderr.write(err)
            sys.stdout.write(out)
            return code
        return None

    def keep(self, code: int, out: str, err: str) -> None:
        """Keep the answer of this run, if nothing has changed meanwhile."""
        if not self.name or self.folder is None or not self.is_clean or code or len(out) + len(err) > LARGEST:
            return
        with suppress(NotCacheable, *UNREADABLE):
            if prepare(self.folder) and self.question() == self.name:
                free_space(self.folder)
                content = json.dumps({"code": code, "out": out, "err": err}).encode()
                write_private(self.folder / self.name, hashlib.sha256(content).digest() + content)


def repository_around(folder: Path) -> Path:
    """The nearest folder at or above that holds a docgen.yml. Raises `NotCacheable` where there is none."""
    for each in (folder, *folder.parents):
        if (each / SETTINGS).is_file():
            return each.resolve()
    raise NotCacheable(SETTINGS)


def surroundings(words: Sequence[str], repository: Path) -> Iterator[str]:
    """All but the files of the repository."""
    yield from ("words", *words, "folders", str(Path.cwd()), str(repository))
    environment = sorted(os.environ.items())
    yield from ("environment", *(f"{name}={value}" for name, value in environment if name not in PASSING))
    yield from ("system", sys.version, sys.platform, sys.executable, str(getattr(os, "getuid", int)()))
    yield from (
        "streams",
        *(f"{each.isatty()} {each.encoding} {each.errors}" for each in (sys.stdout, sys.stderr)),
    )
    yield from ("terminal", str(shutil.get_terminal_size()), "date", str(dt.datetime.now(tz=dt.UTC).date()))
    code = Path(__file__).parents[1]
    yield from ("code", str(code), state_of(code, MOST_FILES).hex())
    for each in sys.path:
        place = Path(each or ".")
        yield f"path {each} {place.stat().st_mtime_ns if place.exists() else 0}"


def head_of(repository: Path) -> Iterator[Path]:
    """The files that say which commit is checked out: its day decides what has ended. Raises `NotCacheable` where they are elsewhere."""
    git = repository / ".git"
    if git.is_file():
        raise NotCacheable("a work tree of another repository")
    head = git / "HEAD"
    if not head.is_file():
        return
    yield head
    named = head.read_text(encoding="utf-8", errors="replace").removeprefix("ref: ").strip()
    yield from (each for each in (git / named, git / "packed-refs") if each.is_file())


def state_of(root: Path, most: int, settled_before: float | None = None) -> bytes:
    """A digest of the names and states of all files below a folder; what `UNWATCHED` names is left out.

    Raises `NotCacheable` for more than `most` of them, and for one that has changed after `settled_before` (seconds).
    """
    digest = hashlib.sha256()
    waiting = [str(root)]
    count = 0
    while waiting:
        folder = waiting.pop()
        status = Path(folder).stat(follow_symlinks=False)
        digest.update(f"{folder}\0{status.st_mode} {status.st_mtime_ns}\0".encode("utf-8", "surrogateescape"))
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda each: each.name)
        for entry in entries:
            if entry.name in UNWATCHED:
                continue
            count += 1
            if count > most:
                raise NotCacheable("too many files")
            status = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(status.st_mode):
                waiting.append(entry.path)
                continue
            target = str(Path(entry.path).readlink()) if stat.S_ISLNK(status.st_mode) else ""
            state = file_state(status, settled_before)
            digest.update(f"{entry.name}\0{target}\0{state}\0".encode("utf-8", "surrogateescape"))
    return digest.digest()


def file_state(status: os.stat_result, settled_before: float | None) -> tuple[int, ...]:
    """A state that changes whenever the file does. Raises `NotCacheable` for a file that has changed after `settled_before` (seconds)."""
    if settled_before is not None and max(status.st_mtime, status.st_ctime) > settled_before:
        raise NotCacheable("changed just now")
    times = (status.st_mtime_ns, status.st_ctime_ns)
    return (status.st_size, status.st_ino, status.st_mode, status.st_uid, *times)


def free_space(folder: Path) -> None:
    """Remove the older half of the entries where there are many."""
    own = (each for each in folder.iterdir() if ENTRY.fullmatch(each.name))  # other files are not ours
    entries = sorted(own, key=lambda each: each.lstat().st_mtime)
    for each in entries[: len(entries) // 2] if len(entries) >= MOST_ENTRIES else ():
        each.unlink(missing_ok=True)


class Copying:
    """A text stream that also keeps what is written to it."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.written: list[str] = []

    def write(self, text: str) -> int:
        count = self.stream.write(text)  # first: libraries try whether it takes bytes
        self.written.append(text)
        return count

    def __getattr__(self, name: str) -> object:
        return getattr(self.stream, name)

    def text(self) -> str:
        return "".join(self.written)

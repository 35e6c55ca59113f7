"""The files of a repository: on disk, or in a revision of git.

Everything docgen reads of a repository comes through here, so that nothing outside it can be read and a
revision in git can replace the folder on disk. Paths are relative to the repository, with "/".
"""

import enum
import os
import posixpath
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from docgen.source import nofollow
from docgen.source.diagnostic import Code, Diagnostic, Result, error, unknown_because
from docgen.source.gap import GapKind
from docgen.source.text import BOM, SourceFile

ENCRYPTED = b"\0GITCRYPT\0"  # https://github.com/AGWA/git-crypt
MAX_FILE_BYTES = 20_000_000
GIT_CONFIG = ".git/config"
UNWATCHED = frozenset({".git", "__pycache__"})
"""Folders that change by themselves. What `docgen check` keeps of a run watches all files but these,
and `GIT_CONFIG`; a path through one of
them, or out of the repository and perhaps back in, is a reason to keep nothing."""
MAX_LINKS = 40  # symbolic links that one path may lead through, as Linux counts them: path_resolution(7)


class Unreadable(Exception):  # noqa: N818 - the repository's fault, turned into a diagnostic by the caller
    """Why a file cannot be had: a sentence without its path."""


class MissingFile(Unreadable):
    """There is no such file."""


class TooLarge(Unreadable):
    """The file has more bytes than may be read."""


class Unresolved(Unreadable):
    """The path cannot be resolved: a loop of symbolic links, or bytes that no path can contain."""


class OutsideRepository(Unreadable):
    """The path leads outside this repository, so nothing is known about its target.

    `why`: where it is instead, as the end of a sentence about the file; "" for beyond the root.
    """

    def __init__(self, why: str = "") -> None:
        super().__init__(f"it {why}" if why else BEYOND)
        self.why = why


BEYOND = "it lies outside the repository, and docgen reads nothing out there"


class Kind(enum.Enum):
    """The kind of file at a path, symbolic links followed."""

    FILE = enum.auto()
    FOLDER = enum.auto()
    SUBMODULE = enum.auto()  # of git, without its content: another repository
    OTHER = enum.auto()  # a device, a FIFO, a socket


class Tree(Protocol):
    """The files below one folder. Symbolic links are followed inside it, never out of it."""

    @property
    def root(self) -> Path:
        """The folder on disk that this is, or replaces: absolute paths of files begin with it."""

    def locate(self, path: str) -> str:
        """The path without symbolic links and ".."; nothing needs to be there.

        An absolute path is one of the disk. Raises `OutsideRepository` or `Unresolved`.
        """

    def kind(self, path: str) -> Kind | None:
        """What is there; None for nothing. Raises `Unreadable`."""

    def names(self, folder: str) -> tuple[str, ...] | None:
        """The sorted names in a folder; None where there is no such folder."""

    def is_folder(self, path: str) -> bool: ...

    def is_link(self, path: str) -> bool:
        """Whether the path itself, its last part not followed, is a symbolic link."""

    def read(self, path: str) -> bytes:
        """A file's content; raises `Unreadable`."""

    def with_limit(self, largest: int) -> "Tree":
        """The same; files of more than `largest` bytes are not read."""


class DiskTree:
    """A folder on disk."""

    def __init__(self, root: Path, largest: int = MAX_FILE_BYTES, doubts: set[str] | None = None) -> None:
        self.root = root.resolve()
        self.place = str(self.root)
        self.largest = largest  # bytes
        self.doubts: set[str] = set() if doubts is None else doubts  # see `UNWATCHED`; shared by `with_limit`
        self.read_folders: set[str] = set()  # where files were read: what `docgen serve` watches

    def with_limit(self, largest: int) -> "DiskTree":
        return DiskTree(self.root, largest, self.doubts)

    def locate(self, path: str) -> str:
        found = resolved(path, self.root, self.link_target, self.entered)
        if found != GIT_CONFIG and not UNWATCHED.isdisjoint(found.split("/")):
            self.doubts.add(found)
        return found

    def link_target(self, path: str) -> str | None:
        """The target of a symbolic link; None for anything else, and for nothing."""
        place = f"{self.place}/{path}"
        try:
            # Most are none: asking is quicker than an exception.
            return os.readlink(place) if stat.S_ISLNK(os.lstat(place).st_mode) else None  # noqa: PTH115 - as above
        except OSError:
            return None
        except ValueError as problem:  # NUL bytes, lone surrogates
            raise Unresolved("its path cannot be resolved") from problem

    def entered(self, path: str) -> str:
        self.doubts.add(path)
        try:
            return Path(os.path.realpath(path)).relative_to(self.root).as_posix()
        except (OSError, RuntimeError, ValueError) as problem:
            raise OutsideRepository from problem

    def kind(self, path: str) -> Kind | None:
        here = self.locate(path)
        try:
            return kind_of(nofollow.status(self.root, here).st_mode)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as problem:
            raise unreadable(problem) from problem

    def names(self, folder: str) -> tuple[str, ...] | None:
        try:
            return tuple(sorted(nofollow.list_folder(self.root, self.locate(folder))))
        except (OSError, ValueError, Unreadable):
            return None

    def is_folder(self, path: str) -> bool:
        try:
            return self.kind(path) is Kind.FOLDER
        except Unreadable:
            return False

    def is_link(self, path: str) -> bool:
        try:
            return self.link_target(parent_resolved(self, path)) is not None
        except Unreadable:
            return False

    def read(self, path: str) -> bytes:
        here = self.locate(path)
        self.read_folders.add(posixpath.dirname(path) or ".")
        try:
            return nofollow.read_file(self.root, here, self.largest)
        except nofollow.TooLargeError as problem:
            raise too_large(self.largest) from problem
        except FileNotFoundError as problem:
            raise MissingFile("no such file or directory") from problem
        except (OSError, ValueError) as problem:
            raise unreadable(problem) from problem


def kind_of(mode: int) -> Kind:
    if stat.S_ISREG(mode):
        return Kind.FILE
    return Kind.FOLDER if stat.S_ISDIR(mode) else Kind.OTHER


def resolved(
    path: str, root: Path, link_target: Callable[[str], str | None], entered: Callable[[str], str]
) -> str:
    """The path with every symbolic link in it replaced by where it leads, and without "..".

    `link_target`: where the link at a path leads, None where there is none. `entered`: an absolute path of the disk as
    seen from the root, without ".."; raises `OutsideRepository`.
    """
    if "\0" in path:
        raise Unresolved("its path cannot be resolved")
    done: list[str] = []
    waiting = (entered(path) if path.startswith("/") else path).split("/")[::-1]
    links = 0
    while waiting:
        part = waiting.pop()
        if part in {"", "."}:
            continue
        if part == ".." and done:
            done.pop()
        elif part == "..":  # it may lead back in, as `../repository/file` does
            back = entered("/".join([root.parent.as_posix(), *waiting[::-1]]))
            waiting = back.split("/")[::-1]
        elif (target := link_target("/".join([*done, part]))) is None:
            done.append(part)
        else:
            links += 1
            if links > MAX_LINKS:
                raise Unresolved("its path cannot be resolved")
            if target.startswith("/"):
                target, done = entered(target), []
            waiting += target.split("/")[::-1]
    return "/".join(done) or "."


def parent_resolved(tree: Tree, path: str) -> str:
    """The path with the links in it resolved, but not its last part."""
    above, _, name = path.rstrip("/").rpartition("/")
    return join(tree.locate(above or "."), name)


def too_large(largest: int) -> TooLarge:
    return TooLarge(f"it is larger than {largest} bytes (limits.file in docgen.yml)")


def unreadable(problem: Exception) -> Unreadable:
    """The system's error as a sentence."""
    said = problem.strerror if isinstance(problem, OSError) else None
    return Unreadable((said or "it cannot be read").lower())


def join(folder: str, path: str) -> str:
    """`path` as seen from `folder`, both relative to the repository; "." for the repository itself."""
    return posixpath.normpath(posixpath.join(folder, path))


def relative(path: str, folder: str) -> str:
    """The way from `folder` to `path`, with "/"."""
    return posixpath.relpath("/" + path, "/" + folder)


def read_source(tree: Tree, path: str) -> Result[SourceFile | None]:
    """A text file without its byte order mark; a diagnostic where it is missing, unreadable or not UTF-8.

    A file of values that git-crypt has encrypted is a gap: it can be read with the key.

    JSON keeps the mark, because a mark in front of JSON is an error in Terraform (RFC 8259, section 8.1).
    Line endings stay: Terraform's heredocs hold those of the file.
    """
    try:
        raw = tree.read(path)
    except Unreadable as problem:
        detail = f"The file {path} cannot be read: {problem}."
        code = Code.NO_SUCH_FILE if isinstance(problem, MissingFile) else None
        return Result(None, (error("Failed to read file", detail, code=code),))
    if raw.startswith(ENCRYPTED) and path.endswith((".tfvars", ".tfvars.json")):
        return Result(None, (encrypted(path),))
    try:
        text = raw.decode("utf-8")
        return Result(SourceFile(path, text if path.endswith(".json") else text.removeprefix(BOM)))
    except UnicodeDecodeError as problem:
        good = raw[: problem.start].decode("utf-8")
        file = SourceFile(path, good)
        detail = (
            f"The file {path} is not valid UTF-8: byte {problem.start} is 0x{raw[problem.start]:02x}. "
            "Save it in UTF-8 encoding."
        )
        at = file.span(len(good), len(good))
        return Result(None, (error("Invalid character encoding", detail, at),))


def encrypted(path: str) -> Diagnostic:
    remedy = "Run `git-crypt unlock`, or give the values that matter under `vars:` in docgen.yml."
    detail = f"The file {path} is encrypted with git-crypt, so the values that it gives are unknown. {remedy}"
    return unknown_because(GapKind.FILE, path, "Encrypted file", detail, remedy=remedy)

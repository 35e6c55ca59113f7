"""The files of a repository, wherever they are kept.

Everything docgen reads of a repository comes through here, so that nothing outside it can be read and a
revision in git can stand in for the folder on disk. Paths are relative to the repository, with "/".
"""

import posixpath
import stat
from pathlib import Path
from typing import Protocol

from docgen.source.diagnostic import Code, Diagnostic, Result, error, unknown_because
from docgen.source.gap import GapKind
from docgen.source.text import BOM, SourceFile

ENCRYPTED = b"\0GITCRYPT\0"  # https://github.com/AGWA/git-crypt


class Unreadable(Exception):  # noqa: N818 - the repository's fault, turned into a diagnostic by the caller
    """Why a file cannot be had: a sentence without its path."""


class MissingFile(Unreadable):
    """There is no such file."""


class Tree(Protocol):
    """The files below one folder."""

    def names(self, folder: str) -> tuple[str, ...] | None:
        """The sorted names in a folder; None where there is no such folder."""

    def is_folder(self, path: str) -> bool: ...

    def read(self, path: str) -> bytes:
        """A file's content; raises `Unreadable`."""


class DiskTree:
    """A folder on disk. Symbolic links may lead about inside it, never out of it."""

    def __init__(self, root: Path, largest: int = 20_000_000) -> None:
        self.root = root.resolve()
        self.largest = largest  # bytes
        self.read_folders: set[str] = set()  # where files were read: what `docgen serve` watches

    def inside(self, path: str) -> Path:
        try:
            target = (self.root / path).resolve()
        except (OSError, RuntimeError, ValueError) as problem:  # loops of links, NUL bytes
            raise Unreadable("its path cannot be resolved") from problem
        if target != self.root and self.root not in target.parents:
            raise Unreadable("it lies outside the repository, and docgen reads nothing out there")
        return target

    def names(self, folder: str) -> tuple[str, ...] | None:
        try:
            target = self.inside(folder)
            return tuple(sorted(each.name for each in target.iterdir())) if target.is_dir() else None
        except (OSError, Unreadable):
            return None

    def is_folder(self, path: str) -> bool:
        try:
            return self.inside(path).is_dir()
        except (OSError, Unreadable):
            return False

    def is_link(self, path: str) -> bool:
        try:
            return (self.root / path).is_symlink()
        except (OSError, ValueError):
            return False

    def read(self, path: str) -> bytes:
        target = self.inside(path)
        self.read_folders.add(posixpath.dirname(path) or ".")
        try:
            status = target.stat()
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable("it is not a file")
            if status.st_size > self.largest:
                raise Unreadable(f"it is larger than {self.largest} bytes (limits.file in docgen.yml)")
            return target.read_bytes()
        except FileNotFoundError as problem:
            raise MissingFile("no such file or directory") from problem
        except OSError as problem:
            raise Unreadable((problem.strerror or "it cannot be read").lower()) from problem


def is_link(tree: Tree, path: str) -> bool:
    """Whether the path itself is a symbolic link; only a folder on disk has those."""
    return isinstance(tree, DiskTree) and tree.is_link(path)


def join(folder: str, path: str) -> str:
    """`path` as seen from `folder`, both relative to the repository; "." for the repository itself."""
    return posixpath.normpath(posixpath.join(folder, path))


def relative(path: str, folder: str) -> str:
    """The way from `folder` to `path`, with "/"."""
    return posixpath.relpath("/" + path, "/" + folder)


def read_source(tree: Tree, path: str) -> Result[SourceFile | None]:
    """A text file without its byte order mark; a diagnostic where it is missing, unreadable or not UTF-8.

    A file of values that git-crypt has encrypted is a gap: whoever has the key reads it.

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

"""A revision of a git repository, read from its objects: nothing is checked out.

https://git-scm.com/docs/git-cat-file#_batch_output gives objects by name,
https://git-scm.com/book/en/v2/Git-Internals-Git-Objects says how trees are stored: mode, a space, the name, a NUL byte and
the bytes of the object's name, for each entry.
"""

import os
import subprocess
import weakref
from pathlib import Path
from typing import NamedTuple

from docgen.source.diagnostic import Diagnostic, Result, error
from docgen.source.git import git_command, git_environment, run_git
from docgen.source.tree import (
    MAX_FILE_BYTES,
    DiskTree,
    Kind,
    MissingFile,
    OutsideRepository,
    Unreadable,
    parent_resolved,
    resolved,
    too_large,
)

MAX_FOLDER_BYTES = 50_000_000  # of one folder's entries: some hundred thousand names
MAX_LINK_BYTES = 4_096  # PATH_MAX of Linux
MAX_NAME_BYTES = 255  # NAME_MAX of Linux: what no checked out file has
CONFIGURATION = ".git/config"  # of the repository, not of a revision
POINTER = b"version https://git-lfs.github.com/spec/"
POINTER_BYTES = 1_024  # https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md


class Entry(NamedTuple):
    """The entry of one name in a folder."""

    mode: int  # in git's octal: 0o100644, 0o120000 for a symbolic link …
    oid: str  # the object's name, in hexadecimal

    @property
    def kind(self) -> Kind | None:
        """None for a symbolic link, which is followed."""
        match self.mode & 0o170000:
            case 0o040000:
                return Kind.FOLDER
            case 0o100000:
                return Kind.FILE
            case 0o160000:
                return Kind.SUBMODULE
            case 0o120000:
                return None
            case _:
                return Kind.OTHER


class GitObjects:
    """The objects of a repository, by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.checks = self.start("--batch-check")
        self.contents = self.start("--batch")

    def start(self, option: str) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(  # noqa: S603 - our own words and a folder
            git_command(self.folder, "cat-file", option),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=git_environment(),
        )
        weakref.finalize(self, end, process)
        return process

    def find(self, name: str) -> tuple[str, str, int] | None:
        """The hexadecimal name, type and size in bytes of what a name means; None where there is no such object."""
        return None if set(name) & {"\n", "\0"} else ask(self.checks, name)

    def read(self, oid: str, type_: str, largest: int) -> bytes:
        """The content of an object; raises `Unreadable`."""
        found = self.find(oid)
        if found is None or found[1] != type_:
            raise Unreadable("its content is not in this clone of the repository")
        if found[2] > largest:
            raise too_large(largest)
        again = ask(self.contents, oid)
        assert self.contents.stdout is not None  # noqa: S101 - a pipe
        if again is None:
            raise Unreadable("its content is not in this clone of the repository")
        content = self.contents.stdout.read(again[2])
        self.contents.stdout.read(1)  # a line feed ends it
        return content


def ask(process: "subprocess.Popen[bytes]", name: str) -> tuple[str, str, int] | None:
    assert process.stdin is not None  # noqa: S101 - a pipe
    assert process.stdout is not None  # noqa: S101 - as above
    try:
        process.stdin.write(os.fsencode(name) + b"\n")
        process.stdin.flush()
        answer = process.stdout.readline().decode("utf-8", "replace").split()
    except (OSError, ValueError):  # git has ended, or no system has such a name
        return None
    # Otherwise "NAME missing" or "NAME ambiguous", and the name may hold spaces.
    if len(answer) == 3 and answer[1] in {"blob", "tree", "commit", "tag"} and answer[2].isdecimal():  # noqa: PLR2004 - name, type, size
        return answer[0], answer[1], int(answer[2])
    return None


def end(process: "subprocess.Popen[bytes]") -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    process.kill()
    process.wait()


class GitTree:
    """The files of one revision below the folder of docgen.yml. Submodules and files in Git LFS are other repositories'."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of a tree
        self,
        objects: GitObjects,
        top: str,
        root: Path,
        revision: str,
        largest: int = MAX_FILE_BYTES,
        was_read: set[str] | None = None,
    ) -> None:
        self.objects = objects
        self.top = top  # the object of the folder
        self.root = root  # where the working tree has it
        self.revision = revision  # the commit's name, in hexadecimal
        self.largest = largest  # bytes
        self.folders: dict[str, dict[str, Entry]] = {}  # by object
        self.was_read = set() if was_read is None else was_read  # paths of files of the revision

    def with_limit(self, largest: int) -> "GitTree":
        return GitTree(self.objects, self.top, self.root, self.revision, largest, self.was_read)

    def locate(self, path: str) -> str:
        return resolved(path, self.root, self.link_target, self.entered)

    def entered(self, path: str) -> str:
        try:
            return Path(os.path.normpath(path)).relative_to(self.root).as_posix()
        except ValueError as problem:
            raise OutsideRepository from problem

    def link_target(self, path: str) -> str | None:
        try:
            entry = self.entry(path)
            if entry is None or entry.kind is not None:
                return None
            return os.fsdecode(self.objects.read(entry.oid, "blob", MAX_LINK_BYTES))
        except Unreadable:
            return None

    def entry(self, path: str) -> Entry | None:
        """The entry at a path without links; None for nothing. Raises `Unreadable`, as a disk would."""
        found = Entry(0o040000, self.top)
        walked: list[str] = []
        for part in path.split("/"):
            if part == ".":
                continue
            if found.kind is Kind.SUBMODULE:
                raise OutsideRepository(
                    f"is in the git submodule {'/'.join(walked)}, which is another repository"
                )
            if found.kind is not Kind.FOLDER:
                raise Unreadable("not a directory")
            if len(part.encode("utf-8", "surrogatepass")) > MAX_NAME_BYTES:
                raise Unreadable("file name too long")
            inner = self.entries(found.oid).get(part)
            if inner is None:
                return None
            walked.append(part)
            found = inner
        return found

    def entries(self, oid: str) -> dict[str, Entry]:
        """The entries of a folder, by name."""
        if oid not in self.folders:
            raw = self.objects.read(oid, "tree", MAX_FOLDER_BYTES)
            try:
                self.folders[oid] = parse_tree(raw, len(oid) // 2)
            except ValueError as problem:
                raise Unreadable("git keeps it in a form that docgen does not know") from problem
        return self.folders[oid]

    def kind(self, path: str) -> Kind | None:
        entry = self.entry(self.locate(path))
        return None if entry is None else entry.kind or Kind.OTHER

    def names(self, folder: str) -> tuple[str, ...] | None:
        try:
            entry = self.entry(self.locate(folder))
            if entry is None or entry.kind not in {Kind.FOLDER, Kind.SUBMODULE}:
                return None
            return () if entry.kind is Kind.SUBMODULE else tuple(sorted(self.entries(entry.oid)))
        except Unreadable:
            return None

    def is_folder(self, path: str) -> bool:
        try:
            return self.kind(path) in {Kind.FOLDER, Kind.SUBMODULE}
        except Unreadable:
            return False

    def is_link(self, path: str) -> bool:
        try:
            return self.link_target(parent_resolved(self, path)) is not None
        except Unreadable:
            return False

    def read(self, path: str) -> bytes:
        if path == CONFIGURATION:  # it says under which addresses this repository is known
            return DiskTree(self.root, self.largest).read(path)
        place = self.locate(path)
        entry = self.entry(place)
        if entry is None:
            raise MissingFile("no such file or directory")
        if entry.kind is not Kind.FILE:
            raise Unreadable("it is not a file")
        self.was_read.add(place)
        content = self.objects.read(entry.oid, "blob", self.largest)
        if content.startswith(POINTER) and len(content) < POINTER_BYTES:
            raise OutsideRepository("is kept in Git LFS, so its content is not in the repository")
        return content


def parse_tree(raw: bytes, length: int) -> dict[str, Entry]:
    """The entries of a stored folder; `length`: bytes of an object's name, 20 or 32. Raises ValueError.

    Names that would be a path, which git itself never writes, are left out.
    """
    found: dict[str, Entry] = {}
    position = 0
    while position < len(raw):
        space = raw.index(b" ", position)
        nul = raw.index(b"\0", space)
        name = os.fsdecode(raw[space + 1 : nul])
        oid = raw[nul + 1 : nul + 1 + length].hex()
        if name not in {"", ".", ".."} and "/" not in name:
            found[name] = Entry(int(raw[position:space], 8), oid)
        position = nul + 1 + length
    return found


def open_revision(folder: Path, revision: str) -> Result[GitTree | None]:
    """The folder as a revision has it: "HEAD~1", a branch, a tag, a commit. None, with an error, where git has none.

    The folder is one of a working tree, and need not be its top.
    """
    root = folder.resolve()
    code, below, problem = run_git(root, ["rev-parse", "--show-prefix"])
    if code != 0:
        detail = f"git cannot read a repository in {root}: {problem.strip() or 'it says nothing'}"
        return Result(None, (error("No git repository", detail),))
    objects = GitObjects(root)
    commit = objects.find(f"{revision}^{{commit}}")
    if commit is None:
        return Result(None, (unknown_revision(objects, root, revision),))
    oid = commit[0]
    tree = objects.find(f"{oid}^{{tree}}")
    if tree is None:
        return Result(None, (error("Unknown revision", f"The files of {oid} are not in this clone."),))
    place = below.removesuffix("\n").strip("/")
    try:
        entry = GitTree(objects, tree[0], root, oid).entry(place or ".")
    except Unreadable:
        entry = None
    if entry is None or entry.kind is not Kind.FOLDER:
        detail = f"The revision {revision} has no folder {place}."
        return Result(None, (error("No such folder", detail),))
    return Result(GitTree(objects, entry.oid, root, oid))


def unknown_revision(objects: GitObjects, root: Path, revision: str) -> Diagnostic:
    """The error about a name that git does not know: nothing is committed, or this clone is not complete."""
    if objects.find("HEAD^{commit}") is None:
        return error(
            "No commits", f'"{revision}" cannot be read: the repository in {root} has no commit yet.'
        )
    if run_git(root, ["rev-parse", "--is-shallow-repository"])[1].strip() == "true":
        detail = (
            f'git knows no revision "{revision}" here: this clone is shallow, it has only the newest commits. Fetch the others with '
            "`git fetch --unshallow`; in GitHub Actions give actions/checkout `fetch-depth: 0`, in GitLab set GIT_DEPTH to 0."
        )
        return error("Unknown revision", detail)
    detail = (
        f'git knows no revision "{revision}" here. Give a branch, a tag or a commit. A branch of a remote is fetched first, and '
        f"named with the remote: `git fetch origin`, then `origin/{revision}`."
    )
    return error("Unknown revision", detail)

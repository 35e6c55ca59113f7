"""The stored facts of earlier commits, read from git's objects: nothing is checked out, and no old code is evaluated."""

import os
from collections.abc import Callable
from pathlib import Path

from docgen.analysis.snapshot import MAX_BYTES, UnreadableSnapshot, read_document
from docgen.app.history_cache import HistoryCache
from docgen.app.revision import remote_address
from docgen.app.site import FACTS
from docgen.delta.history import Commit, Document, Entry, find_history
from docgen.discovery.remotes import commit_address, remote_of
from docgen.source.diagnostic import Result, error
from docgen.source.git import run_git
from docgen.source.git_tree import GitObjects
from docgen.source.tree import Unreadable, join

MOST_COMMITS = 1_000
MOST_BYTES = 2_000_000_000  # of the facts of all commits together
MOST_STATES = 2_000_000  # exposures and verdicts of all commits together: about a gigabyte of memory
TOO_LARGE = "not read: the facts of newer commits are large"
SECONDS = 60
FORMAT = "--format=%H%x00%cI%x00%s"


def read_history(
    folder: Path, docs: str, number: int, most_bytes: int = MOST_BYTES, seconds: float = SECONDS
) -> Result[tuple[Entry, ...]]:
    """The newest `number` commits of the main line that changed the stored facts, the newest first.

    The main line: the first parents, so a merge counts once. One more is read, so that the oldest has something before it.
    `most_bytes`: of all facts that are read; those of older commits are left out, and say so. `seconds`: for git to list commits.
    """
    path = join(docs, FACTS)
    code, below, problem = run_git(folder, ["rev-parse", "--show-prefix"])
    if code != 0:
        detail = f"git cannot read a repository in {folder}: {problem.strip() or 'it says nothing'}"
        return Result((), (error("No git repository", detail),))
    asked = ["log", "--first-parent", "-m", f"-n{number + 1}", FORMAT, "HEAD", "--", path]
    code, text, problem = run_git(folder, asked, seconds)
    if code != 0:
        detail = f"git cannot tell the history of {path}: {problem.strip() or 'it says nothing'}"
        return Result((), (error("No history", detail),))
    lines = [line.split("\0", 2) for line in readable(text).split("\n") if line]
    commits = [Commit(name, date, subject) for name, date, subject in lines]
    reader, prefix = Reader(GitObjects(folder), most_bytes), below.removesuffix("\n")
    found = [(each, reader.document(f"{each.name}:{prefix}{path}")) for each in commits]
    is_shallow = run_git(folder, ["rev-parse", "--is-shallow-repository"])[1].strip() == "true"
    return Result(find_history(found[::-1], is_shallow=is_shallow and len(commits) <= number)[:number])


def readable(text: str) -> str:
    """The output of git, with invalid UTF-8 replaced: old commits may have another encoding."""
    return os.fsencode(text).decode("utf-8", "replace")


class Reader:
    """Reads the facts of commits; the same content is read once, in this run and in the next."""

    def __init__(self, objects: GitObjects, most_bytes: int) -> None:
        self.objects = objects
        self.left = most_bytes
        self.states = MOST_STATES
        self.known: dict[str, Document | str] = {}  # by the name of the object
        self.cache = HistoryCache()

    def document(self, name: str) -> Document | str:
        """The facts of one commit, or why there are none."""
        blob = self.objects.find(name)
        if blob is None:
            return "there are no facts in the commit, or this clone does not have them"
        oid, _, size = blob
        if oid not in self.known:
            self.left -= size  # kept ones too: the answer is the same with a cache and without
            if self.left < 0:
                return TOO_LARGE
            found = self.cache.read(oid) or self.read(oid)
            self.states -= 0 if isinstance(found, str) else found.size()
            self.known[oid] = TOO_LARGE if self.states < 0 else found
        return self.known[oid]

    def read(self, oid: str) -> Document | str:
        try:
            found: Document | str = read_document(self.objects.read(oid, "blob", MAX_BYTES), Document)
        except Unreadable as problem:  # of this clone, not of the content
            return str(problem)
        except UnreadableSnapshot as problem:
            found = str(problem)
        self.cache.write(oid, found)
        return found


def commit_addresses(folder: Path) -> Callable[[str], str | None]:
    """The web addresses of commits at the remote, by their names."""
    remote = remote_of(remote_address(folder))
    return lambda commit: None if remote is None else commit_address(remote, commit)

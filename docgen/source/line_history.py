"""The last change of lines of the repository: the newest commit that touched one of them, and its pull request.

`git blame` runs once for each file, on a revision and never on the working tree, so that no filter that a repository
configures is run; text converters and signature checks are switched off. Lines of the working tree that differ from the
revision are not committed. Renames of files are followed, as blame does; moving or reformatting a line counts as a change of it.
"""

import datetime as dt
import difflib
import enum
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import msgspec

from docgen.source.git import run_git
from docgen.source.git_tree import GitTree
from docgen.source.merge_messages import FORMAT, Commit, merged_by, parse_log, pull_request
from docgen.source.text import lenient_text
from docgen.source.tree import Tree, Unreadable

SECONDS = 120  # for one file's history, or for the list of all commits
MOST_COMMITS = 500_000
MOST_LINES = 20_000  # of a file with changes that are not committed
BLAMED = re.compile(r"^([0-9a-f]{40,64}) \d+ (\d+)")
Line: TypeAlias = tuple[str, int]  # a path as seen from docgen.yml, and a line from 1


class HistoryGap(enum.Enum):
    """Why it is not known who touched lines last; the value is its name in JSON and CSV."""

    NOT_IN_GIT = "not in git"  # no repository, no git, or a file that is not committed
    UNCOMMITTED = "uncommitted"  # the working tree has a change of one of the lines
    SHALLOW = "shallow clone"  # the clone begins after the commit
    NOT_READ = "not read"  # git did not answer in time, or the history is too long


class Approval(msgspec.Struct, frozen=True):
    """The newest commit that touched the lines."""

    commit: str
    date: dt.date  # when it was committed
    author: str  # a name; no address
    pull_request: int | None = None


LineState: TypeAlias = Approval | HistoryGap


class LineHistory:
    """The history of the files of one project, as the revision has it that `tree` shows, else HEAD."""

    def __init__(self, tree: Tree, folder: Path) -> None:
        self.tree = tree
        self.folder = folder.resolve()
        self.revision = tree.revision if isinstance(tree, GitTree) else "HEAD"
        self.files: dict[str, Mapping[int, str] | HistoryGap] = {}

    def newest(self, lines: Iterable[Line]) -> LineState:
        """The newest commit that touched one of the lines, or why it is not known.

        A change that is not committed is newer than any commit.
        """
        oids: set[str] = set()
        gaps: set[HistoryGap] = set()
        for path, line in lines:
            file = self.file(path)
            found = file if isinstance(file, HistoryGap) else file.get(line, HistoryGap.UNCOMMITTED)
            if isinstance(found, HistoryGap):
                gaps.add(found)
            else:
                oids.add(found)
        for gap in HistoryGap:
            if gap in gaps:
                return gap
        known = [each for each in oids if each in self.position]
        if not known or len(known) < len(oids):
            return HistoryGap.NOT_READ if oids else HistoryGap.NOT_IN_GIT
        commit = self.commits[min(known, key=self.position.__getitem__)]
        if self.is_shallow and not commit.parents:
            return HistoryGap.SHALLOW
        number = pull_request(commit.oid, self.commits, self.merges)
        return Approval(commit.oid, dt.date.fromisoformat(commit.date), commit.author, number)

    # -- what git says ---------------------------------------------------------------------

    def git(self, *words: str) -> tuple[int, str]:
        code, printed, _ = run_git(self.folder, words, seconds=SECONDS)
        return code, printed

    @cached_property
    def is_shallow(self) -> bool:
        return self.git("rev-parse", "--is-shallow-repository")[1].strip() == "true"

    @cached_property
    def commits(self) -> Mapping[str, Commit]:
        """Every commit of the revision, newest first: no commit before one that is made from it."""
        options = ("--date-order", "--no-show-signature", "--no-notes", "--no-color", "--encoding=UTF-8")
        _, text = self.git(
            "log", "-z", *options, f"--max-count={MOST_COMMITS}", f"--format={FORMAT}", self.revision, "--"
        )
        return {each.oid: each for each in parse_log(text)}

    @cached_property
    def position(self) -> Mapping[str, int]:
        return {oid: number for number, oid in enumerate(self.commits)}

    @cached_property
    def merges(self) -> Mapping[str, str | None]:
        return merged_by(self.commits, next(iter(self.commits), ""))

    @property
    def date(self) -> dt.date | None:
        """The day in UTC on which the revision was committed; None where git does not say."""
        code, text = self.git("log", "-1", "--no-show-signature", "--format=%ct", self.revision, "--")
        known = code == 0 and text.strip().isdigit()
        return dt.datetime.fromtimestamp(int(text), tz=dt.UTC).date() if known else None

    def file(self, path: str) -> Mapping[int, str] | HistoryGap:
        """The commit of each line as the tree has it now; lines that are not committed are left out."""
        if path not in self.files:
            self.files[path] = self.read(path)
        return self.files[path]

    def read(self, path: str) -> Mapping[int, str] | HistoryGap:
        try:
            place = self.tree.locate(path)
            now = split_lines(lenient_text(self.tree.read(path)))
        except Unreadable:
            return HistoryGap.NOT_IN_GIT
        # Without a file of revisions to ignore, which a repository may configure.
        options = ("--porcelain", "--no-textconv", "--no-ignore-revs-file")
        code, text = self.git("blame", *options, self.revision, "--", place)
        if code != 0:
            inside, _ = self.git("rev-parse", "--verify", "--quiet", f"{self.revision}^{{commit}}")
            exists, _ = self.git("cat-file", "-e", f"{self.revision}:./{place}")
            is_there = inside == 0 and exists == 0
            return HistoryGap.NOT_READ if is_there else HistoryGap.NOT_IN_GIT
        then, oids = parse_blame(text)
        if now == then:
            return dict(enumerate(oids, start=1))
        if max(len(now), len(then)) > MOST_LINES:
            return HistoryGap.NOT_READ
        same = difflib.SequenceMatcher(None, then, now, autojunk=False).get_matching_blocks()
        return {b + step + 1: oids[a + step] for a, b, size in same for step in range(size)}


def split_lines(text: str) -> list[str]:
    """The lines without their ends, which checkouts change."""
    lines = text.split("\n")
    return [each.removesuffix("\r") for each in (lines[:-1] if lines[-1] == "" else lines)]


def parse_blame(text: str) -> tuple[list[str], list[str]]:
    """The lines of a file and the commits that they come from: https://git-scm.com/docs/git-blame#_the_porcelain_format."""
    lines: list[str] = []
    oids: list[str] = []
    current = ""
    for line in text.split("\n"):
        if line.startswith("\t"):
            lines.append(line[1:].removesuffix("\r"))
            oids.append(current)
        elif (found := BLAMED.match(line)) is not None:
            current = found[1]
    return lines, oids

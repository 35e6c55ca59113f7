"""The stored facts of earlier commits, read from git's objects: nothing is checked out, and no old code is evaluated."""

from pathlib import Path

from docgen.analysis.history import Commit, Document, Entry, find_history, read_document
from docgen.analysis.snapshot import MAX_BYTES, UnreadableSnapshot
from docgen.app.site import FACTS
from docgen.source.diagnostic import Result, error
from docgen.source.git import run_git
from docgen.source.git_tree import GitObjects
from docgen.source.tree import Unreadable, join

MOST_COMMITS = 1_000
SECONDS = 60
FORMAT = "--format=%H%x00%cI%x00%s"


def read_history(folder: Path, docs: str, number: int) -> Result[tuple[Entry, ...]]:
    """The newest `number` commits of the main line that changed the stored facts, the newest first.

    The main line: the first parents, so a merge counts once. One more is read, so that the oldest has something before it.
    """
    path = join(docs, FACTS)
    code, below, problem = run_git(folder, ["rev-parse", "--show-prefix"])
    if code != 0:
        detail = f"git cannot read a repository in {folder}: {problem.strip() or 'it says nothing'}"
        return Result((), (error("No git repository", detail),))
    asked = ["log", "--first-parent", "-m", f"-n{number + 1}", FORMAT, "HEAD", "--", path]
    code, text, problem = run_git(folder, asked, SECONDS)
    if code != 0:
        detail = f"git cannot tell the history of {path}: {problem.strip() or 'it says nothing'}"
        return Result((), (error("No history", detail),))
    commits = [Commit(*fields) for line in text.splitlines() if len(fields := line.split("\0", 2)) == 3]  # noqa: PLR2004 - as asked
    objects = GitObjects(folder)
    known: dict[str, Document | str] = {}
    found = [
        (each, document_at(objects, f"{each.name}:{below.strip()}{path}", known))
        for each in reversed(commits)
    ]
    return Result(find_history(found)[:number])


def document_at(objects: GitObjects, name: str, known: dict[str, Document | str]) -> Document | str:
    """The facts of one commit, or why there are none; the same content is read once."""
    blob = objects.find(name)
    if blob is None:
        return "the commit has no facts"
    if blob[0] not in known:
        try:
            known[blob[0]] = read_document(objects.read(blob[0], "blob", MAX_BYTES))
        except (UnreadableSnapshot, Unreadable) as problem:
            known[blob[0]] = str(problem)
    return known[blob[0]]

"""The number of the pull request or merge request of a commit: from its message and from merge commits.

Code hosts write it there: GitHub `Merge pull request #12 from …` and, squashed, `… (#12)`; GitLab `See merge request
group/project!12`; Bitbucket `Merged in branch (pull request #12)`; Azure DevOps `Merged PR 12: …`.
"""

import re
from collections.abc import Mapping, Sequence

import msgspec

NUMBER = r"(\d{1,10})"
FIRST_LINE = (
    re.compile(rf"^Merge pull request #{NUMBER}\b"),
    re.compile(rf"^Merged PR {NUMBER}\b"),
    re.compile(rf"\(pull request #{NUMBER}\)"),
    re.compile(rf"\(#{NUMBER}\)\s*$"),
    re.compile(rf"\(!{NUMBER}\)\s*$"),
)
TRAILER = re.compile(rf"^See merge request (?:[^\s!]+)?!{NUMBER}\s*$", re.MULTILINE)


class Commit(msgspec.Struct, frozen=True):
    """One commit as `git log` gives it."""

    oid: str
    parents: tuple[str, ...]
    date: str  # of the committer: "2026-11-28"
    author: str  # the name, without an address
    message: str


def written_number(message: str) -> int | None:
    """The number in one message: `Merge pull request #12 from a/b` gives 12, `Revert "Open 443 (#12)"` gives nothing."""
    subject = message.partition("\n")[0]
    for pattern in FIRST_LINE:
        found = pattern.search(subject)
        if found is not None:
            return int(found[1])
    found = TRAILER.search(message)
    return None if found is None else int(found[1])


def merged_by(commits: Mapping[str, Commit], head: str) -> dict[str, str | None]:
    """For each commit, the merge commit that brought it to the branch; None for those of the first-parent line of `head`.

    The merge itself may have come by another one, which is its own entry.
    """
    found: dict[str, str | None] = {}
    waiting: list[tuple[str, str | None]] = [(head, None)]
    while waiting:
        oid, merge = waiting.pop()
        line: list[Commit] = []
        while oid in commits and oid not in found:
            found[oid] = merge
            line.append(commits[oid])
            oid = commits[oid].parents[0] if commits[oid].parents else ""
        # The oldest merge is looked at first, so that it is the one that has brought a commit.
        for each in line:
            waiting += [(parent, each.oid) for parent in reversed(each.parents[1:])]
    return found


def pull_request(oid: str, commits: Mapping[str, Commit], merges: Mapping[str, str | None]) -> int | None:
    """The number nearest to a commit: its own, else that of the merge that brought it, else that of the next one."""
    here: str | None = oid
    while here is not None:
        number = written_number(commits[here].message)
        if number is not None:
            return number
        here = merges.get(here)
    return None


def parse_log(text: str) -> Sequence[Commit]:
    """Parses the output of `git log -z --format=FORMAT`, newest first."""
    found = []
    for record in text.split("\0"):
        parts = record.split("\n", 4)
        if len(parts) == 5:  # noqa: PLR2004 - the lines of FORMAT
            oid, parents, date, author, message = parts
            found.append(Commit(oid, tuple(parents.split()), date, author_name(author), message))
    return found


FORMAT = "%H%n%P%n%cs%n%an%n%B"


def author_name(text: str) -> str:
    """The name; of a mail address, the part before the `@`."""
    return text.strip().partition("@")[0] if "@" in text and " " not in text.strip() else text.strip()

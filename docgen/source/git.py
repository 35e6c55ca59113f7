"""The program git, run so that nothing of a repository's configuration is executed.

A repository that somebody else made may configure programs that git runs: hooks, a file system monitor, filters, text
converters, programs that verify signatures, transports of lazily fetched objects (https://git-scm.com/docs/git-config). The
commands that docgen uses only read objects and references, and what follows switches the rest off, with what would change what is
printed: renames that are followed, another encoding, and paths that are patterns. Whether a repository of another user may be
looked at at all (`safe.directory`) is left to git and to the user's own configuration.
"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

SECONDS = 10
OPTIONS = (
    "--no-optional-locks",
    "--no-pager",
    "--literal-pathspecs",
    "-c",
    "core.fsmonitor=false",
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "log.showSignature=false",  # `git log` and `git show` would run gpg.program
    "-c",
    "log.follow=false",
    "-c",
    "i18n.logOutputEncoding=UTF-8",
)
# https://git-scm.com/docs/git#_environment_variables
SETTINGS: Mapping[str, str] = {
    "GIT_ALLOW_PROTOCOL": "none",  # no transport is ever started
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",  # of a partial clone: what is missing is missing
    "GIT_NO_REPLACE_OBJECTS": "1",  # a commit is what its name is the digest of
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
KEPT = frozenset({"GIT_CONFIG_GLOBAL"})  # the user's own, as in a home folder


def git_command(folder: Path, *words: str) -> list[str]:
    return ["git", "-C", str(folder), *OPTIONS, *words]


def git_environment() -> dict[str, str]:
    """The environment without what would have git look at another repository, or run something."""
    kept = {key: text for key, text in os.environ.items() if not key.startswith("GIT_") or key in KEPT}
    return {**kept, **SETTINGS}


def run_git(folder: Path, words: Sequence[str], seconds: float = SECONDS) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a git command; 127 where there is no git, or no answer in time."""
    try:
        found = subprocess.run(  # noqa: S603 - our own words and a folder
            git_command(folder, *words),
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env=git_environment(),
            timeout=seconds,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as problem:
        return 127, "", str(problem)
    return found.returncode, os.fsdecode(found.stdout), os.fsdecode(found.stderr)

"""Information from git: the revision that is checked out, and the address where it is published."""

from pathlib import Path

from docgen.source.git import run_git


def current_revision(folder: Path) -> str:
    """The commit that is checked out; "HEAD" where git does not say."""
    return git(folder, "rev-parse", "HEAD") or "HEAD"


def commit_text(folder: Path) -> str:
    """`Terraform at 3a1e6f0c2d, 2026-11-28`: the commit that is checked out, and its date; "" where git does not say."""
    said = git(folder, "show", "--no-patch", "--format=%h, %cs", "--abbrev=10", "HEAD")
    return f"Terraform at {said}" if said else ""


def remote_address(folder: Path) -> str:
    """The address of the remote `origin`, or of the only one; "" where git does not say."""
    names = git(folder, "remote").split()
    name = "origin" if "origin" in names else names[0] if len(names) == 1 else ""
    return git(folder, "remote", "get-url", name) if name else ""


def way_from_top(folder: Path) -> str:
    """The way from the top of the repository to the folder: "" or "infra/"."""
    return git(folder, "rev-parse", "--show-prefix")


def git(folder: Path, *words: str) -> str:
    """The output of a git command; "" if it fails, or if there is no git."""
    code, printed, _ = run_git(folder, words)
    return printed.strip() if code == 0 else ""

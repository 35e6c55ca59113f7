"""`docgen check` with nothing changed answers from what it said before; with anything changed, it looks again."""

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from docgen.app import check_cache
from docgen.app.check_cache import CheckCache
from tests.app.command import Ran, run_process

MAIN = """variable "cidr" {
  default = "10.0.0.0/16"
}
locals {
  text  = fileexists("note.txt") ? file("note.txt") : "none"
  parts = fileset(path.module, "parts/*.txt")
}
resource "aws_vpc" "v" {
  cidr_block = var.cidr
  tags       = { Name = local.text }
}
output "parts" {
  value = length(local.parts)
}
"""
PAGE = """---
title: By hand
claims:
  - says: There are VPCs.
    every: vpcs
    where: {cidr: 10.0.0.0/16}
    has: {cidr: 10.0.0.0/16}
---

# By hand
"""


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    write(folder / "main.tf", MAIN)
    write(folder / "docgen.yml", "project: x\nenvironments:\n  one:\n    root: .\n")
    write(folder / "note.txt", "first")
    write(folder / "parts" / "a.txt", "")
    write(folder / "mkdocs.yml", "site_name: x\n")
    write(folder / "docs" / "hand.md", "# By hand\n")
    run_process(folder, "build", DOCGEN_CACHE_DIR="")
    return folder


def check(folder: Path, *words: str, **environment: str) -> Ran:
    return run_process(
        folder, "check", *words, **{"DOCGEN_CACHE_DIR": str(folder.parent / "cache")} | environment
    )


def entries(folder: Path) -> set[str]:
    place = folder.parent / "cache" / "check"
    return {each.name for each in place.iterdir()} if place.exists() else set()


def settle() -> None:
    time.sleep(check_cache.SETTLED + 0.2)


def append(name: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / name
        write(path, (path.read_text(encoding="utf-8") if path.exists() else "") + text)

    return change


def same_size(folder: Path) -> None:
    """Another text of the same length, with the time of the last change put back."""
    path = folder / "note.txt"
    before = path.stat()
    path.write_text("other", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def modules(folder: Path) -> None:
    write(folder / ".terraform" / "modules" / "modules.json", '{"Modules": []}')


def remote(folder: Path) -> None:
    write(folder / ".git" / "config", '[remote "origin"]\n  url = https://example.com/x.git\n')


def link(folder: Path) -> None:
    (folder / "note.txt").unlink()
    (folder / "note.txt").symlink_to("parts/a.txt")


CHANGES: dict[str, Callable[[Path], None]] = {
    "a configuration": append("main.tf", "# more\n"),
    "a new configuration": append("more.tf", "locals {}\n"),
    "tfvars": append("terraform.tfvars", 'cidr = "10.1.0.0/16"\n'),
    "new automatic tfvars": append("x.auto.tfvars", 'cidr = "10.1.0.0/16"\n'),
    "a file that file() reads": append("note.txt", "x"),
    "a file of the same size and time": same_size,
    "a file that is a link now": link,
    "a folder that fileset() lists": append("parts/b.txt", ""),
    "docgen.yml": append("docgen.yml", "source_url: https://example.com/{path}\n"),
    "a generated page": append("docs/inputs-and-outputs.md", "by hand\n"),
    "a deleted page": lambda folder: (folder / "docs" / "inputs-and-outputs.md").unlink(),
    "the claim of a page": lambda folder: write(folder / "docs" / "hand.md", PAGE),
    "an orphan": lambda folder: write(
        folder / "docs" / "old.md", (folder / "docs" / "inputs-and-outputs.md").read_text(encoding="utf-8")
    ),
    "mkdocs.yml": append("mkdocs.yml", "theme: readthedocs\n"),
    "installed modules": modules,
    "the remote of git": remote,
    "an emptied folder": lambda folder: (folder / "parts" / "a.txt").unlink(),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_of_a_file_asks_another_question(
    name: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    monkeypatch.setenv("DOCGEN_CACHE_DIR", str(repository.parent / "cache"))
    monkeypatch.setattr(check_cache, "SETTLED", -3600)  # files of this moment count, too
    before = CheckCache(["check"]).name
    assert before
    assert before == CheckCache(["check"]).name

    CHANGES[name](repository)

    assert CheckCache(["check"]).name not in {"", before}


@pytest.mark.parametrize("variable", ["TF_VAR_cidr", "TF_WORKSPACE", "AWS_REGION", "COLUMNS", "NO_COLOR"])
def test_the_process_environment_counts(
    variable: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    monkeypatch.setenv("DOCGEN_CACHE_DIR", str(repository.parent / "cache"))
    monkeypatch.setattr(check_cache, "SETTLED", -3600)
    before = CheckCache(["check"]).name

    monkeypatch.setenv(variable, "77")

    assert CheckCache(["check"]).name not in {"", before}
    assert CheckCache(["check", "--no-diff"]).name != before


def test_an_answer_is_kept_and_given_again(repository: Path) -> None:
    settle()
    first = check(repository)
    [entry] = entries(repository)

    assert first.code == 0
    assert check(repository) == first
    assert entries(repository) == {entry}

    # Only the entry can be behind a second answer: what it holds is what is printed.
    place = repository.parent / "cache" / "check" / entry
    place.write_bytes(b"damaged")
    assert check(repository) == first


def test_what_is_kept_is_what_is_said(repository: Path) -> None:
    """A forged entry, which only the user could write, is given as the answer: so the cache does answer."""
    settle()
    check(repository)
    [entry] = entries(repository)
    place = repository.parent / "cache" / "check" / entry
    content = place.read_bytes()[32:].replace(b"The documentation", b"THE documentation")
    place.write_bytes(hashlib.sha256(content).digest() + content)

    assert check(repository).out.startswith("THE documentation")
    place.chmod(0o666)
    assert check(repository).out.startswith("The documentation")


def test_a_change_is_seen(repository: Path) -> None:
    settle()
    check(repository)
    write(repository / "terraform.tfvars", 'cidr = "10.1.0.0/16"\n')

    changed = check(repository)

    assert changed.code == 3
    assert "10.1.0.0/16" in changed.out
    (repository / "terraform.tfvars").unlink()
    assert check(repository).code == 0


DOUBTS: dict[str, Callable[[Path], None]] = {
    "an answer that is not clean": append("docs/inputs-and-outputs.md", "by hand\n"),
    "an error": lambda folder: write(folder / "docgen.yml", "project: [\n"),
    "git's own files": append("more.tf", 'output "x" {\n  value = fileexists(".git/HEAD")\n}\n'),
    "a path out of the repository": append(
        "more.tf", 'output "x" {\n  value = fileexists("../outside.txt")\n}\n'
    ),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_nothing_is_kept_in_doubt(name: str, repository: Path) -> None:
    (repository / ".git").mkdir()
    DOUBTS[name](repository)
    if (repository / "more.tf").exists():
        run_process(repository, "build", DOCGEN_CACHE_DIR="")
    settle()
    check(repository)

    assert entries(repository) == set()


def test_a_file_that_has_just_changed_keeps_nothing(repository: Path) -> None:
    write(repository / "note.txt", "first")
    assert check(repository).code == 0
    assert entries(repository) == set()


def test_an_empty_variable_switches_it_off(repository: Path) -> None:
    settle()
    assert check(repository, DOCGEN_CACHE_DIR="").code == 0
    assert entries(repository) == set()


def test_nothing_is_kept_of_too_many_files(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    monkeypatch.setenv("DOCGEN_CACHE_DIR", str(repository.parent / "cache"))
    monkeypatch.setattr(check_cache, "SETTLED", -3600)
    monkeypatch.setattr(check_cache, "MOST_FILES", 3)
    assert not CheckCache(["check"]).name


def test_only_its_own_entries_free_space(tmp_path: Path) -> None:
    """Somebody may name a folder that has files of their own."""
    for number in range(check_cache.MOST_ENTRIES + 10):
        write(tmp_path / f"{number:064x}", "")
        write(tmp_path / f"{number}.txt", "")

    check_cache.free_space(tmp_path)

    left = [each.name for each in tmp_path.iterdir()]
    assert sum(each.endswith(".txt") for each in left) == check_cache.MOST_ENTRIES + 10
    assert sum(len(each) == 64 for each in left) == (check_cache.MOST_ENTRIES + 10) / 2

"""A revision of a repository gives what its files on disk give."""

import os
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest

from docgen.analysis.facts import Facts
from docgen.exports.facts import facts_json
from docgen.language.evaluation import Environment, evaluate_configuration
from docgen.source.gap import GapKind
from docgen.source.git_tree import GitTree, open_revision, parse_tree
from docgen.source.tree import DiskTree, Kind, OutsideRepository, Tree, Unreadable
from docgen.terraform.loader import Library, load_configuration
from docgen.values.text import print_value
from docgen.workspace.pipeline import find_facts
from docgen.workspace.project import open_tree
from tests.app.atlas import copy_atlas

GIT = shutil.which("git") or ""
pytestmark = pytest.mark.skipif(not GIT, reason="there is no git")


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(  # noqa: S603 - git itself, our own words
        [
            GIT,
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@example.com",
            "-c",
            "protocol.file.allow=always",
            *words,
        ],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")


def revision(folder: Path, name: str = "HEAD") -> GitTree:
    result = open_revision(folder, name)
    assert result.value is not None, result.diagnostics
    return result.value


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A repository in a folder of its own, with links and files of many kinds."""
    folder = tmp_path / "repository"
    (folder / "sub" / "deep").mkdir(parents=True)
    (folder / "sub" / "y.txt").write_text("below", encoding="utf-8")
    (folder / "sub" / "deep" / "z.tftpl").write_text("${a}!", encoding="utf-8")
    (folder / "x.txt").write_text("inside", encoding="utf-8")
    (folder / "été.txt").write_text("accents", encoding="utf-8")
    (folder / "back.txt").symlink_to("sub/../x.txt")
    (folder / "around").symlink_to("sub")
    (folder / "absolute").symlink_to(folder / "sub")
    (folder / "out.txt").symlink_to("/etc/hostname")
    (folder / "up").symlink_to("..")
    (folder / "loop").symlink_to("loop")
    (folder / "nowhere").symlink_to("missing")
    git(folder, "init", "-q", "-b", "main")
    commit(folder)
    return folder


def asked(tree: Tree, expression: str) -> str:
    """The value as the console prints it, or what is wrong."""
    (file, text) = ("main.tf", f'output "o" {{\n  value = {expression}\n}}\n')
    loaded = load_configuration(Library(OneMore(tree, file, text)), ".")
    made = evaluate_configuration(loaded.value, Environment(tree))
    wrong = [each.detail for each in made.diagnostics]
    return " ".join(wrong) + print_value(made.value.outputs["o"].value)


class OneMore:
    """A tree with one file more."""

    def __init__(self, tree: Tree, name: str, text: str) -> None:
        self.tree, self.name, self.text = tree, name, text
        self.root = tree.root
        self.locate, self.kind, self.is_link = tree.locate, tree.kind, tree.is_link
        self.is_folder, self.with_limit = tree.is_folder, tree.with_limit

    def names(self, folder: str) -> tuple[str, ...] | None:
        return (self.name,) if folder == "." else self.tree.names(folder)

    def read(self, path: str) -> bytes:
        return self.text.encode() if path == self.name else self.tree.read(path)


EXPRESSIONS = [
    'file("x.txt")', 'file("été.txt")', 'file("sub/y.txt")', 'file("back.txt")', 'file("around/y.txt")',
    'file("absolute/y.txt")', 'file("absolute/../x.txt")', 'file("up/repository/x.txt")', 'file("${path.cwd}/x.txt")',
    'file("out.txt")', 'file("up/x")', 'file("loop")', 'file("nowhere")', 'file("missing")', 'file("sub")', 'file("x.txt/y")',
    f'file("{"a" * 300}")', 'file("a\\u0000b")', 'filemd5("x.txt")', 'filebase64sha512("x.txt")', 'filebase64("x.txt")',
    'fileexists("x.txt")', 'fileexists("no")', 'fileexists("sub")', 'fileset(".", "*.txt")', 'fileset("sub", "**")',
    'fileset(".", "sub/**/*")', 'fileset("around", "*")', 'fileset(".", "nowher*")', 'try(file("missing"), "caught")',
    'templatefile("sub/deep/z.tftpl", { a = 1 })', 'templatefile("${path.module}/sub/deep/z.tftpl", { a = 1 })',
]  # fmt: skip


def test_functions_answer_the_same(here: Path) -> None:
    disk, objects = DiskTree(here), revision(here)

    assert {each: asked(objects, each) for each in EXPRESSIONS} == {
        each: asked(disk, each) for each in EXPRESSIONS
    }


def test_an_old_revision_is_read_with_its_own_files(here: Path) -> None:
    (here / "x.txt").write_text("new", encoding="utf-8")
    (here / "sub" / "more.txt").write_text("", encoding="utf-8")
    commit(here)
    (here / "x.txt").write_text("not committed", encoding="utf-8")

    old, new = revision(here, "HEAD~1"), revision(here, "main")

    assert (asked(old, 'file("x.txt")'), asked(new, 'file("x.txt")')) == ('"inside"', '"new"')
    assert asked(old, 'fileset("sub", "*")') != asked(new, 'fileset("sub", "*")')
    assert old.revision == git(here, "rev-parse", "HEAD~1")


def facts_of(tree: Tree, folder: Path) -> Facts:
    project = open_tree(tree, folder)
    assert project.value is not None, project.diagnostics
    found = find_facts(project.value)
    assert [each for each in found.diagnostics if each.gap is None] == []
    return found.value


@pytest.mark.parametrize("below", ["", "infra"])
def test_a_committed_repository_is_evaluated_the_same(below: str, tmp_path: Path) -> None:
    top = tmp_path / "top"
    folder = copy_atlas(top / below if below else top)
    git(top, "init", "-q", "-b", "main")
    commit(top)

    on_disk, in_git = facts_of(DiskTree(folder), folder), facts_of(revision(folder), folder)

    assert on_disk.environments
    assert msgspec.json.encode(facts_json(in_git)) == msgspec.json.encode(facts_json(on_disk))


def test_a_submodule_is_another_repository(here: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "main.tf").write_text("locals {}\n", encoding="utf-8")
    git(other, "init", "-q")
    commit(other)
    git(here, "submodule", "add", "-q", str(other), "sub/other")
    commit(here)
    tree = revision(here)

    assert tree.kind("sub/other") is Kind.SUBMODULE
    assert tree.names("sub/other") == ()
    with pytest.raises(OutsideRepository, match="git submodule sub/other"):
        tree.read("sub/other/main.tf")
    for each in ('can(file("sub/other/main.tf"))', 'fileset("sub", "**")', 'fileexists("sub/other/x")'):
        assert asked(tree, each).endswith("(known after apply)"), each
    (here / "main.tf").write_text('module "m" {\n  source = "./sub/other"\n}\n', encoding="utf-8")
    commit(here)
    said = load_configuration(Library(revision(here)), ".").diagnostics
    assert [each.gap.kind for each in said if each.gap is not None] == [GapKind.MODULE], said
    assert len(said) == 1


def test_a_file_in_lfs_is_unknown(here: Path) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 3\n"
    (here / "big.txt").write_text(pointer, encoding="utf-8")
    commit(here)

    assert asked(revision(here), 'can(file("big.txt"))').endswith("(known after apply)")


def test_a_file_over_the_limit_is_not_read(here: Path) -> None:
    tree = revision(here).with_limit(3)

    with pytest.raises(Unreadable, match="larger than 3 bytes"):
        tree.read("x.txt")


@pytest.mark.parametrize(
    "name", ["nope", "--help", "HEAD:x.txt", "HEAD\nHEAD", "a\0b", "", "HEAD~99", "\udcff"]
)
def test_a_revision_that_is_none(name: str, here: Path) -> None:
    result = open_revision(here, name)

    assert result.value is None
    assert [each.summary for each in result.diagnostics] == ["Unknown revision"]


def test_no_repository(tmp_path: Path) -> None:
    assert [each.summary for each in open_revision(tmp_path, "HEAD").diagnostics] == ["No git repository"]


RUNS = {
    "core.fsmonitor": "{ran}",
    "core.pager": "{ran}",
    "core.sshCommand": "{ran}",
    "core.gitProxy": "{ran}",
    "core.editor": "{ran}",
    "core.askPass": "{ran}",
    "diff.all.textconv": "{ran}",
    "filter.all.smudge": "{ran}",
    "filter.all.process": "{ran}",
    "filter.all.required": "true",
    "remote.origin.url": "ext::{ran}",
    "remote.origin.uploadpack": "{ran}",
    "remote.origin.promisor": "true",
    "remote.origin.partialclonefilter": "blob:none",
    "extensions.partialClone": "origin",
    "core.repositoryFormatVersion": "1",
    "protocol.ext.allow": "always",
    "alias.cat-file": "!{ran}",
    "alias.rev-parse": "!{ran}",
    "include.path": "more",
}


def test_the_configuration_of_the_repository_runs_nothing(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = here.parent / "ran.sh"
    ran.write_text(f"#!/bin/sh\ntouch {here.parent}/ran\n", encoding="utf-8")
    ran.chmod(0o755)
    (here / ".gitattributes").write_text("* diff=all filter=all\n", encoding="utf-8")
    commit(here)
    name = git(here, "rev-parse", "HEAD:x.txt")
    (here / ".git" / "objects" / name[:2] / name[2:]).unlink()  # git would fetch it
    for key, text in RUNS.items():
        git(here, "config", key, text.format(ran=ran))
    (here / ".git" / "more").write_text(f"[core]\n\tfsmonitor = {ran}\n", encoding="utf-8")
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        (here / ".git" / "hooks").mkdir(exist_ok=True)
        shutil.copy(ran, here / ".git" / "hooks" / hook)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(ran))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(ran))
    monkeypatch.setenv("GIT_DIR", "/nowhere")

    tree = revision(here)

    assert tree.read("sub/y.txt") == b"below"
    with pytest.raises(Unreadable, match="not in this clone"):
        tree.read("x.txt")
    assert not (here.parent / "ran").exists()


def test_names_that_are_paths_are_left_out() -> None:
    raw = b"".join(b"100644 " + name + b"\0" + b"\1" * 20 for name in (b"..", b".", b"a/b", b"", b"fine"))

    assert list(parse_tree(raw, 20)) == ["fine"]

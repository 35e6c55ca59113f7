"""Functions that read files, at paths that no file can have, and at the borders of the repository.

What Terraform 1.11.4 answers was asked with `terraform console`.
"""

from pathlib import Path

import pytest

from docgen.language.evaluation import Environment, evaluate_configuration
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library, load_configuration
from docgen.values.text import print_value
from tests.terraform.folder import Folder

LONG = "a" * 300  # bytes; Linux has names of 255


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / "sub").mkdir(parents=True)
    (folder / "x.txt").write_text("inside", encoding="utf-8")
    (folder / "sub" / "y.txt").write_text("below", encoding="utf-8")
    (folder / "back.txt").symlink_to("sub/../x.txt")
    (folder / "around").symlink_to(f"../{folder.name}/sub")
    (folder / "absolute").symlink_to(folder / "sub")
    (folder / "out.txt").symlink_to(tmp_path / "out.txt")
    (folder / "up").symlink_to("..")
    (tmp_path / "out.txt").write_text("OUTSIDE", encoding="utf-8")
    return folder


def asked(folder: Path, expression: str) -> str:
    """The value as the console prints it, or what is wrong."""
    text = f'output "o" {{\n  value = {expression}\n}}\n'
    loaded = load_configuration(Library(Folder({"main.tf": text})), ".")
    made = evaluate_configuration(loaded.value, Environment(DiskTree(folder)))
    wrong = [each.detail for each in made.diagnostics if each.gap is None]
    return " ".join(wrong) or print_value(made.value.outputs["o"].value).replace("\n", "")


AS_TERRAFORM = {
    f'fileset(".", "{LONG}")': "toset([])",
    f'fileset(".", "{LONG}*")': "toset([])",
    f'fileset("{LONG}", "**")': "toset([])",
    f'fileset("sub", "**/{LONG}")': "toset([])",
    f'fileset(".", "{{{LONG},x.txt}}")': 'toset([  "x.txt",])',
    f'try(fileset(".", "{LONG}"), "caught")': "toset([])",
    'fileset(".", "x.txt/y")': "toset([])",
    'fileset(".", "a\\u0000b")': "toset([])",
    'fileset("a\\u0000b", "*")': "toset([])",
    f'file("{LONG}")': f'Invalid value for "path" parameter: open {LONG}: file name too long.',
    f'filemd5("{LONG}")': f'Call to function "filemd5" failed: open {LONG}: file name too long.',
    f'try(file("{LONG}"), "caught")': '"caught"',
    'file("x.txt/y")': 'Invalid value for "path" parameter: open x.txt/y: not a directory.',
    f'fileexists("{LONG}")': f'Call to function "fileexists" failed: failed to stat "{LONG}".',
    'fileexists("x.txt/y")': 'Call to function "fileexists" failed: failed to stat "x.txt/y".',
    'file("back.txt")': '"inside"',
    'file("up/repository/x.txt")': '"inside"',
    'file("around/y.txt")': '"below"',
    'file("absolute/y.txt")': '"below"',
    'file("absolute/../x.txt")': '"inside"',
    'fileset("around", "*")': 'toset([  "y.txt",])',
}  # fmt: skip


@pytest.mark.parametrize("expression", AS_TERRAFORM)
def test_paths_that_no_file_has(expression: str, here: Path) -> None:
    assert asked(here, expression) == AS_TERRAFORM[expression]


def test_an_absolute_path_inside_the_repository_is_read(here: Path) -> None:
    assert asked(here, f'file("{here}/x.txt")') == '"inside"'
    assert asked(here, 'file("${path.cwd}/x.txt")') == '"inside"'


# Terraform reads all of these; docgen does not, so that they are unknown, and never false or empty.
UNKNOWN = ['file("out.txt")', 'fileexists("up/out.txt")', 'fileset(".", "*.txt")', 'fileset(".", "**")', 'fileset("..", "*")', 'can(file("out.txt"))']  # fmt: skip


@pytest.mark.parametrize("expression", UNKNOWN)
def test_what_lies_outside_is_unknown(expression: str, here: Path) -> None:
    assert asked(here, expression).startswith(("(known after apply)", "(unknown", "unknown"))


def test_a_link_outside_that_cannot_match_changes_nothing(here: Path) -> None:
    assert asked(here, 'fileset(".", "x.*")') == 'toset([  "x.txt",])'


def test_the_content_of_a_file_that_git_crypt_has_encrypted_is_unknown(here: Path) -> None:
    (here / "locked").write_bytes(b"\0GITCRYPT\0\xff\xfe")

    assert asked(here, 'file("locked")') == asked(here, 'file("out.txt")')

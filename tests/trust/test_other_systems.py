"""What differs on Windows and macOS, as far as it can be simulated here: names, line ends, calls that are missing, the locale."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from docgen.source import nofollow, tree
from tests.app.command import run
from tests.properties.profile import ROOT
from tests.trust.killed import MAIN, PAGE, SETTINGS, content

MISSING = ("O_NOFOLLOW", "O_PATH", "O_DIRECTORY", "O_NONBLOCK", "O_NOCTTY", "fchmod")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / "docs").mkdir(parents=True)
    (folder / "main.tf").write_text(MAIN, encoding="utf-8")
    (folder / "docgen.yml").write_text(SETTINGS, encoding="utf-8")
    (folder / "docs/notes.md").write_text(PAGE, encoding="utf-8")
    return folder


# -- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["CON", "con", "nul.txt", "Com1", "LPT¹", "a:b", "a*b", "a?", "<a>", "a|b", "a\\b", "a ", "a."],
)
def test_an_environment_whose_folder_windows_cannot_have(name: str, here: Path) -> None:
    (here / "docgen.yml").write_text(SETTINGS.replace("one", f"'{name}'"), encoding="utf-8")

    ran = run(here, "build")

    assert ran.code == 0
    assert "Name that other systems cannot have" in ran.err
    assert "docgen.yml:3" in ran.err


@pytest.mark.parametrize("name", ["console", "con-1", "com10", "a.b", "dev (old)", "é", "COM"])
def test_an_environment_that_only_looks_like_one(name: str, here: Path) -> None:
    (here / "docgen.yml").write_text(SETTINGS.replace("one", f"'{name}'"), encoding="utf-8")

    ran = run(here, "build")

    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize(("one", "other"), [("dev", "Dev"), ("straße", "STRASSE"), ("é", "e\u0301")])
def test_two_environments_in_one_folder(one: str, other: str, here: Path) -> None:
    text = f"project: P\nenvironments:\n  {one}: {{root: .}}\n  {other}: {{root: .}}\n"
    (here / "docgen.yml").write_text(text, encoding="utf-8")

    ran = run(here, "build")

    assert ran.code == 0
    assert "on Windows and macOS" in ran.err
    assert "docgen.yml:4" in ran.err


def test_every_generated_file_has_a_name_for_every_system(here: Path) -> None:
    assert run(here, "build").code == 0

    paths = sorted(content(here))
    assert len({each.casefold() for each in paths}) == len(paths)
    assert not [each for each in paths if set(each) & set('<>:"\\|?*') or not each.isascii()]


# -- line ends -----------------------------------------------------------------------------------


def test_a_checkout_with_other_line_ends_is_current(here: Path) -> None:
    """As git makes one with core.autocrlf."""
    assert run(here, "build").code == 0
    for path in here.rglob("*"):
        if path.is_file() and path.suffix in {".md", ".tf", ".yml", ".svg", ".json", ".css", ".js"}:
            path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    before = content(here)

    ran = run(here, "check")

    assert (ran.code, ran.err) == (0, "")
    assert run(here, "build").out.endswith("all up to date\n")
    assert content(here) == before


# -- calls that are missing ----------------------------------------------------------------------


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """`docgen.source.nofollow` as it is where the system has neither such flags nor descriptors of folders."""
    for name in MISSING:
        monkeypatch.delattr(os, name)
    monkeypatch.setattr(os, "supports_dir_fd", set())
    monkeypatch.setattr(os, "supports_fd", set())
    found = importlib.util.spec_from_file_location("bare", nofollow.__file__)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    assert not module.HAS_DESCRIPTORS
    assert module.NOFOLLOW == 0
    return module


def test_files_without_descriptors_of_folders(bare: ModuleType, tmp_path: Path) -> None:
    bare.write_file(tmp_path, "a/b/page.md", b"one")
    bare.write_file(tmp_path, "a/b/page.md", b"two")

    assert bare.read_file(tmp_path, "a/b/page.md", 3) == b"two"
    assert bare.status(tmp_path, "a/b/page.md").st_size == 3
    assert bare.list_folder(tmp_path, "a/b") == ["page.md"]
    with pytest.raises(bare.TooLargeError):
        bare.read_file(tmp_path, "a/b/page.md", 2)
    with pytest.raises(FileNotFoundError):
        bare.read_file(tmp_path, "a/nothing", 2)
    (tmp_path / "a/link").symlink_to("b/page.md")
    for path in ("a/link", "a/b"):
        with pytest.raises(bare.NotRegularError):
            bare.read_file(tmp_path, path, 3)
        with pytest.raises(bare.NotRegularError):
            bare.remove_file(tmp_path, path)
    bare.remove_folder(tmp_path, "a/b")
    assert (tmp_path / "a/b/page.md").exists()
    bare.remove_file(tmp_path, "a/b/page.md")
    bare.remove_folder(tmp_path, "a/b")
    assert [each.name for each in (tmp_path / "a").iterdir()] == ["link"]


def test_a_build_without_descriptors_of_folders(
    bare: ModuleType, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (tree, sys.modules["docgen.app.files"]):
        monkeypatch.setattr(module, "nofollow", bare)

    assert run(here, "build").code == 0
    without = content(here)
    monkeypatch.undo()

    assert run(here, "check").code == 0
    assert len(without) > 10


# -- the locale ----------------------------------------------------------------------------------


def test_no_file_is_opened_in_the_encoding_of_the_locale(here: Path) -> None:
    """Python warns of each text file that is opened without an encoding; on Windows that would be cp1252."""
    (here / "main.tf").write_text(MAIN + 'output "é" {\n  value = "→ 😀"\n}\n', encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-X",
            "warn_default_encoding",
            "-W",
            "always::EncodingWarning",
            "-m",
            "docgen",
            "build",
        ],
        cwd=here,
        env=os.environ
        | {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    warned = [each for each in done.stderr.splitlines() if b"EncodingWarning" in each]
    assert [each for each in warned if str(ROOT / "docgen").encode() in each] == []
    assert "😀" in (here / "docs/environments/facts.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words", [("check",), ("facts",), ("plan", "--env", "one"), ("explain", "output.é", "--env", "one")]
)
def test_output_that_the_console_has_no_letters_for(words: tuple[str, ...], here: Path) -> None:
    (here / "main.tf").write_text(MAIN + 'output "é" {\n  value = "→ 😀"\n}\n', encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - as above
        [sys.executable, "-m", "docgen", *words],
        cwd=here,
        env=os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0", "NO_COLOR": "1"},
        capture_output=True,
        check=False,
    )

    assert b"Traceback" not in done.stderr
    assert done.returncode == (3 if words == ("check",) else 0), done.stderr

"""`docgen diagram` writes one picture in the form that was asked for."""

import xml.etree.ElementTree as ET
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.projects import Shape, write_project
from docgen.app.commands import diagram
from tests.app.command import run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    write_project(project, Shape(services=2, databases=2, vpcs=1))
    return project


@pytest.mark.parametrize(
    ("form", "beginning"), [("svg", "<svg "), ("drawio", "<mxfile "), ("dot", 'digraph "zones-staging"')]
)
def test_each_form(folder: Path, tmp_path: Path, form: str, beginning: str) -> None:
    target = tmp_path / f"picture.{form}"

    done = run(folder, "diagram", "zones", "--env", "staging", "--format", form, "-o", str(target))

    assert done.code == 0, done.err
    text = target.read_text(encoding="utf-8")
    assert text.startswith(beginning)
    assert "service001" in text
    assert ".png" not in text  # no picture beside it is needed
    if form != "dot":
        ET.fromstring(text)  # noqa: S314 - our own file


def test_the_picture_is_that_of_the_pages(folder: Path, tmp_path: Path) -> None:
    assert run(folder, "build").code == 0
    target = tmp_path / "picture.svg"

    assert run(folder, "diagram", "architecture", "--env", "production", "-o", str(target)).code == 0

    page = folder / "docs/environments/production/architecture.svg"
    assert target.read_bytes() == page.read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("architecture",), "--env"),
        (("tiers", "--env", "staging"), "architecture"),
        (("architecture", "--env", "other"), "other"),
    ],
)
def test_what_is_missing_or_wrong_is_said(folder: Path, words: tuple[str, ...], said: str) -> None:
    done = run(folder, "diagram", *words, "-o", "picture.svg")

    assert done.code != 0
    assert said in done.err
    assert not (folder / "picture.svg").exists()


def test_png_says_which_extra_it_needs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagram, "find_spec", lambda _: None)

    done = run(folder, "diagram", "zones", "--env", "staging", "--format", "png", "-o", "picture.png")

    assert done.code == 2
    assert "pip install 'terraform-docgen[png]'" in done.err


@pytest.mark.skipif(find_spec("resvg_py") is None, reason="the extra png is not installed")
def test_png(folder: Path) -> None:
    done = run(folder, "diagram", "zones", "--env", "staging", "--format", "png", "-o", "picture.png")

    assert done.code == 0, done.err
    assert (folder / "picture.png").read_bytes().startswith(b"\x89PNG")

"""Kept pictures save time, and can do nothing else."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from docgen.document import diagram
from docgen.document.diagram_model import Drawing, Drawn, Edge, Node
from docgen.document.folding import Noun
from docgen.document.picture_cache import PictureCache
from docgen.source.diagnostic import Result, warning

PICTURE = Drawing(
    "flows",
    "Flows",
    "web connects to db.",
    nodes=(Node("web", "frontend"), Node("db", "hunter2")),
    edges=(Edge("web", "db", "5432"),),
)
NOUNS = {"web": Noun("service", "services")}
MORE = msgspec.structs.replace(PICTURE, title="Other flows")
Drawings = list[Drawing]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawings:
    """What is drawn, as it is drawn."""
    seen: Drawings = []
    draw_readable = diagram.draw_readable

    def recorded(drawing: Drawing, nouns: Mapping[str, Noun], path: str = "") -> Result[Drawn | None]:
        seen.append(drawing)
        return draw_readable(drawing, nouns, path)

    monkeypatch.setattr(diagram, "draw_readable", recorded)
    return seen


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.msgpack"))


def test_a_picture_is_drawn_once(tmp_path: Path, drawn: Drawings) -> None:
    first = PictureCache(tmp_path).draw_readable(PICTURE, NOUNS, "a.svg")
    second = PictureCache(tmp_path).draw_readable(PICTURE, NOUNS, "a.svg")

    assert drawn == [PICTURE]
    assert first == second
    assert first.value is not None
    assert "hunter2" in first.value.svg


def test_whatever_a_picture_depends_on_makes_another_entry(tmp_path: Path, drawn: Drawings) -> None:
    kept = PictureCache(tmp_path)
    kept.draw_readable(PICTURE, NOUNS, "a.svg")
    kept.draw_readable(MORE, NOUNS, "a.svg")
    kept.draw_readable(PICTURE, {}, "a.svg")
    kept.draw_readable(PICTURE, NOUNS, "below/a.svg")
    kept.program = "another"
    kept.draw_readable(PICTURE, NOUNS, "a.svg")

    assert drawn == [PICTURE, MORE, PICTURE, PICTURE, PICTURE]
    assert len(entries(tmp_path)) == 5


def test_a_damaged_picture_is_drawn_again(tmp_path: Path, drawn: Drawings) -> None:
    first = PictureCache(tmp_path).draw_readable(PICTURE, NOUNS, "a.svg")
    [entry] = entries(tmp_path)
    entry.write_bytes(entry.read_bytes()[:-3] + b"<a>")

    assert PictureCache(tmp_path).draw_readable(PICTURE, NOUNS, "a.svg") == first
    assert drawn == [PICTURE, PICTURE]


def test_no_name_can_be_read_in_an_entry(tmp_path: Path) -> None:
    PictureCache(tmp_path).draw_readable(PICTURE, NOUNS, "a.svg")

    [entry] = entries(tmp_path)
    assert not any(word in entry.read_bytes() for word in (b"hunter2", b"frontend", b"5432", b"svg"))


def test_a_picture_that_something_is_said_about_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = (warning("Diagram is simplified", "The picture shows no ports.", context="flows"),)
    value = Drawn("<svg/>", PICTURE, b"")
    monkeypatch.setattr(diagram, "draw_readable", lambda *_: Result(value, said))

    for _ in range(2):
        assert PictureCache(tmp_path).draw_readable(PICTURE, NOUNS, "a.svg").diagnostics == said
    assert entries(tmp_path) == []

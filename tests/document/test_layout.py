"""What is done where Graphviz cannot lay a graph out as it is asked to."""

import re
from pathlib import Path

import pytest

from docgen.document import layout
from docgen.document.diagram import draw
from docgen.document.diagram_model import Drawing, Edge, Group, Node
from docgen.document.graph import GRAPH
from docgen.source.diagnostic import Result, Severity

PROGRAM = """#!/bin/sh
graph=$(cat)
case "$graph" in
  *splines=spline*|*broken*) echo "Error: in routesplines, Pshortestpath failed" >&2; exit 1;;
  *endless*) exec sleep 30;;
  *lossy*) echo "Warning: lost n1 n2 edge" >&2;;
  *crowded*) echo "Warning: some nodes touch" >&2;;
esac
echo "<svg>$graph</svg>"
"""


@pytest.fixture
def picky(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that fails on curved edges, as Graphviz sometimes does."""
    program = tmp_path / "graphviz"
    program.write_text(PROGRAM, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(layout, "find_program", lambda: str(program))


def lay_out(*graphs: str) -> Result[tuple[int, bytes] | None]:
    return layout.lay_out([lambda text=each: text for each in graphs], "architecture", 1)  # type: ignore[misc]


@pytest.mark.usefixtures("picky")
def test_edges_are_straight_where_no_curve_is_found() -> None:
    drawn = lay_out(f"digraph {{ graph [splines={GRAPH['splines']}] }}")

    assert drawn.value == (0, b"<svg>digraph { graph [splines=line] }</svg>\n")
    assert drawn.diagnostics == ()


@pytest.mark.usefixtures("picky")
@pytest.mark.parametrize("trouble", ["broken", "endless", "lossy"])
def test_a_simpler_graph_is_drawn_where_the_first_cannot_be(trouble: str) -> None:
    drawn = lay_out(trouble, "simple")

    assert drawn.value == (1, b"<svg>simple</svg>\n")
    assert drawn.diagnostics == ()


@pytest.mark.usefixtures("picky")
@pytest.mark.parametrize(
    ("trouble", "because"),
    [
        (
            "broken",
            "Not drawn, because graphviz-pure cannot lay it out (Error: in routesplines, Pshortestpath failed).",
        ),
        ("endless", "Not drawn, because its layout takes more than 1 seconds."),
        ("lossy", "Not drawn, because graphviz-pure finds no place for one of its arrows."),
    ],
)
def test_what_no_form_mends_is_a_warning_that_says_why(trouble: str, because: str) -> None:
    drawn = lay_out(trouble, f"{trouble} again")

    assert drawn.value is None
    assert [(each.severity, each.summary, each.detail) for each in drawn.diagnostics] == [
        (Severity.WARNING, "Diagram cannot be drawn", because)
    ]


@pytest.mark.usefixtures("picky")
def test_a_remark_says_what_it_means_for_the_picture() -> None:
    (remark,) = lay_out("crowded").diagnostics

    assert remark.summary == "Lines of a diagram may overlap"
    assert "Every icon and every arrow is there." in remark.detail
    assert "some nodes touch" in remark.detail


def test_rows_that_cannot_be_kept_are_given_up() -> None:
    """Graphviz 'has trouble in init_rank' with this one; it may learn to draw it one day."""
    group = Group(id="g", label="Frame")
    nodes = tuple(Node(id=each, title=each, icon="rds", group="g") for each in "abc")
    edges = tuple(Edge(source=one, target=other, label="1") for one in "abc" for other in "abc")
    drawing = Drawing(
        "small", "Small", "Small.", groups=(group,), nodes=nodes, edges=edges, ranks=(("a", "b", "c"),)
    )

    drawn = draw(drawing)

    assert drawn.value is not None
    assert drawn.value.count("data-from=") == len(edges)


@pytest.mark.parametrize("name", ["arrangement.py", "columns.py", "geometry.py", "rows.py", "tracks.py"])
def test_lengths_are_added_in_the_same_way_by_every_python(name: str) -> None:
    """`sum` of floats rounds otherwise since Python 3.12 (https://docs.python.org/3/whatsnew/3.12.html); `math.fsum` is exact."""
    text = (Path(layout.__file__).parent / name).read_text(encoding="utf-8")

    assert "math." in text
    assert re.findall(r"(?<!f)\bsum\(", text) == []

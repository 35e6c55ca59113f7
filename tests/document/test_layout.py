"""What is done where Graphviz cannot lay a graph out as it is asked to."""

from pathlib import Path

import pytest

from docgen.document import layout
from docgen.document.graph import GRAPH

PROGRAM = """#!/bin/sh
read graph
case "$graph" in
  *splines=spline*|*broken*) echo "Error: in routesplines, Pshortestpath failed" >&2; exit 1;;
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


@pytest.mark.usefixtures("picky")
def test_edges_are_straight_where_no_curve_is_found() -> None:
    drawn = layout.lay_out(f"digraph {{ graph [splines={GRAPH['splines']}] }}\n", "architecture")

    assert drawn.value == b"<svg>digraph { graph [splines=line] }</svg>\n"
    assert drawn.diagnostics == ()


@pytest.mark.usefixtures("picky")
def test_what_straight_edges_do_not_mend_is_an_error() -> None:
    drawn = layout.lay_out("digraph { graph [splines=spline] broken }\n", "architecture")

    assert drawn.value is None
    assert [each.summary for each in drawn.diagnostics] == ["Diagram cannot be drawn"]

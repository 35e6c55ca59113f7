"""Drawings as SVG: laid out by Graphviz through the `diagrams` library, without touching the disk.

The same drawing gives the same bytes on every machine: graphviz-pure measures text with metrics of its own.
"""

import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from html import escape
from itertools import pairwise
from pathlib import Path

from diagrams import Cluster, Diagram, Edge, Node, setdiagram
from graphviz import Digraph

from docgen.document import drawing as data
from docgen.document.pictures import icon_path
from docgen.document.svg import finish

FONT = "Helvetica"  # "Sans-Serif", the library's default, would be measured as Times
SIZE = 56  # of an icon, in points
SECONDS = 60  # for one layout
# Border, fill and icon of a box: the colours of AWS's architecture icons.
GROUPS: Mapping[str, tuple[str, str, str, str]] = {
    "vpc": ("#8C4FFF", "transparent", "solid", "vpc"),
    "public": ("#7AA116", "#F2F6E8", "solid", "public-subnet"),
    "private": ("#00A4A6", "#E6F6F7", "solid", "private-subnet"),
    "service": ("#ED7100", "transparent", "dashed", ""),
    "plain": ("#7D8998", "transparent", "dashed", ""),
}
LOOKS: Mapping[str, dict[str, str]] = {
    "internal": {},
    "public": {"color": "#C7511F", "fontcolor": "#C7511F", "penwidth": "1.6"},
    "warning": {"color": "#B7791F", "fontcolor": "#B7791F", "penwidth": "1.4", "style": "dashed"},
    "dashed": {"style": "dashed", "constraint": "false"},
    "dotted": {"style": "dotted"},
}


class Quiet(Diagram):  # type: ignore[misc] # diagrams has no types
    """A Diagram that is never rendered by the library itself, which would write and delete files."""

    def __init__(self, drawing: data.Drawing) -> None:
        super().__init__(
            drawing.title,
            show=False,
            direction=drawing.direction,
            graph_attr={
                "pad": "0.15",
                "nodesep": "0.3",
                "ranksep": "0.5",
                "splines": "spline",
                "compound": "true",
                "newrank": "true",
                "fontname": FONT,
                "fontsize": "12",
                "bgcolor": "transparent",
                "label": "",
                "outputorder": "edgesfirst",
            },
            node_attr={"fontname": FONT, "fontsize": "12.5"},
            edge_attr={
                "fontname": FONT,
                "fontsize": "10",
                "color": "#5A6B7B",
                "penwidth": "1.2",
                "arrowsize": "0.7",
                "fontcolor": "#37475A",
            },
        )
        for name in ("fixedsize", "width", "height", "imagescale", "labelloc", "style", "shape"):
            self.dot.node_attr.pop(name, None)
        self.dot.node_attr["shape"] = "plain"

    def __exit__(self, *_: object) -> None:
        setdiagram(None)


def draw(drawing: data.Drawing) -> str:
    """The picture as one self-contained SVG document."""
    return finish(layout(print_dot(drawing)), drawing.name, drawing.title, drawing.description)


def print_dot(drawing: data.Drawing) -> str:
    """The picture in Graphviz's language."""
    with Quiet(drawing) as diagram:
        made: dict[str, Node] = {}
        draw_inside("", drawing, made)
        for edge in drawing.edges:
            if edge.source in made and edge.target in made:
                connect(edge, made, drawing.direction)
        pin(diagram, [[each for each in row if each in made] for row in drawing.ranks])
    return str(diagram.dot.source)


def draw_inside(parent: str, drawing: data.Drawing, made: dict[str, Node]) -> None:
    for group in drawing.groups:
        if group.parent == parent:
            with box(group):
                draw_inside(group.id, drawing, made)
    known = {group.id for group in drawing.groups}
    for node in drawing.nodes:
        if (node.group if node.group in known else "") == parent:
            made[node.id] = icon(node)


def box(group: data.Group) -> Cluster:
    colour, fill, style, picture = GROUPS[group.kind]
    image = ""
    if picture:
        image = (
            f'<TD FIXEDSIZE="TRUE" WIDTH="20" HEIGHT="20"><IMG SRC="{icon_path(picture)}" SCALE="TRUE"/></TD>'
        )
    sub = f'<BR ALIGN="LEFT"/><FONT POINT-SIZE="10.5">{plain(group.sub)}</FONT>' if group.sub else ""
    label = (
        '<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2"><TR>'
        f'{image}<TD ALIGN="LEFT" BALIGN="LEFT"><B>{plain(group.label)}</B>{sub}</TD></TR></TABLE>>'
    )
    attributes = {
        "pencolor": colour,
        "fontcolor": colour,
        "fontname": FONT,
        "fontsize": "12.5",
        "bgcolor": fill,
        "style": style,
        "margin": "10",
        "labeljust": "l",
        "id": f"g-{group.id}",
        "class": f"grp grp-{group.kind}",
        "tooltip": group.label,
    }
    if group.href:
        attributes["URL"] = group.href
    made = Cluster(label, graph_attr=attributes)
    # The library names a box after its label: two boxes with one label would become one.
    made.name = made.dot.name = f"cluster_{group.id}"
    made.dot.graph_attr.pop("rankdir", None)
    made.dot.graph_attr.pop("shape", None)
    return made


def plain(text: str) -> str:
    return escape(text, quote=True)


def icon(node: data.Node) -> Node:
    gap = f'<TD FIXEDSIZE="TRUE" WIDTH="5" HEIGHT="{SIZE}"></TD>'  # arrows stop short of the icon
    sub = "".join(
        f'<BR/><FONT POINT-SIZE="10.5" COLOR="#5A6B7B">{plain(each)}</FONT>' for each in node.sub if each
    )
    # A table inside the cell: the cell itself is stretched to the caption's width, and the port with it.
    label = (
        '<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD>'
        '<TABLE PORT="i" BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" FIXEDSIZE="TRUE" '
        f'WIDTH="{SIZE + 10}" HEIGHT="{SIZE}"><TR>{gap}<TD FIXEDSIZE="TRUE" WIDTH="{SIZE}" HEIGHT="{SIZE}">'
        f'<IMG SRC="{icon_path(node.icon)}" SCALE="TRUE"/></TD>{gap}</TR></TABLE></TD></TR>'
        f'<TR><TD CELLPADDING="3"><B>{plain(node.title)}</B>{sub}</TD></TR></TABLE>>'
    )
    attributes = {"id": f"n-{node.id}", "class": "node res", "tooltip": " ".join((node.title, *node.sub))}
    if node.href:
        attributes["URL"] = node.href
    return Node(label, nodeid=node.id, **attributes)


def connect(edge: data.Edge, made: Mapping[str, Node], direction: str) -> None:
    leaves, enters = ("s", "i:n") if direction == "TB" else ("i:e", "i:w")
    attributes = {
        "class": f"flow flow-{edge.look}",
        "tooltip": f"{edge.source} {edge.target} {edge.label}",
        **LOOKS[edge.look],
    }
    if edge.look != "dashed":
        attributes |= {"tailport": leaves, "headport": enters}
    label = ""
    if edge.label:
        label = f'<<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="1" CELLSPACING="0"><TR><TD>{plain(edge.label)}</TD></TR></TABLE>>'
    line = Edge(label=label, forward=not edge.back, reverse=edge.back, **attributes)
    line._attrs.update(fontname=FONT, fontsize="11")  # noqa: SLF001 - the library overwrites both
    made[edge.source].connect(made[edge.target], line)


def pin(diagram: Quiet, rows: list[list[str]]) -> None:
    """Keep nodes in their rows across boxes, in this order."""
    before: list[str] = []
    for number, row in enumerate(rows):
        same = Digraph(name=f"row{number}")
        same.graph_attr["rank"] = "same"
        for node in row:
            same.node(node)
        for one, other in pairwise(row):
            same.edge(one, other, style="invis")
        diagram.dot.subgraph(same)
        for node in row:
            if before:
                diagram.dot.edge(before[0], node, style="invis", weight="0")  # a row, not a pull
        before = row or before


def layout(source: str) -> str:
    """Graphviz's own SVG; raises `RuntimeError` where it cannot be made."""
    program = find_graphviz()
    done = subprocess.run(  # noqa: S603 - the layout program of our own environment
        [program, "-Kdot", "-Tsvg"], input=source.encode(), capture_output=True, timeout=SECONDS, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return done.stdout.decode()


def find_graphviz() -> str:
    """The wheel's program lies beside the interpreter; the search path is the second choice."""
    for folder in (Path(sysconfig.get_path("scripts")), Path(sys.executable).parent):
        candidate = folder / "graphviz-pure"
        if candidate.exists():
            return str(candidate)
    found = shutil.which("graphviz-pure") or shutil.which("dot")
    if found is None:
        raise RuntimeError("graphviz-pure is not installed: run `pip install graphviz-pure`")
    return found

"""Drawings as SVG: `graph` writes what stands where, Graphviz lays it out, `svg` makes it fit for a page."""

import re
from collections.abc import Callable, Iterator, Mapping

import msgspec

from docgen.document.diagram_model import Drawing, GroupKind
from docgen.document.folding import Noun, fold
from docgen.document.graph import print_dot
from docgen.document.layout import MAX_SECONDS, lay_out
from docgen.document.palette import GROUPS
from docgen.document.rows import with_short_rows
from docgen.document.svg import MOST_WIDTH, finish
from docgen.source.diagnostic import Diagnostic, Result, warning

LEFT_OUT = {
    2: "The picture shows no ports: with them it cannot be laid out. The reachability page lists them.",
    3: "The picture shows no ports and no frames: with them it cannot be laid out. The reachability page lists the ports.",
}


MOST_ARROWS = 45
ATTEMPTS = (40, 26, 16, 9)  # nodes
WIDTH = re.compile(r'viewBox="\S+ \S+ (\S+) \S+"')


class Drawn(msgspec.Struct, frozen=True):
    """A picture, and the drawing that it shows: perhaps folded, perhaps in a simpler form. Both have the same ids."""

    svg: str
    shown: Drawing
    raw: bytes  # as Graphviz wrote it


def draw_readable(drawing: Drawing, nouns: Mapping[str, Noun], path: str = "") -> Result[Drawn | None]:
    """The drawing, folded until its texts can be read at the width of a page; the narrowest picture where none can."""
    best: Result[Drawn | None] | None = None
    tried: Drawing | None = None
    for most in ATTEMPTS:
        folded = with_short_rows(fold(drawing, nouns, most))
        if folded == tried:
            continue
        tried = folded
        result = draw_form(folded, path)
        if best is None or best.value is None or is_better(result.value, best.value):
            best = result
        if best.value is not None and width_of(best.value) <= MOST_WIDTH and len(folded.edges) <= MOST_ARROWS:
            break
    assert best is not None  # noqa: S101 - there are attempts
    return best


def is_better(drawn: Drawn | None, other: Drawn) -> bool:
    """Whether fewer lines must be followed, and the texts are as large, or larger than on a page with the other one."""
    if drawn is None:
        return False
    return width_of(drawn) <= max(MOST_WIDTH, width_of(other)) and len(drawn.shown.edges) <= len(
        other.shown.edges
    )


def width_of(drawn: Drawn) -> float:
    found = WIDTH.search(drawn.svg)
    return float(found[1]) if found else 0


def draw(drawing: Drawing, path: str = "", longest: float = MAX_SECONDS) -> Result[str | None]:
    """As `draw_form`, the SVG alone."""
    drawn = draw_form(drawing, path, longest)
    return Result(drawn.value.svg if drawn.value is not None else None, drawn.diagnostics)


def draw_form(drawing: Drawing, path: str = "", longest: float = MAX_SECONDS) -> Result[Drawn | None]:
    """The drawing as SVG that needs nothing else: pictures inside, nothing to load, same bytes anywhere.

    `path` is where the file will lie, as seen from the folder of the documents; its links start there. A drawing that
    cannot be laid out is tried in simpler forms, each for at most `longest` seconds; where none can be, the value is
    None and a warning says why.
    """
    forms = list(simpler_forms(drawing))
    laid_out = lay_out([printer(each) for each in forms], drawing.name, longest)
    if laid_out.value is None:
        return Result(None, laid_out.diagnostics)
    number, svg = laid_out.value
    drawn = Drawn(finish(svg, forms[number], path), forms[number], svg)
    return Result(drawn, (*laid_out.diagnostics, *left_out(number, drawing)))


def print_plain_dot(drawing: Drawing) -> str:
    """In Graphviz's language, with boxes for icons: any Graphviz draws it, without files of ours."""
    nodes = tuple(msgspec.structs.replace(each, icon="") for each in drawing.nodes)
    groups = tuple(msgspec.structs.replace(each, kind=plain(each.kind)) for each in drawing.groups)
    return print_dot(msgspec.structs.replace(drawing, nodes=nodes, groups=groups))


def plain(kind: GroupKind) -> GroupKind:
    """A kind of frame without an icon."""
    return kind if not GROUPS[kind].icon else "region"


def printer(drawing: Drawing) -> Callable[[], str]:
    return lambda: print_dot(drawing)


def simpler_forms(drawing: Drawing) -> Iterator[Drawing]:
    """The drawing; without rows; without the labels of arrows too; without frames too."""
    yield drawing
    unranked = msgspec.structs.replace(drawing, ranks=())
    yield unranked
    edges = tuple(msgspec.structs.replace(each, label="") for each in drawing.edges)
    unlabelled = msgspec.structs.replace(unranked, edges=edges)
    yield unlabelled
    bare = tuple(msgspec.structs.replace(each, tail_group="", head_group="") for each in edges)
    nodes = tuple(msgspec.structs.replace(each, group="") for each in drawing.nodes)
    yield msgspec.structs.replace(unlabelled, groups=(), nodes=nodes, edges=bare)


def left_out(number: int, drawing: Drawing) -> tuple[Diagnostic, ...]:
    said = LEFT_OUT.get(number)
    return () if said is None else (warning("Diagram is simplified", said, context=drawing.name),)

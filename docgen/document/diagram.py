"""Drawings as SVG: `graph` writes what stands where, Graphviz lays it out, `svg` makes it fit for a page."""

from collections.abc import Callable, Iterator

import msgspec

from docgen.document.diagram_model import Drawing
from docgen.document.graph import print_dot
from docgen.document.layout import MAX_SECONDS, lay_out
from docgen.document.svg import finish
from docgen.source.diagnostic import Diagnostic, Result, warning

LEFT_OUT = {
    2: "The picture shows no ports: with them it cannot be laid out. The reachability page lists them.",
    3: "The picture shows no ports and no frames: with them it cannot be laid out. The reachability page lists the ports.",
}


def draw(drawing: Drawing, path: str = "", longest: float = MAX_SECONDS) -> Result[str | None]:
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
    return Result(finish(svg, forms[number], path), (*laid_out.diagnostics, *left_out(number, drawing)))


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

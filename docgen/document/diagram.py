"""Drawings as SVG: `graph` writes what stands where, Graphviz lays it out, `svg` makes it fit for a page."""

from docgen.document.drawing import Drawing
from docgen.document.graph import print_dot
from docgen.document.layout import lay_out
from docgen.document.svg import finish
from docgen.source.diagnostic import Result


def draw(drawing: Drawing, path: str = "") -> Result[str | None]:
    """The drawing as SVG that needs nothing else: pictures inside, nothing to load, same bytes anywhere.

    `path` is where the file will lie, as seen from the folder of the documents; its links start there.
    """
    laid_out = lay_out(print_dot(drawing), drawing.name)
    if laid_out.value is None:
        return Result(None, laid_out.diagnostics)
    return Result(finish(laid_out.value, drawing, path), laid_out.diagnostics)

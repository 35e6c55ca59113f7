"""A drawing that goes right in straight lanes: Graphviz's picture with everything in other places.

Graphviz draws each node, caption and label; here they are moved, and the frames and the arrows are drawn again. The result
has the form of Graphviz's own SVG. `with_lanes` gives None for a drawing that has no columns or too many arrows: its
picture is Graphviz's.
"""

from itertools import product

from docgen.document.arrangement import Arrangement
from docgen.document.diagram_model import Drawing
from docgen.document.graphviz_parts import CannotLane, Parts
from docgen.document.laned_picture import write_picture

MOST_ARROWS = 300
LINES = (0, 18, 14)  # letters of a line of a label; 0: as many as Graphviz has drawn
TRIED = 60  # arrows; with more only one arrangement is tried


def with_lanes(raw: bytes, drawing: Drawing, most_width: float) -> bytes | None:
    """Graphviz's SVG of a drawing in columns, laid out again; None where that cannot be.

    Of some arrangements it is the one in which the fewest arrows cross. Lanes are farther apart where the picture is still
    not wider than `most_width`, in points; labels get shorter lines where it would be wider.
    """
    if drawing.direction != "right" or not 0 < len(drawing.edges) <= MOST_ARROWS:
        return None
    try:
        for letters in LINES:
            parts = Parts(raw, drawing, letters)
            best = best_of(parts)
            if best.fit(most_width) <= most_width:
                break
        return write_picture(parts, best)
    except CannotLane:
        return None


def best_of(parts: Parts) -> Arrangement:
    few = len(parts.nets) <= TRIED
    ways = product((True, False), (True, False)) if few else [(True, False)]
    tried = [each for way in ways if (each := arranged(parts, *way)) is not None]
    if not tried:
        raise CannotLane
    return min(tried, key=lambda each: each.cost)


def arranged(parts: Parts, as_laid_out: bool, boldly: bool) -> Arrangement | None:  # noqa: FBT001 - of a product
    try:
        return Arrangement(parts, as_laid_out=as_laid_out, boldly=boldly)
    except CannotLane:
        return None

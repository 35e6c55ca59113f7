"""A drawing that goes right in straight lanes: Graphviz's picture with everything in other places.

Graphviz draws each node, caption and label; here they are moved, and the frames and the arrows are drawn again. The result
has the form of Graphviz's own SVG. `with_lanes` gives None for a drawing that has no columns or too many arrows: its
picture is Graphviz's.
"""

from itertools import product

from docgen.document.arrangement import Arrangement, Start
from docgen.document.diagram_model import Drawing
from docgen.document.graphviz_parts import CannotLane, Parts
from docgen.document.laned_picture import write_picture

MOST_ARROWS = 300
LINES = (0, 18, 14)  # letters of a line of a label; 0: as many as Graphviz has drawn
TRIED = 60  # arrows; with more only one arrangement is tried
STARTS = tuple(Start(*each) for each in product((True, False), repeat=3))


def with_lanes(raw: bytes, drawing: Drawing, most_width: float) -> bytes | None:
    """Graphviz's SVG of a drawing in columns, laid out again; None where that cannot be.

    Of some arrangements it is the one in which the fewest arrows cross. Lanes are farther apart where the picture is still
    not wider than `most_width`, in points; labels get shorter lines where it would be wider.
    """
    if drawing.direction != "right" or not 0 < len(drawing.edges) <= MOST_ARROWS:
        return None
    try:
        parts, best, fits = best_of(raw, drawing, most_width, LINES[0])
        for letters in LINES[1:]:
            if not fits:
                parts, best, fits = best_of(raw, drawing, most_width, letters)
        return write_picture(parts, best)
    except CannotLane:
        return None


def best_of(raw: bytes, drawing: Drawing, most_width: float, letters: int) -> tuple[Parts, Arrangement, bool]:
    """The arrangement with the least cost, the first of equal ones, and whether it fits into the width."""
    parts = Parts(raw, drawing, letters)
    starts = STARTS if len(parts.nets) <= TRIED else STARTS[:1]
    tried = [each for start in starts if (each := arranged(parts, start)) is not None]
    if not tried:
        raise CannotLane
    best = min(tried, key=lambda each: each.cost)
    return parts, best, best.fit(most_width) <= most_width


def arranged(parts: Parts, start: Start) -> Arrangement | None:
    try:
        return Arrangement(parts, start)
    except CannotLane:
        return None

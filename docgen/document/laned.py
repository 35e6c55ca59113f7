"""A drawing that goes right in straight lanes: Graphviz's picture with everything in other places.

Graphviz draws each node, caption and label; here they are moved, and the frames and the arrows are drawn again. The result
has the form of Graphviz's own SVG. `with_lanes` gives None for a drawing that has no columns or too many arrows: its
picture is Graphviz's.
"""

from collections.abc import Iterable
from itertools import product

from docgen.document.arrangement import Arrangement, find_order
from docgen.document.column_order import Leaf, Order
from docgen.document.diagram_model import Drawing
from docgen.document.graphviz_parts import CannotLane, ColumnParts, Parts
from docgen.document.laned_picture import write_picture
from docgen.document.row_captions import make_space_for_captions
from docgen.document.row_nets import Rows
from docgen.document.row_picture import RowPicture
from docgen.document.row_places import place_stops

MOST_ARROWS = 300
SHORT_LINES = (18, 14)  # letters of a line of a label
WIDENED = 3  # times, for captions: arrows move then
TRIED = 60  # arrows; with more only one arrangement is tried


def with_lanes(raw: bytes, drawing: Drawing, most_width: float) -> bytes | None:
    """Graphviz's SVG of a drawing in columns, laid out again; None where that cannot be.

    Of some arrangements it is the one in which the fewest arrows cross. Lanes are farther apart where the picture is still
    not wider than `most_width`, in points; labels get shorter lines where it would be wider.
    """
    if not 0 < len(drawing.edges) <= MOST_ARROWS:
        return None
    try:
        if drawing.direction == "down":
            return with_row_lanes(raw, drawing, most_width)
        parts = ColumnParts(raw, drawing)
        orders = find_orders(parts)
        best = best_of(parts, orders)
        for letters in SHORT_LINES:
            if best.fit(most_width) > most_width:
                parts = ColumnParts(raw, drawing, letters)
                best = best_of(parts, orders)
        best.fit(most_width)
        return write_picture(parts, best)
    except CannotLane:
        return None


def with_row_lanes(raw: bytes, drawing: Drawing, most_width: float) -> bytes:
    """Frames are wide enough for their captions beside lines if the picture is not too wide then. Raises CannotLane."""
    rows = Rows(Parts(raw, drawing))
    place_stops(rows)
    for _ in range(WIDENED):
        if not make_space_for_captions(rows):
            break
        place_stops(rows)
    if rows.width > most_width:
        rows = Rows(Parts(raw, drawing))
        place_stops(rows)
    return RowPicture(rows).write()


def find_orders(parts: ColumnParts) -> list[Order]:
    """Some good orders, no two of them the same."""
    found: dict[tuple[tuple[Leaf, ...], ...], Order] = {}
    for as_laid_out, passing_last in product((True, False), repeat=2):
        order = find_order(parts, as_laid_out=as_laid_out, passing_last=passing_last)
        found.setdefault(tuple(tuple(column.leaves()) for column in order.columns), order)
        if len(parts.nets) > TRIED:
            break
    return list(found.values())


def best_of(parts: ColumnParts, orders: Iterable[Order]) -> Arrangement:
    """The arrangement with the least cost, and the first of equal ones."""
    tried = [
        each
        for order, boldly in product(orders, (True, False))
        if (each := arranged(parts, order, boldly=boldly)) is not None
    ]
    if not tried:
        raise CannotLane
    return min(tried, key=lambda each: each.cost)


def arranged(parts: ColumnParts, order: Order, *, boldly: bool) -> Arrangement | None:
    try:
        return Arrangement(parts, order, boldly=boldly)
    except CannotLane:
        return None

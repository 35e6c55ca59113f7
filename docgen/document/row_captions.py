"""Space for the captions of frames in a drawing in rows: beside the lines that run into a frame from above or below."""

from itertools import pairwise

from docgen.document.row_nets import Rows, Side

FROM_SIDE, BESIDE_CAPTION = 8.0, 12.0


def make_space_for_captions(rows: Rows) -> bool:
    """Widen the frames in which lines would run through the caption; whether there were any."""
    changed = False
    for name, frame in rows.frames.items():
        missing = min(missing_above(rows, name), missing_below(rows, name))
        if missing > 0:
            rows.widen(frame.box.left + 1, missing)
            changed = True
    return changed


def missing_above(rows: Rows, frame: str) -> float:
    """The width that a caption is too wide for the space beside lines along the upper side of its frame."""
    return missing(rows, frame, rows.frames[frame].first, ("above", "passing"))


def missing_below(rows: Rows, frame: str) -> float:
    return missing(rows, frame, rows.frames[frame].last, ("below", "passing"))


def missing(rows: Rows, frame: str, row: int, sides: tuple[Side, ...]) -> float:
    box = rows.frames[frame].box
    lines = [
        stop.x
        for site in rows.all_sites()
        if site.row == row and site.side in sides and (site.thing is None or not site.thing.is_frame)
        for stop in site.stops
        if box.left < stop.x < box.right
    ]
    if not lines:
        return 0.0
    places = sorted([box.left + FROM_SIDE, *lines, box.right - FROM_SIDE])
    widest = max(after - before for before, after in pairwise(places))
    return rows.parts.captions[frame].width + BESIDE_CAPTION - widest

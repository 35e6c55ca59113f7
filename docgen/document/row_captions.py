"""Space for the captions of frames in a drawing in rows: beside the lines that run into a frame from above or below."""

from itertools import pairwise

from docgen.document.row_nets import Rows, Side

FROM_SIDE, BESIDE_CAPTION = 8.0, 12.0


def make_space_for_captions(rows: Rows) -> bool:
    """Widen the frames in which lines would run through the caption; whether there were any."""
    changed = False
    for name in rows.frames:
        missing, place = min(space_above(rows, name), space_below(rows, name))
        if missing > 0:
            rows.widen(place, missing)
            changed = True
    return changed


def space_above(rows: Rows, frame: str) -> tuple[float, float]:
    """The width that a caption is too wide for the most space beside lines along the upper side of its frame, and where that is."""
    return space(rows, frame, rows.frames[frame].first, ("above", "passing"))


def space_below(rows: Rows, frame: str) -> tuple[float, float]:
    return space(rows, frame, rows.frames[frame].last, ("below", "passing"))


def space(rows: Rows, frame: str, row: int, sides: tuple[Side, ...]) -> tuple[float, float]:
    box = rows.frames[frame].box
    lines = [
        stop.x
        for site in rows.all_sites()
        if site.row == row and site.side in sides and (site.thing is None or not site.thing.is_frame)
        for stop in site.stops
        if box.left < stop.x < box.right
    ]
    if not lines:
        return 0.0, box.left
    places = sorted([box.left + FROM_SIDE, *lines, box.right - FROM_SIDE])
    before, after = max(pairwise(places), key=lambda each: each[1] - each[0])
    return rows.parts.captions[frame].width + BESIDE_CAPTION - (after - before), (before + after) / 2

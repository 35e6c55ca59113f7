"""The line of an arrow as an SVG path: horizontal and vertical pieces with round corners, a gap for the label, and the head.

Every piece is written as a cubic curve, as Graphviz writes it ("M…C…"), and no number has more than two decimals.
"""

import math
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from docgen.document.geometry import Box, Point

Piece: TypeAlias = tuple[Point, Point, Point, Point]  # a cubic curve
SAME = 0.01  # nearer points are one
RADIUS = 5.0
ROUND = 0.5523  # https://pomax.github.io/bezierinfo/#circles_cubic
HEAD_LENGTH, HEAD_HALF = 7.0, 2.45
LABEL_GAP = 3.0  # between a line and its label


def route(start: Point, leave: Point, corners: Sequence[Point], arrive: Point, end: Point) -> list[Piece]:
    """From `start` to `leave`, in a soft curve to the level of the first corner, straight between corners, and so to `end`."""
    return [
        *straight(start, leave),
        *swing(leave, corners[0]),
        *rounded(corners),
        *swing(corners[-1], arrive),
        *straight(arrive, end),
    ]


def swing(start: Point, end: Point) -> list[Piece]:
    """A line that leaves and arrives horizontally."""
    if math.dist(start, end) < SAME:
        return []
    middle = (start[0] + end[0]) / 2
    return [(start, (middle, start[1]), (middle, end[1]), end)]


def rounded(points: Sequence[Point]) -> list[Piece]:
    found: list[Piece] = []
    here = points[0]
    for index in range(1, len(points)):
        corner = points[index]
        if index + 1 == len(points):
            found += straight(here, corner)
            break
        before, after = math.dist(points[index - 1], corner), math.dist(corner, points[index + 1])
        radius = min(RADIUS, before / 2, after / 2)
        begin, finish = towards(corner, points[index - 1], radius), towards(corner, points[index + 1], radius)
        found += straight(here, begin)
        found.append(
            (begin, towards(begin, corner, radius * ROUND), towards(finish, corner, radius * ROUND), finish)
        )
        here = finish
    return found


def straight(start: Point, end: Point) -> list[Piece]:
    return [(start, start, end, end)] if math.dist(start, end) > SAME else []


def towards(start: Point, end: Point, length: float) -> Point:
    whole = math.dist(start, end)
    part = length / whole if whole else 0
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def without(pieces: Iterable[Piece], label: Box) -> list[Piece]:
    """The line with a gap where its label is, on a horizontal or vertical piece."""
    box = label.grown(LABEL_GAP)
    found: list[Piece] = []
    for each in pieces:
        start, _, _, end = each
        if abs(start[1] - end[1]) < SAME and label.top < start[1] < label.bottom:
            axis, ends = 0, (box.left, box.right)
        elif abs(start[0] - end[0]) < SAME and label.left < start[0] < label.right:
            axis, ends = 1, (box.top, box.bottom)
        else:
            found.append(each)
            continue
        low, high = sorted((start[axis], end[axis]))
        if low >= ends[1] or high <= ends[0]:
            found.append(each)
            continue
        first, last = ends if start[axis] <= end[axis] else reversed(ends)
        found += straight(start, along(start, axis, first)) if low < first < high else []
        found += straight(along(start, axis, last), end) if low < last < high else []
    return found


def along(point: Point, axis: int, place: float) -> Point:
    """The point with another coordinate: 0 across, 1 down."""
    return (place, point[1]) if axis == 0 else (point[0], place)


def head(tip: Point, *, pointing: int) -> list[Point]:
    """An arrow's head; `pointing`: 1 to the right, -1 to the left."""
    base = tip[0] - pointing * HEAD_LENGTH
    return [(base, tip[1] - HEAD_HALF), tip, (base, tip[1] + HEAD_HALF), (base, tip[1] - HEAD_HALF)]


def path(pieces: Iterable[Piece], down: float = 0.0) -> str:
    """The `d` of an SVG path, moved `down`."""
    found: list[str] = []
    here: Point | None = None
    for start, first, second, end in pieces:
        gap = here is None or math.dist(here, start) > SAME
        found.append(f"M{written(start, down)}C" if gap else " ")
        found.append(" ".join(written(each, down) for each in (first, second, end)))
        here = end
    return "".join(found)


def written(point: Point, down: float) -> str:
    return f"{number(point[0])},{number(point[1] + down)}"


def number(value: float) -> str:
    """At most two decimals, and no minus before zero."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")

"""The positions of captions and labels: beside lines, never overlapping.

Graphviz puts the caption of a frame into its corner, even where lines run through it, and the label of an arrow where it reserved
space; curves do not respect that. So captions are moved along the upper edge of their frames, and labels along their arrows.
"""

import math
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import msgspec

from docgen.document.geometry import DESCENT, SVG, Box, Lines, Point, box_of, box_of_text
from docgen.document.palette import PAPER

GAP = 1.5  # between a text and a line
ASIDE = (4.0, 8.0, 13.0, 20.0, 28.0, 36.0, 44.0)  # from the middle of an arrow to its label
LINE_HEIGHT = 12.0
STEP = 6.0  # of a caption along its frame
MARGIN = 8.0  # of a caption from its frame
FRACTIONS = tuple(0.5 + sign * number / 28 for number in range(13) for sign in (1, -1))
NEAR = 4.5  # of the line that a label is for
BESIDE = 0.4  # another line, as near as its own
ON_LINE = 5.0  # other lines are at least so far from a label on its own one
BESIDE_LABEL = 8.0  # of a line, at each side of the label on it
SAME = 0.01
ON_FRAME, CROSSED, COVERED = 0.2, 1, 100  # how bad a frame below a text is, a line, and another text


class Caption(msgspec.Struct, frozen=True, eq=False):
    """The caption of a frame: its texts and icon, and the frame that it belongs to."""

    holder: ET.Element
    frame: Box
    paper: str = PAPER  # the colour of the frame's ground


class Label(msgspec.Struct, frozen=True, eq=False):
    """The lines of an arrow's label, and points along the arrow."""

    texts: tuple[ET.Element, ...]
    points: Sequence[Point]
    line: int = -1  # the number of its arrow


def place_captions(captions: Sequence[Caption], lines: Lines, taken: Sequence[Box] = ()) -> list[Box]:
    """Move each to where no line runs through it; where there is no such place, a plate hides what is below.

    A caption stays at the upper edge of its frame where it can, and goes elsewhere only where nothing is: no node (`taken`),
    no other caption and no frame inside its own.
    """
    placed: list[Box] = []
    for each in captions:
        box = box_of(each.holder)
        if box is None:
            continue
        obstacles = [
            *taken,
            *placed,
            *(other.frame for other in captions if is_inside(other.frame, each.frame)),
        ]
        best, least = (0.0, 0.0), math.inf
        for across, down in caption_places(each.frame, box):
            moved = box.moved(across, down)
            if down and any(moved.meets(other) for other in obstacles):
                continue
            crossed = len(lines.through(moved.grown(GAP)))
            if crossed < least and (not down or not crossed):
                best, least = (across, down), crossed
            if not crossed:
                break
        shift(each.holder, *best)
        box = box.moved(*best)
        if least:
            each.holder.insert(0, plate(box.grown(GAP), each.paper))
        placed.append(box)
    return placed


def caption_places(frame: Box, box: Box) -> Iterator[tuple[float, float]]:
    """How far a caption may be moved, right and down: along the upper edge of its frame, the lower one, and its sides."""
    way = max(0.0, frame.right - MARGIN - box.right)
    depth = max(0.0, frame.bottom - MARGIN - box.bottom)
    for down in (0.0, depth):
        for number in range(int(way // STEP) + 1):
            yield STEP * number, down
    for across in (0.0, way):
        for number in range(1, int(depth // STEP) + 1):
            yield across, STEP * number


def is_inside(inner: Box, outer: Box) -> bool:
    return (
        inner is not outer and inner.meets(outer) and inner.width * inner.height < outer.width * outer.height
    )


def plate(box: Box, paper: str) -> ET.Element:
    """The plate that dims lines below a caption, in the colour of the frame's background; the style sheet has one for dark pages."""
    place = {"x": box.left, "y": box.top, "width": box.width, "height": box.height}
    return ET.Element(
        f"{SVG}rect",
        {
            "class": "plate",
            "fill": paper,
            "fill-opacity": "0.75",
            **{key: f"{each:.2f}" for key, each in place.items()},
        },
    )


def shift(holder: ET.Element, across: float, down: float) -> None:
    for each in holder.iter():
        for name, distance in (("x", across), ("y", down)):
            if distance and name in each.attrib:
                each.set(name, f"{float(each.get(name, '0')) + distance:g}")


def place_labels(
    labels: Sequence[Label], lines: Lines, frames: Sequence[Box], taken: list[Box], *, on_lines: bool = False
) -> None:
    """Put each label beside its arrow: where Graphviz has put it, else at the first place where nothing else is.

    `on_lines`: first on its arrow, where that runs straight. `cut` makes the gap for it.
    """
    for each in labels:
        boxes = [box_of_text(text) for text in each.texts]
        own = Box.union(boxes)
        size = own.width, LINE_HEIGHT * len(boxes)
        best, least = own, math.inf
        first: Iterable[tuple[Box, float]] = ((own, NEAR),)
        if on_lines:
            first = ((box, ON_LINE) for box in places_on(each.points, *size))
        for box, aside in chain(first, places(each.points, *size)):
            own_line = CROSSED if aside == ON_LINE else 0  # it gets a gap
            bad = badness(box.grown(GAP), lines, frames, taken, least + own_line) - own_line
            if bad < least:  # beside another line, it would be taken for the label of that one
                near = lines.through(box.grown(aside)) | lines.through(nearer(box, each.points))
                bad += BESIDE * bool(near - {each.line})
            if bad < least:
                best, least = box, bad
            if not bad:
                break
        if best is not own:
            write_at(each.texts, best)
        taken.append(best)


def nearer(box: Box, points: Sequence[Point]) -> Box:
    """Around a label's middle: all that is nearer to it than its arrow."""
    middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    return Box(*middle, *middle).grown(min(math.dist(middle, each) for each in points))


def places_on(points: Sequence[Point], width: float, height: float) -> Iterator[Box]:
    """Boxes on the straight pieces of an arrow: horizontal ones first, of these the longest, and near its middle first."""
    for axis, size in ((0, width), (1, height)):
        runs = sorted(straight_runs(points, axis), key=lambda each: abs(each[0][axis] - each[1][axis]))
        for start, end in reversed(runs):
            free = (abs(start[axis] - end[axis]) - size) / 2 - BESIDE_LABEL
            middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
            for number in range(int(free // STEP) + 1 if free >= 0 else 0):
                for way in (1, -1) if number else (1,):
                    across = middle[0] + way * number * STEP * (axis == 0)
                    down = middle[1] + way * number * STEP * (axis == 1)
                    yield Box(across - width / 2, down - height / 2, across + width / 2, down + height / 2)


def straight_runs(points: Sequence[Point], axis: int) -> Iterator[tuple[Point, Point]]:
    """The first and the last point of each horizontal (0) or vertical (1) piece of a line."""
    start = 0
    for place in range(1, len(points) + 1):
        if place == len(points) or abs(points[place][1 - axis] - points[start][1 - axis]) > SAME:
            if place - start > 1:
                yield points[start], points[place - 1]
            start = place


def badness(box: Box, lines: Lines, frames: Sequence[Box], taken: Sequence[Box], least: float) -> float:
    """How much a label overlaps; at least `least` as soon as it is not better than that."""
    bad = 0.0
    for other in taken:
        if box.meets(other):
            bad += COVERED
            if bad >= least:
                return bad
    bad += CROSSED * len(lines.through(box))
    return bad if bad >= least else bad + ON_FRAME * sum(each.border_runs_through(box) for each in frames)


def places(points: Sequence[Point], width: float, height: float) -> Iterator[tuple[Box, float]]:
    """Boxes beside an arrow, and how far they are from it: near its middle first, and close to it first."""
    for aside in ASIDE:
        for fraction in FRACTIONS:
            across, down = points[min(len(points) - 1, int(fraction * len(points)))]
            for left, top in (
                (across + aside, down - height / 2),
                (across - aside - width, down - height / 2),
                (across - width / 2, down - aside - height),
                (across - width / 2, down + aside),
            ):
                yield Box(left, top, left + width, top + height), aside


def write_at(texts: Sequence[ET.Element], box: Box) -> None:
    for number, text in enumerate(texts):
        size = float(text.get("font-size", "11"))
        text.set("x", f"{(box.left + box.right) / 2:.2f}")
        text.set("y", f"{box.top + LINE_HEIGHT * (number + 1) - DESCENT * size:.2f}")
        text.set("text-anchor", "middle")

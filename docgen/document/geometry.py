"""The positions of the parts of an SVG that Graphviz wrote: boxes, and points along lines. In points, y downwards."""

import math
import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Self, TypeAlias

from docgen.document.letters import text_width

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
STEP = 4.0  # at most so far apart are two points of a line
CELL = 10.0
SVG = "{http://www.w3.org/2000/svg}"
Point: TypeAlias = tuple[float, float]
ASCENT, DESCENT = 0.78, 0.22  # of a text's size, above and below its base line


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, points: Iterable[Point]) -> Self:
        across, down = zip(*points, strict=True)
        return cls(min(across), min(down), max(across), max(down))

    @classmethod
    def union(cls, boxes: Iterable["Box"]) -> Self:
        return cls.around(point for each in boxes for point in (each[:2], each[2:]))

    def meets(self, other: "Box", gap: float = 0) -> bool:
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def holds(self, point: Point) -> bool:
        return self.left < point[0] < self.right and self.top < point[1] < self.bottom

    def grown(self, by: float) -> "Box":
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def moved(self, across: float, down: float = 0) -> "Box":
        return Box(self.left + across, self.top + down, self.right + across, self.bottom + down)

    def border_runs_through(self, other: "Box") -> bool:
        """Whether one of its four sides runs through another box."""
        left, top, right, bottom = other
        beside = self.top < bottom and top < self.bottom
        below = self.left < right and left < self.right
        return (beside and (left < self.left < right or left < self.right < right)) or (
            below and (top < self.top < bottom or top < self.bottom < bottom)
        )

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


class Lines:
    """The points of many lines, to be found by place."""

    def __init__(self) -> None:
        self.cells: defaultdict[tuple[int, int], defaultdict[int, list[Point]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self.extents: list[Box] = []  # the smallest box around each line

    def add(self, points: Iterable[Point], line: int) -> None:
        cells = self.cells
        kept = list(points)
        for each in kept:
            cells[int(each[0] // CELL), int(each[1] // CELL)][line].append(each)
        if kept:
            across, down = zip(*kept, strict=True)
            self.extents.append(Box(min(across), min(down), max(across), max(down)))

    def through(self, box: Box) -> set[int]:
        """The lines that run through a box."""
        left, top, right, bottom = box
        first, last = int(left // CELL), int(right // CELL)
        above, below = int(top // CELL), int(bottom // CELL)
        found: set[int] = set()
        for column in range(first, last + 1):
            for row in range(above, below + 1):
                cell = self.cells.get((column, row))
                if cell is None:
                    continue
                if first < column < last and above < row < below:
                    found.update(cell)  # all of it is inside
                    continue
                for line, points in cell.items():
                    if line not in found and any(
                        left < across < right and top < down < bottom for across, down in points
                    ):
                        found.add(line)
        return found


def numbers(text: str) -> list[float]:
    return [float(each) for each in NUMBER.findall(text)]


def points_of(text: str) -> list[Point]:
    """The pairs of a `points` attribute, or of a path's `d`."""
    found = numbers(text)
    return list(zip(found[::2], found[1::2], strict=False))


def path_points(path: str) -> list[Point]:
    """Points along a path of cubic curves, as Graphviz writes it ("M…C…"), none far from the next; it may have gaps."""
    found: list[Point] = []
    for part in path.split("M"):
        corners = points_of(part)
        found += corners[:1]
        for index in range(0, len(corners) - 3, 3):
            found += curve_points(corners[index], corners[index + 1], corners[index + 2], corners[index + 3])
    return found


def curve_points(start: Point, first: Point, second: Point, end: Point) -> Iterator[Point]:
    """https://en.wikipedia.org/wiki/B%C3%A9zier_curve#Cubic_B%C3%A9zier_curves; without the start."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = start, first, second, end
    length = math.dist(start, first) + math.dist(first, second) + math.dist(second, end)
    parts = max(1, math.ceil(length / STEP))
    for number in range(1, parts + 1):
        t = number / parts
        u = 1 - t
        a, b, c, d = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
        yield a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy


def box_of_text(text: ET.Element) -> Box:
    size = float(text.get("font-size", "12.5"))
    width = text_width(text.text or "", size, bold=text.get("font-weight") == "bold")
    left, base = float(text.get("x", "0")), float(text.get("y", "0"))
    anchor = text.get("text-anchor")
    if anchor == "middle":
        left -= width / 2
    elif anchor == "end":
        left -= width
    return Box(left, base - ASCENT * size, left + width, base + DESCENT * size)


def box_of(part: ET.Element) -> Box | None:
    """Around everything that a part of the picture shows; None where it shows nothing."""
    boxes = []
    for each in part.iter():
        if each.tag == f"{SVG}text":
            boxes.append(box_of_text(each))
        elif each.tag in {f"{SVG}image", f"{SVG}use", f"{SVG}rect"}:
            left, top, width, height = (
                float(each.get(key, "0").removesuffix("px")) for key in ("x", "y", "width", "height")
            )
            boxes.append(Box(left, top, left + width, top + height))
        elif each.tag in {f"{SVG}polygon", f"{SVG}path", f"{SVG}polyline"}:
            points = points_of(each.get("points") or each.get("d") or "")
            if points:
                boxes.append(Box.around(points))
    return Box.union(boxes) if boxes else None

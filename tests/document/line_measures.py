"""Whether the lines of a picture can be followed: where they run on one another, where they cross, and how near labels are to theirs."""

import math
import xml.etree.ElementTree as ET
from collections import defaultdict
from itertools import combinations, pairwise

import msgspec

from docgen.document.geometry import SVG, Box, Point, box_of_text, path_points

NEAR = 4.0  # points
ENDS = 14.0  # of each line, where it may be near others
PARALLEL = 0.8  # the cosine: lines that cross are near one another too
STEP = 1.0


class LineMeasures(msgspec.Struct, frozen=True):
    near: dict[tuple[str, str], float]  # the length over which two lines run beside each other
    strange_labels: tuple[str, ...]  # nearer to another line than to their own

    @property
    def near_length(self) -> float:
        return math.fsum(self.near.values())


def measure_lines(svg: str) -> LineMeasures:
    root = ET.fromstring(svg)  # noqa: S314 - our own picture
    names: list[str] = []
    lines: list[list[Point]] = []
    labels: list[tuple[int, Box]] = []
    for part in root.iter(f"{SVG}g"):
        if part.get("class", "").startswith("edge"):
            names.append(f"{len(names)} {part.findtext(f'{SVG}title')}")
            path = part.find(f"{SVG}path")
            assert path is not None
            lines.append(path_points(path.get("d", "")))
            texts = list(part.iter(f"{SVG}text"))
            if texts:
                labels.append((len(names) - 1, Box.union(map(box_of_text, texts))))
    near = {(names[one], names[other]): length for (one, other), length in lengths_near(lines).items()}
    strange = tuple(names[own] for own, box in labels if nearest_line(box, lines) != own)
    return LineMeasures(near, strange)


def count_crossings(svg: str) -> int:
    root = ET.fromstring(svg)  # noqa: S314 - our own picture
    lines = [
        path_points(path.get("d", ""))
        for part in root.iter(f"{SVG}g")
        if part.get("class", "").startswith("edge")
        for path in part.iter(f"{SVG}path")
    ]
    return sum(crossing_points(one, other) for one, other in combinations(lines, 2))


def steps(line: list[Point]) -> list[tuple[Point, Point]]:
    """Places along a line and its direction there, without the ends and without gaps."""
    found = []
    lengths = [math.dist(one, other) for one, other in pairwise(line)]
    whole, passed = math.fsum(lengths), 0.0
    for (one, other), length in zip(pairwise(line), lengths, strict=True):
        count = max(1, round(length / STEP))
        for number in range(count if length else 0):
            part = (number + 0.5) / count
            at = passed + part * length
            if ENDS < at < whole - ENDS:
                place = (one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part)
                found.append((place, ((other[0] - one[0]) / length, (other[1] - one[1]) / length)))
        passed += length
    return found


def lengths_near(lines: list[list[Point]]) -> dict[tuple[int, int], float]:
    every = [steps(line) for line in lines]
    cells: defaultdict[tuple[int, int], list[tuple[int, Point, Point]]] = defaultdict(list)
    for number, found in enumerate(every):
        for place, direction in found:
            cells[int(place[0] // NEAR), int(place[1] // NEAR)].append((number, place, direction))
    lengths: defaultdict[tuple[int, int], float] = defaultdict(float)
    for number, found in enumerate(every):
        for place, direction in found:
            column, row = int(place[0] // NEAR), int(place[1] // NEAR)
            beside = {
                other
                for across in (column - 1, column, column + 1)
                for down in (row - 1, row, row + 1)
                for other, there, towards in cells.get((across, down), ())
                if other > number
                and math.dist(place, there) < NEAR
                and abs(direction[0] * towards[0] + direction[1] * towards[1]) > PARALLEL
            }
            for other in beside:
                lengths[number, other] += STEP
    return dict(lengths)


def crossing_points(one: list[Point], other: list[Point]) -> int:
    """How often two lines cross, not counting where they begin or end at one place."""
    first, second = Box.around(one), Box.around(other)
    if not first.meets(second):
        return 0
    pieces = [each for each in pairwise(other) if Box.around(each).meets(first, 1)]
    return sum(
        crosses(a, b, c, d)
        for a, b in pairwise(one)
        for c, d in pieces
        if min(a[0], b[0]) <= max(c[0], d[0])
        and min(c[0], d[0]) <= max(a[0], b[0])
        and min(a[1], b[1]) <= max(c[1], d[1])
        and min(c[1], d[1]) <= max(a[1], b[1])
    )


def crosses(a: Point, b: Point, c: Point, d: Point) -> bool:
    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) <= 0 and turn(c, d, a) != 0


def turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def nearest_line(box: Box, lines: list[list[Point]]) -> int:
    """From the middle of the label; a line has no points in the gap for its label, so the gap counts as a part of it."""
    middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    beside = [each for each, line in enumerate(lines) if Box.around(line).meets(box, 100)]
    return min(beside, key=lambda each: min(distance(middle, a, b) for a, b in pairwise(lines[each])))


def distance(place: Point, a: Point, b: Point) -> float:
    length = math.dist(a, b)
    if not length:
        return math.dist(place, a)
    part = ((place[0] - a[0]) * (b[0] - a[0]) + (place[1] - a[1]) * (b[1] - a[1])) / length**2
    part = min(max(part, 0), 1)
    return math.dist(place, (a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])))

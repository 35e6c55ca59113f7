"""Parts of Graphviz's SVG in other places: everything in a node, a frame with its caption, an arrow's label."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence

from docgen.document.geometry import NUMBER, SVG, Box, Point
from docgen.document.routes import ROUND, Piece, number, path, straight

PLACES = (("x", "y"), ("cx", "cy"), ("x1", "y1"), ("x2", "y2"))
ROUNDING = 6.0  # of the corners of a frame


def move(parts: Iterable[ET.Element], across: float, down: float) -> None:
    """`parts`: without what is in them."""
    for each in parts:
        for names in PLACES:
            for name, by in zip(names, (across, down), strict=True):
                if name in each.attrib:
                    each.set(name, number(float(each.get(name, "0")) + by))
        for name in ("points", "d"):
            if name in each.attrib:
                each.set(name, moved_numbers(each.get(name, ""), across, down))


def moved_numbers(text: str, across: float, down: float) -> str:
    """The pairs of a polygon or of a path, which Graphviz writes in absolute numbers."""
    count = -1

    def moved(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return number(float(found[0]) + (down if count % 2 else across))

    return NUMBER.sub(moved, text)


def frame_to(part: ET.Element, box: Box) -> None:
    """Draw a frame's line around another box, and move its caption with its upper left corner."""
    shapes = [each for each in part if each.tag in {f"{SVG}polygon", f"{SVG}path"}]
    if not shapes:
        return
    old = Box.around(pairs(shapes[0]))
    left, top, right, bottom = box
    for each in shapes:
        if each.tag == f"{SVG}polygon":
            corners = ((left, bottom), (left, top), (right, top), (right, bottom), (left, bottom))
            each.set("points", written(corners))
        else:
            each.set("d", path(rounded_box(box)))
    rest = [each for each in part.iter() if each is not part and each not in shapes]
    move(rest, left - old.left, top - old.top)


def pairs(shape: ET.Element) -> list[Point]:
    found = [float(each) for each in NUMBER.findall(shape.get("points") or shape.get("d") or "")]
    return list(zip(found[::2], found[1::2], strict=False))


def written(points: Sequence[Point]) -> str:
    return " ".join(f"{number(across)},{number(down)}" for across, down in points)


def rounded_box(box: Box) -> list[Piece]:
    left, top, right, bottom = box
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    towards = ((1, 0), (0, 1), (-1, 0), (0, -1))  # the next corner
    found: list[Piece] = []
    for index, (across, down) in enumerate(corners):
        came, goes = towards[index - 1], towards[index]
        begin = (across - came[0] * ROUNDING, down - came[1] * ROUNDING)
        end = (across + goes[0] * ROUNDING, down + goes[1] * ROUNDING)
        rest = ROUNDING * (1 - ROUND)
        first = (across - came[0] * rest, down - came[1] * rest)
        second = (across + goes[0] * rest, down + goes[1] * rest)
        if found:
            found += straight(found[-1][3], begin)
        found.append((begin, first, second, end))
    return [*found, *straight(found[-1][3], found[0][0])]

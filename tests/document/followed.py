"""Whether every line of a picture can be followed: assertions on the SVG."""

import xml.etree.ElementTree as ET
from itertools import pairwise

from docgen.document.diagram_model import Drawing
from docgen.document.geometry import SVG, box_of, path_points
from docgen.document.graph import print_dot
from docgen.document.lanes import LANE_GAP
from docgen.document.layout import lay_out
from tests.document.line_measures import measure_lines
from tests.document.readable import measure


def raw_of(drawing: Drawing) -> bytes | None:
    found = lay_out([lambda: print_dot(drawing)], drawing.name, 10).value
    return found[1] if found is not None else None


def assert_can_be_followed(svg: str) -> None:
    lines, texts = measure_lines(svg), measure(svg)
    assert lines.near == {}
    assert lines.strange_labels == ()
    assert (texts.captions_crossed, texts.labels_crossed, texts.overlapping) == ((), (), ())
    assert passed_nodes(svg) == []
    assert near_frames(svg) == []


def passed_nodes(svg: str) -> list[tuple[str, str]]:
    """The arrows that run through a node, its caption included, that is not one of their ends."""
    root = ET.fromstring(svg)  # noqa: S314 - our own picture
    boxes = {
        part.get("id", "").removeprefix(f"{root.get('id')}-"): box
        for part in root.iter(f"{SVG}g")
        if part.get("class", "").startswith("node") and (box := box_of(part)) is not None
    }
    found = []
    for ends, points in arrows(root):
        found += [
            (ends[0], node)
            for node, box in boxes.items()
            if node not in ends and any(box.holds(point) for point in points)
        ]
    return found


def near_frames(svg: str) -> list[str]:
    """The arrows that go up or down within 8 points of a frame's side."""
    root = ET.fromstring(svg)  # noqa: S314 - our own picture
    frames = [
        box_of(part)
        for part in root.iter(f"{SVG}g")
        if "frame" in part.get("class", "").split() and box_of(part) is not None
    ]
    found = []
    for ends, points in arrows(root):
        for one, other in pairwise(points):
            if one[0] == other[0] and abs(one[1] - other[1]) > 1:
                found += [
                    ends[0]
                    for box in frames
                    if box is not None
                    and min(one[1], other[1]) < box.bottom
                    and max(one[1], other[1]) > box.top
                    and min(abs(one[0] - box.left), abs(one[0] - box.right)) < LANE_GAP - 0.1
                ]
    return found


def arrows(root: ET.Element) -> list[tuple[tuple[str, str], list[tuple[float, float]]]]:
    return [
        (
            (part.get("data-from", ""), part.get("data-to", "")),
            [point for each in part.iter(f"{SVG}path") for point in path_points(each.get("d", ""))],
        )
        for part in root.iter(f"{SVG}g")
        if part.get("data-from")
    ]

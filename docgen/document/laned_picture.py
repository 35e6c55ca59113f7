"""Writes a drawing in lanes: into Graphviz's SVG, whose parts are moved and whose arrows are drawn again."""

import xml.etree.ElementTree as ET
from collections import defaultdict
from typing import Literal

import msgspec

from docgen.document.arrangement import PAD, Arrangement
from docgen.document.geometry import SVG, Box, Point
from docgen.document.graphviz_parts import ColumnParts, Parts
from docgen.document.lanes import BEFORE_LABEL
from docgen.document.moving import frame_to, move, written
from docgen.document.placing import write_at
from docgen.document.routes import HEAD_LENGTH, SAME, head, number, path, route, without
from docgen.document.tracks import Net, Track

LANED = "data-laned"  # on the root, "columns" or "rows"; `svg` leaves the labels of columns where they are
ABOVE = 8.0  # a line


def print_picture(
    parts: Parts, lanes: Literal["columns", "rows"], size: tuple[float, float], origin: Point
) -> bytes:
    """Graphviz's SVG with another size; `origin`: where its coordinates begin."""
    root, (width, height) = parts.root, size
    root.set("width", f"{width:.2f}pt")
    root.set("height", f"{height:.2f}pt")
    root.set("viewBox", f"0.00 0.00 {width:.2f} {height:.2f}")
    root.set(LANED, lanes)
    parts.graph.set("transform", f"translate({number(origin[0])} {number(origin[1])})")
    ET.register_namespace("", SVG[1:-1])
    return ET.tostring(root)


class End(msgspec.Struct, frozen=True):
    """Where an arrow meets a node: at `port`; from `beside`, clear of the node, it swings to its track."""

    port: Point
    beside: Point


def write_picture(parts: ColumnParts, arrangement: Arrangement) -> bytes:
    """The SVG, with coordinates from the upper left corner of what is drawn."""
    return Writer(parts, arrangement).write()


class Writer:
    def __init__(self, parts: ColumnParts, arrangement: Arrangement) -> None:
        self.parts = parts
        self.arrangement = arrangement
        self.links: defaultdict[int, list[tuple[Track, Track]]] = defaultdict(
            list
        )  # by arrow, from left to right
        for left, right in arrangement.tracks.links:
            self.links[left.net.number].append((left, right))

    def write(self) -> bytes:
        parts, arrangement = self.parts, self.arrangement
        frames = dict(arrangement.frames())
        boxes = [arrangement.box(node) for node in parts.shapes] + list(frames.values())
        top = min([each.top for each in boxes] + [each - ABOVE for each in arrangement.levels()])
        bottom = max([each.bottom for each in boxes] + [each + ABOVE for each in arrangement.levels()])
        self.down = -top
        for node, part in parts.nodes.items():
            before, now = parts.anchors[node], arrangement.anchor(node)
            move(part.iter(), now[0] - before[0], now[1] + self.down - before[1])
        for name, box in frames.items():
            frame_to(parts.groups[name], box.moved(0, self.down))
        for net in parts.nets:
            self.write_arrow(net)
        size = (arrangement.right + 2 * PAD, bottom - top + 2 * PAD)
        return print_picture(parts, "columns", size, (PAD, PAD))

    def write_arrow(self, net: Net) -> None:
        arrangement, column_of = self.arrangement, self.parts.column_of
        start, end = column_of[net.first], column_of[net.second]
        if start == end:
            out, back = arrangement.turning(net)
            levels = (arrangement.rows.level(out), arrangement.rows.level(back))
            corners = arrangement.lanes[start].corners(
                net.number, levels, arrangement.starts[start], arrangement.starts[start]
            )
            ends = (self.end(out, 1), self.end(back, 1))
        else:
            pairs = self.links[net.number]
            corners = []
            for column, (left, right) in enumerate(pairs, start):
                levels = (arrangement.rows.level(left), arrangement.rows.level(right))
                own = arrangement.lanes[column]
                corners += own.corners(
                    net.number, levels, arrangement.starts[column], arrangement.stops[column]
                )
            ends = (self.end(pairs[0][0], 1), self.end(pairs[-1][1], -1))
        self.draw(net, ends, without_middles(corners), turns_back=start == end)

    def end(self, track: Track, side: int) -> End:
        """`side`: 1 on the right of the node, -1 on its left."""
        node = str(track.leaf)
        shape, (across, down) = self.parts.shapes[node], self.arrangement.anchor(node)
        offset, whole = self.arrangement.ports[id(track)]
        body = shape.box if whole else shape.body
        at, outer = (body.right, shape.box.right) if side > 0 else (body.left, shape.box.left)
        return End((across + at, down + offset), (across + outer + side * (HEAD_LENGTH + 1), down + offset))

    def draw(self, net: Net, ends: tuple[End, End], corners: list[Point], *, turns_back: bool) -> None:
        pointing = -1 if net.backward or turns_back else 1
        tip = ends[0].port if net.backward else ends[1].port
        shaft = (tip[0] - pointing * HEAD_LENGTH, tip[1])
        first, last = (shaft, ends[1].port) if net.backward else (ends[0].port, shaft)
        pieces = route(first, ends[0].beside, corners, ends[1].beside, last)
        part = self.parts.arrows[net.number]
        if net.label_width:
            label = self.label_box(net, corners)
            pieces = without(pieces, label)
            write_at(list(part.iter(f"{SVG}text")), label.moved(0, self.down))
        for each in part.iter(f"{SVG}path"):
            each.set("d", path(pieces, self.down))
        for each in part.iter(f"{SVG}polygon"):
            each.set("points", written([(x, y + self.down) for x, y in head(tip, pointing=pointing)]))

    def label_box(self, net: Net, corners: list[Point]) -> Box:
        """On the line beside its source."""
        if net.backward:
            right, level = (
                self.arrangement.stops[self.parts.column_of[net.second] - 1] - BEFORE_LABEL,
                corners[-1][1],
            )
            left = right - net.label_width
        else:
            left, level = (
                self.arrangement.starts[self.parts.column_of[net.first]] + BEFORE_LABEL,
                corners[0][1],
            )
            right = left + net.label_width
        return Box(left, level - net.label_height / 2, right, level + net.label_height / 2)


def without_middles(points: list[Point]) -> list[Point]:
    """The corners of a line, without the points between two of its pieces on one level."""
    found: list[Point] = []
    for each in points:
        while len(found) > 1 and abs(found[-1][1] - each[1]) < SAME and abs(found[-2][1] - each[1]) < SAME:
            found.pop()
        found.append(each)
    return found

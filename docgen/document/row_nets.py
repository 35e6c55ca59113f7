"""The arrows of a drawing in rows, from top to bottom: where each leaves a node or a frame, passes rows, and arrives.

Lengths are in points. A stop is the place of an arrow on one row: at the lower or upper side of a node or a frame, or in a gap
between nodes that it passes.
"""

import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal, TypeAlias

import msgspec

from docgen.document.diagram_model import Edge
from docgen.document.geometry import SVG, Box, Point, path_points
from docgen.document.graphviz_parts import CannotLane, Parts
from docgen.document.moving import pairs

Side: TypeAlias = Literal["above", "below", "passing"]
BESIDE_NODE = 9.0  # of an arrow that passes
BESIDE_BORDER = 8.2
OUTSIDE = 80.0  # how far beside everything an arrow may pass
FROM_CORNER = 14.0  # of a box or a frame
HALF_ICON, MOST_HALF = 21.0, 45.0  # how far from an icon's middle lines end; farther where they are many
MANY = 7
NARROWEST = 0.5


class Thing:
    """A node or a frame in its rows; the columns of its box change while the drawing is laid out."""

    def __init__(self, name: str, box: Box, first: int, last: int, *, is_frame: bool) -> None:
        self.name = name
        self.box = box  # in Graphviz's picture, and then moved to the right where more space is needed
        self.first = first
        self.last = last
        self.is_frame = is_frame
        self.left, self.right = box.left, box.right  # where lines inside a row end
        self.ends = (
            box.left + FROM_CORNER,
            box.right - FROM_CORNER,
        )  # between them lines from other rows end

    @property
    def middle(self) -> float:
        return (self.ends[0] + self.ends[1]) / 2

    def moved(self, left: float, right: float) -> None:
        """`left`, `right`: how far its sides go to the right."""
        box = self.box
        self.box = Box(box.left + left, box.top, box.right + right, box.bottom)
        self.left += left
        self.right += right
        self.ends = (self.ends[0] + left, self.ends[1] + right)


class Site:
    """The places of the arrows at one side of a thing, or in one gap of a row, from left to right."""

    def __init__(
        self, row: int, side: Side, thing: Thing | None = None, gap: tuple[float, float] = (0, 0)
    ) -> None:
        self.row = row
        self.side = side
        self.thing = thing
        self.gap = gap
        self.stops: list[Stop] = []

    @property
    def extent(self) -> tuple[float, float]:
        if self.thing is None:
            return self.gap
        return self.thing.ends


class Stop:
    def __init__(self, net: int, site: Site, x: float) -> None:
        self.net = net
        self.site = site
        self.x = x
        site.stops.append(self)


class RowNet(msgspec.Struct):
    """An arrow. `way`: its stops from the upper end to the lower one; the two ends of one that turns back below its row.

    `beside`: the things on the left and right of a straight line inside one row, which has no stops.
    """

    number: int
    backward: bool = False  # it points at the first stop, or at the thing on the left
    way: tuple[Stop, ...] = ()
    turns_back: bool = False
    beside: tuple[str, str] | None = None


class Rows:
    """The rows of a drawing, and all arrows between them.

    Raises CannotLane where nodes of one row are above one another.
    """

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.find_rows()
        self.find_frames()
        self.sites: dict[tuple[str, Side], Site] = {}
        self.gaps = [self.find_gaps(row) for row in range(len(self.rows))]
        self.nets = [self.net(number, each) for number, each in enumerate(parts.drawing.edges)]

    # -- things ----------------------------------------------------------------------

    def find_rows(self) -> None:
        """Nodes beside one another are one row. A frame around nothing is as a node, in the row that it is nearest to."""
        parts = self.parts
        boxes = {name: shape.box.moved(*parts.anchors[name]) for name, shape in parts.shapes.items()}
        self.rows: list[list[str]] = []
        self.middles: list[float] = []
        bottom = 0.0
        for name in sorted(boxes, key=lambda each: (boxes[each].top, boxes[each].left)):
            if not self.rows or boxes[name].top >= bottom:
                self.rows.append([])
                bottom = boxes[name].bottom
            self.rows[-1].append(name)
            bottom = max(bottom, boxes[name].bottom)
        for row in self.rows:
            around = Box.union(boxes[each] for each in row)
            self.middles.append((around.top + around.bottom) / 2)
        self.empty = {each: frame_box(part) for each, part in parts.groups.items() if not self.is_used(each)}
        for name, box in self.empty.items():
            middle = (box.top + box.bottom) / 2
            nearest = min(range(len(self.rows)), key=lambda each: abs(self.middles[each] - middle))
            self.rows[nearest].append(name)
        boxes |= self.empty
        self.things: dict[str, Thing] = {}
        for number, row in enumerate(self.rows):
            row.sort(key=lambda each: boxes[each].left)
            if any(boxes[one].right > boxes[other].left for one, other in pairwise(row)):
                raise CannotLane
            self.things |= {each: Thing(each, boxes[each], number, number, is_frame=False) for each in row}
        self.find_ends()

    def is_used(self, frame: str) -> bool:
        """Whether anything is in a frame."""
        drawing = self.parts.drawing
        return any(each.group == frame for each in drawing.nodes) or any(
            each.parent == frame for each in drawing.groups
        )

    def find_ends(self) -> None:
        """Where lines end at icons."""
        parts = self.parts
        degrees = Counter(end for each in parts.drawing.edges for end in (each.source, each.target))
        for node in parts.drawing.nodes:
            thing = self.things[node.id]
            middle = parts.anchors[node.id][0]
            body = parts.shapes[node.id].body.moved(*parts.anchors[node.id])
            thing.left, thing.right = body.left, body.right
            if node.icon:
                half = HALF_ICON if degrees[node.id] <= MANY else min(2.5 * degrees[node.id], MOST_HALF)
                thing.ends = (middle - half, middle + half)

    def find_frames(self) -> None:
        """The rows that each frame is around."""
        parents = {each.id: each.parent for each in self.parts.drawing.groups}
        homes = {each.id: each.group for each in self.parts.drawing.nodes}
        homes |= {each: parents[each] for each in self.empty}
        inside: defaultdict[str, list[int]] = defaultdict(list)
        for name, home in homes.items():
            around = home
            while around:
                inside[around].append(self.things[name].first)
                around = parents[around]
        self.frames = {
            name: Thing(name, frame_box(self.parts.groups[name]), min(rows), max(rows), is_frame=True)
            for name, rows in inside.items()
        }

    def find_gaps(self, row: int) -> list[Site]:
        """Where arrows may pass a row: beside nodes and the sides of frames."""
        taken = [
            (box.left - BESIDE_NODE, box.right + BESIDE_NODE)
            for box in (self.things[each].box for each in self.rows[row])
        ]
        for frame in self.frames.values():
            if frame.first <= row <= frame.last:
                taken += [
                    (side - BESIDE_BORDER, side + BESIDE_BORDER) for side in (frame.box.left, frame.box.right)
                ]
        every = [each.box for each in (*self.things.values(), *self.frames.values())]
        here = min(each.left for each in every) - OUTSIDE
        end = max(each.right for each in every) + OUTSIDE
        found = []
        for left, right in [*sorted(taken), (end, end)]:
            if left - here > NARROWEST:
                found.append(Site(row, "passing", gap=(here, left)))
            here = max(here, right)
        return found

    # -- arrows ----------------------------------------------------------------------

    def net(self, number: int, edge: Edge) -> RowNet:
        source = self.end(edge.source, edge.tail_group, edge.target)
        target = self.end(edge.target, edge.head_group, edge.source)
        if source.last < target.first:
            return self.between(number, source, target, backward=False)
        if target.last < source.first:
            return self.between(number, target, source, backward=True)
        if source.is_frame or target.is_frame:
            raise CannotLane
        left, right = sorted((source, target), key=lambda each: each.left)
        row = self.rows[source.first]
        if row.index(right.name) - row.index(left.name) == 1:
            return RowNet(number, backward=target is left, beside=(left.name, right.name))
        way = (
            self.stop(number, source, "below", target.middle),
            self.stop(number, target, "below", source.middle),
        )
        return RowNet(number, way=way, turns_back=True)

    def end(self, node: str, frame: str, other: str) -> Thing:
        """The thing that an arrow ends at: its node where the other end is beside the frame, or in it."""
        thing = self.frames.get(frame)
        row = self.things[other].first
        return self.things[node] if thing is None or thing.first <= row <= thing.last else thing

    def between(self, number: int, upper: Thing, lower: Thing, *, backward: bool) -> RowNet:
        drawn = path_points(next(self.parts.arrows[number].iter(f"{SVG}path")).get("d", ""))
        middles = (upper.middle, lower.middle)
        way = [self.stop(number, upper, "below", middles[1])]
        for row in range(upper.last + 1, lower.first):
            part = (row - upper.last) / (lower.first - upper.last)
            hint = where(drawn, self.middles[row], middles[0] + part * (middles[1] - middles[0]))
            site = min(self.gaps[row], key=lambda each: beside(each.gap, hint))
            way.append(Stop(number, site, min(max(hint, site.gap[0]), site.gap[1])))
        way.append(self.stop(number, lower, "above", middles[0]))
        return RowNet(number, backward, tuple(way))

    def stop(self, number: int, thing: Thing, side: Side, towards: float) -> Stop:
        key = (f"{'frame' if thing.is_frame else 'node'} {thing.name}", side)
        if key not in self.sites:
            self.sites[key] = Site(thing.last if side == "below" else thing.first, side, thing)
        site = self.sites[key]
        low, high = site.extent
        return Stop(number, site, min(max(towards, low), high) if thing.is_frame else thing.middle)

    # -- changes ---------------------------------------------------------------------

    def all_sites(self) -> list[Site]:
        """Those that arrows use, from the first row to the last."""
        every = [*self.sites.values(), *(each for row in self.gaps for each in row)]
        order = {"above": 0, "passing": 1, "below": 2}
        return sorted((each for each in every if each.stops), key=lambda each: (each.row, order[each.side]))

    @property
    def width(self) -> float:
        """Of all nodes, frames and arrows."""
        boxes = [each.box for each in (*self.things.values(), *self.frames.values())]
        places = [stop.x for site in self.all_sites() for stop in site.stops]
        left = min([*(each.left for each in boxes), *places])
        return max([*(each.right for each in boxes), *places]) - left

    def widen(self, at: float, by: float) -> None:
        """Move all that is right of a place farther right; what is around the place gets wider."""
        for thing in self.things.values():
            more = by if (thing.box.left + thing.box.right) / 2 > at else 0
            thing.moved(more, more)
        for frame in self.frames.values():
            frame.moved(by if frame.box.left > at else 0, by if frame.box.right > at else 0)
        for site in (each for row in self.gaps for each in row):
            left, right = site.gap
            site.gap = (left + by * (left > at), right + by * (right > at))
        for site in self.all_sites():
            for stop in site.stops:
                stop.x += by * (stop.x > at)


def frame_box(part: ET.Element) -> Box:
    """Of a frame's line."""
    shape = next((each for each in part if each.tag in {f"{SVG}polygon", f"{SVG}path"}), None)
    if shape is None:
        raise CannotLane
    return Box.around(pairs(shape))


def where(drawn: Iterable[Point], level: float, otherwise: float) -> float:
    """Where Graphviz's line crosses a level."""
    for one, other in pairwise(drawn):
        low, high = sorted((one[1], other[1]))
        if low <= level <= high and high > low:
            return one[0] + (other[0] - one[0]) * (level - one[1]) / (other[1] - one[1])
    return otherwise


def beside(gap: Sequence[float], place: float) -> float:
    """How far a place is from a gap."""
    return max(gap[0] - place, place - gap[1], 0.0)

"""One arrangement of a drawing in columns: the places of everything in it, and its cost."""

import math
from collections.abc import Iterator, Sequence

from docgen.document.column_order import Leaf, Order, Passing, Stack
from docgen.document.columns import MARGIN, Rows
from docgen.document.geometry import Box, Point
from docgen.document.graphviz_parts import CannotLane, ColumnParts
from docgen.document.lanes import Wire, choose_lanes
from docgen.document.routes import HEAD_LENGTH
from docgen.document.tracks import Net, Side, Track, Tracks

PITCHES = (12.0, 10.0, 8.0)  # from lane to lane; the widest that fits
PAD = 11.0  # around the picture
BESIDE_CAPTION = 10.0
LEAST_HALF = 20.0  # of a column's width
ENDS_APART, LEAST_APART = 8.0, 4.6  # of arrows on one side of a node
FROM_CORNER = 2.0
LEAST_FAN = 9.0
STEEP = 1.5  # the length of a line's swing to another level, of its height


class Arrangement:
    """`boldly`: see `Rows`."""

    def __init__(self, parts: ColumnParts, order: Order, *, boldly: bool) -> None:
        self.parts = parts
        self.order = order
        heights = {name: box.height for name, box in parts.captions.items()}
        self.tracks = Tracks(self.order, parts.nets, parts.shapes)
        self.rows = Rows(self.order, self.tracks, parts.shapes, heights, boldly=boldly)
        self.halves = [self.half_width(column) for column in self.order.columns]
        self.ports = self.find_ports()
        self.wires = [self.find_wires(column) for column in range(parts.count)]
        self.place(PITCHES[-1])

    @property
    def cost(self) -> float:
        upset = [self.order.upset(column) for column in range(self.parts.count)]
        return math.fsum([*upset, *(each.cost for each in self.lanes)])

    def fit(self, most_width: float) -> float:
        """The lanes as far apart as the width allows; the width of the picture."""
        for pitch in PITCHES:
            self.place(pitch)
            if self.right + 2 * PAD <= most_width:
                break
        return self.right + 2 * PAD

    def place(self, pitch: float) -> None:
        self.lanes = [choose_lanes(each, pitch) for each in self.wires]
        if any(each.touching for each in self.lanes):
            raise CannotLane  # two arrows would lie on one another
        self.middles: list[float] = []  # of columns
        self.starts: list[float] = []  # of the channels right of them
        self.stops: list[float] = []
        right = 0.0
        for column, own in enumerate(self.lanes):
            self.middles.append(right + self.halves[column])
            right += 2 * self.halves[column]
            self.starts.append(right + self.fan(column, "right"))
            self.stops.append(self.starts[-1] + own.width)
            if column + 1 < len(self.lanes):
                right = self.stops[-1] + self.fan(column + 1, "left")
            elif own.x:
                right = self.stops[-1]
        self.right = right

    def half_width(self, stack: Stack, depth: int = 0) -> float:
        """Of a column, whose outermost frames are all as wide."""
        found = LEAST_HALF
        if stack.id:
            found = self.parts.captions[stack.id].width / 2 + BESIDE_CAPTION + MARGIN * (depth - 1)
        for each in stack.children:
            if isinstance(each, Stack):
                found = max(found, self.half_width(each, depth + 1))
            elif isinstance(each, str):
                box = self.parts.shapes[each].box
                found = max(found, MARGIN * depth + max(-box.left, box.right))
        return found

    def find_ports(self) -> dict[int, tuple[float, bool]]:
        """The level of each track's end at its node, seen from the anchor, and whether it is at the node's whole box; by track."""
        found: dict[int, tuple[float, bool]] = {}
        for (leaf, _), tracks in self.tracks.beside.items():
            if isinstance(leaf, Passing):
                continue
            shape = self.parts.shapes[leaf]
            for body in (shape.body, shape.box):
                offsets = [each.offset for each in tracks]
                ports = ports_for(offsets, body.top + FROM_CORNER, body.bottom - FROM_CORNER)
                if ports is not None:
                    found |= {
                        id(each): (port, body is shape.box) for each, port in zip(tracks, ports, strict=True)
                    }
                    break
            else:
                raise CannotLane  # too many arrows at one node
        return found

    def fan(self, column: int, side: Side) -> float:
        """The space beside a column in which lines swing from their ports to their tracks."""
        found = LEAST_FAN
        for (leaf, own), tracks in self.tracks.beside.items():
            if own == side and isinstance(leaf, str) and self.parts.column_of[leaf] == column:
                box = self.parts.shapes[leaf].box
                free = self.halves[column] - (box.right if side == "right" else -box.left)
                for each in tracks:
                    away = abs(each.offset - self.ports[id(each)][0])
                    found = max(found, STEEP * away + HEAD_LENGTH + 1 - free)
        return found

    def find_wires(self, column: int) -> list[Wire]:
        """Of the channel on the right of a column."""
        found = []
        for left, right in self.tracks.links:
            if self.order.column_of[left.leaf] == column:
                net = left.net
                ahead = not net.backward and left.leaf == net.first
                back = net.backward and right.leaf == net.second
                found.append(
                    Wire(
                        net.number,
                        (self.rows.level(left),),
                        (self.rows.level(right),),
                        net.label_width * ahead,
                        net.label_height * ahead,
                        net.label_width * back,
                        net.label_height * back,
                    )
                )
        for net in self.parts.nets:
            if self.parts.column_of[net.first] == self.parts.column_of[net.second] == column:
                levels = tuple(self.rows.level(each) for each in self.turning(net))
                found.append(Wire(net.number, levels, (), net.label_width, net.label_height))
        return found

    def turning(self, net: Net) -> tuple[Track, Track]:
        """The ends of an arrow inside one column."""
        ends = self.tracks.ends
        return ends[net.number, net.first, "right", False], ends[net.number, net.second, "right", True]

    # -- for the picture -------------------------------------------------------------

    def anchor(self, node: str) -> Point:
        return self.middles[self.parts.column_of[node]], self.rows.anchor(node)

    def box(self, node: str) -> Box:
        return self.parts.shapes[node].box.moved(*self.anchor(node))

    def frames(self) -> Iterator[tuple[str, Box]]:
        places = {name: (top, bottom) for name, top, bottom in self.rows.frames()}
        for stack, middle, half in zip(self.order.columns, self.middles, self.halves, strict=True):
            for each, depth in nested(stack):
                own = half - MARGIN * depth
                yield each, Box(middle - own, places[each][0], middle + own, places[each][1])

    def levels(self) -> list[float]:
        """All levels on which there are lines."""
        found = [level for wires in self.wires for each in wires for level in each.levels]
        return found + [level for each in self.lanes for level in each.changes.values()]


def find_order(parts: ColumnParts, *, as_laid_out: bool, passing_last: bool) -> Order:
    """The columns with everything in its frame, in a good order.

    It is looked for from a first order; which one leads to the fewest crossings is not known before. `as_laid_out`: from
    Graphviz's order, not from that of the drawing. `passing_last`: arrows that pass a column are first below what is in it.
    """
    columns = [Stack() for _ in range(parts.count)]
    stacks = {each.id: Stack(each.id) for each in parts.drawing.groups}
    for node in parts.drawing.nodes:
        home = stacks[node.group] if node.group else columns[parts.column_of[node.id]]
        home.children.append(node.id)
    for group in parts.drawing.groups:
        home = stacks[group.parent] if group.parent else columns[parts.homes[group.id]]
        home.children.append(stacks[group.id])

    def height(child: Stack | Leaf) -> float:
        """Of the topmost node, in Graphviz's picture."""
        leaves = child.leaves() if isinstance(child, Stack) else [child]
        return min(parts.anchors[each][1] for each in leaves if isinstance(each, str))

    if as_laid_out:
        for stack in (each for column in columns for each in column.stacks()):
            stack.children.sort(key=height)
    ways: list[list[Leaf]] = []
    loops = []
    for net in parts.nets:
        first, last = parts.column_of[net.first], parts.column_of[net.second]
        if first == last:
            loops.append((net.first, net.second))
            continue
        passing = [Passing(net.number, number) for number in range(first + 1, last)]
        for each in passing:
            children = columns[each.column].children
            children.insert(len(children) if passing_last else 0, each)
        ways.append([net.first, *passing, net.second])
    order = Order(columns, ways, loops, [each.id for each in parts.drawing.groups])
    order.improve()
    return order


def ports_for(offsets: Sequence[float], top: float, bottom: float) -> list[float] | None:
    """The levels of arrows' ends between `top` and `bottom`, each as near to its track as the others allow; None without space.

    [-30, -15, 0, 15, 30] between -26 and 26 gives [-26, -15, 0, 15, 26].
    """
    step = min(ENDS_APART, (bottom - top) / max(len(offsets) - 1, 1))
    if step < LEAST_APART:
        return None
    last = len(offsets) - 1
    return [
        min(max(each, top + index * step), bottom - (last - index) * step)
        for index, each in enumerate(offsets)
    ]


def nested(stack: Stack, depth: int = 0) -> Iterator[tuple[str, int]]:
    """The frames in a column, and in how many others each is."""
    for each in stack.children:
        if isinstance(each, Stack):
            yield each.id, depth
            yield from nested(each, depth + 1)

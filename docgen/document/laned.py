"""A drawing that goes right in straight lanes: Graphviz's picture with everything in other places.

Graphviz draws each node, caption and label; here they are moved, and the frames and the arrows are drawn again. The result
has the form of Graphviz's own SVG. `with_lanes` gives None for a drawing that has no columns or too many arrows: its
picture is Graphviz's.
"""

import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from docgen.document.column_order import Leaf, Order, Passing, Stack
from docgen.document.columns import MARGIN, Net, Rows, Shape, Track
from docgen.document.diagram_model import Drawing, Edge, Group, slugs
from docgen.document.geometry import SVG, Box, Point, box_of, box_of_text, points_of
from docgen.document.lanes import BEFORE_LABEL, Lanes, Wire, choose_lanes
from docgen.document.moving import frame_to, move, written
from docgen.document.placing import write_at
from docgen.document.routes import HEAD_LENGTH, Piece, head, number, path, route, without

LANED = "data-laned"  # on the root, for `svg`, which leaves the labels of such a picture where they are
PITCHES = (12.0, 10.0, 8.0)  # from lane to lane; the widest that fits
MOST_ARROWS = 300
PAD = 11.0  # around the picture
SAME_COLUMN = 2.0  # middles that are no farther apart
BADGE_MORE = 4.0  # `svg` draws a ground around a badge's word
BESIDE_ICON = 5.0
BESIDE_LINE = 2.0  # around a node inside a scope
BESIDE_CAPTION = 10.0
ENDS_APART, LEAST_APART = 8.0, 4.6  # of arrows on one side of a node
FROM_CORNER = 2.0
LEAST_FAN = 9.0
STEEP = 1.5  # the length of a line's swing to another level, of its height
LINE_HEIGHT = 12.0
TRANSFORM = f"translate({number(PAD)} {number(PAD)})"


class CannotLane(Exception):  # noqa: N818 - not an error: another picture is drawn
    """The drawing has no columns, or too many arrows at one place."""


def with_lanes(raw: bytes, drawing: Drawing, most_width: float) -> bytes | None:
    """Graphviz's SVG of a drawing in columns, laid out again; None where that cannot be.

    Lanes are farther apart where the picture is still not wider than `most_width`.
    """
    if drawing.direction != "right" or not 0 < len(drawing.edges) <= MOST_ARROWS:
        return None
    try:
        return Laning(raw, drawing).laid_out(most_width)
    except CannotLane:
        return None


class End(msgspec.Struct, frozen=True):
    """Where an arrow meets a node: at `port`; from `beside`, clear of the node, it swings to its track."""

    port: Point
    beside: Point


class Laning:
    def __init__(self, raw: bytes, drawing: Drawing) -> None:
        self.drawing = drawing
        text = re.sub(r"<!DOCTYPE.*?>", "", raw.decode(), flags=re.DOTALL)
        self.root = ET.fromstring(text)  # noqa: S314 - Graphviz's own output
        graph = self.root.find(f"{SVG}g")
        if graph is None or any(each.tail_group or each.head_group for each in drawing.edges):
            raise CannotLane
        self.graph = graph
        self.parts = {part.get("id", ""): part for part in graph}
        node_slugs = slugs(each.id for each in drawing.nodes)
        group_slugs = slugs(each.id for each in drawing.groups)
        self.nodes = {each.id: self.part(f"n-{node_slugs[each.id]}") for each in drawing.nodes}
        self.groups = {each.id: self.part(f"g-{group_slugs[each.id]}") for each in drawing.groups}
        self.arrows = [self.part(f"e-{index}") for index in range(len(drawing.edges))]
        self.anchors: dict[str, Point] = {}  # in Graphviz's picture
        self.shapes = {each.id: self.shape_of(each.id, marked=bool(each.frame), badge=bool(each.badge)) for each in drawing.nodes}
        self.captions = {each.id: caption_box(self.groups[each.id], each) for each in drawing.groups}
        self.column_of = self.find_columns()
        self.count = max(self.column_of.values()) + 1
        self.nets = [self.net(index, each) for index, each in enumerate(drawing.edges)]
        self.order = self.find_order()
        heights = {name: box.height for name, box in self.captions.items()}
        self.rows = Rows(self.order, self.nets, self.shapes, heights)
        self.halves = [self.half_width(column) for column in self.order.columns]
        self.ports: dict[int, tuple[float, bool]] = {}  # by track: below the anchor; whether at the whole box

    def part(self, name: str) -> ET.Element:
        found = self.parts.get(name)
        if found is None:
            raise CannotLane
        return found

    # -- what Graphviz has drawn -------------------------------------------------

    def shape_of(self, node: str, *, marked: bool, badge: bool) -> Shape:
        part = self.nodes[node]
        box = box_of(part)
        if box is None:
            raise CannotLane
        picture = next(part.iter(f"{SVG}image"), None)
        middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        body = box
        if picture is not None:
            left, top, width, height = (
                float(picture.get(key, "0").removesuffix("px")) for key in ("x", "y", "width", "height")
            )
            middle = (left + width / 2, top + height / 2)
            if marked:
                body = Box(box.left - BESIDE_LINE, box.top, box.right + BESIDE_LINE, box.bottom)
            else:
                body = Box(left - BESIDE_ICON, top, left + width + BESIDE_ICON, top + height)
        self.anchors[node] = middle
        box = Box(box.left, box.top, box.right, box.bottom + BADGE_MORE * badge)
        return Shape(box.moved(-middle[0], -middle[1]), body.moved(-middle[0], -middle[1]))

    def find_columns(self) -> dict[str, int]:
        """By the ranks, if all nodes have one; else by where Graphviz has put them."""
        ranks = [rank for rank in self.drawing.ranks if rank]
        found = {node: number for number, rank in enumerate(ranks) for node in rank}
        if len(found) == len(self.drawing.nodes):
            return found
        found, column, before = {}, -1, -10_000.0
        for node in sorted(self.anchors, key=lambda each: self.anchors[each][0]):
            if self.anchors[node][0] - before > SAME_COLUMN:
                column += 1
            before = self.anchors[node][0]
            found[node] = column
        return found

    def net(self, index: int, edge: Edge) -> Net:
        backward = self.column_of[edge.source] > self.column_of[edge.target]
        first, second = (edge.target, edge.source) if backward else (edge.source, edge.target)
        texts = list(self.arrows[index].iter(f"{SVG}text"))
        width = max((box_of_text(each).width for each in texts), default=0.0)
        return Net(index, first, second, backward, width, LINE_HEIGHT * len(texts))

    # -- columns -----------------------------------------------------------------

    def find_order(self) -> Order:
        columns = [Stack() for _ in range(self.count)]
        stacks = {each.id: Stack(each.id) for each in self.drawing.groups}
        homes: dict[str, int] = {}
        parents = {each.id: each.parent for each in self.drawing.groups}
        for node in self.drawing.nodes:
            column, around = self.column_of[node.id], node.group
            while around:
                if homes.setdefault(around, column) != column:
                    raise CannotLane  # a frame over several columns
                around = parents[around]
        for node in self.drawing.nodes:
            home = stacks[node.group] if node.group else columns[self.column_of[node.id]]
            home.children.append(node.id)
        for group in self.drawing.groups:
            if group.id not in homes:
                raise CannotLane  # a frame around nothing
            home = stacks[group.parent] if group.parent else columns[homes[group.id]]
            home.children.append(stacks[group.id])
        for stack in (each for column in columns for each in column.stacks()):
            stack.children.sort(key=self.height_before)
        ways, loops = [], []
        for net in self.nets:
            start, end = self.column_of[net.first], self.column_of[net.second]
            if start == end:
                loops.append((net.first, net.second))
                continue
            passing = [Passing(net.number, number) for number in range(start + 1, end)]
            for each in passing:
                columns[each.column].children.append(each)
            ways.append([net.first, *passing, net.second])
        order = Order(columns, ways, loops)
        order.improve()
        return order

    def height_before(self, child: Stack | Leaf) -> float:
        """Of the topmost node, in Graphviz's picture."""
        leaves = child.leaves() if isinstance(child, Stack) else [child]
        return min(self.anchors[each][1] for each in leaves if isinstance(each, str))

    def half_width(self, stack: Stack, depth: int = 0) -> float:
        """Of a column, whose outermost frames are all as wide."""
        found = 20.0
        if stack.id:
            found = self.captions[stack.id].width / 2 + BESIDE_CAPTION + MARGIN * (depth - 1)
        for each in stack.children:
            if isinstance(each, Stack):
                found = max(found, self.half_width(each, depth + 1))
            elif isinstance(each, str):
                box = self.shapes[each].box
                found = max(found, MARGIN * depth + max(-box.left, box.right))
        return found

    # -- from left to right --------------------------------------------------------

    def find_ports(self) -> None:
        """The place of each track's end at its node: on the same level if the node is high enough, else nearer to its middle."""
        for (leaf, _), tracks in self.rows.tracks.items():
            if isinstance(leaf, Passing):
                continue
            shape = self.shapes[leaf]
            for whole, body in enumerate((shape.body, shape.box)):
                ports = ports_for([each.offset for each in tracks], body.top + FROM_CORNER, body.bottom - FROM_CORNER)
                if ports is not None:
                    self.ports |= {id(each): (port, bool(whole)) for each, port in zip(tracks, ports, strict=True)}
                    break
            else:
                raise CannotLane  # too many arrows at one node

    def fan(self, column: int, side: str) -> float:
        """The space beside a column in which lines swing from their ports to their tracks."""
        found = LEAST_FAN
        for (leaf, own), tracks in self.rows.tracks.items():
            if own == side and isinstance(leaf, str) and self.column_of[leaf] == column:
                box = self.shapes[leaf].box
                free = self.halves[column] - (box.right if side == "right" else -box.left)
                for each in tracks:
                    away = abs(each.offset - self.ports[id(each)][0])
                    found = max(found, STEEP * away + HEAD_LENGTH + 1 - free)
        return found

    def wires(self, column: int) -> list[Wire]:
        """Of the channel on the right of a column."""
        found = []
        for left, right in self.rows.links:
            if self.order.column_of[left.leaf] == column:
                net = left.net
                made = Wire(net.number, (self.rows.level(left),), (self.rows.level(right),))
                if not net.backward and left.leaf == net.first:
                    made = msgspec.structs.replace(
                        made, label_width=net.label_width, label_height=net.label_height
                    )
                if net.backward and right.leaf == net.second:
                    made = msgspec.structs.replace(
                        made, right_label_width=net.label_width, right_label_height=net.label_height
                    )
                found.append(made)
        for net in self.nets:
            if self.column_of[net.first] == self.column_of[net.second] == column:
                levels = tuple(self.rows.level(each) for each in self.turning(net))
                found.append(Wire(net.number, levels, (), net.label_width, net.label_height))
        return found

    def turning(self, net: Net) -> tuple[Track, Track]:
        ends = self.rows.ends
        return ends[net.number, net.first, "right", False], ends[net.number, net.second, "right", True]

    def laid_out(self, most_width: float) -> bytes:
        self.find_ports()
        wires = [self.wires(column) for column in range(self.count)]
        for pitch in PITCHES:
            lanes = [choose_lanes(each, pitch) for each in wires]
            if any(each.touching for each in lanes):
                raise CannotLane  # two arrows would lie on one another
            self.place_columns(lanes)
            if self.right + 2 * PAD <= most_width:
                break
        return self.write(lanes)

    def place_columns(self, lanes: list[Lanes]) -> None:
        self.middles: list[float] = []
        self.starts: list[float] = []  # of the channels
        self.stops: list[float] = []
        right = 0.0
        for column, own in enumerate(lanes):
            last = column + 1 == self.count
            self.middles.append(right + self.halves[column])
            right += 2 * self.halves[column]
            self.starts.append(right + self.fan(column, "right"))
            self.stops.append(self.starts[-1] + own.width)
            if not last:
                right = self.stops[-1] + self.fan(column + 1, "left")
            elif own.x:
                right = max(right, self.stops[-1])
        self.right = right

    # -- the picture -----------------------------------------------------------------

    def write(self, lanes: list[Lanes]) -> bytes:
        frames = dict(self.frames())
        levels = [self.rows.level(each) for pair in self.rows.links for each in pair]
        boxes = [self.box(node) for node in self.shapes] + list(frames.values())
        top = min([each.top for each in boxes] + [each - PAD for each in levels])
        bottom = max([each.bottom for each in boxes] + [each + PAD for each in levels])
        self.down = -top
        for node, part in self.nodes.items():
            before, now = self.anchors[node], self.anchor(node)
            move(part.iter(), now[0] - before[0], now[1] + self.down - before[1])
        for name, box in frames.items():
            frame_to(self.groups[name], box.moved(0, self.down))
        self.links_of: defaultdict[int, list[tuple[Track, Track]]] = defaultdict(list)
        for left, right in self.rows.links:
            self.links_of[left.net.number].append((left, right))
        for net in self.nets:
            self.write_arrow(net, lanes)
        self.write_root(self.right + 2 * PAD, bottom - top + 2 * PAD)
        ET.register_namespace("", SVG[1:-1])
        return ET.tostring(self.root)

    def write_root(self, width: float, height: float) -> None:
        self.root.set("width", f"{width:.2f}pt")
        self.root.set("height", f"{height:.2f}pt")
        self.root.set("viewBox", f"0.00 0.00 {width:.2f} {height:.2f}")
        self.root.set(LANED, "1")
        self.graph.set("transform", TRANSFORM)

    def anchor(self, node: str) -> Point:
        return self.middles[self.column_of[node]], self.rows.anchor(node)

    def box(self, node: str) -> Box:
        return self.shapes[node].box.moved(*self.anchor(node))

    def frames(self) -> Iterable[tuple[str, Box]]:
        places = {name: (top, bottom) for name, top, bottom in self.rows.frames()}
        for column, stack in enumerate(self.order.columns):
            for each, depth in nested(stack):
                half = self.halves[column] - MARGIN * depth
                middle = self.middles[column]
                yield each, Box(middle - half, places[each][0], middle + half, places[each][1])

    def end(self, track: Track, side: int) -> End:
        """`side`: 1 on the right of the node, -1 on its left."""
        assert isinstance(track.leaf, str)
        shape, (across, down) = self.shapes[track.leaf], self.anchor(track.leaf)
        offset, whole = self.ports[id(track)]
        body = shape.box if whole else shape.body
        at = body.right if side > 0 else body.left
        outer = shape.box.right if side > 0 else shape.box.left
        level = down + offset
        return End((across + at, level), (across + outer + side * (HEAD_LENGTH + 1), level))

    def write_arrow(self, net: Net, lanes: list[Lanes]) -> None:
        start, end = self.column_of[net.first], self.column_of[net.second]
        label: Box | None = None
        width, height = net.label_width, net.label_height
        if start == end:
            out, back = self.turning(net)
            own = self.rows.level(out), self.rows.level(back)
            corners = lanes[start].corners(net.number, own, self.starts[start], self.starts[start])
            ends = (self.end(out, 1), self.end(back, 1))
        else:
            pairs = self.links_of[net.number]
            corners = []
            for left, right in pairs:
                column = self.order.column_of[left.leaf]
                own = self.rows.level(left), self.rows.level(right)
                corners += lanes[column].corners(net.number, own, self.starts[column], self.stops[column])
            ends = (self.end(pairs[0][0], 1), self.end(pairs[-1][1], -1))
        if width and net.backward:
            left_edge, level = self.stops[end - 1] - BEFORE_LABEL - width, corners[-1][1]
        else:
            left_edge, level = self.starts[start] + BEFORE_LABEL, corners[0][1]
        if width:
            label = Box(left_edge, level - height / 2, left_edge + width, level + height / 2)
        self.draw_arrow(net, ends, without_middles(corners), label, turns_back=start == end)

    def draw_arrow(
        self, net: Net, ends: tuple[End, End], corners: list[Point], label: Box | None, *, turns_back: bool
    ) -> None:
        pointing = -1 if net.backward or turns_back else 1
        tip = ends[0].port if net.backward else ends[1].port
        shaft = (tip[0] - pointing * HEAD_LENGTH, tip[1])
        first, last = (shaft, ends[1].port) if net.backward else (ends[0].port, shaft)
        pieces: list[Piece] = route(first, ends[0].beside, corners, ends[1].beside, last)
        if label is not None:
            pieces = without(pieces, label)
        pieces = [tuple((x, y + self.down) for x, y in each) for each in pieces]  # type: ignore[misc] # four points
        part = self.arrows[net.number]
        for each in part.iter(f"{SVG}path"):
            each.set("d", path(pieces))
        for each in part.iter(f"{SVG}polygon"):
            each.set("points", written([(x, y + self.down) for x, y in head(tip, pointing=pointing)]))
        if label is not None:
            write_at(list(part.iter(f"{SVG}text")), label.moved(0, self.down))


def ports_for(offsets: Sequence[float], top: float, bottom: float) -> list[float] | None:
    """The levels of arrows' ends between `top` and `bottom`, each as near to its track as the others allow; None without space.

    [-30, -15, 0, 15, 30] between -26 and 26 gives [-26, -15, 0, 15, 26].
    """
    step = min(ENDS_APART, (bottom - top) / max(len(offsets) - 1, 1))
    if step < LEAST_APART:
        return None
    found = []
    for index, each in enumerate(offsets):
        rest = len(offsets) - 1 - index
        found.append(min(max(each, top + index * step), bottom - rest * step))
    return found


def nested(stack: Stack, depth: int = 0) -> Iterable[tuple[str, int]]:
    for each in stack.children:
        if isinstance(each, Stack):
            yield each.id, depth
            yield from nested(each, depth + 1)


def without_middles(points: list[Point]) -> list[Point]:
    """The corners of a line, without the points between two of its pieces on one level."""
    found: list[Point] = []
    for each in points:
        while len(found) > 1 and abs(found[-1][1] - each[1]) < 0.01 and abs(found[-2][1] - each[1]) < 0.01:
            found.pop()
        found.append(each)
    return found


def caption_box(part: ET.Element, group: Group) -> Box:
    """The texts and the icon of a frame."""
    boxes = [box for each in part.iter() if each.tag in {f"{SVG}text", f"{SVG}image"} and (box := box_of(each))]
    if not boxes:
        return Box(0, 0, 0, 0)
    box = Box.union(boxes)
    return Box(box.left, box.top, box.right, box.bottom + BADGE_MORE * bool(group.badge))

"""Writes a drawing in rows, with lanes between them: into Graphviz's SVG, whose parts are moved and whose arrows are drawn again."""

from collections import defaultdict
from itertools import pairwise

from docgen.document.geometry import SVG, Box, Point, box_of_text
from docgen.document.graphviz_parts import LINE_HEIGHT, CannotLane
from docgen.document.laned_picture import print_picture
from docgen.document.lanes import LANE_GAP, Lanes, Wire, choose_lanes
from docgen.document.moving import frame_to, move, written
from docgen.document.placing import write_at
from docgen.document.routes import HEAD_HALF, HEAD_LENGTH, SAME, path, rounded
from docgen.document.row_levels import Levels
from docgen.document.row_nets import RowNet, Rows, Stop

PAD = 11.0
BETWEEN_LABELS = 6.0  # of one lane and the next
BELOW_NODE = 3.0  # where a line begins
BESIDE_ONE_ANOTHER = 15.0  # lines between two nodes of one row


class RowPicture:
    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.parts = rows.parts
        self.lanes = [self.channel(row) for row in range(len(rows.rows))]
        if any(each.touching for each in self.lanes):
            raise CannotLane
        self.levels = Levels(rows, [each.width for each in self.lanes])

    # -- from top to bottom --------------------------------------------------------------

    def channel(self, row: int) -> Lanes:
        """The lanes of the arrows below a row."""
        wires = []
        for net in self.rows.nets:
            if net.turns_back and net.way[0].site.row == row:
                wires.append(Wire(net.number, tuple(each.x for each in net.way)))
                continue
            for upper, lower in pairwise(net.way):
                if upper.site.row == row and not net.turns_back:
                    wires.append(Wire(net.number, (upper.x,), (lower.x,)))
        lines = max([1, *(self.label_lines(each.number) for each in wires)])
        return choose_lanes(wires, lines * LINE_HEIGHT + BETWEEN_LABELS)

    def label_lines(self, net: int) -> int:
        return sum(1 for _ in self.parts.arrows[net].iter(f"{SVG}text"))

    # -- the picture -----------------------------------------------------------------------

    def write(self) -> bytes:
        parts = self.parts
        boxes = []
        for name, part in parts.nodes.items():
            thing = self.rows.things[name]
            before = parts.shapes[name].box.moved(*parts.anchors[name])
            move(part.iter(), thing.box.left - before.left, self.levels.downs[name])
            boxes.append(thing.box.moved(0, self.levels.downs[name]))
        for name in self.rows.empty:
            box = self.rows.things[name].box.moved(0, self.levels.downs[name])
            frame_to(parts.groups[name], box)
            boxes.append(box)
        for name, frame in self.rows.frames.items():
            box = Box(frame.box.left, self.levels.tops[name], frame.box.right, self.levels.bottoms[name])
            frame_to(parts.groups[name], box)
            boxes.append(box)
        beside: defaultdict[tuple[str, str], list[RowNet]] = defaultdict(list)
        for net in self.rows.nets:
            if net.beside is not None:
                beside[net.beside].append(net)
            else:
                boxes.append(Box.around(self.draw(net, self.corners(net))))
        for names, nets in beside.items():
            for place, net in enumerate(nets):
                aside = BESIDE_ONE_ANOTHER * (place - (len(nets) - 1) / 2)
                self.draw(net, self.across(names, aside))
        around = Box.union(boxes).grown(PAD)
        return print_picture(parts, "rows", (around.width, around.height), (-around.left, -around.top))

    def corners(self, net: RowNet) -> list[Point]:
        first, last = net.way[0], net.way[-1]
        found = [(first.x, self.end(first))]
        if net.turns_back:
            row = first.site.row
            turned = self.lanes[row].corners(
                net.number, (first.x, last.x), self.levels.starts[row], self.levels.starts[row]
            )
            found += [(x, level) for level, x in turned[1:-1]]
        else:
            for upper, lower in pairwise(net.way):
                row = upper.site.row
                start = self.levels.starts[row]
                turned = self.lanes[row].corners(
                    net.number, (upper.x, lower.x), start, start + self.lanes[row].width
                )
                found += [(x, level) for level, x in turned[1:-1]]
        return without_middles([*found, (last.x, self.end(last))])

    def end(self, stop: Stop) -> float:
        """The level where an arrow leaves or meets a thing."""
        thing = stop.site.thing
        if thing is None:
            raise CannotLane
        if thing.is_frame:
            return (
                self.levels.bottoms[thing.name] if stop.site.side == "below" else self.levels.tops[thing.name]
            )
        level = thing.box.bottom + BELOW_NODE if stop.site.side == "below" else thing.box.top
        return level + self.levels.downs[thing.name]

    def across(self, names: tuple[str, str], aside: float) -> list[Point]:
        """A straight line inside a row."""
        left, right = (self.rows.things[each] for each in names)
        levels = [self.parts.anchors[each][1] + self.levels.downs[each] for each in names]
        level = (levels[0] + levels[1]) / 2 + aside
        return [(left.right, level), (right.left, level)]

    def draw(self, net: RowNet, corners: list[Point]) -> list[Point]:
        part = self.parts.arrows[net.number]
        corners = list(reversed(corners)) if net.backward else corners
        tip, before = corners[-1], corners[-2]
        across, down = (sign(one - other) for one, other in zip(tip, before, strict=True))
        shaft = (tip[0] - across * HEAD_LENGTH, tip[1] - down * HEAD_LENGTH)
        for each in part.iter(f"{SVG}path"):
            each.set("d", path(rounded([*corners[:-1], shaft])))
        aside = (down * HEAD_HALF, across * HEAD_HALF)
        wings = [(shaft[0] + way * aside[0], shaft[1] + way * aside[1]) for way in (1, -1)]
        for each in part.iter(f"{SVG}polygon"):
            each.set("points", written([wings[0], tip, wings[1], wings[0]]))
        texts = list(part.iter(f"{SVG}text"))
        if texts:
            width = max(box_of_text(each).width for each in texts)
            write_at(texts, label_box(corners, width, LINE_HEIGHT * len(texts)))
        return corners


def label_box(corners: list[Point], width: float, height: float) -> Box:
    """Above the longest horizontal piece that has space for it, else beside the longest vertical one."""
    pieces = list(pairwise(corners))
    level = [(one, other) for one, other in pieces if abs(one[1] - other[1]) < SAME]
    (one, other) = max(level, key=lambda each: abs(each[0][0] - each[1][0]), default=(corners[0], corners[0]))
    if abs(one[0] - other[0]) > width + LANE_GAP:
        middle = (one[0] + other[0]) / 2
        return Box(middle - width / 2, one[1] - 3 - height, middle + width / 2, one[1] - 3)
    one, other = max(pieces, key=lambda each: abs(each[0][1] - each[1][1]))
    middle = (one[1] + other[1]) / 2
    return Box(one[0] + 4, middle - height / 2, one[0] + 4 + width, middle + height / 2)


def without_middles(points: list[Point]) -> list[Point]:
    """The corners of a line of horizontal and vertical pieces, without points on one of them."""
    found: list[Point] = []
    for each in points:
        if found and abs(found[-1][0] - each[0]) < SAME and abs(found[-1][1] - each[1]) < SAME:
            continue
        if len(found) > 1 and any(
            abs(found[-1][axis] - each[axis]) < SAME and abs(found[-2][axis] - each[axis]) < SAME
            for axis in (0, 1)
        ):
            found.pop()
        found.append(each)
    return found


def sign(value: float) -> int:
    return (value > SAME) - (value < -SAME)

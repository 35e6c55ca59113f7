"""What Graphviz has drawn: the parts of its SVG, their sizes, and the column of each node of a drawing in columns."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from docgen.document.diagram_model import Drawing, Edge, Group, Node, slugs
from docgen.document.escape import clean
from docgen.document.geometry import SVG, Box, Point, box_of, box_of_text
from docgen.document.labels import MOST_LINES
from docgen.document.tracks import Net, Shape

AFTER_COMMA = re.compile(r"(?<=[,\]]) ")
SAME_COLUMN = 2.0  # middles that are no farther apart
BADGE_MORE = 4.0  # `svg` draws a ground around a badge's word
BESIDE_ICON = 5.0  # where arrows end
BESIDE_LINE = 2.0  # around a node inside a scope
LINE_HEIGHT = 12.0  # of a label


class CannotLane(Exception):  # noqa: N818 - not an error: Graphviz's own picture is drawn
    """The drawing has no columns or rows, or too many arrows at one place."""


class Parts:
    """The parts by the ids of the drawing's nodes and groups, and by the numbers of its arrows.

    Raises CannotLane where one is missing.
    """

    def __init__(self, raw: bytes, drawing: Drawing) -> None:
        self.drawing = drawing
        text = re.sub(r"<!DOCTYPE.*?>", "", raw.decode(), flags=re.DOTALL)
        self.root = ET.fromstring(text)  # noqa: S314 - Graphviz's own output
        graph = self.root.find(f"{SVG}g")
        if graph is None:
            raise CannotLane
        self.graph = graph
        parts = {part.get("id", ""): part for part in graph}
        node_slugs = slugs(each.id for each in drawing.nodes)
        group_slugs = slugs(each.id for each in drawing.groups)
        try:
            self.nodes = {each.id: parts[f"n-{node_slugs[each.id]}"] for each in drawing.nodes}
            self.groups = {each.id: parts[f"g-{group_slugs[each.id]}"] for each in drawing.groups}
            self.arrows = [parts[f"e-{index}"] for index in range(len(drawing.edges))]
        except KeyError:
            raise CannotLane from None
        self.anchors: dict[str, Point] = {}  # in Graphviz's picture
        self.shapes = {each.id: self.shape_of(each) for each in drawing.nodes}
        self.captions = {each.id: caption_box(self.groups[each.id], each) for each in drawing.groups}

    def shape_of(self, node: Node) -> Shape:
        part = self.nodes[node.id]
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
            body = Box(left - BESIDE_ICON, top, left + width + BESIDE_ICON, top + height)
            if node.frame:
                body = Box(box.left - BESIDE_LINE, box.top, box.right + BESIDE_LINE, box.bottom)
        self.anchors[node.id] = middle
        box = Box(box.left, box.top, box.right, box.bottom + BADGE_MORE * bool(node.badge))
        return Shape(box.moved(-middle[0], -middle[1]), body.moved(-middle[0], -middle[1]))


class ColumnParts(Parts):
    """The parts of a drawing in columns. Raises CannotLane also where a frame is around nothing or over several columns."""

    def __init__(self, raw: bytes, drawing: Drawing, label_width: int = 0) -> None:
        """`label_width`: the most letters of a line of an arrow's label; 0 for the lines that Graphviz has drawn."""
        super().__init__(raw, drawing)
        if any(each.tail_group or each.head_group for each in drawing.edges):
            raise CannotLane
        self.label_width = label_width
        self.column_of = self.find_columns()
        self.count = max(self.column_of.values()) + 1
        self.homes = self.find_homes()
        self.nets = [self.net(index, each) for index, each in enumerate(drawing.edges)]

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

    def find_homes(self) -> dict[str, int]:
        """The column of each frame."""
        found: dict[str, int] = {}
        parents = {each.id: each.parent for each in self.drawing.groups}
        for node in self.drawing.nodes:
            column, around = self.column_of[node.id], node.group
            while around:
                if found.setdefault(around, column) != column:
                    raise CannotLane  # a frame over several columns
                around = parents[around]
        if len(found) < len(parents):
            raise CannotLane  # a frame around nothing
        return found

    def net(self, index: int, edge: Edge) -> Net:
        backward = self.column_of[edge.source] > self.column_of[edge.target]
        first, second = (edge.target, edge.source) if backward else (edge.source, edge.target)
        if self.label_width:
            set_lines(self.arrows[index], narrow_lines(edge.caption, self.label_width))
        texts = list(self.arrows[index].iter(f"{SVG}text"))
        width = max((box_of_text(each).width for each in texts), default=0.0)
        return Net(index, first, second, backward, width, LINE_HEIGHT * len(texts))


def narrow_lines(caption: str, width: int) -> list[str]:
    """A label in lines that break after commas and brackets, and between words only where a part is longer than a line.

    `[7, 8, 9 …] 3306, 3307, 5432` at a width of 18 is `[7, 8, 9 …] 3306,` and `3307, 5432`.
    """
    found: list[str] = []
    for line in clean(caption).split("\n"):
        own = [""]
        for part in AFTER_COMMA.split(line):
            for piece in [part] if len(part) <= width else part.split():
                joined = f"{own[-1]} {piece}".strip()
                if len(joined) <= width:
                    own[-1] = joined
                else:
                    own.append(piece)
        found += filter(None, own)
    return found if len(found) <= MOST_LINES else [*found[: MOST_LINES - 1], "…"]


def set_lines(part: ET.Element, lines: Sequence[str]) -> None:
    """Give the label of an arrow other lines, which look as its first one."""
    for holder in list(part.iter()):
        texts = [each for each in holder if each.tag == f"{SVG}text"]
        if texts:
            for each in texts:
                holder.remove(each)
            for line in lines:
                made = ET.SubElement(holder, f"{SVG}text", texts[0].attrib)
                made.text = line
            return


def caption_box(part: ET.Element, group: Group) -> Box:
    """The texts and the icon of a frame."""
    shown = [each for each in part.iter() if each.tag in {f"{SVG}text", f"{SVG}image"}]
    boxes = [box for each in shown if (box := box_of(each)) is not None]
    if not boxes:
        return Box(0, 0, 0, 0)
    box = Box.union(boxes)
    return Box(box.left, box.top, box.right, box.bottom + BADGE_MORE * bool(group.badge))

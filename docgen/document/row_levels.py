"""The levels of the nodes and frames of a drawing in rows, and of the lanes between the rows, from top to bottom.

A frame begins above what is in its first row and ends below what is in its last one, with space for its caption.
"""

from collections import defaultdict
from collections.abc import Sequence

from docgen.document.geometry import Box
from docgen.document.row_captions import space_above, space_below
from docgen.document.row_nets import Rows

LEAST_CHANNEL = 26.0
INSIDE_FRAME = 10.0
BELOW_CAPTION = 4.0
ABOVE_CAPTION = 5.0
BEFORE_LANES = 7.0
BELOW_LANES = 6.0  # with the head of an arrow


class Levels:
    """`downs`: how far each node goes down from its place in Graphviz's picture. `tops`, `bottoms`: of frames.

    `starts`: where the lanes below each row begin.
    """

    def __init__(self, rows: Rows, channels: Sequence[float]) -> None:
        """`channels`: the heights of the lanes below each row."""
        self.rows = rows
        self.downs: dict[str, float] = {}
        self.tops: dict[str, float] = {}
        self.bottoms: dict[str, float] = {}
        self.starts: list[float] = []
        self.children: defaultdict[str, list[str]] = defaultdict(list)
        self.members: defaultdict[str, list[str]] = defaultdict(list)
        parents = {each.id: each.parent for each in rows.parts.drawing.groups}
        for name in rows.frames:
            self.children[parents[name]].append(name)
        for node in rows.parts.drawing.nodes:
            self.members[node.group].append(node.id)
        for name in rows.empty:
            self.members[parents[name]].append(name)
        self.row_tops = [min(rows.things[each].box.top for each in row) for row in rows.rows]
        here = 0.0
        for number, channel in enumerate(channels):
            here = self.place_row(number, here) + BEFORE_LANES
            self.starts.append(here)
            here += max(channel, LEAST_CHANNEL) + BELOW_LANES

    def place_row(self, row: int, here: float) -> float:
        """Below a level; the level below everything that ends in the row."""
        things, frames = self.rows.things, self.rows.frames
        opening = [name for name, frame in frames.items() if frame.first == row]
        closing = [name for name, frame in frames.items() if frame.last == row]
        top = here - min([self.above(each) for each in opening], default=0)
        for each in self.rows.rows[row]:
            self.downs[each] = top - self.row_tops[row]
        self.tops |= {each: top + self.above(each) for each in opening}
        self.bottoms |= {each: top + self.below(each) for each in closing}
        ends = [things[each].box.bottom + self.downs[each] for each in self.rows.rows[row]]
        return max([*ends, *(self.bottoms[each] for each in closing)])

    def boxes_in(self, frame: str, row: int) -> list[Box]:
        """Of the nodes in a row that are in a frame, and in no frame inside it."""
        members = (self.rows.things[each] for each in self.members[frame])
        return [each.box for each in members if each.first == row]

    def above(self, frame: str) -> float:
        """The top of a frame, with the top of its first row at 0."""
        frames = self.rows.frames
        row = frames[frame].first
        own = [each.top - self.row_tops[row] for each in self.boxes_in(frame, row)]
        inner = [
            self.above(each) - ABOVE_CAPTION for each in self.children[frame] if frames[each].first == row
        ]
        return min(own + inner) - BELOW_CAPTION - self.rows.parts.captions[frame].height - ABOVE_CAPTION

    def below(self, frame: str) -> float:
        """Its bottom, with the top of its last row at 0; lower where its caption has space only there."""
        frames = self.rows.frames
        row = frames[frame].last
        own = [each.bottom - self.row_tops[row] for each in self.boxes_in(frame, row)]
        inner = [self.below(each) for each in self.children[frame] if frames[each].last == row]
        caption = 0.0
        if space_above(self.rows, frame)[0] > 0 >= space_below(self.rows, frame)[0]:
            caption = self.rows.parts.captions[frame].height + BELOW_CAPTION
        return max(own + inner) + INSIDE_FRAME + caption

"""The places of nodes, frames and arrows' ends in a drawing that goes right, from top to bottom of each column.

A column's frames and nodes are as near to what they are connected with as their order allows.
All lengths are in points, downwards; those of a node are seen from its anchor, the middle of its icon.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from docgen.document.column_order import Leaf, Order, Passing, Stack
from docgen.document.tracks import Shape, Track, Tracks, apart

ABOVE_AND_BELOW = 5.0  # of an arrow that passes a column
MARGIN = 12.0  # of a frame around what is in it
BELOW_CAPTION = 6.0
BETWEEN_NODES, BETWEEN_FRAMES, BESIDE_PASSING = 14.0, 22.0, 7.0
ROUNDS = 12
NEAR = 12.0  # an end so near to the other end of its arrow is moved, and the arrow is straight
SAME = 0.01
STEADY = 4.0  # an arrow that passes a column is moved last: how many arrows of a node it counts for


class Block(msgspec.Struct):
    """Something in a column that moves as a whole: a frame, a node, or an arrow that passes."""

    height: float
    anchors: list[tuple[Leaf, float]]  # below its top
    frames: list[tuple[str, float, float]]  # their tops and bottoms, below its top
    passing: bool
    top: float = 0.0


class Rows:
    """The places of everything, from top to bottom."""

    def __init__(
        self,
        order: Order,
        tracks: Tracks,
        shapes: Mapping[str, Shape],
        captions: Mapping[str, float],  # their heights, by frame
        *,
        boldly: bool,
    ) -> None:
        self.order = order
        self.shapes = shapes
        self.captions = captions
        self.boldly = boldly
        self.tracks = tracks
        self.columns = [[self.block(each) for each in column.children] for column in order.columns]
        self.block_of = {
            leaf: (block, below)
            for column in self.columns
            for block in column
            for leaf, below in block.anchors
        }
        self.stack()

    # -- heights ---------------------------------------------------------------

    def extent(self, leaf: Leaf) -> tuple[float, float]:
        """The space that a node or a passing arrow takes above and below its anchor."""
        if isinstance(leaf, Passing):
            return ABOVE_AND_BELOW, ABOVE_AND_BELOW
        box = self.shapes[leaf].box
        both = self.tracks.of(leaf)
        above = max((each.height / 2 - each.offset for each in both), default=0)
        below = max((each.height / 2 + each.offset for each in both), default=0)
        return max(-box.top, above), max(box.bottom, below)

    def block(self, child: Stack | Leaf) -> Block:
        if not isinstance(child, Stack):
            above, below = self.extent(child)
            return Block(above + below, [(child, above)], [], isinstance(child, Passing))
        made = Block(0, [], [], passing=False)
        inside = [self.block(each) for each in child.children]
        top = self.captions.get(child.id, 0) + MARGIN / 2 + BELOW_CAPTION
        for before, each in zip([None, *inside], inside, strict=False):
            top += gap(before, each) if before else 0
            made.anchors += [(leaf, top + below) for leaf, below in each.anchors]
            made.frames += [(name, top + first, top + last) for name, first, last in each.frames]
            top += each.height
        made.height = top + MARGIN
        made.frames.insert(0, (child.id, 0.0, made.height))
        return made

    # -- places ----------------------------------------------------------------

    def stack(self) -> None:
        """First each column in the middle of the picture, then each thing towards what it is connected with."""
        heights = []
        for blocks in self.columns:
            top = 0.0
            for before, each in zip([None, *blocks], blocks, strict=False):
                top += gap(before, each) if before else 0
                each.top = top
                top += each.height
            heights.append(top)
        for blocks, height in zip(self.columns, heights, strict=True):
            for each in blocks:
                each.top += (max(heights) - height) / 2
        wishes: defaultdict[int, list[tuple[Track, Track]]] = defaultdict(list)
        for left, right in self.tracks.links:
            wishes[id(self.block_of[left.leaf][0])].append((left, right))
            wishes[id(self.block_of[right.leaf][0])].append((right, left))
        for number in range(ROUNDS):
            for blocks in self.columns if number % 2 == 0 else reversed(self.columns):
                self.move(blocks, wishes)
        top = min((each.top for blocks in self.columns for each in blocks), default=0)
        for blocks in self.columns:
            for each in blocks:
                each.top = round(each.top - top, 2)
        self.straighten()

    def move(self, blocks: list[Block], wishes: Mapping[int, list[tuple[Track, Track]]]) -> None:
        """Each to the mean of what it is connected with; a passing arrow to the level it comes from."""
        wanted, weights, least = [], [], []
        for before, each in zip([None, *blocks], blocks, strict=False):
            pairs = wishes.get(id(each), [])
            if each.passing:
                pairs = [(own, other) for own, other in pairs if (own.side == "right") == own.net.backward]
            away = [self.level(other) - self.level(own) for own, other in pairs]
            wanted.append(each.top + (math.fsum(away) / len(away) if away else 0))
            weights.append(STEADY if each.passing else max(float(len(away)), 0.01))
            least.append(before.height + gap(before, each) if before else 0.0)
        for each, top in zip(blocks, nearest(wanted, weights, least), strict=True):
            each.top = top

    def level(self, track: Track) -> float:
        return self.anchor(track.leaf) + track.offset

    def anchor(self, leaf: Leaf) -> float:
        block, below = self.block_of[leaf]
        return block.top + below

    def frames(self) -> Iterator[tuple[str, float, float]]:
        """Each frame's top and bottom."""
        for blocks in self.columns:
            for block in blocks:
                for name, top, bottom in block.frames:
                    yield name, block.top + top, block.top + bottom

    def straighten(self) -> None:
        """Move ends of arrows that are almost level, where there is space."""
        for left, right in sorted(self.tracks.links, key=lambda each: self.order.column_of[each[0].leaf]):
            away = self.level(left) - self.level(right)
            if 0 < abs(away) < NEAR and not (
                self.shift_passing(right, away) or self.shift(right, away) or self.shift(left, -away)
            ):
                self.shift_all(right, away)

    def shift_passing(self, track: Track, away: float) -> bool:
        """Move an arrow in a column that it passes, if there is space."""
        if not isinstance(track.leaf, Passing):
            return False
        block = self.block_of[track.leaf][0]
        blocks = self.columns[self.order.column_of[track.leaf]]
        index = next(number for number, each in enumerate(blocks) if each is block)
        top = block.top + away
        if index and top < blocks[index - 1].top + blocks[index - 1].height + gap(blocks[index - 1], block):
            return False
        if index + 1 < len(blocks):
            after = blocks[index + 1]
            if top + block.height + gap(block, after) > after.top:
                return False
        block.top = top
        return True

    def shift(self, track: Track, away: float) -> bool:
        """Move one track beside a node, if it stays apart from the others and in the node's space."""
        if isinstance(track.leaf, Passing):
            return False
        tracks = self.tracks.beside[track.leaf, track.side]
        index = tracks.index(track)
        wanted = track.offset + away
        free = self.is_beside(track, wanted)
        if index:
            free &= wanted - tracks[index - 1].offset >= apart(tracks[index - 1], track)
        if index + 1 < len(tracks):
            free &= tracks[index + 1].offset - wanted >= apart(track, tracks[index + 1])
        if free:
            track.offset = wanted
        return free

    def shift_all(self, track: Track, away: float) -> None:
        """Boldly: move all tracks on one side of a node, if none of them is level with its other end."""
        if not self.boldly:
            return
        tracks = self.tracks.beside[track.leaf, track.side]
        level = {
            id(each)
            for pair in self.tracks.links
            if abs(self.level(pair[0]) - self.level(pair[1])) < SAME
            for each in pair
        }
        if isinstance(track.leaf, str) and all(
            id(each) not in level and self.is_beside(each, each.offset + away) for each in tracks
        ):
            for each in tracks:
                each.offset += away

    def is_beside(self, track: Track, offset: float) -> bool:
        above, below = self.extent(track.leaf)
        return -above + track.height / 2 <= offset <= below - track.height / 2


def gap(above: Block, below: Block) -> float:
    if above.passing or below.passing:
        return 0.0 if above.passing and below.passing else BESIDE_PASSING
    return BETWEEN_FRAMES if above.frames or below.frames else BETWEEN_NODES


def nearest(wanted: Sequence[float], weights: Sequence[float], least: Sequence[float]) -> list[float]:
    """The places nearest to the `wanted` ones (least squares) where each is at least `least` after the one before it.

    The pool-adjacent-violators algorithm (https://doi.org/10.1214/aoms/1177728423), on the places less those distances.
    """
    shifts = [math.fsum(least[: index + 1]) for index in range(len(least))]
    pools: list[tuple[float, float, int]] = []  # the mean, the weight and the number of each
    for place, weight, by in zip(wanted, weights, shifts, strict=True):
        mean, whole, size = place - by, weight, 1
        while pools and pools[-1][0] > mean:
            other, more, count = pools.pop()
            mean = (mean * whole + other * more) / (whole + more)
            whole, size = whole + more, size + count
        pools.append((mean, whole, size))
    means = [mean for mean, _, size in pools for _ in range(size)]
    return [mean + by for mean, by in zip(means, shifts, strict=True)]

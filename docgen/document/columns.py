"""The places of nodes, frames and arrows' ends in a drawing that goes right, from top to bottom of each column.

Each arrow has a track of its own on each side of what it starts from, passes or ends at: `Track`s are as far apart as their
labels are high. A column's frames and nodes are as near to what they are connected with as their order allows.
All lengths are in points, downwards; those of a node are seen from its anchor, the middle of its icon.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

import msgspec

from docgen.document.column_order import Leaf, Order, Passing, Stack
from docgen.document.geometry import Box

Side: TypeAlias = Literal["left", "right"]
PLAIN = 7.0  # the height of a track without a label
BETWEEN_TRACKS, CLOSER = 3.0, 2.0
BESIDE_CORNERS = 4.0
ABOVE_AND_BELOW = 5.0  # of an arrow that passes a column
MARGIN = 12.0  # of a frame around what is in it
BELOW_CAPTION = 6.0
BETWEEN_NODES, BETWEEN_FRAMES, BESIDE_PASSING = 14.0, 22.0, 7.0
ROUNDS = 12
NEAR = 12.0  # an end so near to the other end of its arrow is moved, and the arrow is straight
STEADY = 4.0  # an arrow that passes a column is moved last: how many arrows of a node it counts for


class Shape(msgspec.Struct, frozen=True):
    """A node: its whole box, and the part of it that lines run to, both seen from the anchor."""

    box: Box
    body: Box


class Net(msgspec.Struct, frozen=True):
    """An arrow between two nodes; `first` is in the column on the left, or in the same one."""

    number: int
    first: str
    second: str
    backward: bool = False  # the arrow points at `first`
    label_width: float = 0
    label_height: float = 0

    def height_on(self, side: Side) -> float:
        """Of its track on a node's side: the label is beside the source."""
        return max(PLAIN, self.label_height) if (side == "left") == self.backward else PLAIN


class Track(msgspec.Struct):
    """The end of an arrow beside a node or beside its place in a column that it passes."""

    net: Net
    leaf: Leaf
    side: Side
    height: float = PLAIN
    offset: float = 0.0  # from the anchor
    entry: bool = False  # the second end of an arrow inside one column


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
        nets: Sequence[Net],
        shapes: Mapping[str, Shape],
        captions: Mapping[str, float],  # their heights, by frame
    ) -> None:
        self.order = order
        self.shapes = shapes
        self.captions = captions
        self.tracks: defaultdict[tuple[Leaf, Side], list[Track]] = defaultdict(list)
        self.ends: dict[tuple[int, Leaf, Side, bool], Track] = {}
        self.links: list[tuple[Track, Track]] = []
        self.find_tracks(nets)
        self.columns = [
            [self.block(each) for each in column.children] for column in order.columns
        ]
        self.block_of = {
            leaf: (block, below) for column in self.columns for block in column for leaf, below in block.anchors
        }
        self.stack()

    # -- tracks ----------------------------------------------------------------

    def find_tracks(self, nets: Sequence[Net]) -> None:
        for net in nets:
            way = self.way(net)
            for left, right in zip(way, way[1:], strict=False):
                self.links.append((self.add(net, left, "right"), self.add(net, right, "left")))
            if len(way) == 1:
                self.add(net, net.first, "right")
                self.add(net, net.second, "right", entry=True)
        for (leaf, side), tracks in self.tracks.items():
            tracks.sort(key=lambda each: self.rank(each, side))
            if isinstance(leaf, str):
                body = self.shapes[leaf].body
                spread(tracks, 2 * min(-body.top, body.bottom) - BESIDE_CORNERS)

    def way(self, net: Net) -> list[Leaf]:
        start, end = self.order.column_of[net.first], self.order.column_of[net.second]
        if start == end:
            return [net.first]
        return [net.first, *(Passing(net.number, each) for each in range(start + 1, end)), net.second]

    def add(self, net: Net, leaf: Leaf, side: Side, *, entry: bool = False) -> Track:
        height = PLAIN if entry or isinstance(leaf, Passing) else net.height_on(side)
        made = Track(net, leaf, side, height, entry=entry)
        self.tracks[leaf, side].append(made)
        self.ends[net.number, leaf, side, entry] = made
        return made

    def rank(self, track: Track, side: Side) -> tuple[int, int, int, int]:
        """Of a track beside a node: as what it leads to, from top to bottom, so that arrows of one node do not cross."""
        net, leaf, place = track.net, track.leaf, self.order.place
        if self.order.column_of[net.first] == self.order.column_of[net.second]:
            other = net.second if leaf == net.first and not track.entry else net.first
            if net.first == net.second:
                return (3, net.number, track.entry, 0)
            return (0 if place[other] < place[leaf] else 2, -place[other], net.number, 0)
        way = self.way(net)
        index = way.index(leaf)
        following = way[index + 1 :] if side == "right" else way[index - 1 :: -1] if index else []
        end = net.second if side == "right" else net.first
        return (1, place[following[0]], place[end], net.number)

    # -- heights ---------------------------------------------------------------

    def extent(self, leaf: Leaf) -> tuple[float, float]:
        """The space that a node or a passing arrow takes above and below its anchor."""
        if isinstance(leaf, Passing):
            return ABOVE_AND_BELOW, ABOVE_AND_BELOW
        box = self.shapes[leaf].box
        both = [each for side in ("left", "right") for each in self.tracks.get((leaf, side), ())]  # type: ignore[call-overload] # both sides
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
        for left, right in self.links:
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
        """Move ends of arrows that are almost level, where there is space beside the node."""
        for left, right in self.links:
            away = self.level(left) - self.level(right)
            if 0 < abs(away) < NEAR and not self.shift(right, away):
                self.shift(left, -away)

    def shift(self, track: Track, away: float) -> bool:
        """Move one track beside a node, if it stays apart from the others and in the node's space."""
        if isinstance(track.leaf, Passing):
            return False
        tracks = self.tracks[track.leaf, track.side]
        index = tracks.index(track)
        above, below = self.extent(track.leaf)
        wanted = track.offset + away
        free = -above + track.height / 2 <= wanted <= below - track.height / 2
        if index:
            free &= wanted - tracks[index - 1].offset >= apart(tracks[index - 1], track)
        if index + 1 < len(tracks):
            free &= tracks[index + 1].offset - wanted >= apart(track, tracks[index + 1])
        if free:
            track.offset = wanted
        return free


def apart(one: Track, other: Track) -> float:
    return (one.height + other.height) / 2 + BETWEEN_TRACKS


def spread(tracks: Sequence[Track], space: float) -> None:
    """Beside a node, one below the other, with their middle at its anchor; closer together where that fits into the `space`."""
    for closer in (0.0, CLOSER):
        below = 0.0
        for before, each in zip([None, *tracks], tracks, strict=False):
            below += apart(before, each) - closer if before else 0
            each.offset = below
        if below <= space:
            break
    else:
        below = 0.0
        for before, each in zip([None, *tracks], tracks, strict=False):
            below += apart(before, each) if before else 0
            each.offset = below
    for each in tracks:
        each.offset -= below / 2


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

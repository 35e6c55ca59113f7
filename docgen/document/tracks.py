"""The tracks of arrows beside nodes: each arrow starts, passes and ends on a level of its own.

Lengths are in points, downwards; those of a node are seen from its anchor, the middle of its icon.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Literal, TypeAlias

import msgspec

from docgen.document.column_order import Leaf, Order, Passing
from docgen.document.geometry import Box

Side: TypeAlias = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")
PLAIN = 7.0  # the height of a track without a label
BETWEEN_TRACKS, LEAST_BETWEEN = 3.0, 1.0  # the latter where all tracks are beside the icon then
BESIDE_CORNERS = 4.0


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


class Tracks:
    """All tracks in an order of the columns, from top to bottom on each side of a node.

    `links`: the ends of arrows in the space between two columns. `ends`: by arrow, node, side, and whether it is the second
    end of an arrow inside one column.
    """

    def __init__(self, order: Order, nets: Sequence[Net], shapes: Mapping[str, Shape]) -> None:
        self.order = order
        self.beside: defaultdict[tuple[Leaf, Side], list[Track]] = defaultdict(list)
        self.ends: dict[tuple[int, Leaf, Side, bool], Track] = {}
        self.links: list[tuple[Track, Track]] = []
        for net in nets:
            way = self.way(net)
            for left, right in pairwise(way):
                self.links.append((self.add(net, left, "right"), self.add(net, right, "left")))
            if len(way) == 1:
                self.add(net, net.first, "right")
                self.add(net, net.second, "right", entry=True)
        for (leaf, _), tracks in self.beside.items():
            tracks.sort(key=self.rank)
            if isinstance(leaf, str):
                body = shapes[leaf].body
                spread(tracks, 2 * min(-body.top, body.bottom) - BESIDE_CORNERS)

    def way(self, net: Net) -> list[Leaf]:
        start, end = self.order.column_of[net.first], self.order.column_of[net.second]
        if start == end:
            return [net.first]
        return [net.first, *(Passing(net.number, each) for each in range(start + 1, end)), net.second]

    def add(self, net: Net, leaf: Leaf, side: Side, *, entry: bool = False) -> Track:
        height = PLAIN if entry or isinstance(leaf, Passing) else net.height_on(side)
        made = Track(net, leaf, side, height, entry=entry)
        self.beside[leaf, side].append(made)
        self.ends[net.number, leaf, side, entry] = made
        return made

    def rank(self, track: Track) -> tuple[int, int, int, int]:
        """Of a track beside a node: as what it leads to, from top to bottom, so that arrows of one node do not cross."""
        net, leaf, side, place = track.net, track.leaf, track.side, self.order.place
        if self.order.column_of[net.first] == self.order.column_of[net.second]:
            other = net.second if leaf == net.first and not track.entry else net.first
            if net.first == net.second:
                return (3, net.number, track.entry, 0)
            return (0 if place[other] < place[leaf] else 2, -place[other], net.number, 0)
        way = self.way(net)
        index = way.index(leaf)
        beside, end = (way[index + 1], net.second) if side == "right" else (way[index - 1], net.first)
        return (1, place[beside], place[end], net.number)

    def of(self, leaf: Leaf) -> list[Track]:
        """On both sides of a node, or of a place in a column that an arrow passes."""
        return [track for side in SIDES for track in self.beside.get((leaf, side), ())]


def apart(one: Track, other: Track) -> float:
    """The distance of two levels, one below the other."""
    return (one.height + other.height) / 2 + BETWEEN_TRACKS


def spread(tracks: Sequence[Track], space: float) -> None:
    """Beside a node, one below the other, with their middle at its anchor; closer together where that fits into the `space`."""
    tight = [(one.height + other.height) / 2 + LEAST_BETWEEN for one, other in pairwise(tracks)]
    loose = [apart(one, other) for one, other in pairwise(tracks)]
    steps = tight if math.fsum(tight) <= space < math.fsum(loose) else loose
    below = -math.fsum(steps) / 2
    for each, step in zip(tracks, [0.0, *steps], strict=True):
        below += step
        each.offset = below

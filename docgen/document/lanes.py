"""The lanes of arrows between two columns: each arrow has a vertical line of its own, and few arrows cross.

Channel routing (Hashimoto and Stevens, https://doi.org/10.1145/800158.805069): an arrow comes in on a horizontal track, goes
up or down in its lane, and leaves on another track. Lengths are in points; `x` counts from the left edge of the channel.
"""

from collections.abc import Sequence

import msgspec

LANE_GAP = 8.0  # at least so far are two lanes, and the ends of two lines on one level, apart
TOUCHING = 1000  # how many crossings two lines on one another count for
PASSES = 8
BEFORE_LABEL, AFTER_LABEL = 8.0, 10.0  # between a label and the edge of the channel, or a lane


class Wire(msgspec.Struct, frozen=True):
    """An arrow in one channel: the levels of its tracks on the left and on the right; both on the left for one that turns back."""

    number: int
    left: tuple[float, ...]
    right: tuple[float, ...] = ()
    label_width: float = 0.0  # on its first track on the left
    label_height: float = 0.0
    right_label_width: float = 0.0  # on its track on the right
    right_label_height: float = 0.0

    @property
    def levels(self) -> tuple[float, ...]:
        return (*self.left, *self.right)

    @property
    def top(self) -> float:
        return min(self.levels)

    @property
    def bottom(self) -> float:
        return max(self.levels)

    @property
    def is_straight(self) -> bool:
        return bool(self.right) and self.bottom - self.top < 0.01

    @property
    def label_end(self) -> float:
        return BEFORE_LABEL + self.label_width if self.label_width else 0.0


class Lanes(msgspec.Struct, frozen=True):
    """The lane of each arrow that has one, the width of the channel, and how many pairs of lines lie on one another."""

    x: dict[int, float]
    width: float
    touching: int


def choose_lanes(wires: Sequence[Wire], pitch: float) -> Lanes:
    """`pitch`: from one lane to the next."""
    bent = [each for each in wires if not each.is_straight]
    costs = [[pair_cost(one, other) for other in bent] for one in bent]
    order = best_order(bent, costs)
    touching = sum(
        costs[one][other] >= TOUCHING for place, one in enumerate(order) for other in order[place + 1 :]
    )
    found: dict[int, float] = {}
    placed: list[Wire] = []
    labelled = [each for each in wires if each.label_width]
    for index in order:
        wire = bent[index]
        x = max(wire.label_end + AFTER_LABEL if wire.label_width else 0.0, AFTER_LABEL)
        for each in labelled:
            half = each.label_height / 2 + LANE_GAP / 2
            if wire.top - half < each.left[0] < wire.bottom + half:
                x = max(x, each.label_end + AFTER_LABEL)
        for each in placed:
            if wire.top - LANE_GAP < each.bottom and each.top - LANE_GAP < wire.bottom:
                x = max(x, found[each.number] + pitch)
        found[wire.number] = x
        placed.append(wire)
    last = max(found.values(), default=0.0)
    width = max([last + AFTER_LABEL, *(each.label_end + AFTER_LABEL for each in labelled)])
    for each in wires:
        if each.right_label_width:
            width = max(width, last + AFTER_LABEL + each.right_label_width + BEFORE_LABEL)
    return Lanes(found, width, touching)


def pair_cost(one: Wire, other: Wire) -> int:
    """The crossings of two arrows if the lane of `one` is left of the lane of `other`."""
    crossed = sum(one.top < level < one.bottom for level in other.left)
    crossed += sum(other.top < level < other.bottom for level in one.right)
    touching = sum(abs(left - right) < LANE_GAP for left in other.left for right in one.right)
    return crossed + TOUCHING * touching


def best_order(wires: Sequence[Wire], costs: Sequence[Sequence[int]]) -> list[int]:
    """The lanes from left to right: each goes where it costs least, until nothing gets better."""
    order = sorted(range(len(wires)), key=lambda index: first_guess(wires[index]))
    for _ in range(PASSES):
        changed = False
        for index in list(order):
            place = order.index(index)
            order.pop(place)
            cost = sum(costs[index][other] for other in order)
            found = [cost]
            for other in order:
                cost += costs[other][index] - costs[index][other]
                found.append(cost)
            best = min(range(len(found)), key=lambda each: (found[each], abs(each - place)))
            if found[best] < found[place]:
                place, changed = best, True
            order.insert(place, index)
        if not changed:
            break
    return order


def first_guess(wire: Wire) -> tuple[int, float, int]:
    """Arrows that turn back first; of those that go up the upper ones first, of those that go down the lower ones."""
    if not wire.right:
        return (0, wire.bottom - wire.top, wire.number)
    start, end = wire.left[0], wire.right[0]
    return (1, start if end < start else -start, wire.number)

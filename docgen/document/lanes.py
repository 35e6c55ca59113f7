"""The lanes of arrows between two columns: each arrow has a vertical line of its own, and few arrows cross.

Channel routing (Hashimoto and Stevens, https://doi.org/10.1145/800158.805069): an arrow comes in on a horizontal track, goes
up or down in its lane, and leaves on another track. Lengths are in points; `x` counts from the left edge of the channel.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property

import msgspec

from docgen.document.geometry import Point

LANE_GAP = 8.0  # at least so far are two lanes, and the ends of two lines on one level, apart
TOUCHING = 1000  # how many crossings two lines on one another count for
PASSES = 8
SAME = 0.01
BEND = 2  # how many crossings a small bend, or another lane, counts for
SMALL = 8.0
MOST_TRIES = 200  # of levels
MOST_CHANGES = 12  # of lanes, in one channel
BEFORE_LABEL, AFTER_LABEL = 8.0, 10.0  # between a label and the edge of the channel, or a lane


class Wire(msgspec.Struct, frozen=True, dict=True):
    """An arrow in one channel: the levels of its tracks on the left and on the right; both on the left for one that turns back."""

    number: int
    left: tuple[float, ...]
    right: tuple[float, ...] = ()
    label_width: float = 0.0  # on its first track on the left
    label_height: float = 0.0
    right_label_width: float = 0.0  # on its track on the right
    right_label_height: float = 0.0
    part: int = 0  # 1: what comes after a change of lanes

    @cached_property
    def levels(self) -> tuple[float, ...]:
        return (*self.left, *self.right)

    @cached_property
    def top(self) -> float:
        return min(self.levels)

    @cached_property
    def bottom(self) -> float:
        return max(self.levels)

    @property
    def is_straight(self) -> bool:
        return bool(self.right) and self.bottom - self.top < SAME

    @property
    def label_end(self) -> float:
        return BEFORE_LABEL + self.label_width if self.label_width else 0.0


class Lanes(msgspec.Struct, frozen=True):
    """The places of the arrows in a channel.

    `x`: of the lane of each arrow that has one; two for one that changes its lane, on the level in `changes`. `touching`:
    the arrows that lie on others all the same.
    """

    x: dict[int, tuple[float, ...]]
    changes: dict[int, float]
    width: float
    cost: int  # the arrows that cross, and the bends that could be spared
    touching: tuple[int, ...] = ()

    def corners(self, number: int, levels: tuple[float, float], start: float, stop: float) -> list[Point]:
        """Of an arrow from the first of its `levels`, at `start`, to the other one, at `stop`."""
        first, last = levels
        changed = self.changes.get(number, last)
        found = [(start, first)]
        for x, before, after in zip(self.x.get(number, ()), (first, changed), (changed, last), strict=False):
            found += [(start + x, before), (start + x, after)]
        return [*found, (stop, last)]


def choose_lanes(wires: Sequence[Wire], pitch: float) -> Lanes:
    """`pitch`: from one lane to the next."""
    bent = [each for each in wires if not each.is_straight]
    changes: dict[int, float] = {}
    while True:
        costs = [[pair_cost(one, other) for other in bent] for one in bent]
        sequence = best_order(bent, costs)
        order = [bent[index] for index in sequence]
        pairs = [(one, other) for place, one in enumerate(sequence) for other in sequence[place + 1 :]]
        touching = find_touching(
            [(bent[one], bent[other]) for one, other in pairs if costs[one][other] >= TOUCHING]
        )
        free = [each for each in touching if each.right and each.number not in changes]
        levels = [(each, free_level(each, wires, changes.values())) for each in free]
        possible = [(wire, level) for wire, level in levels if level is not None]
        if not possible or len(changes) == MOST_CHANGES:
            break
        wire, level = min(possible, key=lambda each: detour(*each))
        changes[wire.number] = level
        bent.remove(wire)
        bent += change_lane(wire, level)
    found = places(order, wires, pitch)
    last = max((max(each) for each in found.values()), default=0.0)
    width = max([last + AFTER_LABEL, *(each.label_end + AFTER_LABEL for each in wires if each.label_width)])
    for each in wires:
        if each.right_label_width:
            width = max(width, last + AFTER_LABEL + each.right_label_width + BEFORE_LABEL)
    cost = sum(costs[one][other] for one, other in pairs)
    cost += sum(each.top < other.top < each.bottom for other in wires if other.is_straight for each in bent)
    cost += BEND * sum(each.bottom - each.top < SMALL for each in bent) + BEND * len(changes)
    return Lanes(found, changes, width, cost, tuple(each.number for each in touching))


def places(order: Sequence[Wire], wires: Sequence[Wire], pitch: float) -> dict[int, tuple[float, ...]]:
    """The lanes as far left as labels and the lanes before them allow: two lines without a common level may have one lane."""
    found: dict[int, tuple[float, ...]] = {}
    placed: list[tuple[Wire, float]] = []
    labelled = [each for each in wires if each.label_width]
    for wire in order:
        x = AFTER_LABEL
        for each in labelled:
            half = each.label_height / 2 + LANE_GAP / 2
            if wire.top - half < each.left[0] < wire.bottom + half:
                x = max(x, each.label_end + AFTER_LABEL)
        for each, lane in placed:
            if wire.top - LANE_GAP < each.bottom and each.top - LANE_GAP < wire.bottom:
                x = max(x, lane + pitch)
        found[wire.number] = (*found.get(wire.number, ()), x)
        placed.append((wire, x))
    return found


def find_touching(pairs: Sequence[tuple[Wire, Wire]]) -> list[Wire]:
    """The arrows of pairs whose tracks lie on one another: the one on the left is of an arrow with a lane right of the other's."""
    return list({each.number: each for pair in pairs for each in pair}.values())


def change_lane(wire: Wire, level: float) -> tuple[Wire, Wire]:
    """Two arrows for one that changes its lane: one to the `level`, one from there."""
    first = msgspec.structs.replace(wire, right=(level,), right_label_width=0.0)
    second = msgspec.structs.replace(wire, left=(level,), label_width=0.0, part=1)
    return first, second


def free_level(wire: Wire, wires: Sequence[Wire], taken: Iterable[float]) -> float | None:
    """A level near the middle of an arrow that is away from all tracks and labels; None without one."""
    used = [
        (level, max(each.label_height, each.right_label_height) / 2)
        for each in wires
        for level in each.levels
    ]
    used += [(level, 0.0) for level in taken]
    middle = (wire.top + wire.bottom) / 2
    for number in range(MOST_TRIES):
        level = middle + (number // 2) * LANE_GAP / 4 * (1 if number % 2 else -1)
        if all(abs(level - other) >= LANE_GAP + half for other, half in used):
            return level
    return None


def detour(wire: Wire, level: float) -> float:
    """How far an arrow goes beyond its own levels to change its lane."""
    return max(0.0, wire.top - level, level - wire.bottom)


def pair_cost(one: Wire, other: Wire) -> int:
    """The crossings of two arrows if the lane of `one` is left of the lane of `other`."""
    if one.number == other.number:
        return TOUCHING if one.part > other.part else 0
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

"""The lanes of arrows between two columns: each arrow has a vertical line of its own, and few arrows cross.

Channel routing (Hashimoto and Stevens, https://doi.org/10.1145/800158.805069): an arrow comes in on a horizontal track, goes
up or down in its lane, and leaves on another track. Lengths are in points; `x` counts from the left edge of the channel.
"""

from collections.abc import Iterable, Sequence

import msgspec

from docgen.document.geometry import Point

LANE_GAP = 8.0  # at least so far are two lanes, and the ends of two lines on one level, apart
TOUCHING = 1000  # how many crossings two lines on one another count for
PASSES = 8
MOST_TRIES = 200
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
    part: int = 0  # 1: what comes after a change of lanes

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
    """The places of the arrows in a channel.

    `x`: of the lane of each arrow that has one; two for one that changes its lane, on the level in `changes`. `touching`:
    the arrows that lie on others all the same.
    """

    x: dict[int, tuple[float, ...]]
    changes: dict[int, float]
    width: float
    touching: tuple[int, ...] = ()

    def corners(self, number: int, levels: tuple[float, float], start: float, stop: float) -> list[Point]:
        """Of an arrow from `start` to `stop`, where its first and last levels are `levels`."""
        first, last = levels
        found = [(start, first)]
        for index, x in enumerate(self.x.get(number, ())):
            if index:
                found.append((start + x, self.changes[number]))
            level = self.changes[number] if index == 0 and number in self.changes else last
            found += [] if index else [(start + x, first)]
            found.append((start + x, level))
        return [*found, (stop, last)]


def choose_lanes(wires: Sequence[Wire], pitch: float) -> Lanes:
    """`pitch`: from one lane to the next."""
    bent = [each for each in wires if not each.is_straight]
    changes: dict[int, float] = {}
    while True:
        costs = [[pair_cost(one, other) for other in bent] for one in bent]
        order = [bent[index] for index in best_order(bent, costs)]
        touching = find_touching(order)
        changed = next((each for each in touching if each.number not in changes), None)
        level = free_level(changed, wires, changes.values()) if changed is not None else None
        if changed is None or level is None:
            break
        changes[changed.number] = level
        bent.remove(changed)
        bent += change_lane(changed, level)
    found = places(order, wires, pitch)
    last = max((max(each) for each in found.values()), default=0.0)
    width = max([last + AFTER_LABEL, *(each.label_end + AFTER_LABEL for each in wires if each.label_width)])
    for each in wires:
        if each.right_label_width:
            width = max(width, last + AFTER_LABEL + each.right_label_width + BEFORE_LABEL)
    return Lanes(found, changes, width, tuple(each.number for each in touching))


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


def find_touching(order: Sequence[Wire]) -> list[Wire]:
    """The arrows whose tracks on the right lie on tracks of arrows with lanes right of theirs."""
    return [
        one
        for place, one in enumerate(order)
        if any(pair_cost(one, other) >= TOUCHING for other in order[place + 1 :])
    ]


def change_lane(wire: Wire, level: float) -> tuple[Wire, Wire]:
    """Two arrows for one that changes its lane: one to the `level`, one from there."""
    first = msgspec.structs.replace(wire, right=(level,), right_label_width=0.0)
    second = msgspec.structs.replace(wire, left=(level,), label_width=0.0, part=1)
    return first, second


def free_level(wire: Wire, wires: Sequence[Wire], taken: Iterable[float]) -> float | None:
    """A level near the middle of an arrow that is away from all tracks and labels; None without one."""
    used = [(level, max(each.label_height, each.right_label_height) / 2) for each in wires for level in each.levels]
    used += [(level, 0.0) for level in taken]
    middle = (wire.top + wire.bottom) / 2
    for number in range(MOST_TRIES):
        level = middle + (number // 2) * LANE_GAP / 4 * (1 if number % 2 else -1)
        if all(abs(level - other) >= LANE_GAP + half for other, half in used):
            return level
    return None


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

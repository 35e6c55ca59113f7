"""The places of arrows in a drawing in rows, from left to right: as straight as the others at the same side or gap allow."""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence

from docgen.document.columns import nearest
from docgen.document.graphviz_parts import CannotLane
from docgen.document.lanes import Wire, pair_cost
from docgen.document.row_nets import Rows, Site, Stop

AT_THINGS, APART, LEAST_APART = 18.0, 10.0, 4.5  # of arrows at one side of a node or frame, and in one gap
ROUNDS, PASSES = 10, 6
NEAR = 14.0  # an end so near to the next one of its arrow is moved, and the arrow is straight
SAME, TINY = 0.01, 0.5
LEAN = 0.15  # of a side: how far from its middle a line ends that comes from beside it


def place_stops(rows: Rows) -> None:
    """Choose all places. Raises CannotLane where a node has too many arrows."""
    make_space(rows)
    neighbours = find_neighbours(rows)
    sites = rows.all_sites()
    for each in sites:
        each.stops.sort(key=lambda stop: (wanted(stop, neighbours), stop.net))
        fit(each, [stop.x for stop in each.stops])
    for number in range(ROUNDS):
        for each in sites if number % 2 == 0 else reversed(sites):
            wishes = {id(stop): wanted(stop, neighbours) for stop in each.stops}
            each.stops.sort(key=lambda stop: (wishes[id(stop)], stop.net))
            fit(each, [wishes[id(stop)] for stop in each.stops])
    for _ in range(PASSES):
        if not sum([uncross(each, neighbours) for each in sites]):
            break
    for number in range(ROUNDS):
        for each in sites if number % 2 == 0 else reversed(sites):
            fit(each, [wanted(stop, neighbours) for stop in each.stops])
    straighten(rows)


def make_space(rows: Rows) -> None:
    """Widen the gaps that are too narrow for the arrows in them."""
    for row in rows.gaps:
        for gap in row:
            more = APART * (len(gap.stops) - 1) - (gap.gap[1] - gap.gap[0])
            if more > 0:
                rows.widen((gap.gap[0] + gap.gap[1]) / 2, more)


def find_neighbours(rows: Rows) -> dict[int, list[Stop]]:
    """The stops before and after each one on its arrow."""
    found: defaultdict[int, list[Stop]] = defaultdict(list)
    for net in rows.nets:
        for one, other in zip(net.way, net.way[1:], strict=False):
            found[id(one)].append(other)
            found[id(other)].append(one)
    return found


def wanted(stop: Stop, neighbours: dict[int, list[Stop]]) -> float:
    """Where its line is straight; near the middle of a node where it cannot be."""
    others = neighbours[id(stop)]
    place = math.fsum(each.x for each in others) / len(others) if others else stop.x
    thing, (low, high) = stop.site.thing, stop.site.extent
    if thing is None or low <= place <= high:
        return place
    if thing.is_frame or any(each.site.extent[0] <= high and low <= each.site.extent[1] for each in others):
        return min(max(place, low), high)
    lean = LEAN * (high - low)
    return thing.middle + (lean if place > high else -lean) * (1 - 1 / (1 + abs(place - thing.middle)))


def uncross(site: Site, neighbours: dict[int, list[Stop]]) -> bool:
    """Let two arrows beside one another change their places where they cross less often then; whether any did."""
    changed = False
    for index in range(len(site.stops) - 1):
        one, other = site.stops[index : index + 2]
        before = crossings(one, other, neighbours)
        one.x, other.x = other.x, one.x
        if crossings(one, other, neighbours) < before:
            site.stops[index : index + 2] = [other, one]
            changed = True
        else:
            one.x, other.x = other.x, one.x
    return changed


def crossings(one: Stop, other: Stop, neighbours: dict[int, list[Stop]]) -> int:
    """Of two arrows, above and below the row of these stops."""
    found = 0
    for first in neighbours[id(one)]:
        for second in neighbours[id(other)]:
            wires = (wire(one, first), wire(other, second))
            if is_below(one, first) == is_below(other, second):
                found += min(pair_cost(*wires), pair_cost(*reversed(wires)))
    return found


def wire(stop: Stop, next_one: Stop) -> Wire:
    if stop.site.row == next_one.site.row:
        return Wire(stop.net, (stop.x, next_one.x))
    upper, lower = sorted((stop, next_one), key=lambda each: each.site.row)
    return Wire(stop.net, (upper.x,), (lower.x,))


def is_below(stop: Stop, next_one: Stop) -> bool:
    """Whether the line between them is below the row of the first."""
    return next_one.site.row >= stop.site.row


def fit(site: Site, places: Sequence[float]) -> None:
    """The stops as near to the `places`, which ascend, as the others and the ends of the side allow."""
    low, high = site.extent
    last = len(places) - 1
    step = min(site_step(site), (high - low) / max(last, 1))
    if step < LEAST_APART and last:
        raise CannotLane
    found = nearest(places, [1.0] * len(places), [0.0, *[step] * last])
    for index, (stop, place) in enumerate(zip(site.stops, found, strict=True)):
        stop.x = round(min(max(place, low + index * step), high - (last - index) * step), 2)


def site_step(site: Site) -> float:
    """How far apart arrows are where there is space: a label fits beside a line at a thing."""
    return APART if site.thing is None else AT_THINGS


def straighten(rows: Rows) -> None:
    """Move ends of arrows that are almost above one another, where there is space."""
    neighbours = find_neighbours(rows)

    def straight(stop: Stop) -> bool:
        return any(abs(each.x - stop.x) < SAME for each in neighbours[id(stop)])

    for net in rows.nets:
        if net.turns_back:
            continue
        straighten_runs(net.way)
        for one, other in zip(net.way, net.way[1:], strict=False):
            away = one.x - other.x
            if abs(away) < TINY:
                other.x = one.x
            elif abs(away) < NEAR:
                for stop, by in ((other, away), (one, -away)):
                    if shift(stop, stop.x + by) or shift_all(stop.site, by, straight):
                        break


def straighten_runs(way: Sequence[Stop]) -> None:
    """Put stops that can be above one another there, as many as possible in each run: the fewest bends."""
    start = 0
    while start < len(way):
        low, high = free_extent(way[start])
        end = start + 1
        while end < len(way):
            more = free_extent(way[end])
            if max(low, more[0]) > min(high, more[1]):
                break
            low, high = max(low, more[0]), min(high, more[1])
            end += 1
        wish = way[end - 1].x if end == len(way) and start else way[max(start - 1, 0)].x
        for each in way[start:end]:
            each.x = min(max(wish, low), high)
        start = end


def free_extent(stop: Stop) -> tuple[float, float]:
    """Where a stop can be while the others at its side stay where they are."""
    low, high = stop.site.extent
    index = stop.site.stops.index(stop)
    before, after = stop.site.stops[:index][-1:], stop.site.stops[index + 1 :][:1]
    low = max([low, *(each.x + min(APART, stop.x - each.x) for each in before)])
    return low, min([high, *(each.x - min(APART, each.x - stop.x) for each in after)])


def shift(stop: Stop, place: float) -> bool:
    """Move a stop if it stays at its side and apart from the others there."""
    low, high = free_extent(stop)
    if not low <= place <= high:
        return False
    stop.x = place
    return True


def shift_all(site: Site, by: float, straight: Callable[[Stop], bool]) -> bool:
    """Move all stops at a side, if no arrow there is straight and all stay at the side."""
    low, high = site.extent
    if any(straight(each) or not low <= each.x + by <= high for each in site.stops):
        return False
    for each in site.stops:
        each.x += by
    return True

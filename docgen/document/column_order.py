"""The order of what is in the columns of a drawing that goes right: few arrows cross, and frames stay together.

The way of Sugiyama, Tagawa and Toda (https://doi.org/10.1109/TSMC.1981.4308636): an arrow over several columns has a
place in each column between, things move to the middle of what they are connected with, and then neighbours change
places where that saves crossings.
"""

import math
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple, TypeAlias

SWEEPS = 8
PASSES = 6  # of changes between neighbours
FRAMES_KEPT = 8.0  # two frames change places only if that saves more crossings
AROUND = 0.5  # as bad as half a crossing: a thing between two others of its column that are connected


class Passing(NamedTuple):
    """The place of an arrow in a column that it passes."""

    number: int  # of the arrow
    column: int


Leaf: TypeAlias = str | Passing  # a node by its id, or a place of an arrow


class Stack:
    """What is in a column, or in a frame, from top to bottom. `id`: of the frame, empty for a column."""

    def __init__(self, name: str = "") -> None:
        self.id = name
        self.children: list[Stack | Leaf] = []

    def leaves(self) -> Iterator[Leaf]:
        for each in self.children:
            if isinstance(each, Stack):
                yield from each.leaves()
            else:
                yield each

    def stacks(self) -> Iterator["Stack"]:
        """Itself and all inside it."""
        yield self
        for each in self.children:
            if isinstance(each, Stack):
                yield from each.stacks()


class Order:
    """The order of all columns while it gets better.

    `ways`: for each arrow between columns its leaves, one in each column that it touches, from left to right.
    `loops`: the ends of arrows inside one column. `frames`: their ids in the order of the drawing.
    """

    def __init__(
        self,
        columns: Sequence[Stack],
        ways: Iterable[Sequence[Leaf]],
        loops: Iterable[tuple[str, str]],
        frames: Iterable[str],
    ) -> None:
        self.columns = columns
        self.given = {each: number for number, each in enumerate(frames)}
        self.place: dict[Leaf, int] = {}
        self.column_of: dict[Leaf, int] = {}
        for number, column in enumerate(columns):
            self.column_of |= dict.fromkeys(column.leaves(), number)
            self.count(number)
        self.sizes = [sum(1 for _ in column.leaves()) for column in columns]
        self.before: defaultdict[Leaf, list[Leaf]] = defaultdict(list)
        self.after: defaultdict[Leaf, list[Leaf]] = defaultdict(list)
        self.between: list[list[tuple[Leaf, Leaf]]] = [[] for _ in columns]  # by the column on the left
        self.loops: list[list[tuple[Leaf, Leaf]]] = [[] for _ in columns]
        for way in ways:
            for left, right in pairwise(way):
                self.before[right].append(left)
                self.after[left].append(right)
                self.between[self.column_of[left]].append((left, right))
        for one, other in loops:
            self.loops[self.column_of[one]].append((one, other))

    def upset(self, column: int) -> float:
        """The pairs of frames in another order than the given one, in which readers know them from other pictures."""
        given = [self.given[each.id] for each in self.columns[column].children if isinstance(each, Stack)]
        return FRAMES_KEPT * sum(one > other for one, other in combinations(given, 2))

    def improve(self) -> None:
        """Change the columns in place; the order with the least cost stays, and the first of equal ones."""
        best, least = self.snapshot(), self.cost()
        numbers = range(len(self.columns))
        for sweep in range(SWEEPS):
            for number in numbers if sweep % 2 == 0 else reversed(numbers):
                self.sort_by_middle(number, self.before if sweep % 2 == 0 else self.after)
            if (cost := self.cost()) < least:
                best, least = self.snapshot(), cost
        self.restore(best)
        for _ in range(PASSES):
            if not sum([self.change_neighbours(number) for number in numbers]):
                break

    def cost(self) -> float:
        numbers = range(len(self.columns))
        return math.fsum(self.crossings(each) + self.detours(each) + self.upset(each) for each in numbers)

    def crossings(self, column: int) -> int:
        """How often arrows cross between a column and the next one."""
        if not 0 <= column < len(self.columns):
            return 0
        ends = sorted((self.place[left], self.place[right]) for left, right in self.between[column])
        found, seen = 0, list[int]()
        for _, right in ends:
            found += len(seen) - bisect_right(seen, right)
            insort(seen, right)
        return found

    def detours(self, column: int) -> float:
        apart = [abs(self.place[one] - self.place[other]) - 1 for one, other in self.loops[column]]
        return AROUND * sum(each for each in apart if each > 0)

    def count(self, column: int) -> None:
        self.place |= {leaf: place for place, leaf in enumerate(self.columns[column].leaves())}

    def sort_by_middle(self, column: int, neighbours: dict[Leaf, list[Leaf]]) -> None:
        for stack in self.columns[column].stacks():
            middles = [self.middle(each, neighbours) for each in stack.children]
            order = sorted(range(len(middles)), key=middles.__getitem__)
            stack.children = [stack.children[index] for index in order]
        self.count(column)

    def middle(self, child: Stack | Leaf, neighbours: dict[Leaf, list[Leaf]]) -> float:
        """Where its neighbours are, as a part of the height of their columns; its own place where it has none."""
        leaves = list(child.leaves()) if isinstance(child, Stack) else [child]
        found = [self.height(other) for leaf in leaves for other in neighbours.get(leaf, ())]
        found = found or [self.height(leaf) for leaf in leaves]
        return math.fsum(found) / len(found) if found else 0.5

    def height(self, leaf: Leaf) -> float:
        return (self.place[leaf] + 0.5) / self.sizes[self.column_of[leaf]]

    def change_neighbours(self, column: int) -> bool:
        """Change the places of two neighbours wherever that saves cost; whether it did."""
        changed = False
        for stack in self.columns[column].stacks():
            children = stack.children
            for index in range(len(children) - 1):
                before = self.local_cost(column)
                self.swap(children, index, column)
                if self.local_cost(column) < before:
                    changed = True
                else:
                    self.swap(children, index, column)
        return changed

    def local_cost(self, column: int) -> float:
        return self.crossings(column - 1) + self.crossings(column) + self.detours(column) + self.upset(column)

    def swap(self, children: list[Stack | Leaf], index: int, column: int) -> None:
        children[index], children[index + 1] = children[index + 1], children[index]
        self.count(column)

    def snapshot(self) -> list[tuple[Stack, list[Stack | Leaf]]]:
        return [(stack, list(stack.children)) for column in self.columns for stack in column.stacks()]

    def restore(self, saved: list[tuple[Stack, list[Stack | Leaf]]]) -> None:
        for stack, children in saved:
            stack.children = children
        for number in range(len(self.columns)):
            self.count(number)

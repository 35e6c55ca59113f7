"""Sets of addresses and of ports, as intervals.

Addresses of both families live in one set, IPv6 above IPv4. CIDR blocks are sets, not text: 0.0.0.0/1 and
128.0.0.0/1 together are all of IPv4.
"""

import ipaddress
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from docgen.aws.model.base import IpNetwork

Interval = tuple[int, int]  # both ends included
GAP = 1 << 33  # a hole between the families keeps their intervals from merging


class IntervalSet:
    """Sorted, disjoint, non-adjacent intervals of whole numbers."""

    def __init__(self, intervals: Iterable[Interval] = ()) -> None:
        self.intervals: tuple[Interval, ...] = tuple(normalised(intervals))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.intervals!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IntervalSet) and self.intervals == other.intervals

    def __hash__(self) -> int:
        return self.digest

    @cached_property
    def digest(self) -> int:
        return hash(self.intervals)

    def __bool__(self) -> bool:
        return bool(self.intervals)

    def __contains__(self, number: int) -> bool:
        for first, last in self.intervals:
            if first <= number:
                if number <= last:
                    return True
            else:
                return False
        return False

    @cached_property
    def size(self) -> int:
        return sum(last - first + 1 for first, last in self.intervals)

    def union(self, *others: "IntervalSet") -> "IntervalSet":
        return IntervalSet([*self.intervals, *(each for other in others for each in other.intervals)])

    def intersection(self, other: "IntervalSet") -> "IntervalSet":
        found = IntervalSet()
        found.intervals = tuple(common(self.intervals, other.intervals))  # in order already
        return found

    def meets(self, other: "IntervalSet") -> bool:
        """Whether the two have a number in common."""
        one, two = self.intervals, other.intervals
        if not one or not two or one[-1][1] < two[0][0] or two[-1][1] < one[0][0]:
            return False
        i = j = 0
        while i < len(one) and j < len(two):
            if one[i][1] < two[j][0]:
                i += 1
            elif two[j][1] < one[i][0]:
                j += 1
            else:
                return True
        return False

    def difference(self, other: "IntervalSet") -> "IntervalSet":
        return IntervalSet(without(self.intervals, other.intervals))

    def is_within(self, other: "IntervalSet") -> bool:
        return not self.difference(other)


def normalised(intervals: Iterable[Interval]) -> Iterator[Interval]:
    current: Interval | None = None
    for first, last in sorted(intervals):
        if current is None:
            current = (first, last)
        elif first <= current[1] + 1:
            current = (current[0], max(current[1], last))
        else:
            yield current
            current = (first, last)
    if current is not None:
        yield current


def common(one: tuple[Interval, ...], other: tuple[Interval, ...]) -> Iterator[Interval]:
    i = j = 0
    while i < len(one) and j < len(other):
        first, last = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if first <= last:
            yield first, last
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1


def without(one: tuple[Interval, ...], other: tuple[Interval, ...]) -> Iterator[Interval]:
    j = 0
    for first, last in one:
        start = first
        while j < len(other) and other[j][1] < start:
            j += 1
        k = j
        while k < len(other) and other[k][0] <= last:
            if other[k][0] > start:
                yield start, other[k][0] - 1
            start = max(start, other[k][1] + 1)
            k += 1
        if start <= last:
            yield start, last


@lru_cache(maxsize=8192)
def addresses(*networks: IpNetwork) -> IntervalSet:
    """The addresses of CIDR blocks."""
    return IntervalSet(map(interval, networks))


def interval(network: IpNetwork) -> Interval:
    base = 0 if network.version == 4 else GAP  # noqa: PLR2004 - the IP version
    return base + int(network.network_address), base + int(network.broadcast_address)


def blocks(found: IntervalSet) -> list[IpNetwork]:
    """The fewest CIDR blocks that make up a set."""
    result: list[IpNetwork] = []
    for first, last in found.intervals:
        if last < GAP:
            result += ipaddress.summarize_address_range(
                ipaddress.IPv4Address(first), ipaddress.IPv4Address(last)
            )
        else:
            low, high = ipaddress.IPv6Address(first - GAP), ipaddress.IPv6Address(last - GAP)
            result += ipaddress.summarize_address_range(low, high)
    return result


ALL_V4 = addresses(ipaddress.IPv4Network("0.0.0.0/0"))
ALL_V6 = addresses(ipaddress.IPv6Network("::/0"))
EVERYTHING = ALL_V4.union(ALL_V6)

# https://www.iana.org/assignments/iana-ipv4-special-registry and …-ipv6-special-registry: never a source or
# destination on the public internet.
NOT_PUBLIC = addresses(
    *map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/128",
            "::1/128",
            "fc00::/7",
            "fe80::/10",
            "ff00::/8",
        ),
    )
)
INTERNET = EVERYTHING.difference(NOT_PUBLIC)
INTERNET_V4 = ALL_V4.difference(NOT_PUBLIC)
INTERNET_V6 = ALL_V6.difference(NOT_PUBLIC)


def is_whole_internet(found: IntervalSet) -> bool:
    """Whether every public address of at least one family is in the set."""
    return INTERNET_V4.is_within(found) or INTERNET_V6.is_within(found)

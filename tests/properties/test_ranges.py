"""Interval sets against sets of single numbers."""

import ipaddress

from hypothesis import given
from hypothesis import strategies as st

from docgen.analysis.ranges import GAP, Interval, IntervalSet, addresses, blocks
from tests.properties.profile import bounded

INTERVALS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 8)).map(lambda each: (each[0], each[0] + each[1])),
    max_size=8,
)
NETWORKS = st.lists(
    st.tuples(st.integers(0, 255), st.integers(24, 32)).map(
        lambda each: ipaddress.ip_network((f"10.0.0.{each[0]}", each[1]), strict=False)
    ),
    max_size=6,
)


def numbers(intervals: list[Interval] | tuple[Interval, ...]) -> set[int]:
    return {number for first, last in intervals for number in range(first, last + 1)}


def check_form(found: IntervalSet) -> None:
    """Sorted, disjoint, not adjacent."""
    ends = [end for interval in found.intervals for end in interval]
    assert ends == sorted(ends)
    assert all(
        one[1] + 1 < other[0] for one, other in zip(found.intervals, found.intervals[1:], strict=False)
    )


@bounded
@given(INTERVALS, INTERVALS)
def test_sets_of_numbers_agree(one: list[Interval], other: list[Interval]) -> None:
    left, right = IntervalSet(one), IntervalSet(other)
    plain, second = numbers(one), numbers(other)

    for found, wanted in (
        (left, plain),
        (left.union(right), plain | second),
        (left.intersection(right), plain & second),
        (left.difference(right), plain - second),
    ):
        check_form(found)
        assert numbers(found.intervals) == wanted
        assert found.size == len(wanted)
        assert bool(found) == bool(wanted)
    assert left.is_within(right) == (plain <= second)
    assert (left == right) == (plain == second)
    assert [number in left for number in range(45)] == [number in plain for number in range(45)]


@bounded
@given(NETWORKS)
def test_blocks_make_up_the_set_again(networks: list[ipaddress.IPv4Network]) -> None:
    found = addresses(*networks)
    fewest = blocks(found)

    assert addresses(*fewest) == found
    assert fewest == list(ipaddress.collapse_addresses(networks))


def test_families_do_not_touch() -> None:
    last, first = ipaddress.ip_network("255.255.255.255/32"), ipaddress.ip_network("::/128")

    assert len(addresses(last, first).intervals) == 2
    assert addresses(first).intervals == ((GAP, GAP),)
    assert blocks(addresses(last, first)) == [last, first]

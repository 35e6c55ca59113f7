"""A small chart: lines with gaps, names that do not cover one another, the same bytes for the same numbers."""

import doctest
import itertools
import re

import pytest

from docgen.document import chart
from docgen.document.chart import Chart, Column, Series, apart, draw_chart, nice_top
from docgen.document.palette import colours

COLUMNS = tuple(
    Column(f"2026-11-{day:02}", f"commit {day}", f"https://example.com/{day}") for day in range(1, 5)
)


def drawn(*series: Series, columns: tuple[Column, ...] = COLUMNS) -> str:
    return draw_chart(Chart("c", "Exposures", "Words.", columns, series))


def test_the_examples_hold() -> None:
    assert doctest.testmod(chart).failed == 0


def test_what_is_not_known_is_a_gap_and_no_zero() -> None:
    found = drawn(Series("one", (3, None, 1, 1)), Series("two", (None, None, 0, 2)))

    assert found.count("<circle") == 5
    assert [len(each.split()) for each in re.findall(r'points="([^"]*)"', found)] == [2, 2]
    assert found.count(">?<") == 1  # nothing at all is known of the second


def test_a_line_of_which_nothing_is_known_says_so() -> None:
    assert ">one ?<" in drawn(Series("one", (None, None, None, None)))


@pytest.mark.parametrize(
    ("most", "top"), [(0, 2), (1, 2), (3, 4), (20, 20), (21, 40), (43, 60), (1234, 1400)]
)
def test_the_axis_ends_at_a_round_number(most: int, top: int) -> None:
    assert nice_top(most) == top


@pytest.mark.parametrize("wanted", [[50.0] * 6, [0.0, 1.0, 2.0], [140.0, 150.0, 160.0], []])
def test_names_do_not_cover_one_another(wanted: list[float]) -> None:
    places = apart(wanted, 38.0, 158.0)

    assert all(38.0 <= each <= 158.0 for each in places)
    assert all(after - before >= chart.LINE for before, after in itertools.pairwise(places))


def test_every_line_has_its_colour_and_dashes_and_all_are_of_the_palette() -> None:
    many = [Series(f"name{number}", (number, 1, 2, number)) for number in range(chart.MOST_SERIES + 2)]
    found = drawn(*many)

    assert found.count("<polyline") == chart.MOST_SERIES
    assert set(re.findall(r"#[0-9a-f]{6}", found)) <= colours()
    assert len(set(chart.DASHES)) == len(set(chart.COLOURS)) == chart.MOST_SERIES


def test_names_are_text_and_links_lead_out_only() -> None:
    columns = (Column("<b>", "</svg><script>", "javascript:alert(1)"), COLUMNS[0])
    found = drawn(Series("<i>\x00\n", (1, 2)), columns=columns)

    assert not re.search(r"<script|<i>|<b>|javascript|\x00", found)
    assert found.count("<a ") == 1
    assert found == drawn(Series("<i>\x00\n", (1, 2)), columns=columns)


def test_one_column_and_none() -> None:
    assert drawn(Series("one", (1,)), columns=COLUMNS[:1]).count("<circle") == 1
    assert "<circle" not in drawn(columns=())

"""No text of a repository is a formula in a spreadsheet, or more than one cell."""

import csv
import io

import pytest

from docgen.exports.csv_cells import csv_cell, csv_row
from docgen.source.inert import UNSEEN_OR_BREAK
from tests.trust.payloads import PAYLOADS


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", '"plain"'),
        ("10.0.0.0/16", '"10.0.0.0/16"'),
        ("", '""'),
        (None, '""'),
        (-1, "-1"),
        (1.5, "1.5"),
        (True, "true"),
        ("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""),
        ("+1", '"\'+1"'),
        ("-1", '"\'-1"'),
        ("@SUM(A1)", '"\'@SUM(A1)"'),
        ("\t=1", '"\'\\t=1"'),
        ("\r=1", '"\'\\r=1"'),
        ("\n=1", '"\'\\n=1"'),
        ("  =1", '"\'  =1"'),
        ("\uff1d1", '"\'\uff1d1"'),
        ('a",=1', '"a"",=1"'),
        ("a;=1", '"a;=1"'),
        ("a\nb", '"a\\nb"'),
        ("\u202ea", '"\\u202ea"'),
    ],
)
def test_cells(value: str | float | None, expected: str) -> None:
    assert csv_cell(value) == expected


def test_every_payload_is_one_cell_of_text() -> None:
    for text in PAYLOADS:
        printed = csv_row((text, "next"))
        [[cell, following]] = csv.reader(io.StringIO(printed, newline=""))

        assert following == "next"
        assert cell[:1] not in tuple("=+-@\t\r\n")
        assert not UNSEEN_OR_BREAK.search(cell)

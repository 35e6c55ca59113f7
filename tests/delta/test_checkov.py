"""The comparison with Checkov in docs/comparison.md: every kind has been recorded, and the table says what was."""

import json
from typing import Any

from tests.delta.record_checkov import BEGINS, PAGE, RECORDED, counts, digest, table
from tests.delta.test_kinds import DANGEROUS, HARMLESS

FOUND: Any = json.loads(RECORDED.read_text(encoding="utf-8"))
TEXT = PAGE.read_text(encoding="utf-8")


def test_every_kind_is_recorded() -> None:
    assert list(FOUND["dangerous"]) == [each.name for each in DANGEROUS]
    assert list(FOUND["harmless"]) == [each.name for each in HARMLESS]
    assert FOUND["cases"] == digest(), "the kinds have changed: python -m tests.delta.record_checkov"


def test_the_page_has_the_table_of_what_was_recorded() -> None:
    rows = TEXT[TEXT.index(BEGINS) :].partition("\n\n")[0]

    assert rows == table()
    assert len(rows.splitlines()) == 2 + len(DANGEROUS) + len(HARMLESS)


def test_the_page_has_the_numbers_of_the_table() -> None:
    assert f"It does so for {counts()}." in TEXT
    assert f"{len(DANGEROUS)} kinds of dangerous change and {len(HARMLESS)} harmless ones" in TEXT

"""Every recorded expression, held against what real Terraform answered.

The recordings and what their fields mean: `tests/conformance/README.md`.
"""

import pytest

from tests.evaluate.answers import LEVELS, Vector, difference, read_vectors

KNOWN_DIFFERENCES: dict[str, str] = {}  # id: why Terraform answers otherwise, and why that stays
VECTORS = read_vectors()


def test_nothing_was_lost() -> None:
    assert len(VECTORS) == 1731
    assert {each.id for each in VECTORS} >= KNOWN_DIFFERENCES.keys()


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("group", sorted({each.group for each in VECTORS}))
def test_answers_like_terraform(group: str, level: str) -> None:
    told = {each.id: f"{each.expr} {found}" for each in of_group(group) if (found := difference(each, level))}

    assert told.keys() == {each.id for each in of_group(group)} & KNOWN_DIFFERENCES.keys(), told


def of_group(group: str) -> list[Vector]:
    return [each for each in VECTORS if each.group == group]

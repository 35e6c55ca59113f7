"""Patterns against names: as IAM matches them, and what an unknown part leaves open."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.analysis.access.patterns import ANYTHING, UNKNOWN, matches, overlap_of, overlaps, pattern_of

PAIRS = [
    ("*", "iam:PassRole", True),
    ("iam:*", "iam:PassRole", True),
    ("iam:Pass?ole", "iam:PassRole", True),
    ("iam:pass*", "iam:PassRole", True),
    ("s3:*", "iam:PassRole", False),
    ("iam:PassRole", "iam:PassRoles", False),
    ("a.c", "abc", False),
    (UNKNOWN, "iam:PassRole", None),
    (f"iam:{UNKNOWN}", "iam:PassRole", None),
    (f"s3:{UNKNOWN}", "iam:PassRole", False),
    ("a*b*c*d*e*f", "abcdef", True),
    ("a*b*c*d*e*f", "abcde", False),
]


@pytest.mark.parametrize(("pattern", "name", "expected"), PAIRS)
def test_a_pattern_matches_a_name(pattern: str, name: str, expected: bool | None) -> None:  # noqa: FBT001 - a column
    assert matches(pattern, name, fold=True) is expected


def test_only_a_wildcard_stands_for_a_name_of_any_kind() -> None:
    name = f"arn:aws:iam::1:role/{ANYTHING}"

    assert matches("arn:aws:iam::*:role/*", name) is True
    assert matches("arn:aws:iam::1:role/app-*", name) is False
    assert overlaps("arn:aws:iam::1:role/app-*", name)
    assert not overlaps("arn:aws:iam::1:user/*", name)


def test_the_number_of_the_own_account_may_be_written_or_looked_up() -> None:
    assert pattern_of("arn:aws-cn:iam::111122223333:role/x") == pattern_of("arn:aws:iam::111122223333:role/x")
    assert UNKNOWN in pattern_of("arn:aws:s3:::home/${aws:PrincipalTag/team}")
    assert UNKNOWN not in pattern_of("arn:aws:s3:::home/${*}")


SIGNS = st.text("ab*?", max_size=7)


def as_expression(pattern: str) -> str:
    return "".join({"*": ".*", "?": "."}.get(each, re.escape(each)) for each in pattern)


@given(SIGNS, st.text("ab", max_size=7))
def test_a_pattern_matches_as_its_regular_expression_does(pattern: str, name: str) -> None:
    expected = re.fullmatch(as_expression(pattern), name) is not None

    assert matches(pattern, name) is expected
    assert overlap_of(pattern, name, loose=True) is expected


@given(SIGNS, SIGNS, st.text("ab", max_size=5))
def test_patterns_that_both_match_a_text_overlap(one: str, other: str, name: str) -> None:
    if matches(one, name) and matches(other, name):
        assert overlap_of(one, other, loose=True)

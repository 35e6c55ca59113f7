"""Text of a repository as it is printed: nothing that a terminal or a CI system obeys, and JSON that means the same."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.source.inert import shown_json, shown_line, shown_text, without_commands

OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain Zürich 東京 ✓", "plain Zürich 東京 ✓"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\x1b[31mred", "\\u001b[31mred"),
        ("\x9b31m", "\\u009b31m"),
        ("\u202eevil\u202c", "\\u202eevil\\u202c"),
        ("a\u200bb\ufeff", "a\\u200bb\\ufeff"),
        ("a\u2028b", "a\\u2028b"),
        ("\U000e0041", "\\U000e0041"),
        ("\x00\x7f", "\\u0000\\u007f"),
    ],
)
def test_a_piece_of_a_line(text: str, expected: str) -> None:
    assert shown_line(text) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("::error file=x::a", "\\u003a:error file=x::a"),
        ("  ::error::a", "  \\u003a:error::a"),
        ("\u00a0::error::a", "\u00a0\\u003a:error::a"),
        ("##[error]a", "\\u0023#[error]a"),
        ("a ##vso[task.x]b", "a \\u0023#vso[task.x]b"),
        ("##teamcity[x]", "\\u0023#teamcity[x]"),
        ("a ::error::b", "a ::error::b"),
        ("::/0", "::/0"),
        ("## Heading [a]", "## Heading [a]"),
    ],
)
def test_a_line_is_no_command(line: str, expected: str) -> None:
    assert without_commands(line) == expected


def test_every_character_that_is_obeyed_is_shown() -> None:
    for code in range(0x110000):
        if unicodedata.category(chr(code)) in OBEYED:
            assert shown_line(chr(code)).isascii(), hex(code)
            assert (
                shown_text(chr(code)) == chr(code) if chr(code) in "\n\t" else shown_text(chr(code)).isascii()
            )


@given(
    data=st.dictionaries(st.text(), st.text() | st.sampled_from(["\x9b", "\U000e0041", "##vso[x]", "\u2028"]))
)
def test_json_means_the_same(data: dict[str, str]) -> None:
    printed = shown_json(json.dumps(data, ensure_ascii=False, indent=2))

    assert json.loads(printed) == data
    assert not any(unicodedata.category(each) in OBEYED - {"Cs"} for each in printed if each != "\n")
    assert "##vso[" not in printed

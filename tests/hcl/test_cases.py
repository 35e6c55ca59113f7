"""Small files that must parse, and small files whose one mistake is marked on its line."""

import re
from pathlib import Path

import pytest

from docgen.hcl.nodes import Interpolation, Splat, Template, Text
from docgen.hcl.parser import parse_body, parse_expression
from docgen.hcl.walk import walk
from docgen.source.text import SourceFile

CASES = Path(__file__).parent / "cases"
MARK = re.compile(r"# ERROR(?: (?P<below>\d+) BELOW)?: (?P<summary>.*)")


def pieces(name: str) -> list[str]:
    _, *found = (CASES / name).read_bytes().decode().split("#---\n")
    return found


def marked(text: str) -> tuple[str, int]:
    """The summary that a piece is marked with, and the line that it is about."""
    number, mark = next(
        (number, mark)
        for number, line in enumerate(text.split("\n"), start=1)
        if (mark := MARK.search(line)) is not None
    )
    return mark["summary"], number + int(mark["below"] or 0)


@pytest.mark.parametrize("text", pieces("refused.tf"))
def test_a_mistake_is_told_in_terraforms_words_at_its_line(text: str) -> None:
    first = parse_body(SourceFile("main.tf", text)).diagnostics[0]

    assert first.subject is not None
    assert (first.summary, first.subject.line) == marked(text)


@pytest.mark.parametrize("text", pieces("accepted.tf"))
def test_what_terraform_reads_is_read(text: str) -> None:
    parsed = parse_body(SourceFile("main.tf", text))

    assert not parsed.diagnostics
    assert parsed.value.attributes or parsed.value.blocks


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('"$${foo${bar}}"', ["${foo", "bar", "}"]),
        ('"$${${var.n}}"', ["${", "var.n", "}"]),
        ('"x ${a} y"', ["x ", "a", " y"]),
        ('"x ${~ a ~} y"', ["x", "a", "y"]),
        ('"$$${x}"', ["$${x}"]),
        ("<<-E\n    a\n  b\n  E\n", ["  a\n", "b\n"]),
        ("<<-E\n\ta ${x}\n\t\tb\n\tE\n", ["a ", "x", "\n", "\tb\n"]),
        ("<<E\na${x}\nE\n", ["a", "x", "\n"]),
    ],
)
def test_templates_keep_text_and_interpolations(text: str, parts: list[str]) -> None:
    node = parse_expression(SourceFile("main.tf", text)).value

    assert isinstance(node, Template)
    found = []
    for each in node.parts:
        match each:
            case Text(_, _, value):
                found.append(value)
            case Interpolation(_, _, inner):
                found.append(text[inner.start : inner.end])
            case _:
                raise AssertionError(each)
    assert "".join(found) == "".join(parts)
    assert [each for each in found if each in {"bar", "var.n", "a", "x"}] == [
        each for each in parts if each in {"bar", "var.n", "a", "x"}
    ]


def test_splats_nest_as_hcl_nests_them() -> None:
    node = parse_expression(SourceFile("main.tf", "a[*].b[*].c")).value

    assert node is not None
    assert sum(isinstance(each, Splat) for each in walk(node)) == 2

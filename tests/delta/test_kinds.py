"""Kinds of change: dangerous ones are seen, with their words and severity; harmless ones are not reported."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from docgen.analysis.exposure import Severity
from docgen.app.revisions import evaluate_all
from docgen.delta.compare import compare_sides
from docgen.delta.model import ORDER, Direction, EnvironmentDelta, Side
from docgen.pages.sentences.diff import item_text
from docgen.workspace.project import open_tree
from tests.terraform.folder import Folder

HERE = Path(__file__).parent
SETTINGS = "project: P\nenvironments:\n  main: {root: .}\n"


class Kind(msgspec.Struct, frozen=True):
    """A change in both revisions, and what is expected of it."""

    name: str
    expected: str  # a severity, "silent" or "neutral"
    said: str
    before: str
    after: str


def kinds(file: str) -> Iterator[Kind]:
    for block in (HERE / file).read_text(encoding="utf-8").split("\n== ")[1:]:
        head, *lines = block.splitlines()
        name, _, expected = head.rpartition(": ")
        said = "".join(each[2:] for each in lines if each.startswith("> "))
        text = [each for each in lines if not each.startswith("> ")]
        before, after = (
            "\n".join(re.sub("^[-+]", " ", each) for each in text if not each.startswith(other))
            for other in "+-"
        )
        yield Kind(name, expected, said, before, after)


DANGEROUS = tuple(kinds("dangerous.txt"))
HARMLESS = tuple(kinds("harmless.txt"))


def evaluated(text: str) -> Side:
    opened = open_tree(Folder({"docgen.yml": SETTINGS, "main.tf": text}), Path("/repository"))
    assert opened.value is not None, opened.diagnostics
    sides = evaluate_all(opened.value)
    assert "main" in sides.value, sides.diagnostics
    return sides.value["main"]


def compared(kind: Kind) -> EnvironmentDelta:
    return compare_sides("main", evaluated(kind.before), evaluated(kind.after))


def test_there_are_as_many_kinds_as_in_the_corpus() -> None:
    assert len({each.name for each in DANGEROUS}) >= 46
    assert len({each.name for each in HARMLESS}) >= 8


@pytest.mark.parametrize("kind", DANGEROUS, ids=lambda each: each.name)
def test_dangerous(kind: Kind) -> None:
    found = compared(kind)
    worse = [each for each in found.items if each.direction is Direction.WORSE]
    about = [each for each in worse if kind.said in item_text(each)]
    assert about, [(each.direction.value, item_text(each)) for each in found.items]
    severest = min((each.severity for each in about if each.severity), key=ORDER.__getitem__)
    assert ORDER[severest] <= ORDER[Severity(kind.expected)], severest
    assert all(each.place is not None for each in about)


@pytest.mark.parametrize("kind", HARMLESS, ids=lambda each: each.name)
def test_harmless(kind: Kind) -> None:
    found = compared(kind)
    allowed = {Direction.NEUTRAL} if kind.expected == "neutral" else set()
    assert [item_text(each) for each in found.items if each.direction not in allowed] == []
    assert bool(found.items) is bool(allowed)
    assert found.gaps == ()


@pytest.mark.parametrize("kind", DANGEROUS, ids=lambda each: each.name)
def test_the_same_twice_is_nothing(kind: Kind) -> None:
    side = evaluated(kind.after)
    assert compare_sides("main", side, side) == EnvironmentDelta("main")

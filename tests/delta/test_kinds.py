"""Kinds of change: dangerous ones are seen, with their words and severity; harmless ones are not reported."""

import functools
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
    text: str  # both revisions, marked
    before: str
    after: str


def made(name: str, expected: str, said: str, text: str) -> Kind:
    before, after = (
        "\n".join(re.sub("^[-+]", " ", each) for each in text.split("\n") if not each.startswith(mark))
        for mark in "+-"
    )
    return Kind(name, expected, said, text, before, after)


def kinds(file: str) -> Iterator[Kind]:
    for block in (HERE / file).read_text(encoding="utf-8").split("\n== ")[1:]:
        head, *lines = block.splitlines()
        name, _, expected = head.rpartition(": ")
        said = "".join(each[2:] for each in lines if each.startswith("> "))
        yield made(name, expected, said, "\n".join(each for each in lines if not each.startswith("> ")))


DANGEROUS = tuple(kinds("dangerous.txt"))
HARMLESS = tuple(kinds("harmless.txt"))


@functools.cache
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


# -- what is not known --------------------------------------------------------------------------------

ARGUMENT = re.compile(r"^([-+])( *)(\w+)( *= )(?!.*[{\[]$)(.+)$")
UNSET = 'variable "hidden" {}\n'


def hidden(kind: Kind, mark: str) -> Kind | None:
    """The kind with an input that is not set in the place of the arguments that changed, in one of both revisions."""
    lines = kind.text.split("\n")
    found: dict[str, list[str]] = {"-": [], "+": []}
    for line in lines:
        if match := ARGUMENT.match(line):
            found[match[1]].append(match[3])
    both = [each for each in found[mark] if each in found[other(mark)]]
    if not both:
        return None
    hiding = [
        f"{match[1]}{match[2]}{match[3]}{match[4]}var.hidden"
        if (match := ARGUMENT.match(line)) and match[1] == mark and match[3] in both
        else line
        for line in lines
    ]
    return made(kind.name, kind.expected, kind.said, UNSET + "\n".join(hiding))


def other(mark: str) -> str:
    return "-" if mark == "+" else "+"


HIDDEN = [
    (mark, each) for kind in DANGEROUS for mark in "-+" for each in [hidden(kind, mark)] if each is not None
]


@pytest.mark.parametrize(
    ("mark", "kind"), HIDDEN, ids=lambda each: each if isinstance(each, str) else each.name
)
def test_what_is_not_known_in_one_revision_is_said(mark: str, kind: Kind) -> None:
    found = compared(kind)
    assert found.gaps or any(each.direction is Direction.UNKNOWN for each in found.items), mark


def test_there_are_many_that_can_be_hidden() -> None:
    assert len(HIDDEN) > 50

"""Prose of the project is plain English: some idioms that were common in it do not come back.

Checked: comments, docstrings and messages of `docgen`, and hand-written documentation. Not checked: generated pages and regions,
which contain descriptions from Terraform files.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.document.markdown import is_generated

TOP = Path(__file__).parents[2]
PLAIN = {  # what to write instead
    r"\b(?:hang|hangs|hung) on\b": "depend on",
    r"\b(?:is|are|was|were|be) told\b": "is reported, gets, is distinguished",
    r"\b(?:stand|stands|stood)\b(?!-)": "is, represents, replaces, means",
    r"\bnext door\b": "see",
    r"\bmade anew\b": "made again",
}
REGION = re.compile(r"<!-- docgen:.*?<!-- /docgen -->", re.DOTALL)
LINE_BREAK = re.compile(r"\s*\n\s*(?:#\s*)?")  # a phrase may go on in the next line, also of a comment
FILES = [
    TOP / "README.md",
    *sorted((TOP / "docs").glob("*.md")),
    *sorted((TOP / "docgen").rglob("*.py")),
]


def idioms(text: str) -> Iterator[str]:
    """Each idiom with some words around it, and what to write instead."""
    if is_generated(text):
        return
    prose = LINE_BREAK.sub(" ", REGION.sub(" ", text))
    for pattern, instead in PLAIN.items():
        for found in re.finditer(pattern, prose, re.IGNORECASE):
            yield f"…{prose[max(found.start() - 40, 0) : found.end() + 20]}…: write {instead}"


def test_no_idiom_comes_back() -> None:
    found = [
        f"{path.relative_to(TOP)}: {each}"
        for path in FILES
        for each in idioms(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "number"),
    {
        "a dependency": ('"""What hangs on each input."""', 1),
        "over two lines": ("# What a data source is\n# told, and by what.\n", 1),
        "a placeholder": ("`*` and `?` stand for any text", 1),
        "other words": ("Standard input; they understand a stand-in; standing; tell; on", 0),
        "a generated region": ("<!-- docgen:inputs -->\nWho is told of it.\n<!-- /docgen -->", 0),
    }.values(),
)
def test_idioms_are_found(text: str, number: int) -> None:
    assert len(list(idioms(text))) == number

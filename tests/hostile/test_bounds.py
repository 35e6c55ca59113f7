"""What was made to exhaust docgen ends in a diagnostic, or in an answer, within five seconds and a gigabyte.

Some cases use the limits that docgen has by itself. The others lower them in docgen.yml, and their bounds with them: the code that
counts and refuses is the same.
Nothing of the machine outside the repository is ever in what docgen says.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from docgen.source.limits import Limits
from tests.app.command import Ran
from tests.hostile import expressions, structures
from tests.hostile.confined import run_confined
from tests.hostile.said import SAID
from tests.hostile.structures import Make, main

SETTINGS = "project: Hostile\nenvironments:\n  one:\n    root: .\n"
SHARE = 4  # most cases have a quarter of the limits, and a quarter of the time and memory that limits allow
MOST_SAID = 300_000 // SHARE  # characters on standard error
OUTSIDE = "OUTSIDE"  # in every file that must not be read
# Those that take longest for a step, a part, an instance or a character: the limits that docgen has by itself.
AS_SHIPPED = {
    "replace by a group that doubles",
    "a huge dynamic block",
    "for_each with too many keys",
    "indent that grows",
    "more files than a repository has",
    "transpose of many",
    "many keys in docgen.yml",
}
LOWERED = "".join(
    f"  {name}: {getattr(Limits(), name) // SHARE}\n" for name in ("instances", "elements", "text", "steps")
)


def sized(texts: Mapping[str, str], whole: Mapping[str, int], part: Mapping[str, int]) -> dict[str, Make]:
    return {
        name: main(expressions.whole(text, whole if name in AS_SHIPPED else part))
        for name, text in texts.items()
    }


REFUSED: dict[str, Make] = structures.REFUSED | sized(
    expressions.REFUSED, expressions.BEYOND, expressions.BEYOND_A_QUARTER
)
ANSWERED: dict[str, Make] = structures.ANSWERED | sized(
    expressions.ANSWERED, expressions.WITHIN, expressions.HALF_WITHIN
)


assert set(REFUSED | ANSWERED | structures.BUILT) >= AS_SHIPPED
PLAN = ("plan", "--env", "one")
# What is given up is unknown, and the rest goes on.
UNKNOWN = {"limits.instances", "limits.steps", "docgen does not know 2500 things"}


def confined(name: str, make: Make, place: Path, *words: str) -> Ran:
    folder = place / "repository"
    folder.mkdir()
    lowered = f"limits:\n{LOWERED}" if name in REFUSED and name not in AS_SHIPPED else ""
    (folder / "docgen.yml").write_text(SETTINGS + lowered, encoding="utf-8")
    (folder / "m").mkdir()
    (folder / "m" / "main.tf").write_text("locals {}\n", encoding="utf-8")
    make(folder)
    ran = run_confined(folder, *words, share=1 if name in AS_SHIPPED else SHARE)
    assert "Traceback" not in ran.err, ran.err[-2000:]
    assert OUTSIDE not in ran.out + ran.err
    assert "not enough memory" not in ran.err
    assert len(ran.err) < MOST_SAID
    return ran


@pytest.mark.parametrize("name", REFUSED)
def test_too_much_is_refused(name: str, tmp_path: Path) -> None:
    ran = confined(name, REFUSED[name], tmp_path, *PLAN)

    assert SAID[name] in ran.err
    if SAID[name] in UNKNOWN:
        assert ran.code in {0, 1}
        return
    assert ran.code == 1, (ran.code, ran.err[-500:])
    assert "Error: " in ran.err
    assert not ran.out


@pytest.mark.parametrize("name", ANSWERED)
def test_much_is_answered_or_refused(name: str, tmp_path: Path) -> None:
    ran = confined(name, ANSWERED[name], tmp_path, *PLAN)

    assert ran.code in {0, 1}, (ran.code, ran.err[-500:])
    assert ran.code == 0 or "Error: " in ran.err


@pytest.mark.parametrize("words", [("build",), ("explain", "output.x")])
@pytest.mark.parametrize("name", ["many arguments twice", "a long heredoc", "a long list", "a long object"])
def test_what_is_said_of_much_is_bounded(name: str, words: tuple[str, ...], tmp_path: Path) -> None:
    ran = confined(name, (REFUSED | ANSWERED)[name], tmp_path, *words)

    assert ran.code in {0, 1}, (ran.code, ran.err[-500:])
    assert len(ran.out) < MOST_SAID


@pytest.mark.parametrize("name", structures.BUILT)
def test_much_is_built_or_refused(name: str, tmp_path: Path) -> None:
    make, said = structures.BUILT[name]
    ran = confined(name, make, tmp_path, "build")

    assert ran.code == (1 if said else 0), (ran.code, ran.err[-500:])
    assert said in ran.err


STALE = "docs/inputs-and-outputs.md"


@pytest.mark.parametrize("text", ["line\n" * 3_500_000, "x" * 19_000_000], ids=["lines", "one line"])
def test_a_huge_stale_page_is_not_compared(text: str, tmp_path: Path) -> None:
    confined("a page", main("locals {}\n"), tmp_path, "build")
    page = tmp_path / "repository" / STALE
    page.write_text(page.read_text(encoding="utf-8") + text, encoding="utf-8")

    ran = run_confined(tmp_path / "repository", "check")

    assert ran.code == 3
    assert "too large to compare" in ran.out
    assert len(ran.out) < MOST_SAID


def test_many_changed_facts_are_counted(tmp_path: Path) -> None:
    confined("facts", main('resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/8"\n}\n'), tmp_path, "build")
    path = tmp_path / "repository" / "docs" / "environments" / "facts.json"
    facts = path.read_text(encoding="utf-8")
    row = '"vpcs": ['
    assert row in facts
    many = ", ".join(f'{{"address": "aws_vpc.v{n}"}}' for n in range(300_000))
    path.write_text(facts.replace(row, f"{row}{many}, ", 1), encoding="utf-8")

    ran = run_confined(tmp_path / "repository", "check")

    assert ran.code == 3
    assert "300000 facts changed" in ran.out
    assert len(ran.out) < MOST_SAID

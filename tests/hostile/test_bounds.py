"""What was made to exhaust docgen ends in a diagnostic, or in an answer, within five seconds and a gigabyte.

Nothing of the machine outside the repository is ever in what docgen says.
"""

from pathlib import Path

import pytest

from tests.app.command import Ran
from tests.hostile import expressions, structures
from tests.hostile.confined import run_confined
from tests.hostile.said import SAID
from tests.hostile.structures import Make, main

SETTINGS = "project: Hostile\nenvironments:\n  one:\n    root: .\n"
MOST_SAID = 300_000  # characters on standard error
OUTSIDE = "OUTSIDE"  # in every file that must not be read

REFUSED: dict[str, Make] = structures.REFUSED | {
    name: main(expressions.whole(text, expressions.BEYOND)) for name, text in expressions.REFUSED.items()
}
ANSWERED: dict[str, Make] = structures.ANSWERED | {
    name: main(expressions.whole(text, expressions.WITHIN)) for name, text in expressions.ANSWERED.items()
}


PLAN = ("plan", "--env", "one")
# What is given up is unknown, and the rest goes on.
UNKNOWN = {"limits.instances", "limits.steps", "docgen does not know 5000 things"}


def confined(make: Make, place: Path, *words: str) -> Ran:
    folder = place / "repository"
    folder.mkdir()
    (folder / "docgen.yml").write_text(SETTINGS, encoding="utf-8")
    (folder / "m").mkdir()
    (folder / "m" / "main.tf").write_text("locals {}\n", encoding="utf-8")
    make(folder)
    ran = run_confined(folder, *words)
    assert "Traceback" not in ran.err, ran.err[-2000:]
    assert OUTSIDE not in ran.out + ran.err
    assert len(ran.err) < MOST_SAID
    return ran


@pytest.mark.parametrize("name", REFUSED)
def test_too_much_is_refused(name: str, tmp_path: Path) -> None:
    ran = confined(REFUSED[name], tmp_path, *PLAN)

    assert SAID[name] in ran.err
    if SAID[name] in UNKNOWN:
        assert ran.code in {0, 1}
        return
    assert ran.code == 1, (ran.code, ran.err[-500:])
    assert "Error: " in ran.err
    assert not ran.out


@pytest.mark.parametrize("name", ANSWERED)
def test_much_is_answered_or_refused(name: str, tmp_path: Path) -> None:
    ran = confined(ANSWERED[name], tmp_path, *PLAN)

    assert ran.code in {0, 1}, (ran.code, ran.err[-500:])
    assert ran.code == 0 or "Error: " in ran.err


@pytest.mark.parametrize("words", [("build",), ("explain", "output.x")])
@pytest.mark.parametrize("name", ["many arguments twice", "a long heredoc", "a long list", "a long object"])
def test_what_is_said_of_much_is_bounded(name: str, words: tuple[str, ...], tmp_path: Path) -> None:
    ran = confined((REFUSED | ANSWERED)[name], tmp_path, *words)

    assert ran.code in {0, 1}, (ran.code, ran.err[-500:])
    assert len(ran.out) < MOST_SAID


@pytest.mark.parametrize("name", structures.BUILT)
def test_much_is_built_or_refused(name: str, tmp_path: Path) -> None:
    make, said = structures.BUILT[name]
    ran = confined(make, tmp_path, "build")

    assert ran.code == (1 if said else 0), (ran.code, ran.err[-500:])
    assert said in ran.err


STALE = "docs/inputs-and-outputs.md"


@pytest.mark.parametrize("text", ["line\n" * 3_500_000, "x" * 19_000_000], ids=["lines", "one line"])
def test_a_huge_stale_page_is_not_compared(text: str, tmp_path: Path) -> None:
    confined(main("locals {}\n"), tmp_path, "build")
    page = tmp_path / "repository" / STALE
    page.write_text(page.read_text(encoding="utf-8") + text, encoding="utf-8")

    ran = run_confined(tmp_path / "repository", "check")

    assert ran.code == 3
    assert "too large to compare" in ran.out
    assert len(ran.out) < MOST_SAID


def test_many_changed_facts_are_counted(tmp_path: Path) -> None:
    confined(main('resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/8"\n}\n'), tmp_path, "build")
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

"""Rules of a team's own: they run only where the person who starts docgen says so, and their mistakes are errors."""

from pathlib import Path

import pytest

import docgen
from tests.app.command import run

RULE = '''"""Every log group keeps its events for a year.

Checks: The retention of log groups.
Why: Auditors ask for it.
Fix: Set `retention_in_days = 365`.
Undecided: It is not known.
Not applicable: An environment without log groups.
"""

from pathlib import Path

from docgen.analysis.exposure import Severity
from docgen.rules.catalogue import Control
from docgen.rules.properties import every

Path("ran").write_text("it ran")
CONTROL = Control(Severity.HIGH)
judge = every("log_groups", "retention_in_days", lambda days: days is not None and days >= 365)
'''
LOGS = 'resource "aws_cloudwatch_log_group" "app" {\n  retention_in_days = 14\n}\n'
CONFIGURATION = "project: Shop\nenvironments:\n  dev: {root: .}\npolicy: {rules: [policy/log_year.py]}\n"
ON = {"DOCGEN_OWN_RULES": "1"}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy/log_year.py").write_text(RULE, encoding="utf-8")
    (tmp_path / "main.tf").write_text(LOGS, encoding="utf-8")
    (tmp_path / "docgen.yml").write_text(CONFIGURATION, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        ["build"],
        ["check"],
        ["controls"],
        ["controls", "--all", "--format", "json"],
        ["facts"],
        ["doctor"],
    ],
    ids=" ".join,
)
def test_nothing_runs_by_itself(words: list[str], shop: Path) -> None:
    for value in ("", "0", "no"):
        run(shop, *words, DOCGEN_OWN_RULES=value)

    assert not (shop / "ran").exists()


def test_python_runs_none(shop: Path) -> None:
    assert run(shop, "build").code == 0

    found = docgen.check(docgen.load(shop))

    assert not (shop / "ran").exists()
    assert not found.is_proved


def test_check_says_that_it_did_not_run(shop: Path) -> None:
    assert run(shop, "build").code == 0
    ran = run(shop, "check")

    assert ran.code == 4
    assert "The rule policy/log_year.py (docgen.yml:4) was not run, so what it judges is undecided" in ran.out


def test_check_demands_what_it_judges(shop: Path) -> None:
    assert run(shop, "build").code == 0
    by_flag, by_variable = run(shop, "check", "--own-rules"), run(shop, "check", **ON)

    assert by_flag == by_variable
    assert by_flag.code == 4
    assert (
        "Control log_year (high) is broken in dev: Every log group keeps its events for a year."
        in by_flag.out
    )
    assert "aws_cloudwatch_log_group.app (main.tf:1): retention_in_days = 14" in by_flag.out
    (shop / "main.tf").write_text(LOGS.replace("14", "365"), encoding="utf-8")
    assert run(shop, "build").code == 0
    assert run(shop, "check", "--own-rules").code == 0


def test_a_waiver_of_it(shop: Path) -> None:
    waiver = "waivers: [{control: log_year, reason: Trials., owner: data, until: 2027-03-31}]\n"
    (shop / "docgen.yml").write_text(CONFIGURATION + waiver, encoding="utf-8")
    assert run(shop, "build").code == 0

    assert run(shop, "check", "--own-rules", "--as-of", "2027-03-31").code == 0
    assert run(shop, "check", "--own-rules", "--as-of", "2027-04-01").code == 4
    assert "is not used" not in run(shop, "check").out


def test_pages_are_the_same_with_and_without(shop: Path) -> None:
    assert run(shop, "build", **ON).code == 0
    pages = {path: path.read_bytes() for path in (shop / "docs").rglob("*") if path.is_file()}
    assert run(shop, "build").code == 0

    assert pages == {path: path.read_bytes() for path in (shop / "docs").rglob("*") if path.is_file()}
    assert not any(b"Every log group keeps its events for a year" in each for each in pages.values())


def test_it_is_among_the_controls(shop: Path) -> None:
    assert "log_year" in run(shop, "controls", "--own-rules").out
    assert "log_year" not in run(shop, "controls").out
    alone = run(shop, "controls", "--test-rule", "policy/log_year.py").out
    assert "log_year" in alone
    assert "log_group_retention" not in alone


MISTAKES = {
    "no file": (None, "cannot be read"),
    "syntax": ("def", "SyntaxError"),
    "raises": ("raise ValueError('no')", "ValueError: no"),
    "ends": ("import sys; sys.exit(0)", "SystemExit"),
    "no control": (RULE.replace("CONTROL =", "OTHER ="), "needs CONTROL"),
    "no judge": (RULE.replace("judge =", "other ="), "needs a function `judge`"),
    "no fix": (RULE.replace("Fix:", "Repair:"), "needs a docstring"),
    "judge raises": (RULE + "\n\ndef judge(facts):\n    raise KeyError('x')\n", "log_year.py failed: KeyError"),
    "judge yields text": (RULE + "\n\ndef judge(facts):\n    yield 'x'\n", "it yields str"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
@pytest.mark.parametrize("command", ["check", "controls"])
def test_its_mistakes_are_errors(command: str, name: str, shop: Path) -> None:
    text, said = MISTAKES[name]
    file = shop / "policy/log_year.py"
    file.unlink()
    if text is not None:
        file.write_text(text, encoding="utf-8")

    ran = run(shop, command, "--own-rules")

    assert ran.code == 1, ran.out
    assert said in ran.err


def test_a_rule_outside_the_repository_is_not_read(shop: Path) -> None:
    outside = shop.parent / f"{shop.name}_outside.py"
    outside.write_text(RULE, encoding="utf-8")
    (shop / "docgen.yml").write_text(
        CONFIGURATION.replace("policy/log_year.py", f"../{outside.name}"), encoding="utf-8"
    )

    ran = run(shop, "check", "--own-rules")

    assert ran.code == 1
    assert "outside the repository" in ran.err
    assert not (shop / "ran").exists()


@pytest.mark.parametrize(
    ("terraform", "verdict"),
    [
        (LOGS, "broken"),
        (LOGS.replace("14", "400"), "holds"),
        ('variable "days" {}\n' + LOGS.replace("14", "var.days"), "undecided"),
        ("", "not_applicable"),
    ],
)
def test_a_rule_is_tested_on_a_folder(
    terraform: str, verdict: str, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop)
    (shop / "main.tf").write_text(terraform, encoding="utf-8")

    assert docgen.judge_rule(shop / "policy/log_year.py", shop) == verdict

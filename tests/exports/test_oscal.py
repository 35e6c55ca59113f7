"""OSCAL assessment results: valid by compliance-trestle's models, and the same bytes for the same day."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from docgen.rules.judgement import ControlVerdict, worst
from tests.app.command import run
from tests.exports.projects import atlas, small

pytest.importorskip("trestle", reason="an extra: terraform-docgen[oscal]")

DAY = ["--as-of", "2026-11-28"]
STATES = {
    ControlVerdict.HOLDS: ("satisfied", "pass"),
    ControlVerdict.BROKEN: ("not-satisfied", "fail"),
    ControlVerdict.UNDECIDED: ("not-satisfied", "other"),
    ControlVerdict.WAIVED: ("not-satisfied", "fail"),
}


@pytest.mark.parametrize("project", [atlas, small], ids=lambda each: each.__name__)
def test_it_is_valid_and_refers_to_what_it_has(project: object, tmp_path: Path) -> None:
    from trestle.oscal.assessment_results import AssessmentResults  # noqa: PLC0415 - an extra

    assert callable(project)
    project(tmp_path)
    ran = run(tmp_path, "controls", "--format", "oscal", *DAY)
    (tmp_path / "results.json").write_text(ran.out, encoding="utf-8")
    read = AssessmentResults.oscal_read(tmp_path / "results.json")

    assert ran.code == 0
    assert read is not None
    own = re.findall(r'"uuid": "([0-9a-f-]+)"', ran.out)
    assert max(Counter(own).values()) == 1
    assert set(re.findall(r'"(?:observation|subject)-uuid": "([0-9a-f-]+)"', ran.out)) <= set(own)


def test_states_are_those_of_the_verdicts(tmp_path: Path) -> None:
    assessed = small(tmp_path)
    (result,) = json.loads(run(tmp_path, "controls", "--format", "oscal", *DAY).out)["assessment-results"][
        "results"
    ]
    keys = dict.fromkeys(each.rule.key for each in assessed)
    expected = {key: worst(each.judgement for each in assessed if each.rule.key == key) for key in keys}
    found = {each["target"]["target-id"]: each["target"]["status"] for each in result["findings"]}

    assert found == {
        key: dict(zip(("state", "reason"), STATES[verdict], strict=True))
        for key, verdict in expected.items()
        if verdict is not ControlVerdict.NOT_APPLICABLE
    }


def test_the_same_day_gives_the_same_bytes(tmp_path: Path) -> None:
    small(tmp_path)
    first, again, later = (
        run(tmp_path, "controls", "--format", "oscal", "--as-of", day).out
        for day in ("2026-11-28", "2026-11-28", "2026-11-29")
    )

    assert first == again
    assert first.replace("2026-11-28", "2026-11-29") == later


def test_without_a_day_it_says_what_to_give(tmp_path: Path) -> None:
    small(tmp_path)
    ran = run(tmp_path, "controls", "--format", "oscal")

    assert ran.code == 2
    assert "--as-of" in ran.err

"""SARIF: its own rules (OASIS, SARIF 2.1.0) for what docgen writes, and what code hosts need of it.

The schema of OASIS is not part of this repository; where DOCGEN_SARIF_SCHEMA names its file, the document is held against it.
"""

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from docgen.exports.sarif import FINGERPRINT, controls_sarif
from docgen.rules.judgement import ControlVerdict
from docgen.rules.rule import Assessed, built_in_rules
from tests.app.command import run
from tests.exports.projects import atlas, small

SCHEMA = os.environ.get("DOCGEN_SARIF_SCHEMA", "")


def results(assessed: tuple[Assessed, ...], above: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = controls_sarif(assessed, built_in_rules(), above)["runs"][0]["results"]
    return found


@pytest.mark.skipif(not SCHEMA, reason="DOCGEN_SARIF_SCHEMA names no file")
@pytest.mark.parametrize("project", [atlas, small])
def test_it_is_valid_by_the_schema(project: Any, tmp_path: Path) -> None:  # noqa: ANN401 - one of two functions
    schema = json.loads(Path(SCHEMA).read_text(encoding="utf-8"))
    document = json.loads(json.dumps(controls_sarif(project(tmp_path), built_in_rules())))

    jsonschema.validators.validator_for(schema)(schema).validate(document)


def test_kinds_and_levels_say_the_verdict(tmp_path: Path) -> None:
    assessed = small(tmp_path)
    kinds: dict[ControlVerdict, set[str]] = {}
    for row, result in zip(assessed, results(assessed), strict=True):
        kinds.setdefault(row.judgement.verdict, set()).add(result["kind"])
        assert (result["level"] == "none") == (result["kind"] != "fail")  # SARIF 3.27.10
        assert ("suppressions" in result) == (row.judgement.verdict is ControlVerdict.WAIVED)
        assert result["message"]["text"]

    assert kinds == {
        ControlVerdict.HOLDS: {"pass"},
        ControlVerdict.BROKEN: {"fail"},
        ControlVerdict.UNDECIDED: {"review"},
        ControlVerdict.NOT_APPLICABLE: {"notApplicable"},
        ControlVerdict.WAIVED: {"fail"},
    }


def test_a_suppression_says_who_and_until_when(tmp_path: Path) -> None:
    (found,) = [each for each in results(small(tmp_path)) if "suppressions" in each]

    assert found["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "waived until 2027-03-31 by data & co: Trials <b>.",
        }
    ]


def test_rules_are_complete_and_indexed(tmp_path: Path) -> None:
    document = controls_sarif(atlas(tmp_path), built_in_rules())
    (only,) = document["runs"]
    rules = only["tool"]["driver"]["rules"]

    assert [each["id"] for each in rules] == [each.key for each in built_in_rules()]
    assert all(each["help"]["text"] and "**Fix:**" in each["help"]["markdown"] for each in rules)
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in only["results"])
    assert "helpUri" not in json.dumps(rules)


def test_fingerprints_are_of_names_and_no_lines(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    after.mkdir()
    one, other = results(small(before)), results(small(after, "# a comment\n\n\n"))

    def prints(found: list[dict[str, Any]]) -> list[str]:
        return [each["partialFingerprints"][FINGERPRINT] for each in found]

    assert prints(one) == prints(other)
    assert one != other  # the lines
    assert max(Counter(prints(one)).values()) == 1


def test_places_are_in_the_repository(tmp_path: Path) -> None:
    for each in results(atlas(tmp_path), "infra/"):
        for location in each.get("locations", ()):
            artifact = location["physicalLocation"]["artifactLocation"]
            assert artifact["uriBaseId"] == "%SRCROOT%"
            assert artifact["uri"].startswith("infra/terraform/")
            assert " " not in artifact["uri"]
            assert location["physicalLocation"]["region"]["startLine"] > 0


def test_the_command_prints_it(tmp_path: Path) -> None:
    assessed = small(tmp_path)
    ran = run(tmp_path, "controls", "--format", "sarif")
    only = run(tmp_path, "controls", "--format", "sarif", "--verdict", "broken", "--framework", "CIS 5")

    assert ran.code == 0
    assert len(json.loads(ran.out)["runs"][0]["results"]) == len(assessed)
    assert "\x1b" not in ran.out
    kinds = {each["kind"] for each in json.loads(only.out)["runs"][0]["results"]}
    assert kinds == {"fail"}

"""JUnit XML: a case for each control and subject; undecided is an error."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from docgen.rules.judgement import ControlVerdict
from tests.app.command import run
from tests.exports.projects import small

pytest.importorskip("junitparser", reason="an extra: terraform-docgen[junit]")

TAGS = {
    ControlVerdict.HOLDS: [],
    ControlVerdict.BROKEN: ["failure"],
    ControlVerdict.UNDECIDED: ["error"],
    ControlVerdict.NOT_APPLICABLE: ["skipped"],
    ControlVerdict.WAIVED: ["skipped"],
}


def test_each_verdict_is_a_case(tmp_path: Path) -> None:
    assessed = small(tmp_path)
    ran = run(tmp_path, "controls", "--format", "junit")
    document = ET.fromstring(ran.out)  # noqa: S314 - our own
    (suite,) = document

    assert ran.code == 0
    assert [[each.tag for each in case] for case in suite] == [
        TAGS[each.judgement.verdict] for each in assessed
    ]
    for tag, attribute in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert suite.attrib[attribute] == document.attrib[attribute] == str(len(list(document.iter(tag))))
    assert document.attrib["name"] == "Shop <&>"
    waived = next(each for each in suite.iter("skipped") if each.attrib.get("type") == "waived")
    assert waived.attrib["message"] == "waived until 2027-03-31 by data & co: Trials <b>."


def test_it_has_no_times_and_no_control_characters(tmp_path: Path) -> None:
    small(tmp_path)
    first, again = (run(tmp_path, "controls", "--format", "junit").out for _ in range(2))

    assert first == again
    assert "time=" not in first
    assert "timestamp" not in first
    assert "\x1b" not in first
    assert not any(line.lstrip().startswith("::") for line in first.splitlines())

"""`docgen controls`: the same verdicts as text, JSON and CSV, and on the page."""

import csv
import io
from pathlib import Path

import msgspec
import pytest

from docgen.rules.catalogue import catalogue
from docgen.rules.frameworks import file_name, frameworks
from docgen.rules.table import AREAS, KEYS
from tests.app.atlas import copy_atlas
from tests.app.command import run


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_atlas(tmp_path_factory.mktemp("controls"))


def test_json_csv_and_facts_have_the_same_verdicts(atlas: Path) -> None:
    document = msgspec.json.decode(run(atlas, "controls", "--format", "json").out)
    facts = msgspec.json.decode(run(atlas, "facts").out)
    table = list(csv.DictReader(io.StringIO(run(atlas, "controls", "--format", "csv").out)))

    for name, own in document["environments"].items():
        assert own["controls"] == facts["environments"][name]["controls"]
        assert [(each["id"], each["subject"] or "", each["verdict"]) for each in own["controls"]] == [
            (each["id"], each["subject"], each["verdict"]) for each in table if each["environment"] == name
        ]


def test_text_has_what_is_broken(atlas: Path) -> None:
    ran = run(atlas, "controls", "--env", "staging")

    assert ran.code == 0
    assert "rds_not_public  module.dashboard_database.aws_db_instance.this" in ran.out
    assert "publicly_accessible = true" in ran.out
    assert "production" not in ran.out
    assert " holds" not in ran.out


def test_all_has_what_holds_too(atlas: Path) -> None:
    assert " holds" in run(atlas, "controls", "--env", "production", "--all").out


def test_a_framework_chooses_controls(atlas: Path) -> None:
    table = list(
        csv.DictReader(io.StringIO(run(atlas, "controls", "--framework", "CIS 5", "--format", "csv").out))
    )

    assert {"rds_not_public", "vpc_default_sg_closed"} <= {each["id"] for each in table}
    assert all("CIS AWS v5.0.0" in catalogue()[each["id"]].refs for each in table)


def test_an_unknown_framework_is_a_usage_error(atlas: Path) -> None:
    ran = run(atlas, "controls", "--framework", "CIS 9")

    assert ran.code == 2
    assert "There is no framework" in ran.err


@pytest.mark.parametrize(("form", "package"), [("junit", "junitparser"), ("oscal", "trestle")])
def test_a_missing_extra_is_named(
    form: str, package: str, atlas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "docgen.app.commands.controls.find_spec", lambda name: None if name == package else name
    )
    ran = run(atlas, "controls", "--format", form)

    assert ran.code == 2
    assert f"pip install 'terraform-docgen[{form}]'" in ran.err


def test_the_pages_of_frameworks_and_areas_are_complete(atlas: Path) -> None:
    assert run(atlas, "build").code == 0
    found = {path.stem: path.read_text(encoding="utf-8") for path in (atlas / "docs/controls").glob("*.md")}

    assert set(found) == {*map(file_name, frameworks()), *AREAS}
    for area, keys in AREAS.items():
        assert all(f"\n## {key}\n" in found[area].replace("\\_", "_") for key in keys)
    for framework in frameworks():
        page = found[file_name(framework)]
        own = [key for key in KEYS if framework in catalogue()[key].refs]
        assert all(key in page for key in own)
        assert f"docgen judges {len(own)} control" in page

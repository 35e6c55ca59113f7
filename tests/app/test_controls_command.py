"""`docgen controls`: the same verdicts as text, JSON and CSV, and on the page."""

import csv
import io
from pathlib import Path

import msgspec
import pytest

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

"""`docgen history`: what moved from merge to merge, from git's objects alone."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from docgen.analysis.snapshot import SCHEMA
from tests.app.command import run

GIT = shutil.which("git") or ""
Json = dict[str, Any]
FACTS = "docs/environments/facts.json"


def git(folder: Path, *words: str) -> None:
    who = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com"}
    who |= {
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.com",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    subprocess.run(  # noqa: S603 - our own words
        [GIT, *words], cwd=folder, check=True, capture_output=True, env=os.environ | who
    )


def facts(effect: str, verdict: str, ports: tuple[str, ...] = ("tcp/443",)) -> Json:
    exposures = [
        {"id": "internet:x", "subject": "aws_lb.x", "verdict": "exposed", "effect": effect, "ports": ports}
    ]
    controls = [{"id": "rds_not_public", "subject": "aws_db_instance.d", "verdict": verdict}]
    environment = {"exposures": exposures if effect else [], "controls": controls}
    return {"schema": SCHEMA, "project": "P", "environments": {"one": environment}}


def commit(folder: Path, document: object, subject: str) -> None:
    place = folder / FACTS
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", subject)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "docgen.yml").write_text("project: P\nenvironments: {one: {root: .}}\n", encoding="utf-8")
    commit(tmp_path, facts("", "holds"), "Begin")
    commit(tmp_path, facts("effective", "holds"), "Open it")
    commit(tmp_path, {"schema": SCHEMA + 1, "environments": {}}, "Another docgen")
    commit(tmp_path, facts("effective", "broken", ("tcp/80",)), "Break | it")
    (tmp_path / "other.txt").write_text("no facts\n", encoding="utf-8")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "Unrelated")
    git(tmp_path, "checkout", "-q", "-b", "branch")
    commit(tmp_path, facts("", "broken"), "On a branch, first")
    commit(tmp_path, facts("", "holds"), "On a branch, then")
    git(tmp_path, "checkout", "-q", "main")
    git(tmp_path, "merge", "-q", "--no-ff", "-m", "Merge the fix", "branch")
    return tmp_path


def told(repository: Path, *words: str) -> list[Json]:
    ran = run(repository, "history", "--format", "json", *words)
    assert ran.code == 0, ran.err
    found: list[Json] = json.loads(ran.out)["commits"]
    return found


def test_each_merge_says_what_it_moved_and_the_newest_comes_first(repository: Path) -> None:
    commits = told(repository)

    assert [each["subject"] for each in commits] == [
        "Merge the fix",
        "Break | it",
        "Another docgen",
        "Open it",
        "Begin",
    ]
    assert [[move["text"] for move in each["moves"]] for each in commits] == [
        ["one: aws_lb.x: no exposure that docgen could see, was open on TCP 80", "one: control rds_not_public for aws_db_instance.d: holds, was broken"],
        ["one: aws_lb.x: open on TCP 80, was open on TCP 443", "one: control rds_not_public for aws_db_instance.d: broken, was holds"],
        [],
        ["one: aws_lb.x: open on TCP 443, was no exposure that docgen could see"],
        [],
    ]  # fmt: skip
    assert commits[0]["environments"] == {"one": {"open_exposures": 0, "controls": {"holds": 1}}}


def test_facts_of_another_schema_are_not_compared_and_say_so(repository: Path) -> None:
    assert told(repository)[2]["problem"] == f"facts of schema {SCHEMA + 1}, and this docgen reads {SCHEMA}"


def test_the_oldest_of_a_few_is_compared_with_the_one_before(repository: Path) -> None:
    commits = told(repository, "-n", "1")

    assert len(commits) == 1
    assert len(commits[0]["moves"]) == 2


def test_text_and_markdown(repository: Path) -> None:
    text = run(repository, "history").out
    assert "nothing before it to compare with" in text
    assert "one: 1 exposure seen, controls: 1 broken" in text
    markdown = run(repository, "history", "--format", "markdown").out
    assert "Break \\| it" in markdown
    assert markdown.splitlines()[1] == "| --- | --- | --- | --- |"


def test_a_control_that_one_docgen_did_not_have_is_no_news(repository: Path) -> None:
    document = facts("", "holds")
    document["environments"]["one"]["controls"].append(
        {"id": "new_one", "subject": None, "verdict": "broken"}
    )
    commit(repository, document, "A newer docgen")

    assert told(repository)[0]["moves"] == []
    assert told(repository)[0]["environments"]["one"]["controls"] == {"broken": 1, "holds": 1}


def test_damaged_facts_and_no_repository(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    commit(repository, "{", "Damage it")
    assert "not the facts of docgen" in told(repository)[0]["problem"]
    alone = tmp_path_factory.mktemp("alone")
    (alone / "docgen.yml").write_text("project: P\nenvironments: {one: {root: .}}\n", encoding="utf-8")
    assert run(alone, "history").code == 1

"""`docgen history`: what moved from merge to merge, from git's objects alone."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from docgen.analysis.snapshot import MAX_NESTING, SCHEMA, read_document
from docgen.app import history, moved
from docgen.app.history_cache import HistoryCache
from docgen.app.moved import moved_text, with_moved
from docgen.app.revision import commit_text
from docgen.delta.history import Document, counted
from docgen.rules.table import find_verdicts
from docgen.workspace.pipeline import find_facts
from docgen.workspace.project import open_project
from tests.app.atlas import REPOSITORY
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


# -- what the repository configures -----------------------------------------------------------------


def sign(folder: Path) -> None:
    """Give the newest commit a signature: `git log` has gpg.program verify it where the configuration asks for that."""
    words = [GIT, "cat-file", "commit", "HEAD"]
    raw = subprocess.run(words, cwd=folder, check=True, capture_output=True).stdout  # noqa: S603 - our own words
    head, text = raw.split(b"\n\n", 1)
    signature = b"\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----\n\n"
    words = [GIT, "hash-object", "-t", "commit", "-w", "--stdin"]
    made = subprocess.run(words, input=head + signature + text, cwd=folder, check=True, capture_output=True)  # noqa: S603 - our own words
    git(folder, "update-ref", "HEAD", made.stdout.decode().strip())


def test_nothing_that_the_repository_configures_is_run_or_changes_the_answer(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sign(repository)
    before = told(repository)
    place = tmp_path_factory.mktemp("elsewhere")
    program = place / "gpg.sh"
    program.write_text(f"#!/bin/sh\ntouch {place}/ran\necho 'gpg: made' >&2\n", encoding="utf-8")
    program.chmod(0o755)
    for key, text in {
        "gpg.program": str(program),
        "log.showSignature": "true",
        "log.follow": "true",
        "i18n.logOutputEncoding": "UTF-16",
    }.items():
        git(repository, "config", key, text)

    assert told(repository) == before
    assert commit_text(repository).startswith("Terraform at ")
    assert not (place / "ran").exists()


def test_the_folder_of_pages_is_no_pattern(repository: Path) -> None:
    text = "project: P\ndocs: 'do[cx]s'\nenvironments: {one: {root: .}}\n"
    (repository / "docgen.yml").write_text(text, encoding="utf-8")

    assert told(repository) == []


# -- what is not known is no zero -------------------------------------------------------------------


def test_what_old_facts_do_not_have_is_not_zero(repository: Path) -> None:
    commit(repository, {"schema": SCHEMA, "environments": {"one": {}}}, "Before exposures were judged")

    first = told(repository)[0]
    assert first["environments"]["one"] == {"open_exposures": None, "controls": None}
    assert "one: exposures not known, controls not known" in run(repository, "history", "-n", "1").out


def environments(**found: Json) -> Json:
    return {"schema": SCHEMA, "environments": found}


OPEN = {
    "exposures": [
        {"id": "e", "subject": "aws_lb.x", "verdict": "exposed", "effect": "effective", "severity": "high"}
    ]
}
CRITICAL = {"exposures": [{**OPEN["exposures"][0], "severity": "critical"}]}
JUDGED = {"controls": [{"id": "c", "subject": None, "verdict": "holds"}]}


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        (
            environments(one=OPEN | JUDGED),
            environments(one=OPEN | JUDGED, two=OPEN | JUDGED),
            ["not compared: two"],
        ),
        (environments(one=OPEN | JUDGED), environments(), ["not compared: one"]),
        (environments(one=OPEN | JUDGED), environments(one=JUDGED), ["not compared: exposures of one"]),
        (environments(one=JUDGED), environments(one=OPEN | JUDGED), ["not compared: exposures of one"]),
        (environments(one=OPEN | JUDGED), environments(one=OPEN), ["not compared: controls of one"]),
        (
            environments(one=OPEN | JUDGED),
            environments(one=CRITICAL | JUDGED),
            ["one: aws_lb.x: open, severity critical, was high"],
        ),
        (
            environments(one=OPEN | JUDGED),
            environments(one=OPEN | JUDGED) | {"project": "other"},
            ["no exposure and no verdict changed"],
        ),
    ],
)
def test_no_change_is_said_only_of_what_both_commits_say(
    before: Json, after: Json, lines: list[str], repository: Path
) -> None:
    commit(repository, before, "Before")
    commit(repository, after, "After")

    said = run(repository, "history", "-n", "1").out.splitlines()[1:]
    assert said[: len(lines)] == [f"  {each}" for each in lines]


def test_text_of_old_facts_stays_in_its_cell(repository: Path) -> None:
    name = "x\n\n# title\x1b[31m\u202e\n- ![a](https://example.com/a.png) {{ 7*7 }} | `"
    found = [{"id": name, "subject": name, "verdict": "exposed", "effect": name, "ports": [name, ""]}]
    commit(repository, environments(**{name: {"exposures": []}}), name)
    commit(repository, environments(**{name: {"exposures": found}}), name)

    markdown = run(repository, "history", "--format", "markdown", "-n", "2").out
    assert len(markdown.splitlines()) == 4
    assert not set(markdown) & {"\x1b", "\u202e"}
    assert "![" not in markdown
    chart = run(repository, "history", "--format", "svg").out
    ET.fromstring(chart)  # noqa: S314 - our own
    assert not re.search(r"\n\s*\n|[\[\]{}`!\x1b\u202e]", chart)
    assert len(chart) < 200_000


def test_no_judgement_is_not_nothing_broken(repository: Path) -> None:
    document = facts("effective", "holds")
    document["environments"]["one"]["controls"] = []
    commit(repository, document, "Before controls were judged")

    assert told(repository)[0]["environments"]["one"] == {"open_exposures": 1, "controls": None}


def test_the_oldest_commit_of_a_shallow_clone_is_not_the_first(repository: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "2", f"file://{repository}", str(clone))

    assert "not compared: this clone does not have what came before" in run(clone, "history").out
    assert len(told(clone)) == 2


def test_a_commit_without_facts_says_so(repository: Path) -> None:
    git(repository, "rm", "-q", FACTS)
    git(repository, "commit", "-q", "-m", "Remove the facts")

    assert (
        told(repository)[0]["problem"] == "there are no facts in the commit, or this clone does not have them"
    )


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("[" * (MAX_NESTING + 1) + "]" * (MAX_NESTING + 1), "nested more than"),
        (f'{{"schema": {SCHEMA}, "environments": [1]}}', "not the facts of docgen"),
        (f'{{"schema": {SCHEMA}, "environments": {{"one": {{"exposures": 7}}}}}}', "not the facts of docgen"),
        ("", "not the facts of docgen"),
    ],
)
def test_hostile_facts_are_not_compared(document: str, problem: str, repository: Path) -> None:
    commit(repository, document or " ", "Hostile")

    for _ in range(2):  # the second time from the cache
        assert problem in told(repository)[0]["problem"]


def test_the_facts_of_older_commits_are_not_read_where_all_are_too_large(repository: Path) -> None:
    size = (repository / FACTS).stat().st_size

    found = history.read_history(repository, "docs", 20, most_bytes=2 * size).value

    assert [each.problem for each in found].count("not read: the facts of newer commits are large") == 3
    assert found[0].counts


def test_facts_with_too_many_exposures_are_not_kept_in_memory(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST_STATES", 4)
    for _ in range(2):  # the second time from the cache
        problems = [each["problem"] for each in told(repository)]
        assert problems[0] is None
        assert problems.count("not read: the facts of newer commits are large") == 3


# -- the cache --------------------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOCGEN_CACHE_DIR", str(tmp_path / "kept"))
    return tmp_path / "kept/history"


def reading(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The documents that are read from git, as they are read."""
    seen: list[bytes] = []

    def recorded(raw: bytes, type_: type[Document]) -> object:
        seen.append(raw)
        return read_document(raw, type_)

    monkeypatch.setattr(history, "read_document", recorded)
    return seen


def test_facts_are_read_once(repository: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = reading(monkeypatch)

    first = history.read_history(repository, "docs", 20).value
    assert len(seen) == 4  # five commits, two of which have the same
    assert history.read_history(repository, "docs", 20).value == first
    assert len(seen) == 4
    assert {each.stat().st_mode & 0o777 for each in kept.iterdir()} == {0o600}


def test_no_cache_is_kept_where_it_is_switched_off(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCGEN_CACHE_DIR", "")
    seen = reading(monkeypatch)

    first = history.read_history(repository, "docs", 20).value
    assert history.read_history(repository, "docs", 20).value == first
    assert len(seen) == 8


def poisoned(place: Path) -> None:
    """An entry that says that nothing is there: whole, and with the right digest."""
    place.write_bytes(entry_of({"environments": {"one": {"exposures": []}}, "schema": SCHEMA}))


def entry_of(document: object) -> bytes:
    content = msgspec.msgpack.encode(document)
    return hashlib.sha256(content).digest() + content


@pytest.mark.parametrize(
    "damage", ["others may write it", "a link", "cut", "another type", "folder of others", "another user"]
)
def test_what_could_be_of_somebody_else_is_read_again(
    damage: str, repository: Path, kept: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = history.read_history(repository, "docs", 20).value
    for each in list(kept.iterdir()):
        poisoned(each)
        match damage:
            case "others may write it":
                each.chmod(0o666)
            case "a link":
                each.rename(tmp_path / each.name)
                each.symlink_to(tmp_path / each.name)
            case "cut":
                each.write_bytes(each.read_bytes()[:-3])
            case "another type":
                each.write_bytes(entry_of([1, 2]))
            case "folder of others":
                kept.chmod(0o777)
            case _:
                monkeypatch.setattr(os, "getuid", lambda: kept.stat().st_uid + 1)
    seen = reading(monkeypatch)

    assert history.read_history(repository, "docs", 20).value == first
    assert len(seen) == 4


def test_a_full_folder_makes_room(tmp_path: Path) -> None:
    for number in range(4):
        HistoryCache(tmp_path / "c").write(f"{number:040}", "no facts " * 20)
    (tmp_path / "c/notes.txt").write_text("of the user\n" * 100, encoding="utf-8")
    cache = HistoryCache(tmp_path / "c", largest=600)
    cache.write("f" * 40, "one more")

    assert cache.read("f" * 40) == "one more"
    assert len(list((tmp_path / "c").glob("*.msgpack"))) == 2
    assert (tmp_path / "c/notes.txt").exists()


# -- the chart and the site -------------------------------------------------------------------------


def test_the_chart_is_a_file_with_words_and_links(repository: Path) -> None:
    git(repository, "remote", "add", "origin", "git@github.com:acme/infra.git")
    drawn = run(repository, "history", "--format", "svg").out

    assert drawn == run(repository, "history", "--format", "svg").out
    root = ET.fromstring(drawn)  # noqa: S314 - our own
    described = " ".join(each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}desc"))
    [day, *_] = {each["date"][:10] for each in told(repository)}
    assert f"Exposures seen, from {day} to {day}: one from 0 to 0." in described
    assert f"Controls broken, from {day} to {day}: one from 0 to 0." in described
    commits = [each["url"] for each in told(repository)]
    assert commits[0].startswith("https://github.com/acme/infra/commit/")
    assert [each.get("href") for each in root.iter("{http://www.w3.org/2000/svg}a")] == [*commits[::-1]] * 2
    assert f"]({commits[0]})" in run(repository, "history", "--format", "markdown").out


def test_the_line_has_a_gap_where_facts_are_not_comparable(repository: Path) -> None:
    drawn = run(repository, "history", "--format", "svg").out

    lines = re.findall(r'<polyline points="([^"]*)"', drawn)
    assert [len(each.split()) for each in lines] == [
        2,
        2,
        2,
        2,
    ]  # of each chart: before the gap, and after it
    assert drawn.count(">?</text>") == 2


def test_the_site_has_the_chart_and_the_table_before_what_is_due(repository: Path) -> None:
    text = moved_text(repository, "docs", "HEAD", "index.md")
    page = with_moved((REPOSITORY / "docs/index.md").read_text(encoding="utf-8"), text)

    assert page.index('<a id="moved"></a>') < page.index("<svg") < page.index("Merge the fix")
    assert page.index("Merge the fix") < page.index("\n## Due\n")
    assert "not comparable" in page
    assert "\n\n" not in page[page.index('<div class="dg-charts">') : page.index("</div>")]
    assert page.count("\n## Due\n") == 1


def test_hostile_words_are_text_on_the_site(repository: Path) -> None:
    document = facts("effective", "broken")
    [environment] = document["environments"].values()
    document["environments"] = {"</svg><script>alert(1)</script>\x00\u202e": environment}
    commit(repository, document, "<script>alert(2)</script> | `x` [a](javascript:b)")

    text = moved_text(repository, "docs", "hostile", "index.md")
    assert "<script" not in text
    assert "[a](" not in text.partition("</div>")[2]  # before it is HTML, in which Markdown is text
    assert "\u202e" not in text


def test_one_commit_is_no_line(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, facts("", "holds"), "Begin")

    text = moved_text(tmp_path, "docs", "one", "index.md")
    assert "<svg" not in text
    assert "nothing before it to compare with" in text


def test_no_repository_changes_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert moved_text(tmp_path, "docs", "none", "index.md") == ""
    assert with_moved("# Posture\n", "") == "# Posture\n"
    monkeypatch.setenv("PATH", "")
    assert moved_text(tmp_path, "docs", "no git", "index.md") == ""


def test_what_is_checked_out_decides(repository: Path) -> None:
    before = moved_text(repository, "docs", "a", "index.md")
    commit(repository, facts("effective", "holds"), "Open it again")

    assert moved_text(repository, "docs", "a", "index.md") == before  # the same revision: read once
    assert "Open it again" in moved_text(repository, "docs", "b", "index.md")
    assert moved.COMMITS == 20


def test_controls_are_counted_as_on_their_page() -> None:
    """A control that is broken for three databases is one broken control."""
    project = open_project(REPOSITORY).value
    assert project is not None
    stored = read_document((REPOSITORY / "docs/environments/facts.json").read_bytes(), Document)

    for facts in find_facts(project).value.environments:
        expected = Counter(each.value for each in find_verdicts(facts).values())
        assert counted(stored.environments[facts.name]).controls == expected

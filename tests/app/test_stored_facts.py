"""The facts beside the pages are not trusted: whatever they contain, `docgen check` exits with 3 and reports what it can."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from docgen.analysis.compare import compare_facts
from docgen.analysis.snapshot import UnreadableSnapshot, read_snapshot
from docgen.pages.sentences.changes import change_line
from tests.app.atlas import REPOSITORY
from tests.app.command import run

SETTINGS = "project: P\nenvironments:\n  one:\n    root: .\n"
MAIN = 'resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }\n'
OTHER_VERSION = "docs/environments/facts.json was made by another version of docgen, or is damaged"
HEAD = b'{"schema": 1, "project": "P", '  # by which docgen knows the file as its own
UNREADABLE = {
    "a resource without an address": HEAD + b'"environments": {"one": {"security_groups": [{}]}}}',
    "an environment that is null": HEAD + b'"environments": {"one": null}}',
    "environments that are a list": HEAD + b'"environments": []}',
    "no environments": HEAD + b'"more": 1}',
    "another schema": b'{"schema": 2, "project": "P", "environments": {}}',
    "a rule without a peer": HEAD
    + b'"environments": {"one": {"security_groups": [{"address": "a", "rules": [{}]}]}}}',
    "an exposure of an unknown effect": HEAD
    + b'"environments": {"one": {"exposures": [{"id": "a", "subject": "a", "name": "a", '
    + b'"effect": "great", "ports": [], "sources": []}]}}}',
    "a gap without a cause": HEAD + b'"environments": {"one": {"gaps": [{"kind": "module"}]}}}',
    "a line that is text": HEAD
    + b'"environments": {"one": {"vpcs": [{"address": "a", "evidence": [{"line": "x"}]}]}}}',
    "a conflict": HEAD + b"<<<<<<< HEAD",
    "other bytes": HEAD + b"\xff\xfe\x00",
    "a part of it": HEAD + b'"environments": {"one": {"vpcs": [',
    "lists in lists": HEAD + b'"environments":' + b"[" * 9_000_000,
    "objects in objects": HEAD + b'"environments":' + b'{"a":' * 100_000,
}


def project(folder: Path, facts: bytes) -> Path:
    (folder / "docgen.yml").write_text(SETTINGS, encoding="utf-8")
    (folder / "main.tf").write_text(MAIN, encoding="utf-8")
    (folder / "docs/environments").mkdir(parents=True)
    (folder / "docs/environments/facts.json").write_bytes(facts)
    return folder


@pytest.mark.parametrize("name", UNREADABLE)
def test_facts_that_cannot_be_read_are_drift(name: str, tmp_path: Path) -> None:
    ran = run(project(tmp_path, UNREADABLE[name]), "check", "--no-diff")

    assert ran.code == 3
    assert OTHER_VERSION in ran.out
    assert "No fact changed" not in ran.out
    assert len(ran.out) < 5_000


def test_facts_of_an_earlier_version_can_be_compared(tmp_path: Path) -> None:
    """What it did not know yet has not changed for that."""
    folder = project(tmp_path, HEAD + b'"environments": {}}')
    assert run(folder, "build").code == 0
    path = folder / "docs/environments/facts.json"
    facts = json.loads(path.read_bytes())
    one = facts["environments"]["one"]
    one["vpcs"][0]["cidr"] = "10.1.0.0/16"
    del one["vpcs"][0]["ipv6"], one["internet_gateways"]
    path.write_text(json.dumps(facts), encoding="utf-8")

    ran = run(folder, "check", "--no-diff")

    assert ran.code == 3
    assert ran.out.startswith(
        "1 fact changed:\n  one: VPC v: cidr is now 10.0.0.0/16, was 10.1.0.0/16 (main.tf:1)\n"
    )


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - JSON
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield from places(each, (*path, key))


def replaced(value: Any, path: tuple[Any, ...], other: object) -> Any:  # noqa: ANN401 - JSON
    if not path:
        return other
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], other)
    return copy


@pytest.mark.parametrize("seed", range(2))
def test_any_part_may_be_something_else(seed: int) -> None:
    raw = (REPOSITORY / "docs/environments/facts.json").read_bytes()
    facts = json.loads(raw)
    facts["environments"] = {"staging": facts["environments"]["staging"]}
    now = read_snapshot(json.dumps(facts).encode())
    choice = random.Random(seed)  # noqa: S311 - no secret
    compared = 0
    for path in choice.sample(list(places(facts)), 100):
        other: object = choice.choice(
            [None, True, 7, 1.5, 10**30, "x", [], [[]], {}, {"address": []}, [{"name": 1}]]
        )
        try:
            then = read_snapshot(json.dumps(replaced(facts, path, other)).encode())
        except UnreadableSnapshot:
            continue
        compared += 1
        for one, other_one in ((then, now), (now, then)):
            assert all(map(change_line, compare_facts(one, other_one)))

    assert compared > 20

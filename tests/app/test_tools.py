"""What other programs may ask: the JSON of the commands, and nothing that writes or leads out of the repository."""

import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docgen.app.commands.mcp import made_server
from docgen.app.tools import TOOLS, ToolProblem, controls, diff, explain, facts, reach, whatif
from tests.app.command import run
from tests.oracle.record import REPOSITORY

Json = Any
DATABASE = "module.dashboard_database.aws_db_instance.this"


@pytest.fixture(autouse=True)
def in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)


def test_each_answer_is_that_of_the_command() -> None:
    for answer, words in (
        (reach("staging", "internet", DATABASE, "tcp/5432"), ("reach", "--json", "--env", "staging", "--from", "internet", "--to", DATABASE, "--on", "tcp/5432")),
        (explain("staging", f"{DATABASE}.port"), ("explain", "--json", "--env", "staging", f"{DATABASE}.port")),
        (whatif("staging", {"alb_ingress_cidrs": "[]"}), ("whatif", "--json", "--env", "staging", "--set", "alb_ingress_cidrs=[]")),
        (controls("staging", verdict="broken"), ("controls", "--format", "json", "--env", "staging", "--verdict", "broken")),
    ):  # fmt: skip
        assert json.loads(answer) == json.loads(run(REPOSITORY, *words).out)


def test_facts_of_one_collection() -> None:
    found = json.loads(facts("staging", "databases"))["environments"]

    assert list(found) == ["staging"]
    assert list(found["staging"]) == ["databases"]
    assert [each["address"] for each in found["staging"]["databases"]] == [DATABASE]
    with pytest.raises(ToolProblem, match='no collection "secrets"'):
        facts("staging", "secrets")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (lambda: facts("nowhere"), "no environment"),
        (lambda: explain("staging", "--help"), "--help"),
        (lambda: diff("--output=/tmp/x"), "output"),
        (lambda: reach("staging", "internet", "--data=/etc/passwd"), "no component"),
        (lambda: explain("staging", "a" * 20_000), "more than 10000 characters"),
        (lambda: controls(verdict="maybe"), "maybe"),
    ],
)
def test_a_wrong_question_is_answered_with_what_is_wrong(question: Callable[[], str], said: str) -> None:
    with pytest.raises(ToolProblem, match=said):
        question()


def test_no_tool_takes_a_path() -> None:
    names = {name for tool in TOOLS.values() for name in inspect.signature(tool).parameters}

    assert names == {
        "environment",
        "collection",
        "source",
        "target",
        "on",
        "what",
        "values",
        "base",
        "head",
        "framework",
        "verdict",
    }
    assert all(tool.__doc__ for tool in TOOLS.values())


def test_without_the_extra_the_command_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docgen.app.commands.mcp.find_spec", lambda _name: None)

    ran = run(tmp_path, "mcp")

    assert ran.code == 2
    assert "terraform-docgen[mcp]" in ran.err


def test_the_server_offers_the_tools_and_answers() -> None:
    mcp = pytest.importorskip("mcp")
    anyio = pytest.importorskip("anyio")

    async def talk() -> tuple[Json, Json, Json]:
        async with mcp.Client(made_server()) as client:
            listed = await client.list_tools()
            good = await client.call_tool(
                "reach", {"environment": "staging", "source": "internet", "target": DATABASE}
            )
            bad = await client.call_tool("facts", {"environment": "nowhere"})
            return listed, good, bad

    listed, good, bad = anyio.run(talk)

    assert {each.name for each in listed.tools} == set(TOOLS)
    assert all(each.annotations.read_only_hint for each in listed.tools)
    assert json.loads(good.content[0].text)["verdict"] in {"reachable", "blocked", "undecided"}
    assert bad.is_error
    assert "no environment" in bad.content[0].text

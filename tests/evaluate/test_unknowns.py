"""Expressions near unknown values, held against what real Terraform planned, at two levels of the language.

`answers.jsonl` is regenerated with `python -m tests.oracle.record_unknowns`.
"""

from pathlib import Path

import pytest

from docgen.language.evaluation import Environment, evaluate_configuration
from docgen.language.plan import after, type_json, unknown_json
from docgen.source.diagnostic import has_errors
from docgen.source.tree import DiskTree
from docgen.terraform.dialect import Dialect, Level, Product
from docgen.terraform.loader import Library, load_configuration
from docgen.values.values import PENDING, without_deep_marks
from tests.evaluate.answers import OneFile
from tests.oracle.record_unknowns import UNKNOWNS, read_answers
from tests.oracle.versions import Json, with_outputs

CONTEXT = (UNKNOWNS / "context.tf").read_text(encoding="utf-8")
ANSWERS = read_answers()
KNOWS_MORE = "docgen knows a part that Terraform leaves open, and every apply agrees with it"
KNOWN_DIFFERENCES = {
    'local.ubool ? "a" : "a"': KNOWS_MORE,
    "distinct(local.list)": KNOWS_MORE,
    'matchkeys(local.list, ["x","y"], ["x"])': KNOWS_MORE,
    '[local.id, "a"] == [local.id, "b"]': KNOWS_MORE,
    "sort(local.list)": "docgen knows how many members there are, and leaves the list itself unknown",
}


def answers(level: Level) -> list[Json]:
    """docgen's answers in the form of the recorded ones."""
    found: list[Json] = [{} for _ in ANSWERS]
    left = set(range(len(ANSWERS)))
    while True:
        text, lines = with_outputs(CONTEXT, {n: ANSWERS[n]["expr"] for n in left})
        loaded = load_configuration(Library(OneFile(text)), ".")
        here = Path(__file__).parent
        dialect = Dialect(Product.TERRAFORM, level, pinned=True)
        made = evaluate_configuration(loaded.value, Environment(DiskTree(here), dialect=dialect))
        diagnostics = (*loaded.diagnostics, *made.diagnostics)
        if not has_errors(diagnostics):
            break
        for each in diagnostics:
            assert each.subject is not None, each
            n = lines[each.subject.start[0]]
            if n in left:
                left.remove(n)
                found[n] = {"error": True}  # of two mistakes in one expression docgen may name the other one
    for n in left:
        output = made.value.outputs[f"v{n}"].value
        value = output if PENDING in output.marks else without_deep_marks(output)
        gaps = without_nothing(unknown_json(value))
        found[n] = {"value": after(value)} | ({"unknown": gaps} if gaps else {"type": type_json(value.type)})
    return found


def without_nothing(gaps: object) -> object:
    """`after_unknown` without the branches in which everything is known."""
    if isinstance(gaps, dict):
        return {key: found for key, each in gaps.items() if (found := without_nothing(each))}
    if isinstance(gaps, list):
        return gaps if any(map(without_nothing, gaps)) else []
    return gaps


def expected(recorded: Json, level: str) -> Json:
    answer = recorded.get("since", {}).get(level, recorded)
    if "error" in answer:
        return {"error": True}
    gaps = without_nothing(answer.get("unknown"))
    return {"value": answer["value"]} | ({"unknown": gaps} if gaps else {"type": answer["type"]})


@pytest.mark.parametrize("level", ["1.11", "1.15"])
def test_answers_like_terraform(level: str) -> None:
    major, _, minor = level.partition(".")
    given = answers((int(major), int(minor)))

    told = {
        recorded["expr"]: f"{found}, where Terraform {level} says {expected(recorded, level)}"
        for recorded, found in zip(ANSWERS, given, strict=True)
        if found != expected(recorded, level)
    }
    assert told.keys() == KNOWN_DIFFERENCES.keys(), told

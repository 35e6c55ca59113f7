"""Whole root modules, held against the real program's plan or errors.

The recordings and what their fields mean: `tests/conformance/README.md`.
"""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from docgen.language.plan import plan_json
from docgen.source.diagnostic import Report, Severity
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.values.likely import NONE
from docgen.workspace.inputs import Argument
from docgen.workspace.root_evaluation import evaluate_prepared, prepare_root
from docgen.workspace.settings_model import RootSettings
from tests.evaluate.answers import LEVELS
from tests.oracle.record_roots import in_order

ROOTS = Path(__file__).parent.parent / "conformance" / "roots"
REDACTED = "(sensitive)"

Json = dict[str, Any]
# plantimestamp is the time of the plan, and docgen's pages must not depend on a clock: unknown here.
CLOCK = {"plan_time_functions": {"pt_len", "pt_ok", "pt_same"}}


def arguments(words: list[str]) -> list[Argument]:
    """`-var x=1`, `-var-file=f` as docgen's own."""
    found: list[Argument] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.lstrip("-").partition("=")
        if not equals:
            value = rest.pop(0)
        found.append(Argument("file" if name == "var-file" else "var", value))
    return found


# What Terraform refuses there, and docgen merely does not know.
GAPS = {"err_file_missing": "File not read", "err_required_var": "No value for required variable"}
UNTOLD = {
    "err_tfvars_function": {"No value for required variable"}
}  # no gap is reported beside a file that is wrong


def evaluated(root: str, level: str) -> tuple[Json | None, list[str]]:
    """The plan, and the summaries of all errors."""
    expected = read(root, level)
    folder = ROOTS / root / "config"
    library = Library(DiskTree(folder))
    settings = RootSettings(".", workspace=expected["workspace"])
    report = Report()
    prepared = report.take(
        prepare_root(
            library,
            settings,
            Limits(),
            {},
            arguments=arguments(expected["args"]),
            process=expected["env"],
            cwd="<ROOT>",
        )
    )
    plan = None
    if prepared is not None:
        environment = msgspec.structs.replace(
            prepared.environment,
            dialect=LEVELS[level],
            likely=NONE,  # Terraform hides no names
        )
        plan = plan_json(
            report.take(evaluate_prepared(msgspec.structs.replace(prepared, environment=environment)))
        )
    return plan, [
        each.summary
        for each in report.diagnostics
        if each.severity is Severity.ERROR or each.summary == GAPS.get(root)
    ]


def read(root: str, level: str = "1.11") -> Json:
    """What the version of this level said."""
    found: Json = json.loads((ROOTS / root / "expected.json").read_text(encoding="utf-8"))
    changed = found.get("since", {}).get(level, {})
    if "outputs" in changed:
        found["plan"]["outputs"] |= changed["outputs"]
    return found | {"errors": changed.get("errors", found["errors"])}


def named(kind: str) -> list[str]:
    """The roots that the real program planned (`ok`), or refused."""
    roots = sorted(each.name for each in ROOTS.iterdir())
    return [each for each in roots if (read(each)["phase"] == "ok") == (kind == "ok")]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("root", named("ok"))
def test_plans_like_terraform(root: str, level: str) -> None:
    expected = read(root, level)
    plan, errors = evaluated(root, level)

    assert errors == []
    assert plan is not None
    assert outputs(plan, expected) == expected_outputs(expected)
    assert resources(plan) == {
        each["address"]: redacted(each["values"], each["sensitive_values"])
        for each in expected["plan"]["resources"]
    }


def outputs(plan: Json, expected: Json) -> Json:
    found = plan["planned_values"]["outputs"]
    return {name: each for name, each in found.items() if name not in left_out(expected)}


def left_out(expected: Json) -> set[str]:
    return {*expected.get("nondeterministic_outputs", ()), *CLOCK.get(expected["name"], ())}


def expected_outputs(expected: Json) -> Json:
    found = {}
    for name, each in expected["plan"]["outputs"].items():
        if name not in left_out(expected):
            found[name] = each | ({"value": REDACTED} if each["sensitive"] and "value" in each else {})
            if each["sensitive"] and each.get("type", "")[0] == "object":
                found[name]["type"] = "dynamic"  # the keys of what is sensitive may be so too
    return found


def resources(plan: Json) -> Json:
    found: Json = {}
    stack = [plan["planned_values"]["root_module"]]
    while stack:
        module = stack.pop()
        found |= {each["address"]: each["values"] for each in module.get("resources", ())}
        stack += module.get("child_modules", ())
    return found


def redacted(value: Any, marks: Any) -> Any:  # noqa: ANN401 - JSON
    """The value with every sensitive part replaced, as docgen prints it."""
    if marks is True:
        return REDACTED
    if isinstance(value, dict):
        inner = marks if isinstance(marks, dict) else {}
        return {key: redacted(each, inner.get(key)) for key, each in value.items()}
    if isinstance(value, list) and isinstance(marks, list):
        return [redacted(each, mark) for each, mark in zip(value, marks, strict=True)]
    return value


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("root", named("refused"))
def test_refuses_like_terraform(root: str, level: str) -> None:
    _, errors = evaluated(root, level)

    words = {"File not read": "Invalid function argument"}
    told = {in_order(words.get(each, each)) for each in errors}
    # 1.15 stops before it comes to a variable without a value, where 1.11 goes on.
    allowed = [
        {in_order(each["summary"]) for each in read(root, version)["errors"]} - UNTOLD.get(root, set())
        for version in (level, "1.11")
    ]
    assert told in allowed

"""`docgen plan`, held against the real plan of the same Terraform: every resource, every argument that is set.

The answers of data sources are taken from the recording; `tests/oracle/README.md` says how it is made.
"""

import json
from typing import Any

import pytest

from docgen.language.evaluated import Evaluation
from docgen.language.plan import plan_json
from docgen.source.address import ModuleAddress
from docgen.source.diagnostic import has_errors
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings
from tests.oracle.record import ENVIRONMENTS, HERE, REPOSITORY, Environment

Json = dict[str, Any]


def recorded(environment: Environment) -> Json:
    found: Json = json.loads((HERE / environment.name / "plan.json").read_text(encoding="utf-8"))
    return found


def evaluated(environment: Environment, data: list[Json]) -> Evaluation:
    folder = REPOSITORY / environment.project
    answers = {f"{each['address']}.{name}": value for each in data for name, value in each["values"].items()}
    settings = RootSettings(environment.root, environment.var_files, data=answers)
    library = Library(DiskTree(folder))
    result = evaluate_root(library, settings, Limits(), {}, process={})
    assert not has_errors(result.diagnostics)
    assert result.value is not None
    return result.value


def arguments(evaluation: Evaluation) -> dict[str, set[str]]:
    """The names that each instance's configuration writes."""
    found = {}
    for each in evaluation.instances:
        path = evaluation.modules[ModuleAddress(each.address.module)]
        resource = evaluation.configuration.modules[path].resources[
            each.address.mode, each.address.type, each.address.name
        ]
        blocks = {
            block.block.labels[0].text if block.block.type == "dynamic" else block.block.type
            for block in resource.blocks
        }
        found[str(each.address)] = set(resource.attributes) | blocks
    return found


EMPTY: tuple[object, ...] = (None, False, [], {})


def comparable(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Sets in one order, and no difference between what is left out, null, empty, or not marked."""
    if isinstance(value, list):
        members = [comparable(each) for each in value]
        if all(each in EMPTY for each in members):
            return None
        return sorted(members, key=lambda each: json.dumps(each, sort_keys=True))
    if isinstance(value, dict):
        pruned = {key: comparable(each) for key, each in value.items()}
        return {key: each for key, each in pruned.items() if each not in EMPTY} or None
    return None if value is False else value


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda each: each.name)
def test_every_argument_is_planned_as_terraform_plans_it(environment: Environment) -> None:
    real = recorded(environment)
    evaluation = evaluated(environment, real["data"])
    plan = plan_json(evaluation)
    ours = {each["address"]: each["change"] for each in plan["resource_changes"] if each["mode"] == "managed"}
    written = arguments(evaluation)
    assert ours.keys() == {each["address"] for each in real["resources"]}
    differences = []
    count = 0

    for resource in real["resources"]:
        change = ours[resource["address"]]
        for name in sorted(written.get(resource["address"], ())):
            theirs = (
                resource["values"].get(name),
                resource["after_unknown"].get(name),
                resource["after_sensitive"].get(name),
            )
            mine = tuple(
                (change.get(part) or {}).get(name) for part in ("after", "after_unknown", "after_sensitive")
            )
            count += 1
            if [*map(comparable, theirs)] != [*map(comparable, mine)]:
                differences.append((resource["address"], name, theirs, mine))

    assert differences == []
    assert count

"""Plans and states that tests read: recorded ones in the shape of `terraform show -json`, and a state that a test may change."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.oracle.record import HERE as RECORDINGS

Json = dict[str, Any]
HERE = Path(__file__).parent
ADDRESS = re.compile(r"((?:module\.[^.\[]+(?:\[[^\]]*\])?\.)*)(?:data\.)?([^.]+)\.([^\[]+)(?:\[(.*)\])?$")
STEP = re.compile(r"module\.[^.\[]+(?:\[[^\]]*\])?")


def recorded_plan(name: str) -> Json:
    """The recorded plan of an environment as `terraform show -json` prints it."""
    rows: Json = json.loads((RECORDINGS / name / "plan.json").read_text(encoding="utf-8"))
    root = tree_of([(each, "managed", each.get("after_sensitive", {})) for each in rows["resources"]])
    data = tree_of([(each, "data", {}) for each in rows["data"]])
    return {
        "format_version": "1.2",
        "planned_values": {
            "root_module": root,
            "outputs": {
                each["name"]: {"sensitive": each["sensitive"]}
                | ({} if each["value"] is None else {"value": each["value"]})
                for each in rows["outputs"]
            },
        },
        "prior_state": {"format_version": "1.0", "values": {"root_module": data}},
        "resource_changes": [
            {
                "address": each["address"],
                "change": {"actions": ["create"], "after_unknown": each["after_unknown"]},
            }
            for each in rows["resources"]
        ],
        "output_changes": {each["name"]: {"after_unknown": each["unknown"]} for each in rows["outputs"]},
    }


def tree_of(rows: list[tuple[Json, str, Json]]) -> Json:
    """Rows of resources, each with its mode and its sensitive values, as a root module with the modules below it."""
    root: Json = {"resources": [], "child_modules": []}
    for each, mode, sensitive in rows:
        module, type_, label, key = split(each["address"])
        resource = {
            "address": each["address"],
            "mode": mode,
            "type": type_,
            "name": label,
            "values": each["values"],
            "sensitive_values": sensitive,
        }
        module_at(root, tuple(STEP.findall(module)))["resources"].append(
            resource if key is None else resource | {"index": json.loads(key)}
        )
    return root


def split(address: str) -> tuple[str, str, str, str | None]:
    found = ADDRESS.match(address)
    assert found is not None
    module, type_, label, key = found.groups()
    return module, type_, label, key


def module_at(root: Json, path: tuple[str, ...]) -> Json:
    if not path:
        return root
    parent = module_at(root, path[:-1])
    address = ".".join(path)
    for each in parent["child_modules"]:
        if each["address"] == address:
            found: Json = each
            return found
    made: Json = {"address": address, "resources": [], "child_modules": []}
    parent["child_modules"].append(made)
    return made


def applied_state() -> Json:
    """What `terraform show -json` printed of `tests/oracle/applied`, applied to a fake AWS. It refused one rule: `ping_ipv6`."""
    found: Json = json.loads((HERE / "applied_state.json").read_text(encoding="utf-8"))
    return found


def resources(document: Json) -> Iterator[Json]:
    """All resources of a plan or state, of all modules."""
    stack = [(document.get("planned_values") or document["values"])["root_module"]]
    while stack:
        module = stack.pop()
        yield from module.get("resources", ())
        stack += module.get("child_modules", ())


def resource(document: Json, address: str) -> Json:
    return next(each for each in resources(document) if each["address"] == address)


def written(document: Any, path: Path) -> str:  # noqa: ANN401 - JSON
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)

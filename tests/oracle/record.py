"""Record what Terraform plans: `python -m tests.oracle.record`."""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.oracle.mock import ARN_PREFIX, data_sources
from tests.oracle.network import Network, Resource
from tests.oracle.real_terraform import Planned, Terraform, fake_aws, find_mirror

Json = dict[str, Any]

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent
SENSITIVE = "(sensitive)"

# The account that the fake AWS always plays.
FAKE_ACCOUNT = "123456789012"
ACCOUNT = "000000000000"

# Beside Terraform's input: people's notes, and the settings of this project's own tool.
NOT_INPUT = ("README.md", "docgen.yml")
# Hashes and identities of the fake AWS's user; the rest of a data source is what expressions use.
NOT_RECORDED = ("id", "minified_json", "user_id")


@dataclass(frozen=True, slots=True)
class Environment:
    name: str
    """Folder of the recording, below this one."""
    project: str
    """Folder that holds the root and every module that it calls."""
    root: str
    var_files: tuple[str, ...] = ()


ENVIRONMENTS = (
    Environment("staging", "terraform", "staging", ("terraform.tfvars.example",)),
    Environment("production", "terraform", "production"),
    Environment("harbor-dev", "tests/projects/harbor", ".", ("env/dev.tfvars",)),
    Environment("harbor-prod", "tests/projects/harbor", ".", ("env/prod.tfvars",)),
    Environment("minimal", "tests/projects/minimal", "."),
)


def inputs_hash(project: Path) -> str:
    """SHA-256 over the path and bytes of every file that Terraform may read."""
    sum_of = hashlib.sha256()
    for path in sorted(_inputs(project), key=lambda each: each.relative_to(project).as_posix()):
        content = path.read_bytes()
        sum_of.update(f"{path.relative_to(project).as_posix()}\0{len(content)}\0".encode())
        sum_of.update(content)
    return sum_of.hexdigest()


def _inputs(project: Path) -> Iterator[Path]:
    for path in project.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(project).parts)
        if path.is_file() and not hidden and path.name not in NOT_INPUT:
            yield path


def recorded_plan(planned: Planned) -> Json:
    """The planned resources and outputs, without anything that differs from run to run."""
    managed = [each for each in planned.real["resource_changes"] if each["mode"] == "managed"]
    return {
        "versions": planned.versions,
        "outputs": [
            {
                "name": name,
                "sensitive": bool(_pruned(change["after_sensitive"])),
                "unknown": _pruned(change["after_unknown"]),
                "value": _redacted(change.get("after"), change["after_sensitive"]),
            }
            for name, change in sorted(planned.real.get("output_changes", {}).items())
        ],
        "data": [
            {
                "address": each["address"],
                "type": each["type"],
                "values": _redacted(
                    {name: value for name, value in each["values"].items() if name not in NOT_RECORDED},
                    each["sensitive_values"],
                ),
            }
            for each in sorted(data_sources(planned.real), key=lambda each: str(each["address"]))
        ],
        "resources": [
            {
                "address": each["address"],
                "type": each["type"],
                "values": _redacted(each["change"]["after"], each["change"]["after_sensitive"]),
                "after_unknown": _pruned(each["change"]["after_unknown"]) or {},
                "after_sensitive": _pruned(each["change"]["after_sensitive"]) or {},
            }
            for each in sorted(managed, key=lambda each: str(each["address"]))
        ],
    }


def recorded_network(planned: Planned) -> dict[str, list[Json]]:
    """Who may reach whom, as addresses."""
    changes = [each for each in planned.real["resource_changes"] if each["mode"] == "managed"]
    addresses = {str(each["address"]) for each in changes}
    mocked = {each["address"]: each["change"]["after"] for each in planned.mocked["resource_changes"]}
    return Network(
        [
            Resource(
                each["address"], each["type"], _filled(each["change"], mocked[each["address"]], addresses)
            )
            for each in changes
        ]
    ).facts()


def _filled(change: Json, mocked: Json, addresses: set[str]) -> Json:
    """What the real plan knows, and the mocked value where it does not."""
    # The other way round would lose the defaults of the schema, which a mocked provider does not apply.
    unknown = {name for name, value in change["after_unknown"].items() if _pruned(value)}
    known = {name: value for name, value in change["after"].items() if name not in unknown}
    return {name: None if _is_random(value, addresses) else value for name, value in mocked.items()} | known


def _is_random(value: object, addresses: set[str]) -> bool:
    """Whether the mocked provider invented a text that names no resource."""
    return isinstance(value, str) and not (
        value.startswith(ARN_PREFIX) or value in addresses or value.rpartition(".")[0] in addresses
    )


def _redacted(value: Any, sensitive: Any) -> Any:  # noqa: ANN401 - planned values have any type
    if sensitive is True:
        return SENSITIVE
    if isinstance(value, dict):
        marks = sensitive if isinstance(sensitive, dict) else {}
        return {name: _redacted(each, marks.get(name)) for name, each in value.items()}
    if isinstance(value, list):
        listed = sensitive if isinstance(sensitive, list) else []
        return [_redacted(each, listed[at] if at < len(listed) else None) for at, each in enumerate(value)]
    return value.replace(FAKE_ACCOUNT, ACCOUNT) if isinstance(value, str) else value


def _pruned(marks: Any) -> Any:  # noqa: ANN401 - marks mirror values of any type
    """The marks that are set; an unmarked element of a list keeps its place as null."""
    if isinstance(marks, dict):
        return {name: kept for name, each in marks.items() if (kept := _pruned(each))} or None
    if isinstance(marks, list):
        kept_list = [_pruned(each) for each in marks]
        return kept_list if any(kept_list) else None
    return marks or None


def print_recording(recording: Json) -> str:
    """JSON with one entry a line, so that a changed resource is a changed line."""
    parts = []
    for name, value in sorted(recording.items()):
        if isinstance(value, list):
            rows = ",\n".join("  " + json.dumps(each, sort_keys=True, ensure_ascii=False) for each in value)
            parts.append(f'"{name}": [\n{rows}\n]' if rows else f'"{name}": []')
        else:
            parts.append(f'"{name}": {json.dumps(value, sort_keys=True)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def record(environment: Environment, terraform: Terraform, into: Path) -> None:
    """Write one environment's recording."""
    project = REPOSITORY / environment.project
    planned = terraform.plan(project, environment.root, environment.var_files)
    folder = into / environment.name
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("plan.json", print_recording(recorded_plan(planned))),
        ("network.json", print_recording(recorded_network(planned))),
        ("inputs.sha256", inputs_hash(project) + "\n"),
    ):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Record what the real Terraform plans for every environment."
    )
    parser.add_argument(
        "--mirror", type=Path, help="folder above registry.terraform.io with the AWS provider"
    )
    parser.add_argument("--into", type=Path, default=HERE, help="where to write (default: beside this file)")
    options = parser.parse_args()
    with fake_aws() as endpoint:
        terraform = Terraform(options.mirror or find_mirror(), endpoint)
        for environment in ENVIRONMENTS:
            record(environment, terraform, options.into)
            sys.stdout.write(f"recorded {environment.name}\n")


if __name__ == "__main__":
    main()

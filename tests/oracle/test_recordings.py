"""The recordings belong to the Terraform beside them, and give nothing away."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.oracle.real_terraform import Terraform, fake_aws, find_mirror, missing_program
from tests.oracle.record import (
    ACCOUNT,
    ENVIRONMENTS,
    FAKE_ACCOUNT,
    HERE,
    REPOSITORY,
    SENSITIVE,
    Environment,
    inputs_hash,
    record,
)

FILES = ("inputs.sha256", "network.json", "plan.json")
RECORD = "recordings are stale; run: python -m tests.oracle.record"

every_environment = pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda each: each.name)


def recorded(environment: Environment, name: str) -> str:
    return (HERE / environment.name / name).read_text(encoding="utf-8")


def rows(environment: Environment, name: str, collection: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(recorded(environment, name))[collection]
    return found


@every_environment
def test_recording_is_of_the_terraform_that_is_here(environment: Environment) -> None:
    assert recorded(environment, "inputs.sha256").strip() == inputs_hash(REPOSITORY / environment.project), (
        RECORD
    )


def test_inputs_hash_sees_every_file_but_notes_and_settings(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("", encoding="utf-8")
    empty = inputs_hash(tmp_path)
    for ignored in ("README.md", "docgen.yml", ".terraform.lock.hcl"):
        (tmp_path / ignored).write_text("text", encoding="utf-8")
    unchanged = inputs_hash(tmp_path)
    (tmp_path / "template.tftpl").write_text("text", encoding="utf-8")

    assert unchanged == empty
    assert inputs_hash(tmp_path) != empty


def test_no_folder_without_an_environment() -> None:
    folders = {path.parent.name for path in HERE.glob("*/plan.json")}

    assert folders == {each.name for each in ENVIRONMENTS}


@every_environment
def test_nothing_of_the_recording_machine_is_kept(environment: Environment) -> None:
    text = "".join(recorded(environment, name) for name in FILES)

    assert FAKE_ACCOUNT not in text
    assert not re.search(r"/(tmp|home|root)/|127\.0\.0\.1|20\d\d-\d\d-\d\dT", text)


@pytest.mark.parametrize("environment", ENVIRONMENTS[:2], ids=lambda each: each.name)
def test_sensitive_default_is_redacted(environment: Environment) -> None:
    variables = (REPOSITORY / environment.project / environment.root / "variables.tf").read_text(
        encoding="utf-8"
    )
    [secret] = re.findall(r'sensitive\s+= true\s+default\s+= "(.+)"', variables)
    plan = recorded(environment, "plan.json")

    assert secret not in plan
    assert SENSITIVE in plan
    assert ACCOUNT in plan


@every_environment
def test_every_rule_resolves(environment: Environment) -> None:
    groups = {each["address"] for each in rows(environment, "network.json", "security_groups")}
    rules = rows(environment, "network.json", "rules")

    assert {each["group"] for each in rules} <= groups
    assert {each["peer"] for each in rules if each["peer_kind"] == "security_group"} <= groups


def test_roots_differ_in_values_only() -> None:
    staging, production = (REPOSITORY / "terraform" / root for root in ("staging", "production"))
    shared = {path.name for path in staging.glob("*.tf")}

    assert shared == {path.name for path in production.glob("*.tf")}
    assert all((staging / name).read_bytes() == (production / name).read_bytes() for name in shared)


@pytest.mark.skipif(
    os.environ.get("DOCGEN_TERRAFORM") != "1", reason="set DOCGEN_TERRAFORM=1 to record again"
)
@every_environment
def test_terraform_still_says_the_same(environment: Environment, tmp_path: Path) -> None:
    if reason := missing_program():
        pytest.skip(reason)
    with fake_aws() as endpoint:
        record(environment, Terraform(find_mirror(), endpoint), tmp_path)
    again = {name: (tmp_path / environment.name / name).read_text(encoding="utf-8") for name in FILES}

    assert again == {name: recorded(environment, name) for name in FILES}

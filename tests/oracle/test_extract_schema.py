"""What the schema extract keeps and drops."""

import json

import pytest

from tests.oracle.extract_schema import compact_block, is_common
from tests.oracle.record import ENVIRONMENTS, HERE, Environment


def test_block_keeps_types_flags_and_nesting() -> None:
    block = {
        "attributes": {
            "token": {"type": "string", "description": "prose", "optional": True, "sensitive": True},
            "ids": {"type": ["set", "string"], "computed": True},
            "secret": {"type": "string", "required": True, "write_only": True},
        },
        "block_types": {
            "rule": {"nesting_mode": "list", "max_items": 1, "block": {"description_kind": "plain"}},
        },
        "description": "prose",
    }

    assert compact_block(block) == {
        "attributes": {
            "ids": [["set", "string"], "c"],
            "secret": ["string", "rw"],
            "token": ["string", "os"],
        },
        "blocks": {"rule": ["list", 0, 1, {}]},
    }


@pytest.mark.parametrize(
    ("name", "common"),
    [
        ("aws_route", True),
        ("aws_route_table", True),
        ("aws_route53_record", True),
        ("aws_route53recoverycontrolconfig_cluster", False),
        ("aws_servicecatalog_product", False),
        ("aws_quicksight_dashboard", False),
    ],
)
def test_families(name: str, common: bool) -> None:  # noqa: FBT001 - a column of the table
    assert is_common(name) is common


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda each: each.name)
def test_families_cover_the_projects_here(environment: Environment) -> None:
    plan = json.loads((HERE / environment.name / "plan.json").read_text(encoding="utf-8"))
    types = {each["type"] for each in [*plan["resources"], *plan["data"]]}

    assert {each for each in types if not is_common(each)} == set()

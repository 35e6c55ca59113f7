"""The network that docgen reports, held against the one that the real Terraform plans: nothing missing, nothing extra.

`tests/oracle/README.md` says how the recordings are made.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docgen.exports.facts import facts_json
from docgen.workspace.pipeline import find_facts
from docgen.workspace.project import open_project

REPOSITORY = Path(__file__).parents[2]
ORACLE = REPOSITORY / "tests" / "oracle"
HARBOR = REPOSITORY / "tests" / "projects" / "harbor"
MINIMAL = REPOSITORY / "tests" / "projects" / "minimal"
# Each recording: which repository it was made of, and which environment of it.
ENVIRONMENTS = {
    "staging": (REPOSITORY, "staging"),
    "production": (REPOSITORY, "production"),
    "harbor-dev": (HARBOR, "dev"),
    "harbor-prod": (HARBOR, "prod"),
}
Json = dict[str, Any]


@pytest.fixture(scope="module", params=ENVIRONMENTS)
def both(request: pytest.FixtureRequest) -> tuple[Json, Json]:
    """What docgen says, and what was recorded."""
    folder, environment = ENVIRONMENTS[request.param]
    project = open_project(folder).value
    assert project is not None
    facts = facts_json(find_facts(project).value)["environments"][environment]
    recorded = json.loads((ORACLE / request.param / "network.json").read_text(encoding="utf-8"))
    return facts, recorded


def rows(found: list[Json]) -> list[str]:
    return sorted(json.dumps(each, sort_keys=True) for each in found)


def rules(facts: Json) -> list[Json]:
    return [
        {
            "group": group["address"],
            "direction": rule["direction"],
            "protocol": rule["protocol"],
            "from_port": rule["from_port"],
            "to_port": rule["to_port"],
            "peer_kind": rule["peer"]["kind"],
            "peer": rule["peer"]["value"],
        }
        for group in facts["security_groups"]
        for rule in group["rules"]
    ]


def subnets(facts: Json) -> list[Json]:
    return [
        {key: each[key] for key in ("address", "cidr", "tier", "route_table")} for each in facts["subnets"]
    ]


def routes(facts: Json) -> list[Json]:
    found = [
        {"route_table": table["address"], "destination": route["destination"], "target": route["target"]}
        for table in facts["route_tables"]
        for route in table["routes"]
    ]
    # A gateway endpoint puts a route into each of its tables.
    found += [
        {"route_table": table, "destination": endpoint["service"], "target": endpoint["address"]}
        for endpoint in facts["endpoints"]
        if endpoint["type"] == "Gateway"
        for table in endpoint["route_tables"]
    ]
    return found


def listeners(facts: Json) -> list[Json]:
    return [
        {
            "address": each["address"],
            "load_balancer": balancer["address"],
            "port": each["port"],
            "protocol": each["protocol"],
        }
        | action(each["actions"])
        for balancer in facts["load_balancers"]
        for each in balancer["listeners"]
    ]


def action(actions: list[Json]) -> Json:
    last = actions[-1]
    redirect = last.get("redirect")
    return {
        "action": last["type"],
        "redirect": f"{redirect['protocol']}:{redirect['port']}" if redirect else None,
        "target_groups": last.get("target_groups", []),
    }


def listener_rules(facts: Json) -> list[Json]:
    return [
        {
            "address": rule["address"],
            "listener": listener["address"],
            "priority": rule["priority"],
            "hosts": sorted(
                value
                for each in rule["conditions"]
                if each["field"] == "host-header"
                for value in each["values"]
            ),
        }
        | action(rule["actions"])
        for balancer in facts["load_balancers"]
        for listener in balancer["listeners"]
        for rule in listener["rules"]
    ]


def picked(collection: str, *keys: str) -> Callable[[Json], list[Json]]:
    return lambda facts: [{key: each[key] for key in keys} for each in facts[collection]]


def attachments(facts: Json) -> list[Json]:
    found = []
    for collection, flag in (
        ("load_balancers", "internal"),
        ("services", "assign_public_ip"),
        ("databases", "publicly_accessible"),
        ("kafka_clusters", ""),
        ("kafka_connectors", ""),
        ("functions", ""),
        ("instances", ""),
        ("endpoints", ""),
    ):
        for each in facts[collection]:
            row = {key: each[key] for key in ("address", "security_groups", "subnets")}
            found.append(row | ({flag: each[flag]} if flag else {}))
    return found


COLLECTIONS: dict[str, Callable[[Json], list[Json]]] = {
    "rules": rules,
    "subnets": subnets,
    "routes": routes,
    "listeners": listeners,
    "listener_rules": listener_rules,
    "target_groups": picked("target_groups", "address", "port", "protocol", "target_type"),
    "nat_gateways": picked("nat_gateways", "address", "subnet", "elastic_ip"),
    "endpoints": picked("endpoints", "address", "route_tables", "service", "type"),
    "flow_logs": picked("flow_logs", "address", "destination", "destination_type", "subject", "traffic_type"),
}


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_reports_what_is_planned(both: tuple[Json, Json], collection: str) -> None:
    facts, recorded = both

    assert rows(COLLECTIONS[collection](facts)) == rows(recorded[collection])


def test_places_what_is_planned(both: tuple[Json, Json]) -> None:
    """Subnets and groups of everything with interfaces; flags where the recording has them."""
    facts, recorded = both
    mine = {each["address"]: each for each in attachments(facts)}

    for row in recorded["attachments"]:
        own = mine[row["address"]]
        assert sorted(own["subnets"]) == sorted(row["subnets"])
        assert sorted(own["security_groups"]) == sorted(row["security_groups"])
        assert all(
            own.get(key, row[key]) == row[key] for key in row if key not in {"subnets", "security_groups"}
        )

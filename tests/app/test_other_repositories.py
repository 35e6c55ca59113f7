"""docgen works on Terraform that it has never seen: other structure, other names, no word of Atlas."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.app.atlas import REPOSITORY
from tests.app.command import run

PROJECTS = REPOSITORY / "tests" / "projects"
Json = dict[str, Any]


@pytest.fixture(scope="module", params=["harbor", "minimal", "edge"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp(request.param) / request.param
    shutil.copytree(PROJECTS / request.param, folder)
    ran = run(folder, "build")
    assert ran.code == 0, ran.err
    return folder


def test_it_builds_and_is_clean(built: Path) -> None:
    assert run(built, "check").code == 0
    assert run(built, "build").out.endswith("all up to date\n")


def test_nothing_of_atlas_is_on_its_pages(built: Path) -> None:
    pages = [each for each in (built / "docs").rglob("*") if each.suffix in {".md", ".svg", ".json"}]

    assert pages
    assert not any("atlas" in each.read_text(encoding="utf-8").lower() for each in pages)


def facts(environment: str) -> Json:
    ran = run(PROJECTS / "harbor", "facts", "--env", environment, "--json")
    assert ran.code == 0, ran.err
    found: Json = json.loads(ran.out)["environments"][environment]
    return found


@pytest.fixture(scope="module")
def harbor() -> Json:
    return facts("dev")


def test_two_halves_are_the_internet(harbor: Json) -> None:
    [quay] = [each for each in harbor["exposures"] if each["kind"] == "EC2 instance"]

    assert quay["sources"] == ["0.0.0.0/0"]
    assert quay["whole_internet"]
    assert quay["effect"] == "configured only"
    assert "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS" in quay["blockers"]


def test_a_rule_is_one_row_for_each_peer(harbor: Json) -> None:
    for group in harbor["security_groups"]:
        rows = [
            json.dumps({key: each[key] for key in ("direction", "protocol", "from_port", "to_port", "peer")})
            for each in group["rules"]
        ]
        assert len(rows) == len(set(rows))


def test_rows_are_sorted(harbor: Json) -> None:
    for collection in ("subnets", "security_groups", "route_tables", "load_balancers", "databases"):
        addresses = [each["address"] for each in harbor[collection]]
        assert len(addresses) == len(set(addresses))


def test_levers_lead_to_the_line_of_the_var_file(harbor: Json) -> None:
    levers = [
        lever for group in harbor["security_groups"] for rule in group["rules"] for lever in rule["levers"]
    ]

    assert any(
        each["source"] == "tfvars" and each["path"] == "env/dev.tfvars" and each["line"] for each in levers
    )


def test_what_stands_before_a_vpc_is_drawn_and_told(tmp_path: Path) -> None:
    folder = tmp_path / "edge"
    shutil.copytree(PROJECTS / "edge", folder)
    assert run(folder, "build").code == 0

    environment = folder / "docs" / "environments" / "one"
    picture = (environment / "architecture.svg").read_text(encoding="utf-8")
    network = (environment / "network.md").read_text(encoding="utf-8")
    ingress = (environment / "ingress.md").read_text(encoding="utf-8")

    for said in ("CloudFront distribution", "EKS cluster", "ElastiCache cluster"):
        assert said in picture
        assert said in network
    assert "true (AWS's default)" in network
    assert "Web ACL: `arn:aws:wafv2" in ingress

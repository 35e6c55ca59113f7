"""`docgen reach`, `docgen whatif` and the assertions of docgen.yml, as one types them."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from docgen.app.environment_options import EnvironmentChoice, selected_facts
from docgen.source.traced import Known
from docgen.workspace.schema import PAGE, PLACE, settings_page, settings_schema
from tests.app.atlas import REPOSITORY, Edit, apply, copy_atlas
from tests.app.command import run

ALB = "module.alb.aws_lb.this"
DATABASE = "module.dashboard_database.aws_db_instance.this"


def test_reach_tells_the_chain() -> None:
    ran = run(
        REPOSITORY,
        "reach",
        "--env",
        "staging",
        "--from",
        "internet",
        "--to",
        DATABASE,
        "--on",
        "tcp/5432",
        "--json",
    )

    answer = json.loads(ran.out)
    assert ran.code == 0
    assert answer["verdict"] == "reachable"
    assert answer["ports"] == ["tcp/5432"]
    assert answer["blockers"] == answer["unknowns"] == []
    assert [each["step"] for each in answer["path"]] == [
        "public address",
        "route",
        "network ACL",
        "port",
        "security group",
    ]
    assert all(each["address"] for each in answer["path"])
    assert answer["path"][-1]["path"] == "terraform/modules/rds/main.tf"
    assert isinstance(answer["path"][-1]["line"], int)


def test_reach_tells_what_blocks() -> None:
    ran = run(REPOSITORY, "reach", "--env", "production", "--from", "internet", "--to", DATABASE, "--json")

    answer = json.loads(ran.out)
    assert ran.code == 0
    assert answer["verdict"] == "blocked"
    assert "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS" in answer["blockers"]


def test_reach_of_a_root_without_settings() -> None:
    root = REPOSITORY / "tests/analysis/cases/group-admits"
    words = (
        "reach",
        "--root",
        str(root),
        "--from",
        "internet",
        "--to",
        "aws_instance.web",
        "--on",
        "tcp/443",
    )

    ran = run(REPOSITORY, *words)

    assert ran.code == 0
    assert "reachable" in ran.out.splitlines()[0]
    assert "allows inbound TCP 443 from the internet" in ran.out


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--from", "internet", "--to", "module.alb.aws_lb.thiss"), 1, f'Did you mean "{ALB}"?'),
        (("--from", "internet", "--to", "module.vpc.aws_vpc.this"), 1, "holds no network interface"),
        (("--from", "internet", "--to", ALB, "--on", "tcp/99999"), 2, "a port is a number from 0 to 65535"),
        (("--from", "internet", "--to", ALB, "--on", "smtp"), 2, "names no protocol"),
        (("--to", ALB), 2, "--from"),
    ],
)
def test_reach_refuses(words: tuple[str, ...], code: int, told: str) -> None:
    ran = run(REPOSITORY, "reach", "--env", "staging", *words)

    assert ran.code == code
    assert told in ran.err


def test_whatif_tells_what_closes_and_all_that_moves() -> None:
    ran = run(
        REPOSITORY, "whatif", "--env", "production", "--set", 'alb_ingress_cidrs=["10.0.0.0/8"]', "--json"
    )

    found = json.loads(ran.out)
    assert ran.code == 0
    assert found["closes"] == [ALB]
    assert found["opens"] == []
    assert [each["text"] for each in found["changes"]][:5] == [
        "atlas-production-alb-sg now allows inbound TCP 80 from 10.0.0.0/8, was from the internet",
        "atlas-production-alb-sg now allows inbound TCP 443 from 10.0.0.0/8, was from the internet",
        "atlas-production-alb is now public, but no rule allows internet traffic, was open on TCP 80, 443",
        'input alb_ingress_cidrs is now ["10.0.0.0/8"], was ["0.0.0.0/0"]',
        "the internet can no longer connect to module.alb.aws_lb.this on TCP 80, 443",
    ]


def test_whatif_of_the_same_value_moves_nothing() -> None:
    ran = run(REPOSITORY, "whatif", "--env", "production", "--set", 'alb_ingress_cidrs=["0.0.0.0/0"]')

    assert ran.code == 0
    assert "would change nothing" in ran.out


def test_whatif_refuses_an_unknown_input() -> None:
    ran = run(REPOSITORY, "whatif", "--env", "production", "--set", "alb_ingres_cidrs=[]")

    assert ran.code == 1
    assert 'Did you mean "alb_ingress_cidrs"?' in ran.err


ASSERTIONS = {
    "holds": ("  - says: Tasks have no public address.\n    every: services\n    has: {assign_public_ip: false}\n", 0, ""),
    "fails": ("  - says: Nobody gets at databases.\n    from: internet\n    to: databases\n    on: tcp/5432\n    verdict: blocked\n", 4, "staging"),
    "fails everywhere": ("  - says: The edge is shut.\n    from: internet\n    to: load_balancers\n    verdict: blocked\n", 4, "production"),
    "between components": ("  - says: Tasks reach brokers.\n    from: services\n    to: kafka_clusters\n    on: tcp/9098\n    verdict: reachable\n", 4, "dashboard_backend"),
    "in one environment": ("  - says: Nobody gets at production's databases.\n    in: [production]\n    from: internet\n    to: databases\n    on: tcp/5432\n    verdict: blocked\n", 0, ""),
    "nothing else may": ("  - says: Only the backend opens the database.\n    in: [production]\n    to: databases\n    on: tcp/5432\n    only: [10.0.0.0/8, module.dashboard_backend.module.service.aws_ecs_service.this]\n", 4, "events_ingestion"),
    "nothing may": ("  - says: Nobody opens the database.\n    in: [production]\n    to: databases\n    on: tcp/9999\n    only: []\n", 0, ""),
    "nothing else may, of collections": ("  - says: Tasks and connectors use Kafka.\n    in: [production]\n    to: kafka_clusters\n    on: tcp/9098\n    only: [services, kafka_connectors, kafka_clusters]\n", 0, ""),
    "a count": ("  - says: There is one VPC.\n    count: vpcs\n    is: 1\n", 0, ""),
}  # fmt: skip


@pytest.mark.parametrize("code", [0, 4])
def test_assertions_decide_the_exit_code(code: int, tmp_path: Path) -> None:
    alike = {text: told for text, wanted, told in ASSERTIONS.values() if wanted == code}
    folder = copy_atlas(tmp_path)
    apply(folder, Edit("docgen.yml", "", f"assertions:\n{''.join(alike)}"))
    run(folder, "build")

    ran = run(folder, "check")

    assert ran.code == code, ran.out
    for text, told in alike.items():
        said = text.partition("says: ")[2].partition("\n")[0]
        lines = [line for line in ran.out.splitlines() if said in line]
        assert bool(lines) == bool(code), said
        assert not code or any(told in line for line in lines), (told, lines)


def test_a_wrong_assertion_is_an_error_with_its_line(tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)
    apply(folder, Edit("docgen.yml", "", "assertions:\n  - says: x\n    every: servces\n"))

    ran = run(folder, "check")

    assert ran.code == 1
    assert 'Did you mean "services"?' in ran.err
    assert "docgen.yml:" in ran.err


def test_the_schema_is_of_these_settings() -> None:
    assert PLACE.read_bytes() == settings_schema()
    assert (REPOSITORY / PAGE).read_text(encoding="utf-8") == settings_page()
    settings = yaml.safe_load((REPOSITORY / "docgen.yml").read_text(encoding="utf-8"))
    as_json = json.loads(json.dumps(settings, default=str))  # dates are text in JSON
    jsonschema.validate(as_json, json.loads(PLACE.read_bytes()))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("in: [producton]\n    count: vpcs\n    is: 1\n", 'Did you mean "production"?'),
        ("to: databases\n    only: [everybody]\n", '"everybody" is neither'),
        ("to: databases\n    from: internet\n    verdict: shut\n", 'There is no verdict "shut"'),
        ("count: vpcs\n", 'needs "is"'),
        ("count: vpcs\n    every: vpcs\n    is: 1\n", "exactly one"),
    ],
)
def test_a_claim_that_cannot_be_judged_is_an_error(text: str, told: str, tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)
    apply(folder, Edit("docgen.yml", "", f"assertions:\n  - says: x\n    {text}"))

    ran = run(folder, "check")

    assert ran.code == 1
    assert told in ran.err
    assert "docgen.yml:" in ran.err


PUBLIC = """resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_lb" "l" {
  name     = "l"
  internal = true
  subnets  = [aws_subnet.s.id]
}
resource "aws_subnet" "s" {
  vpc_id            = aws_vpc.v.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-2a"
}
"""


@pytest.mark.parametrize(
    ("process", "region"),
    [({"AWS_REGION": "eu-west-2"}, "eu-west-2"), ({"AWS_DEFAULT_REGION": "eu-west-1"}, "eu-west-1"), ({}, None)],
)  # fmt: skip
def test_a_root_without_a_region_is_in_that_of_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, process: dict[str, str], region: str | None
) -> None:
    (tmp_path / "main.tf").write_text(PUBLIC, encoding="utf-8")
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in process.items():
        monkeypatch.setenv(name, value)

    facts = selected_facts(EnvironmentChoice(None, tmp_path, "default", None, ()))

    [vpc] = facts.network.vpcs
    assert (vpc.region.value if isinstance(vpc.region, Known) else None) == region


@pytest.mark.parametrize("command", ["plan", "reach"])
def test_a_variables_file_that_is_not_there_is_the_options_mistake(tmp_path: Path, command: str) -> None:
    (tmp_path / "main.tf").write_text(PUBLIC, encoding="utf-8")
    more = ("--from", "internet", "--to", "aws_lb.l") if command == "reach" else ()

    ran = run(tmp_path, command, "--root", ".", "--var-file", "gone.tfvars", *more)

    assert ran.code == 1
    assert "Correct the option --var-file." in " ".join(ran.err.split())
    assert "docgen.yml" not in ran.err

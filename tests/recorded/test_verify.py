"""`docgen verify`: nothing where code and document agree, and each difference where they do not."""

import json
from pathlib import Path

import pytest

from docgen.recorded.overlay import overlay
from docgen.recorded.read import decode_recorded
from docgen.values.values import is_hidden
from docgen.workspace.environment import Evaluator
from docgen.workspace.project import open_project
from tests.app.command import Ran, run
from tests.oracle.record import REPOSITORY
from tests.recorded.documents import Json, applied_state, recorded_plan, resource, resources, written

APPLIED = REPOSITORY / "tests/oracle/applied"
RULE = 'module.dashboard_database.aws_vpc_security_group_ingress_rule.cidr["0.0.0.0/0"]'
DATABASE = "module.dashboard_database.aws_db_instance.this"


def verified(folder: Path, *words: str) -> tuple[int, Json]:
    ran = run(folder, "verify", "--format", "json", *words)
    assert ran.code in {0, 3}, ran.err
    found: Json = json.loads(ran.out)
    return ran.code, found


def differences(found: Json) -> list[str]:
    values = [each["text"] for each in found["values"]]
    return [*found["only_in_code"], *found["only_there"], *values, *(each["text"] for each in found["facts"])]


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_the_recorded_plans_of_atlas_differ_in_nothing(environment: str, tmp_path: Path) -> None:
    file = written(recorded_plan(environment), tmp_path / "plan.json")

    code, found = verified(REPOSITORY, "--env", environment, "--plan", file)

    assert differences(found) == []
    assert code == 0
    assert found["equal"] is True
    assert found["compared"]["equal"] > 1000
    assert found["compared"]["unknown_there"] > 0


def test_another_value_is_a_difference_and_so_are_the_facts_that_follow(tmp_path: Path) -> None:
    plan = recorded_plan("staging")
    resource(plan, DATABASE)["values"]["publicly_accessible"] = False

    code, found = verified(REPOSITORY, "--env", "staging", "--plan", written(plan, tmp_path / "p.json"))

    assert code == 3
    assert [each["text"] for each in found["values"]] == [
        f"{DATABASE}.publicly_accessible: true in the code, false there"
    ]
    texts = [each["text"] for each in found["facts"]]
    assert "database atlas-staging-dashboard: publicly accessible is now false, was true" in texts
    assert any(each["subject"] == DATABASE and "open" in each["text"] for each in found["facts"])


def test_a_resource_of_one_side_only_is_named(tmp_path: Path) -> None:
    plan = recorded_plan("staging")
    rules = [each for each in resources(plan) if each["address"] == RULE]
    for each in rules:
        each["address"] = RULE.replace("0.0.0.0/0", "192.0.2.0/24")
        each["index"] = "192.0.2.0/24"
        each["values"]["cidr_ipv4"] = "192.0.2.0/24"

    code, found = verified(REPOSITORY, "--env", "staging", "--plan", written(plan, tmp_path / "p.json"))

    assert code == 3
    assert found["only_in_code"] == [RULE]
    assert found["only_there"] == [RULE.replace("0.0.0.0/0", "192.0.2.0/24")]


def test_a_state_after_an_apply_differs_only_in_the_rule_that_was_refused(tmp_path: Path) -> None:
    code, found = verified(APPLIED, "--state", written(applied_state(), tmp_path / "state.json"))

    assert code == 3
    assert found["only_in_code"] == ["aws_security_group_rule.ping_ipv6"]
    assert found["only_there"] == found["values"] == []
    assert found["compared"]["equal"] > 500


def in_state(change: str, state: Json) -> None:
    """Changes of a state that each must be seen."""
    match change:
        case "port":
            resource(state, "aws_vpc_security_group_egress_rule.vpc")["values"]["cidr_ipv4"] = "0.0.0.0/0"
        case "group":
            other = resource(state, "aws_security_group.balancer")["values"]["id"]
            resource(state, "aws_vpc_security_group_ingress_rule.app")["values"][
                "referenced_security_group_id"
            ] = other
        case "outside":
            rule = resource(state, "aws_vpc_security_group_ingress_rule.app")
            rule["values"]["referenced_security_group_id"] = "sg-00000000deadbeef"
        case "block":
            group = resource(state, "aws_security_group.balancer")
            group["values"]["ingress"].append(
                {**group["values"]["ingress"][0], "from_port": 22, "to_port": 22}
            )
        case _:
            raise AssertionError(change)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "port",
            'aws_vpc_security_group_egress_rule.vpc.cidr_ipv4: "10.20.0.0/16" in the code, "0.0.0.0/0" there',
        ),
        (
            "group",
            "aws_vpc_security_group_ingress_rule.app.referenced_security_group_id: aws_security_group.app.id in the code, aws_security_group.balancer.id there",
        ),
        (
            "outside",
            'aws_vpc_security_group_ingress_rule.app.referenced_security_group_id: aws_security_group.app.id in the code, "sg-00000000deadbeef" there',
        ),
        ("block", "sample-balancer now allows inbound TCP 22 from the internet"),
    ],
)
def test_each_change_of_a_state_is_seen(change: str, said: str, tmp_path: Path) -> None:
    state = applied_state()
    before = differences(verified(APPLIED, "--state", written(state, tmp_path / "state.json"))[1])
    in_state(change, state)

    code, found = verified(APPLIED, "--state", written(state, tmp_path / "state.json"))

    assert code == 3
    assert said in differences(found)
    assert said not in before


def test_what_one_side_does_not_know_is_not_equal_but_counted(tmp_path: Path) -> None:
    plan = recorded_plan("staging")
    change = next(each for each in plan["resource_changes"] if each["address"] == DATABASE)
    change["change"]["after_unknown"]["port"] = True
    del resource(plan, DATABASE)["values"]["port"]
    whole = verified(
        REPOSITORY, "--env", "staging", "--plan", written(recorded_plan("staging"), tmp_path / "a")
    )[1]

    found = verified(REPOSITORY, "--env", "staging", "--plan", written(plan, tmp_path / "b"))[1]

    assert found["equal"] is True
    assert found["compared"]["equal"] == whole["compared"]["equal"] - 1
    assert found["compared"]["unknown_there"] == whole["compared"]["unknown_there"] + 1


def test_a_plan_of_something_else_is_not_equal(tmp_path: Path) -> None:
    plan = {"format_version": "1.2", "planned_values": {"root_module": {}}, "complete": False}

    code, found = verified(REPOSITORY, "--env", "staging", "--plan", written(plan, tmp_path / "p.json"))

    assert code == 3
    assert found["equal"] is False
    assert found["only_in_code"] == []


def test_a_plan_that_gives_no_value_is_not_equal(tmp_path: Path) -> None:
    plan = recorded_plan("staging")
    plan["planned_values"].pop("outputs")
    for each in resources(plan):
        each["values"] = {}

    code, found = verified(REPOSITORY, "--env", "staging", "--plan", written(plan, tmp_path / "p.json"))

    assert (code, found["equal"], found["only_in_code"]) == (3, False, [])
    assert found["compared"]["resources"] > 0


CANARY = "hunter2-canary"
CODE = """
variable "token" {
  sensitive = true
  default   = "one"
}
resource "aws_db_instance" "d" {
  identifier     = "d"
  instance_class = "db.t3.micro"
  password       = var.token
  username       = "u"
}
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = "arn:aws:iam::123456789012:role/r"
  environment {
    variables = { MODE = "a" }
  }
}
resource "aws_secretsmanager_secret_version" "v" {
  secret_id = "s"
}
output "open" { value = "a" }
"""


def test_no_secret_of_a_document_is_printed(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(CODE, encoding="utf-8")
    (tmp_path / "docgen.yml").write_text("project: P\nenvironments: {one: {root: .}}\n", encoding="utf-8")
    rows = [
        ("aws_db_instance", "d", {"identifier": "e", "password": CANARY, "instance_class": "db.t3.micro"}, {}),
        ("aws_db_instance", "new", {"identifier": CANARY, "password": CANARY}, {"identifier": True}),
        ("aws_lambda_function", "f", {"function_name": "f", "environment": [{"variables": {"MODE": "b", "API_TOKEN": CANARY}}]}, {}),
        ("aws_ssm_parameter", "p", {"name": "p", "value": CANARY}, {}),
        ("aws_secretsmanager_secret_version", "v", {"secret_id": "s", "secret_binary": CANARY}, {}),
    ]  # fmt: skip
    state = {
        "format_version": "1.0",
        "values": {
            "outputs": {"open": {"value": CANARY, "sensitive": True}},
            "root_module": {
                "resources": [
                    {"address": f"{type_}.{name}", "mode": "managed", "type": type_, "name": name, "values": values, "sensitive_values": marks}
                    for type_, name, values, marks in rows
                ]
            },
        },
    }  # fmt: skip
    file = written(state, tmp_path / "state.json")

    said: list[Ran] = [run(tmp_path, "verify", "--state", file, *more) for more in ((), ("--format", "json"))]

    assert [each.code for each in said] == [3, 3]
    assert 'identifier: "d" in the code, "e" there' in said[0].out
    assert "API_TOKEN" in said[0].out
    assert '"a" in the code, "b" there' in said[0].out
    for each in said:
        assert CANARY not in each.out + each.err


def test_what_the_schema_calls_sensitive_is_hidden_though_the_document_does_not_say_so(
    tmp_path: Path,
) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_vpc" "v" {}\n', encoding="utf-8")
    (tmp_path / "docgen.yml").write_text("project: P\nenvironments: {one: {root: .}}\n", encoding="utf-8")
    row = {
        "address": "aws_ssm_parameter.p",
        "type": "aws_ssm_parameter",
        "name": "p",
        "values": {"value": CANARY},
    }
    state = {"format_version": "1.0", "values": {"root_module": {"resources": [row]}}}
    project = open_project(tmp_path).value
    assert project is not None
    evaluation = Evaluator(project).evaluate("one").value
    assert evaluation is not None

    laid = overlay(evaluation.roots[0].evaluation, decode_recorded(json.dumps(state).encode(), "state.json"))

    made = next(each for each in laid.there.instances if each.address.type == "aws_ssm_parameter")
    value = made.attribute("value")
    assert value is not None
    assert is_hidden(value)


def test_what_the_command_wants() -> None:
    assert run(REPOSITORY, "verify", "--env", "staging").code == 2
    assert run(REPOSITORY, "verify", "--env", "staging", "--plan", "docgen.yml").code == 1

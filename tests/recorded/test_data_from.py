"""`data_from:` in docgen.yml: a plan answers what docgen does not know, and nothing else."""

import json
from pathlib import Path

import pytest

from tests.app.atlas import copy_atlas
from tests.app.command import run
from tests.recorded.documents import Json, recorded_plan, resource, written

VPC = """
data "aws_vpc" "shared" { id = "vpc-0123456789abcdef0" }
data "aws_ami" "base" { most_recent = true }
variable "ami_owner" { default = "self" }
resource "aws_subnet" "a" {
  vpc_id            = data.aws_vpc.shared.id
  cidr_block        = cidrsubnet(data.aws_vpc.shared.cidr_block, 8, 1)
}
resource "aws_instance" "web" {
  ami           = data.aws_ami.base.id
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.a.id
}
resource "aws_db_instance" "d" {
  identifier     = "d"
  engine         = "postgres"
  instance_class = "db.t3.micro"
}
output "port" { value = aws_db_instance.d.port }
output "zone" { value = aws_subnet.a.availability_zone }
output "place" { value = aws_instance.web.subnet_id }
"""
SETTINGS = "project: P\nenvironments: {one: {root: ., data_from: plan.json}}\n"
CANARY = "hunter2-canary"


def plan() -> Json:
    def row(mode: str, type_: str, name: str, values: Json, marks: Json) -> Json:
        address = f"{'data.' if mode == 'data' else ''}{type_}.{name}"
        return {
            "address": address,
            "mode": mode,
            "type": type_,
            "name": name,
            "values": values,
            "sensitive_values": marks,
        }

    data = [
        row("data", "aws_vpc", "shared", {"id": "vpc-0123456789abcdef0", "cidr_block": "10.7.0.0/16"}, {}),
        row("data", "aws_ami", "base", {"id": "ami-00000000000000001", "name": CANARY}, {"name": True}),
    ]
    managed = [
        row("managed", "aws_subnet", "a", {"id": "subnet-01234567", "availability_zone": "eu-west-1b", "cidr_block": "10.9.9.0/24"}, {}),
        row("managed", "aws_instance", "web", {"id": "i-01234567", "subnet_id": "subnet-01234567"}, {}),
        row("managed", "aws_db_instance", "d", {"port": 5432, "password": CANARY}, {}),
    ]  # fmt: skip
    declared = [{"mode": each["mode"], "type": each["type"], "name": each["name"]} for each in data + managed]
    return {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": managed}},
        "prior_state": {"format_version": "1.0", "values": {"root_module": {"resources": data}}},
        "configuration": {"root_module": {"resources": declared}},
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "main.tf").write_text(VPC, encoding="utf-8")
    (tmp_path / "docgen.yml").write_text(SETTINGS, encoding="utf-8")
    written(plan(), tmp_path / "plan.json")
    return tmp_path


def asked(folder: Path, expression: str) -> Json:
    ran = run(folder, "explain", expression, "--env", "one", "--json")
    assert ran.code == 0, ran.err
    found: Json = json.loads(ran.out)
    return found


def test_a_plan_answers_data_sources_and_says_that_it_did(folder: Path) -> None:
    found = asked(folder, "aws_subnet.a.cidr_block")

    assert found["value"] == "10.7.1.0/24"
    assert "read from plan.json" in json.dumps(found["steps"])


def test_what_docgen_knows_is_not_replaced(folder: Path) -> None:
    assert asked(folder, "aws_subnet.a.cidr_block")["value"] != "10.9.9.0/24"
    settings = SETTINGS.replace("plan.json", "plan.json, data: {aws_vpc.shared.cidr_block: 10.8.0.0/16}")
    (folder / "docgen.yml").write_text(settings, encoding="utf-8")
    assert asked(folder, "aws_subnet.a.cidr_block")["value"] == "10.8.1.0/24"


def test_computed_attributes_are_known_and_ids_stay_names_of_resources(folder: Path) -> None:
    assert asked(folder, "output.port")["value"] == 5432
    assert asked(folder, "output.zone")["value"] == "eu-west-1b"
    assert asked(folder, "output.place")["value"] is None
    facts = json.loads(run(folder, "facts", "--json").out)["environments"]["one"]
    assert facts["gaps"] == []


def test_no_sensitive_value_of_the_plan_comes_out(folder: Path) -> None:
    for words in (
        ("facts", "--json"),
        ("plan", "--env", "one"),
        ("explain", "data.aws_ami.base", "--env", "one"),
    ):
        ran = run(folder, *words)
        assert ran.code == 0
        assert CANARY not in ran.out + ran.err


def test_a_plan_of_another_configuration_is_a_warning(folder: Path) -> None:
    assert "another configuration" not in run(folder, "facts").err
    (folder / "more.tf").write_text('resource "aws_sqs_queue" "new" {}\n', encoding="utf-8")

    ran = run(folder, "facts")

    assert ran.code == 0
    assert "another configuration" in ran.err
    assert "aws_sqs_queue.new" in ran.err


def test_a_plan_without_its_configuration_says_what_it_is_of_by_what_it_has(folder: Path) -> None:
    document = plan()
    del document["configuration"]
    written(document, folder / "plan.json")
    assert "another configuration" not in run(folder, "facts").err
    text = (folder / "main.tf").read_text(encoding="utf-8")
    (folder / "main.tf").write_text(text.replace("aws_ami", "aws_ec2_image"), encoding="utf-8")

    assert "data.aws_ami.base" in run(folder, "facts").err


def test_a_plan_does_not_answer_for_another_thing_of_the_same_name(folder: Path) -> None:
    assert "10.7.0.0/16" in json.dumps(asked(folder, "data.aws_vpc.shared.cidr_block"))
    text = (folder / "main.tf").read_text(encoding="utf-8")
    (folder / "main.tf").write_text(
        text.replace("vpc-0123456789abcdef0", "vpc-0fedcba9876543210"), encoding="utf-8"
    )

    assert "10.7.0.0/16" not in json.dumps(asked(folder, "data.aws_vpc.shared.cidr_block"))


def test_a_plan_that_is_not_there_is_a_gap_and_a_wrong_one_an_error(folder: Path) -> None:
    (folder / "plan.json").unlink()
    ran = run(folder, "facts", "-v")
    assert ran.code == 0
    assert "plan.json is not there" in ran.err
    (folder / "plan.json").write_text("{}", encoding="utf-8")
    assert run(folder, "facts").code == 1
    (folder / "docgen.yml").write_text(SETTINGS.replace("plan.json", "/etc/passwd"), encoding="utf-8")
    assert run(folder, "facts").code == 1
    (folder / "docgen.yml").write_text(SETTINGS.replace("plan.json", "../../plan.json"), encoding="utf-8")
    assert run(folder, "facts").code == 1


def test_the_recorded_plan_closes_every_gap_of_staging(tmp_path: Path) -> None:
    copy_atlas(tmp_path)
    settings = (tmp_path / "docgen.yml").read_text(encoding="utf-8")
    before = json.loads(run(tmp_path, "facts", "--env", "staging", "--json").out)["environments"]["staging"]
    changed = settings.replace(
        "    root: terraform/staging\n", "    root: terraform/staging\n    data_from: plan.json\n", 1
    )
    (tmp_path / "docgen.yml").write_text(changed, encoding="utf-8")
    document = recorded_plan("staging")
    assert resource(document, "module.vpc.aws_vpc.this")
    written(document, tmp_path / "plan.json")

    after = json.loads(run(tmp_path, "facts", "--env", "staging", "--json").out)["environments"]["staging"]

    assert before["gaps"]
    assert after["gaps"] == []
    assert after["coverage"]["known"] > before["coverage"]["known"]

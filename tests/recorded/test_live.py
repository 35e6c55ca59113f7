"""`docgen verify --live`: what people changed by hand is found, and nothing else.

`account.json` is what a fake AWS (moto 5) answered after `populate.py`; `test_moto.py` asks it again where moto is installed.
"""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from docgen.app.verification import verify_live
from docgen.exports.verify import verify_json
from docgen.pages.sentences.verify import counts_text
from docgen.recorded.live.calls import CALLS, Answers, policy_json
from docgen.recorded.verification import Verification
from docgen.workspace.environment import EnvironmentEvaluation, Evaluator
from docgen.workspace.project import Project, open_project
from tests.oracle.record import REPOSITORY
from tests.recorded.documents import HERE

Json = Any
ACCOUNT = HERE / "account"


@pytest.fixture(scope="module")
def project() -> Project:
    opened = open_project(ACCOUNT)
    assert opened.value is not None
    return opened.value


@pytest.fixture(scope="module")
def evaluation(project: Project) -> EnvironmentEvaluation:
    result = Evaluator(project).evaluate("one")
    assert result.value is not None
    return result.value


@pytest.fixture
def rows() -> Json:
    return json.loads((HERE / "account.json").read_text(encoding="utf-8"))


def verified(evaluation: EnvironmentEvaluation, project: Project, rows: Json, **refused: str) -> Verification:
    answers = Answers({key: tuple(each) for key, each in rows.items() if key not in refused}, refused)
    return verify_live(evaluation, answers, "AWS", project)


def said(found: Verification) -> list[str]:
    document = verify_json(found)
    values = [each["text"] for each in document["values"]]
    return [
        *document["only_in_code"],
        *document["only_there"],
        *values,
        *(each["text"] for each in document["facts"]),
    ]


def row(rows: Json, call: str, key: str, value: str) -> Json:
    return next(each for each in rows[call] if each[key] == value)


def test_an_account_that_is_as_the_code_says_differs_in_nothing(
    evaluation: EnvironmentEvaluation, project: Project, rows: Json
) -> None:
    found = verified(evaluation, project, rows)

    assert said(found) == []
    assert found.is_equal
    assert found.not_compared == ("aws_db_subnet_group: AWS is not asked",)
    assert "nothing left out" not in counts_text(found)
    assert found.matched == 16
    assert found.tally.equal > 40


def add_rule(rows: Json) -> None:
    group = row(rows, "ec2.describe_security_groups", "GroupName", "shop-database")
    group["IpPermissions"].append(
        {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    )


def remove_route(rows: Json) -> None:
    for each in rows["ec2.describe_route_tables"]:
        each["Routes"] = [one for one in each["Routes"] if one.get("DestinationCidrBlock") != "0.0.0.0/0"]


def flip_flag(rows: Json) -> None:
    rows["rds.describe_db_instances"][0]["PubliclyAccessible"] = True


def open_bucket(rows: Json) -> None:
    rows["s3.get_public_access_block"][0]["PublicAccessBlockConfiguration"]["BlockPublicPolicy"] = False


def move_subnet(rows: Json) -> None:
    for each in rows["ec2.describe_route_tables"]:
        each["Associations"] = [
            one for one in each["Associations"] if one.get("SubnetId") != subnet_id(rows, "shop-public-b")
        ]


def subnet_id(rows: Json, name: str) -> str:
    found = next(
        each
        for each in rows["ec2.describe_subnets"]
        if {"Key": "Name", "Value": name} in each.get("Tags", ())
    )
    return str(found["SubnetId"])


def add_group(rows: Json) -> None:
    group = copy.deepcopy(row(rows, "ec2.describe_security_groups", "GroupName", "shop-database"))
    rows["ec2.describe_security_groups"].append(group | {"GroupId": "sg-0badc0de", "GroupName": "by-hand"})


def delete_listener(rows: Json) -> None:
    rows["elbv2.describe_listeners"].clear()


CHANGES: tuple[tuple[Callable[[Json], None], list[str]], ...] = (
    (add_rule, ["shop-database now allows inbound TCP 22 from the internet"]),
    (
        flip_flag,
        [
            "aws_db_instance.main.publicly_accessible: false in the code, true there",
            "database shop: publicly accessible is now true, was false",
        ],
    ),
    (
        open_bucket,
        ["aws_s3_bucket_public_access_block.files.block_public_policy: true in the code, false there"],
    ),
    (add_group, ["aws_security_group sg-0badc0de"]),
)


@pytest.mark.parametrize(("change", "wanted"), CHANGES, ids=lambda each: getattr(each, "__name__", ""))
def test_a_change_by_hand_is_found(
    change: Callable[[Json], None],
    wanted: list[str],
    evaluation: EnvironmentEvaluation,
    project: Project,
    rows: Json,
) -> None:
    change(rows)

    found = said(verified(evaluation, project, rows))

    assert set(wanted) <= set(found)
    about = (
        "shop-database",
        "aws_db_instance.main",
        "database shop",
        "sg-0badc0de",
        "shop is",
        "shop-files",
        "files.",
    )
    assert [each for each in found if not any(word in each for word in about)] == []


def test_a_removed_route_closes_what_it_opened(
    evaluation: EnvironmentEvaluation, project: Project, rows: Json
) -> None:
    remove_route(rows)

    found = said(verified(evaluation, project, rows))

    assert "route table shop-public, route 0.0.0.0/0 is gone" in found
    assert any("shop-public-a" in each and "tier" in each for each in found)
    assert not any("security_group" in each or "shop-database now" in each for each in found)


def test_what_was_deleted_is_named(evaluation: EnvironmentEvaluation, project: Project, rows: Json) -> None:
    delete_listener(rows)
    move_subnet(rows)

    found = verified(evaluation, project, rows)

    assert [str(each) for each in found.only_here] == [
        'aws_route_table_association.public["b"]',
        "aws_lb_listener.http",
    ]


def test_a_resource_of_another_region_is_not_missing(
    evaluation: EnvironmentEvaluation, project: Project, rows: Json
) -> None:
    mine = {key: () if not key.startswith("s3.") else tuple(each) for key, each in rows.items()}
    here, there = (
        verify_live(evaluation, Answers(mine, {}, region), "AWS", project)
        for region in ("eu-west-1", "us-east-1")
    )

    assert "aws_vpc.main" in map(str, here.only_here)
    assert there.only_here == ()
    assert "aws_vpc.main" in there.not_compared


def test_a_thing_whose_name_tag_was_changed_is_not_said_to_be_gone(
    evaluation: EnvironmentEvaluation, project: Project, rows: Json
) -> None:
    for each in rows["ec2.describe_route_tables"]:
        each["Tags"] = [{"Key": "Name", "Value": "renamed"} for one in each.get("Tags", ())]

    found = verified(evaluation, project, rows)

    assert found.only_here == ()
    assert "aws_route_table.public" in found.not_compared


def test_what_aws_refuses_is_not_compared_and_not_missing(
    evaluation: EnvironmentEvaluation, project: Project, rows: Json
) -> None:
    found = verified(
        evaluation,
        project,
        rows,
        **{"rds.describe_db_instances": "AccessDenied", "elbv2.describe_listeners": "AccessDenied"},
    )

    assert said(found) == []
    assert "rds.describe_db_instances: AccessDenied" in found.not_compared
    assert "aws_db_instance.main" in found.not_compared
    assert "aws_lb_listener.http" in found.not_compared


def test_every_call_only_reads_and_the_documented_policy_is_that_of_the_calls() -> None:
    assert all(each.operation.startswith(("describe_", "list_", "get_")) for each in CALLS)
    text = (REPOSITORY / "docs" / "verify.md").read_text(encoding="utf-8")
    documented = json.loads(text.partition("```json\n")[2].partition("```")[0])
    assert documented == policy_json()


def test_no_secret_of_either_side_is_in_the_answer(
    evaluation: EnvironmentEvaluation, project: Project, rows: Json
) -> None:
    flip_flag(rows)
    rows["rds.describe_db_instances"][0]["MasterUserPassword"] = "canary-of-aws"

    text = json.dumps(verify_json(verified(evaluation, project, rows)))

    assert "canary" not in text

"""`docgen verify --live` against a fake AWS that is asked with boto3; skipped where moto is not installed."""

import json
import os
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest

from docgen.recorded.live.calls import ask_account
from tests.app.command import run
from tests.recorded.documents import HERE
from tests.recorded.populate import populate, tcp

moto = pytest.importorskip("moto")
boto3 = pytest.importorskip("boto3")
pytestmark = pytest.mark.filterwarnings("ignore")  # of the fake, not of docgen

FAKE = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_EC2_METADATA_DISABLED": "true"}
Json = Any
ACCOUNT = HERE / "account"


@pytest.fixture
def account() -> Iterator[tuple[Any, dict[str, str]]]:
    with mock.patch.dict(os.environ, FAKE), moto.mock_aws():
        session = boto3.Session(region_name="eu-west-1")
        yield session, populate(session)


def verified() -> tuple[int, Any]:
    ran = run(ACCOUNT, "verify", "--live", "--format", "json", **FAKE)
    assert ran.code in {0, 3}, ran.err
    return ran.code, json.loads(ran.out)


def texts(found: Json) -> list[str]:
    return [
        *found["only_in_code"],
        *found["only_there"],
        *(each["text"] for each in found["values"] + found["facts"]),
    ]


def test_nothing_is_found_where_nothing_was_changed(account: tuple[Any, dict[str, str]]) -> None:
    del account

    code, found = verified()

    assert texts(found) == []
    assert code == 0
    assert found["not_compared"] == []


def test_a_rule_a_route_and_a_flag_that_were_changed_by_hand_are_found(
    account: tuple[Any, dict[str, str]],
) -> None:
    session, ids = account
    ec2 = session.client("ec2")
    ec2.authorize_security_group_ingress(
        GroupId=ids["database"], IpPermissions=[tcp(22) | {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    )
    ec2.delete_route(RouteTableId=ids["table"], DestinationCidrBlock="0.0.0.0/0")
    flags = {
        "BlockPublicAcls": True,
        "IgnorePublicAcls": True,
        "BlockPublicPolicy": False,
        "RestrictPublicBuckets": True,
    }
    session.client("s3").put_public_access_block(Bucket="shop-files", PublicAccessBlockConfiguration=flags)

    code, found = verified()

    assert code == 3
    assert [each["text"] for each in found["values"]] == [
        "aws_s3_bucket_public_access_block.files.block_public_policy: true in the code, false there"
    ]
    assert found["only_in_code"] == found["only_there"] == []
    facts = [each["text"] for each in found["facts"]]
    assert "shop-database now allows inbound TCP 22 from the internet" in facts
    assert "route table shop-public, route 0.0.0.0/0 is gone" in facts


def test_what_was_recorded_is_what_the_fake_answers(account: tuple[Any, dict[str, str]]) -> None:
    session, _ = account
    recorded = json.loads((HERE / "account.json").read_text(encoding="utf-8"))

    answers = ask_account(session, ["shop-files"])

    assert answers.refused == {}
    assert {key: len(each) for key, each in answers.rows.items()} == {
        key: len(each) for key, each in recorded.items()
    }
    assert [each["Bucket"] for each in answers.of("s3.get_public_access_block")] == ["shop-files"]

"""Which components read and write which buckets, by the policies of the roles that they run with."""

from collections.abc import Mapping
from typing import Any

import pytest

from docgen.analysis.access.stores import find_store_access
from docgen.source.tristate import Tristate
from tests.analysis.access.configurations import ADMINISTRATOR, allow, deny, facts_of, role
from tests.analysis.access.test_reached import NETWORK

BUCKETS = """
resource "aws_s3_bucket" "named" { bucket = "shop-data" }
"""
DATA, NAMED = "aws_s3_bucket.data", "aws_s3_bucket.named"
OBJECTS = "«aws_s3_bucket.data.arn»/*"


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow("s3:GetObject", OBJECTS)], {DATA: (True, False)}),
        ([allow(["s3:Get*", "s3:Put*"], OBJECTS)], {DATA: (True, True)}),
        # A part of the bucket is enough; listing it is not.
        ([allow("s3:PutObject", "«aws_s3_bucket.data.arn»/logs/*")], {DATA: (False, True)}),
        ([allow("s3:ListBucket", "«aws_s3_bucket.data.arn»")], {}),
        # By the name that the bucket has, and by the first letters of it; a bucket of unknown name is named by reference alone.
        ([allow("s3:GetObject", "arn:aws:s3:::shop-data/*")], {NAMED: (True, False)}),
        ([allow("s3:GetObject", "arn:aws:s3:::shop-*")], {NAMED: (True, False)}),
        ([allow("s3:GetObject", "arn:aws:s3:::shop/*")], {}),
        # What is allowed on every bucket says nothing about one of them.
        ([allow("s3:*")], {}),
        ([ADMINISTRATOR], {}),
        ([allow("s3:GetObject", "arn:aws:s3:::*/*")], {}),
        # A statement that denies it, or asks for something.
        ([allow("s3:GetObject", OBJECTS), deny("s3:GetObject", OBJECTS)], {}),
        (
            [allow("s3:GetObject", OBJECTS, Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})],
            {DATA: (None, False)},
        ),
    ],
)
def test_by_statements_that_name_the_bucket(
    statements: list[Mapping[str, Any]], expected: dict[str, tuple[Tristate, Tristate]]
) -> None:
    facts = facts_of(role("web", *statements) + NETWORK % (80, 80, "0.0.0.0/0") + BUCKETS)

    found = {str(each.bucket.address): (each.reads, each.writes) for each in find_store_access(facts)}

    assert found == expected


def test_the_statements_behind_it_are_named() -> None:
    text = role("web", allow("s3:GetObject", OBJECTS), allow("s3:PutObject", OBJECTS))

    (found,) = find_store_access(facts_of(text + NETWORK % (80, 80, "0.0.0.0/0")))

    assert str(found.component) == "aws_instance.w"
    assert [each.source.name for each in found.grants] == ["web", "web"]
    assert found.is_decided


def test_the_role_of_the_agent_is_not_the_role_of_the_tasks() -> None:
    tasks = """
resource "aws_ecs_task_definition" "t" {
  family                = "t"
  container_definitions = "[]"
  execution_role_arn    = aws_iam_role.agent.arn
  task_role_arn         = aws_iam_role.task.arn
}
resource "aws_ecs_service" "s" {
  name            = "s"
  task_definition = aws_ecs_task_definition.t.arn
  network_configuration { subnets = [aws_subnet.s.id] }
}
"""
    roles = role("agent", allow("s3:GetObject", OBJECTS)) + role("task", allow("s3:PutObject", OBJECTS))

    found = find_store_access(facts_of(roles + role("web") + NETWORK % (80, 80, "0.0.0.0/0") + tasks))

    assert [(str(each.component), each.reads, each.writes) for each in found] == [
        ("aws_ecs_service.s", False, True)
    ]

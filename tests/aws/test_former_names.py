"""Arguments of provider 3 and 4, read under the names of today."""

import pytest

from docgen.aws.former_names import renamed
from docgen.source.address import ResourceAddress
from docgen.source.traced import Reason, Reference
from docgen.values.text import from_plain
from docgen.values.types import STRING
from docgen.values.values import Unknown, Value, object_of, unknown

CHOSEN_BY_AWS = unknown(
    STRING,
    Unknown(
        Reason("known after apply"), Reference(ResourceAddress((), "aws_db_instance", "a"), ("db_name",))
    ),
)


@pytest.mark.parametrize(
    ("mode", "type_", "written", "name", "read"),
    [
        ("managed", "aws_db_instance", {"name": "app", "db_name": None}, "db_name", "app"),
        ("managed", "aws_db_instance", {"name": "app", "db_name": "new"}, "db_name", "new"),
        ("managed", "aws_db_instance", {"name": None, "db_name": None}, "db_name", None),
        ("managed", "aws_eip", {"vpc": True}, "domain", "vpc"),
        ("managed", "aws_eip", {"vpc": False}, "domain", None),
        (
            "managed",
            "aws_elasticache_replication_group",
            {"replication_group_description": "cache"},
            "description",
            "cache",
        ),
        (
            "managed",
            "aws_elasticache_replication_group",
            {"number_cache_clusters": 2},
            "num_cache_clusters",
            2,
        ),
        (
            "managed",
            "aws_autoscaling_attachment",
            {"alb_target_group_arn": "arn:x"},
            "lb_target_group_arn",
            "arn:x",
        ),
        ("managed", "aws_vpc", {"name": "app"}, "name", "app"),
    ],
)
def test_old_names(mode: str, type_: str, written: dict[str, object], name: str, read: object) -> None:
    value = renamed(mode, type_, object_of({key: from_plain(each) for key, each in written.items()}))

    assert isinstance(value.payload, dict)
    assert value.payload[name].payload == read


def test_what_aws_would_choose_gives_way() -> None:
    value = renamed(
        "managed", "aws_db_instance", object_of({"name": from_plain("app"), "db_name": CHOSEN_BY_AWS})
    )

    assert isinstance(value.payload, dict)
    assert value.payload["db_name"].payload == "app"


def test_a_single_document_becomes_a_list() -> None:
    value = renamed("data", "aws_iam_policy_document", object_of({"source_json": from_plain("{}")}))

    assert isinstance(value.payload, dict)
    documents = value.payload["source_policy_documents"].payload
    assert isinstance(documents, tuple)
    assert [each.payload for each in documents if isinstance(each, Value)] == ["{}"]

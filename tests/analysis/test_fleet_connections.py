"""What connects systems: certain only where one thing is certainly meant."""

import pytest

from docgen.analysis.fleet.connections import ConnectionKind, find_connections, is_same
from docgen.analysis.fleet.model import (
    Borders,
    EnvironmentSummary,
    Mention,
    NetworkRange,
    RangeUse,
    StateName,
    SystemSummary,
)


def system(name: str, **borders: object) -> SystemSummary:
    made = Borders(**borders)  # type: ignore[arg-type] # by its own names
    return SystemSummary(name, environments=(EnvironmentSummary("prod", borders=made),))


def state(workspace: str | None = "default", kind: str = "s3", **settings: str | None) -> StateName:
    return StateName(kind, settings, workspace)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (state(bucket="b", key="k"), state(bucket="b", key="k"), True),
        (state(bucket="b", key="k"), state(bucket="b", key="other"), False),
        (state(bucket="b", key=None), state(bucket="b", key="k"), None),
        (state(bucket="b", key="k"), state(bucket="b"), None),  # a partial backend: the rest is given to init
        (state(key=None), state(key="k"), False),  # nothing that is known agrees
        (state(bucket="b", key="k"), state("blue", bucket="b", key="k"), False),
        (state(bucket="b", key="k"), state(None, bucket="b", key="k"), None),
        (state(kind="local", path="t"), state(kind="local", path="t"), False),
        (state(kind="gcs", bucket="b"), state(bucket="b"), False),
        (state(kind="remote", organization="o", workspaces="w"), state(kind="cloud", organization="o", workspaces="w"), True),
    ],
)  # fmt: skip
def test_states(one: StateName, other: StateName, same: object) -> None:
    assert (is_same(one, other), is_same(other, one)) == (same, same)


def test_an_id_that_one_system_alone_names_connects_nothing() -> None:
    mine = (
        Mention("vpc-0123456789abcdef0", "aws_subnet.a"),
        Mention("vpc-0123456789abcdef0", "aws_subnet.b"),
    )
    assert find_connections([system("a", mentions=mine), system("b")]) == ()


def test_an_id_that_two_systems_name_is_certain() -> None:
    mention = (Mention("sg-0123456789abcdef0", "aws_security_group_rule.r"),)
    (found,) = find_connections([system("b", mentions=mention), system("a", mentions=mention)])
    assert (found.kind, found.certain) == (ConnectionKind.SECURITY_GROUP, True)
    assert [each.system for each in found.ends] == ["a", "b"]


def test_a_range_is_not_decided_however_few_systems_have_it() -> None:
    route = RangeUse("10.1.0.0/16", "transit gateway", "aws_route.r")
    found = find_connections(
        [
            system("a", uses=(route,)),
            system("b", ranges=(NetworkRange("10.1.0.0/20", "aws_vpc.b"),)),
            system("c", ranges=(NetworkRange("10.2.0.0/16", "aws_vpc.c"),)),
        ]
    )
    assert [(each.certain, [end.system for end in each.others]) for each in found] == [(False, ["b"])]


def test_systems_that_name_the_peering_connection_are_the_ones_that_are_meant() -> None:
    peer = "pcx-0123456789abcdef0"
    route = RangeUse("10.1.0.0/16", "peering connection", "aws_route.r", peer)
    mention = (Mention(peer, "aws_route.r"),)
    vpc = (NetworkRange("10.1.0.0/16", "aws_vpc.v"),)
    found = find_connections(
        [
            system("a", uses=(route,), mentions=mention),
            system("b", ranges=vpc, mentions=mention),
            system("c", ranges=vpc),
        ]
    )
    ranges = [each for each in found if each.kind is ConnectionKind.RANGE]
    assert [[end.system for end in each.others] for each in ranges] == [["b"]]


def test_one_rule_of_many_systems_is_one_row() -> None:
    rule = (RangeUse("10.0.0.0/8", "security group rule", "aws_security_group.g"),)
    systems = [
        system(name, uses=rule, ranges=(NetworkRange(f"10.{number}.0.0/16", "aws_vpc.v"),))
        for number, name in enumerate("abc")
    ]
    (found,) = find_connections(systems)
    assert [each.system for each in found.ends] == ["a", "b", "c"]
    assert [each.system for each in found.others] == ["a", "b", "c"]

"""Rules of security groups and exposures: which changes are worse, which better, which neither."""

from collections.abc import Sequence

import pytest

from docgen.analysis.changes import RuleFacts
from docgen.delta.judge import is_covered, ranges_within


def rule(
    peer: str,
    ports: tuple[int | None, int | None] = (443, 443),
    protocol: str | None = "tcp",
    kind: str = "cidr",
) -> RuleFacts:
    return RuleFacts("ingress", protocol, *ports, kind, peer, peer, "")


@pytest.mark.parametrize(
    ("wanted", "others", "expected"),
    [
        (rule("0.0.0.0/0"), [rule("0.0.0.0/1"), rule("128.0.0.0/1")], True),
        (rule("0.0.0.0/0"), [rule("0.0.0.0/1"), rule("128.0.0.0/2")], False),
        (rule("10.0.0.0/8"), [rule("0.0.0.0/0", (0, 65535))], True),
        (rule("10.0.0.0/8"), [rule("0.0.0.0/0", (444, 65535))], False),
        (rule("10.0.0.0/8"), [rule("0.0.0.0/0", (None, None), "-1")], True),
        (rule("10.0.0.0/8", (None, None), "-1"), [rule("0.0.0.0/0", (0, 65535))], False),
        (rule("10.0.0.0/8"), [rule("0.0.0.0/0", (None, None))], False),  # ports that are not known
        (rule("::/0"), [rule("0.0.0.0/0")], False),
        (rule("10.0.0.0/8"), [rule("0.0.0.0/0", protocol="udp")], False),
        (rule("10.0.0.0/8"), [], False),
        (rule("aws_security_group.a", kind="security_group"), [rule("0.0.0.0/0")], False),
        (rule("aws_security_group.a", kind="security_group"), [rule("aws_security_group.a", (1, 999), kind="security_group")], True),
        (rule("aws_security_group.a", kind="security_group"), [rule("aws_security_group.b", kind="security_group")], False),
    ],
)  # fmt: skip
def test_what_other_rules_allow(wanted: RuleFacts, others: Sequence[RuleFacts], expected: bool) -> None:  # noqa: FBT001 - an expected value
    assert is_covered(wanted, others) is expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["0.0.0.0/0"], ["198.51.100.0/24"], True),
        (["198.51.100.0/24"], ["198.51.100.0/25", "198.51.100.128/25"], True),
        (["198.51.100.0/24"], ["198.51.101.0/24"], False),
        (["0.0.0.0/0"], ["::/0"], False),
        (["pl-1"], ["pl-1"], True),
        (["pl-1"], ["pl-2"], False),
        ([], ["10.0.0.0/8"], False),
    ],
)
def test_ranges(before: Sequence[str], after: Sequence[str], expected: bool) -> None:  # noqa: FBT001 - an expected value
    assert ranges_within(before, after) is expected

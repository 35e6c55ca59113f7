"""The clients that a resource policy allows without credentials, and their networks."""

import pytest

from docgen.aws.policy_access import Audience, audience_of
from docgen.aws.read import UNKNOWN_PART

OFFICE = "203.0.113.0/24"
HOME = "198.51.100.0/24"


def allow(principal: object = "*", **condition: object) -> dict[str, object]:
    return {"Effect": "Allow", "Principal": principal, "Action": "*", "Condition": condition}


def deny(principal: object = "*", **condition: object) -> dict[str, object]:
    return {"Effect": "Deny", "Principal": principal, "Action": "*", "Condition": condition}


def source(*networks: object) -> dict[str, object]:
    return {"aws:SourceIp": list(networks)}


@pytest.mark.parametrize(
    ("statements", "audience"),
    [
        ([allow()], Audience(is_anyone=True)),
        ([allow({"AWS": "*"})], Audience(is_anyone=True)),
        ([allow({"AWS": "arn:aws:iam::111122223333:root"})], Audience(is_anyone=False)),
        ([], Audience(is_anyone=False)),
        ([allow(IpAddress=source(OFFICE))], Audience(is_anyone=True, networks=(OFFICE,))),
        ([allow(IpAddress={"AWS:sourceip": OFFICE})], Audience(is_anyone=True, networks=(OFFICE,))),
        (
            [allow(IpAddress=source(OFFICE)), allow(IpAddress=source(HOME))],
            Audience(is_anyone=True, networks=(OFFICE, HOME)),
        ),
        ([allow(IpAddress=source(OFFICE)), allow()], Audience(is_anyone=True)),
        ([allow(), deny(NotIpAddress=source(OFFICE))], Audience(is_anyone=True, networks=(OFFICE,))),
        (
            [allow(IpAddress=source("203.0.0.0/16")), deny(NotIpAddress=source(OFFICE))],
            Audience(is_anyone=True, networks=(OFFICE,)),
        ),
        (
            [allow(IpAddress=source(HOME)), deny(NotIpAddress=source(OFFICE))],
            Audience(is_anyone=True, networks=()),
        ),
        # A deny for somebody else has no effect on others; one for an address that is in the range leaves it open to others.
        (
            [allow(), deny({"AWS": "arn:aws:iam::1:root"}, NotIpAddress=source(OFFICE))],
            Audience(is_anyone=True),
        ),
        # One for some actions, or under another condition, leaves the rest.
        (
            [allow(), deny(NotIpAddress=source(OFFICE)) | {"Action": "es:ESHttpDelete"}],
            Audience(is_anyone=True),
        ),
        (
            [allow(), deny(NotIpAddress=source(OFFICE), StringEquals={"aws:UserAgent": "curl"})],
            Audience(is_anyone=True),
        ),
        (
            [allow(), deny(NotIpAddress=source(OFFICE)) | {"Action": "es:*"}],
            Audience(is_anyone=True, networks=(OFFICE,)),
        ),
        ([allow(), deny(IpAddress=source(OFFICE))], Audience(is_anyone=True)),
        ([allow(StringEquals={"aws:SourceVpc": "vpc-1"})], Audience(is_anyone=False)),
        ([allow(IpAddress=source(UNKNOWN_PART))], Audience(is_anyone=None)),
        ([allow(UNKNOWN_PART)], Audience(is_anyone=None)),
        ([UNKNOWN_PART], Audience(is_anyone=None)),
        ([UNKNOWN_PART, allow()], Audience(is_anyone=True)),
    ],
)
def test_audience(statements: list[object], audience: Audience) -> None:
    assert audience_of({"Statement": statements}) == audience

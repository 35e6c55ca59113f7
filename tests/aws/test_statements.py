"""What the statements of a policy allow, and whom."""

import pytest

from docgen.aws.policy_access import allows_everything, denies_plaintext, lets_everybody_in
from docgen.aws.read import UNKNOWN_PART, parsed

ALL = '{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}'
POLICIES = {
    "AWS's own": (f'{{"Statement": [{ALL}]}}', True),
    "one statement, no list": (f'{{"Statement": {ALL}}}', True),
    "lists of one": ('{"Statement": [{"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": ["*"], "Resource": ["*"]}]}', True),
    "one action": ('{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}', False),
    "one account": ('{"Statement": [{"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "*", "Resource": "*"}]}', False),
    "a condition": (f'{{"Statement": [{ALL[:-1]}, "Condition": {{"Bool": {{"a": "b"}}}}}}]}}', False),
    "a denial beside it": (f'{{"Statement": [{ALL}, {{"Effect": "Deny", "Principal": "*", "Action": "s3:Put*", "Resource": "*"}}]}}', False),
    "nothing": ('{"Statement": []}', False),
    "no document": ("nonsense", False),
    "a list": ("[]", False),
}  # fmt: skip


@pytest.mark.parametrize("name", POLICIES)
def test_full_access(name: str) -> None:
    policy, everything = POLICIES[name]

    assert allows_everything(parsed(policy)) is everything


EVERYBODY: dict[str, object] = {
    "Effect": "Allow",
    "Principal": "*",
    "Action": "s3:GetObject",
    "Resource": "*",
}
IP, TLS = "aws:SourceIp", "aws:SecureTransport"
STATEMENTS: dict[str, tuple[object, bool | None]] = {
    "everybody": (EVERYBODY, True),
    "everybody of AWS": (EVERYBODY | {"Principal": {"AWS": ["*"]}}, True),
    "everybody but one": ({"Effect": "Allow", "NotPrincipal": {"AWS": "123456789012"}, "Action": "*", "Resource": "*"}, True),
    "one account": (EVERYBODY | {"Principal": {"AWS": "123456789012"}}, False),
    "a service": (EVERYBODY | {"Principal": {"Service": "cloudfront.amazonaws.com"}}, False),
    "a denial": (EVERYBODY | {"Effect": "Deny"}, False),
    "over TLS only": (EVERYBODY | {"Condition": {"Bool": {TLS: "true"}}}, True),
    "from an office": (EVERYBODY | {"Condition": {"IpAddress": {IP: "203.0.113.0/24"}}}, False),
    "from an office, over TLS": (EVERYBODY | {"Condition": {"Bool": {TLS: "true"}, "IpAddress": {IP: ["203.0.113.0/24"]}}}, False),
    "from anywhere": (EVERYBODY | {"Condition": {"IpAddress": {IP: ["203.0.113.0/24", "0.0.0.0/0"]}}}, True),
    "from anywhere but an office": (EVERYBODY | {"Condition": {"NotIpAddress": {IP: "203.0.113.0/24"}}}, True),
    "of one organization": (EVERYBODY | {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}, False),
    "of any organization": (EVERYBODY | {"Condition": {"StringLike": {"aws:PrincipalOrgID": "o-*"}}}, True),
    "of an organization, if it says one": (EVERYBODY | {"Condition": {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}}}, True),
    "of an organization, or without the key": (EVERYBODY | {"Condition": {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-1"}}}, None),
    "of some organization": (EVERYBODY | {"Condition": {"Null": {"aws:PrincipalOrgID": "false"}}}, True),
    "an unknown resource": (EVERYBODY | {"Resource": UNKNOWN_PART}, True),
    "an unknown principal": (EVERYBODY | {"Principal": UNKNOWN_PART}, None),
    "an unknown account beside a known one": (EVERYBODY | {"Principal": {"AWS": ["123456789012", UNKNOWN_PART]}}, None),
    "an unknown account beside everybody": (EVERYBODY | {"Principal": {"AWS": ["*", UNKNOWN_PART]}}, True),
    "an unknown effect": (EVERYBODY | {"Effect": UNKNOWN_PART}, None),
    "an unknown condition": (EVERYBODY | {"Condition": UNKNOWN_PART}, None),
    "an unknown address": (EVERYBODY | {"Condition": {"IpAddress": {IP: UNKNOWN_PART}}}, None),
    "an unknown statement": (UNKNOWN_PART, None),
    "no statement": ("nonsense", False),
}  # fmt: skip


@pytest.mark.parametrize("name", STATEMENTS)
def test_everybody(name: str) -> None:
    statement, answer = STATEMENTS[name]

    assert lets_everybody_in({"Statement": [statement]}) is answer
    assert lets_everybody_in({"Statement": statement}) is answer


def test_one_open_statement_is_enough() -> None:
    assert lets_everybody_in({"Statement": [UNKNOWN_PART, EVERYBODY]}) is True
    assert lets_everybody_in(UNKNOWN_PART) is None
    assert lets_everybody_in(None) is False


def test_full_access_that_is_not_known_is_not_limited() -> None:
    everything = EVERYBODY | {"Action": "*"}

    assert allows_everything({"Statement": [everything | {"Principal": UNKNOWN_PART}]}) is None
    assert allows_everything({"Statement": [everything | {"Resource": UNKNOWN_PART}]}) is None
    assert allows_everything({"Statement": [everything]}) is True


RESOURCES: dict[str, tuple[object, bool | None]] = {
    "all objects": (["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"], True),
    "of a bucket that is declared": ('aws_s3_bucket.each["a/b"].arn/*', True),
    "everything": ("*", True),
    "some objects": ("arn:aws:s3:::logs/private/*", False),
    "some objects of a bucket that is declared": ("aws_s3_bucket.logs.arn/private/*", False),
    "the bucket alone": ("arn:aws:s3:::logs", False),
    "what is not known": (["arn:aws:s3:::logs", UNKNOWN_PART], None),
}


@pytest.mark.parametrize("name", RESOURCES)
def test_tls_is_asked_for_where_the_denial_is_about_all_objects(name: str) -> None:
    resource, answer = RESOURCES[name]
    denial = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": resource,
        "Condition": {"Bool": {TLS: "false"}},
    }

    assert denies_plaintext({"Statement": [denial]}) is answer

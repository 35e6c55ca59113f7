"""Who may assume a role, and whom the policies of resources let in."""

import pytest

from docgen.analysis.access.trust import SubjectBound, TrusteeKind
from tests.analysis.access.configurations import Json, access_of, document, role

GITHUB = "token.actions.githubusercontent.com"
PROVIDER = f'resource "aws_iam_openid_connect_provider" "g" {{\n  url = "https://{GITHUB}"\n  client_id_list = ["sts.amazonaws.com"]\n}}\n'
WITH_ACCOUNT = 'data "aws_caller_identity" "me" {}\n'
PRINCIPALS = {
    "everyone": ("*", TrusteeKind.EVERYONE, None),
    "everyone of AWS": ({"AWS": "*"}, TrusteeKind.EVERYONE, None),
    "a number": ({"AWS": "111122223333"}, TrusteeKind.ACCOUNT, None),
    "its own account": (
        {"AWS": "arn:aws:iam::«data.aws_caller_identity.me.account_id»:root"},
        TrusteeKind.ACCOUNT,
        True,
    ),
    "a role of another account": ({"AWS": "arn:aws:iam::111122223333:role/ci"}, TrusteeKind.IDENTITY, None),
    "itself by its ARN": (
        {"AWS": "arn:aws:iam::«data.aws_caller_identity.me.account_id»:role/it"},
        TrusteeKind.IDENTITY,
        True,
    ),
    "who runs Terraform": ({"AWS": "«data.aws_caller_identity.me.arn»"}, TrusteeKind.CALLER, None),
    "a service": ({"Service": "ec2.amazonaws.com"}, TrusteeKind.SERVICE, None),
    "something unknown": ({"AWS": "«var.it»"}, TrusteeKind.UNKNOWN, None),
    "a SAML provider": (
        {"Federated": "arn:aws:iam::111122223333:saml-provider/okta"},
        TrusteeKind.SAML,
        None,
    ),
}
UNSET = 'variable "it" {\n  type = string\n}\n'


@pytest.mark.parametrize("case", PRINCIPALS)
def test_who_is_trusted(case: str) -> None:
    principal, kind, own = PRINCIPALS[case]
    access = access_of(role("it", trusts=principal) + WITH_ACCOUNT + UNSET)
    (trust,) = access.trusts.values()

    assert [(each.kind, each.own_account) for each in trust.trustees] == [(kind, own)]


SUBJECTS = {
    "exact": ({"StringEquals": {f"{GITHUB}:sub": "repo:acme/app:ref:refs/heads/main"}}, SubjectBound.EXACT),
    "a branch of one repository": (
        {"StringLike": {f"{GITHUB}:sub": "repo:acme/app:*"}},
        SubjectBound.PATTERN,
    ),
    "an organization": ({"StringLike": {f"{GITHUB}:sub": "repo:acme/*"}}, SubjectBound.PATTERN),
    "everything": ({"StringLike": {f"{GITHUB}:sub": "*"}}, SubjectBound.OPEN),
    "every repository": ({"StringLike": {f"{GITHUB}:sub": "repo:*"}}, SubjectBound.OPEN),
    "names that begin alike": ({"StringLike": {f"{GITHUB}:sub": "repo:acme*"}}, SubjectBound.OPEN),
    "one of two is open": ({"StringLike": {f"{GITHUB}:sub": ["repo:acme/app:*", "*"]}}, SubjectBound.OPEN),
    "the audience alone": ({"StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com"}}, SubjectBound.OPEN),
    "all but one": ({"StringNotEquals": {f"{GITHUB}:sub": "repo:evil/app"}}, SubjectBound.OPEN),
    "if there is one": ({"StringEqualsIfExists": {f"{GITHUB}:sub": "repo:acme/app"}}, SubjectBound.OPEN),
    "some subject": ({"Null": {f"{GITHUB}:sub": "false"}}, SubjectBound.OPEN),
    "a service account": (
        {"StringEquals": {f"{GITHUB}:sub": "system:serviceaccount:apps:web"}},
        SubjectBound.EXACT,
    ),
    "unknown": ({"StringLike": {f"{GITHUB}:sub": "«var.it»"}}, SubjectBound.UNKNOWN),
    "a part is unknown": ({"StringLike": {f"{GITHUB}:sub": "repo:acme/«var.it»:*"}}, SubjectBound.PATTERN),
    "nothing": (None, SubjectBound.OPEN),
}


@pytest.mark.parametrize("case", SUBJECTS)
def test_how_narrow_a_subject_is(case: str) -> None:
    conditions, bound = SUBJECTS[case]
    trusts = {"Federated": "«aws_iam_openid_connect_provider.g.arn»"}
    access = access_of(role("it", trusts=trusts, conditions=conditions) + PROVIDER + UNSET)
    (trust,) = access.trusts.values()

    assert [(each.kind, each.bound) for each in trust.trustees] == [(TrusteeKind.OIDC, bound)]


def statement(principal: object, **more: object) -> dict[str, Json]:
    return {"Effect": "Allow", "Principal": principal, "Action": "sqs:SendMessage", "Resource": "*", **more}


TLS = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "sqs:*",
    "Resource": "*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
OPEN: dict[str, tuple[list[dict[str, Json]], bool | None]] = {
    "everyone": ([statement("*")], True),
    "everyone of AWS": ([statement({"AWS": "*"})], True),
    "all but one": ([{**statement("*"), "NotPrincipal": {"AWS": "111122223333"}, "Principal": None}], True),
    "an organization": (
        [statement("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}})],
        False,
    ),
    "a source": (
        [statement("*", Condition={"ArnLike": {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:t"}})],
        False,
    ),
    "any source of a kind": (
        [statement("*", Condition={"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}})],
        True,
    ),
    "if there is one": (
        [statement("*", Condition={"StringEqualsIfExists": {"aws:SourceAccount": "111122223333"}})],
        True,
    ),
    "a name in any account": (
        [statement("*", Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ci"}})],
        True,
    ),
    "names in one account": (
        [statement("*", Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}})],
        False,
    ),
    "any organization": ([statement("*", Condition={"StringLike": {"aws:PrincipalOrgID": "o-*"}})], True),
    "an organization, whatever it is": (
        [statement("*", Condition={"Null": {"aws:PrincipalOrgID": "false"}})],
        True,
    ),
    "an organization, or no key at all": (
        [statement("*", Condition={"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}})],
        None,
    ),
    "a condition that narrows nothing": (
        [statement("*", Condition={"Bool": {"aws:SecureTransport": "true"}})],
        True,
    ),
    "a topic of this configuration": (
        [statement("*", Condition={"ArnEquals": {"aws:SourceArn": "«aws_sns_topic.t.arn»"}})],
        False,
    ),
    "an unknown source": ([statement("*", Condition={"ArnEquals": {"aws:SourceArn": "«var.it»"}})], None),
    "unknown": ([statement({"AWS": "«var.it»"})], None),
    "an account": ([statement({"AWS": "111122223333"})], False),
    "a service": ([statement({"Service": "sns.amazonaws.com"})], False),
    "a Deny without TLS": ([statement("*"), TLS], True),
    "a Deny of everything": ([statement("*"), {**TLS, "Action": "*", "Condition": None}], False),
    "a Deny for others": (
        [statement("*"), {**TLS, "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-1234567890"}}}],
        None,
    ),
    "no principal": ([], False),
}


@pytest.mark.parametrize("case", OPEN)
def test_whether_a_queue_is_open_to_everyone(case: str) -> None:
    statements, expected = OPEN[case]
    kept = [{name: each for name, each in one.items() if each is not None} for one in statements]
    text = f'resource "aws_sqs_queue" "q" {{\n  name = "q"\n  policy = {document(*kept)}\n}}\n'
    access = access_of(text + 'resource "aws_sns_topic" "t" {\n  name = "t"\n}\n' + UNSET)
    (found,) = access.resource_policies

    assert found.public is expected


BLOCK = 'resource "aws_s3_bucket_public_access_block" "b" {\n  bucket = aws_s3_bucket.b.id\n  block_public_policy = %s\n  restrict_public_buckets = %s\n}\n'
BUCKET = (
    'resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\nresource "aws_s3_bucket_policy" "b" {\n  bucket = aws_s3_bucket.b.id\n  policy = '
    + document(
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "«aws_s3_bucket.b.arn»/*"}
    )
    + "\n}\n"
)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("", False),
        (BLOCK % ("false", "false"), True),
        (BLOCK % ("false", "true"), False),
        (BLOCK % ("false", "var.it"), None),
    ],
)
def test_a_public_access_block_closes_the_policy_of_a_bucket(block: str, expected: bool | None) -> None:  # noqa: FBT001 - a column
    access = access_of(BUCKET + block + 'variable "it" {\n  type = bool\n}\n')

    assert [each.public for each in access.resource_policies] == [expected]

"""What the policy of a VPC endpoint lets through."""

import pytest

from docgen.aws.convert.vpc import allows_all
from docgen.aws.read import parsed

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

    assert allows_all(parsed(policy)) is everything

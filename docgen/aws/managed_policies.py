"""AWS's own managed policies: what each of them allows.

https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html. `managed_policies.bin` holds the documents as AWS
published them (`tests/oracle/extract_managed_policies.py` writes it). AWS adds permissions to its policies; of one that is newer than
the table, the content is not known.
"""

import json
import lzma
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from docgen.aws.model.policies import Statement
from docgen.aws.policy_statements import read_statements
from docgen.source.traced import Known

ARN = re.compile(r"arn:aws[a-z-]*:iam::aws:policy/(.+)")


class ManagedPolicies(msgspec.Struct, frozen=True):
    newest: str  # the date of the youngest document: "2026-09-30"
    policies: Mapping[str, Any]  # statements, by path and name


@cache
def managed_policies() -> ManagedPolicies:
    raw = Path(__file__).with_name("managed_policies.bin").read_bytes()
    return msgspec.convert(json.loads(lzma.decompress(raw)), ManagedPolicies)


def name_in(arn: str) -> str | None:
    """`service-role/AWSLambdaRole` of its ARN; None for any other ARN."""
    found = ARN.fullmatch(arn)
    return found.group(1) if found else None


@cache
def statements_of(name: str) -> tuple[Statement, ...] | None:
    """The statements of a policy of AWS; None where the table does not have it."""
    found = managed_policies().policies.get(name)
    return None if found is None else read_statements(Known({"Statement": found}))

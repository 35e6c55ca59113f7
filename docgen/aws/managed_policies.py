"""AWS's own managed policies: what each of them allows.

https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html. `managed_policies.bin` holds the documents as AWS
published them (`tests/oracle/extract_managed_policies.py` writes it). AWS adds permissions to its policies; of one that is newer than
the table, the content is not known.
"""

import re
import zlib
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

import msgspec

from docgen.aws.model.policies import Statement
from docgen.aws.policy_statements import read_statements
from docgen.source.traced import Known

ARN = re.compile(r"arn:aws[a-z-]*:iam::aws:policy/(.+)")


class Head(msgspec.Struct, frozen=True):
    newest: str  # the date of the youngest document: "2026-09-30"
    chunks: tuple[tuple[str, int], ...]  # the first name of each, and its length in bytes


class ManagedPolicies(msgspec.Struct, frozen=True):
    """The table: a few of its policies are read at a time, for there are more than a thousand."""

    head: Head
    packed: bytes  # the chunks

    @property
    def newest(self) -> str:
        return self.head.newest

    def statements(self, name: str) -> Any:  # noqa: ANN401 - JSON
        """The statements of a policy, as AWS writes them; None if the table does not have it."""
        position = bisect_right(self.head.chunks, name, key=itemgetter(0)) - 1
        return chunk(position).get(name) if position >= 0 else None


@cache
def managed_policies() -> ManagedPolicies:
    raw = Path(__file__).with_name("managed_policies.bin").read_bytes()
    length = int.from_bytes(raw[:4], "big")
    head = msgspec.json.decode(zlib.decompress(raw[4 : 4 + length]), type=Head)
    return ManagedPolicies(head, raw[4 + length :])


@cache
def chunk(position: int) -> Mapping[str, Any]:
    table = managed_policies()
    start = sum(length for _, length in table.head.chunks[:position])
    packed = table.packed[start : start + table.head.chunks[position][1]]
    return msgspec.json.decode(zlib.decompress(packed), type=dict[str, Any])


def name_in(arn: str) -> str | None:
    """`service-role/AWSLambdaRole` of its ARN; None for any other ARN."""
    found = ARN.fullmatch(arn)
    return found.group(1) if found else None


@cache
def statements_of(name: str) -> tuple[Statement, ...] | None:
    """The statements of a policy of AWS; None where the table does not have it."""
    found = managed_policies().statements(name)
    return None if found is None else read_statements(Known({"Statement": found}))

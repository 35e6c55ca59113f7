"""One thing in an AWS account, in Terraform's terms: its type, and the arguments that the answers of AWS contain."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

import msgspec

from docgen.recorded.live.calls import Answers, Json

Values: TypeAlias = dict[str, Any]


class Thing(msgspec.Struct, frozen=True):
    """One thing in the account. `parts`: blocks that docgen may have as resources of their own."""

    type: str
    values: Values
    parts: Mapping[str, list[Json]] = MappingProxyType({})
    vpc: str = ""  # its id, where it is in one
    is_default: bool = False  # AWS made it with the VPC


Shape: TypeAlias = Callable[[Answers], Iterator[Thing]]


def tags_of(rows: Json) -> Json:
    return {each["Key"]: each["Value"] for each in rows or () if not str(each["Key"]).startswith("aws:")}

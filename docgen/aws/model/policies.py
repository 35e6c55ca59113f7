"""Policy documents: their statements, and texts of which parts are not known.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from typing import TypeAlias

import msgspec

from docgen.source.traced import Reason, Reference
from docgen.source.tristate import Tristate


class PartialText(msgspec.Struct, frozen=True):
    """A text of which parts are not known: what is written, attributes of resources, and reasons."""

    parts: tuple["str | Reference | Reason", ...]

    def __str__(self) -> str:
        return "".join(map(part_text, self.parts))

    @property
    def reason(self) -> Reason:
        """Why it is not known as a whole."""
        found = next((each for each in self.parts if isinstance(each, Reason)), None)
        named = next((each for each in self.parts if isinstance(each, Reference)), None)
        return found or Reason(f"{named} is known after apply", "apply")


Text: TypeAlias = str | PartialText
NOT_KNOWN = "${…}"  # how a part of a text is shown of which nothing is known


def part_text(part: "str | Reference | Reason") -> str:
    if isinstance(part, str):
        return part
    return f"${{{part}}}" if isinstance(part, Reference) else NOT_KNOWN


Values: TypeAlias = tuple[Text, ...]


class Condition(msgspec.Struct, frozen=True):
    """`StringEquals`, `aws:SourceAccount`, and the values that are asked for; the key in lower case."""

    operator: str
    key: str
    values: Values


class Statement(msgspec.Struct, frozen=True):
    """One statement; a list that is None is not written, and one with a `PartialText` is known in part."""

    sid: str = ""
    effect: str = "Allow"  # "Allow", "Deny"; "": not known
    actions: Values | None = None
    not_actions: Values | None = None
    resources: Values | None = None
    not_resources: Values | None = None
    principals: tuple[tuple[str, Values], ...] | None = None  # ("AWS", …), ("Service", …), ("*", ("*",))
    not_principals: tuple[tuple[str, Values], ...] | None = None
    conditions: tuple[Condition, ...] = ()
    unknown: Reason | None = None  # why the statement as a whole cannot be read


# Conditions that narrow a policy, where they ask for fixed values; listed at
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html.
NARROWING = frozenset(
    {
        "aws:sourceip",
        "aws:sourcearn",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:sourceowner",
        "aws:sourceaccount",
        "aws:userid",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principalaccount",
        "aws:principalarn",
        "s3:dataaccesspointarn",
        "s3:dataaccesspointaccount",
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
    }
)


def asks_for_value(operator: str) -> Tristate:
    """Whether a condition with this operator is met only by requests that have the key, with one of the values.

    `Null` asks whether there is a key and not for its value; `…Not…` is met by all other values, `…IfExists` without the key.
    `ForAllValues:` is met without the key as well, which not every request has: that is not decided (None).
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html

    >>> [asks_for_value(each) for each in ("StringEquals", "Null", "ForAllValues:StringLike")]
    [True, False, None]
    """
    name = operator.lower()
    if "not" in name or name.endswith("ifexists") or name.rpartition(":")[2] == "null":
        return False
    return None if name.startswith("forallvalues:") else True

"""Conditions of statements that allow something to an identity: met, never met, or not decided.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

import re
from collections.abc import Iterable

from docgen.aws.model.iam import IdentityKind
from docgen.aws.model.policies import Condition
from docgen.source.tristate import Tristate, all_of

# Dates before this one are certainly past: no token was issued before, and no request is made before.
PAST = "2024-01-01"
DATE = re.compile(r"\d{4}-")  # seconds since 1970 are allowed as well, and do not sort so
TIMES = frozenset({"aws:tokenissuetime", "aws:currenttime"})
PASSED_TO = "iam:passedtoservice"


def are_met(conditions: Iterable[Condition], kind: IdentityKind, service: str = "") -> Tristate:
    """Whether a request of such an identity meets all conditions; `service`: to which it passes a role."""
    return all_of(is_met(each, kind, service) for each in conditions)


def is_met(condition: Condition, kind: IdentityKind, service: str) -> Tristate:
    operator = condition.operator.lower()
    if condition.key == PASSED_TO and service:
        return names_service(condition, operator, service)
    if condition.key in TIMES:
        return about_time(condition, operator, kind)
    return None


def names_service(condition: Condition, operator: str, service: str) -> Tristate:
    plain = operator.removesuffix("ifexists").rpartition(":")[2]
    if plain not in {"stringequals", "stringlike", "stringequalsignorecase"}:
        return None
    if not all(isinstance(each, str) for each in condition.values):
        return True if service in condition.values else None
    texts = [str(each).lower() for each in condition.values]
    if plain == "stringlike" and any("*" in each or "?" in each for each in texts):
        return True if {"*", "*.amazonaws.com"} & set(texts) or service in texts else None
    return service in texts


def about_time(condition: Condition, operator: str, kind: IdentityKind) -> Tristate:
    """A date that is long past, against the time of the request or of its token.

    `aws:TokenIssueTime` is in a request only where its credentials are temporary: always for a role.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-tokenissuetime
    """
    if not all(isinstance(each, str) and DATE.match(each) and each < PAST for each in condition.values):
        return None
    plain = operator.removesuffix("ifexists")
    if plain in {"datelessthan", "datelessthanequals", "dateequals"}:
        return None if plain != operator else False
    if plain in {"dategreaterthan", "dategreaterthanequals", "datenotequals"}:
        is_present = condition.key == "aws:currenttime" or kind is not IdentityKind.USER
        return True if is_present or plain != operator else None
    return None

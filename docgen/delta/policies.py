"""Policy documents of two revisions: what the newer one allows and the older one did not.

A statement is taken apart into who, what, on what and under which conditions. A part of the newer document that some
statement of the older one covers is not reported: order, Sids, and how statements are grouped do not matter.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

import ipaddress
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TypeAlias

import msgspec

from docgen.aws.model.policies import NARROWING, asks_for_value
from docgen.aws.policy_model import Refused, read_document
from docgen.values.values import Unknown, Value

Plain: TypeAlias = object
UNKNOWN = "?"  # a part that is not known, and that nothing names
MOST_PARTS = 20_000  # of one document: who, what and on what, multiplied
# Those of buckets, and those that policies of keys and of other services have beside them.
NARROWS = NARROWING | {"aws:sourceorgid", "kms:calleraccount", "kms:viaservice"}
MFA = ("aws:multifactorauthpresent", "aws:multifactorauthage")
ACCOUNT = re.compile(r"AWS:(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?")


class Statement(msgspec.Struct, frozen=True):
    """One statement; patterns of actions are in lower case. A part that begins with "not:" is an exception list."""

    allows: bool
    principals: frozenset[
        str
    ]  # "*", "AWS:arn:…", "Service:…", "Federated:…"; empty in a policy of an identity
    actions: frozenset[str]
    resources: frozenset[str]
    conditions: Mapping[tuple[str, str], frozenset[str]]  # by operator and key, both in lower case

    @property
    def is_narrowed(self) -> bool:
        """Whether a condition asks for certain accounts, networks or organisations."""
        return any(
            key in NARROWS and asks_for_value(operator) is True and not values & {"*", "0.0.0.0/0", "::/0"}
            for (operator, key), values in self.conditions.items()
        )

    @property
    def is_public(self) -> bool:
        return self.allows and "*" in self.principals and not self.is_narrowed

    @property
    def asks_for_mfa(self) -> bool:
        return any(key in MFA for _, key in self.conditions)


class Widening(msgspec.Struct, frozen=True):
    """A part of the newer document that the older one does not cover."""

    statement: Statement
    principals: tuple[str, ...]
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    former: tuple[Statement, ...] = ()  # the statements that cover it if conditions are left out


def document_of(value: Value) -> tuple[Statement, ...] | None:
    """The statements of a policy; None where the value is none, or is not known."""
    payload = value.payload
    if isinstance(payload, str):
        try:
            read_document(payload)
            return tuple(statements(json.loads(payload)))
        except (Refused, ValueError, RecursionError):
            return None
    if isinstance(payload, Unknown) and payload.pattern is not None:
        return tuple(statements(plain(payload.pattern)))
    return None


def plain(value: Value) -> Plain:
    """A value as JSON data; an unknown value is the name of what it refers to."""
    payload = value.payload
    if isinstance(payload, Unknown):
        if payload.pattern is not None:
            return plain(payload.pattern)
        return str(payload.reference) if payload.reference is not None else UNKNOWN
    if isinstance(payload, tuple):
        return [plain(each) for each in payload]
    if isinstance(payload, dict):
        return {key: plain(each) for key, each in payload.items()}
    return payload


def statements(document: Plain) -> Iterator[Statement]:
    found = document.get("Statement") if isinstance(document, dict) else None
    for each in found if isinstance(found, list) else [found]:
        if isinstance(each, dict):
            yield statement_of(each)


def statement_of(found: Mapping[str, Plain]) -> Statement:
    return Statement(
        found.get("Effect") != "Deny",
        frozenset(principals_of(found.get("Principal"))) | excepted(found.get("NotPrincipal")),
        frozenset(each.lower() for each in texts(found.get("Action"))) | excepted(found.get("NotAction")),
        frozenset(texts(found.get("Resource"))) | excepted(found.get("NotResource")),
        conditions_of(found.get("Condition")),
    )


def texts(found: Plain) -> list[str]:
    if found is None:
        return []
    return [str(each) for each in found] if isinstance(found, list) else [str(found)]


def excepted(found: Plain) -> frozenset[str]:
    if found is None:
        return frozenset()
    return frozenset({f"not:{json.dumps(found, sort_keys=True, default=str).lower()}"})


def principals_of(found: Plain) -> Iterator[str]:
    if not isinstance(found, dict):
        yield from ("*" if each == "*" else f"AWS:{each}" for each in texts(found))
        return
    for kind, named in found.items():
        for each in texts(named):
            if each == "*" and kind == "AWS":
                yield "*"
                continue
            account = ACCOUNT.fullmatch(f"{kind}:{each}")
            yield f"AWS:arn:aws:iam::{account[1]}:root" if account else f"{kind}:{each}"


def conditions_of(found: Plain) -> Mapping[tuple[str, str], frozenset[str]]:
    if not isinstance(found, dict):
        return {}
    return {
        (operator.lower(), key.lower()): frozenset(
            each.lower() if operator == "Bool" else each for each in texts(values)
        )
        for operator, asked in found.items()
        if isinstance(asked, dict)
        for key, values in asked.items()
    }


# -- comparing ----------------------------------------------------------------------------------------


def widenings(old: Sequence[Statement], new: Sequence[Statement]) -> Iterator[Widening]:
    """Permissions that the newer statements allow and the older ones did not. Denials are not compared here: see `lost_denials`."""
    allowed = [each for each in old if each.allows]
    for statement in new:
        if not statement.allows or statement in allowed:
            continue
        parts = list(uncovered(statement, allowed))
        if parts:
            principals, actions, resources = (tuple(sorted({each[i] for each in parts})) for i in range(3))
            named = tuple("" for _ in range(0))
            former = tuple(
                each for each in allowed if any(covers_parts(each, *part) for part in parts[:MOST_PARTS])
            )
            yield Widening(statement, principals or named, actions, resources, former)


def uncovered(statement: Statement, old: Sequence[Statement]) -> Iterator[tuple[str, str, str]]:
    may_cover = [each for each in old if weaker_or_same(each.conditions, statement.conditions)]
    count = 0
    for principal in statement.principals or {""}:
        for action in statement.actions or {""}:
            for resource in statement.resources or {""}:
                count += 1
                if count > MOST_PARTS:
                    return
                if not any(covers_parts(each, principal, action, resource) for each in may_cover):
                    yield principal, action, resource


def covers_parts(old: Statement, principal: str, action: str, resource: str) -> bool:
    return (
        (not principal or any(covers_principal(each, principal) for each in old.principals))
        and (not action or any(covers(each, action) for each in old.actions))
        and (not resource or any(covers(each, resource) for each in old.resources))
    )


def covers(pattern: str, other: str) -> bool:
    """Whether everything that the other pattern matches is matched by the first: `s3:Get*` covers `s3:GetObject`."""
    if pattern in {other, "*"}:
        return True
    if other.startswith("not:") or pattern.startswith("not:"):
        return False
    return "*" in pattern and fnmatchcase(other, pattern.replace("[", "[[]"))


def covers_principal(one: str, other: str) -> bool:
    if one in {other, "*"}:
        return True
    account = ACCOUNT.fullmatch(one)
    return account is not None and f"::{account[1]}:" in other


def weaker_or_same(
    old: Mapping[tuple[str, str], frozenset[str]], new: Mapping[tuple[str, str], frozenset[str]]
) -> bool:
    """Whether every request that meets the newer conditions meets the older ones."""
    return all(implied(operator, values, new.get((operator, key))) for (operator, key), values in old.items())


def implied(operator: str, old: frozenset[str], new: frozenset[str] | None) -> bool:
    if new is None:
        return False
    if "not" in operator:
        return old <= new
    if operator.endswith("ipaddress"):
        return all(any(within(each, one) for one in old) for each in new)
    if "like" in operator or "arn" in operator:
        return all(any(covers(one, each) for one in old) for each in new)
    return new <= old


def within(one: str, other: str) -> bool:
    try:
        inner, outer = ipaddress.ip_network(one, strict=False), ipaddress.ip_network(other, strict=False)
    except ValueError:
        return one == other
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type] # of one version


def lost_denials(old: Sequence[Statement], new: Sequence[Statement]) -> Iterator[Statement]:
    """The statements that deny something which the newer ones do not deny."""
    denials = [each for each in new if not each.allows]
    for each in old:
        if not each.allows and each not in denials and any(uncovered(each, denials)):
            yield each

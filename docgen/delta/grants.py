"""Permissions that policies allow in addition, with their severity."""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from docgen.analysis.exposure import Severity
from docgen.delta.model import GrantEvent, GrantKind
from docgen.delta.policies import Statement, Widening, covers, document_of, lost_denials, widenings
from docgen.delta.safeguards import ATTACHED_POLICIES
from docgen.language.instance import Instance
from docgen.values.equality import raw_equal
from docgen.values.values import Unknown, Value, hides_anything

CRITICAL, HIGH, MEDIUM, LOW = Severity
TRUST = "assume_role_policy"
POLICY_NAME = re.compile(r"(?:.*_)?polic(?:y|ies)(?:_json|_document|_body|_text)?|content")
SEVERITIES: Mapping[GrantKind, Severity] = MappingProxyType(
    {
        GrantKind.EVERYTHING: CRITICAL,
        GrantKind.PUBLIC: HIGH,
        GrantKind.ANY_TRUST: CRITICAL,
        GrantKind.FEDERATED_SUBJECT: HIGH,
        GrantKind.TRUST: MEDIUM,
        GrantKind.NO_MFA: HIGH,
        GrantKind.PASS_ROLE: HIGH,
        GrantKind.ESCALATION: HIGH,
        GrantKind.SERVICE: MEDIUM,
        GrantKind.OTHER_ACCOUNT: MEDIUM,
        GrantKind.CONDITION_GONE: MEDIUM,
        GrantKind.DENIAL_GONE: MEDIUM,
        GrantKind.MORE: LOW,
    }
)
# What holds the keys of other things: who may use it may read them.
MOST_SENSITIVE = ("aws_kms_", "aws_secretsmanager_", "aws_backup_vault")
# https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html mentions none of these by name; they allow
# an identity to give itself more permissions.
ESCALATING = (
    "iam:createaccesskey",
    "iam:createloginprofile",
    "iam:updateloginprofile",
    "iam:createpolicyversion",
    "iam:setdefaultpolicyversion",
    "iam:attachuserpolicy",
    "iam:attachgrouppolicy",
    "iam:attachrolepolicy",
    "iam:putuserpolicy",
    "iam:putgrouppolicy",
    "iam:putrolepolicy",
    "iam:addusertogroup",
    "iam:updateassumerolepolicy",
    "iam:deleterolepermissionsboundary",
    "iam:deleteuserpermissionsboundary",
)
SUBJECT = re.compile(r".*:sub")
LONGEST_LIST = 8  # of names in one event


def policies_of(instance: Instance) -> Mapping[str, Value]:
    """The arguments that hold a policy, by path."""
    return dict(named_policies(instance.value, ""))


def named_policies(value: Value, path: str) -> Iterator[tuple[str, Value]]:
    payload = value.payload
    if isinstance(payload, tuple):
        for number, each in enumerate(payload):
            if isinstance(each.payload, dict):
                yield from named_policies(each, f"{path}[{number}]" if number else path)
    elif isinstance(payload, dict):
        for name, each in payload.items():
            inner = f"{path}.{name}" if path else name
            if isinstance(each.payload, str | Unknown):
                if POLICY_NAME.fullmatch(name):
                    yield inner, each
            elif not each.is_null:
                yield from named_policies(each, inner)


class Compared:
    """One policy in both revisions: what it allows more, or why that is not known."""

    def __init__(self, events: Sequence[tuple[GrantEvent, Severity]], unknown: str = "") -> None:
        self.events = events
        self.unknown = unknown


def compare_policy(type_: str, argument: str, old: Value | None, new: Value | None) -> Compared:
    """`old` and `new`: None where there is no such resource or argument."""
    if any(each is not None and hides_anything(each) for each in (old, new)):
        changed = old is None or new is None or not raw_equal(old, new)
        return Compared((), "it is sensitive" if changed else "")
    before, after = statements_at(old), statements_at(new)
    if after is None:
        known_before = before is not None and old is not None
        return Compared((), unknown_reason(new) if known_before else "")
    if before is None:
        return Compared((), unknown_reason(old) if after else "")
    found: list[tuple[GrantEvent, Severity]] = []
    is_new = not before
    for each in widenings(before, after):
        kind = kind_of(argument, each, before, type_)
        severity = severity_of(kind, each, type_)
        if is_new and kind in {GrantKind.MORE, GrantKind.CONDITION_GONE}:
            continue
        found.append((event_of(kind, argument, each, is_new=is_new), severity))
    for lost in lost_denials(before, after):
        made = GrantEvent(
            GrantKind.DENIAL_GONE,
            argument,
            shortened(sorted(lost.principals)),
            shortened(sorted(lost.actions)),
            shortened(sorted(lost.resources)),
        )
        found.append((made, SEVERITIES[GrantKind.DENIAL_GONE]))
    return Compared(tuple(found))


def statements_at(value: Value | None) -> tuple[Statement, ...] | None:
    """None where the policy is not known."""
    if value is None or value.is_null:
        return ()
    found = document_of(value)
    if found is None and isinstance(value.payload, str):
        return ()  # no policy document
    if found is None and isinstance(value.payload, Unknown) and value.payload.reference is not None:
        return None
    return found


def unknown_reason(value: Value | None) -> str:
    return value.payload.reason.text if value is not None and isinstance(value.payload, Unknown) else ""


def event_of(kind: GrantKind, argument: str, found: Widening, *, is_new: bool) -> GrantEvent:
    return GrantEvent(
        kind,
        argument,
        shortened([each for each in found.principals if each]),
        shortened([each for each in found.actions if each]),
        shortened([each for each in found.resources if each]),
        is_new,
    )


def shortened(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(names[:LONGEST_LIST]) + (("…",) if len(names) > LONGEST_LIST else ())


def kind_of(argument: str, found: Widening, before: Sequence[Statement], type_: str) -> GrantKind:  # noqa: C901, PLR0911, PLR0912 - a decision list, the worst first
    statement = found.statement
    lost_mfa = any(each.asks_for_mfa for each in found.former) and not statement.asks_for_mfa
    if argument.endswith(TRUST):
        if "*" in found.principals and not statement.is_narrowed:
            return GrantKind.ANY_TRUST
        if any(each.startswith("Federated:") for each in found.principals):
            return (
                GrantKind.FEDERATED_SUBJECT if is_wide_subject(statement, found.former) else GrantKind.TRUST
            )
        if lost_mfa:
            return GrantKind.NO_MFA
        if any(each.startswith("AWS:") for each in found.principals):
            return GrantKind.TRUST
        return GrantKind.MORE
    if "*" in found.principals and not statement.is_narrowed and type_ != "aws_vpc_endpoint":
        return GrantKind.PUBLIC
    if type_ == "aws_vpc_endpoint" and "*" in found.actions and "*" in found.resources:
        return GrantKind.SERVICE
    if not statement.principals:
        if "*" in found.actions and "*" in found.resources:
            return GrantKind.EVERYTHING
        if "*" in found.resources or any(each.endswith(":*") for each in found.resources):
            if any(covers(each, "iam:passrole") for each in found.actions):
                return GrantKind.PASS_ROLE
            if any(covers(each, one) for each in found.actions for one in ESCALATING):
                return GrantKind.ESCALATION
            if any(each.endswith(":*") for each in found.actions):
                return GrantKind.SERVICE
        if any(each.startswith("not:") for each in found.actions):
            return GrantKind.SERVICE
    if lost_mfa:
        return GrantKind.NO_MFA
    if any(
        each.startswith("AWS:") and each not in all_principals(before) for each in found.principals
    ) and any(re.match(r"AWS:arn:[\w-]+:iam::\d{12}:", each) for each in found.principals):
        return GrantKind.OTHER_ACCOUNT
    if found.former:
        return GrantKind.CONDITION_GONE
    return GrantKind.MORE


def all_principals(before: Sequence[Statement]) -> frozenset[str]:
    return frozenset(each for statement in before for each in statement.principals)


def is_wide_subject(statement: Statement, former: Sequence[Statement]) -> bool:
    """Whether the subject of a token is no longer asked for, or is a pattern, or there are more of them."""
    asked = [values for (_, key), values in statement.conditions.items() if SUBJECT.fullmatch(key)]
    return not asked or bool(former) or any("*" in each for values in asked for each in values)


def severity_of(kind: GrantKind, found: Widening, type_: str) -> Severity:
    if kind is GrantKind.PUBLIC and (type_.startswith(MOST_SENSITIVE) or "*" in found.actions):
        return CRITICAL
    return SEVERITIES[kind]


def attached_policies(instance: Instance) -> Mapping[str, tuple[Severity, str]]:
    """Managed policies of AWS that give much, by name, with the argument that attaches them."""
    found: dict[str, tuple[Severity, str]] = {}
    for argument in ("policy_arn", "managed_policy_arn", "managed_policy_arns", "policy_arns"):
        value = instance.attribute(argument)
        inside = value.payload if value is not None and isinstance(value.payload, tuple) else (value,)
        for each in inside:
            if each is None or not isinstance(each.payload, str) or ":aws:policy/" not in each.payload:
                continue
            name = each.payload.rpartition("/")[2]
            if name in ATTACHED_POLICIES:
                found[name] = (ATTACHED_POLICIES[name], argument)
    return found

"""Permissions and trust, in words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import assert_never

from docgen.analysis.access.escalation import Administrator, Escalation
from docgen.analysis.access.identities import Grant, PolicyUnknown, Source
from docgen.analysis.access.permissions import Limit, LimitKind
from docgen.analysis.access.reached import DataAccess
from docgen.analysis.access.resource_policies import Opening
from docgen.analysis.access.stores import StoreAccess
from docgen.analysis.access.trust import SubjectBound, Trustee, TrusteeKind
from docgen.aws.model.policies import NOT_KNOWN, Condition
from docgen.pages.sentences.findings import finding_text
from docgen.pages.sentences.traffic import Name
from docgen.source.tristate import Tristate

MOST_NAMED = 4  # things that one cell lists


def store_access_text(use: StoreAccess) -> str:
    """The actions on the objects of a bucket that a component may take: `S3 read and write`."""
    verbs = [verb for verb, verdict in (("read", use.reads), ("write", use.writes)) if verdict is not False]
    return f"S3 {' and '.join(verbs)}"


def some(texts: Iterable[str], last: str = "and", most: int = MOST_NAMED) -> str:
    """The texts, each once; the number of the others where there are many."""
    found = list(dict.fromkeys(texts))
    if len(found) > most + 1:
        found = [*found[:most], f"{len(found) - most} more"]
    if len(found) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(found)
    return f"{', '.join(found[:-1])} {last} {found[-1]}"


def source_text(source: Source, name: Name = str) -> str:
    """The origin of a statement: "AWS's policy AdministratorAccess", "aws_iam_policy.deploy"."""
    if source.is_managed_by_aws:
        return f"the AWS managed policy {source.name}"
    return name(source.address) if source.address is not None else source.name


def grant_text(grant: Grant, name: Name = str) -> str:
    """`deploy (statement "Pass")`."""
    sid = f' (statement "{grant.statement.sid}")' if grant.statement.sid else ""
    return f"{source_text(grant.source, name)}{sid}"


def grants_text(grants: Sequence[Grant], name: Name = str) -> str:
    return some(grant_text(each, name) for each in grants)


def unknown_text(unknown: PolicyUnknown, name: Name = str) -> str:
    return unknowns_text((unknown,), name)


def unknowns_text(unknown: Iterable[PolicyUnknown], name: Name = str, most: int = MOST_NAMED) -> str:
    """Policies that are not known, those together that are so for one reason: `a, b and 2 more (its holder is not known)`."""
    found: dict[str, list[str]] = {}
    for each in unknown:
        where = name(each.address) if each.address is not None else ""
        policy = each.policy or (f"a policy that {where} attaches" if where else "a policy")
        found.setdefault(finding_text(each.reason, name), []).append(policy)
    return some((f"{some(named, most=most)} ({why})" for why, named in found.items()), most=most)


# What two sides agree on: its value is of no use on a page.
SHARED = frozenset({"sts:externalid", "lambda:eventsourcetoken"})


def condition_text(condition: Condition) -> str:
    """`aws:SourceAccount` and what it must be, as the policy writes them."""
    if not condition.operator:
        return "a condition that is not known"
    if condition.key in SHARED:
        return f"{condition.operator} {condition.key}"
    return f"{condition.operator} {condition.key} {some((resource_text(str(each)) for each in condition.values), 'or')}"


def conditions_text(conditions: Sequence[Condition]) -> str:
    return some(condition_text(each) for each in conditions)


def limit_text(limit: Limit, name: Name = str) -> str:
    """Why a permission is not decided."""
    return alike_text((limit,), name)


def alike_text(limits: Sequence[Limit], name: Name = str, most: int = MOST_NAMED) -> str:  # noqa: PLR0911 - one arm a kind
    """The same of limits of one kind: what they have in common is said once."""
    granted = [each.grant for each in limits if each.grant is not None]
    unknown = [each.unknown for each in limits if each.unknown is not None]
    named = some((grant_text(each, name) for each in granted), most=most) or "a statement"
    gaps = unknowns_text(unknown, name, most)
    targets = some((readable(each.target) for each in limits), most=most)
    match limits[0].kind:
        case LimitKind.CONDITION:
            asked = some(
                (condition_text(one) for each in granted for one in each.statement.conditions), most=most
            )
            return f"it is allowed under a condition: {asked}"
        case LimitKind.DENY:
            return f"{named} {'deny' if len(set(map(id, granted))) > 1 else 'denies'} a part of it"
        case LimitKind.BOUNDARY:
            return f"its permissions boundary may not allow it{f': {gaps}' if gaps else ''}"
        case LimitKind.POLICY_UNKNOWN:
            return f"what it may do is not fully known: {gaps or 'a policy'}"
        case LimitKind.VALUE_UNKNOWN:
            return f"a part of {named} is not known"
        case LimitKind.OUTSIDE:
            return f"it is allowed on {targets}, which may name resources outside of this configuration"
        case LimitKind.TARGET:
            return f"what {targets} may do is not decided"
        case _:
            assert_never(limits[0].kind)


def readable(pattern: str) -> str:
    """A pattern as a policy writes it: "arn:aws:iam::…:role/app-*"."""
    shown = pattern.translate(
        {0xE101: "ACCOUNT", 0xE103: "…", 0xE104: "${aws:username}", 0xE110: "", 0xE111: ""}
    )
    return shown.replace("\ue120", "*").replace("\ue121", "?")


def limits_text(limits: Iterable[Limit], name: Name = str, most: int = MOST_NAMED) -> str:
    """Why a permission is not decided: one clause for each kind of limit."""
    kinds: dict[LimitKind, list[Limit]] = {}
    for each in limits:
        kinds.setdefault(each.kind, []).append(each)
    said = [alike_text(each, name, most) for each in kinds.values()]
    return "; ".join([*said[:most], *([f"and {len(said) - most} more"] if len(said) > most else [])])


def administrator_text(found: Administrator, name: Name = str) -> str:
    """Why an identity is an administrator, or may be one."""
    allowed = f"{grants_text(found.grants, name)} {'allow' if len(found.grants) > 1 else 'allows'} every action on every resource"
    if found.verdict is True:
        denied = f", except what {grants_text(found.except_for, name)} denies" if found.except_for else ""
        return f"{allowed}{denied}"
    if not found.grants:
        return limits_text(found.limits, name)
    return f"{allowed}, but {limits_text(found.limits, name)}"


def way_text(found: Escalation, name: Name = str) -> str:
    """A privilege escalation path of an identity: the actions, and what they gain."""
    return ways_text((found,), name, MOST_NAMED)


MOST_WAYS = 2  # of one identity that one cell names


def ways_text(found: Sequence[Escalation], name: Name = str, most: int = MOST_WAYS) -> str:
    """The same of several; what limits those that are named is said once, behind them."""
    named = found[:MOST_WAYS]
    said = [way_name(each, name, most) for each in named]
    if len(found) > len(named):
        more = len(found) - len(named)
        said.append(f"and {more} more {'way' if more == 1 else 'ways'}")
    limits = [limit for each in named for limit in each.limits]
    return "; ".join([*said, *([limits_text(limits, name, most)] if limits else [])])


def way_name(found: Escalation, name: Name = str, most: int = MOST_NAMED) -> str:
    by = f" by {some((grant_text(each, name) for each in found.grants), most=most)}" if found.grants else ""
    targets = f" on {some(map(name, found.targets), most=most)}" if found.targets else ""
    return f"{found.way.key}{targets}{by}"


TRUSTED: Mapping[TrusteeKind, str] = MappingProxyType(
    {
        TrusteeKind.EVERYONE: "everyone",
        TrusteeKind.ACCOUNT: "account",
        TrusteeKind.IDENTITY: "identity",
        TrusteeKind.SERVICE: "AWS service",
        TrusteeKind.OIDC: "OpenID Connect",
        TrusteeKind.SAML: "SAML",
        TrusteeKind.CALLER: "caller",
        TrusteeKind.OTHER: "other",
        TrusteeKind.UNKNOWN: "not known",
    }
)


def trustee_text(trustee: Trustee, name: Name = str) -> str:  # noqa: PLR0911, C901 - one arm a kind
    """A trusted principal, with the words of AWS."""
    match trustee.kind:
        case TrusteeKind.EVERYONE:
            return "everyone with an AWS account"
        case TrusteeKind.ACCOUNT:
            if trustee.own_account is True:
                return "identities of its own account that a policy allows to"
            whose = "other " if trustee.own_account is False else ""
            return f"{whose}account {resource_text(trustee.who)}"
        case TrusteeKind.IDENTITY:
            return name(trustee.address) if trustee.address is not None else resource_text(trustee.who)
        case TrusteeKind.SERVICE:
            return trustee.who
        case TrusteeKind.OIDC:
            subjects = some(map(resource_text, trustee.subjects), "or")
            return f"tokens of {resource_text(trustee.who)}{f', subject {subjects}' if subjects else ''}"
        case TrusteeKind.SAML:
            return f"SAML sign-in through {resource_text(trustee.who)}"
        case TrusteeKind.CALLER:
            return "the identity that runs Terraform"
        case TrusteeKind.OTHER:
            return trustee.who
        case TrusteeKind.UNKNOWN:
            gap = trustee.reason.text if trustee.reason is not None else "not known"
            return f"not known ({gap})"
        case _:
            assert_never(trustee.kind)


BOUNDS: Mapping[SubjectBound, str] = MappingProxyType(
    {
        SubjectBound.EXACT: "exact subject",
        SubjectBound.PATTERN: "subject with a wildcard",
        SubjectBound.OPEN: "any subject",
        SubjectBound.UNKNOWN: "subject is not known",
    }
)


def trust_note(trustee: Trustee) -> str:
    """A condition that limits the trust, or that is missing."""
    notes = []
    if trustee.bound is not None:
        notes.append(BOUNDS[trustee.bound])
        if not trustee.audience:
            notes.append("no condition on the audience")
    elif trustee.conditions:
        notes.append(conditions_text(trustee.conditions))
    if trustee.kind is TrusteeKind.ACCOUNT and trustee.own_account is not True:
        notes.append("asks for an external ID" if trustee.external_id else "no external ID")
    return "; ".join(notes) or "no condition"


def opening_text(opening: Opening, name: Name = str) -> str:
    """The principals that a statement allows, and the actions."""
    # A policy of a resource may let anonymous clients in as well; of a role, only principals of AWS can use it.
    is_everyone = opening.trustee.kind is TrusteeKind.EVERYONE
    who = "everyone" if is_everyone else trustee_text(opening.trustee, name)
    if opening.trustee.kind is TrusteeKind.SERVICE:
        who = f"the service {opening.trustee.who}"
    if opening.trustee.kind is TrusteeKind.ACCOUNT and opening.trustee.own_account is True:
        who = "its own account"
    return who


def opening_note(opening: Opening) -> str:
    if opening.blocked:
        return "a public access block takes it away"
    return conditions_text(opening.trustee.conditions) or "no condition"


DATA: Mapping[str, str] = MappingProxyType(
    {
        "s3:GetObject": "read S3 objects",
        "secretsmanager:GetSecretValue": "read secrets",
        "ssm:GetParameter": "read SSM parameters",
        "dynamodb:GetItem": "read DynamoDB tables",
        "kms:Decrypt": "decrypt with KMS keys",
        "sqs:ReceiveMessage": "receive SQS messages",
        "rds-data:ExecuteStatement": "query databases through the RDS Data API",
    }
)


OWN_NAME = re.compile(r"\$\{([^{}]+)\.(?:arn|id|name|bucket)\}")


REFERENCE = re.compile(r"\$\{([^{}:…]+)\}")  # not a variable of the policy language, such as ${aws:username}


def resource_text(written: str) -> str:
    """A resource as a statement names it, by its address: "aws_s3_bucket.reports/*"."""
    if written == NOT_KNOWN:
        return "a value that is not known"
    return REFERENCE.sub(r"\1", OWN_NAME.sub(r"\1", written)).replace(NOT_KNOWN, "…")


def data_text(found: DataAccess) -> str:
    """`read S3 objects of aws_s3_bucket.reports/*`; "read secrets (which ones is not known)"."""
    if not found.everything and set(found.resources) == {NOT_KNOWN}:
        return f"{'' if found.certain else 'perhaps '}{DATA[found.action]} (which ones is not known)"
    where = " of every resource" if found.everything else f" of {some(map(resource_text, found.resources))}"
    return f"{'' if found.certain else 'perhaps '}{DATA[found.action]}{where}"


def verdict_text(verdict: Tristate) -> str:
    return "not decided" if verdict is None else "yes" if verdict else "no"

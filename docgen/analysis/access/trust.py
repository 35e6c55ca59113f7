"""Who may assume each role, by its trust policy.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user.html
"""

import enum
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import msgspec

from docgen.analysis.access.conditions import are_met
from docgen.analysis.access.identities import Grant, Holder, Identities, Source
from docgen.analysis.access.patterns import OWN_ACCOUNT, UNKNOWN, any_match, matches, pattern_of, sign_of
from docgen.aws.model.base import AwsResource
from docgen.aws.model.iam import Identity, IdentityKind, IdentityProvider
from docgen.aws.model.policies import NARROWING, Condition, PartialText, Statement, Text, asks_for_value
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Reason, Trace
from docgen.source.tristate import Tristate, all_of, any_of


class TrusteeKind(enum.Enum):
    """The kind of a trusted principal; the value is its name in JSON."""

    EVERYONE = "everyone"
    ACCOUNT = "account"  # whole: its administrators decide who may
    IDENTITY = "identity"  # a role or user
    SERVICE = "service"
    OIDC = "oidc"
    SAML = "saml"
    CALLER = "caller"  # the identity that runs Terraform
    OTHER = "other"
    UNKNOWN = "unknown"


class SubjectBound(enum.Enum):
    """How narrowly an OpenID Connect trust limits the accepted tokens; the value is its name in JSON."""

    EXACT = "exact"
    PATTERN = "pattern"  # with a wildcard, within one owner
    OPEN = "open"  # no condition on the subject, or one that everybody meets
    UNKNOWN = "unknown"


class Trustee(msgspec.Struct, frozen=True, eq=False):
    kind: TrusteeKind
    who: str  # an account's number, an ARN, an address, a service, the host of a provider
    address: ResourceAddress | None = None  # an identity or provider of this configuration
    own_account: Tristate = None
    conditions: tuple[Condition, ...] = ()
    external_id: bool = False
    narrowed: Tristate = False  # by an account, organisation, network or ARN
    subjects: tuple[str, ...] = ()  # of OpenID Connect
    bound: SubjectBound | None = None
    audience: bool = False
    reason: Reason | None = None
    certain: bool = True  # the statement allows it
    may_have_token: bool = False  # the statement may be for tokens of OpenID Connect


class RoleTrust(msgspec.Struct, frozen=True, eq=False, dict=True):
    """The trust policy of one role."""

    role: Identity
    trustees: tuple[Trustee, ...]
    trace: Trace
    unknown: Reason | None = None  # why a part of the policy is not known
    has_deny: bool = False
    naming: tuple[Grant, ...] = ()

    @cached_property
    def may_trust_identities(self) -> bool:
        kinds = {TrusteeKind.EVERYONE, TrusteeKind.ACCOUNT, TrusteeKind.IDENTITY, TrusteeKind.UNKNOWN}
        return self.unknown is not None or any(each.kind in kinds for each in self.trustees)

    def trusts_service(self, service: str) -> Tristate:
        found: list[Tristate] = [
            True if each.who == service and each.certain else None
            for each in self.trustees
            if each.kind in {TrusteeKind.SERVICE, TrusteeKind.UNKNOWN}
            and (each.who == service or each.kind is TrusteeKind.UNKNOWN)
        ]
        return any_of((*found, None if self.unknown else False))

    def trusts_identity(self, holder: Holder) -> tuple[Tristate, Tristate]:
        """Whether it names an identity, and whether it trusts the identity's whole account."""
        by_name: list[Tristate] = [None if self.unknown else False]
        by_account: list[Tristate] = [None if self.unknown else False]
        for each in self.trustees:
            met = are_met(
                [one for one in each.conditions if one.key != "sts:externalid"], holder.kind
            )  # who asks gives the external id itself
            sure = met if each.certain and not self.has_deny else None if met is not False else False
            if each.kind is TrusteeKind.IDENTITY:
                same = each.address == holder.address if each.address else named_as(each.who, holder)
                by_name.append(all_of((same, sure)))
            elif each.kind is TrusteeKind.EVERYONE:
                by_account.append(sure)
            elif each.kind is TrusteeKind.ACCOUNT:
                by_account.append(all_of((each.own_account, sure)))
            elif each.kind is TrusteeKind.UNKNOWN:
                by_name.append(None)
                by_account.append(None)
        return any_of(by_name), any_of(by_account)


def named_as(who: str, holder: Holder) -> Tristate:
    """Whether an ARN names an identity; the account in it may be another one, and a part of it may not be known."""
    return any_match((pattern_of(who),), holder.spellings)


def find_trusts(
    identities: Identities, providers: Sequence[IdentityProvider]
) -> Mapping[ResourceAddress, RoleTrust]:
    known = {each.address: each for each in providers}
    return {
        each.address: trust_of(each, identities, known)
        for each in identities.identities
        if each.kind is IdentityKind.ROLE
    }


def trust_of(
    role: Identity, identities: Identities, providers: Mapping[ResourceAddress, IdentityProvider]
) -> RoleTrust:
    text = role.trust
    assert text is not None  # noqa: S101 - a role has one
    trustees: list[Trustee] = []
    unknown: Reason | None = None
    denies = False
    for statement in text.statements:
        if statement.unknown is not None:
            unknown = statement.unknown
        elif statement.effect == "Deny":
            denies = True
        elif not may_do(statement, ASSUMING):
            continue
        else:
            trustees += trustees_of(statement, role, identities, providers)
    name = role.name.value if isinstance(role.name, Known) else role.address.name
    source = Source(role.address, name, text.trace, role.span)
    naming = tuple(Grant(each, source) for each in text.statements if each.effect == "Allow")
    return RoleTrust(role, tuple(trustees), text.trace, unknown, denies, naming)


WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity"
ASSUMING = ("sts:AssumeRole", WEB_IDENTITY, "sts:AssumeRoleWithSAML")


def may_do(statement: Statement, actions: Sequence[str]) -> bool:
    """Whether a statement is about one of the actions, or may be."""
    if statement.actions is None:
        return True
    patterns = map(pattern_of, statement.actions)
    return any(matches(each, action, fold=True) is not False for each in patterns for action in actions)


def trustees_of(
    statement: Statement,
    role: AwsResource,
    identities: Identities,
    providers: Mapping[ResourceAddress, IdentityProvider],
) -> Iterator[Trustee]:
    certain = statement.effect == "Allow"
    if statement.not_principals is not None:
        yield make(TrusteeKind.EVERYONE, "*", statement, certain=certain)
    for kind, named in statement.principals or ():
        for who in named:
            if kind == "Service":
                yield service(who, statement, certain=certain)
            elif kind == "Federated":
                yield federated(who, statement, providers, certain=certain)
            elif kind in {"AWS", "*"}:
                yield principal(who, statement, role, identities, certain=certain)
            else:
                yield make(TrusteeKind.OTHER, str(who), statement, certain=certain)


def make(  # noqa: PLR0913 - the parts of one
    kind: TrusteeKind,
    who: str,
    statement: Statement,
    *,
    certain: bool,
    address: ResourceAddress | None = None,
    own: Tristate = None,
    reason: Reason | None = None,
) -> Trustee:
    return Trustee(
        kind,
        who,
        address,
        own,
        statement.conditions,
        any(each.key == "sts:externalid" for each in statement.conditions),
        narrowed(statement.conditions),
        reason=reason,
        certain=certain,
        may_have_token=may_do(statement, (WEB_IDENTITY,)),
    )


def narrowed(conditions: Sequence[Condition]) -> Tristate:
    """Whether they ask for certain accounts, organisations, networks or resources."""
    answers: list[Tristate] = []
    for each in conditions:
        if each.operator == "":
            answers.append(None)
        elif each.key in NARROWED:
            texts = [str(one) for one in each.values if isinstance(one, str)]
            unknown = len(texts) < len(each.values)
            fixed = not any(is_open(one) for one in texts) and bool(each.values)
            named = (True if all_named(each.values) else None) if unknown and fixed else fixed
            answers.append(all_of((asks_for_value(each.operator), named)))
    return any_of(answers)


NARROWED = NARROWING | {"kms:calleraccount", "aws:sourceorgid", "aws:sourceorgpaths"}
ANYWHERE = frozenset({"*", "0.0.0.0/0", "::/0"})


def is_open(text: str) -> bool:
    """A value that everybody can meet: `arn:aws:s3:::*`, `arn:aws:iam::*:role/ci` (in an account of theirs), `o-*`."""
    if text.startswith("arn:"):
        account = text.split(":", 5)[4:5]
        is_any_account = account != [""] and set("".join(account)) <= {"*", "?"}
        return is_any_account or set(text.rsplit(":", maxsplit=1)[-1]) <= {"*", "/"}
    return text in ANYWHERE or text.partition("/")[0].removeprefix("o-").strip("*?") == ""


def all_named(values: Sequence[Text]) -> bool:
    """Whether each value begins with something that names one account or resource, known or not."""
    return all(isinstance(each, str) or not isinstance(each.parts[0], Reason) for each in values)


def service(who: Text, statement: Statement, *, certain: bool) -> Trustee:
    if isinstance(who, PartialText):
        return make(TrusteeKind.UNKNOWN, str(who), statement, certain=certain, reason=who.reason)
    return make(TrusteeKind.SERVICE, who, statement, certain=certain)


CALLERS = frozenset({"aws_caller_identity", "aws_iam_session_context"})
ACCOUNT = re.compile(r"(?:arn:aws[a-z-]*:iam::)?(\d{12}|\ue101)(?::root)?")
ARN = re.compile(r"arn:aws[a-z-]*:(?:iam|sts)::(\d{12}|\ue101|\ue103)?:.*", re.DOTALL)


def principal(  # noqa: C901, PLR0911 - one for each way to write a principal
    who: Text, statement: Statement, role: AwsResource, identities: Identities, *, certain: bool
) -> Trustee:
    if who == "*":
        return make(TrusteeKind.EVERYONE, "*", statement, certain=certain)
    shown = str(who)
    signs = pattern_of(who)
    if isinstance(who, str):
        account = ACCOUNT.fullmatch(who)
        if account:
            own = account_is(account.group(1), role)
            return make(TrusteeKind.ACCOUNT, account.group(1), statement, certain=certain, own=own)
    elif ACCOUNT.fullmatch(signs):
        return make(TrusteeKind.ACCOUNT, "this account", statement, certain=certain, own=True)
    found = identities.by_spelling.get(signs)
    if found is not None and (not isinstance(who, str) or account_is(who.split(":")[4], role) is not False):
        return make(TrusteeKind.IDENTITY, str(found), statement, certain=certain, address=found, own=True)
    if isinstance(who, PartialText):
        last, first = who.parts[-1], who.parts[0]
        if not isinstance(first, str | Reason) and first.address.type in CALLERS:
            return make(TrusteeKind.CALLER, shown, statement, certain=certain)
        named = next((each for each in who.parts if not isinstance(each, str | Reason)), None)
        if named is not None and named.address.mode == "managed" and len(who.parts) == 1:
            return make(TrusteeKind.IDENTITY, str(named), statement, certain=certain)
        if signs.startswith(("arn:aws:iam::", "arn:aws:sts::")) and not isinstance(last, Reason):
            if signs.endswith(":root"):
                return make(TrusteeKind.ACCOUNT, shown, statement, certain=certain)
            return make(TrusteeKind.IDENTITY, shown, statement, certain=certain)
        return make(TrusteeKind.UNKNOWN, shown, statement, certain=certain, reason=who.reason)
    if ARN.fullmatch(who):
        own = account_is(who.split(":")[4], role)
        return make(TrusteeKind.IDENTITY, who, statement, certain=certain, own=own)
    return make(TrusteeKind.OTHER, shown, statement, certain=certain)


OWN_ROLE = re.compile(r"arn:[^:]*:iam::(\d{12}):role/")


def account_is(number: str, thing: AwsResource) -> Tristate:
    """Whether an account is the one that the resource is made in; only a provider that assumes a role says that."""
    if number == OWN_ACCOUNT:
        return True
    own = OWN_ROLE.match(thing.account or "")
    return own.group(1) == number if own else None


# -- OpenID Connect ----------------------------------------------------------------------------


def federated(
    who: Text,
    statement: Statement,
    providers: Mapping[ResourceAddress, IdentityProvider],
    *,
    certain: bool,
) -> Trustee:
    address = next((a for a in providers if pattern_of(who) == sign_of(a)), None)
    provider = providers.get(address) if address is not None else None
    signs = pattern_of(who)
    if (provider is not None and provider.is_saml) or ":saml-provider/" in signs or saml_keys(statement):
        made = make(TrusteeKind.SAML, str(address or who), statement, certain=certain, address=address)
        return msgspec.structs.replace(made, audience=saml_keys(statement))
    host = ""
    if provider is not None:
        host = provider.url.value.removeprefix("https://") if isinstance(provider.url, Known) else ""
    elif ":oidc-provider/" in signs:
        host = str(who).partition(":oidc-provider/")[2]
    elif isinstance(who, str):
        host = who  # cognito-identity.amazonaws.com
    made = make(TrusteeKind.OIDC, host or str(who), statement, certain=certain, address=address)
    if isinstance(who, PartialText) and address is None and ":oidc-provider/" not in signs and not host:
        made = msgspec.structs.replace(made, reason=who.reason)
    subjects = [
        each
        for each in statement.conditions
        if each.key.endswith((":sub", ":job_workflow_ref", ":repository"))
    ]
    if host == "cognito-identity.amazonaws.com":
        subjects = [each for each in statement.conditions if each.key.endswith(":aud")]
    values = tuple(str(one) for each in subjects for one in each.values)
    audience = any(each.key.endswith(":aud") for each in statement.conditions)
    unclear = any(
        each.operator == "" or UNKNOWN in each.key or "?" in each.key for each in statement.conditions
    )
    bound = bound_of(subjects)
    if bound is SubjectBound.OPEN and unclear:
        bound = SubjectBound.UNKNOWN
    return msgspec.structs.replace(made, subjects=values, bound=bound, audience=audience)


def saml_keys(statement: Statement) -> bool:
    return any(each.key == "saml:aud" for each in statement.conditions)


def bound_of(subjects: Sequence[Condition]) -> SubjectBound:
    """How narrow the conditions on the subject are together: the narrowest counts, because all must be met."""
    found = [bound_by(each) for each in subjects]
    order = (SubjectBound.EXACT, SubjectBound.PATTERN, SubjectBound.UNKNOWN)
    return next((each for each in order if each in found), SubjectBound.OPEN)


OWNER = re.compile(
    r"[a-z_]+:[^*?:/]+[/:].*", re.DOTALL
)  # repo:acme/app:…, system:serviceaccount:…, project_path:…


def bound_by(condition: Condition) -> SubjectBound:
    operator = condition.operator.lower()
    if asks_for_value(operator) is not True:
        return SubjectBound.OPEN  # it is met by tokens without a subject as well, or by all others
    if not all(isinstance(each, str) for each in condition.values):
        texts = [each for each in condition.values if not isinstance(each, str)]
        if any(isinstance(each.parts[0], Reason) for each in texts):
            return SubjectBound.UNKNOWN
    if operator.rpartition(":")[2] == "stringlike":
        if not all(OWNER.match(str(each)) or not set("*?") & set(str(each)) for each in condition.values):
            return SubjectBound.OPEN
        if any(set("*?") & set(str(each)) for each in condition.values):
            return SubjectBound.PATTERN
    return SubjectBound.EXACT

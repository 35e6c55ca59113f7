"""Identities with all statements of their policies, from all resources that attach policies to them."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeAlias

import msgspec

from docgen.analysis.access.patterns import BEGIN, OWN_ACCOUNT, pattern_of, sign_of
from docgen.analysis.not_seen import NotSeen
from docgen.aws.managed_policies import name_in, statements_of
from docgen.aws.model.base import AwsResource, Link, Target, Targets, same_account
from docgen.aws.model.iam import (
    CustomerPolicy,
    ExclusivePolicies,
    Identity,
    IdentityKind,
    InstanceProfile,
    Membership,
    PolicyAttachment,
    PolicyText,
)
from docgen.aws.model.network import Network
from docgen.aws.model.policies import Statement
from docgen.source.address import ResourceAddress
from docgen.source.span import Span
from docgen.source.traced import NOWHERE, Known, Reason, Trace, Traced, Unknown


class Source(msgspec.Struct, frozen=True, eq=False):
    """The origin of a statement: a resource of the configuration, or a managed policy of AWS."""

    address: ResourceAddress | None
    name: str  # of the policy: "AdministratorAccess", "deploy"
    trace: Trace = NOWHERE
    span: Span | None = None
    is_managed_by_aws: bool = False


class Grant(msgspec.Struct, frozen=True, eq=False):
    """One statement that an identity has, with its patterns."""

    statement: Statement
    source: Source
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] | None = None
    resources: tuple[str, ...] = ()
    not_resources: tuple[str, ...] | None = None


class PolicyUnknown(msgspec.Struct, frozen=True, eq=False):
    """A policy of which the statements, or whether the identity has it at all, are not known."""

    policy: str  # its ARN, name or address; "" where that is not known
    reason: Reason
    address: ResourceAddress | None = None
    trace: Trace = NOWHERE


class Holder(msgspec.Struct, frozen=True, eq=False):
    """An identity with its statements; those of its groups are among them."""

    identity: Identity
    grants: tuple[Grant, ...]
    unknown: tuple[PolicyUnknown, ...]
    boundary: tuple[Grant, ...] | None = None  # None: it has no boundary
    boundary_unknown: PolicyUnknown | None = None
    groups: tuple[ResourceAddress, ...] = ()
    policies: tuple[ResourceAddress, ...] = ()  # customer managed ones that are attached
    spellings: tuple[str, ...] = ()  # of its ARN, as patterns are spelled

    @property
    def address(self) -> ResourceAddress:
        return self.identity.address

    @property
    def kind(self) -> IdentityKind:
        return self.identity.kind


def grants_of(statements: Iterable[Statement], source: Source) -> Iterator[Grant]:
    for each in statements:
        if each.unknown is None:
            yield Grant(
                each,
                source,
                tuple(map(pattern_of, each.actions or ())),
                None if each.not_actions is None else tuple(map(pattern_of, each.not_actions)),
                tuple(map(pattern_of, each.resources or ())),
                None if each.not_resources is None else tuple(map(pattern_of, each.not_resources)),
            )


def unknowns_of(statements: Iterable[Statement], source: Source) -> Iterator[PolicyUnknown]:
    for each in statements:
        if each.unknown is not None:
            yield PolicyUnknown(source.name, each.unknown, source.address, source.trace)


Named: TypeAlias = Identity | CustomerPolicy | InstanceProfile


class Identities:
    """Every identity of an environment; `resolve` says which resource a name, an ARN or a reference means."""

    def __init__(self, network: Network, not_seen: NotSeen) -> None:
        self.not_seen = not_seen
        access = network.access
        self.identities = access.of(Identity)
        self.policies = {each.address: each for each in access.of(CustomerPolicy)}
        self.attachments = access.of(PolicyAttachment)
        self.exclusive = access.of(ExclusivePolicies)
        self.memberships = access.of(Membership)
        self.profiles = {each.address: each for each in access.of(InstanceProfile)}
        self.named: dict[tuple[str, str], list[AwsResource]] = {}
        things: tuple[Named, ...] = (
            *self.identities,
            *self.policies.values(),
            *self.profiles.values(),
        )
        for each in things:
            name = each.own_name
            if isinstance(name, Known):
                self.named.setdefault((kind_name(each), name.value.lower()), []).append(each)
        self.unplaced: list[PolicyUnknown] = []
        self.parts = self.collect()

    def resolve(self, target: Traced[Target], kind: str, near: AwsResource) -> ResourceAddress | str | None:
        """The address of a resource of the configuration, else an ARN or name, else None where it is not known."""
        if isinstance(target, Unknown):
            return None
        if isinstance(target.value, Link):
            return target.value.address
        text = target.value.id
        name = text.rpartition("/")[2] if text.startswith("arn:") else text
        if name_in(text) is not None:
            return text
        found = [
            each for each in self.named.get((kind, name.lower()), ()) if same_account(each, near) is not False
        ]
        return found[0].address if len(found) == 1 else text

    def collect(self) -> Mapping[ResourceAddress, "Parts"]:
        parts = {each.address: Parts(each) for each in self.identities}
        for each in self.identities:
            self.own_policies(each, parts[each.address])
        for attachment in self.attachments:
            self.attach(attachment, parts)
        for exclusive in self.exclusive:
            self.restrict(exclusive, parts)
        for membership in self.memberships:
            self.join(membership, parts)
        return parts

    def own_policies(self, identity: Identity, part: "Parts") -> None:
        for text in identity.inline:
            part.add_text(text, Source(identity.address, identity_name(identity), text.trace, identity.span))
        if isinstance(identity.managed, Unknown):
            part.unknown.append(
                PolicyUnknown("", identity.managed.reason, identity.address, identity.managed.trace)
            )
        else:
            for target in identity.managed.value:
                self.add_managed(target, identity, part)
        if identity.boundary is not None:
            self.set_boundary(identity.boundary, identity, part)

    def attach(self, attachment: PolicyAttachment, parts: Mapping[ResourceAddress, "Parts"]) -> None:
        for kind, holders in attachment.holders:
            targets = holders.value if isinstance(holders, Known) else (holders,)
            for target in targets:
                found = self.resolve(target, kind.value, attachment)
                if isinstance(found, ResourceAddress) and found in parts:
                    self.put(attachment, parts[found])
                else:
                    self.misplace(attachment, kind, target, parts, is_known=found is not None)

    def misplace(
        self,
        attachment: PolicyAttachment,
        kind: IdentityKind,
        target: Traced[Target],
        parts: Mapping[ResourceAddress, "Parts"],
        *,
        is_known: bool,
    ) -> None:
        """A policy of an identity that is not found may belong to any, or to those whose names are not known."""
        reason = target.reason if isinstance(target, Unknown) else Reason("its holder is not known")
        gap = PolicyUnknown(str(attachment.address), reason, attachment.address, attachment.trace)
        for part in parts.values():
            if part.identity.kind is kind and (not is_known or may_mean(target, part.identity, attachment)):
                part.unknown.append(gap)

    def put(self, attachment: PolicyAttachment, part: "Parts") -> None:
        if attachment.inline is not None:
            name = attachment.name.value if isinstance(attachment.name, Known) else attachment.address.name
            source = Source(attachment.address, name, attachment.inline.trace, attachment.span)
            part.add_text(attachment.inline, source, certain=not attachment.count_unknown)
        elif attachment.policy is not None and attachment.boundary:
            self.set_boundary(attachment.policy, attachment, part)
        elif attachment.policy is not None:
            self.add_managed(attachment.policy, attachment, part)

    def add_managed(self, target: Traced[Target], near: AwsResource, part: "Parts") -> None:
        grants, unknown, policy = self.managed(target, near)
        if near.count_unknown:
            reason = Reason("how many there are is not known")
            part.unknown.append(PolicyUnknown(str(near.address), reason, near.address, near.trace))
            return
        part.grants += grants
        part.unknown += unknown
        if policy is not None:
            part.policies.append(policy)

    def managed(
        self, target: Traced[Target], near: AwsResource
    ) -> tuple[list[Grant], list[PolicyUnknown], ResourceAddress | None]:
        """The statements of a managed policy, customer managed or AWS managed."""
        if isinstance(target, Unknown):
            return [], [PolicyUnknown("", target.reason, near.address, target.trace)], None
        found = self.resolve(target, "policy", near)
        if isinstance(found, ResourceAddress) and found in self.policies:
            policy = self.policies[found]
            name = policy.name.value if isinstance(policy.name, Known) else found.name
            source = Source(found, name, policy.text.trace, policy.span)
            statements = policy.text.statements
            return list(grants_of(statements, source)), list(unknowns_of(statements, source)), found
        name = name_in(str(found)) or ""
        known = statements_of(name) if name else None
        if known is not None:
            source = Source(None, name, target.trace, near.span, is_managed_by_aws=True)
            return list(grants_of(known, source)), [], None
        reason = Reason(
            "docgen does not have this policy of AWS" if name else "its policy is not in this configuration"
        )
        shown = str(found)
        return [], [PolicyUnknown(shown, reason, near.address, target.trace)], None

    def set_boundary(self, target: Traced[Target], near: AwsResource, part: "Parts") -> None:
        if near is not part.identity and near.count_unknown:
            reason = Reason("how many there are is not known")
            part.boundary = ()
            part.boundary_unknown = PolicyUnknown(str(near.address), reason, near.address, near.trace)
            return
        grants, unknown, _ = self.managed(target, near)
        part.boundary = tuple(grants)
        part.boundary_unknown = unknown[0] if unknown else None

    def restrict(self, each: ExclusivePolicies, parts: Mapping[ResourceAddress, "Parts"]) -> None:
        """A list of all managed policies attaches those that it names; other ones are removed by the next apply."""
        found = self.resolve(each.holder, each.kind.value, each)
        if not isinstance(found, ResourceAddress) or found not in parts or each.managed is None:
            return
        part = parts[found]
        if isinstance(each.managed, Unknown):
            part.unknown.append(PolicyUnknown("", each.managed.reason, each.address, each.managed.trace))
            return
        own = set(map(str, part.policies))
        aws = {grant.source.name for grant in part.grants if grant.source.is_managed_by_aws}
        for target in each.managed.value:
            policy = self.resolve(target, "policy", each)
            if str(policy) not in own and (name_in(str(policy)) or "") not in aws:
                self.add_managed(target, each, part)

    def join(self, membership: Membership, parts: Mapping[ResourceAddress, "Parts"]) -> None:
        users = self.all_of(membership.users, "user", membership)
        groups = self.all_of(membership.groups, "group", membership)
        elsewhere = [each for each in groups or () if each not in parts]
        is_known = groups is not None and users is not None and not membership.count_unknown
        for user in (
            users
            if users is not None
            else [a for a, p in parts.items() if p.identity.kind is IdentityKind.USER]
        ):
            if not isinstance(user, ResourceAddress) or user not in parts:
                continue
            part = parts[user]
            if groups is None or not is_known:
                reason = Reason("which groups it is in is not known")
                gap = PolicyUnknown(str(membership.address), reason, membership.address, membership.trace)
                part.unknown.append(gap)
            else:
                part.groups += [
                    each for each in groups if isinstance(each, ResourceAddress) and each in parts
                ]
                reason = Reason("its group is not in this configuration")
                part.unknown += [
                    PolicyUnknown(str(each), reason, membership.address, membership.trace)
                    for each in elsewhere
                ]

    def all_of(self, targets: Targets, kind: str, near: AwsResource) -> list[ResourceAddress | str] | None:
        """The resources that a list means, or their names; None where one of them is not known."""
        if isinstance(targets, Unknown):
            return None
        found = [self.resolve(each, kind, near) for each in targets.value]
        return None if None in found else [each for each in found if each is not None]

    @cached_property
    def holders(self) -> Mapping[ResourceAddress, Holder]:
        """Every identity, with the statements of its groups."""
        made = {}
        for address, part in self.parts.items():
            groups = tuple(dict.fromkeys(part.groups))
            grants = [*part.grants, *(grant for each in groups for grant in self.parts[each].grants)]
            unknown = [*part.unknown, *(gap for each in groups for gap in self.parts[each].unknown)]
            policies = [*part.policies, *(policy for each in groups for policy in self.parts[each].policies)]
            made[address] = Holder(
                part.identity,
                tuple(grants),
                tuple(unknown),
                part.boundary,
                part.boundary_unknown,
                groups,
                tuple(dict.fromkeys(policies)),
                spellings_of(part.identity),
            )
        return made

    @cached_property
    def by_spelling(self) -> Mapping[str, ResourceAddress]:
        """Identities by each way to spell their ARNs."""
        return {text: address for address, each in self.holders.items() for text in each.spellings}

    def role_of_profile(self, target: Traced[Target], near: AwsResource) -> ResourceAddress | str | None:
        found = self.resolve(target, "instance profile", near)
        profile = self.profiles.get(found) if isinstance(found, ResourceAddress) else None
        if profile is None or profile.role is None:
            return None if profile is None else ""
        return self.resolve(profile.role, "role", profile)


def may_mean(target: Traced[Target], identity: Identity, near: AwsResource) -> bool:
    """Whether a name that leads to no single identity may be that of this one: its own is not known, or two have the same."""
    name = identity.own_name
    if isinstance(name, Unknown):
        return name.reason.kind is not None
    if isinstance(target, Unknown) or isinstance(target.value, Link):
        return False
    is_same = target.value.id.rpartition("/")[2].lower() == name.value.lower()
    return is_same and same_account(identity, near) is not False


class Parts:
    """The policies and boundaries of one identity, while they are collected."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        self.grants: list[Grant] = []
        self.unknown: list[PolicyUnknown] = []
        self.policies: list[ResourceAddress] = []
        self.groups: list[ResourceAddress] = []
        self.boundary: tuple[Grant, ...] | None = None
        self.boundary_unknown: PolicyUnknown | None = None

    def add_text(self, text: PolicyText, source: Source, *, certain: bool = True) -> None:
        if not certain:
            reason = Reason("how many there are is not known")
            self.unknown.append(PolicyUnknown(source.name, reason, source.address, source.trace))
            return
        self.grants += grants_of(text.statements, source)
        self.unknown += unknowns_of(text.statements, source)


KIND_NAMES = {CustomerPolicy: "policy", InstanceProfile: "instance profile"}


def kind_name(thing: AwsResource) -> str:
    return thing.kind.value if isinstance(thing, Identity) else KIND_NAMES[type(thing)]


def identity_name(thing: AwsResource) -> str:
    return thing.name.value if isinstance(thing.name, Known) else thing.address.name


def spellings_of(thing: "Identity | CustomerPolicy") -> tuple[str, ...]:
    """The ARN as patterns spell it; by the sign of its address where its name is not known."""
    kind = kind_name(thing)
    sign = sign_of(thing.address)
    name = thing.own_name.value if isinstance(thing.own_name, Known) else sign
    path = thing.path.value if isinstance(thing.path, Known) else "/"
    arn = f"arn:aws:iam::{OWN_ACCOUNT}:{kind}{path if path.endswith('/') else path + '/'}"
    made = [f"{arn}{name}"]
    if name != sign:
        made.append(f"{arn}{sign}")
    return (*made, sign)


def is_sign(pattern: str) -> bool:
    """Whether a pattern is a resource of the configuration, and nothing else."""
    return pattern.startswith(BEGIN)

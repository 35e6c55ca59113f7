"""Who is an administrator, and who can become one.

A way counts if each of its actions is allowed on something that gains more permissions. A wildcard counts: an account has users,
roles and functions beside those of one configuration. An action restricted to resources of this configuration is judged by them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import msgspec

from docgen.analysis.access.identities import Grant, Holder, Identities, spellings_of
from docgen.analysis.access.patterns import (
    ANYTHING,
    OWN_ACCOUNT,
    SELF,
    UNKNOWN,
    any_match,
    overlaps,
    sign_of,
    unnamed,
)
from docgen.analysis.access.permissions import (
    NOT_ALLOWED,
    Limit,
    LimitKind,
    Permission,
    Permissions,
    is_everything,
)
from docgen.analysis.access.trust import RoleTrust
from docgen.analysis.access.ways import WAYS, Need, Object, Way
from docgen.aws.model.iam import IdentityKind
from docgen.source.address import ResourceAddress
from docgen.source.tristate import Tristate, all_of, any_of

# Every path that continues from these leads to all permissions.
IAM_WRITES = (
    "iam:CreatePolicyVersion",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:PutRolePolicy",
    "iam:PassRole",
)


class Administrator(msgspec.Struct, frozen=True, eq=False):
    """Whether an identity may do everything to everything."""

    verdict: Tristate
    grants: tuple[Grant, ...] = ()
    limits: tuple[Limit, ...] = ()
    except_for: tuple[Grant, ...] = ()  # what statements deny beside


class Escalation(msgspec.Struct, frozen=True, eq=False):
    """One way that an identity has, or may have, to more permissions."""

    way: Way
    verdict: Tristate  # True or None
    grants: tuple[Grant, ...]
    targets: tuple[ResourceAddress, ...] = ()  # what it gains by; empty: anything of that kind
    limits: tuple[Limit, ...] = ()


class Privileges(msgspec.Struct, frozen=True, eq=False):
    """The privileges of an identity: whether it is an administrator, or can become one."""

    administrator: Administrator
    escalations: tuple[Escalation, ...] = ()
    unconfirmed: tuple[
        Escalation, ...
    ] = ()  # something unknown could be a path, and no statement confirms it
    unclear: bool = False  # others were not judged to the end, and it may become one of them

    @property
    def privileged(self) -> Tristate:
        others = [each.verdict for each in self.escalations]
        return any_of(
            (self.administrator.verdict, *others, None if self.unconfirmed or self.unclear else False)
        )


class Found(msgspec.Struct, frozen=True, eq=False):
    """The result for one need of an escalation path."""

    verdict: Tristate
    grants: tuple[Grant, ...] = ()
    targets: tuple[ResourceAddress, ...] = ()
    limits: tuple[Limit, ...] = ()


NOTHING = Found(verdict=False)
ANY_NAME = {
    "policy": f"arn:aws:iam::{OWN_ACCOUNT}:policy/{ANYTHING}",
    "user": f"arn:aws:iam::{OWN_ACCOUNT}:user/{ANYTHING}",
    "group": f"arn:aws:iam::{OWN_ACCOUNT}:group/{ANYTHING}",
    "role": f"arn:aws:iam::{OWN_ACCOUNT}:role/{ANYTHING}",
}


class EscalationFinder:
    """All identities of one environment; what one can become depends on what others are, so they are judged in rounds."""

    def __init__(
        self,
        identities: Identities,
        trusts: Mapping[ResourceAddress, RoleTrust],
        running: Mapping[str, Sequence[tuple[ResourceAddress, ResourceAddress | str | None]]],
    ) -> None:
        self.identities = identities
        self.holders = identities.holders
        self.trusts = trusts
        self.running = running  # by service, what runs and with which role
        self.permissions = {address: Permissions(each) for address, each in self.holders.items()}
        self.administrators = {a: find_administrator(each) for a, each in self.permissions.items()}
        self.privileged: dict[ResourceAddress, Tristate] = {
            address: each.verdict for address, each in self.administrators.items()
        }
        self.answers: dict[tuple[ResourceAddress, Need, str], Found] = {}  # of one round
        self.trusted: dict[tuple[ResourceAddress, str], Tristate] = {}
        self.matched: dict[tuple[str, str], tuple[ResourceAddress, ...]] = {}

    def privileges(self) -> Mapping[ResourceAddress, Privileges]:
        found: dict[ResourceAddress, Privileges] = {}
        holders = list(self.holders.items())
        for _ in range(MOST_ROUNDS):
            before = dict(self.privileged)
            self.answers.clear()
            for address, holder in holders:
                if address in found and self.administrators[address].verdict is True:
                    continue
                ways = tuple(self.escalations(holder))
                listed = tuple(each for each in ways if each.grants)
                others = tuple(each for each in ways if not each.grants)
                held = Privileges(self.administrators[address], listed, others)
                found[address] = held
                self.privileged[address] = held.privileged
            if self.privileged == before:
                return found
            holders.reverse()  # a chain may lead either way through them
        # Further rounds could find more: what is not proved by now stays undecided.
        return {
            address: each if each.privileged else msgspec.structs.replace(each, unclear=True)
            for address, each in found.items()
        }

    def escalations(self, holder: Holder) -> Iterator[Escalation]:
        if self.administrators[holder.address].verdict is True:
            return
        for way in WAYS:
            needs = self.needs(holder, way)
            if not needs:
                continue
            verdict = all_of(each.verdict for each in needs)
            grants = [grant for each in needs for grant in each.grants]
            yield Escalation(
                way,
                verdict,
                tuple({id(each): each for each in grants}.values()),
                tuple(target for each in needs for target in each.targets),
                distinct(limit for each in needs for limit in each.limits),
            )

    def needs(self, holder: Holder, way: Way) -> list[Found]:
        """The result for each need, the cheapest to compute first; empty if one of them is not met."""
        found = []
        for each in sorted(way.needs, key=lambda need: need.object is not Object.NEW):
            key = (holder.address, each, way.service)
            if key not in self.answers:
                self.answers[key] = self.need(holder, each, way)
            if self.answers[key].verdict is False:
                return []
            found.append(self.answers[key])
        return found

    def need(self, holder: Holder, need: Need, way: Way) -> Found:  # noqa: PLR0911 - one for each answer
        if need.object is Object.ASSUMED:
            return self.assumed(holder)
        permissions = self.permissions[holder.address]
        if not permissions.about(need.action):
            if not holder.unknown:
                return NOTHING
            return Found(None, limits=tuple(permissions.may(need.action, (ANYTHING,)).limits))
        if need.object is Object.NEW:
            return self.new(permissions, need, way)
        anything = permissions.may(need.action, (ANY_NAME.get(need.resource, ANYTHING),), way.service)
        if anything.allowed is True:
            return Found(verdict=True, grants=anything.grants)
        narrow = self.narrow(holder, permissions, need, way)
        if narrow.verdict is True or anything.allowed is False or not anything.grants:
            return narrow
        return Found(None, anything.grants, (), anything.limits)

    def new(self, permissions: Permissions, need: Need, way: Way) -> Found:
        """Something that it makes: one name that it may use is enough."""
        found = permissions.may(need.action, (ANYTHING,), way.service)
        if found.allowed is True:
            return Found(verdict=True, grants=found.grants)
        for each in permissions.about(need.action):
            if each.statement.effect == "Allow" and each.not_resources is None:
                for pattern in each.resources:
                    inside = permissions.may(need.action, (pattern.replace("*", ANYTHING),), way.service)
                    if inside.allowed is True:
                        return Found(verdict=True, grants=inside.grants)
                    if inside.allowed is None:
                        found = inside
        return Found(found.allowed, found.grants, (), found.limits)

    def narrow(self, holder: Holder, permissions: Permissions, need: Need, way: Way) -> Found:
        """Actions that are allowed on some resources only, judged by the resources of the configuration."""
        verdicts: list[Tristate] = []
        grants: list[Grant] = []
        targets: list[ResourceAddress] = []
        limits: list[Limit] = []
        for address, spellings in self.candidates(holder, permissions, need):
            gain = self.gain(holder, address, need, way)
            if gain is False:
                continue
            allowed = permissions.may(need.action, spellings, way.service)
            verdict = all_of((allowed.allowed, gain))
            if verdict is False:
                continue
            verdicts.append(verdict)
            grants += allowed.grants
            targets.append(address)
            limits += allowed.limits
            if allowed.allowed and gain is None:
                limits.append(Limit(LimitKind.TARGET, target=str(address)))
        if True in verdicts:
            sure = [target for target, verdict in zip(targets, verdicts, strict=True) if verdict]
            return Found(verdict=True, grants=tuple(grants), targets=tuple(sure))
        for grant, pattern in self.outside(permissions, need, way):
            grants.append(grant)
            limits.append(Limit(LimitKind.OUTSIDE, grant, target=pattern))
            verdicts.append(None)
        if not verdicts:
            return NOTHING
        return Found(None, tuple(grants), tuple(targets), distinct(limits))

    def candidates(
        self, holder: Holder, permissions: Permissions, need: Need
    ) -> Iterator[tuple[ResourceAddress, tuple[str, ...]]]:
        """The resources of the configuration that some statement about the action names."""
        seen: dict[ResourceAddress, None] = {}
        for each in permissions.about(need.action):
            patterns = ("*",) if each.not_resources is not None else each.resources
            for pattern in patterns:
                seen |= dict.fromkeys(self.named_by(pattern, need.resource))
        for address in seen:
            yield address, self.spellings(address, holder)
        if need.resource == "user" and holder.kind is IdentityKind.USER and holder.address not in seen:
            yield holder.address, self.spellings(holder.address, holder)

    def named_by(self, pattern: str, kind: str) -> tuple[ResourceAddress, ...]:
        key = (pattern, kind)
        if key not in self.matched:
            self.matched[key] = tuple(
                address
                for address, spellings in self.by_kind.get(kind, {}).items()
                if any_match((pattern,), spellings) is not False
                or any(overlaps(pattern, each) for each in unnamed(spellings))
            )
        return self.matched[key]

    @cached_property
    def by_kind(self) -> Mapping[str, Mapping[ResourceAddress, tuple[str, ...]]]:
        found: dict[str, dict[ResourceAddress, tuple[str, ...]]] = {
            "policy": {each.address: spellings_of(each) for each in self.identities.policies.values()}
        }
        for address, holder in self.holders.items():
            found.setdefault(holder.kind.value, {})[address] = holder.spellings
        for service, things in self.running.items():
            found[service] = {address: running_spellings(service, address) for address, _ in things}
        return found

    @cached_property
    def all_spellings(self) -> Mapping[ResourceAddress, tuple[str, ...]]:
        return {address: each for found in self.by_kind.values() for address, each in found.items()}

    def spellings(self, address: ResourceAddress, holder: Holder) -> tuple[str, ...]:
        found = self.all_spellings.get(address) or (sign_of(address),)
        if address == holder.address and holder.kind is IdentityKind.USER:
            return (*found, f"arn:aws:iam::{OWN_ACCOUNT}:user/{SELF}")
        return found

    def outside(self, permissions: Permissions, need: Need, way: Way) -> Iterator[tuple[Grant, str]]:
        """Patterns that name something of this kind that is not in the configuration."""
        sample = ANY_NAME.get(need.resource, f"arn:aws:{need.resource}:{ANYTHING}")
        for each in permissions.about(need.action):
            if each.statement.effect != "Allow" or each.not_resources is not None:
                continue
            for pattern in each.resources:
                if pattern == "*" or not overlaps(pattern, sample):
                    continue
                is_open = "*" in pattern or "?" in pattern or UNKNOWN in pattern
                if is_open or not self.named_by(pattern, need.resource):
                    if SELF in pattern:
                        continue  # the identity itself, which is among the candidates
                    inside = (pattern.replace("*", ANYTHING).replace("?", ANYTHING),)
                    if permissions.may(need.action, inside, way.service).allowed is not False:
                        yield each, pattern

    # -- what is gained --------------------------------------------------------------------

    def gain(self, holder: Holder, target: ResourceAddress, need: Need, way: Way) -> Tristate:
        return GAINS[need.object](self, holder, target, way)

    def of_policy(self, holder: Holder, target: ResourceAddress, way: Way) -> Tristate:  # noqa: ARG002 - as all
        return True if target in holder.policies else None

    def of_credentials(self, holder: Holder, target: ResourceAddress, way: Way) -> Tristate:  # noqa: ARG002 - as all
        return False if target == holder.address else self.privileged.get(target)

    def of_own(self, holder: Holder, target: ResourceAddress, way: Way) -> Tristate:  # noqa: ARG002 - as all
        return True if target == holder.address or target in holder.groups else None

    def of_group(self, holder: Holder, target: ResourceAddress, way: Way) -> Tristate:  # noqa: ARG002 - as all
        return False if target in holder.groups else self.privileged.get(target)

    def of_role(self, holder: Holder, target: ResourceAddress, way: Way) -> Tristate:  # noqa: ARG002 - as all
        if target == holder.address:
            return True
        return True if self.may_assume(holder, target).allowed is True else None

    def of_trust(self, holder: Holder, target: ResourceAddress, way: Way) -> Tristate:  # noqa: ARG002 - as all
        return False if target == holder.address else self.privileged.get(target)

    def of_passed(self, holder: Holder, target: ResourceAddress, way: Way) -> Tristate:
        if target == holder.address:
            return False
        privileged = self.privileged.get(target)
        if privileged is False:
            return False
        key = (target, way.service)
        if key not in self.trusted:
            trust = self.trusts.get(target)
            self.trusted[key] = trust.trusts_service(way.service) if trust is not None else None
        return all_of((self.trusted[key], privileged))

    def of_running(self, holder: Holder, target: ResourceAddress, way: Way) -> Tristate:
        service = next((need.resource for need in way.needs), "")
        role = next((role for address, role in self.running.get(service, ()) if address == target), None)
        if role in {"", holder.address}:
            return False
        return self.privileged.get(role) if isinstance(role, ResourceAddress) else None

    # -- roles that it may assume ------------------------------------------------------------

    def may_assume(self, holder: Holder, role: ResourceAddress) -> Permission:
        """Whether an identity may assume a role: the role trusts it by name, or trusts the account and a policy allows it.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html
        """
        trust = self.trusts[role]
        by_name, by_account = trust.trusts_identity(holder)
        if by_name is False and by_account is False:
            return NOT_ALLOWED
        permission = self.permissions[holder.address].may("sts:AssumeRole", self.holders[role].spellings)
        if by_name is not False:
            # A role that names the identity needs no policy of that, unless one denies it.
            answer = by_name if not permission.limits else None
            return Permission(answer, permission.grants, permission.limits)
        return Permission(all_of((by_account, permission.allowed)), permission.grants, permission.limits)

    def assumed(self, holder: Holder) -> Found:
        if holder.kind is IdentityKind.PERMISSION_SET or holder.kind is IdentityKind.GROUP:
            return NOTHING
        verdicts: list[Tristate] = []
        targets: list[ResourceAddress] = []
        grants: list[Grant] = []
        limits: list[Limit] = []
        for role in self.assumable():
            privileged = self.privileged.get(role)
            if role == holder.address or privileged is False:
                continue
            permission = self.may_assume(holder, role)
            verdict = all_of((permission.allowed, privileged))
            if verdict is False:
                continue
            verdicts.append(verdict)
            targets.append(role)
            by_name, _ = self.trusts[role].trusts_identity(holder)
            grants += permission.grants or (self.trusts[role].naming if by_name else ())
            limits += permission.limits
            if privileged is None:
                limits.append(Limit(LimitKind.TARGET, target=str(role)))
        if True in verdicts:
            sure = tuple(role for role, verdict in zip(targets, verdicts, strict=True) if verdict)
            return Found(verdict=True, grants=tuple(grants), targets=sure)
        return Found(None, tuple(grants), tuple(targets), distinct(limits)) if verdicts else NOTHING

    def assumable(self) -> Iterator[ResourceAddress]:
        """The roles whose trust policies name identities or accounts."""
        for role, trust in self.trusts.items():
            if trust.may_trust_identities:
                yield role


Gain = Callable[[EscalationFinder, Holder, ResourceAddress, Way], Tristate]
GAINS: Mapping[Object, Gain] = {
    Object.POLICY: EscalationFinder.of_policy,
    Object.CREDENTIALS: EscalationFinder.of_credentials,
    Object.USER: EscalationFinder.of_own,
    Object.GROUP: EscalationFinder.of_own,
    Object.PRIVILEGED_GROUP: EscalationFinder.of_group,
    Object.ROLE: EscalationFinder.of_role,
    Object.TRUST: EscalationFinder.of_trust,
    Object.PASSED: EscalationFinder.of_passed,
    Object.RUNNING: EscalationFinder.of_running,
}
MOST_ROUNDS = 8
ARNS = {
    "lambda": "function:",
    "ec2": "instance/",
    "glue": "devEndpoint/",
    "cloudformation": "stack/",
    "sagemaker": "notebook-instance/",
}


def running_spellings(service: str, address: ResourceAddress) -> tuple[str, ...]:
    """The spellings by which a policy may name it: its own sign, or a pattern that leaves Region, account and name open."""
    sign = sign_of(address)
    return (sign, f"arn:aws:{service}:{ANYTHING}:{ANYTHING}:{ARNS[service]}{sign}")


def find_administrator(permissions: Permissions) -> Administrator:
    """Everything on everything: a statement allows that, and nothing takes away what matters."""
    holder = permissions.holder
    allowing = [each for each in holder.grants if is_everything(each)]
    perhaps = [each for each in holder.grants if is_everything(each) is None]
    if not allowing and perhaps:
        parts = [Limit(LimitKind.VALUE_UNKNOWN, each) for each in perhaps]
        return Administrator(None, tuple(perhaps), distinct((*parts, *unknown_limits(holder))))
    if not allowing:
        return Administrator(None if holder.unknown else False, (), unknown_limits(holder))
    answers = [permissions.may(action, (ANYTHING,)) for action in IAM_WRITES]
    denying = tuple(each for each in holder.grants if each.statement.effect == "Deny")
    verdict = all_of(each.allowed for each in answers)
    limits = distinct(limit for each in answers for limit in each.limits)
    if verdict is False:
        # All that matters is denied: it is no administrator. What is left is among its wildcards.
        return Administrator(verdict=False, grants=tuple(allowing), except_for=denying)
    return Administrator(verdict, tuple(allowing), limits, denying)


def unknown_limits(holder: Holder) -> tuple[Limit, ...]:
    return tuple(Limit(LimitKind.POLICY_UNKNOWN, unknown=each) for each in holder.unknown)


def distinct(limits: Iterable[Limit]) -> tuple[Limit, ...]:
    return tuple(
        {(each.kind, id(each.grant), id(each.unknown), each.target): each for each in limits}.values()
    )

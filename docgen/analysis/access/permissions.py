"""What an identity may do to something, by all of its policies.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html: it is denied where one statement denies it,
allowed where one allows it and the boundary does too, and denied otherwise. What could take a permission away (a Deny with a
condition, an unknown policy, a boundary that is not known) makes the answer undecided, and is named.
"""

import enum
from collections.abc import Iterator, Sequence

import msgspec

from docgen.analysis.access.conditions import are_met
from docgen.analysis.access.identities import Grant, Holder, PolicyUnknown
from docgen.analysis.access.patterns import UNKNOWN, any_match, overlaps, unnamed
from docgen.source.tristate import Tristate, all_of, negated


class LimitKind(enum.Enum):
    """Why a permission is not decided."""

    CONDITION = enum.auto()  # the statement that allows it asks for something
    DENY = enum.auto()  # a statement denies it for some resources, or under a condition
    BOUNDARY = enum.auto()
    POLICY_UNKNOWN = enum.auto()
    VALUE_UNKNOWN = enum.auto()  # a part of the statement is not known
    OUTSIDE = enum.auto()  # it names resources that are not in this configuration
    TARGET = enum.auto()  # what could be gained of the resource is not decided


class Limit(msgspec.Struct, frozen=True, eq=False):
    kind: LimitKind
    grant: Grant | None = None
    unknown: PolicyUnknown | None = None
    target: str = ""


class Permission(msgspec.Struct, frozen=True, eq=False):
    """Whether something is allowed, the statements that say so, and what could change it."""

    allowed: Tristate
    grants: tuple[Grant, ...] = ()
    limits: tuple[Limit, ...] = ()


NOT_ALLOWED = Permission(allowed=False)


class Permissions:
    """The permissions of one identity, with its statements by action."""

    def __init__(self, holder: Holder) -> None:
        self.holder = holder
        self.by_action: dict[str, tuple[Grant, ...]] = {}
        self.by_boundary: dict[str, tuple[Grant, ...]] = {}

    def about(self, action: str) -> tuple[Grant, ...]:
        found = self.by_action.get(action)
        if found is None:
            found = self.by_action[action] = tuple(about_action(self.holder.grants, action))
        return found

    def bounded(self, action: str) -> tuple[Grant, ...]:
        found = self.by_boundary.get(action)
        if found is None:
            found = self.by_boundary[action] = tuple(about_action(self.holder.boundary or (), action))
        return found

    def may(self, action: str, resource: Sequence[str], service: str = "") -> Permission:
        """Whether it may do this to a resource, named by any of its spellings."""
        kind = self.holder.kind
        answer, grants, limits = allowed_by(self.about(action), action, resource, kind, service)
        unknown = [Limit(LimitKind.POLICY_UNKNOWN, unknown=each) for each in self.holder.unknown]
        if answer is False and not unknown:
            return NOT_ALLOWED
        if unknown:
            answer = None
            limits += unknown
        denied, denying = denied_by(self.about(action), action, resource, kind, service)
        if denied:
            return NOT_ALLOWED
        if denying:
            answer = None
            limits += [Limit(LimitKind.DENY, each) for each in denying]
        if self.holder.boundary is not None:
            within, _, _ = allowed_by(self.bounded(action), action, resource, kind, service)
            refused, perhaps = denied_by(self.bounded(action), action, resource, kind, service)
            gap = self.holder.boundary_unknown
            if refused or (within is False and gap is None):
                return NOT_ALLOWED
            if within is not True or perhaps or gap is not None:
                answer = None
                limits.append(Limit(LimitKind.BOUNDARY, unknown=gap))
        return Permission(answer, tuple(grants), tuple(limits) if answer is None else ())


def about_action(grants: Sequence[Grant], action: str) -> Iterator[Grant]:
    for each in grants:
        if acts(each, action) is not False:
            yield each


def acts(grant: Grant, action: str) -> Tristate:
    """Whether a statement is about an action."""
    if grant.not_actions is not None:
        return negated(any_match(grant.not_actions, (action,), fold=True))
    return any_match(grant.actions, (action,), fold=True)


def covers(grant: Grant, resource: Sequence[str]) -> Tristate:
    if grant.not_resources is not None:
        if any(overlaps(pattern, name) for pattern in grant.not_resources for name in resource):
            found = any_match(grant.not_resources, resource)
            return negated(found) if found else None
        return True
    found = any_match(grant.resources, resource)
    if found is False and any(overlaps(one, name) for name in unnamed(resource) for one in grant.resources):
        return None  # its name is not known, and may be the one that is meant
    return found


def allowed_by(
    grants: Sequence[Grant], action: str, resource: Sequence[str], kind: object, service: str
) -> tuple[Tristate, list[Grant], list[Limit]]:
    answer: Tristate = False
    sure: list[Grant] = []
    perhaps: list[Grant] = []
    limits: list[Limit] = []
    for each in grants:
        if each.statement.effect == "Deny":
            continue
        known_effect: Tristate = True if each.statement.effect == "Allow" else None
        met = are_met(each.statement.conditions, kind, service)  # type: ignore[arg-type] # a kind of identity
        about = all_of((acts(each, action), covers(each, resource), known_effect))
        found = all_of((about, met))
        if found:
            answer = True
            sure.append(each)
        elif found is None:
            answer = answer or None
            perhaps.append(each)
            limits.append(Limit(LimitKind.CONDITION if met is None else LimitKind.VALUE_UNKNOWN, each))
    return (True, sure, []) if answer else (answer, perhaps, limits)


def denied_by(
    grants: Sequence[Grant], action: str, resource: Sequence[str], kind: object, service: str
) -> tuple[bool, list[Grant]]:
    """Whether it is certainly denied, and the statements that may deny it, or a part of it."""
    perhaps = []
    for each in grants:
        if each.statement.effect == "Allow":
            continue
        met = are_met(each.statement.conditions, kind, service)  # type: ignore[arg-type] # a kind of identity
        effect: Tristate = True if each.statement.effect == "Deny" else None
        found = all_of((acts(each, action), covers(each, resource), met, effect))
        if found:
            return True, []
        if found is None or (met is not False and touches(each, resource)):
            perhaps.append(each)
    return False, perhaps


def touches(grant: Grant, resource: Sequence[str]) -> bool:
    """Whether a statement is about some of the resources that a name with `ANYTHING` can mean."""
    if grant.not_resources is not None:
        return True
    return any(overlaps(pattern, name) for pattern in grant.resources for name in resource)


def is_everything(grant: Grant) -> Tristate:
    """Whether a statement allows every action on every resource, regardless of its conditions."""
    effect = grant.statement.effect
    allows: Tristate = True if effect == "Allow" else None if effect == "" else False
    named = all_of((any_whole(grant.actions), any_whole(grant.resources)))
    return all_of((allows, named))


WHOLE = frozenset({"*", "*:*"})


def any_whole(patterns: Sequence[str]) -> Tristate:
    if not WHOLE.isdisjoint(patterns):
        return True
    return None if any(set(each) <= set(f"*:{UNKNOWN}") for each in patterns) else False

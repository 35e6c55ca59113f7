"""No identity can give itself more permissions.

Checks: The known ways from some permissions to all, for each role, user, group and permission set that is no administrator.
Why: An attacker who controls such an identity can become an administrator of the account.
Fix: Restrict the actions to resources that gain nothing, such as `iam:PassRole` to one role and one service; or set a permissions boundary.
Undecided: A policy is not known, or a condition, a Deny or a boundary may take the permission away.
Not applicable: An environment without identities.
"""

from collections.abc import Iterator

from docgen.analysis.access.access import find_access
from docgen.analysis.access.escalation import Privileges, distinct
from docgen.analysis.access.permissions import LimitKind
from docgen.analysis.facts import EnvironmentFacts
from docgen.rules.judgement import (
    ControlReason,
    ControlVerdict,
    HasWay,
    InDoubt,
    Judgement,
    MayAllow,
    MayAssume,
    VerdictDoubt,
    judged,
    may_be_missing,
)
from docgen.source.traced import joined


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    access = find_access(facts)
    for address, held in access.privileges.items():
        identity = access.holders[address].identity
        if held.administrator.verdict is True:
            yield judged(identity, ControlVerdict.NOT_APPLICABLE)
            continue
        sure = [each for each in held.escalations if each.verdict]
        trace = joined(grant.source.trace for each in held.escalations for grant in each.grants)
        if sure:
            yield judged(identity, ControlVerdict.BROKEN, *map(HasWay, sure), trace=trace)
        elif held.privileged is None:
            yield judged(identity, ControlVerdict.UNDECIDED, *doubts(held), trace=trace)
        elif not access.complete:
            missing = (*facts.not_seen.anything, *facts.not_seen.foreign)
            yield judged(identity, ControlVerdict.UNDECIDED, may_be_missing(missing))
        else:
            yield judged(identity, ControlVerdict.HOLDS)


def doubts(held: Privileges) -> tuple[ControlReason, ...]:
    """Why it is not known whether an identity can get more permissions."""
    if held.escalations:
        return tuple(map(HasWay, held.escalations))
    others = held.unconfirmed
    roles = tuple(dict.fromkeys(role for each in others for role in each.targets))
    limits = distinct((*held.administrator.limits, *(limit for each in others for limit in each.limits)))
    unknown = tuple(each for each in limits if each.kind is not LimitKind.TARGET)
    found: list[ControlReason] = []
    if unknown:
        found.append(MayAllow(unknown))
    if roles:
        found.append(MayAssume(roles))
    return tuple(found) or (InDoubt(VerdictDoubt.CHAIN),)

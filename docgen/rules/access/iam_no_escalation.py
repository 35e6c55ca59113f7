"""No identity can give itself more permissions.

Checks: The known ways from some permissions to all, for each role, user, group and permission set that is no administrator.
Why: An attacker who controls such an identity can become an administrator of the account.
Fix: Restrict the actions to resources that gain nothing, such as `iam:PassRole` to one role and one service; or set a permissions boundary.
Undecided: A policy is not known, or a condition, a Deny or a boundary may take the permission away.
Not applicable: An environment without identities.
"""

from collections.abc import Iterator

from docgen.analysis.access.access import find_access
from docgen.analysis.facts import EnvironmentFacts
from docgen.rules.judgement import (
    ControlReason,
    ControlVerdict,
    HasWay,
    Judgement,
    MayAllow,
    MayBeMissing,
    judged,
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
            ways: list[ControlReason] = [HasWay(each) for each in held.escalations]
            limits = held.administrator.limits
            yield judged(identity, ControlVerdict.UNDECIDED, *(ways or [MayAllow(limits)]), trace=trace)
        elif not access.complete:
            missing = (*facts.not_seen.anything, *facts.not_seen.foreign)
            yield judged(identity, ControlVerdict.UNDECIDED, MayBeMissing(missing[0]))
        else:
            yield judged(identity, ControlVerdict.HOLDS)

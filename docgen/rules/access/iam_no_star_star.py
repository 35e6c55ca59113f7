"""No policy allows every action on every resource.

Checks: Each `aws_iam_policy`, each inline policy, and each identity that has an AWS managed policy such as AdministratorAccess.
Why: An attacker who controls the identity, or a mistake made with it, can change everything in the account.
Fix: Allow the actions that are used, on the resources that they are used on.
Undecided: A part of a policy is not known, or it is allowed under a condition.
Not applicable: An environment without policies.
"""

from collections.abc import Iterator, Sequence

from docgen.analysis.access.access import find_access
from docgen.analysis.access.identities import Grant, Holder, PolicyUnknown, Source, grants_of
from docgen.analysis.access.permissions import Limit, LimitKind, is_everything
from docgen.analysis.facts import EnvironmentFacts
from docgen.aws.model.base import AwsResource
from docgen.aws.model.iam import CustomerPolicy
from docgen.rules.judgement import (
    Allows,
    ControlReason,
    ControlVerdict,
    Judgement,
    MayAllow,
    PolicyNotKnown,
    judged,
)
from docgen.source.traced import joined


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    access = find_access(facts)
    for policy in access.policies:
        source = Source(policy.address, policy.address.name, policy.text.trace, policy.span)
        grants = tuple(grants_of(policy.text.statements, source))
        gaps = [PolicyNotKnown(each.unknown) for each in policy.text.statements if each.unknown is not None]
        yield verdict_on(policy, grants, gaps)
    for holder in access.holders.values():
        own = [each for each in holder.grants if each.source.address not in facts_of(access.policies)]
        if own or holder.unknown:
            gaps = [PolicyNotKnown(each.reason) for each in own_gaps(holder, access.policies)]
            yield verdict_on(holder.identity, own, gaps)


def facts_of(policies: Sequence[CustomerPolicy]) -> frozenset[object]:
    return frozenset(each.address for each in policies)


def own_gaps(holder: Holder, policies: Sequence[CustomerPolicy]) -> Iterator[PolicyUnknown]:
    """Unknown parts of its policies, without policies that are judged themselves."""
    known = facts_of(policies)
    return (each for each in holder.unknown if each.address not in known)


def verdict_on(subject: AwsResource, grants: Sequence[Grant], gaps: Sequence[ControlReason]) -> Judgement:
    wide = [each for each in grants if is_everything(each) is not False]
    certain = tuple(each for each in wide if is_everything(each) and not each.statement.conditions)
    trace = joined([subject.trace, *(each.source.trace for each in wide)])
    if certain:
        return judged(subject, ControlVerdict.BROKEN, Allows(certain), trace=trace)
    if wide:
        limits = tuple(
            Limit(LimitKind.CONDITION if is_everything(each) else LimitKind.VALUE_UNKNOWN, each)
            for each in wide
        )
        return judged(subject, ControlVerdict.UNDECIDED, MayAllow(limits, tuple(wide)), trace=trace)
    if gaps:
        return judged(subject, ControlVerdict.UNDECIDED, *gaps, trace=trace)
    return judged(subject, ControlVerdict.HOLDS, trace=trace)

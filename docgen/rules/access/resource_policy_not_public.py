"""No resource policy allows access by everyone.

Checks: Each policy of a bucket, queue, key, secret, function and the like: whether it allows `Principal: *` and no condition narrows it.
Why: Everyone, or everyone with an AWS account, may use the resource, whatever the network says.
Fix: Name the accounts or services, or add a condition such as `aws:PrincipalOrgID` or `aws:SourceArn`.
Undecided: A part of the policy is not known, or a Deny may take away what it allows.
Not applicable: An environment without policies of resources.
"""

from collections.abc import Iterator

from docgen.analysis.access.access import find_access
from docgen.analysis.facts import EnvironmentFacts
from docgen.rules.judgement import ControlVerdict, Judgement, LetsIn, PolicyNotKnown, judged


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for found in find_access(facts).resource_policies:
        policy, trace = found.policy, found.policy.text.trace
        open_ = [LetsIn(each) for each in found.openings if each.public is True]
        unclear = [LetsIn(each) for each in found.openings if each.public is None]
        if open_:
            yield judged(policy, ControlVerdict.BROKEN, *open_, trace=trace)
        elif unclear:
            yield judged(policy, ControlVerdict.UNDECIDED, *unclear, trace=trace)
        elif found.unknown is not None:
            yield judged(policy, ControlVerdict.UNDECIDED, PolicyNotKnown(found.unknown), trace=trace)
        else:
            yield judged(policy, ControlVerdict.HOLDS, trace=trace)

"""The default security group of every VPC has no rules.

Checks: The default group of each VPC that is created here.
Why: What is started without a group gets this one, and its members may talk to each other and to anyone.
Fix: Add an `aws_default_security_group` without rules.
Undecided: Which VPC a default group is of is not known, or a rule's group is not.
Not applicable: An environment without VPCs.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.placement import address_of
from docgen.rules.judgement import (
    AllowedBy,
    ControlVerdict,
    HasOther,
    Judgement,
    Lacks,
    Role,
    judged,
    may_be_missing,
)
from docgen.source.traced import Unknown


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    sources = (*facts.not_seen.anything, *facts.not_seen.rules)
    for vpc in facts.network.vpcs:
        groups = [each for each in facts.network.security_groups if each.is_default]
        own = [each for each in groups if address_of(each.vpc) == vpc.address]
        perhaps = [each for each in groups if isinstance(each.vpc, Unknown)]
        rules = [rule for each in own for rule in each.rules]
        if rules:
            yield judged(vpc, ControlVerdict.BROKEN, *map(AllowedBy, rules), trace=rules[0].trace)
        elif perhaps and not own:
            yield judged(
                vpc, ControlVerdict.UNDECIDED, HasOther(perhaps[0].address, Role.MAY_BE_DEFAULT_GROUP)
            )
        elif sources:
            yield judged(vpc, ControlVerdict.UNDECIDED, may_be_missing(sources))
        elif own:
            yield judged(vpc, ControlVerdict.HOLDS, HasOther(own[0].address, Role.HAS_NO_RULES))
        else:
            yield judged(vpc, ControlVerdict.BROKEN, Lacks("security_groups", "default"))

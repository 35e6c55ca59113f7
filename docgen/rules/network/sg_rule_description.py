"""Every rule of a security group has a description.

Checks: The description of each rule; the default "Managed by Terraform" counts as none.
Why: A reviewer has to know why a rule is there.
Fix: Set `description` to the reason.
Undecided: A description or the owner of a rule is not known, or code that is not here may add rules.
Not applicable: An environment without security groups.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.justification import is_described
from docgen.aws.model.firewall import SecurityGroup
from docgen.rules.judgement import (
    ControlVerdict,
    HasOther,
    Judgement,
    PropertyUnknown,
    Role,
    judged,
    may_be_missing,
)
from docgen.source.address import ResourceAddress


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    sources = facts.not_seen.rule_sources
    for group in facts.network.security_groups:
        bare = [each for each in group.rules if is_described(each) is False]
        doubtful = next((each for each in group.rules if is_described(each) is None), None)
        if bare:
            reasons = tuple(
                HasOther(each, bare_role(group, each))
                for each in dict.fromkeys(each.address for each in bare)
            )
            yield judged(group, ControlVerdict.BROKEN, *reasons, trace=bare[0].trace)
        elif doubtful is not None and doubtful.description_unknown is not None:
            reason = PropertyUnknown("description", doubtful.description_unknown)
            yield judged(group, ControlVerdict.UNDECIDED, reason, trace=doubtful.trace)
        elif sources:
            yield judged(group, ControlVerdict.UNDECIDED, may_be_missing(sources))
        else:
            yield judged(group, ControlVerdict.HOLDS)


def bare_role(group: SecurityGroup, rule: ResourceAddress) -> Role:
    """A rule in the block of its group has the address of the group."""
    return Role.HOLDS_NO_DESCRIPTION if rule == group.address else Role.HAS_NO_DESCRIPTION

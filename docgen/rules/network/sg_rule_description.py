"""Every rule of a security group has a description.

Checks: The description of each rule; the default "Managed by Terraform" counts as none.
Why: A reviewer has to know why a rule is there.
Fix: Set `description` to the reason.
Undecided: A source, a port or the owner of a rule is not known, or code that is not here may add rules.
Not applicable: An environment without security groups.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.aws.model.firewall import Rule
from docgen.rules.judgement import ControlVerdict, HasOther, Judgement, MayBeMissing, judged

DEFAULT = "Managed by Terraform"


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    sources = facts.not_seen.rule_sources
    for group in facts.network.security_groups:
        bare = [each for each in group.rules if not is_described(each)]
        if bare:
            reasons = tuple(HasOther(each) for each in dict.fromkeys(each.address for each in bare))
            yield judged(group, ControlVerdict.BROKEN, *reasons, trace=bare[0].trace)
        elif sources:
            yield judged(group, ControlVerdict.UNDECIDED, MayBeMissing(sources[0]))
        else:
            yield judged(group, ControlVerdict.HOLDS)


def is_described(rule: Rule) -> bool:
    return bool(rule.description.strip()) and rule.description != DEFAULT

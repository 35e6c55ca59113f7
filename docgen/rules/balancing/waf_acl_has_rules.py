"""Every web ACL has a rule.

Checks: Rules and rule groups of WAF web ACLs.
Why: A web ACL without rules inspects nothing: every request gets its default action.
Fix: Add a `rule` block, such as one with a managed rule group.
Undecided: How many rules there are is not known, or code that is not here may add a rule group.
Not applicable: An environment without web ACLs.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.placement import address_of
from docgen.aws.model.load_balancing import WebAcl, WebAclRules
from docgen.rules.judgement import (
    ControlVerdict,
    HasOther,
    Judgement,
    PropertyIs,
    PropertyUnknown,
    Role,
    judged,
    may_be_missing,
    perhaps_by,
)
from docgen.source.traced import Unknown


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    more = facts.network.of(WebAclRules)
    for acl in facts.network.of(WebAcl):
        own = [each for each in more if address_of(each.web_acl) == acl.address and not each.count_unknown]
        loose = [each for each in more if isinstance(each.web_acl, Unknown) or each.count_unknown]
        if own:
            yield judged(acl, ControlVerdict.HOLDS, HasOther(own[0].address, Role.GIVES))
        elif isinstance(acl.rules, Unknown):
            yield judged(acl, ControlVerdict.UNDECIDED, PropertyUnknown("rules", acl.rules.reason))
        elif acl.rules.value:
            yield judged(
                acl, ControlVerdict.HOLDS, PropertyIs("rules", acl.rules.value), trace=acl.rules.trace
            )
        elif loose:
            yield judged(acl, ControlVerdict.UNDECIDED, *perhaps_by(loose[0]))
        elif facts.not_seen.anything:
            yield judged(acl, ControlVerdict.UNDECIDED, may_be_missing(facts.not_seen.anything))
        else:
            yield judged(acl, ControlVerdict.BROKEN, PropertyIs("rules", 0))

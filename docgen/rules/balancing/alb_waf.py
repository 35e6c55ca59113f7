"""Every internet-facing application load balancer has a web ACL.

Checks: Associations of WAF web ACLs with load balancers that are not internal.
Why: A web ACL stops common attacks before they reach the application.
Fix: Add an `aws_wafv2_web_acl_association`.
Undecided: Whether the load balancer is internal, or what an association is for, is not known.
Not applicable: Internal load balancers, those of other types, and environments without load balancers.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.rules.balancers import is_application
from docgen.rules.judgement import (
    ControlVerdict,
    Judgement,
    Lacks,
    MayNotApply,
    PropertyUnknown,
    judged,
    may_be_missing,
    perhaps_by,
)
from docgen.source.traced import Unknown
from docgen.source.tristate import tristate_of


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for balancer in facts.network.load_balancers:
        about = is_application(balancer, facts)
        acls = facts.network.web_acls_of(balancer)
        loose = [each for each in facts.network.web_acl_associations if isinstance(each.resource, Unknown)]
        if about is False or tristate_of(balancer.public) is False:
            yield judged(balancer, ControlVerdict.NOT_APPLICABLE)
        elif acls:
            yield judged(balancer, ControlVerdict.HOLDS)
        elif about is not True:
            yield judged(balancer, ControlVerdict.UNDECIDED, MayNotApply(about))
        elif isinstance(balancer.public, Unknown):
            reason = MayNotApply(PropertyUnknown("internal", balancer.public.reason))
            yield judged(balancer, ControlVerdict.UNDECIDED, reason)
        elif loose:
            yield judged(balancer, ControlVerdict.UNDECIDED, *perhaps_by(loose[0]))
        elif facts.not_seen.anything:
            yield judged(balancer, ControlVerdict.UNDECIDED, may_be_missing(facts.not_seen.anything))
        else:
            yield judged(balancer, ControlVerdict.BROKEN, Lacks("web_acls"))

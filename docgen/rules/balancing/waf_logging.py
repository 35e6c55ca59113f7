"""Every web ACL writes logs.

Checks: Logging configurations of WAF web ACLs.
Why: Without logs there is no record of which requests were blocked or allowed.
Fix: Add an `aws_wafv2_web_acl_logging_configuration`.
Undecided: Which web ACL a logging configuration is for is not known, or code that is not here may have one.
Not applicable: An environment without web ACLs.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.placement import address_of
from docgen.aws.model.load_balancing import WebAcl, WebAclLogging
from docgen.rules.judgement import (
    ControlVerdict,
    HasOther,
    Judgement,
    PropertyIs,
    Role,
    judged,
    may_be_missing,
    perhaps_by,
)
from docgen.source.traced import Known, Unknown


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    logs = facts.network.of(WebAclLogging)
    for acl in facts.network.of(WebAcl):
        own = [each for each in logs if address_of(each.web_acl) == acl.address and not each.count_unknown]
        loose = [each for each in logs if isinstance(each.web_acl, Unknown) or each.count_unknown]
        if own:
            yield judged(acl, ControlVerdict.HOLDS, HasOther(own[0].address, Role.GIVES), trace=own[0].trace)
        elif isinstance(acl.logs, Known) and acl.logs.value:
            yield judged(acl, ControlVerdict.HOLDS, trace=acl.logs.trace)
        elif loose:
            yield judged(acl, ControlVerdict.UNDECIDED, *perhaps_by(loose[0]))
        elif facts.not_seen.anything:
            yield judged(acl, ControlVerdict.UNDECIDED, may_be_missing(facts.not_seen.anything))
        else:
            yield judged(acl, ControlVerdict.BROKEN, PropertyIs("logging_configuration", value=False))

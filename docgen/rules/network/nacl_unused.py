"""Every network ACL is associated with a subnet.

Checks: The subnets of each network ACL; default ones are left out.
Why: A network ACL without subnets looks like protection and protects nothing.
Fix: Associate it with its subnets, or remove it.
Undecided: Its subnets are not known, or an association may be in code that is not here.
Not applicable: Default network ACLs, and environments without network ACLs.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.rules.acls import own_acls
from docgen.rules.judgement import ControlVerdict, Judgement, PropertyUnknown, Unused, judged, may_be_missing
from docgen.source.traced import Unknown


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    missing = (*facts.not_seen.anything, *facts.not_seen.unlinked, *facts.not_seen.foreign)
    for acl in own_acls(facts):
        if isinstance(acl.subnets, Unknown):
            yield judged(acl, ControlVerdict.UNDECIDED, PropertyUnknown("subnets", acl.subnets.reason))
        elif acl.subnets.value:
            yield judged(acl, ControlVerdict.HOLDS, trace=acl.subnets.trace)
        elif missing:
            yield judged(acl, ControlVerdict.UNDECIDED, may_be_missing(missing))
        else:
            yield judged(acl, ControlVerdict.BROKEN, Unused())

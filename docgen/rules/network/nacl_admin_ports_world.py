"""No network ACL allows SSH or RDP from the internet.

Checks: Inbound rules for TCP 22 and 3389 from the whole internet, in the order of their numbers.
Why: A network ACL is the second line of defence; open for administration, it blocks nothing that a wrong security group allows.
Fix: Add a `deny` rule with a lower number for port 22 and 3389, or name the ranges that are needed.
Undecided: A number, a port, a range or an action is not known, or a rule may be added by code that is not here.
Not applicable: Default network ACLs, and environments without network ACLs.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.rules.acls import lets_in, own_acls
from docgen.rules.judgement import (
    AllowsPorts,
    ControlVerdict,
    InDoubt,
    Judgement,
    VerdictDoubt,
    judged,
    may_be_missing,
)
from docgen.source.tristate import any_of

PORTS = (22, 3389)


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    missing = (*facts.not_seen.anything, *facts.not_seen.unlinked, *facts.not_seen.foreign)
    for acl in own_acls(facts):
        found = {port: lets_in(acl, port) for port in PORTS}
        open_now = any_of(found.values())
        if missing:
            yield judged(acl, ControlVerdict.UNDECIDED, may_be_missing(missing))
        elif open_now is None:
            yield judged(acl, ControlVerdict.UNDECIDED, InDoubt(VerdictDoubt.ACL_RULES))
        elif open_now:
            ports = tuple(port for port, is_open in found.items() if is_open)
            yield judged(acl, ControlVerdict.BROKEN, AllowsPorts(ports))
        else:
            yield judged(acl, ControlVerdict.HOLDS)

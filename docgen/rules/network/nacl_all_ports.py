"""No network ACL allows every protocol from the internet.

Checks: Inbound `allow` rules for all protocols from 0.0.0.0/0 or ::/0.
Why: Such a rule allows everything that no rule with a lower number denies.
Fix: Name the protocols, ports and ranges that are needed.
Undecided: A protocol, a range or an action is not known, or a rule may be added by code that is not here.
Not applicable: Default network ACLs, and environments without network ACLs.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.aws.model.firewall import AclRule
from docgen.rules.acls import own_acls
from docgen.rules.judgement import (
    ControlVerdict,
    HasOther,
    InDoubt,
    Judgement,
    Role,
    VerdictDoubt,
    judged,
    may_be_missing,
)
from docgen.source.traced import Known
from docgen.source.tristate import Tristate, all_of, any_of

ALL_PROTOCOLS = frozenset({"-1", "all"})


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    missing = (*facts.not_seen.anything, *facts.not_seen.unlinked, *facts.not_seen.foreign)
    for acl in own_acls(facts):
        inbound = [each for each in acl.rules if each.direction == "ingress"]
        open_now = any_of(allows_all(each) for each in inbound)
        if open_now:
            first = next(each for each in inbound if allows_all(each))
            role = Role.HOLDS_EVERYTHING if first.address == acl.address else Role.ALLOWS_EVERYTHING
            yield judged(acl, ControlVerdict.BROKEN, HasOther(first.address, role), trace=first.trace)
        elif missing:
            yield judged(acl, ControlVerdict.UNDECIDED, may_be_missing(missing))
        elif open_now is False:
            yield judged(acl, ControlVerdict.HOLDS)
        else:
            yield judged(acl, ControlVerdict.UNDECIDED, InDoubt(VerdictDoubt.ACL_RULES))


def allows_all(rule: AclRule) -> Tristate:
    return all_of(
        (
            rule.allows.value if isinstance(rule.allows, Known) else None,
            rule.protocol.value in ALL_PROTOCOLS if isinstance(rule.protocol, Known) else None,
            rule.network.value.prefixlen == 0 if isinstance(rule.network, Known) else None,
            None if rule.count_unknown else True,
        )
    )

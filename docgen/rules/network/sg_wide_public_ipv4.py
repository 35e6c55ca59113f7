"""No security group names a wide public range.

Checks: Inbound and outbound rules whose IPv4 range is public and larger than a /24 (/1 to /23).
Why: 0.0.0.0/1 and 128.0.0.0/1 are the internet, and a /16 of a cloud provider belongs to many of its customers.
Fix: Name the ranges of those who need it, /24 or smaller.
Undecided: A range is not known, or code that is not here may add rules.
Not applicable: An environment without security groups.
"""

import ipaddress
from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.filters import unknown_part
from docgen.analysis.ranges import INTERNET_V4, addresses
from docgen.aws.model.firewall import CidrPeer, Rule, UnknownPeer
from docgen.rules.judgement import (
    AllowedBy,
    ControlVerdict,
    Judgement,
    MayBeAllowedBy,
    judged,
    may_be_missing,
)
from docgen.source.traced import Unknown
from docgen.source.tristate import Tristate

WIDEST = 1  # the whole internet is the matter of other controls
NARROWEST = 23


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    sources = facts.not_seen.rule_sources
    for group in facts.network.security_groups:
        wide = [each for each in group.rules if is_wide(each)]
        unclear = [each for each in group.rules if is_wide(each) is None]
        if wide and not wide[0].count_unknown:
            yield judged(group, ControlVerdict.BROKEN, *map(AllowedBy, wide), trace=wide[0].trace)
        elif wide:
            yield judged(group, ControlVerdict.UNDECIDED, MayBeAllowedBy(wide[0], unknown_part(wide[0])))
        elif unclear:
            reason = MayBeAllowedBy(unclear[0], unknown_part(unclear[0]))
            yield judged(group, ControlVerdict.UNDECIDED, reason)
        elif sources:
            yield judged(group, ControlVerdict.UNDECIDED, may_be_missing(sources))
        else:
            yield judged(group, ControlVerdict.HOLDS)


def is_wide(rule: Rule) -> Tristate:
    if isinstance(rule.peer, UnknownPeer):
        return None
    if not isinstance(rule.peer, CidrPeer):
        return False
    if isinstance(rule.peer.value, Unknown):
        return None
    network = rule.peer.value.value
    if not isinstance(network, ipaddress.IPv4Network) or not WIDEST <= network.prefixlen <= NARROWEST:
        return False
    return bool(addresses(network).intersection(INTERNET_V4))

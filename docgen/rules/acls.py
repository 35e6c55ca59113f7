"""What network ACLs allow: their rules in the order of their numbers, the first that matches decides.

https://docs.aws.amazon.com/vpc/latest/userguide/nacl-basics.html
"""

from collections.abc import Iterable

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.kinds import KINDS
from docgen.analysis.ranges import ALL_V4, ALL_V6, INTERNET_V4, INTERNET_V6, IntervalSet, addresses
from docgen.aws.model.firewall import AclRule, NetworkAcl
from docgen.source.traced import Known, Unknown
from docgen.source.tristate import Tristate

FAMILIES = ((ALL_V4, INTERNET_V4), (ALL_V6, INTERNET_V6))
TCP = frozenset({"tcp", "6", "-1", "all"})


def own_acls(facts: EnvironmentFacts) -> tuple[NetworkAcl, ...]:
    """The network ACLs that the configuration makes. AWS's own rules of a default one are not reported by AWS either."""
    found = KINDS["network_acls"].members(facts.network)
    return tuple(each for each in found if isinstance(each, NetworkAcl) and not each.is_default)


def lets_in(acl: NetworkAcl, port: int) -> Tristate:
    """Whether packets to a TCP port come in from the whole of an address family."""
    rules = [each for each in acl.rules if each.direction == "ingress" and is_about(each, port) is not False]
    known = sorted(
        (each.number.value, index) for index, each in enumerate(rules) if isinstance(each.number, Known)
    )
    if len(known) < len(rules):
        return None if any(may_allow(each) for each in rules) else False
    ordered = [rules[index] for _, index in known]
    for space, internet in FAMILIES:
        if internet.is_within(allowed(ordered, port, space, optimistic=False)):
            return True
    for space, internet in FAMILIES:
        if internet.is_within(allowed(ordered, port, space, optimistic=True)):
            return None
    return False


def allowed(rules: Iterable[AclRule], port: int, space: IntervalSet, *, optimistic: bool) -> IntervalSet:
    """The addresses that get through; what is not known about a rule opens the most, or the least."""
    left, found = space, IntervalSet()
    for each in rules:
        network = addresses(each.network.value) if isinstance(each.network, Known) else None
        certain = network is not None and is_about(each, port) is True and not each.count_unknown
        part = left if network is None else left.intersection(network)
        opens = each.allows.value if isinstance(each.allows, Known) else optimistic
        if opens and (certain or optimistic):
            found = found.union(part)
        if certain or not (opens or optimistic):  # what may not match decides nothing, or blocks at worst
            left = left.difference(part)
    return found


def is_about(rule: AclRule, port: int) -> Tristate:
    if isinstance(rule.protocol, Unknown):
        return None
    if rule.protocol.value not in TCP:
        return False
    if rule.protocol.value in {"-1", "all"}:
        return True
    if isinstance(rule.ports, Unknown):
        return None
    return rule.ports.value is None or rule.ports.value.first <= port <= rule.ports.value.last


def may_allow(rule: AclRule) -> bool:
    return isinstance(rule.allows, Unknown) or rule.allows.value

"""Network ACLs: rules in order of number, first match wins, then deny; request and reply both count.

https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
"""

from collections.abc import Iterable

from docgen.analysis.placement import address_of
from docgen.analysis.ranges import INTERNET, IntervalSet, addresses
from docgen.aws.model.firewall import AclRule, Direction, NetworkAcl
from docgen.aws.model.network import Network
from docgen.aws.model.placement import Component
from docgen.source.traced import Known, Unknown

EPHEMERAL = (1024, 65535)


def acl_verdict(component: Component, network: Network) -> tuple[bool | None, str, str]:
    """Whether the ACLs of its subnets let internet traffic in on its ports and replies out.

    Gives the verdict, the reason, and the address of the ACL that decides (or of the component).
    """
    subject = str(component.address)
    if not isinstance(component.subnets, Known):
        return None, "its subnets are unknown, and with them their network ACLs", subject
    found = []
    for target in component.subnets.value:
        address = address_of(target)
        acl = acl_of(address, network) if address else None
        if acl is not None:
            found.append(acl)
    if not found:
        return True, "no network ACL is declared: the default one allows everything", subject
    verdicts = [passes(acl, component) for acl in found]
    if True in verdicts or len(found) < len(component.subnets.value):
        return True, "the network ACL allows the request and its reply", str(found[0].address)
    if None in verdicts:
        return None, "a rule of the network ACL is not known", str(found[0].address)
    return (
        False,
        "the network ACL lets no request from the internet in, or no reply out",
        str(found[0].address),
    )


def acl_of(subnet: object, network: Network) -> NetworkAcl | None:
    for acl in network.network_acls:
        if isinstance(acl.subnets, Known) and any(address_of(each) == subnet for each in acl.subnets.value):
            return acl
    return None


def passes(acl: NetworkAcl, component: Component) -> bool | None:
    ports = component.listens
    if ports is None:
        wanted: list[tuple[int, int] | None] = [(0, 65535)]
    else:
        wanted = [(each.value, each.value) if isinstance(each, Known) else None for each in ports]
    answers = [both_ways(acl, each) for each in wanted]
    if True in answers:
        return True
    return None if None in answers or not answers else False


def both_ways(acl: NetworkAcl, ports: tuple[int, int] | None) -> bool | None:
    if ports is None:
        return None
    inward = allowed(acl, "ingress", ports)
    outward = allowed(acl, "egress", EPHEMERAL)
    if inward is None or outward is None:
        return None
    return bool(inward.intersection(outward).intersection(INTERNET))


def allowed(acl: NetworkAcl, direction: Direction, ports: tuple[int, int]) -> IntervalSet | None:
    """The addresses that may pass on some of the ports; None where a rule that could matter is unknown."""
    rules = sorted_rules(rule for rule in acl.rules if rule.direction == direction)
    if rules is None:
        return None
    passed, decided = IntervalSet(), IntervalSet()
    for rule in rules:
        if (
            isinstance(rule.protocol, Unknown)
            or isinstance(rule.ports, Unknown)
            or isinstance(rule.allows, Unknown)
        ):
            return None
        if rule.protocol.value not in {"-1", "tcp"}:
            continue
        limits = rule.ports.value
        if (
            limits is not None
            and rule.protocol.value != "-1"
            and (limits.last < ports[0] or limits.first > ports[1])
        ):
            continue
        if isinstance(rule.network, Unknown):
            return None
        fresh = addresses(rule.network.value).difference(decided)
        covers = (
            limits is None
            or rule.protocol.value == "-1"
            or (limits.first <= ports[0] and ports[1] <= limits.last)
        )
        if rule.allows.value:
            passed = passed.union(fresh)
        if covers:
            decided = decided.union(fresh)
    return passed


def sorted_rules(rules: Iterable[AclRule]) -> list[AclRule] | None:
    """In the order of their numbers; None where a number is unknown."""
    found = list(rules)
    if any(isinstance(each.number, Unknown) or each.uncounted for each in found):
        return None
    return sorted(found, key=lambda each: each.number.value if isinstance(each.number, Known) else 0)

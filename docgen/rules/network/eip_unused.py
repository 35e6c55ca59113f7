"""Every elastic IP address is used.

Checks: Whether an instance, network interface, NAT gateway or network load balancer has each elastic IP address.
Why: An address that nothing uses is paid for, and stays on the allow lists of others.
Fix: Associate it, or remove it.
Undecided: What an association or a NAT gateway takes is not known, or code that is not here may use the address.
Not applicable: An environment without elastic IP addresses.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.placement import address_of
from docgen.aws.model.base import Target, linked
from docgen.rules.judgement import ControlVerdict, HasOther, Judgement, Role, Unused, judged, may_be_missing
from docgen.source.address import ResourceAddress
from docgen.source.traced import Traced, Unknown


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    network = facts.network
    users = [(each.elastic_ip, each.address) for each in network.nat_gateways if each.elastic_ip is not None]
    users += [(each.of, each.address) for each in network.elastic_ips if each.of is not None]
    loose = [address for target, address in users if isinstance(target, Unknown)]
    loose += [each.address for each in network.load_balancers if holds_unknown(each.elastic_ips)]
    loose += [each.address for each in network.inventory if each.carries_traffic]
    for each in network.elastic_ips:
        if each.of is not None:
            continue
        user = next((address for target, address in users if address_of(target) == each.address), None)
        balancer = next(
            (one for one in network.load_balancers if each.address in names(one.elastic_ips)), None
        )
        if each.instance is not None or each.interface is not None:
            yield judged(each, ControlVerdict.HOLDS)
        elif user is not None or balancer is not None:
            yield judged(each, ControlVerdict.HOLDS, HasOther(user or balancer.address, Role.USES))  # type: ignore[union-attr] # one is there
        elif loose:
            yield judged(each, ControlVerdict.UNDECIDED, *(HasOther(one, Role.MAY_USE) for one in loose))
        elif facts.not_seen.anything:
            yield judged(each, ControlVerdict.UNDECIDED, may_be_missing(facts.not_seen.anything))
        else:
            yield judged(each, ControlVerdict.BROKEN, Unused())


def names(targets: Traced[tuple[Traced[Target], ...]]) -> set[ResourceAddress]:
    return {each.address for each in linked(targets)}


def holds_unknown(targets: Traced[tuple[Traced[Target], ...]]) -> bool:
    return isinstance(targets, Unknown) or any(isinstance(each, Unknown) for each in targets.value)

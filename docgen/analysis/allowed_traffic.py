"""The inbound traffic that the security groups of a component allow: ports, and source addresses or groups.

The rules of all groups of an interface are combined, and rules can only allow:
https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import assert_never

import msgspec

from docgen.analysis.findings import Because, OutsideGroup, Plain
from docgen.analysis.placement import address_of
from docgen.analysis.ranges import EVERYTHING, IntervalSet, addresses
from docgen.aws.model.base import Link
from docgen.aws.model.components import Component, LoadBalancer
from docgen.aws.model.firewall import (
    ALL_PORTS,
    CidrPeer,
    Direction,
    GroupPeer,
    Ports,
    PrefixList,
    PrefixListPeer,
    Rule,
    SecurityGroup,
    SelfPeer,
    UnknownPeer,
)
from docgen.aws.model.network import Network
from docgen.aws.model.pointers import may_mean
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Reason, Unknown

NO_ADDRESSES = IntervalSet()


class AllowRule(msgspec.Struct, frozen=True, eq=False):
    """One rule that allows traffic: ports, and addresses that certainly (`definite`) or perhaps (`possible`) match."""

    rule: Rule
    protocol: str | None  # None: not known
    ports: IntervalSet  # of the protocol; all of them where the rule names none
    ports_known: bool
    definite: IntervalSet
    possible: IntervalSet
    gap: Because | None = None  # why `possible` is more than `definite`


class AllowedTraffic(msgspec.Struct, frozen=True, eq=False):
    """The rules of one component in one direction, and what about its groups is not known."""

    rules: tuple[AllowRule, ...]
    everyone: bool = False  # no group filters: a network load balancer without groups
    gap: Because | None = None  # a group is unknown, or not in the configuration


def find_groups(network: Network) -> Mapping[ResourceAddress, SecurityGroup]:
    return {each.address: each for each in network.security_groups}


def allowed_traffic(
    component: Component,
    network: Network,
    groups: Mapping[ResourceAddress, SecurityGroup],
    direction: Direction = "ingress",
) -> AllowedTraffic:
    """The traffic that the component's groups allow, inbound or outbound."""
    if isinstance(component, LoadBalancer) and not component.has_groups:
        return AllowedTraffic((), everyone=True)
    own, gap = groups_of(component, network, groups)
    lists = {each.address: each for each in network.prefix_lists}
    rules = [
        allow_rule_of(rule, lists) for group in own for rule in group.rules if rule.direction == direction
    ]
    return AllowedTraffic(tuple(rules), gap=gap)


def groups_of(
    component: Component,
    network: Network,
    groups: Mapping[ResourceAddress, SecurityGroup],
    vpc: ResourceAddress | None = None,
) -> tuple[list[SecurityGroup], Because | None]:
    """The groups on its interfaces; without any, the default group of its VPC (of any VPC where it is not known)."""
    default = default_group(network, vpc)
    if isinstance(component.groups, Unknown):
        return [], component.groups.reason
    found: list[SecurityGroup] = []
    gap: Because | None = None
    for target in component.groups.value:
        if isinstance(target, Unknown):
            gap = target.reason
            continue
        address = address_of(target)
        link = target.value
        if isinstance(link, Link) and link.attribute == "default_security_group_id" and default is not None:
            address = default.address
        if address is not None and address in groups:
            found.append(groups[address])
            if groups[address].is_partial:
                gap = OutsideGroup(address)
        else:
            gap = Plain.GROUP_OUTSIDE
    if not component.groups.value:
        if default is not None:
            found.append(default)
        else:
            gap = Plain.DEFAULT_GROUP_OUTSIDE
    return found, gap


def possible_holders(network: Network, group: ResourceAddress) -> dict[ResourceAddress, Reason]:
    """The components that may have a security group, since one of theirs is not known; and why."""
    found: dict[ResourceAddress, Reason] = {}
    for component, gap in unknown_groups(network):
        if may_mean(gap, group):
            found.setdefault(component.address, gap.reason)
    return found


@lru_cache(maxsize=8)
def unknown_groups(network: Network) -> tuple[tuple[Component, Unknown], ...]:
    """Each pointer to a security group that is not known, or list of them, with its component."""
    found: list[tuple[Component, Unknown]] = []
    for each in network.components():
        pointers = (each.groups,) if isinstance(each.groups, Unknown) else each.groups.value
        found += [(each, pointer) for pointer in pointers if isinstance(pointer, Unknown)]
    return tuple(found)


def default_group(network: Network, vpc: ResourceAddress | None) -> SecurityGroup | None:
    """The VPC's default group, where the configuration has taken charge of it."""
    return next(
        (each for each in default_groups(network) if vpc is None or address_of(each.vpc) in {vpc, None}),
        None,
    )


@lru_cache(maxsize=8)
def default_groups(network: Network) -> tuple[SecurityGroup, ...]:
    """Looked for once in a network: there are many components, and few default groups."""
    return tuple(each for each in network.security_groups if each.is_default)


def allow_rule_of(rule: Rule, lists: Mapping[ResourceAddress, PrefixList]) -> AllowRule:
    protocol = rule.protocol.value if isinstance(rule.protocol, Known) else None
    ports, ports_known = ports_of(rule)
    definite, possible, gap = peer_addresses(rule, lists)
    return AllowRule(rule, protocol, ports, ports_known, definite, possible, gap)


def count_doubt(rule: Rule) -> Because:
    """Why it is not known whether a group has a rule."""
    return rule.group_unknown or Plain.RULE_COUNT_UNKNOWN


def ports_of(rule: Rule) -> tuple[IntervalSet, bool]:
    if isinstance(rule.ports, Unknown):
        return IntervalSet([(ALL_PORTS.first, ALL_PORTS.last)]), False
    ports: Ports | None = rule.ports.value
    if ports is None:
        return IntervalSet([(ALL_PORTS.first, ALL_PORTS.last)]), True
    return IntervalSet([(ports.first, max(ports.first, ports.last))]), True


def peer_addresses(
    rule: Rule, lists: Mapping[ResourceAddress, PrefixList]
) -> tuple[IntervalSet, IntervalSet, Because | None]:
    """Addresses that certainly match, addresses that may match, and why the two differ.

    A rule that names a group matches private addresses of its interfaces, never the internet: no addresses here.
    """
    match rule.peer:
        case GroupPeer() | SelfPeer():
            return NO_ADDRESSES, NO_ADDRESSES, None
        case UnknownPeer(value=value):
            return NO_ADDRESSES, EVERYTHING, value.reason
        case CidrPeer(value=network):
            found = addresses(network.value)
            return (NO_ADDRESSES, found, count_doubt(rule)) if rule.count_unknown else (found, found, None)
        case PrefixListPeer(value=target):
            definite, possible, gap = prefix_list_addresses(address_of(target), lists)
            if rule.count_unknown:
                return NO_ADDRESSES, possible, count_doubt(rule)
            return definite, possible, gap
        case _:
            assert_never(rule.peer)


def prefix_list_addresses(
    address: ResourceAddress | None, lists: Mapping[ResourceAddress, PrefixList]
) -> tuple[IntervalSet, IntervalSet, Because | None]:
    found = lists.get(address) if address else None
    if found is None:
        # AWS's own lists name its services and are not the internet; which addresses, only AWS says.
        return NO_ADDRESSES, NO_ADDRESSES, Plain.AWS_PREFIX_LIST
    if isinstance(found.entries, Unknown):
        return NO_ADDRESSES, EVERYTHING, found.entries.reason
    definite = addresses(*(each.value for each in found.entries.value if isinstance(each, Known)))
    gap = next((each.reason for each in found.entries.value if isinstance(each, Unknown)), None)
    return definite, EVERYTHING if gap else definite, gap


def sources_on(
    rules: Iterable[AllowRule], protocol: str, port: int | None
) -> tuple[IntervalSet, IntervalSet, list[AllowRule]]:
    """Addresses admitted for definite and perhaps on one port, and the rules that say so."""
    definite, possible, used = NO_ADDRESSES, NO_ADDRESSES, []
    for each in rules:
        if each.protocol not in {None, "-1", protocol}:
            continue
        if port is not None and port not in each.ports and each.protocol not in {None, "-1"}:
            continue  # a protocol that is not known may be -1, which ignores the ports
        certain = each.protocol is not None and each.ports_known
        if certain:
            definite = definite.union(each.definite)
        possible = possible.union(each.possible)
        used.append(each)
    return definite, possible, used

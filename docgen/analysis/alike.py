"""Addresses that all links between two ends treat alike: one address of each set represents the set.

A range of addresses may hold billions; the rules, routes and network ACLs of the other end tell few sets of them apart.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from docgen.analysis.endpoints import Interface, Range
from docgen.analysis.filters import group_check, subnet_acl_check
from docgen.analysis.links import EndpointInterface, acls_of, reply_ports
from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.packets import (
    Packet,
    destination_of,
    equivalence_classes,
    networks_of_acls,
    networks_of_rules,
)
from docgen.analysis.path import CheckKind
from docgen.analysis.port_index import PortIndex
from docgen.analysis.ranges import EVERYTHING, INTERNET, IntervalSet
from docgen.analysis.routing import between
from docgen.aws.model.firewall import AclRule, Direction, NetworkAcl, Rule
from docgen.source.tristate import Tristate

MANY_CLASSES = 64


def address_classes(
    side: EndpointInterface,
    other: EndpointInterface,
    index: NetworkIndex,
    direction: Direction,
    port: tuple[str, int] | None = None,
) -> list[int]:
    """One address of each part of an end's addresses that is treated alike; for one protocol and port, or for any."""
    base, boundaries = address_boundaries(side, other, index, direction, port)
    return [address for address, _ in equivalence_classes(base, boundaries)]


class Flow(msgspec.Struct, frozen=True):
    """Packets that all rules treat alike, and the port of one of them."""

    protocol: str
    port: int
    ports: IntervalSet


def one_of_each(  # noqa: PLR0913, PLR0917 - a flow, and between whom
    index: NetworkIndex,
    source: Interface,
    target: Interface,
    flow: Flow,
    sources: Sequence[int],
    targets: Sequence[int],
) -> tuple[list[int], list[int]]:
    """The first address of each set for which all links of `chain_inside` come out alike.

    Each link looks at one of the two addresses, so that their sets are found one by one, and not in pairs.
    """
    ways: tuple[tuple[Interface, Direction], ...] = ((target, "egress"), (source, "ingress"))
    guarded = tuple((acl, way) for side, way in ways for acl in acls_of(side, index))
    replies = reply_ports(index, guarded, flow.protocol) if any(acl.rules for acl, _ in guarded) else ()

    def of_source(address: int) -> Iterator[Tristate]:
        packet = Packet(flow.protocol, address, targets[0], flow.port)
        yield group_check(target, source, packet, "ingress", index).holds
        yield subnet_acl_check(target, packet, "ingress", index, CheckKind.NETWORK_ACL).holds
        yield between(source, target, address, targets[0], index)[-1].holds
        for port in replies:
            back = packet.reply(port)
            yield subnet_acl_check(target, back, "egress", index, CheckKind.REPLY_NETWORK_ACL).holds

    def of_target(address: int) -> Iterator[Tristate]:
        packet = Packet(flow.protocol, sources[0], address, flow.port)
        yield group_check(source, target, packet, "egress", index).holds
        yield subnet_acl_check(source, packet, "egress", index, CheckKind.SOURCE_NETWORK_ACL).holds
        yield between(source, target, sources[0], address, index)[0].holds
        for port in replies:
            back = packet.reply(port)
            yield subnet_acl_check(source, back, "ingress", index, CheckKind.SOURCE_REPLY_NETWORK_ACL).holds

    if len(sources) * len(targets) <= FEW_PAIRS:
        return list(sources), list(targets)
    return first_of_each(sources, of_source), first_of_each(targets, of_target)


FEW_PAIRS = 4  # up to this many, trying all is as fast as grouping them


def first_of_each(addresses: Sequence[int], outcomes: Callable[[int], Iterable[Tristate]]) -> list[int]:
    found: dict[tuple[Tristate, ...], int] = {}
    for each in addresses:
        found.setdefault(tuple(outcomes(each)), each)
    return list(found.values())


def address_boundaries(
    side: EndpointInterface,
    other: EndpointInterface,
    index: NetworkIndex,
    direction: Direction,
    port: tuple[str, int] | None = None,
) -> tuple[IntervalSet, list[IntervalSet]]:
    """The addresses of one end, and the sets that the rules of the other end tell apart.

    `direction`: of the request, as the other end sees it. `port`: protocol and port of the request; the reply goes to
    another one, so it leaves out no rules of network ACLs for the other direction.
    """
    boundaries: list[IntervalSet] = []
    if isinstance(other, Interface):
        boundaries += networks_of_rules(all_rules(other, index, port), index)
        for acl in acls_of(other, index):
            boundaries += index.remember(
                (networks_of_acls, acl, direction),
                lambda: tuple(networks_of_acls(each for each in acl.rules if each.direction != direction)),  # noqa: B023 - called at once
            )
            boundaries += networks_of_acls(acl_rules(acl, direction, index, port))
        if other.place is not None and other.place.table is not None:
            for route in other.place.table.routes:
                boundaries += destination_of(route.destination, index)
        if other.vpc is not None and other.vpc in index.vpc_addresses:
            boundaries.append(index.vpc_addresses[other.vpc])
    if isinstance(side, Range):
        boundaries.append(INTERNET)
    return side.addresses or EVERYTHING, boundaries


def all_rules(other: Interface, index: NetworkIndex, port: tuple[str, int] | None) -> Sequence[Rule]:
    """The rules of an interface's groups, and those whose group is not known; for one protocol and port, or for any."""
    if port is None:
        return [rule for group in other.groups for rule in group.rules] + [*index.unattached_rules]
    protocol, number = port
    key = (all_rules, other.groups, protocol)
    return index.remember(key, lambda: PortIndex(all_rules(other, index, None), protocol)).at(number)


def acl_rules(
    acl: NetworkAcl, direction: Direction, index: NetworkIndex, port: tuple[str, int] | None
) -> Sequence[AclRule]:
    own = (each for each in acl.rules if each.direction == direction)
    if port is None:
        return tuple(own)
    protocol, number = port
    return index.remember((acl_rules, acl, direction, protocol), lambda: PortIndex(own, protocol)).at(number)

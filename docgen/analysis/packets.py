"""Representative packets: one for each class of packets that are treated alike, so a few checks cover billions.

The boundaries are those of all rules that could matter; all packets between two of them are treated alike.
"""

from collections.abc import Iterable, Sequence

import msgspec

from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.placement import address_of
from docgen.analysis.ranges import IntervalSet, addresses
from docgen.aws.model.base import IpNetwork
from docgen.aws.model.firewall import AclRule, CidrPeer, Ports, PrefixListPeer, Rule
from docgen.aws.model.routing import PrefixListName
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Traced

ALL_PORTS = IntervalSet([(0, 65535)])
EPHEMERAL = IntervalSet([(1024, 65535)])  # where clients wait for replies
PORTED = frozenset({"tcp", "udp"})
NO_PORT = 0


class Packet(msgspec.Struct, frozen=True):
    protocol: str  # "tcp", "udp", "icmp", "icmpv6", or a number
    source: int  # as in `ranges`
    destination: int
    port: int  # of ICMP: the type

    def reply(self, port: int) -> "Packet":
        return Packet(self.protocol, self.destination, self.source, port)


def equivalence_classes(
    base: IntervalSet, boundaries: Iterable[IntervalSet]
) -> list[tuple[int, IntervalSet]]:
    """One number of each part that the boundaries make of `base`, with the part; parts that all boundaries treat alike are one."""
    sets = [each for each in dict.fromkeys(boundaries) if base.meets(each)]
    if not sets:
        return [(base.intervals[0][0], base)] if base else []
    # One bit for each set; at each border, the sets that begin or end there.
    changes: dict[int, int] = {}
    for number, each in enumerate(sets):
        for first, last in each.intervals:
            changes[first] = changes.get(first, 0) ^ 1 << number
            changes[last + 1] = changes.get(last + 1, 0) ^ 1 << number
    borders = sorted(changes)
    parts: dict[int, list[tuple[int, int]]] = {}
    holding = passed = 0  # the sets that hold `low`, and how many borders are at or before it
    for first, last in base.intervals:
        low = first
        while low <= last:
            while passed < len(borders) and borders[passed] <= low:
                holding ^= changes[borders[passed]]
                passed += 1
            high = min(last, borders[passed] - 1) if passed < len(borders) else last
            parts.setdefault(holding, []).append((low, high))
            low = high + 1
    return [(intervals[0][0], IntervalSet(intervals)) for intervals in parts.values()]


def networks_of_rules(rules: Iterable[Rule], index: NetworkIndex) -> Iterable[IntervalSet]:
    """The address sets that rules of security groups tell apart."""
    for rule in rules:
        match rule.peer:
            case CidrPeer(value=network):
                yield addresses(network.value)
            case PrefixListPeer(value=target):
                yield from entries_of(address_of(target), index)
            case _:
                pass


def entries_of(address: ResourceAddress | None, index: NetworkIndex) -> Iterable[IntervalSet]:
    return (addresses(each) for each in networks_of_list(address, index))


def networks_of_list(address: ResourceAddress | None, index: NetworkIndex) -> Iterable[IpNetwork]:
    """The entries of a managed prefix list; of AWS's own lists there are none that we could know."""
    found = index.prefix_lists.get(address) if address is not None else None
    if found is not None and isinstance(found.entries, Known):
        yield from (each.value for each in found.entries.value if isinstance(each, Known))


def networks_of_acls(rules: Iterable[AclRule]) -> Iterable[IntervalSet]:
    return (addresses(each.network.value) for each in rules if isinstance(each.network, Known))


def destination_of(destination: Traced[IpNetwork | PrefixListName], index: NetworkIndex) -> list[IntervalSet]:
    """The address sets that a route's destination tells apart."""
    if not isinstance(destination, Known):
        return []
    if isinstance(destination.value, PrefixListName):
        return list(entries_of(address_of(Known(destination.value.target)), index))
    return [addresses(destination.value)]


def ports_of(ports: Traced[Ports | None]) -> IntervalSet | None:
    if isinstance(ports, Known) and ports.value is not None:
        return IntervalSet([(ports.value.first, max(ports.value.first, ports.value.last))])
    return None


def port_boundaries(rules: Sequence[Rule | AclRule], protocol: str) -> Iterable[IntervalSet]:
    """The port sets that rules for a protocol tell apart; of ICMP the types."""
    for rule in rules:
        found = ports_of(rule.ports)
        if found is None:
            continue
        if protocol in PORTED:
            yield found
        else:
            first = found.intervals[0][0]
            yield IntervalSet([(first, first)])

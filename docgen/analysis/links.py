"""Every link of the chain between two ends: the request on its way, whether anything answers, and the reply.

What each link asks is in `filters` (security groups, network ACLs) and `routing`.
"""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

import msgspec

from docgen.analysis.endpoints import (
    INTERNET_NAME,
    Interface,
    Range,
    own_addresses,
)
from docgen.analysis.filters import group_check, subnet_acl_check
from docgen.analysis.findings import (
    ListensOn,
    NothingAnswers,
    Plain,
    RejectedByAws,
    UnlessInOneSubnet,
    UnlessNotSeen,
)
from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.packets import (
    EPHEMERAL,
    NO_PORT,
    PORTED,
    Packet,
    equivalence_classes,
    port_boundaries,
)
from docgen.analysis.path import Check, CheckKind, Code
from docgen.analysis.placement import address_of
from docgen.analysis.ranges import INTERNET, IntervalSet
from docgen.analysis.rejected_by_aws import rejections
from docgen.analysis.routing import (
    address_check,
    between,
    from_internet,
    nat_on_the_way,
    privately,
    to_internet,
)
from docgen.analysis.unseen_ways import find_opener, is_lasting
from docgen.aws.model.base import linked
from docgen.aws.model.components import LoadBalancer
from docgen.aws.model.firewall import Direction, NetworkAcl
from docgen.source.traced import Known, Unknown
from docgen.source.tristate import all_of

EndpointInterface: TypeAlias = Interface | Range


def known_ports(side: EndpointInterface) -> list[int]:
    if isinstance(side, Range):
        return []
    return [each.value for each in side.component.listens or () if isinstance(each, Known)]


def acls_of(side: Interface, index: NetworkIndex) -> list[NetworkAcl]:
    own = index.acls.get(side.subnet) if side.subnet is not None else None
    default = index.default_acls.get(side.vpc)
    return [*([own] if own else [default] if default else []), *index.possible_acls(side.subnet)]


def chain(
    index: NetworkIndex, source: EndpointInterface, target: EndpointInterface, packet: Packet
) -> Iterator[Check]:
    """Every link between the two ends, request and reply."""
    for step in links(index, source, target, packet):
        yield unless_mended(step, source, target, index)


def unless_mended(
    step: Check, source: EndpointInterface, target: EndpointInterface, index: NetworkIndex
) -> Check:
    """The check of a link; a failure is only undecided where something that was not seen could open the link."""
    if step.holds is not False or step.code is None or not index.paths:
        return step
    side = source if step.code is Code.NO_PUBLIC_ADDRESS_OUTWARD else target
    if is_lasting(step.code, side.component if isinstance(side, Interface) else None):
        return step
    missing = find_opener(step.code, index.paths)
    if missing is None:
        return step
    return msgspec.structs.replace(step, finding=UnlessNotSeen(step.finding, missing), holds=None, code=None)


def links(
    index: NetworkIndex, source: EndpointInterface, target: EndpointInterface, packet: Packet
) -> Iterator[Check]:
    if isinstance(source, Interface) and isinstance(target, Interface):
        yield from chain_inside(index, source, target, packet)
    elif isinstance(target, Interface):
        yield from chain_inward(index, source, target, packet)  # type: ignore[arg-type] # a range
    elif isinstance(source, Interface):
        yield from chain_outward(index, source, target, packet)
    else:
        yield Check(CheckKind.RANGE, source.name, Plain.BOTH_OUTSIDE)


def chain_inside(
    index: NetworkIndex, source: Interface, target: Interface, packet: Packet
) -> Iterator[Check]:
    apart = source.subnet is None or source.subnet != target.subnet
    # Where one subnet is not known, both may be in the same one, inside which no network ACL filters.
    sure = source.subnet is not None and target.subnet is not None
    yield group_check(source, target, packet, "egress", index)
    if apart:
        yield unless_together(
            subnet_acl_check(source, packet, "egress", index, CheckKind.SOURCE_NETWORK_ACL), sure=sure
        )
    yield from between(source, target, packet.source, packet.destination, index)
    if apart:
        yield unless_together(
            subnet_acl_check(target, packet, "ingress", index, CheckKind.NETWORK_ACL), sure=sure
        )
    yield group_check(target, source, packet, "ingress", index)
    yield from answering(target, packet)
    if apart:
        for step in reply_steps(index, packet, target, source):
            yield unless_together(step, sure=sure)


def unless_together(step: Check, *, sure: bool) -> Check:
    """A denial by a network ACL that may not apply, because the two may be in one subnet."""
    if sure or step.holds is not False:
        return step
    return msgspec.structs.replace(step, finding=UnlessInOneSubnet(step.finding), holds=None, code=None)


def chain_inward(index: NetworkIndex, source: Range, target: Interface, packet: Packet) -> Iterator[Check]:
    if packet.source in INTERNET:
        yield address_check(target, packet.source, Code.NO_PUBLIC_ADDRESS_INWARD)
        yield from from_internet(target, packet.source, index)
    else:
        yield privately(target, packet.source, index)
    yield subnet_acl_check(target, packet, "ingress", index, CheckKind.NETWORK_ACL)
    yield from answering(target, packet)
    yield group_check(target, source, packet, "ingress", index)
    yield from reply_steps(index, packet, target, None)


def chain_outward(index: NetworkIndex, source: Interface, target: Range, packet: Packet) -> Iterator[Check]:
    yield group_check(source, target, packet, "egress", index)
    yield subnet_acl_check(source, packet, "egress", index, CheckKind.SOURCE_NETWORK_ACL)
    if packet.destination in INTERNET:
        steps = to_internet(source, packet.destination, index)
        doubt = endpoint_doubt(source, target, index)
        yield from [doubt] if doubt and any(each.holds is False for each in steps) else steps
        yield from past_nat(index, source, packet)
    else:
        yield privately(source, packet.destination, index)
    yield from reply_steps(index, packet, None, source)


def endpoint_doubt(source: Interface, target: Range, index: NetworkIndex) -> Check | None:
    """A gateway endpoint takes the addresses of its service, which AWS alone knows; they are no way to the internet.

    https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
    """
    table = source.place.table if source.place is not None else None
    if table is None or target.name == INTERNET_NAME:
        return None
    for endpoint in index.network.endpoints:
        if any(link.address == table.address for link in linked(endpoint.route_tables)):
            finding = Plain.SERVICE_OF_A_VPC_ENDPOINT
            return Check(CheckKind.ROUTE, endpoint.address, finding, endpoint.span)
    return None


def past_nat(index: NetworkIndex, source: Interface, packet: Packet) -> Iterator[Check]:
    """The ACL of a NAT gateway's subnet: both packets pass it twice, with the gateway's address on the outer side."""
    gateway = nat_on_the_way(source, packet.destination, index)
    place = index.placements.get(address_of(gateway.subnet) or source.component.address) if gateway else None
    if place is None:
        return
    nat = msgspec.structs.replace(source, place=place, addresses=own_addresses(source.component, place))
    own = nat.addresses.intervals[0][0]
    outer = Packet(packet.protocol, own, packet.destination, packet.port)
    if place.subnet.address != source.subnet:
        yield subnet_acl_check(nat, packet, "ingress", index, CheckKind.NAT_NETWORK_ACL)
    yield subnet_acl_check(nat, outer, "egress", index, CheckKind.NAT_NETWORK_ACL)
    yield from reply_steps(index, outer, None, nat)
    if place.subnet.address != source.subnet:
        yield from reply_steps(index, packet, nat, None)


EITHER = frozenset({"tcp", "udp"})


def answering(target: Interface, packet: Packet) -> Iterator[Check]:
    """Whether anything listens there, and whether AWS would make it at all."""
    component = target.component
    subject = component.address
    is_balancer = isinstance(component, LoadBalancer)
    kind = CheckKind.LISTENER if is_balancer else CheckKind.PORT
    code = Code.LISTENERS if is_balancer else Code.NO_LISTENER_ON_PORT
    if component.listens is not None:
        known = known_ports(target)
        spoken = component.protocols.get(packet.port, EITHER)
        if packet.protocol in spoken and packet.port in known:
            yield Check(kind, subject, ListensOn(packet.port), component.span, holds=True)
        elif any(isinstance(each, Unknown) for each in component.listens):
            yield Check(kind, subject, Plain.A_PORT_UNKNOWN, component.span)
        else:
            nothing = NothingAnswers(packet.protocol, packet.port)
            yield Check(kind, subject, nothing, component.span, holds=False, code=code)
    if component.count_unknown:
        yield Check(CheckKind.EXISTENCE, subject, Plain.COUNT_UNKNOWN, component.span)
    for rejection in rejections(component, target.place):
        finding = RejectedByAws(rejection)
        yield Check(CheckKind.APPLY, subject, finding, component.span, holds=False, code=Code.CANNOT_APPLY)


def reply_steps(
    index: NetworkIndex, packet: Packet, target: Interface | None, source: Interface | None
) -> Iterator[Check]:
    """The reply through the ACLs of both subnets, to a port on which clients wait; one such port is enough."""
    places = tuple(each.place if each is not None else None for each in (target, source))
    if all(side is None or side.place is not None for side in (target, source)):
        # All interfaces in the same subnets have the same answer.
        yield from index.remember(
            (reply_steps, places, packet), lambda: tuple(find_reply_steps(index, packet, target, source))
        )
    else:
        yield from find_reply_steps(index, packet, target, source)


def find_reply_steps(
    index: NetworkIndex, packet: Packet, target: Interface | None, source: Interface | None
) -> Iterator[Check]:
    ways: tuple[tuple[Interface | None, Direction], ...] = ((target, "egress"), (source, "ingress"))
    guarded = tuple((acl, way) for side, way in ways if side is not None for acl in acls_of(side, index))
    if not any(acl.rules for acl, _ in guarded):
        return
    found = []
    for port in reply_ports(index, guarded, packet.protocol):
        back = packet.reply(port)
        steps = []
        if target is not None:
            steps.append(subnet_acl_check(target, back, "egress", index, CheckKind.REPLY_NETWORK_ACL))
        if source is not None:
            steps.append(subnet_acl_check(source, back, "ingress", index, CheckKind.SOURCE_REPLY_NETWORK_ACL))
        if reply_rank(steps) == 0:
            yield from steps
            return
        found.append(steps)
    yield from min(found, key=reply_rank)


def reply_ports(
    index: NetworkIndex, guarded: tuple[tuple[NetworkAcl, Direction], ...], protocol: str
) -> tuple[int, ...]:
    """One port of each set on which clients wait and that these ACLs treat alike; the same for all packets."""

    def find() -> tuple[int, ...]:
        base = EPHEMERAL if protocol in PORTED else IntervalSet([(NO_PORT, NO_PORT)])
        rules = [rule for acl, way in guarded for rule in acl.rules if rule.direction == way]
        return tuple(port for port, _ in equivalence_classes(base, port_boundaries(rules, protocol)))

    return index.remember((reply_ports, guarded, protocol), find)


def reply_rank(steps: Iterable[Check]) -> int:
    return {True: 0, None: 1, False: 2}[all_of(each.holds for each in steps)]

"""Reachability: whether an address range or a component can connect to a component or a range, on a protocol and port.

A connection needs the request to arrive and the reply to come back. An unknown makes the answer undecided only
where it could change it. `links` has the chain; `filters` (security groups, network ACLs) and `routing` have the check
of each link; `packets` and `alike` find the few packets that represent all.
"""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import msgspec

from docgen.analysis.alike import MANY_CLASSES, Flow, address_classes, one_of_each
from docgen.analysis.balancing import Forward, forwards_to, keeps_client
from docgen.analysis.endpoints import (
    INTERNET_NAME,
    Interface,
    Range,
    interfaces,
    is_ipv6,
    over_ipv6,
)
from docgen.analysis.filters import group_check, subnet_acl_check
from docgen.analysis.findings import (
    HandedOver,
    Plain,
    UnlessNotSeen,
)
from docgen.analysis.links import (
    EndpointInterface,
    acls_of,
    answering,
    chain,
    known_ports,
    reply_steps,
    unless_mended,
)
from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.packets import (
    ALL_PORTS,
    NO_PORT,
    PORTED,
    Packet,
    equivalence_classes,
    port_boundaries,
)
from docgen.analysis.path import DIRECTLY, Check, CheckKind, Code, ReachResult, ReachVerdict, Way, result_of
from docgen.analysis.ranges import INTERNET, INTERNET_V4, IntervalSet
from docgen.analysis.unseen_ways import may_answer, way_maker
from docgen.aws.model.components import Component, Instance, LoadBalancer, NetworkInterface
from docgen.aws.model.firewall import AclRule, Rule
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known
from docgen.source.tristate import Tristate, all_of, any_of, tristate_of

Endpoint: TypeAlias = Component | Range
MAX_BALANCERS = 3  # load balancers behind load balancers
SOMEWHERE = Range(INTERNET_NAME, INTERNET_V4, chosen=True)
COMMON = ("tcp", "udp", "icmp", "icmpv6")


class On(msgspec.Struct, frozen=True):
    """The traffic of a question: a protocol ("-1": any) and a port (None: any)."""

    protocol: str = "-1"
    port: int | None = None


class Disposition(msgspec.Struct, frozen=True):
    """The result for the packets of one protocol that are treated alike."""

    holds: Tristate
    steps: tuple[Check, ...]
    protocol: str
    ports: IntervalSet
    way: Way = DIRECTLY

    @property
    def rank(self) -> tuple[int, int, int]:
        """The best chain first: it gets through, it may, or it fails at the fewest links."""
        failed = sum(each.holds is False for each in self.steps)
        unknown = sum(each.holds is None for each in self.steps)
        return ({True: 0, None: 1, False: 2}[self.holds], failed, unknown)


def reach(index: NetworkIndex, source: Endpoint, target: Endpoint, on: On) -> ReachResult:
    """Whether `source` can open a connection to `target`, directly or through a load balancer."""
    return best_of(list(find_dispositions(index, source, target, on)))


def reach_directly(index: NetworkIndex, source: Endpoint, target: Endpoint, on: On) -> ReachResult:
    """The same, load balancers left out."""
    return best_of(list(find_dispositions(index, source, target, on, MAX_BALANCERS)))


def find_ways(
    index: NetworkIndex, source: Endpoint, target: Endpoint, on: On, *, directly: bool = True
) -> tuple[ReachResult, ...]:
    """One answer for each way that is not blocked: through each load balancer, and `directly` unless left out."""
    ways: dict[Way, list[Disposition]] = {}
    for disposition in find_dispositions(index, source, target, on, directly=directly):
        ways.setdefault(disposition.way, []).append(disposition)
    answers = [best_of(ways[way]) for way in sorted(ways)]
    return tuple(each for each in answers if each.verdict is not ReachVerdict.BLOCKED)


def best_of(dispositions: Sequence[Disposition]) -> ReachResult:
    best = min(dispositions, key=lambda each: each.rank) if len(dispositions) > 1 else dispositions[0]
    wanted = best.holds
    ports: list[str] = []
    others: list[Check] = []
    for each in dispositions:
        if each.holds is wanted and wanted is not False:
            ports += print_flow(each.protocol, each.ports)
            others += () if each is best else each.steps
    return result_of(best.steps, tuple(dict.fromkeys(ports)), best.way, tuple(others))


def print_flow(protocol: str, ports: IntervalSet) -> list[str]:
    if protocol not in PORTED:
        return [f"{protocol}/{first}" if first == last else protocol for first, last in ports.intervals]
    return [
        f"{protocol}/{first}" if first == last else f"{protocol}/{first}-{last}"
        for first, last in ports.intervals
    ]


def find_dispositions(  # noqa: PLR0913 - a question, and which ways to look at
    index: NetworkIndex, source: Endpoint, target: Endpoint, on: On, depth: int = 0, *, directly: bool = True
) -> Iterator[Disposition]:
    """Every way there: directly, and through each load balancer that forwards to the target."""
    for protocol in protocols(index, source, target, on) if directly else ():
        publicly = meets_in_public(source, target)
        ways = []
        if publicly is not True:
            ways += [
                list(dispositions_between(index, one, other, protocol, on.port))
                for one in sides(source, index)
                for other in sides(target, index)
            ]
        if publicly is not False:
            ways += [
                list(dispositions_in_public(index, one, target, protocol, on.port))
                for one in sides(source, index)
            ]
        doubt = doubt_of(source, target) if publicly is not None else Plain.ARRIVES_FROM_ANOTHER_ADDRESS
        yield from (
            wherever(target, ways, doubt) if doubt else (disposition for way in ways for disposition in way)
        )
        yield from dispositions_over_ipv6(index, source, target, protocol, on.port)
    if isinstance(target, Component):
        yield from dispositions_handed_over(index, source, target, on)
        yield from dispositions_not_seen(index, target, on, depth)
    if isinstance(target, Component) and depth < MAX_BALANCERS and on.protocol in {"-1", "tcp", "udp"}:
        for forward in forwards_to(target, index):
            yield from dispositions_through(index, source, target, forward, on, depth)


PUBLICLY = Way((INTERNET_NAME,))


def doubt_of(source: Endpoint, target: Endpoint) -> Plain | None:
    """Why not every way is one that there is; None where all are."""
    roves = any(isinstance(each, Component) and each.in_one_subnet for each in (source, target))
    return Plain.IN_ONE_OF_ITS_SUBNETS if roves else None


def meets_in_public(source: Endpoint, target: Endpoint) -> Tristate:
    """Whether the name of the target leads to its public addresses, which a component has to go out for.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html
    """
    if not (isinstance(source, Component) and isinstance(target, LoadBalancer)):
        return False
    return tristate_of(target.public)


def dispositions_in_public(
    index: NetworkIndex, one: EndpointInterface, target: Endpoint, protocol: str, port: int | None
) -> Iterator[Disposition]:
    """Out to the public addresses of a load balancer, where one arrives with a public address that AWS has given."""
    out = list(dispositions_between(index, one, SOMEWHERE, protocol, port))
    for other in sides(target, index):
        for front in dispositions_between(index, SOMEWHERE, other, protocol, port):
            for back in out:
                ports = front.ports.intersection(back.ports)
                if ports:
                    holds = all_of((back.holds, front.holds))
                    yield Disposition(holds, (*back.steps, *front.steps), protocol, ports, PUBLICLY)


def wherever(end: Endpoint, ways: Sequence[Sequence[Disposition]], because: Plain) -> Iterator[Disposition]:
    """What is true of every possible path, of which only one exists; where they differ, the answer is unknown."""
    open_in_all = ALL_PORTS
    for way in ways:
        opened = IntervalSet().union(*(each.ports for each in way if each.holds is True))
        open_in_all = open_in_all.intersection(opened)
    gap = Check(CheckKind.PLACEMENT, end_of(end), because)
    for disposition in (disposition for way in ways for disposition in way):
        if disposition.holds is not True or disposition.ports.is_within(open_in_all):
            yield disposition
        else:
            yield msgspec.structs.replace(disposition, holds=None, steps=(*disposition.steps, gap))


def end_of(end: Endpoint) -> ResourceAddress | str:
    return end.address if isinstance(end, Component) else end.name


def dispositions_over_ipv6(
    index: NetworkIndex, source: Endpoint, target: Endpoint, protocol: str, port: int | None
) -> Iterator[Disposition]:
    """Between two components that have IPv6 addresses, whose ranges AWS chooses: the other way to talk."""
    if not (isinstance(source, Component) and isinstance(target, Component)):
        return
    has = all_of((tristate_of(source.ipv6), tristate_of(target.ipv6)))
    if has is False:
        return
    for one in interfaces(source, index):
        for other in interfaces(target, index):
            pair = (over_ipv6(one, index), over_ipv6(other, index))
            for disposition in dispositions_between(index, *pair, protocol, port):
                if has is True or disposition.holds is False:
                    yield disposition
                else:
                    gap = Check(CheckKind.IPV6_ADDRESS, target.address, Plain.IPV6_UNKNOWN)
                    yield Disposition(
                        None, (*disposition.steps, gap), disposition.protocol, disposition.ports
                    )


def sides(end: Endpoint, index: NetworkIndex) -> tuple[EndpointInterface, ...]:
    return (end,) if isinstance(end, Range) else interfaces(end, index)


def protocols(index: NetworkIndex, source: Endpoint, target: Endpoint, on: On) -> Sequence[str]:
    if on.protocol != "-1":
        return (on.protocol,)
    if isinstance(target, Component) and target.listens is not None:
        return sorted({"tcp"}.union(*target.protocols.values())) if target.protocols else ("tcp",)
    named = {
        rule.protocol.value
        for end in (source, target)
        for side in sides(end, index)
        if isinstance(side, Interface)
        for group in side.groups
        for rule in group.rules
        if isinstance(rule.protocol, Known)
    }
    return (*COMMON, *sorted(named - {*COMMON, "-1"}))


# -- directly --------------------------------------------------------------------------------


def dispositions_between(
    index: NetworkIndex, source: EndpointInterface, target: EndpointInterface, protocol: str, port: int | None
) -> tuple[Disposition, ...]:
    """One disposition for each set of ports that all rules treat alike."""
    return index.remember(
        (dispositions_between, source, target, protocol, port),
        lambda: tuple(make_dispositions(index, source, target, protocol, port)),
    )


def make_dispositions(
    index: NetworkIndex, source: EndpointInterface, target: EndpointInterface, protocol: str, port: int | None
) -> Iterator[Disposition]:
    base = IntervalSet([(port, port)]) if port is not None else asked_ports(target, protocol)
    boundaries = list(port_boundaries(rules_of(source, target, index), protocol))
    boundaries += [IntervalSet([(each, each)]) for each in known_ports(target)]
    # The addresses that matter for some port, computed once. Where these are many, each port has fewer of its own.
    firsts = address_classes(source, target, index, "ingress")
    seconds = address_classes(target, source, index, "egress")
    are_many = protocol in PORTED and len(firsts) + len(seconds) > MANY_CLASSES
    for number, ports in equivalence_classes(base, boundaries):
        if are_many:
            firsts = address_classes(source, target, index, "ingress", (protocol, number))
            seconds = address_classes(target, source, index, "egress", (protocol, number))
        yield disposition_of(index, source, target, Flow(protocol, number, ports), firsts, seconds)


def asked_ports(target: EndpointInterface, protocol: str) -> IntervalSet:
    """All ports; of something that listens on known ports, those."""
    if protocol in {"icmp", "icmpv6"}:
        return IntervalSet([(0, 255)])
    if protocol not in PORTED:
        return IntervalSet([(NO_PORT, NO_PORT)])
    listened = known_ports(target)
    all_known = isinstance(target, Interface) and all(
        isinstance(each, Known) for each in target.component.listens or ()
    )
    if listened and all_known and protocol in {"tcp", "udp"}:
        return IntervalSet([(each, each) for each in listened])
    return ALL_PORTS


def rules_of(
    source: EndpointInterface, target: EndpointInterface, index: NetworkIndex
) -> list[Rule | AclRule]:
    found: list[Rule | AclRule] = [*index.unattached_rules]
    for side, direction in ((source, "egress"), (target, "ingress")):
        if isinstance(side, Interface):
            found += [rule for group in side.groups for rule in group.rules if rule.direction == direction]
            found += [rule for acl in acls_of(side, index) for rule in acl.rules]
    return found


def disposition_of(  # noqa: PLR0913, PLR0917 - a flow, and between whom
    index: NetworkIndex,
    source: EndpointInterface,
    target: EndpointInterface,
    flow: Flow,
    sources: Sequence[int],
    targets: Sequence[int],
) -> Disposition:
    """Over all addresses: of a range one must get through, of an interface AWS chooses and all must."""
    tried: list[tuple[Tristate, tuple[Check, ...]]] = []
    answers: list[Tristate] = []
    protocol, ports = flow.protocol, flow.ports
    if isinstance(source, Interface) and isinstance(target, Interface):
        sources, targets = one_of_each(index, source, target, flow, sources, targets)
    for first in sources:
        row: list[Tristate] = []
        for second in targets:
            steps = tuple(chain(index, source, target, Packet(protocol, first, second, flow.port)))
            holds = all_of(each.holds for each in steps)
            tried.append((holds, steps))
            row.append(holds)
        answers.append(over(target, row))
    answer = over(source, answers)
    best = min(
        (Disposition(holds, steps, protocol, ports) for holds, steps in tried), key=lambda each: each.rank
    )
    if answer is None and best.holds is True:
        gap = Check(CheckKind.ADDRESS, end_name(source, target), Plain.ADDRESS_CHOSEN_BY_AWS)
        best = Disposition(None, (*best.steps, gap), protocol, ports)
    return msgspec.structs.replace(best, holds=answer)


def end_name(source: EndpointInterface, target: EndpointInterface) -> ResourceAddress | str:
    side = target if isinstance(target, Interface) else source
    return side.component.address if isinstance(side, Interface) else side.name


def over(side: EndpointInterface, answers: Sequence[Tristate]) -> Tristate:
    """One open address of a range is enough; for an interface, whose address AWS chooses, all answers must agree."""
    if isinstance(side, Range) and not side.chosen:
        return any_of(answers)
    return answers[0] if all(each == answers[0] for each in answers) else None


# -- through a service of AWS ---------------------------------------------------------------------


def dispositions_handed_over(
    index: NetworkIndex, source: Endpoint, target: Component, on: On
) -> Iterator[Disposition]:
    """Connections that a service outside of the VPC may open to the target for its own clients."""
    if not isinstance(source, Range):
        return
    protocol = "tcp" if on.protocol == "-1" else on.protocol
    for each in index.handovers.get(target.address, ()):
        if each.from_internet and not source.addresses.intersection(INTERNET):
            continue
        step = Check(CheckKind.HANDOVER, each.address, HandedOver(each.kind, each.address), each.span)
        ports = IntervalSet([(on.port, on.port)]) if on.port is not None else ALL_PORTS
        yield Disposition(None, (step,), protocol, ports, Way((str(each.address),)))


def dispositions_not_seen(
    index: NetworkIndex, target: Component, on: On, depth: int
) -> Iterator[Disposition]:
    """By something that was not seen: a load balancer that forwards to it, or a service that hands connections to it.

    Global Accelerator, CloudFront and API Gateway hand connections to load balancers and instances; where load balancers
    are left out of a question, such a service is no less a way.
    """
    missing = way_maker(index.paths)
    if missing is None or not may_answer(target, on.protocol, on.port):
        return
    if depth and not isinstance(target, LoadBalancer | Instance | NetworkInterface):
        return
    finding = UnlessNotSeen(Plain.MAY_BE_A_TARGET, missing)
    step = Check(CheckKind.LOAD_BALANCER, target.address, finding)
    ports = IntervalSet([(on.port, on.port)]) if on.port is not None else ALL_PORTS
    yield Disposition(None, (step,), "tcp" if on.protocol == "-1" else on.protocol, ports)


# -- through a load balancer -----------------------------------------------------------------------


def dispositions_through(  # noqa: PLR0913, PLR0917 - a question, and one way to answer it
    index: NetworkIndex, source: Endpoint, target: Component, forward: Forward, on: On, depth: int
) -> Iterator[Disposition]:
    """To a listener of the load balancer, and from there to the target."""
    balancer = forward.balancer
    if balancer is source:
        return
    port = forward.port.value if isinstance(forward.port, Known) else None
    if port is not None and on.port is not None and port != on.port:
        return
    if on.protocol not in {"-1", forward.protocol}:
        return
    front = best_front(index, source, balancer, On(forward.listener_protocol, forward.listener), depth + 1)
    asked = port if port is not None else on.port
    back = best_back(index, source, target, forward, asked)
    if back is None:
        return
    said, doubts = index.remember(
        (dispositions_through, forward), lambda: (forward.check(), tuple(forward.doubts()))
    )  # the same for all clients
    if forward.clients is not None:
        doubts = (*doubts, *client_steps(source, forward, index))
    steps = (*front.steps, said, *back.steps, *doubts)
    holds = all_of((front.holds, back.holds, *(each.holds for each in doubts)))
    ports = IntervalSet([(asked, asked)]) if asked is not None else back.ports
    way = index.remember((way_through, forward, front.way), lambda: way_through(forward, front.way))
    yield Disposition(holds, steps, forward.protocol, ports, way)


def best_front(
    index: NetworkIndex, source: Endpoint, balancer: LoadBalancer, on: On, depth: int
) -> Disposition:
    """From a client to the listener: the same for everything that the load balancer forwards to."""
    return index.remember(
        (best_front, source, balancer, on, depth),
        lambda: min(find_dispositions(index, source, balancer, on, depth), key=lambda each: each.rank),
    )


def best_back(
    index: NetworkIndex, source: Endpoint, target: Component, forward: Forward, asked: int | None
) -> Disposition | None:
    """From the listener to the target; the same for all clients, unless the target sees their addresses."""
    if keeps_client(forward.balancer, forward.group):
        return best_of_backs(index, source, target, forward, asked)
    return index.remember(
        (best_back, target, forward, asked),
        lambda: best_of_backs(index, source, target, forward, asked),
    )


def best_of_backs(
    index: NetworkIndex, source: Endpoint, target: Component, forward: Forward, asked: int | None
) -> Disposition | None:
    return min(
        (
            disposition
            for one in forward.sides(index, source)
            for other in interfaces(target, index)
            for disposition in dispositions_behind(index, one, other, forward, asked)
        ),
        key=lambda each: each.rank,
        default=None,
    )


def way_through(forward: Forward, front: Way) -> Way:
    asks = f"{forward.listener_protocol}/{forward.listener}" if forward.listener is not None else ""
    return Way(
        (*front.via, str(forward.balancer.address)),
        front.asks if front.via and front.via != PUBLICLY.via else asks,
        (*front.conditions, *forward.conditions()),
    )


def client_steps(source: Endpoint, forward: Forward, index: NetworkIndex) -> Iterator[Check]:
    """Whether a listener rule that is for some clients is for this one."""
    if forward.clients is None:
        return
    name = forward.rule.address
    own = [each.addresses for each in sides(source, index)]
    inside = [each.intersection(forward.clients) for each in own]
    if not any(inside):
        other = Plain.CLIENT_NOT_MATCHED
        yield Check(CheckKind.SOURCE_IP, name, other, forward.rule.span, holds=False, code=Code.LISTENERS)
    elif isinstance(source, Range) or all(each.is_within(forward.clients) for each in own):
        yield Check(CheckKind.SOURCE_IP, name, Plain.CLIENT_MATCHED, forward.rule.span, holds=True)
    else:
        yield Check(CheckKind.SOURCE_IP, name, Plain.CLIENT_PARTLY_MATCHED, forward.rule.span)


def dispositions_behind(
    index: NetworkIndex, one: EndpointInterface, other: Interface, forward: Forward, port: int | None
) -> Iterator[Disposition]:
    if isinstance(one, Interface):
        yield from dispositions_between(index, one, other, forward.protocol, port)
        return
    # The balancer preserves the client's address: the target's rules see it, but no gateway is passed.
    base = IntervalSet([(port, port)]) if port is not None else asked_ports(other, forward.protocol)
    for number, ports in equivalence_classes(
        base, port_boundaries(rules_of(one, other, index), forward.protocol)
    ):
        tried = []
        for first in address_classes(one, other, index, "ingress"):
            packet = Packet(forward.protocol, first, other.addresses.intervals[0][0], number)
            own = (
                subnet_acl_check(other, packet, "ingress", index, CheckKind.NETWORK_ACL),
                group_check(other, one, packet, "ingress", index),
                *answering(other, packet),
                *reply_steps(index, packet, other, None),
            )
            steps = tuple(unless_mended(each, one, other, index) for each in own)
            tried.append(Disposition(all_of(each.holds for each in steps), steps, forward.protocol, ports))
        yield min(tried, key=lambda each: each.rank)


__all__ = ["On", "is_ipv6", "reach"]

"""Exposures: what the internet, or a range that the project does not allow, can reach now or on paper.

Two views of each component: the control view (a flag, a rule) and the effective view (is there a path?).
A path from the internet needs all of: an internet gateway, a subnet route to it, a public address, network ACLs
that let request and reply pass, and a group rule.
https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import assert_never

import msgspec

from docgen.analysis.allowed_traffic import (
    NO_ADDRESSES,
    AllowedTraffic,
    AllowRule,
    allow_rule_of,
    allowed_traffic,
    find_groups,
    possible_holders,
    sources_on,
    unknown_groups,
)
from docgen.analysis.endpoints import INTERNET_NAME, Range
from docgen.analysis.exposure import (
    MOST_SOURCES,
    Clients,
    Danger,
    Effect,
    Exposure,
    ExposureVerdict,
    Rating,
    Severity,
)
from docgen.analysis.findings import Holder, MayBeAttached, Plain, PossibleHolder, Rejection
from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.not_seen import NotSeen
from docgen.analysis.path import OPENNESS, Check, CheckKind, Code, ReachResult, ReachVerdict
from docgen.analysis.placement import Placement, address_of
from docgen.analysis.public_endpoints import find_entry_exposures
from docgen.analysis.ranges import (
    ALL_V4,
    ALL_V6,
    INTERNET,
    INTERNET_V4,
    INTERNET_V6,
    IntervalSet,
    blocks,
    is_whole_internet,
)
from docgen.analysis.reachability import On, find_ways, reach_directly
from docgen.analysis.rejected_by_aws import rejections
from docgen.analysis.unjudged import find_unjudged_exposures
from docgen.analysis.unseen_ways import find_opener
from docgen.aws.model.components import Component, Database, KafkaCluster, LoadBalancer, ManagedService
from docgen.aws.model.firewall import Rule, SecurityGroup
from docgen.aws.model.network import Network
from docgen.aws.model.pointers import may_mean
from docgen.aws.model.products import Product
from docgen.source.address import ResourceAddress
from docgen.source.traced import NOWHERE, Known, Reason, Unknown, joined

ANYTHING = On()


def find_exposures(
    network: Network,
    placements: Mapping[ResourceAddress, Placement],
    watched: IntervalSet = INTERNET,
    not_seen: NotSeen = NotSeen(),  # noqa: B008 - it is frozen
) -> tuple[Exposure, ...]:
    """One entry for each component that admits watched addresses or says that it is public, and for loose groups.

    What is open on paper only is undecided where something that was not seen could open the way to it.
    """
    groups = find_groups(network)
    index = NetworkIndex(network, placements, not_seen)
    found: list[Exposure] = []
    attached: set[ResourceAddress] = set()
    for component in network.components():
        own = component.groups.value if isinstance(component.groups, Known) else ()
        attached |= {address for target in own if (address := address_of(target)) is not None}
        admitted = with_possible_rules(component, allowed_traffic(component, network, groups), index)
        exposure = exposure_of(component, index, admitted, watched)
        if exposure is not None:
            found.append(exposure)
    attached |= {address for each in network.inventory for address in each.mentions.groups}
    for group in network.security_groups:
        if group.address not in attached:
            loose = exposure_of_group(
                group, network, watched, tuple(holders(network, not_seen, group.address))
            )
            if loose is not None:
                found.append(loose)
    entries = list(find_entry_exposures(network, watched))
    entries += find_unjudged_exposures(network, groups, watched)
    known = {each.subject for each in entries}
    found = [*entries, *(each for each in found if each.subject not in known)]
    return tuple(sorted(found, key=lambda each: each.subject.order()))


def with_possible_rules(
    component: Component, admitted: AllowedTraffic, index: NetworkIndex
) -> AllowedTraffic:
    """The traffic that it allows, and may allow.

    A rule of an unknown group may belong to one of its groups, and of an unknown group it may be known which ones it can be.
    """
    if admitted.everyone:
        return admitted
    may = [
        allow_rule_of(each, index.prefix_lists)
        for each in index.unattached_rules
        if each.direction == "ingress"
    ]
    doubted = [
        msgspec.structs.replace(each, definite=NO_ADDRESSES, gap=each.rule.group.reason)
        for each in may
        if isinstance(each.rule.group, Unknown)
    ]
    doubted += [
        allow_rule_of(perhaps(rule, gap.reason), index.prefix_lists)
        for owner, gap in unknown_groups(index.network)
        if owner is component and gap.candidates
        for group in index.network.security_groups
        if may_mean(gap, group.address)
        for rule in group.rules
        if rule.direction == "ingress"
    ]
    return msgspec.structs.replace(admitted, rules=(*admitted.rules, *doubted))


def perhaps(rule: Rule, reason: Reason) -> Rule:
    """A rule of a group that something may have, as one that may be of its group."""
    return msgspec.structs.replace(rule, count_unknown=True, group_unknown=reason)


def exposure_of(
    component: Component, index: NetworkIndex, admitted: AllowedTraffic, watched: IntervalSet
) -> Exposure | None:
    flag_on = component.public.value if isinstance(component.public, Known) else None
    ports, sure, maybe, used = watched_grants(component, admitted, watched)
    if not watched.intersection(INTERNET) and not maybe:
        return None  # the whole internet is allowed: a flag alone exposes nothing
    unsure = admitted.gap is not None or any(each.gap is not None for each in admitted.rules)
    if not maybe and flag_on is not True and not unsure:
        return None
    refused = tuple(rejections(component, *located(component, index.placements)))
    if find_opener(Code.NO_ROUTE, index.paths) is not None:  # it may give its subnets other routes
        refused = tuple(rejections(component))
    answer, outside = best_answer(component, index, ports, watched, maybe)
    steps = answer.path
    own = [each for each in used if isinstance(each.rule.group, Known) and each.rule.group_unknown is None]
    configured = bool(flag_on or component_admits(own, admitted))
    verdict, effect = judge(answer, refused, configured=configured)
    if not configured and effect is not Effect.UNDECIDED:
        return None
    whole = is_whole_internet(sure)
    rating = rate(component, effect, outside, whole=whole)
    if answer.way.via and effect is Effect.OPEN_NOW:
        rating = Rating(Severity.MEDIUM, Danger.BY_ANOTHER_WAY, outside, answer.way.via)
    traces = [component.public.trace, component.groups.trace, *(each.rule.trace for each in used)]
    traces += [each.rule.peer.value.trace for each in used]
    traces += [each.trace for each in located(component, index.placements)]
    return Exposure(
        f"internet:{component.address}",
        component.address,
        component.kind,
        component.name.value if isinstance(component.name, Known) else component.address.name,
        verdict,
        effect,
        rating,
        open_ports(answer) if effect is Effect.OPEN_NOW else tuple(ports),
        tuple(source_blocks(sure or possible_sources(used, verdict))[:MOST_SOURCES]),
        whole,
        steps,
        answer.blockers,
        answer.unknowns,
        tuple(each.rule for each in used),
        component.public_decided_by,
        flag_on,
        joined(traces),
        refused,
        component.public.trace,
    )


WHOLE = "0-65535"


def open_ports(answer: ReachResult) -> tuple[str, ...]:
    """The ports on which packets really arrive, whatever more the security groups admit."""
    if answer.way.asks:
        return (answer.way.asks,)
    every = {f"{protocol}/{WHOLE}" for protocol in ("tcp", "udp")}
    if every <= set(answer.ports):
        return ("all",)
    return tuple(each.replace(f"/{WHOLE}", "/all") for each in answer.ports)


def component_admits(own: Sequence[AllowRule], admitted: AllowedTraffic) -> bool:
    """Whether rules that are certainly its own admit somebody, or may."""
    return admitted.everyone or any(each.possible for each in own)


def possible_sources(used: Sequence[AllowRule], verdict: ExposureVerdict) -> IntervalSet:
    """The sources of which it is undecided whether rules allow them: the addresses that rules name."""
    if verdict is not ExposureVerdict.UNDECIDED:
        return NO_ADDRESSES
    return IntervalSet().union(*(each.possible for each in used if isinstance(each.rule.peer.value, Known)))


def source_blocks(found: IntervalSet) -> list[str]:
    """CIDR blocks; `0.0.0.0/0` or `::/0` where all public addresses of the family are among them, whatever private ones are."""
    said: list[str] = []
    for text, family, public in (("0.0.0.0/0", ALL_V4, INTERNET_V4), ("::/0", ALL_V6, INTERNET_V6)):
        own = found.intersection(family)
        said += [text] if public.is_within(own) else map(str, blocks(own))
    return said


def best_answer(
    component: Component, index: NetworkIndex, ports: Sequence[str], watched: IntervalSet, maybe: IntervalSet
) -> tuple[ReachResult, Clients]:
    """From the internet or, where only other watched addresses are admitted, from those; and who that is."""
    private = watched.difference(INTERNET)
    public = watched.intersection(INTERNET)
    ends = [(Range(INTERNET_NAME, public), Clients.ON_THE_INTERNET)] if public else []
    if maybe.intersection(private):
        ends.append((Range("other ranges", private), Clients.NOT_ALLOWED))
    answers = []
    for source, who in ends:
        answer = reach_directly(index, source, component, ANYTHING)
        if answer.verdict is ReachVerdict.BLOCKED and (port := first_port(ports)) is not None:
            # Report why a port that the rules open cannot be reached, not one that no rule opens.
            answer = reach_directly(index, source, component, On("tcp", port))
        if answer.verdict is ReachVerdict.BLOCKED:
            answer = first_of((answer, *through_balancers(index, source, component)))
        answers.append((answer, who))
    most_open = first_of([answer for answer, _ in answers])
    return next(each for each in answers if each[0] is most_open)


def through_balancers(index: NetworkIndex, source: Range, component: Component) -> tuple[ReachResult, ...]:
    """The ways to a load balancer that another one opens, which hands the addresses of clients on.

    What other components admit from the internet is about direct connections: through a load balancer, its rules count.
    """
    if not isinstance(component, LoadBalancer):
        return ()
    return tuple(each for each in find_ways(index, source, component, ANYTHING) if each.way.via)


def first_of(answers: Sequence[ReachResult]) -> ReachResult:
    """The one that is most open."""
    return min(answers, key=lambda each: OPENNESS.index(each.verdict))


def watched_grants(
    component: Component, admitted: AllowedTraffic, watched: IntervalSet
) -> tuple[list[str], IntervalSet, IntervalSet, list[AllowRule]]:
    """Ports that answer and admit watched addresses; the addresses for sure and perhaps; the grants."""
    if admitted.everyone:
        return (
            [each for port in known_ports(component) for each in services(component, port)],
            watched,
            watched,
            [],
        )
    sure_all, maybe_all = IntervalSet(), IntervalSet()
    ports: list[str] = []
    used: dict[int, AllowRule] = {}
    if component.listens is not None:
        unheard = [each for each in admitted.rules if each.possible.intersection(watched)]
        for port in component.listens:
            number = port.value if isinstance(port, Known) else None
            for service in services(component, number):
                sure, maybe, grants = sources_on(admitted.rules, service.partition("/")[0], number)
                touched = [each for each in grants if each.possible.intersection(watched)]
                if maybe.intersection(watched):
                    ports.append(service)
                    used.update({id(each): each for each in touched})
                if number is not None:
                    sure_all = sure_all.union(public_part(sure, touched))
                maybe_all = maybe_all.union(public_part(maybe, touched))
        if ports or not unheard:
            return ports, sure_all, maybe_all, list(used.values())
        # Rules that admit the internet to ports where nothing answers: open on paper only.
        sure_all = sure_all.union(*(each.definite for each in unheard))
        maybe_all = maybe_all.union(*(each.possible for each in unheard))
        return list(dict.fromkeys(map(print_ports, unheard))), sure_all, maybe_all, unheard
    for each in admitted.rules:
        if each.possible.intersection(watched):
            ports.append(print_ports(each))
            used[id(each)] = each
            sure_all, maybe_all = sure_all.union(each.definite), maybe_all.union(each.possible)
    return list(dict.fromkeys(ports)), sure_all, maybe_all, list(used.values())


def public_part(found: IntervalSet, grants: Iterable[AllowRule]) -> IntervalSet:
    """The blocks, as they are written, of the grants that admit watched addresses."""
    wide = IntervalSet().union(*(each.possible for each in grants))
    return found.intersection(wide)


def known_ports(component: Component) -> list[int]:
    return [each.value for each in component.listens or () if isinstance(each, Known)]


def services(component: Component, port: int | None) -> list[str]:
    """The services of a component on a port: "tcp/443", or both "tcp/53" and "udp/53"."""
    if port is None:
        return ["tcp/unknown"]
    return [f"{protocol}/{port}" for protocol in sorted(component.protocols.get(port, {"tcp"}))]


def print_ports(grant: AllowRule) -> str:
    if grant.protocol in {None, "-1"}:
        return "unknown" if grant.protocol is None else "all"
    spans = [f"{first}" if first == last else f"{first}-{last}" for first, last in grant.ports.intervals]
    text = ",".join(spans) if grant.ports_known else "unknown"
    return f"{grant.protocol}/{'all' if text == '0-65535' else text}"


def located(component: Component, placements: Mapping[ResourceAddress, Placement]) -> list[Placement]:
    if not isinstance(component.subnets, Known):
        return []
    found = (address_of(each) for each in component.subnets.value)
    return [placements[each] for each in found if each is not None and each in placements]


def first_port(ports: Sequence[str]) -> int | None:
    """The first port of a text such as `tcp/443` or `tcp/8000-8100`."""
    numbers = (each.removeprefix("tcp/").partition("-")[0] for each in ports if each.startswith("tcp/"))
    return next((int(each) for each in numbers if each.isdigit()), None)


def judge(
    answer: ReachResult, rejected: tuple[Rejection, ...], *, configured: bool
) -> tuple[ExposureVerdict, Effect]:
    if rejected:
        return ExposureVerdict.NOT_EXPOSED, Effect.REJECTED
    match answer.verdict:
        case ReachVerdict.BLOCKED:
            return ExposureVerdict.NOT_EXPOSED, Effect.ON_PAPER if configured else Effect.CLOSED
        case ReachVerdict.UNDECIDED:
            return ExposureVerdict.UNDECIDED, Effect.UNDECIDED
        case ReachVerdict.REACHABLE:
            return ExposureVerdict.EXPOSED, Effect.OPEN_NOW
        case _:
            assert_never(answer.verdict)


NOT_OPEN_TODAY = Rating(Severity.LOW, Danger.NOT_OPEN_TODAY)


def rate(component: Component, effect: Effect, outside: Clients, *, whole: bool) -> Rating:
    """The severity, from what is behind the exposure, whether it can be reached, and by how many clients."""
    if effect in {Effect.ON_PAPER, Effect.REJECTED, Effect.CLOSED}:
        return NOT_OPEN_TODAY
    holds_data = isinstance(component, Database | KafkaCluster) or (
        isinstance(component, ManagedService) and component.holds_data
    )
    clients = Clients.WHOLE_INTERNET if whole else outside
    if holds_data:
        return Rating(Severity.CRITICAL if whole else Severity.HIGH, Danger.DATA_STORE, clients)
    if isinstance(component, LoadBalancer):
        return Rating(Severity.MEDIUM, Danger.LOAD_BALANCER, clients)
    return Rating(Severity.HIGH, Danger.DIRECT, outside)


def holders(network: Network, not_seen: NotSeen, group: ResourceAddress) -> Iterator[Holder]:
    """Things that may have a security group that is attached to nothing that docgen has seen."""
    yield from (*not_seen.anything, *not_seen.unmodelled)
    for address, reason in possible_holders(network, group).items():
        yield PossibleHolder(address, reason)


def exposure_of_group(
    group: SecurityGroup, network: Network, watched: IntervalSet, others: Sequence[Holder] = ()
) -> Exposure | None:
    """A group on nothing: its open rules wait for the first interface that gets it.

    `others`: what may have it already.
    """
    from_group = Component(
        address=group.address,
        name=group.name,
        span=group.span,
        kind=Product.SECURITY_GROUP,
        subnets=Known(()),
        groups=Known((), NOWHERE),
    )
    lists = {each.address: each for each in network.prefix_lists}
    grants = tuple(allow_rule_of(rule, lists) for rule in group.rules if rule.direction == "ingress")
    ports, sure, maybe, used = watched_grants(from_group, AllowedTraffic(grants), watched)
    if not maybe:
        return None
    found = MayBeAttached(others[0]) if others else None
    check = Check(
        CheckKind.PUBLIC_ADDRESS,
        group.address,
        found or Plain.NOT_ATTACHED,
        group.span,
        holds=None if found else False,
    )
    return Exposure(
        f"internet:{group.address}",
        group.address,
        "security group",
        group.name.value if isinstance(group.name, Known) else group.address.name,
        ExposureVerdict.UNDECIDED if found else ExposureVerdict.NOT_EXPOSED,
        Effect.UNDECIDED if found else Effect.ON_PAPER,
        Rating(Severity.LOW, Danger.POSSIBLE_HOLDER if found else Danger.FIRST_HOLDER),
        tuple(ports),
        tuple(map(str, blocks(sure)[:MOST_SOURCES])),
        is_whole_internet(sure),
        (check,),
        () if found else (Code.SECURITY_GROUP,),
        (found,) if found else (),
        tuple(each.rule for each in used),
        "",
        None,
        joined(
            [group.trace, *(each.rule.trace for each in used), *(each.rule.peer.value.trace for each in used)]
        ),
    )

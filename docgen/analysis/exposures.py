"""What the internet can reach, or is configured to admit.

Two views of each component: the control view (a flag, a rule) and the effective view (is there a path?).
A path from the internet needs all of: an internet gateway, a subnet route to it, a public address, network ACLs
that let request and reply pass, and a group rule.
https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

import msgspec

from docgen.analysis.acl import acl_verdict
from docgen.analysis.admission import Admission, Grant, admission, find_groups, grant, sources_on
from docgen.analysis.placement import Placement, address_of
from docgen.analysis.ranges import INTERNET, IntervalSet, blocks, is_whole_internet
from docgen.aws.model.firewall import Rule, SecurityGroup
from docgen.aws.model.network import Network
from docgen.aws.model.placement import Component, Database, KafkaCluster, LoadBalancer
from docgen.source.address import ResourceAddress
from docgen.source.span import Span
from docgen.source.traced import NOWHERE, Known, Trace, Unknown, joined

Verdict: TypeAlias = Literal["exposed", "not_exposed", "undecided"]
Severity: TypeAlias = Literal["critical", "high", "medium", "low"]
Effect: TypeAlias = Literal["effective", "configured only", "cannot apply", "undecided", "none"]
MOST_SOURCES = 64  # CIDR blocks that one exposure lists before it says "and more"


class Step(msgspec.Struct, frozen=True):
    """One link of the chain from the internet to the component."""

    step: str  # "public address", "internet gateway", "route", "network ACL", "security group", "listener"
    address: str
    because: str
    span: Span | None = None
    holds: bool | None = None  # None: not known


class Exposure(msgspec.Struct, frozen=True, eq=False):
    id: str
    subject: ResourceAddress
    kind: str  # of the subject: "application load balancer", "security group"
    name: str
    verdict: Verdict
    effect: Effect
    severity: Severity
    because: str  # the severity's reason
    ports: tuple[str, ...]  # "tcp/443"
    sources: tuple[str, ...]  # CIDR blocks that the rules admit from the internet
    whole_internet: bool
    path: tuple[Step, ...]
    blockers: tuple[str, ...]  # AWS Reachability Analyzer's explanation codes
    unknowns: tuple[str, ...]
    rules: tuple[Rule, ...]
    flag: str  # the argument that makes it public: "publicly_accessible"
    flag_on: bool | None
    trace: Trace  # everything that decided it
    refusals: tuple[str, ...] = ()  # why AWS would refuse to apply it


def find_exposures(network: Network, placements: Mapping[ResourceAddress, Placement]) -> tuple[Exposure, ...]:
    """One entry for each component that admits the internet or says that it is public, and for loose groups."""
    groups = find_groups(network)
    found: list[Exposure] = []
    attached: set[ResourceAddress] = set()
    for component in network.components():
        own = component.groups.value if isinstance(component.groups, Known) else ()
        attached |= {address for target in own if (address := address_of(target)) is not None}
        exposure = exposure_of(component, network, placements, admission(component, network, groups))
        if exposure is not None:
            found.append(exposure)
    for group in network.security_groups:
        if group.address not in attached:
            loose = exposure_of_group(group, network)
            if loose is not None:
                found.append(loose)
    return tuple(sorted(found, key=lambda each: each.subject.order()))


def exposure_of(
    component: Component,
    network: Network,
    placements: Mapping[ResourceAddress, Placement],
    admitted: Admission,
) -> Exposure | None:
    flag_on = component.public.value if isinstance(component.public, Known) else None
    ports, sure, maybe, used = internet_grants(component, admitted)
    if not maybe and flag_on is not True and admitted.gap is None:
        return None
    steps = list(path_steps(component, network, placements, admitted, sure, maybe, used))
    refusals = tuple(refused(component, placements))
    verdict, effect = judge(steps, refusals, sure, maybe)
    if not maybe and flag_on is not True and effect != "undecided":
        return None
    whole = is_whole_internet(sure)
    severity, because = rate(component, effect, whole=whole)
    traces = [component.public.trace, component.groups.trace, *(each.rule.trace for each in used)]
    traces += [each.rule.peer.value.trace for each in used]
    traces += [each.trace for each in located(component, placements)]
    return Exposure(
        f"internet:{component.address}",
        component.address,
        component.kind,
        component.name.value if isinstance(component.name, Known) else component.address.name,
        verdict,
        effect,
        severity,
        because,
        tuple(ports),
        tuple(map(str, blocks(sure)[:MOST_SOURCES])),
        whole,
        tuple(steps),
        tuple(dict.fromkeys(BLOCKERS[each.step] for each in steps if each.holds is False)),
        tuple(dict.fromkeys(each.because for each in steps if each.holds is None)),
        tuple(each.rule for each in used),
        component.public_decided_by,
        flag_on,
        joined(traces),
        refusals,
    )


BLOCKERS = {
    "public address": "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS",
    "route": "NO_ROUTE_TO_DESTINATION",
    "network ACL": "SUBNET_ACL_RESTRICTION",
    "security group": "ENI_SG_RULES_MISMATCH",
    "listener": "ELB_LISTENERS_MISMATCH",
    "port": "NO_LISTENER_ON_PORT",
}


def internet_grants(
    component: Component, admitted: Admission
) -> tuple[list[str], IntervalSet, IntervalSet, list[Grant]]:
    """Ports that answer and admit internet addresses; the addresses for sure and perhaps; the grants."""
    if admitted.everyone:
        return [f"tcp/{port}" for port in known_ports(component)], INTERNET, INTERNET, []
    sure_all, maybe_all = IntervalSet(), IntervalSet()
    ports: list[str] = []
    used: dict[int, Grant] = {}
    if component.listens is not None:
        unheard = [each for each in admitted.grants if each.maybe.intersection(INTERNET)]
        for port in component.listens:
            number = port.value if isinstance(port, Known) else None
            sure, maybe, grants = sources_on(admitted.grants, "tcp", number)
            touched = [each for each in grants if each.maybe.intersection(INTERNET)]
            if maybe.intersection(INTERNET):
                ports.append(f"tcp/{'unknown' if number is None else number}")
                used.update({id(each): each for each in touched})
            if number is not None:
                sure_all = sure_all.union(public_part(sure, touched))
            maybe_all = maybe_all.union(public_part(maybe, touched))
        if ports or not unheard:
            return ports, sure_all, maybe_all, list(used.values())
        # Rules that admit the internet to ports where nothing answers: open on paper only.
        sure_all = sure_all.union(*(each.sure for each in unheard))
        maybe_all = maybe_all.union(*(each.maybe for each in unheard))
        return list(dict.fromkeys(map(print_ports, unheard))), sure_all, maybe_all, unheard
    for each in admitted.grants:
        if each.maybe.intersection(INTERNET):
            ports.append(print_ports(each))
            used[id(each)] = each
            sure_all, maybe_all = sure_all.union(each.sure), maybe_all.union(each.maybe)
    return list(dict.fromkeys(ports)), sure_all, maybe_all, list(used.values())


def public_part(found: IntervalSet, grants: Iterable[Grant]) -> IntervalSet:
    """The blocks, as they are written, of the grants that reach into the internet."""
    wide = IntervalSet().union(*(each.maybe for each in grants))
    return found.intersection(wide)


def known_ports(component: Component) -> list[int]:
    return [each.value for each in component.listens or () if isinstance(each, Known)]


def print_ports(grant: Grant) -> str:
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


def path_steps(  # noqa: PLR0913, PLR0917 - all that stands between the internet and a component
    component: Component,
    network: Network,
    placements: Mapping[ResourceAddress, Placement],
    admitted: Admission,
    sure: IntervalSet,
    maybe: IntervalSet,
    used: list[Grant],
) -> Iterator[Step]:
    yield address_step(component)
    yield route_step(component, placements)
    yield acl_verdict_step(component, network)
    if isinstance(component, LoadBalancer):
        ports = component.listens or ()
        text = (
            "no listener"
            if not ports
            else "listens on "
            + ", ".join(str(each.value) if isinstance(each, Known) else "an unknown port" for each in ports)
        )
        yield Step("listener", str(component.address), text, holds=bool(ports))
    elif component.listens is not None:
        yield listening_step(component, used)
    yield group_step(component, admitted, sure, maybe, used)


def listening_step(component: Component, used: list[Grant]) -> Step:
    """Whether anything answers on a port that the rules open to the internet."""
    subject = str(component.address)
    if any(isinstance(each, Unknown) for each in component.listens or ()):
        return Step("port", subject, "one of the ports that it listens on is unknown", holds=None)
    answered = [
        port
        for port in known_ports(component)
        if any(port in each.ports or each.protocol == "-1" for each in used)
    ]
    if answered or not used:
        return Step(
            "port",
            subject,
            f"it listens on {', '.join(map(str, answered or known_ports(component)))}",
            holds=True,
        )
    opened = ", ".join(dict.fromkeys(map(print_ports, used)))
    return Step("port", subject, f"nothing answers on {opened}", holds=False)


def address_step(component: Component) -> Step:
    subject = str(component.address)
    decided = component.public_decided_by or "its kind"
    if isinstance(component.public, Unknown):
        return Step(
            "public address", subject, f"{decided} is unknown: {component.public.reason.text}", holds=None
        )
    span = component.public.trace.span or component.span
    if component.public.value:
        return Step("public address", subject, f"{public_words(component)}", span, holds=True)
    return Step("public address", subject, f"{public_words(component)}", span, holds=False)


def public_words(component: Component) -> str:
    """The argument that decides about public addresses, as it is set."""
    name = component.public_decided_by
    on = isinstance(component.public, Known) and component.public.value
    if name == "internal":
        return "internal is false" if on else "internal is true"
    if not name:
        return "such things get public addresses" if on else "such things get no public addresses"
    return f"{name} is on" if on else f"{name} is off"


def route_step(component: Component, placements: Mapping[ResourceAddress, Placement]) -> Step:
    subject = str(component.address)
    if isinstance(component.subnets, Unknown):
        return Step("route", subject, f"its subnets are unknown: {component.subnets.reason.text}", holds=None)
    places = located(component, placements)
    missing = len(component.subnets.value) - len(places)
    for place in places:
        if place.tier == "public" and place.deciding is not None:
            return Step("route", str(place.deciding.address), place.because, place.deciding.span, holds=True)
    for place in places:
        if place.tier == "unknown":
            return Step(
                "route",
                str(place.subnet.address),
                f"the tier of its subnet is unknown: {place.because}",
                holds=None,
            )
    if missing or not places:
        return Step("route", subject, "its subnets are not in the configuration", holds=None)
    return Step(
        "route",
        str(places[0].subnet.address),
        "none of its subnets routes to an internet gateway",
        places[0].subnet.span,
        holds=False,
    )


def acl_verdict_step(component: Component, network: Network) -> Step:
    holds, because, address = acl_verdict(component, network)
    return Step("network ACL", address, because, holds=holds)


def group_step(
    component: Component, admitted: Admission, sure: IntervalSet, maybe: IntervalSet, used: list[Grant]
) -> Step:
    subject = str(component.address)
    if admitted.everyone:
        return Step(
            "security group", subject, "it has no security groups, so every client gets through", holds=True
        )
    if sure:
        rule = next(each.rule for each in used if each.sure)
        return Step(
            "security group",
            str(rule.address),
            "a rule admits addresses of the internet",
            rule.span,
            holds=True,
        )
    if maybe:
        gap = next((each.gap for each in used if each.gap), None)
        text = gap.text if gap else "its protocol or ports are unknown"
        return Step(
            "security group",
            str(used[0].rule.address),
            f"a rule may admit the internet: {text}",
            used[0].rule.span,
            holds=None,
        )
    if admitted.gap is not None:
        return Step("security group", subject, admitted.gap.text, holds=None)
    return Step(
        "security group",
        subject,
        "no rule admits addresses of the internet on a port that answers",
        holds=False,
    )


def judge(
    steps: Iterable[Step], refusals: tuple[str, ...], sure: IntervalSet, maybe: IntervalSet
) -> tuple[Verdict, Effect]:
    verdicts = [each.holds for each in steps]
    if refusals:
        return "not_exposed", "cannot apply"
    if False in verdicts:
        return "not_exposed", "configured only" if sure or maybe or verdicts[0] else "none"
    if None in verdicts:
        return "undecided", "undecided"
    return "exposed", "effective"


def rate(component: Component, effect: Effect, *, whole: bool) -> tuple[Severity, str]:
    """How bad it is: what is behind it, whether it can be reached, and by how many."""
    if effect in {"configured only", "cannot apply", "none"}:
        return "low", "nothing can use it today, but one change elsewhere would open it"
    data = isinstance(component, Database | KafkaCluster)
    if data and whole:
        return "critical", "the whole internet can open connections to a data store"
    if data:
        return "high", "addresses on the internet can open connections to a data store"
    if isinstance(component, LoadBalancer):
        return (
            "medium",
            "the whole internet can reach it" if whole else "addresses on the internet can reach it",
        )
    return "high", "the internet can reach it without a load balancer in between"


def refused(component: Component, placements: Mapping[ResourceAddress, Placement]) -> Iterator[str]:
    """Why AWS would refuse the public access of an MSK cluster.

    https://docs.aws.amazon.com/msk/latest/developerguide/public-access.html
    """
    if not isinstance(component, KafkaCluster):
        return
    if not isinstance(component.public, Known) or not component.public.value:
        return
    if isinstance(component.unauthenticated, Known) and component.unauthenticated.value:
        yield "public access needs unauthenticated access to be off"
    logins = (component.iam, component.scram, component.tls)
    if all(isinstance(each, Known) and not each.value for each in logins):
        yield "public access needs IAM, SCRAM or mutual TLS authentication"
    if isinstance(component.client_broker, Known) and component.client_broker.value != "TLS":
        yield "public access needs TLS between clients and brokers, without plaintext"
    places = located(component, placements)
    if any(place.tier in {"private", "isolated"} for place in places):
        yield "public access needs every broker subnet to route to an internet gateway"


def exposure_of_group(group: SecurityGroup, network: Network) -> Exposure | None:
    """A group on nothing: its open rules wait for the first interface that gets it."""
    from_group = Component(
        address=group.address,
        name=group.name,
        span=group.span,
        kind="security group",
        subnets=Known(()),
        groups=Known((), NOWHERE),
    )
    lists = {each.address: each for each in network.prefix_lists}
    grants = tuple(grant(rule, lists) for rule in group.rules if rule.direction == "ingress")
    ports, sure, maybe, used = internet_grants(from_group, Admission(grants))
    if not maybe:
        return None
    step = Step("public address", str(group.address), "no interface has this group", group.span, holds=False)
    return Exposure(
        f"internet:{group.address}",
        group.address,
        "security group",
        group.name.value if isinstance(group.name, Known) else group.address.name,
        "not_exposed",
        "configured only",
        "low",
        "no interface has this group; the first one that gets it is open",
        tuple(ports),
        tuple(map(str, blocks(sure)[:MOST_SOURCES])),
        is_whole_internet(sure),
        (step,),
        ("ENI_SG_RULES_MISMATCH",),
        (),
        tuple(each.rule for each in used),
        "",
        None,
        joined(
            [group.trace, *(each.rule.trace for each in used), *(each.rule.peer.value.trace for each in used)]
        ),
    )

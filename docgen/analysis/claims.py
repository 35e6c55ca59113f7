"""Claims that pages make about the network, held against the facts.

The small language of a claim: `says` is the page's own sentence, and one of
    every: COLLECTION, has: {attribute: value}, where: {attribute: value}
    count: COLLECTION, is: NUMBER, where: {…}
    to: COLLECTION or address, on: tcp/443, only: [CIDR, …]      no other addresses are admitted
    to: COLLECTION or address, on: tcp/443, only: [COLLECTION, address, internet, CIDR, …]     nothing else may reach it
    from: internet, a CIDR block, COLLECTION or address, to: COLLECTION or address, on: tcp/443, verdict: blocked
`in: [production]` says it of some environments only.
A collection is one of `docgen facts`: services, databases, kafka_clusters …
"""

import ipaddress
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

import msgspec

from docgen.analysis.admission import admission, find_groups, sources_on
from docgen.analysis.ends import internet, range_of
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.ranges import INTERNET, addresses, blocks
from docgen.analysis.reachability import End, On, reach
from docgen.analysis.surroundings import Surroundings
from docgen.aws.model.base import IpNetwork, Thing
from docgen.aws.model.network import Network
from docgen.aws.model.placement import Component
from docgen.source.diagnostic import Diagnostic, did_you_mean, error
from docgen.source.span import Span
from docgen.source.traced import Known, Traced, Unknown

INTERNET_NAME = "internet"
VERDICTS = ("reachable", "blocked", "undecided")
Collection = Callable[[Network], Sequence[Thing]]
COLLECTIONS: Mapping[str, Collection] = MappingProxyType(
    {
        "vpcs": lambda network: network.vpcs,
        "subnets": lambda network: network.subnets,
        "nat_gateways": lambda network: network.nat_gateways,
        "internet_gateways": lambda network: network.internet_gateways,
        "endpoints": lambda network: network.endpoints,
        "flow_logs": lambda network: network.flow_logs,
        "route_tables": lambda network: network.route_tables,
        "security_groups": lambda network: network.security_groups,
        "network_acls": lambda network: network.network_acls,
        "load_balancers": lambda network: network.load_balancers,
        "target_groups": lambda network: network.target_groups,
        "services": lambda network: network.services,
        "ecs_clusters": lambda network: network.ecs_clusters,
        "kafka_clusters": lambda network: network.kafka_clusters,
        "kafka_connectors": lambda network: network.kafka_connectors,
        "databases": lambda network: network.databases,
        "instances": lambda network: network.instances,
        "functions": lambda network: network.functions,
        "managed_services": lambda network: network.managed_services,
        "network_interfaces": lambda network: network.network_interfaces,
        "autoscaling_groups": lambda network: network.autoscaling_groups,
        "transit_gateways": lambda network: network.transit_gateways,
        "entries": lambda network: network.entries,
        "buckets": lambda network: network.buckets,
    }
)
# The names of attributes in `docgen facts`, and where the model keeps them.
ATTRIBUTES: Mapping[str, str] = MappingProxyType(
    {
        "public_access": "public",
        "publicly_accessible": "public",
        "assign_public_ip": "public",
        "internal": "internal",
    }
)


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One claim as a page writes it."""

    says: str
    every: str | None = None
    has: dict[str, object] = {}
    count: str | None = None
    is_: int | None = msgspec.field(name="is", default=None)
    where: dict[str, object] = {}
    to: str | None = None
    from_: str | None = msgspec.field(name="from", default=None)
    on: str | None = None
    only: list[str] | None = None
    verdict: str | None = None
    in_: list[str] | None = msgspec.field(name="in", default=None)


class ClaimVerdict(msgspec.Struct, frozen=True):
    """What came of one claim: for each environment where it does not hold, what Terraform says instead."""

    page: str  # under docs/
    title: str
    says: str
    holds: bool
    findings: tuple[tuple[str, str], ...]  # environment, what is true there; "" where the claim holds


def check_claim(claim: Claim, span: Span | None, environments: Iterable[str]) -> list[Diagnostic]:
    """What is wrong with how a claim is written, where there are these environments."""
    problem = next(problems(claim, list(environments)), None)
    return [error("Invalid claim", problem, span)] if problem else []


def problems(claim: Claim, environments: Sequence[str]) -> Iterator[str]:
    collections = ", ".join(COLLECTIONS)
    kinds = [each for each in (claim.every, claim.count, claim.to) if each is not None]
    if len(kinds) != 1:
        yield 'A claim needs exactly one of "every", "count" and "to".'
    named = claim.every or claim.count
    if named is not None and named not in COLLECTIONS:
        yield f'There is no collection "{named}".{did_you_mean(named, COLLECTIONS)} There are: {collections}.'
    if claim.count is not None and claim.is_ is None:
        yield 'A claim with "count" needs "is".'
    if claim.to is not None and claim.only is None and claim.verdict is None:
        yield 'A claim with "to" needs "only", or "from" and "verdict".'
    for each in claim.only or ():
        if is_range(each) is None and each != INTERNET_NAME and each not in COLLECTIONS and "." not in each:
            yield f'"{each}" is neither a CIDR block nor an address, "internet" or one of: {collections}.'
    if claim.verdict is not None and claim.verdict not in VERDICTS:
        yield f'"{claim.verdict}" is no verdict. There are: {", ".join(VERDICTS)}.'
    for name in claim.in_ or ():
        if name not in environments:
            hint = did_you_mean(name, environments)
            yield f'There is no environment "{name}".{hint} There are: {", ".join(environments)}.'


def is_range(text: str) -> IpNetwork | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def judge_claim(
    claim: Claim, page: str, title: str, environments: Sequence[EnvironmentFacts]
) -> ClaimVerdict:
    asked = [each for each in environments if claim.in_ is None or each.name in claim.in_]
    findings = tuple((each.name, truth_about(claim, each)) for each in asked)
    return ClaimVerdict(page, title, claim.says, all(not text for _, text in findings), findings)


def truth_about(claim: Claim, facts: EnvironmentFacts) -> str:
    """What is true instead; "" where the claim holds."""
    if claim.every is not None:
        return every(claim, facts)
    if claim.count is not None:
        found = [
            each
            for each in COLLECTIONS[claim.count](facts.network)
            if matches(each, claim.where) is not False
        ]
        if any(each.uncounted for each in found):
            return f"an unknown number of {words(claim.count)}"
        return "" if len(found) == claim.is_ else f"{len(found)} {words(claim.count)}"
    if claim.only is not None:
        return only(claim, facts)
    return reached(claim, facts)


def words(name: str) -> str:
    """`nat_gateways` as people write it."""
    return " ".join(WRITTEN.get(each, each) for each in name.split("_"))


WRITTEN = {"nat": "NAT", "vpcs": "VPCs", "kafka": "Kafka", "acls": "ACLs", "vpn": "VPN"}


def every(claim: Claim, facts: EnvironmentFacts) -> str:
    said = []
    for thing in COLLECTIONS[claim.every or ""](facts.network):
        if matches(thing, claim.where) is False:
            continue
        for name, wanted in claim.has.items():
            actual = attribute(thing, name)
            if isinstance(actual, Unknown):
                said.append(f"{thing.address}: {name} is unknown")
            elif actual.value != wanted:
                said.append(f"{thing.address} has {name} = {printed(actual.value)}")
    return ", ".join(said)


def printed(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def matches(thing: Thing, where: Mapping[str, object]) -> bool | None:
    """Whether a thing has these attributes; None where that is unknown."""
    for name, wanted in where.items():
        actual = attribute(thing, name)
        if isinstance(actual, Unknown):
            return None
        if actual.value != wanted:
            return False
    return True


def attribute(thing: Thing, name: str) -> Traced[object]:
    value = getattr(thing, ATTRIBUTES.get(name, name), None)
    if isinstance(value, Known | Unknown):
        return value
    return Known(value)


def targets(name: str, network: Network) -> Iterable[Component]:
    """The components that a claim means: a collection's, or the one with this address or name."""
    collection = COLLECTIONS.get(name)
    if collection is not None:
        return [each for each in collection(network) if isinstance(each, Component)]
    return [
        each
        for each in network.components()
        if str(each.address) == name or (isinstance(each.name, Known) and each.name.value == name)
    ]


def only(claim: Claim, facts: EnvironmentFacts) -> str:
    """Whether the address ranges that are admitted lie within those of the claim.

    With a name among them, or with nothing, all components are asked as well: nothing else may reach it.
    """
    named = [each for each in claim.only or () if is_range(each) is None]
    said = list(others(claim, named, facts)) if named or not claim.only else []
    allowed = addresses(*(block for each in claim.only or () if (block := is_range(each)) is not None))
    if INTERNET_NAME in named:
        allowed = allowed.union(INTERNET)
    groups = find_groups(facts.network)
    protocol, port = parse_on(claim.on)
    for component in targets(claim.to or "", facts.network):
        admitted = admission(component, facts.network, groups)
        sure, maybe, _ = sources_on(admitted.grants, protocol, port)
        if admitted.everyone:
            sure = maybe = INTERNET
        extra = sure.difference(allowed)
        if extra:
            wide = ", ".join(str(each) for each in blocks(sure)[:4])
            said.append(f"{component.address} admits {wide}{on_text(claim.on)}")
        elif maybe.difference(allowed) or admitted.gap:
            said.append(f"what {component.address} admits is not fully known")
    return "; ".join(said)


def others(claim: Claim, named: Sequence[str], facts: EnvironmentFacts) -> Iterator[str]:
    """The components that are not named and can reach it, or perhaps."""
    network = facts.network
    friends = {each.address for name in named for each in targets(name, network)}
    around = Surroundings(network, facts.placements)
    protocol, port = parse_on(claim.on) if claim.on else ("-1", None)
    for component in targets(claim.to or "", network):
        for other in network.components():
            if other.address in friends or other is component:
                continue
            answer = reach(around, other, component, On(protocol, port))
            if answer.verdict != "blocked":
                perhaps = "may reach" if answer.verdict == "undecided" else "reaches"
                yield f"{other.address} {perhaps} {component.address}{on_text(claim.on)}"


def on_text(on: str | None) -> str:
    return f" on {on}" if on else ""


def parse_on(on: str | None) -> tuple[str, int | None]:
    protocol, _, port = (on or "tcp").partition("/")
    return protocol, int(port) if port.isdigit() else None


def reached(claim: Claim, facts: EnvironmentFacts) -> str:
    """Every pair of a source and a target has the verdict that the claim says."""
    protocol, port = parse_on(claim.on) if claim.on else ("-1", None)
    around = Surroundings(facts.network, facts.placements)
    said = []
    for source in sources(claim.from_ or INTERNET_NAME, facts.network):
        for component in targets(claim.to or "", facts.network):
            if component is source:
                continue
            answer = reach(around, source, component, On(protocol, port))
            if answer.verdict != claim.verdict:
                who = "the internet" if claim.from_ in {None, INTERNET_NAME} else name_of(source)
                said.append(f"{component.address} is {answer.verdict} from {who}{on_text(claim.on)}")
    return "; ".join(said)


def sources(name: str, network: Network) -> Iterable[End]:
    """The internet, a CIDR block, or components as `targets` finds them."""
    if name == INTERNET_NAME:
        return [internet()]
    try:
        return [range_of(ipaddress.ip_network(name, strict=False))]
    except ValueError:
        return list(targets(name, network))


def name_of(end: End) -> str:
    return str(end.address) if isinstance(end, Component) else end.name

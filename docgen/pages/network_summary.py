"""The "Network shape" table, and the sentence above it."""

from collections.abc import Callable, Sequence

from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.placement import Placement, address_of
from docgen.aws.model.vpc import FlowLog, Subnet, VpcEndpoint
from docgen.document.nodes import Block, Inline, Inlines, Paragraph, Table, Unknown, inlines
from docgen.pages.bounds import seen_across
from docgen.pages.words import by_environment, codes, count, joined, value
from docgen.source.traced import Known
from docgen.source.traced import Unknown as UnknownValue

NUMBERS = ("no", "one", "two", "three", "four", "five", "six")
TIERS = ("public", "private", "isolated", "unknown")
# https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
DESTINATIONS = {"cloud-watch-logs": "CloudWatch", "s3": "S3", "kinesis-data-firehose": "Data Firehose"}


def network_shape(facts: Facts) -> tuple[Block, ...]:
    rows: list[tuple[str, Callable[[EnvironmentFacts], Inlines]]] = [
        ("VPC", vpcs),
        ("Availability zones", zones),
        ("Subnets", subnets),
        ("Internet egress", egress),
        *((name, endpoint_row(name)) for name in endpoint_names(facts)),
        ("Flow logs", flow_logs),
    ]
    return (
        Table(
            ("Concern", "Current implementation"),
            tuple((inlines(name), seen_across(facts, say, lambda each: each.paths)) for name, say in rows),
            "No environment is configured.",
        ),
    )


def summary(facts: Facts) -> tuple[Block, ...]:
    """One sentence: how many VPCs, across how many zones, with how many security groups."""

    def say(environment: EnvironmentFacts) -> Inlines:
        network = environment.network
        found = zone_count(network.subnets)
        where = (
            "an unknown number of availability zones"
            if found is None
            else f"{spelled(found)} availability zone{'' if found == 1 else 's'}"
        )
        number = len(network.security_groups)
        groups = f"{spelled(number)} security group{'' if number == 1 else 's'}"
        return inlines(
            f"{spelled(len(network.vpcs))} VPC{'' if len(network.vpcs) == 1 else 's'} across {where}, with {groups}"
        )

    said = seen_across(facts, say, lambda each: each.paths)
    several = len(facts.environments) > 1
    seen_all = not any(each.not_seen.paths for each in facts.environments)
    alike = seen_all and len({say(each) for each in facts.environments}) == 1
    opening = (
        f"{facts.project} has " if not several else "Each environment has " if alike else f"{facts.project}: "
    )
    return (Paragraph(inlines(opening, *said, ".")),)


def spelled(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def vpcs(facts: EnvironmentFacts) -> Inlines:
    found = facts.network.vpcs
    if not found:
        return inlines("no VPC is declared")
    cidrs: list[Inline] = []
    for vpc in found:
        for cidr in vpc.cidrs:
            cidrs += [*inlines(", " if cidrs else " "), value(cidr)]
    return inlines(count(len(found), "VPC"), *cidrs)


def zone_names(subnets: Sequence[Subnet]) -> tuple[set[str], bool, UnknownValue | None]:
    """The zones (names or expressions), whether AWS chooses them, and what is not known about them."""
    names: set[str] = set()
    dynamic, unknown = False, None
    for subnet in subnets:
        zone = subnet.availability_zone
        if isinstance(zone, Known):
            names.add(zone.value)
        elif zone.reference is not None and not subnet.count_unknown:
            dynamic = True
            names.add(str(zone.reference))
        else:
            unknown = zone
    return names, dynamic, unknown


def zone_count(subnets: Sequence[Subnet]) -> int | None:
    names, _, unknown = zone_names(subnets)
    return None if unknown is not None or any(each.count_unknown for each in subnets) else len(names)


def zones(facts: EnvironmentFacts) -> Inlines:
    subnets = facts.network.subnets
    names, dynamic, unknown = zone_names(subnets)
    if unknown is not None:
        return inlines(Unknown(unknown.reason.text))
    if any(each.count_unknown for each in subnets):
        return inlines("an unknown number")
    if dynamic:
        return inlines(f"{len(names)}, chosen by AWS")
    return inlines(f"{len(names)}: ", *codes(sorted(names))) if names else inlines("none")


def by_tier(placements: Sequence[Placement]) -> dict[str, list[Placement]]:
    return {tier: own for tier in TIERS if (own := [each for each in placements if each.tier == tier])}


def subnets(facts: EnvironmentFacts) -> Inlines:
    found = by_tier(list(facts.placements.values()))
    if not found:
        return inlines("no subnet is declared")
    parts = []
    for tier, own in found.items():
        count_unknown = any(each.subnet.count_unknown for each in own)
        name = "of unknown tier" if tier == "unknown" else tier
        parts.append(f"an unknown number of {name}" if count_unknown else f"{len(own)} {name}")
    total = sum(map(len, found.values()))
    return inlines(f"{joined(parts)} subnet{'' if total == 1 else 's'}")


def egress(facts: EnvironmentFacts) -> Inlines:
    """The outbound path of private subnets to the internet."""
    nats = facts.network.nat_gateways
    if not nats:
        gateways = [each for each in facts.network.internet_gateways if each.egress_only]
        return inlines(
            f"no NAT gateway{'; ' + count(len(gateways), 'egress-only internet gateway') if gateways else ''}"
        )
    if any(each.count_unknown for each in nats):
        return inlines("an unknown number of NAT gateways")
    if any(each.tier == "unknown" for each in facts.placements.values()):
        return inlines(count(len(nats), "NAT gateway"))
    public = [address for address, each in facts.placements.items() if each.tier == "public"]
    places = [address_of(each.subnet) for each in nats]
    if public and sorted(map(str, places)) == sorted(map(str, public)):
        return inlines("1 NAT gateway per public subnet")
    return inlines(count(len(nats), "NAT gateway"), f" for {count(len(public), 'public subnet')}")


def short_service(endpoint: VpcEndpoint) -> str:
    """`S3` out of `com.amazonaws.eu-west-1.s3`."""
    if isinstance(endpoint.service, UnknownValue):
        return "unknown"
    name = (
        endpoint.service.value.split(".", 3)[-1]
        if endpoint.service.value.startswith("com.amazonaws.")
        else endpoint.service.value
    )
    return {"s3": "S3", "dynamodb": "DynamoDB"}.get(name, name)


def row_name(endpoint: VpcEndpoint) -> str:
    return f"Private {short_service(endpoint)} path"


def endpoint_names(facts: Facts) -> list[str]:
    names = {row_name(endpoint) for each in facts.environments for endpoint in each.network.endpoints}
    return sorted(names) or ["VPC endpoints"]


def endpoint_row(name: str) -> Callable[[EnvironmentFacts], Inlines]:
    def say(facts: EnvironmentFacts) -> Inlines:
        own = [each for each in facts.network.endpoints if row_name(each) == name]
        if not own:
            return inlines(
                "none" if name == "VPC endpoints" else "no VPC endpoint: through the default route"
            )
        return (
            by_environment([("", describe_endpoint(each, facts)) for each in own[:1]])
            if len(own) == 1
            else inlines(count(len(own), "VPC endpoint"))
        )

    return say


def describe_endpoint(endpoint: VpcEndpoint, facts: EnvironmentFacts) -> Inlines:
    kind = endpoint.type.value.lower() if isinstance(endpoint.type, Known) else "unknown"
    start = f"{short_service(endpoint)} {kind} VPC endpoint"
    if kind != "gateway":
        return inlines(start)
    if isinstance(endpoint.route_tables, UnknownValue):
        return inlines(start, " attached to ", Unknown(endpoint.route_tables.reason.text), " route tables")
    tables = {address_of(each) for each in endpoint.route_tables.value}
    if not tables:
        return inlines(start, " attached to no route table")
    tiers = {
        place.tier
        for place in facts.placements.values()
        if place.table is not None and place.table.address in tables
    }
    words = joined([tier for tier in TIERS if tier in tiers]) or "unused"
    return inlines(f"{start} attached to {words} route tables")


def flow_logs(facts: EnvironmentFacts) -> Inlines:
    found = facts.network.flow_logs
    if not found:
        return inlines("none")
    said = [describe_flow_log(each) for each in found]
    distinct = list(dict.fromkeys(said))
    return tuple(part for i, each in enumerate(distinct) for part in (*(inlines("; ") if i else ()), *each))


def describe_flow_log(log: FlowLog) -> Inlines:
    subject = {"aws_vpc": "VPC", "aws_subnet": "Subnet"}
    address = address_of(log.subject)
    start = f"{subject.get(address.type, 'Interface') if address else 'VPC'} Flow Logs to "
    if log.count_unknown:
        return inlines("an unknown number of flow logs")
    if isinstance(log.destination_type, UnknownValue):
        return inlines(start, Unknown(log.destination_type.reason.text))
    kind = log.destination_type.value
    traffic = log.traffic_type.value if isinstance(log.traffic_type, Known) else ""
    only = "" if traffic in {"ALL", ""} else f" ({traffic.lower()}ed traffic only)"
    return (
        inlines(start, DESTINATIONS.get(kind, kind), only)
        if only
        else inlines(start, DESTINATIONS.get(kind, kind))
    )

"""Private subnets reach S3 through a gateway endpoint.

Checks: Whether the route table of each private subnet is one of a gateway endpoint for S3.
Why: Without the endpoint, traffic to S3 goes through the NAT gateway and over public addresses, and costs more.
Fix: Add an `aws_vpc_endpoint` for S3 with the route tables of the private subnets.
Undecided: The routes of a subnet, or the service or route tables of an endpoint, are not known.
Not applicable: Public and isolated subnets, and environments without subnets.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.placement import Placement
from docgen.aws.model.base import linked
from docgen.aws.model.vpc import Subnet, VpcEndpoint
from docgen.rules.judgement import (
    ControlVerdict,
    HasOther,
    Judgement,
    Lacks,
    PropertyUnknown,
    Role,
    judged,
    may_be_missing,
    perhaps_by,
)
from docgen.source.traced import Unknown
from docgen.source.tristate import Tristate, all_of

SERVICE = ".s3"


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for subnet in facts.network.subnets:
        yield judge_subnet(subnet, facts.placements[subnet.address], facts)


def judge_subnet(subnet: Subnet, placement: Placement, facts: EnvironmentFacts) -> Judgement:
    if placement.unknown is not None:
        return judged(subnet, ControlVerdict.UNDECIDED, PropertyUnknown("tier", placement.unknown))
    if placement.tier != "private" or placement.table is None:
        return judged(subnet, ControlVerdict.NOT_APPLICABLE)
    answers = [(each, serves(each, placement)) for each in facts.network.endpoints]
    for endpoint, answer in answers:
        if answer:
            return judged(
                subnet, ControlVerdict.HOLDS, HasOther(endpoint.address, Role.GIVES), trace=endpoint.trace
            )
    doubts = [endpoint for endpoint, answer in answers if answer is None]
    missing = (*facts.not_seen.anything, *facts.not_seen.unlinked)
    if doubts:
        return judged(subnet, ControlVerdict.UNDECIDED, *perhaps_by(doubts[0]))
    if missing:
        return judged(subnet, ControlVerdict.UNDECIDED, may_be_missing(missing))
    return judged(subnet, ControlVerdict.BROKEN, Lacks("endpoints", "S3 gateway"))


def serves(endpoint: VpcEndpoint, placement: Placement) -> Tristate:
    """Whether it is a gateway endpoint for S3 in the route table of the subnet."""
    table = placement.table.address if placement.table is not None else None
    tables = endpoint.route_tables
    partly = isinstance(tables, Unknown) or any(isinstance(each, Unknown) for each in tables.value)
    in_table = any(each.address == table for each in linked(tables))
    return all_of(
        (
            None if isinstance(endpoint.service, Unknown) else endpoint.service.value.endswith(SERVICE),
            None if isinstance(endpoint.type, Unknown) else endpoint.type.value == "Gateway",
            True if in_table else None if partly else False,
            None if endpoint.count_unknown else True,
        )
    )

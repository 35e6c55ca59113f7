"""Routes to peered VPCs lead to no more than is needed.

Checks: Routes to VPC peering connections: whether the destination is 0.0.0.0/0, ::/0 or a whole range of the peer's VPC or more.
Why: A route to the whole peer lets every host here talk to every host there.
Fix: Route to the subnets that are needed only.
Undecided: A destination or target is not known, or the range of the peer is outside the configuration.
Not applicable: Route tables without routes to peering connections, and environments without any.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.placement import address_of
from docgen.analysis.ranges import addresses
from docgen.aws.model.routing import PrefixListName, Route, RouteTable, RouteTarget
from docgen.rules.judgement import (
    ControlVerdict,
    HasOther,
    Judgement,
    Role,
    judged,
    may_be_missing,
    perhaps_by,
)
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Unknown
from docgen.source.tristate import Tristate


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    missing = (*facts.not_seen.anything, *facts.not_seen.unlinked, *facts.not_seen.foreign)
    for table in facts.network.route_tables:
        answers = [(each, is_wide(each, table, facts)) for each in table.routes if may_lead_to_peer(each)]
        wide = [each for each, answer in answers if answer]
        unclear = [each for each, answer in answers if answer is None]
        if wide and not wide[0].count_unknown:
            yield judged(
                table,
                ControlVerdict.BROKEN,
                HasOther(wide[0].address, Role.LEADS_TO_WHOLE_PEER),
                trace=wide[0].trace,
            )
        elif wide or unclear:
            yield judged(
                table,
                ControlVerdict.UNDECIDED,
                *perhaps_by((*wide, *unclear)[0], Role.MAY_LEAD_TO_WHOLE_PEER),
            )
        elif missing:
            yield judged(table, ControlVerdict.UNDECIDED, may_be_missing(missing))
        else:
            yield judged(table, ControlVerdict.HOLDS if answers else ControlVerdict.NOT_APPLICABLE)


def may_lead_to_peer(route: Route) -> bool:
    return route.kind in {RouteTarget.PEERING_CONNECTION, RouteTarget.UNKNOWN}


def is_wide(route: Route, table: RouteTable, facts: EnvironmentFacts) -> Tristate:
    if route.kind is RouteTarget.UNKNOWN or isinstance(route.destination, Unknown):
        return None
    destination = route.destination.value
    if isinstance(destination, PrefixListName):
        return None
    if destination.prefixlen == 0:
        return True
    peer = peer_of(route, table, facts)
    vpc = next((each for each in facts.network.vpcs if each.address == peer), None)
    if vpc is None or any(isinstance(each, Unknown) for each in vpc.cidrs):
        return None  # the peer is outside the configuration
    wide = addresses(destination)
    return any(addresses(each.value).is_within(wide) for each in vpc.cidrs if isinstance(each, Known))


def peer_of(route: Route, table: RouteTable, facts: EnvironmentFacts) -> ResourceAddress | None:
    """The VPC at the other end."""
    own = address_of(table.vpc)
    for each in facts.network.peering_connections:
        if each.address == address_of(route.target):
            ends = {address_of(each.vpc), address_of(each.peer)} - {own, None}
            return ends.pop() if len(ends) == 1 else None
    return None

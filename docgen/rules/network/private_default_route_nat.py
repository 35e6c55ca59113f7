"""The default route of private subnets leads to a NAT gateway.

Checks: What the default route of each private subnet leads to: a NAT gateway, not an instance or interface.
Why: A NAT instance is one server to patch, and one that fails; its network interface can be taken over.
Fix: Route 0.0.0.0/0 to an `aws_nat_gateway`.
Undecided: The routes of a subnet are not known, or code that is not here may add some.
Not applicable: Public and isolated subnets, subnets with a default route to another network, and environments without subnets.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.placement import Placement
from docgen.aws.model.routing import RouteTarget
from docgen.rules.judgement import (
    ControlVerdict,
    HasOther,
    Judgement,
    PropertyUnknown,
    Role,
    judged,
    may_be_missing,
)

NAT_INSTANCES = frozenset({RouteTarget.INSTANCE, RouteTarget.NETWORK_INTERFACE})

LEADS = {
    ControlVerdict.BROKEN: Role.LEADS_TO_NAT_INSTANCE,
    ControlVerdict.HOLDS: Role.LEADS_TO_NAT_GATEWAY,
    ControlVerdict.NOT_APPLICABLE: Role.LEADS_ELSEWHERE,
}


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for subnet in facts.network.subnets:
        placement = facts.placements[subnet.address]
        if placement.unknown is not None:
            yield judged(subnet, ControlVerdict.UNDECIDED, PropertyUnknown("tier", placement.unknown))
        elif facts.not_seen.paths:
            yield judged(subnet, ControlVerdict.UNDECIDED, may_be_missing(facts.not_seen.paths))
        elif placement.deciding is None:
            yield judged(subnet, ControlVerdict.NOT_APPLICABLE)
        else:
            verdict = verdict_of(placement)
            reason = HasOther(placement.deciding.address, LEADS[verdict])
            yield judged(subnet, verdict, reason, trace=placement.trace)


def verdict_of(placement: Placement) -> ControlVerdict:
    kind = placement.deciding.kind if placement.tier == "private" and placement.deciding is not None else None
    if kind in NAT_INSTANCES:
        return ControlVerdict.BROKEN
    return ControlVerdict.HOLDS if kind is RouteTarget.NAT_GATEWAY else ControlVerdict.NOT_APPLICABLE

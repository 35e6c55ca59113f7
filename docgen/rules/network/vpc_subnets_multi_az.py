"""The subnets of every VPC are in two availability zones or more.

Checks: The availability zones of the subnets of each VPC.
Why: One zone that fails takes everything offline.
Fix: Add subnets in another availability zone.
Undecided: The zone or the VPC of a subnet, or how many subnets there are, is not known.
Not applicable: VPCs without subnets, and environments without VPCs.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.placement import address_of
from docgen.rules.judgement import (
    ControlVerdict,
    InDoubt,
    Judgement,
    PropertyIs,
    PropertyUnknown,
    VerdictDoubt,
    judged,
    may_be_missing,
)
from docgen.source.traced import Known, Unknown

ENOUGH = 2


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for vpc in facts.network.vpcs:
        own = [each for each in facts.network.subnets if address_of(each.vpc) == vpc.address]
        zones = {str(zone_of(each.availability_zone)) for each in own if zone_of(each.availability_zone)}
        loose = [each.vpc for each in facts.network.subnets if address_of(each.vpc) is None]
        gaps = [each.availability_zone for each in own if zone_of(each.availability_zone) is None]
        if len(zones) >= ENOUGH:
            yield judged(vpc, ControlVerdict.HOLDS)
        elif facts.not_seen.anything:
            yield judged(vpc, ControlVerdict.UNDECIDED, may_be_missing(facts.not_seen.anything))
        elif (vpc_unknown := next((each for each in loose if isinstance(each, Unknown)), None)) is not None:
            yield judged(vpc, ControlVerdict.UNDECIDED, PropertyUnknown("vpc_id", vpc_unknown.reason))
        elif not own:
            yield judged(vpc, ControlVerdict.NOT_APPLICABLE)
        elif any(each.count_unknown for each in own):
            yield judged(vpc, ControlVerdict.UNDECIDED, InDoubt(VerdictDoubt.SUBNET_COUNT))
        elif gaps and len(own) > 1:
            reason = next(each.reason for each in gaps if isinstance(each, Unknown))
            yield judged(vpc, ControlVerdict.UNDECIDED, PropertyUnknown("availability_zone", reason))
        else:
            yield judged(vpc, ControlVerdict.BROKEN, PropertyIs("availability_zones", len(own) and 1))


def zone_of(zone: Known[str] | Unknown) -> object:
    """The zone's name, or the reference to one that AWS chooses; None if it is not known."""
    return zone.value if isinstance(zone, Known) else zone.reference

"""Every load balancer is in two availability zones or more.

Checks: The availability zones of the subnets of load balancers.
Why: One zone that fails takes everything behind the load balancer offline.
Fix: Give it subnets in at least two availability zones.
Undecided: The zone of a subnet is not known, or the subnets are outside the configuration.
Not applicable: Classic load balancers, and environments without load balancers.
"""

from collections.abc import Iterator, Mapping

from docgen.analysis.facts import EnvironmentFacts
from docgen.aws.model.base import Link
from docgen.aws.model.components import LoadBalancer
from docgen.rules.balancers import is_not_classic
from docgen.rules.judgement import ControlVerdict, Judgement, PropertyIs, PropertyUnknown, judged
from docgen.rules.properties import unless_not_about
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Reason, Traced, Unknown

ENOUGH = 2
OUTSIDE = Reason("it is not of this configuration")


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    zones = {each.address: each.availability_zone for each in facts.network.subnets}
    for balancer in facts.network.load_balancers:
        about = is_not_classic(balancer, facts)
        found = judge_balancer(balancer, zones)
        if about is False:
            yield judged(balancer, ControlVerdict.NOT_APPLICABLE)
        else:
            yield found if about is True else unless_not_about(found, balancer, about)


def judge_balancer(balancer: LoadBalancer, zones: Mapping[ResourceAddress, Traced[str]]) -> Judgement:
    if isinstance(balancer.subnets, Unknown):
        return judged(balancer, ControlVerdict.UNDECIDED, PropertyUnknown("subnets", balancer.subnets.reason))
    found: set[object] = set()
    gap: Reason | None = None
    for target in balancer.subnets.value:
        zone: Traced[str] = Unknown(OUTSIDE)
        if isinstance(target, Known) and isinstance(target.value, Link):
            zone = zones.get(target.value.address, zone)
        named = zone.value if isinstance(zone, Known) else zone.reference
        if named is None:
            gap = target.reason if isinstance(target, Unknown) else OUTSIDE
        else:
            found.add(str(named))
    if len(found) >= ENOUGH:
        return judged(balancer, ControlVerdict.HOLDS, trace=balancer.subnets.trace)
    if gap is not None and len(balancer.subnets.value) >= ENOUGH:
        return judged(balancer, ControlVerdict.UNDECIDED, PropertyUnknown("availability_zone", gap))
    zones_found = len(balancer.subnets.value) and 1
    return judged(balancer, ControlVerdict.BROKEN, PropertyIs("availability_zones", zones_found))

"""Rules about the VPC endpoints of a VPC."""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.placement import address_of
from docgen.aws.model.vpc import Vpc
from docgen.rules.judgement import (
    ControlVerdict,
    HasOther,
    Judge,
    Judgement,
    Lacks,
    Role,
    judged,
    may_be_missing,
    perhaps_by,
)
from docgen.source.traced import Unknown


def every_vpc_has(service: str) -> Judge:
    """A rule that holds where each VPC has an endpoint for a service: `ecr.api`."""

    def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
        for vpc in facts.network.vpcs:
            yield judge_vpc(vpc, service, facts)

    return judge


def judge_vpc(vpc: Vpc, service: str, facts: EnvironmentFacts) -> Judgement:
    doubts = []
    for endpoint in facts.network.endpoints:
        is_own = None if isinstance(endpoint.vpc, Unknown) else address_of(endpoint.vpc) == vpc.address
        fits = (
            None if isinstance(endpoint.service, Unknown) else endpoint.service.value.endswith(f".{service}")
        )
        if is_own and fits and not endpoint.count_unknown:
            return judged(
                vpc, ControlVerdict.HOLDS, HasOther(endpoint.address, Role.GIVES), trace=endpoint.trace
            )
        if is_own is not False and fits is not False:
            doubts.append(endpoint)
    if doubts:
        return judged(vpc, ControlVerdict.UNDECIDED, *perhaps_by(doubts[0]))
    if facts.not_seen.anything:
        return judged(vpc, ControlVerdict.UNDECIDED, may_be_missing(facts.not_seen.anything))
    return judged(vpc, ControlVerdict.BROKEN, Lacks("endpoints", service))

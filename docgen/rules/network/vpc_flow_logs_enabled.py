"""Every VPC has flow logs.

Checks: A flow log of the VPC itself, for all or for rejected traffic.
Why: Without flow logs there is no record of who connected to what.
Fix: Add an `aws_flow_log` with the VPC's id and `traffic_type = "ALL"`.
Undecided: A flow log's VPC or traffic type is not known, or code that is not here may have one.
Not applicable: An environment without VPCs.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.placement import address_of
from docgen.aws.model.vpc import FlowLog, Vpc
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

TRAFFIC = frozenset({"ALL", "REJECT"})


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for vpc in facts.network.vpcs:
        yield judge_vpc(vpc, facts)


def judge_vpc(vpc: Vpc, facts: EnvironmentFacts) -> Judgement:
    doubts: list[FlowLog] = []
    for log in facts.network.flow_logs:
        is_own = None if isinstance(log.subject, Unknown) else address_of(log.subject) == vpc.address
        fits = None if isinstance(log.traffic_type, Unknown) else log.traffic_type.value in TRAFFIC
        if is_own and fits and not log.count_unknown:
            return judged(vpc, ControlVerdict.HOLDS, HasOther(log.address, Role.GIVES), trace=log.trace)
        if is_own is not False and fits is not False:
            doubts.append(log)
    if doubts:
        first = doubts[0]
        values = (first.subject, first.traffic_type)
        gap = next((each.reason for each in values if isinstance(each, Unknown)), None)
        reasons = perhaps_by(first) if gap is None else (PropertyUnknown("flow_log", gap),)
        return judged(vpc, ControlVerdict.UNDECIDED, *reasons)
    if facts.not_seen.anything:
        return judged(vpc, ControlVerdict.UNDECIDED, may_be_missing(facts.not_seen.anything))
    return judged(vpc, ControlVerdict.BROKEN, Lacks("flow_logs"))

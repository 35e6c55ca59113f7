"""Rules about what security groups allow from the whole internet."""

from collections.abc import Iterable, Iterator

from docgen.analysis.allowed_traffic import AllowRule, allow_rule_of
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.filters import unknown_part
from docgen.analysis.ranges import ALL_V4, ALL_V6, INTERNET_V4, INTERNET_V6, IntervalSet
from docgen.aws.model.firewall import SecurityGroup
from docgen.rules.judgement import (
    AllowedBy,
    ControlReason,
    ControlVerdict,
    Judge,
    Judgement,
    MayBeAllowedBy,
    MayBeMissing,
    judged,
)

PORTED = frozenset({"tcp", "udp"})
ALL_PORTS = IntervalSet([(0, 65535)])
TCP = frozenset({"tcp"})


def ports(*numbers: int) -> IntervalSet:
    return IntervalSet([(each, each) for each in numbers])


def closed_to_the_world(
    wanted: IntervalSet, protocols: frozenset[str] = TCP, families: Iterable[IntervalSet] = (ALL_V4, ALL_V6)
) -> Judge:
    """A rule that holds where no security group allows any of these ports from the whole of an address family.

    The sources of all rules for one port count together: 0.0.0.0/1 and 128.0.0.0/1 are the internet.
    """
    spaces = tuple(families)

    def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
        lists = {each.address: each for each in facts.network.prefix_lists}
        for group in facts.network.security_groups:
            rules = [allow_rule_of(each, lists) for each in group.rules if each.direction == "ingress"]
            own = [each for each in rules if concerns(each, wanted, protocols)]
            yield judge_group(group, own, facts, spaces, wanted, protocols)

    return judge


def judge_group(  # noqa: PLR0913, PLR0917 - a group, its rules, and what is asked
    group: SecurityGroup,
    own: list[AllowRule],
    facts: EnvironmentFacts,
    spaces: tuple[IntervalSet, ...],
    wanted: IntervalSet,
    protocols: frozenset[str],
) -> Judgement:
    certain = [each for each in own if each.protocol is not None and each.ports_known]
    for space in spaces:
        allowed = IntervalSet().union(*(each.definite for each in certain))
        if covers(allowed, space):
            deciding = [each for each in certain if each.definite.intersection(space)]
            reasons: tuple[ControlReason, ...] = tuple(AllowedBy(each.rule) for each in deciding)
            verdict = ControlVerdict.UNDECIDED if group.count_unknown else ControlVerdict.BROKEN
            return judged(group, verdict, *reasons, trace=deciding[0].rule.trace)
    doubtful = [each for each in own if each.possible and not is_certain(each)]
    if (
        any(covers(IntervalSet().union(*(each.possible for each in own)), space) for space in spaces)
        and doubtful
    ):
        rule = doubtful[0].rule
        return judged(group, ControlVerdict.UNDECIDED, MayBeAllowedBy(rule, unknown_part(rule)))
    lists = {each.address: each for each in facts.network.prefix_lists}
    for missing in facts.not_seen.rules:
        other = allow_rule_of(missing.rule, lists)
        if missing.rule.direction == "ingress" and concerns(other, wanted, protocols) and other.possible:
            return judged(group, ControlVerdict.UNDECIDED, MayBeMissing(missing))
    sources = (*facts.not_seen.anything, *facts.not_seen.foreign)
    if sources:
        return judged(group, ControlVerdict.UNDECIDED, MayBeMissing(sources[0]))
    return judged(group, ControlVerdict.HOLDS)


def is_certain(each: AllowRule) -> bool:
    return each.protocol is not None and each.ports_known and each.gap is None


def concerns(each: AllowRule, wanted: IntervalSet, protocols: frozenset[str]) -> bool:
    """Whether a rule is about one of the ports; a protocol that is not known may be any."""
    if each.protocol in {None, "-1"}:
        return True
    return each.protocol in protocols and bool(each.ports.intersection(wanted))


def covers(allowed: IntervalSet, space: IntervalSet) -> bool:
    """Whether all public addresses of a family are among the allowed ones."""
    return (INTERNET_V4 if space is ALL_V4 else INTERNET_V6).is_within(allowed)

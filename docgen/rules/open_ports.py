"""Rules about what security groups allow from the whole internet."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from docgen.analysis.allowed_traffic import AllowRule, allow_rule_of
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.filters import unknown_part
from docgen.analysis.ranges import ALL_V4, ALL_V6, INTERNET_V4, INTERNET_V6, IntervalSet
from docgen.aws.model.firewall import Direction, Rule, SecurityGroup
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
BEYOND_WEB = ALL_PORTS.difference(IntervalSet([(80, 80), (443, 443)]))
Concerns: TypeAlias = Callable[[AllowRule, IntervalSet, frozenset[str]], bool]


def ports(*numbers: int) -> IntervalSet:
    return IntervalSet([(each, each) for each in numbers])


def concerns(each: AllowRule, wanted: IntervalSet, protocols: frozenset[str]) -> bool:
    """Whether a rule is about one of the ports; a protocol that is not known may be any."""
    if each.protocol in {None, "-1"}:
        return True
    return each.protocol in protocols and bool(each.ports.intersection(wanted))


def all_of(each: AllowRule, wanted: IntervalSet, protocols: frozenset[str]) -> bool:
    """Whether a rule is about all of the ports at once."""
    if each.protocol in {None, "-1"}:
        return True
    return each.protocol in protocols and wanted.is_within(each.ports)


def beyond(each: AllowRule, wanted: IntervalSet, _: frozenset[str]) -> bool:
    """Whether a rule is about one of the ports of TCP, or about another protocol."""
    return each.protocol != "tcp" or bool(each.ports.intersection(wanted))


def closed_to_the_world(
    wanted: IntervalSet,
    protocols: frozenset[str] = TCP,
    families: Iterable[IntervalSet] = (ALL_V4, ALL_V6),
    concerns: Concerns = concerns,
    direction: Direction = "ingress",
) -> Judge:
    """A rule that holds where no security group allows any of these ports from (or to) the whole of an address family.

    The sources of all rules for one port count together: 0.0.0.0/1 and 128.0.0.0/1 are the internet.
    """
    spaces = tuple(families)

    def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
        lists = {each.address: each for each in facts.network.prefix_lists}

        def asked(rules: Iterable[Rule]) -> list[AllowRule]:
            made = (allow_rule_of(each, lists) for each in rules if each.direction == direction)
            return [each for each in made if concerns(each, wanted, protocols)]

        for group in facts.network.security_groups:
            yield judge_group(group, asked(group.rules), facts, spaces, asked)

    return judge


def judge_group(
    group: SecurityGroup,
    own: list[AllowRule],
    facts: EnvironmentFacts,
    spaces: tuple[IntervalSet, ...],
    asked: Callable[[Iterable[Rule]], list[AllowRule]],
) -> Judgement:
    """`own`: its rules that are asked about; `asked` chooses those among others."""
    certain = [each for each in own if is_certain(each)]
    allowed = IntervalSet().union(*(each.definite for each in certain))
    possible = IntervalSet().union(*(each.possible for each in own))
    for space in spaces:
        if covers(allowed, space):
            deciding = [each for each in certain if each.definite.intersection(space)]
            verdict = ControlVerdict.UNDECIDED if group.count_unknown else ControlVerdict.BROKEN
            reasons: tuple[ControlReason, ...] = tuple(AllowedBy(each.rule) for each in deciding)
            return judged(group, verdict, *reasons, trace=deciding[0].rule.trace)
    doubtful = [each for each in own if each.possible and not is_certain(each)]
    if doubtful and any(covers(possible, space) for space in spaces):
        rule = doubtful[0].rule
        return judged(group, ControlVerdict.UNDECIDED, MayBeAllowedBy(rule, unknown_part(rule)))
    for missing in facts.not_seen.rules:
        if any(each.possible for each in asked([missing.rule])):
            return judged(group, ControlVerdict.UNDECIDED, MayBeMissing(missing))
    sources = (*facts.not_seen.anything, *facts.not_seen.foreign)
    if sources:
        return judged(group, ControlVerdict.UNDECIDED, MayBeMissing(sources[0]))
    return judged(group, ControlVerdict.HOLDS)


def is_certain(each: AllowRule) -> bool:
    return each.protocol is not None and each.ports_known and each.gap is None


def covers(allowed: IntervalSet, space: IntervalSet) -> bool:
    """Whether all public addresses of a family are among the allowed ones."""
    return (INTERNET_V4 if space is ALL_V4 else INTERNET_V6).is_within(allowed)

"""Rules about what security groups allow from the whole internet."""

from collections.abc import Callable, Iterable, Iterator, Sequence
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
    judged,
    may_be_missing,
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
    spaces = tuple(INTERNET_V4 if each is ALL_V4 else INTERNET_V6 for each in families)

    def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
        lists = {each.address: each for each in facts.network.prefix_lists}

        def asked(rules: Iterable[Rule]) -> list[AllowRule]:
            made = (allow_rule_of(each, lists) for each in rules if each.direction == direction)
            return [each for each in made if concerns(each, wanted, protocols)]

        def services(rules: Sequence[AllowRule]) -> Iterator[list[AllowRule]]:
            return by_service(rules, ALL_PORTS if concerns is all_of else wanted)

        for group in facts.network.security_groups:
            yield judge_group(group, asked(group.rules), facts, spaces, asked, services)

    return judge


def judge_group(  # noqa: PLR0913, PLR0917 - what is asked about, and in whose words
    group: SecurityGroup,
    own: list[AllowRule],
    facts: EnvironmentFacts,
    spaces: tuple[IntervalSet, ...],
    asked: Callable[[Iterable[Rule]], list[AllowRule]],
    services: Callable[[Sequence[AllowRule]], Iterator[list[AllowRule]]],
) -> Judgement:
    """`own`: its rules that are asked about; `asked` chooses those among others; `services`: those about one port each."""
    certain = [each for each in own if is_certain(each)]
    for space in spaces:
        deciding = [
            each
            for rules in services(certain)
            if space.is_within(IntervalSet().union(*(each.definite for each in rules)))
            for each in rules
            if each.definite.meets(space)
        ]
        if deciding:
            reasons: tuple[ControlReason, ...] = tuple(
                AllowedBy(each.rule) for each in certain if each in deciding
            )
            return judged(group, ControlVerdict.BROKEN, *reasons, trace=deciding[0].rule.trace)
    for rules in services(own):
        doubtful = [each for each in rules if each.possible and not is_certain(each)]
        possible = IntervalSet().union(*(each.possible for each in rules))
        if doubtful and any(each.is_within(possible) for each in spaces):
            rule = doubtful[0].rule
            return judged(group, ControlVerdict.UNDECIDED, MayBeAllowedBy(rule, unknown_part(rule)))
    unowned = [each for each in facts.not_seen.rules if any(found.possible for found in asked([each.rule]))]
    sources = (*unowned, *facts.not_seen.anything, *facts.not_seen.foreign)
    if sources:
        return judged(group, ControlVerdict.UNDECIDED, may_be_missing(sources))
    return judged(group, ControlVerdict.HOLDS)


def by_service(rules: Sequence[AllowRule], wanted: IntervalSet) -> Iterator[list[AllowRule]]:
    """The rules that allow one port of one protocol: where several do, the port with most of them.

    Every set of rules with a port in common is a part of the set at the first port of one of them. Of other protocols than
    TCP and UDP, and where all of the `wanted` ports are asked about at once, it is all rules of the protocol.
    """
    known = {each.protocol for each in rules if each.protocol not in {None, "-1"}}
    for protocol in sorted(filter(None, known)) or ["-1"]:
        own = [each for each in rules if each.protocol in {None, "-1", protocol}]
        if protocol not in PORTED or wanted == ALL_PORTS:
            yield own
            continue
        ports_of = {id(each): each.ports.intersection(wanted) or each.ports for each in own}
        firsts = sorted({first for found in ports_of.values() for first, _ in found.intervals})
        for first in firsts:
            yield [each for each in own if first in ports_of[id(each)]]


def is_certain(each: AllowRule) -> bool:
    return each.protocol is not None and each.ports_known and each.gap is None

"""Checks assertions and the claims of pages against the facts.

A verdict is proved or it is undecided: an assertion holds only where nothing that docgen has not seen, and nothing
that it does not know, could break it. It is broken where something that was seen breaks it. One break is reported
although it is not proved against everything: a path that was seen to be open, where the claim says that it is
blocked. Only an ACL, a route or a flag in code that is not here could close it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from docgen.analysis.allowed_traffic import AllowRule, allow_rule_of, allowed_traffic, find_groups
from docgen.analysis.assertions import (
    Assertion,
    Condition,
    CountIs,
    EveryHas,
    Internet,
    Name,
    OnlyFrom,
    PathIs,
    Source,
    Statement,
)
from docgen.analysis.endpoints import INTERNET_NAME, Range, internet, range_of
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.findings import Plain
from docgen.analysis.named_things import environments_of, find_named
from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.not_seen import Missing, stands_for
from docgen.analysis.path import ReachResult, ReachVerdict
from docgen.analysis.placement import PlacementDoubt
from docgen.analysis.ranges import INTERNET, IntervalSet, addresses, blocks
from docgen.analysis.reachability import Endpoint
from docgen.analysis.traffic import TrafficSelector, answers_on
from docgen.analysis.verdicts import (
    AdmissionUnknown,
    Admits,
    AttributeDiffers,
    AttributeUnknown,
    ClaimVerdict,
    CountDiffers,
    EnvironmentVerdict,
    MayBeMissing,
    MayBeNamed,
    NothingNamed,
    NumberUnknown,
    PathDiffers,
    Reaches,
    Reason,
    Verdict,
)
from docgen.aws.model.base import AwsResource
from docgen.aws.model.components import Component
from docgen.aws.model.firewall import PrefixList
from docgen.source.address import ResourceAddress
from docgen.source.traced import Unknown
from docgen.source.tristate import Tristate, all_of

MOST_RANGES = 4  # that one reason lists
Doubts = Iterator[tuple[Verdict, Reason]]
AttributeDoubt = AttributeUnknown | MayBeMissing  # why an attribute is not known


def judge_assertion(
    assertion: Assertion, page: str, title: str, environments: Sequence[EnvironmentFacts]
) -> ClaimVerdict:
    """The verdict in each environment that the assertion is about."""
    asked = environments_of(assertion, environments)
    return ClaimVerdict(page, title, assertion.says, tuple(finding(assertion, each) for each in asked))


def finding(assertion: Assertion, facts: EnvironmentFacts) -> EnvironmentVerdict:
    against = list(Judgement(facts, assertion.traffic_text).against(assertion.statement))
    for worst in (Verdict.BROKEN, Verdict.UNDECIDED):
        reasons = [reason for verdict, reason in against if verdict is worst]
        if reasons:
            return EnvironmentVerdict(facts.name, worst, tuple(reasons))
    return EnvironmentVerdict(facts.name, Verdict.HOLDS)


class Judgement:
    """The findings against statements in one environment: what breaks them, and what might."""

    def __init__(self, facts: EnvironmentFacts, traffic_text: str) -> None:
        self.facts = facts
        self.traffic_text = traffic_text
        self.index = NetworkIndex(facts.network, facts.placements)  # what is seen
        self.around_unseen = NetworkIndex(facts.network, facts.placements, facts.not_seen)

    def against(self, statement: Statement) -> Doubts:
        match statement:
            case EveryHas():
                yield from self.against_every(statement)
            case CountIs():
                yield from self.against_count(statement)
            case OnlyFrom():
                yield from self.against_only(statement)
            case PathIs():
                yield from self.against_path(statement)

    # -- about the things of a kind ----------------------------------------------------

    def against_every(self, statement: EveryHas) -> Doubts:
        for thing in statement.kind.members(self.facts.network):
            chosen, unclear = self.matches(thing, statement.where)
            if chosen is False:
                continue
            for condition in statement.has:
                differs = self.differs(thing, condition)
                if isinstance(differs, AttributeUnknown | MayBeMissing):
                    yield Verdict.UNDECIDED, differs
                elif differs is not None and thing.count_unknown:
                    yield Verdict.UNDECIDED, self.number_unknown(thing)
                elif differs is not None and chosen is None:
                    yield from ((Verdict.UNDECIDED, each) for each in unclear)
                elif differs is not None:
                    yield Verdict.BROKEN, differs
        yield from maybe(self.facts.not_seen.anything)

    def against_count(self, statement: CountIs) -> Doubts:
        collection = statement.kind.collection
        sure = perhaps = 0
        doubts: list[Reason] = []
        unlimited = bool(self.facts.not_seen.anything)
        for thing in statement.kind.members(self.facts.network):
            chosen, unclear = self.matches(thing, statement.where)
            if chosen is False:
                continue
            if thing.count_unknown:
                unlimited = True
                doubts.append(self.number_unknown(thing))
            elif chosen is None:
                perhaps += 1
                doubts += unclear
            else:
                sure += 1
        highest = None if unlimited else sure + perhaps
        if statement.number < sure or (highest is not None and statement.number > highest):
            yield Verdict.BROKEN, CountDiffers(collection, sure, highest)
            return
        yield from ((Verdict.UNDECIDED, each) for each in doubts)
        yield from maybe(self.facts.not_seen.anything)

    def matches(
        self, thing: AwsResource, where: Iterable[Condition]
    ) -> tuple[Tristate, tuple[AttributeDoubt, ...]]:
        """Whether a thing has all these attributes, and why that is not known."""
        parts: list[Tristate] = []
        unclear = []
        for condition in where:
            differs = self.differs(thing, condition)
            is_doubt = isinstance(differs, AttributeUnknown | MayBeMissing)
            if isinstance(differs, AttributeUnknown | MayBeMissing):
                unclear.append(differs)
            parts.append(None if is_doubt else differs is None)
        return all_of(parts), tuple(unclear)

    def differs(self, thing: AwsResource, condition: Condition) -> AttributeDiffers | AttributeDoubt | None:
        """None where the thing certainly has the attribute as it is wanted."""
        attribute = condition.attribute
        actual = attribute.of(thing, self.facts)
        if isinstance(actual, Unknown | PlacementDoubt):
            because = actual.reason if isinstance(actual, Unknown) else actual.because
            return AttributeUnknown(thing.address, attribute.name, because, self.facts.remedy_for(because))
        not_seen = self.facts.not_seen
        deciding = (
            not_seen.paths if attribute.is_linked else not_seen.unlinked if attribute.is_inherited else ()
        )
        if deciding:
            return MayBeMissing(deciding[0])
        if attribute.equals(actual.value, condition.wanted):
            return None
        return AttributeDiffers(thing.address, attribute.name, actual.value)

    def number_unknown(self, thing: AwsResource) -> NumberUnknown:
        entry = next(
            (each for each in self.facts.not_seen.count_unknown if each.address == thing.address), None
        )
        if entry is None:
            return NumberUnknown(thing.address)
        return NumberUnknown(thing.address, entry.reason, entry.remedy)

    # -- about who reaches it -----------------------------------------------------------

    def against_only(self, statement: OnlyFrom) -> Doubts:
        """Address ranges that are admitted beside those that are named and, with names, other things that reach it."""
        target = find_named(statement.target, self.facts)
        if statement.is_about_things:
            yield from self.unexpected_sources(statement, target.things)
        allowed = addresses(*statement.ranges)
        if statement.internet:
            allowed = allowed.union(INTERNET)
        for component in target.things:
            yield from self.admitted_beside(component, allowed, statement.traffic)
        yield from ((Verdict.UNDECIDED, each) for each in target.possible)
        yield from maybe(self.facts.not_seen.paths)
        if statement.is_about_things:
            yield from maybe(self.facts.not_seen.unmodelled)

    def admitted_beside(self, component: Component, allowed: IntervalSet, traffic: TrafficSelector) -> Doubts:
        network = self.facts.network
        admitted = allowed_traffic(component, network, find_groups(network))
        used = [each for each in admitted.rules if concerns(each, traffic)]
        sure = IntervalSet().union(*(each.definite for each in used if each.ports_known and each.protocol))
        maybe_open = IntervalSet().union(*(each.possible for each in used))
        if admitted.everyone:
            sure = maybe_open = INTERNET
        if sure.difference(allowed):
            if component.count_unknown:
                yield Verdict.UNDECIDED, self.number_unknown(component)
                return
            ranges = tuple(blocks(sure)[:MOST_RANGES])
            yield Verdict.BROKEN, Admits(component.address, ranges, self.traffic_text)
            return
        gaps = [each.gap for each in used if each.gap is not None]
        gaps += [admitted.gap] if admitted.gap is not None else []
        if gaps:
            remedy = self.facts.remedy_for(gaps[0])
            yield Verdict.UNDECIDED, AdmissionUnknown(component.address, gaps[0], remedy)
        elif maybe_open.difference(allowed):
            yield Verdict.UNDECIDED, AdmissionUnknown(component.address, Plain.RULE_NOT_FULLY_KNOWN)
        if not admitted.everyone:
            yield from self.unowned_rules(allowed, traffic)

    def unowned_rules(self, allowed: IntervalSet, traffic: TrafficSelector) -> Doubts:
        """The rules that may belong to one of its groups, and would allow others."""
        lists = prefix_lists(self.facts)
        for each in self.facts.not_seen.rules:
            if each.rule.direction != "ingress":
                continue
            rule = allow_rule_of(each.rule, lists)
            if concerns(rule, traffic) and (rule.possible.difference(allowed) or rule.gap is not None):
                yield Verdict.UNDECIDED, MayBeMissing(each)

    def unexpected_sources(self, statement: OnlyFrom, things: Sequence[Component]) -> Doubts:
        """The components that are not named and can reach it, or perhaps."""
        allowed, perhaps = self.allowed(statement.named)
        for component in things:
            for other in self.facts.network.components():
                if other.address in allowed or other is component:
                    continue
                for answer in answers_on(self.index, other, component, statement.traffic):
                    if answer.verdict is ReachVerdict.BLOCKED:
                        continue
                    is_known = not other.count_unknown and other.address not in perhaps
                    is_sure = answer.verdict is ReachVerdict.REACHABLE and is_known
                    yield (
                        Verdict.BROKEN if is_sure else Verdict.UNDECIDED,
                        Reaches(
                            other.address,
                            component.address,
                            self.traffic_text,
                            ReachVerdict.REACHABLE if is_sure else ReachVerdict.UNDECIDED,
                            answer.unknowns,
                        ),
                    )
                    break

    def allowed(self, named: Iterable[Name]) -> tuple[set[ResourceAddress], set[ResourceAddress]]:
        """The things that are named, and those that may be: by a name or a number that is not known."""
        sure: set[ResourceAddress] = set()
        perhaps: set[ResourceAddress] = set()
        for name in named:
            found = find_named(name, self.facts)
            for each in found.things:
                is_one_of_many = name.kind is None and stands_for(each.address, name.text)
                (perhaps if is_one_of_many else sure).add(each.address)
            perhaps |= {each.subject for each in found.possible if isinstance(each, MayBeNamed)}
        return sure, perhaps

    def against_path(self, statement: PathIs) -> Doubts:
        """Every pair of a source and a target has the verdict that the claim says."""
        sources, doubts = self.sources(statement.source)
        target = find_named(statement.target, self.facts)
        open_ends = [*doubts, *target.possible]
        missing = list(maybe(self.facts.not_seen.paths))
        pairs = [(one, other) for one in sources for other in target.things if one is not other]
        is_open = not pairs
        if not pairs and statement.verdict is not ReachVerdict.BLOCKED and not open_ends and not missing:
            absent = (
                statement.source if target.things and isinstance(statement.source, Name) else statement.target
            )
            yield Verdict.BROKEN, NothingNamed(absent.text)
        for one, other in pairs:
            is_proved = not missing or self.is_blocked_for_good(one, other, statement.traffic)
            is_open = is_open or not is_proved
            for answer in answers_on(self.index, one, other, statement.traffic):
                verdict = self.of_answer(answer, one, other, statement, open=not is_proved)
                if verdict is not Verdict.HOLDS:
                    because = answer.unknowns
                    yield (
                        verdict,
                        PathDiffers(end_name(one), other.address, self.traffic_text, answer.verdict, because),
                    )
                    break
        if statement.verdict is not ReachVerdict.UNDECIDED:
            yield from ((Verdict.UNDECIDED, each) for each in open_ends)
            yield from missing if is_open else ()

    def is_blocked_for_good(self, source: Endpoint, target: Component, traffic: TrafficSelector) -> bool:
        """Whether nothing that was not seen could open a way."""
        answers = answers_on(self.around_unseen, source, target, traffic)
        return all(each.verdict is ReachVerdict.BLOCKED for each in answers)

    def of_answer(
        self,
        answer: ReachResult,
        source: Endpoint,
        target: Component,
        statement: PathIs,
        *,
        open: bool,  # noqa: A002 - may change
    ) -> Verdict:
        """The meaning of one answer for the claim; `open`: something that was not seen could open or close the path."""
        wanted, verdict = statement.verdict, answer.verdict
        if verdict is wanted:
            return Verdict.HOLDS
        if wanted is ReachVerdict.UNDECIDED:
            return Verdict.HOLDS if open else Verdict.BROKEN
        if verdict is ReachVerdict.UNDECIDED:
            return Verdict.UNDECIDED
        count_unknown = target.count_unknown or (isinstance(source, Component) and source.count_unknown)
        is_proved = not count_unknown and (verdict is ReachVerdict.REACHABLE or not open)
        return Verdict.BROKEN if is_proved else Verdict.UNDECIDED

    def sources(self, source: Source) -> tuple[list[Endpoint], tuple[Reason, ...]]:
        """The internet, a CIDR range, or components; and why there may be others."""
        match source:
            case Internet():
                return [internet()], ()
            case Name():
                found = find_named(source, self.facts)
                return list(found.things), found.possible
            case _:
                return [range_of(source)], ()


def maybe(missing: Iterable[Missing]) -> Doubts:
    for each in missing:
        yield Verdict.UNDECIDED, MayBeMissing(each)


def concerns(rule: AllowRule, traffic: TrafficSelector) -> bool:
    """Whether a rule is about some of the traffic."""
    if traffic.protocol == "-1" or rule.protocol in {None, "-1"}:
        return True
    if rule.protocol != traffic.protocol:
        return False
    if traffic.ports is None or not rule.ports_known:
        return True
    if traffic.protocol.startswith("icmp") and -1 in rule.ports:
        return True  # every type
    return bool(rule.ports.intersection(IntervalSet([(traffic.ports.first, traffic.ports.last)])))


def prefix_lists(facts: EnvironmentFacts) -> Mapping[ResourceAddress, PrefixList]:
    return {each.address: each for each in facts.network.prefix_lists}


def end_name(end: Endpoint) -> str:
    if isinstance(end, Range):
        return INTERNET_NAME if end.name == INTERNET_NAME else end.name
    return str(end.address)

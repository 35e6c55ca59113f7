"""Rules about one property of each resource of a kind."""

from collections.abc import Callable, Iterator
from typing import Any

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.kinds import KINDS
from docgen.analysis.placement import PlacementDoubt
from docgen.aws.model.base import AwsResource
from docgen.rules.judgement import (
    ControlVerdict,
    Judge,
    Judgement,
    MayBeMissing,
    PropertyIs,
    PropertyUnknown,
    judged,
)
from docgen.source.traced import Unknown

Test = Callable[[Any], bool]
Applies = Callable[[Any, EnvironmentFacts], bool | None]


def every(collection: str, name: str, test: Test, applies: Applies = lambda _thing, _facts: True) -> Judge:
    """A rule that holds where a property of each resource of a kind passes a test.

    `applies` says whether the rule is about a resource: yes, no, or None where that is not known.
    """

    def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
        for thing in KINDS[collection].members(facts.network):
            about = applies(thing, facts)
            if about is False:
                yield judged(thing, ControlVerdict.NOT_APPLICABLE)
            else:
                found = judge_property(thing, collection, name, test, facts)
                if about is None and found.verdict is ControlVerdict.BROKEN:
                    found = judged(thing, ControlVerdict.UNDECIDED, *found.reasons, trace=found.trace)
                yield found

    return judge


def judge_property(
    thing: AwsResource, collection: str, name: str, test: Test, facts: EnvironmentFacts
) -> Judgement:
    kind_property = KINDS[collection].property_named(name)
    value = kind_property.of(thing, facts)
    if isinstance(value, Unknown | PlacementDoubt):
        because = value.reason if isinstance(value, Unknown) else value.because
        return judged(thing, ControlVerdict.UNDECIDED, PropertyUnknown(name, because), trace=value.trace)
    reason = PropertyIs(name, value.value)
    passes = test(value.value)
    not_seen = facts.not_seen
    deciding = (
        not_seen.paths if kind_property.is_linked else not_seen.unlinked if kind_property.is_inherited else ()
    )
    if deciding:
        return judged(thing, ControlVerdict.UNDECIDED, MayBeMissing(deciding[0]), trace=value.trace)
    verdict = ControlVerdict.HOLDS if passes else ControlVerdict.BROKEN
    return judged(thing, verdict, reason, trace=value.trace)


def is_true(value: object) -> bool:
    return value is True


def is_false(value: object) -> bool:
    return value is False

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
    MayNotApply,
    PropertyIs,
    PropertyUnknown,
    judged,
    may_be_missing,
)
from docgen.source.traced import Unknown

Test = Callable[[Any], bool]
Applies = Callable[[Any, EnvironmentFacts], bool | PropertyUnknown | None]


def every(
    collection: str,
    name: str,
    test: Test,
    applies: Applies = lambda _thing, _facts: True,
    among: Callable[[Any], bool] = lambda _thing: True,
) -> Judge:
    """A rule that holds where a property of each resource of a kind passes a test.

    `applies` says whether the rule is about a resource: yes, no, or the property that is not known and decides it (None: it has
    no name). `among` chooses the subjects where a collection holds things of several kinds.
    """

    def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
        for thing in filter(among, KINDS[collection].members(facts.network)):
            about = applies(thing, facts)
            if about is False:
                yield judged(thing, ControlVerdict.NOT_APPLICABLE)
            else:
                found = judge_property(thing, collection, name, test, facts)
                yield found if about is True else unless_not_about(found, thing, about)

    return judge


def unless_not_about(found: Judgement, thing: AwsResource, doubt: PropertyUnknown | None) -> Judgement:
    """The verdict on a thing that the control may not be about: it is not broken, and that comes first of the reasons."""
    if found.verdict is not ControlVerdict.BROKEN:
        return found
    return judged(thing, ControlVerdict.UNDECIDED, MayNotApply(doubt), *found.reasons, trace=found.trace)


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
        return judged(thing, ControlVerdict.UNDECIDED, may_be_missing(deciding), trace=value.trace)
    verdict = ControlVerdict.HOLDS if passes else ControlVerdict.BROKEN
    return judged(thing, verdict, reason, trace=value.trace)


def is_true(value: object) -> bool:
    return value is True


def is_false(value: object) -> bool:
    return value is False

"""Resolves the names in an assertion in one environment: the things that match, and those that may match."""

from collections.abc import Sequence

import msgspec

from docgen.analysis.assertions import Assertion, Name
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.not_seen import stands_for
from docgen.analysis.verdicts import MayBeMissing, MayBeNamed
from docgen.aws.model.components import Component
from docgen.source.traced import Known, Unknown


class Found(msgspec.Struct, frozen=True, eq=False):
    """The things of a name, and why there may be others.

    For the name of a collection `possible` is empty: whatever is missing may add to it, which is for the caller to say.
    """

    things: tuple[Component, ...]
    possible: tuple[MayBeNamed | MayBeMissing, ...] = ()


def find_named(name: Name, facts: EnvironmentFacts) -> Found:
    """The components that a name means: a collection's, or the one with this address or name."""
    network = facts.network
    if name.kind is not None:
        return Found(tuple(name.kind.components(network)))
    components = network.components()
    things = [
        each
        for each in components
        if str(each.address) == name.text
        or (isinstance(each.name, Known) and each.name.value == name.text)
        or stands_for(each.address, name.text)
    ]
    possible: list[MayBeNamed | MayBeMissing] = []
    if name.is_address:
        possible += [] if things else [MayBeMissing(each) for each in facts.not_seen.may_make(name.text)]
    else:
        possible += [
            MayBeNamed(each.address, name.text, each.name.reason, facts.remedy_for(each.name.reason))
            for each in components
            if isinstance(each.name, Unknown) and each.name.reason.kind is not None and each not in things
        ]
        possible += [MayBeMissing(each) for each in facts.not_seen.anything]
    return Found(tuple(things), tuple(possible))


def environments_of(assertion: Assertion, environments: Sequence[EnvironmentFacts]) -> list[EnvironmentFacts]:
    among = assertion.environments
    return [each for each in environments if among is None or each.name in among]

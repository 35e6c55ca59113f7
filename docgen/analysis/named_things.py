"""What the names of an assertion mean in one environment: the things that have them, and those that may."""

from collections.abc import Iterator, Sequence

import msgspec

from docgen.analysis.assertions import Assertion, Name
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.kinds import KINDS
from docgen.analysis.not_seen import stands_for
from docgen.analysis.verdicts import MayBeMissing, MayBeNamed
from docgen.aws.model.components import Component
from docgen.source.diagnostic import Diagnostic, did_you_mean, error
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


def check_names(assertion: Assertion, environments: Sequence[EnvironmentFacts]) -> Iterator[Diagnostic]:
    """An error for each name that no environment of the assertion has, and that nothing missing could have."""
    asked = environments_of(assertion, environments)
    for name in assertion.names():
        found = [find_named(name, each) for each in asked]
        if asked and not any(each.things or each.possible for each in found):
            yield error("Invalid claim", unknown_name(name, asked), name.span)


def environments_of(assertion: Assertion, environments: Sequence[EnvironmentFacts]) -> list[EnvironmentFacts]:
    among = assertion.environments
    return [each for each in environments if among is None or each.name in among]


def unknown_name(name: Name, environments: Sequence[EnvironmentFacts]) -> str:
    inventory = {str(each.address) for facts in environments for each in facts.network.inventory}
    if name.text in inventory:
        return f"{name.text} holds no network interface that docgen models, so nothing can be asked about who reaches it."
    components = [each for facts in environments for each in facts.network.components()]
    addresses = sorted({str(each.address) for each in components})
    names = {each.name.value for each in components if isinstance(each.name, Known)}
    hint = did_you_mean(name.text, {*addresses, *names, *KINDS})
    where = " or ".join(each.name for each in environments)
    there = f" Things that can be named: {', '.join(addresses)}." if addresses else ""
    return (
        f'"{name.text}" is neither a collection nor the address or name of a thing of {where}.{hint}{there}'
    )

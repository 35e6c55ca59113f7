"""The names in assertions and claims that no environment has."""

from collections.abc import Iterator, Sequence

from docgen.analysis.assertions import Assertion, Name
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.kinds import KINDS
from docgen.analysis.named_things import environments_of, find_named
from docgen.source.diagnostic import Diagnostic, did_you_mean, error
from docgen.source.traced import Known


def check_names(assertion: Assertion, environments: Sequence[EnvironmentFacts]) -> Iterator[Diagnostic]:
    """An error for each name that no environment of the assertion has, and that nothing missing could have."""
    asked = environments_of(assertion, environments)
    for name in assertion.names():
        found = [find_named(name, each) for each in asked]
        if asked and not any(each.things or each.possible for each in found):
            yield error("Invalid claim", unknown_name(name, asked), name.span)


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

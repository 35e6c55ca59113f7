"""What depends on each input: exposures, rules, subnets."""

from collections.abc import Mapping

import msgspec

from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.levers import rule_levers
from docgen.source.address import ResourceAddress


class Influence(msgspec.Struct, frozen=True):
    """Everything that one variable decides, or helps to decide, in any environment."""

    variable: str
    exposures: tuple[ResourceAddress, ...]
    groups: tuple[ResourceAddress, ...]  # security groups with a rule that depends on it
    subnets: tuple[ResourceAddress, ...]  # whose tier depends on it


def find_influence(facts: Facts) -> tuple[Influence, ...]:
    """Those that decide most come first; inputs on which nothing hangs are left out."""
    found: dict[str, dict[str, set[ResourceAddress]]] = {}
    for environment in facts.environments:
        for kind, reached in influenced(environment).items():
            for variable, addresses in reached.items():
                found.setdefault(variable, {}).setdefault(kind, set()).update(addresses)
    made = [
        Influence(
            variable,
            ordered(kinds.get("exposures", set())),
            ordered(kinds.get("groups", set())),
            ordered(kinds.get("subnets", set())),
        )
        for variable, kinds in found.items()
    ]
    return tuple(
        sorted(
            made,
            key=lambda each: (-len(each.exposures), -len(each.groups), -len(each.subnets), each.variable),
        )
    )


def influenced(facts: EnvironmentFacts) -> Mapping[str, Mapping[str, set[ResourceAddress]]]:
    exposures: dict[str, set[ResourceAddress]] = {}
    groups: dict[str, set[ResourceAddress]] = {}
    subnets: dict[str, set[ResourceAddress]] = {}
    for exposure in facts.exposures:
        for lever in exposure.trace.inputs():
            exposures.setdefault(lever.variable, set()).add(exposure.subject)
    for group in facts.network.security_groups:
        for rule in group.rules:
            for lever in rule_levers(rule):
                groups.setdefault(lever.variable, set()).add(group.address)
    for address, place in facts.placements.items():
        for lever in place.trace.inputs():
            subnets.setdefault(lever.variable, set()).add(address)
    return {"exposures": exposures, "groups": groups, "subnets": subnets}


def ordered(addresses: set[ResourceAddress]) -> tuple[ResourceAddress, ...]:
    return tuple(sorted(addresses, key=lambda each: each.order()))

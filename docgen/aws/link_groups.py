"""Security groups: which one a text or reference means, and the rules that are declared on their own.

One group has many names: a reference to its resource, its literal id, its name, a data source that looks it up, a VPC's
`default_security_group_id`. All become one address here, before anything is compared.
"""

import ipaddress
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

import msgspec

from docgen.aws.model.base import AwsResource, External, Link, Target, Targets
from docgen.aws.model.components import Component, InterfaceGroup, LaunchTemplate
from docgen.aws.model.firewall import (
    CidrPeer,
    Direction,
    GroupPeer,
    Peer,
    Rule,
    SecurityGroup,
    SelfPeer,
    StandaloneRule,
)
from docgen.aws.model.pointers import possible_owners
from docgen.aws.model.vpc import EndpointAssociation, Vpc, VpcEndpoint
from docgen.aws.resource_index import Owners, ResourceIndex
from docgen.source.address import ResourceAddress, outside_address
from docgen.source.traced import Known, Reason, Traced, Unknown

Meaning: TypeAlias = Callable[[Target], Target]
ALL_V4, ALL_V6 = ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")
NOT_HERE = Unknown(Reason("it is not in the configuration, which only adds rules to it", "never"))
DEFAULT = "default_security_group_id"
GROUP_ID = "sg-"


def with_one_name_each(found: ResourceIndex, defaults: Owners) -> ResourceIndex:
    """The same things; every pointer to a security group is a link to the one address that the group has."""
    meaning = meanings(found, defaults)
    return ResourceIndex([renamed(each, meaning) for each in found])


def meanings(found: ResourceIndex, defaults: Owners) -> Meaning:
    named = by_name(found.all(SecurityGroup))
    given_rules = {
        each.rule.group.value for each in found.all(StandaloneRule) if isinstance(each.rule.group, Known)
    }
    vpcs = {each.address for each in found.all(Vpc)}

    def meaning(target: Target) -> Target:
        if isinstance(target, External):
            if target.id.startswith(GROUP_ID):
                return Link(outside_address(target.id)) if target in given_rules else target
            return Link(named[target.id]) if target.id in named else target
        if target.attribute != DEFAULT:
            return target
        adopted = defaults.get((target.address, DEFAULT))
        if adopted is not None:
            return Link(adopted)
        is_implied = target in given_rules and target.address in vpcs
        return Link(default_address(target.address)) if is_implied else target

    return meaning


def by_name(groups: Iterable[SecurityGroup]) -> Mapping[str, ResourceAddress]:
    """The groups whose names are known, and each name of one group only."""
    found: dict[str, list[ResourceAddress]] = {}
    for each in groups:
        if isinstance(each.own_name, Known):
            found.setdefault(each.own_name.value, []).append(each.address)
    return {name: addresses[0] for name, addresses in found.items() if len(addresses) == 1}


def default_address(vpc: ResourceAddress) -> ResourceAddress:
    """The address of the default group that AWS makes with a VPC, and that no resource adopts."""
    return outside_address(f"{vpc}.{DEFAULT}")


def renamed(thing: AwsResource, meaning: Meaning) -> AwsResource:
    match thing:
        case Component() | LaunchTemplate() | VpcEndpoint():
            return msgspec.structs.replace(thing, groups=renamed_targets(thing.groups, meaning))
        case InterfaceGroup():
            return msgspec.structs.replace(thing, group=renamed_target(thing.group, meaning))
        case EndpointAssociation() if thing.kind == "groups":
            return msgspec.structs.replace(thing, target=renamed_target(thing.target, meaning))
        case StandaloneRule():
            return msgspec.structs.replace(thing, rule=renamed_rule(thing.rule, meaning))
        case SecurityGroup():
            rules = tuple(renamed_rule(each, meaning) for each in thing.rules)
            return msgspec.structs.replace(thing, rules=rules)
        case _:
            return thing


def renamed_target(target: Traced[Target], meaning: Meaning) -> Traced[Target]:
    if not isinstance(target, Known):
        return target
    meant = meaning(target.value)
    return target if meant is target.value else Known(meant, target.trace)


def renamed_targets(targets: Targets, meaning: Meaning) -> Targets:
    if not isinstance(targets, Known) or not targets.value:
        return targets
    return Known(tuple(renamed_target(each, meaning) for each in targets.value), targets.trace)


def renamed_rule(rule: Rule, meaning: Meaning) -> Rule:
    """The rule, with its owner and a group as its peer meant by address; a rule from its own group is from itself."""
    group = renamed_target(rule.group, meaning)
    peer = rule.peer
    if isinstance(peer, GroupPeer | SelfPeer):
        value = renamed_target(peer.value, meaning)
        same = isinstance(group, Known) and isinstance(value, Known) and group.value == value.value
        peer = SelfPeer(value) if same else GroupPeer(value)
    return msgspec.structs.replace(rule, group=group, peer=peer)


# -- rules and their groups ----------------------------------------------------------------------


def rules_in_groups(found: ResourceIndex) -> tuple[tuple[SecurityGroup, ...], tuple[Rule, ...]]:
    """The groups with all of their rules, and the rules whose group is not known."""
    loose: dict[ResourceAddress | None, list[Rule]] = {}
    every = (*found.all(SecurityGroup), *groups_outside(found))
    addresses = [each.address for each in every]
    for each in found.all(StandaloneRule):
        possible = possible_owners(each.rule.group, addresses)
        if possible is None:
            loose.setdefault(owner(each.rule), []).append(each.rule)
        for address in possible or ():
            loose.setdefault(address, []).append(possible_rule(each.rule, address))
    groups = []
    for group in every:
        more = loose.pop(group.address, [])
        styles = group.styles | {rule.style for rule in more}
        groups.append(msgspec.structs.replace(group, rules=(*group.rules, *more), styles=styles))
    ordered = sorted(groups, key=lambda each: each.address.order())
    return tuple(ordered), tuple(rule for rules in loose.values() for rule in rules)


def possible_rule(rule: Rule, group: ResourceAddress) -> Rule:
    """A rule of an unknown group, as one that this group may have."""
    assert isinstance(rule.group, Unknown)  # noqa: S101 - that is why it is only possible
    named: Traced[Target] = Known(Link(group), rule.group.trace)
    return msgspec.structs.replace(rule, group=named, count_unknown=True, group_unknown=rule.group.reason)


def owner(rule: Rule) -> ResourceAddress | None:
    return (
        rule.group.value.address
        if isinstance(rule.group, Known) and isinstance(rule.group.value, Link)
        else None
    )


def groups_outside(found: ResourceIndex) -> Iterator[SecurityGroup]:
    """The groups that no resource of the configuration makes, and to which it adds rules."""
    declared = {each.address for each in found.all(SecurityGroup)}
    defaults = {default_address(each.address): each for each in found.all(Vpc)}
    seen: set[ResourceAddress] = set()
    for each in found.all(StandaloneRule):
        address = owner(each.rule)
        if address is None or address in declared | seen:
            continue
        seen.add(address)
        if address in defaults:
            yield default_group(address, defaults[address])
        elif address.mode == "data" or not address.type:
            yield SecurityGroup(
                address=address,
                name=Known(str(address)),
                span=each.span,
                vpc=NOT_HERE,
                description=NOT_HERE,
                is_partial=True,
            )


def default_group(address: ResourceAddress, vpc: Vpc) -> SecurityGroup:
    """As AWS makes it: members may talk to each other, and to anyone.

    https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
    """
    group: Traced[Target] = Known(Link(address), vpc.trace)
    everything: Traced[str] = Known("-1")

    def rule(direction: Direction, peer: Peer) -> Rule:
        return Rule(group, direction, everything, Known(None), peer, "", vpc.address, vpc.span, vpc.trace)

    rules = [rule("ingress", SelfPeer(group))]
    rules += [rule("egress", CidrPeer(Known(each))) for each in (ALL_V4, ALL_V6)]
    return SecurityGroup(
        address=address,
        name=Known("default"),
        span=vpc.span,
        trace=vpc.trace,
        count_unknown=vpc.count_unknown,
        region=vpc.region,
        vpc=Known(Link(vpc.address)),
        description=Known("default VPC security group"),
        rules=tuple(rules),
        is_default=True,
    )

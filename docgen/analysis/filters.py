"""Whether a security group or a network ACL allows one packet.

https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import assert_never

from docgen.analysis.allowed_traffic import count_doubt
from docgen.analysis.endpoints import Interface, Range
from docgen.analysis.findings import (
    AclRuleDecides,
    AclUnknown,
    Because,
    DefaultAclOutside,
    MayShareDefaultGroup,
    NoRuleAllows,
    Plain,
    RuleAllows,
    RuleMayAllow,
)
from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.packets import PORTED, Packet
from docgen.analysis.path import Check, CheckKind, Code
from docgen.analysis.placement import address_of, is_made_here
from docgen.analysis.port_index import PortIndex
from docgen.analysis.ranges import interval
from docgen.aws.model.base import IpNetwork, Link, Target
from docgen.aws.model.components import Component
from docgen.aws.model.firewall import (
    AclRule,
    CidrPeer,
    Direction,
    GroupPeer,
    NetworkAcl,
    Ports,
    PrefixListPeer,
    Rule,
    SecurityGroup,
    SelfPeer,
    UnknownPeer,
)
from docgen.aws.model.pointers import may_mean
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Traced, Unknown
from docgen.source.tristate import Tristate, all_of, any_of, tristate_of, weakened

ANY = -1  # of ICMP: every type


def within(address: int, network: IpNetwork) -> bool:
    first, last = interval(network)
    return first <= address <= last


def matches_protocol(protocol: Traced[str], packet: Packet) -> Tristate:
    if isinstance(protocol, Unknown):
        return None
    return protocol.value in {"-1", packet.protocol}


def matches_ports(protocol: Traced[str], ports: Traced[Ports | None], packet: Packet) -> Tristate:
    """Whether the ports of a rule match. For ICMP the first number is the type; only TCP, UDP and ICMP have either.

    A protocol that is not known may be -1, which ignores the ports.
    """
    if isinstance(protocol, Unknown):
        return True if matches_ports(Known(packet.protocol), ports, packet) is True else None
    if protocol.value == "-1":
        return True
    if isinstance(ports, Unknown):
        return None
    if ports.value is None:
        return True
    if packet.protocol in PORTED:
        return ports.value.first <= packet.port <= max(ports.value.first, ports.value.last)
    return packet.protocol not in {"icmp", "icmpv6"} or ports.value.first in {ANY, packet.port}


# -- security groups ---------------------------------------------------------------------


def group_check(
    own: Interface, other: Interface | Range, packet: Packet, direction: Direction, index: NetworkIndex
) -> Check:
    """Whether the groups of `own` let the packet in (or out)."""
    subject = own.component.address
    kind = CheckKind.SECURITY_GROUP if direction == "ingress" else CheckKind.SOURCE_SECURITY_GROUP
    if own.unfiltered:
        return Check(kind, subject, Plain.NO_SECURITY_GROUPS, holds=True)
    if own.untouched_default:
        return default_group_check(kind, own, other, direction)
    verdicts = [
        (rule, admits(rule, other, packet, index))
        for rule in group_rules(own.groups, direction, packet, index)
    ]
    verdicts += [
        (rule, weakened(admits(rule, other, packet, index), sure=False))
        for rule in loose_rules(direction, packet, index)
    ]
    answer = any_of([*(verdict for _, verdict in verdicts), None if own.gap else False])
    if answer is True:
        rule = next(rule for rule, verdict in verdicts if verdict is True)
        return Check(kind, rule.address, RuleAllows(rule), rule.span, holds=True)
    if answer is None:
        return doubtful(kind, subject, verdicts, own)
    first = own.groups[0] if own.groups else None
    return Check(
        kind,
        first.address if first else subject,
        NoRuleAllows(own.groups, direction, has_rules=has_rules(own.groups, direction, index)),
        first.span if first else None,
        holds=False,
        code=Code.SECURITY_GROUP,
    )


def group_rules(
    groups: tuple[SecurityGroup, ...], direction: Direction, packet: Packet, index: NetworkIndex
) -> tuple[Rule, ...]:
    """The rules of the groups that match the packet's protocol and port, or may."""

    def made() -> PortIndex[Rule]:
        rules = (rule for group in groups for rule in group.rules if rule.direction == direction)
        return PortIndex(rules, packet.protocol)

    found = index.remember((PortIndex, groups, direction, packet.protocol), made)
    return found.at(packet.port)


def loose_rules(direction: Direction, packet: Packet, index: NetworkIndex) -> tuple[Rule, ...]:
    """The same of the rules whose group is not known."""

    def made() -> PortIndex[Rule]:
        rules = (rule for rule in index.unattached_rules if rule.direction == direction)
        return PortIndex(rules, packet.protocol)

    return index.remember((PortIndex, direction, packet.protocol), made).at(packet.port)


def has_rules(groups: Iterable[SecurityGroup], direction: Direction, index: NetworkIndex) -> bool:
    rules = chain((rule for group in groups for rule in group.rules), index.unattached_rules)
    return any(rule.direction == direction for rule in rules)


def doubtful(
    kind: CheckKind, subject: ResourceAddress, verdicts: Sequence[tuple[Rule, Tristate]], own: Interface
) -> Check:
    for rule, verdict in verdicts:
        if verdict is None:
            return Check(kind, rule.address, RuleMayAllow(unknown_part(rule)), rule.span)
    return Check(kind, subject, own.gap or Plain.GROUP_UNKNOWN)


def unknown_part(rule: Rule) -> Because:
    """The part of a rule that is not known."""
    if rule.count_unknown:
        return count_doubt(rule)
    for value in (rule.protocol, rule.ports, rule.peer.value, rule.group):
        if isinstance(value, Unknown):
            return value.reason
    return Plain.RULE_ADDRESSES_UNKNOWN


def default_group_check(
    kind: CheckKind, own: Interface, other: Interface | Range, direction: Direction
) -> Check:
    """A VPC's default group as AWS makes it: its members admit each other, and may connect to anywhere."""
    subject = own.component.address
    if direction == "egress":
        return Check(kind, subject, Plain.DEFAULT_GROUP_ALLOWS_OUTBOUND, holds=True)
    alike = isinstance(other, Interface) and other.untouched_default and other.vpc == own.vpc
    if alike:
        return Check(kind, subject, Plain.BOTH_IN_DEFAULT_GROUP, holds=True)
    if isinstance(other, Interface) and other.gap is not None:
        return Check(kind, subject, MayShareDefaultGroup(other.gap))
    return Check(kind, subject, Plain.DEFAULT_GROUP_MEMBERS_ONLY, holds=False, code=Code.SECURITY_GROUP)


def admits(rule: Rule, other: Interface | Range, packet: Packet, index: NetworkIndex) -> Tristate:
    protocol = matches_protocol(rule.protocol, packet)
    if protocol is False:
        return False  # most rules are of no concern: nothing more need be asked
    ports = matches_ports(rule.protocol, rule.ports, packet)
    if ports is False:
        return False
    answer = all_of((protocol, ports, matches_peer(rule, other, packet, index)))
    return weakened(answer, sure=not rule.count_unknown)


def matches_peer(rule: Rule, other: Interface | Range, packet: Packet, index: NetworkIndex) -> Tristate:
    """A rule that names a group means the private addresses of interfaces that hold it, never the internet."""
    address = packet.source if rule.direction == "ingress" else packet.destination
    match rule.peer:
        case SelfPeer(value=value):
            return has_group(other, rule.group if isinstance(rule.group, Known) else value, index)
        case GroupPeer(value=value):
            return has_group(other, value, index)
        case CidrPeer(value=network):
            return within(address, network.value)
        case PrefixListPeer(value=target):
            return in_prefix_list(address_of(target), address, other, index)
        case UnknownPeer():
            return None
        case _:
            assert_never(rule.peer)


def has_group(other: Interface | Range, group: Traced[Target], index: NetworkIndex) -> Tristate:
    if not isinstance(other, Interface):
        return False
    if isinstance(group, Unknown):
        is_none = (
            other.groups
            and other.gap is None
            and not any(may_mean(group, each.address) for each in other.groups)
        )
        return False if is_none else None
    if isinstance(group.value, Link) and holds(other, group.value):
        return True
    if not isinstance(group.value, Link) or (
        other.gap and may_hold(other.component, group.value.address, index)
    ):
        return None
    return False


def may_hold(component: Component, group: ResourceAddress, index: NetworkIndex) -> bool:
    """Whether a component of which a group is not known, or is not in the configuration, may have this one."""
    if isinstance(component.groups, Unknown):
        return may_mean(component.groups, group)
    for target in component.groups.value:
        own = index.groups.get(address_of(target) or component.address)
        if may_mean(target, group) or (isinstance(target, Known) and (own is None or own.is_partial)):
            return True
    return not component.groups.value


def holds(interface: Interface, group: Link) -> bool:
    if group.attribute == "default_security_group_id":
        managed = any(each.is_default for each in interface.groups)
        return managed or interface.untouched_default
    return any(each.address == group.address for each in interface.groups)


def in_prefix_list(
    list_: ResourceAddress | None, address: int, other: Interface | Range, index: NetworkIndex
) -> Tristate:
    """AWS's own lists name its services: public addresses that only AWS knows."""
    found = index.prefix_lists.get(list_) if list_ is not None else None
    if list_ is not None and list_.type == "aws_ec2_managed_prefix_list" and found is None:
        return None  # looked up: somebody's own list, whose entries are not here
    if found is None:
        return None if isinstance(other, Range) else False
    if isinstance(found.entries, Unknown):
        return None
    return any_of(
        within(address, each.value) if isinstance(each, Known) else None for each in found.entries.value
    )


# -- network ACLs --------------------------------------------------------------------------


def subnet_acl_check(
    own: Interface, packet: Packet, direction: Direction, index: NetworkIndex, kind: CheckKind
) -> Check:
    """Whether the ACL of the subnet of `own` lets the packet in (or out)."""
    if own.subnet is None:
        because = own.nowhere or Plain.SUBNET_UNKNOWN
        return Check(kind, own.component.address, AclUnknown(because))
    acl = index.acls.get(own.subnet)
    if acl is not None:
        return remembered_acl_check(acl, packet, direction, kind, index)
    default = index.default_acls.get(own.vpc)
    if default is not None:
        found = remembered_acl_check(default, packet, direction, kind, index)
    elif own.vpc is None or not is_made_here(own.vpc):
        span = own.place.subnet.span if own.place else None
        return Check(kind, own.subnet, DefaultAclOutside(own.vpc), span)
    else:
        found = Check(kind, own.subnet, Plain.DEFAULT_ACL_ALLOWS, holds=True, is_default=True)
    # An ACL for unknown subnets may be this one's; it matters where its verdict is another.
    for loose in index.possible_acls(own.subnet):
        if remembered_acl_check(loose, packet, direction, kind, index).holds is not found.holds:
            return Check(kind, loose.address, Plain.ACL_OF_UNKNOWN_SUBNETS, loose.span)
    return found


def remembered_acl_check(
    acl: NetworkAcl, packet: Packet, direction: Direction, kind: CheckKind, index: NetworkIndex
) -> Check:
    """The check of an ACL is the same for all interfaces behind it."""
    return index.remember(
        (acl_check, acl, packet, direction, kind), lambda: acl_check(acl, packet, direction, kind, index)
    )


def acl_check(
    acl: NetworkAcl, packet: Packet, direction: Direction, kind: CheckKind, index: NetworkIndex
) -> Check:
    def made() -> PortIndex[AclRule]:
        return PortIndex((each for each in acl.rules if each.direction == direction), packet.protocol)

    rules = index.remember((PortIndex, acl, direction, packet.protocol), made).at(packet.port)
    passes, decided = acl_verdict(rules, packet, direction)
    code = None if passes else Code.SUBNET_ACL
    if decided is None:
        return Check(kind, acl.address, Plain.NO_ACL_RULE, acl.span, holds=passes, code=code)
    number = decided.number.value if isinstance(decided.number, Known) else None
    finding = AclRuleDecides(number, passes)
    return Check(kind, acl.address, finding, decided.span, holds=passes, code=code)


def acl_verdict(
    rules: Iterable[AclRule], packet: Packet, direction: Direction
) -> tuple[Tristate, AclRule | None]:
    """The first rule that matches decides, in the order of numbers; where none does, the packet is denied."""
    found = [(rule, matches_acl(rule, packet, direction)) for rule in rules]
    possible = [(rule, match) for rule, match in found if match is not False]
    if any(isinstance(rule.number, Unknown) for rule, _ in possible):
        return unordered_verdict(possible)
    possible.sort(key=lambda each: each[0].number.value if isinstance(each[0].number, Known) else 0)
    outcomes: list[Tristate] = []
    deciding: AclRule | None = None
    for rule, match in possible:
        deciding = deciding or rule
        outcomes.append(tristate_of(rule.allows))
        if match is True:
            return unanimous(outcomes), deciding
    return unanimous([*outcomes, False]), deciding


def unordered_verdict(possible: Sequence[tuple[AclRule, Tristate]]) -> tuple[Tristate, AclRule | None]:
    """The verdict if the order of rules is not known: decided only if every possible rule gives the same."""
    outcomes = [tristate_of(rule.allows) for rule, _ in possible]
    certain = any(match is True for _, match in possible)
    return unanimous(outcomes if certain else [*outcomes, False]), possible[0][0]


def unanimous(outcomes: Sequence[Tristate]) -> Tristate:
    """The common verdict of all; not known if they differ."""
    return outcomes[0] if outcomes and all(each == outcomes[0] for each in outcomes) else None


def matches_acl(rule: AclRule, packet: Packet, direction: Direction) -> Tristate:
    address = packet.source if direction == "ingress" else packet.destination
    parts = (
        matches_protocol(rule.protocol, packet),
        matches_ports(rule.protocol, rule.ports, packet),
        None if isinstance(rule.network, Unknown) else within(address, rule.network.value),
    )
    return weakened(all_of(parts), sure=not rule.count_unknown)

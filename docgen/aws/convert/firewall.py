"""Security groups in all three rule styles, network ACLs, managed prefix lists."""

from collections.abc import Iterator
from typing import TypeAlias

import msgspec

from docgen.aws.model.base import LAST_PORT, AwsResource, IpNetwork, Link, Target, Targets
from docgen.aws.model.firewall import (
    AclAssociation,
    AclRule,
    CidrPeer,
    Direction,
    GroupPeer,
    LooseAclRule,
    NetworkAcl,
    Peer,
    Ports,
    PrefixList,
    PrefixListEntry,
    PrefixListPeer,
    Rule,
    RuleStyle,
    SecurityGroup,
    SelfPeer,
    StandaloneRule,
    UnknownPeer,
)
from docgen.aws.protocols import protocol_name
from docgen.aws.read import Node, basics, node
from docgen.language.instance import Instance
from docgen.source.traced import Known, Reason, Traced, Unknown, joined, mapped

TargetPeer: TypeAlias = type[GroupPeer] | type[PrefixListPeer]


class RuleReader:
    """Shared readers of the rules of one block."""

    def __init__(self, own: Node, instance: Instance, direction: Direction, style: RuleStyle) -> None:
        self.own = own
        self.instance = instance
        self.direction = direction
        self.style = style
        argument = "ip_protocol" if style == "aws_vpc_security_group_rule" else "protocol"
        self.protocol = mapped(own.text(argument), protocol_name)
        self.ports = read_ports(own, self.protocol)

    def rule(self, group: Traced[Target], peer: Peer, *, count_unknown: bool = False) -> Rule:
        description = self.own.text("description", "")
        return Rule(
            group,
            self.direction,
            self.protocol,
            self.ports,
            peer,
            description.value if isinstance(description, Known) else "",
            self.instance.address,
            self.own.trace.span or self.instance.span,
            self.own.trace,
            self.style,
            count_unknown or self.instance.undecided is not None or not self.own.is_counted,
            description.reason if isinstance(description, Unknown) else None,
        )


ICMP = frozenset({"icmp", "icmpv6"})


def read_ports(own: Node, protocol: Traced[str]) -> Traced[Ports | None]:
    """The range; None if the protocol has no ports, or if -1 means all."""
    if isinstance(protocol, Known) and protocol.value == "-1":
        # AWS ignores the ports of a rule for all protocols.
        return Known(None, protocol.trace)
    first, last = own.whole("from_port", -1), own.whole("to_port", -1)
    if isinstance(first, Unknown):
        return first
    if isinstance(last, Unknown):
        return last
    trace = joined((first.trace, last.trace))
    if first.value == -1 and last.value == -1:
        return Known(None, trace)
    is_icmp = isinstance(protocol, Known) and protocol.value in ICMP  # a type, and a code or -1 for all codes
    highest, lowest = max(first.value, last.value), min(first.value, last.value)
    if (first.value > last.value and not is_icmp) or highest > LAST_PORT or lowest < -1:
        return Unknown(Reason(f"AWS rejects ports from {first.value} to {last.value}", "never"), trace)
    return Known(Ports(first.value, last.value), trace)


def peers_of(writing: RuleReader) -> Iterator[Peer]:
    """One peer for each CIDR block, group and prefix list that a block names."""
    own = writing.own
    if not own.is_known:
        payload = own.text("protocol")
        reason = payload.reason if isinstance(payload, Unknown) else Reason("an unknown number of rules")
        yield UnknownPeer(Unknown(reason, own.trace))
        return
    for argument in ("cidr_blocks", "ipv6_cidr_blocks"):
        for network in own.networks(argument):
            yield CidrPeer(network) if isinstance(network, Known) else UnknownPeer(network)
    yield from peers_from_targets(own.targets("security_groups"), GroupPeer)
    yield from peers_from_targets(own.targets("prefix_list_ids"), PrefixListPeer)
    if own.is_set("source_security_group_id"):
        yield peer_of(own.target("source_security_group_id"), GroupPeer)
    itself = own.flag("self")
    if isinstance(itself, Unknown):
        yield UnknownPeer(itself)
    elif itself.value:
        group: Traced[Target] = Known(Link(writing.instance.address), itself.trace)
        yield SelfPeer(group)


def peers_from_targets(targets: Targets, kind: TargetPeer) -> Iterator[Peer]:
    if isinstance(targets, Unknown):
        yield peer_of(targets, kind)
        return
    for target in targets.value:
        yield peer_of(target, kind)


def peer_of(target: Traced[Target], kind: TargetPeer) -> Peer:
    """The peer; of a prefix list that is not known, any address. An unknown group is still a group: never the internet."""
    if isinstance(target, Unknown):
        return GroupPeer(target) if kind is GroupPeer else UnknownPeer(target)
    return kind(target)


def convert_security_group(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    default = instance.address.type == "aws_default_security_group"
    itself: Traced[Target] = Known(Link(instance.address), instance.trace)
    rules: list[Rule] = []
    directions: tuple[Direction, ...] = ("ingress", "egress")
    for direction in directions:
        for block in own.blocks(direction):
            writing = RuleReader(block, instance, direction, "inline")
            rules += [writing.rule(itself, peer) for peer in peers_of(writing)]
    made = basics(instance, "name_prefix")
    if own.is_set("name"):
        made["name"] = own.text("name")
    yield SecurityGroup(
        **made,
        own_name=own.text("name") if own.is_set("name") else None,
        vpc=own.target("vpc_id"),
        description=own.text(
            "description", "default VPC security group" if default else "Managed by Terraform"
        ),
        rules=tuple(rules),
        is_default=default,
        styles=frozenset({"inline"} if rules else ()),
    )


def convert_security_group_rule(instance: Instance) -> Iterator[AwsResource]:
    """`aws_security_group_rule`: one resource, a rule for each peer."""
    own = node(instance)
    group = own.target("security_group_id")
    kind = own.text("type")
    if isinstance(kind, Unknown):
        directions: tuple[Direction, ...] = ("ingress", "egress")
    else:
        directions = ("egress",) if kind.value == "egress" else ("ingress",)
    for direction in directions:
        writing = RuleReader(own, instance, direction, "aws_security_group_rule")
        for peer in peers_of(writing):
            changed = SelfPeer(group) if isinstance(peer, SelfPeer) else peer
            count_unknown = isinstance(kind, Unknown)
            yield StandaloneRule(
                **basics(instance), rule=writing.rule(group, changed, count_unknown=count_unknown)
            )


def convert_vpc_security_group_rule(instance: Instance) -> Iterator[AwsResource]:
    """`aws_vpc_security_group_{ingress,egress}_rule`: one resource, one rule, one peer."""
    own = node(instance)
    direction: Direction = "egress" if "egress" in instance.address.type else "ingress"
    group = own.target("security_group_id")
    writing = RuleReader(own, instance, direction, "aws_vpc_security_group_rule")
    yield StandaloneRule(**basics(instance), rule=writing.rule(group, single_peer(own, group)))


def single_peer(own: Node, group: Traced[Target]) -> Peer:
    for argument in ("cidr_ipv4", "cidr_ipv6"):
        if own.is_set(argument):
            network = own.network(argument)
            return CidrPeer(network) if isinstance(network, Known) else UnknownPeer(network)
    if own.is_set("prefix_list_id"):
        return peer_of(own.target("prefix_list_id"), PrefixListPeer)
    if own.is_set("referenced_security_group_id"):
        peer = peer_of(own.target("referenced_security_group_id"), GroupPeer)
        same = isinstance(peer.value, Known) and isinstance(group, Known) and peer.value.value == group.value
        return SelfPeer(group) if same else peer
    return UnknownPeer(Unknown(Reason("the rule names no peer", "never"), own.trace))


# -- network ACLs ---------------------------------------------------------------------


def acl_rule(own: Node, instance: Instance, direction: Direction, number: str, action: str) -> AclRule:
    protocol = mapped(own.text("protocol"), protocol_name)
    network: Traced[IpNetwork] = own.network(
        "ipv6_cidr_block" if has_text(own, "ipv6_cidr_block") else "cidr_block"
    )
    return AclRule(
        own.whole(number),
        direction,
        mapped(own.text(action), lambda text: text.lower() == "allow"),
        protocol,
        acl_ports(own, protocol),
        network,
        instance.address,
        own.value.trace.span or instance.span,
        own.trace,
        instance.undecided is not None or not own.is_counted,
    )


def acl_ports(own: Node, protocol: Traced[str]) -> Traced[Ports | None]:
    """The range of ICMP type and code, which have arguments of their own here; -1 means all.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/network_acl
    """
    if isinstance(protocol, Unknown) or protocol.value in {"tcp", "udp"}:
        return read_ports(own, protocol)
    if protocol.value not in {"icmp", "icmpv6"}:
        return Known(None)
    type_ = own.whole("icmp_type", 0)
    if isinstance(type_, Unknown):
        return type_
    return Known(None if type_.value == ALL_TYPES else Ports(type_.value, ALL_TYPES), type_.trace)


ALL_TYPES = -1


def has_text(own: Node, argument: str) -> bool:
    value = own.text(argument, "")
    return isinstance(value, Unknown) or value.value != ""


def convert_acl_association(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield AclAssociation(**basics(instance), acl=own.target("network_acl_id"), subnet=own.target("subnet_id"))


def convert_network_acl(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    rules: list[AclRule] = []
    directions: tuple[Direction, ...] = ("ingress", "egress")
    for direction in directions:
        rules += [acl_rule(each, instance, direction, "rule_no", "action") for each in own.blocks(direction)]
    default = instance.address.type == "aws_default_network_acl"
    yield NetworkAcl(
        **basics(instance),
        vpc=own.target("default_network_acl_id" if default else "vpc_id"),
        subnets=own.targets("subnet_ids"),
        rules=tuple(rules),
        is_default=default,
    )


def convert_network_acl_rule(instance: Instance) -> Iterator[AwsResource]:
    """`aws_network_acl_rule`; one of an unknown direction may be a rule of either."""
    own = node(instance)
    egress = own.flag("egress")
    directions: tuple[Direction, ...] = ("ingress", "egress")
    if isinstance(egress, Known):
        directions = ("egress",) if egress.value else ("ingress",)
    for direction in directions:
        rule = acl_rule(own, instance, direction, "rule_number", "rule_action")
        if isinstance(egress, Unknown):
            rule = msgspec.structs.replace(rule, count_unknown=True)
        yield LooseAclRule(**basics(instance), acl=own.target("network_acl_id"), rule=rule)


# -- prefix lists -----------------------------------------------------------------------


def convert_prefix_list(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    blocks = own.blocks("entry")
    unknown = next((each for each in blocks if not each.is_counted), None)
    entries: Traced[tuple[Traced[IpNetwork], ...]] = Known(
        tuple(each.network("cidr") for each in blocks), own.trace
    )
    if unknown is not None:
        reason = unknown.text("cidr")
        entries = reason if isinstance(reason, Unknown) else Unknown(Reason("an unknown number of entries"))
    yield PrefixList(**basics(instance, "name"), entries=entries)


def convert_prefix_list_entry(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield PrefixListEntry(
        **basics(instance), prefix_list=own.target("prefix_list_id"), network=own.network("cidr")
    )

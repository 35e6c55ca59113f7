"""Whether a security group or a network ACL lets one packet pass.

https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
"""

from collections.abc import Iterable, Sequence

from docgen.analysis.endpoints import Interface, Range
from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.packets import PORTED, Packet
from docgen.analysis.path import Step
from docgen.analysis.placement import address_of, is_made_here
from docgen.analysis.ranges import interval
from docgen.aws.model.base import IpNetwork, Link
from docgen.aws.model.firewall import AclRule, Direction, NetworkAcl, Ports, Rule
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
    """Of ICMP the first number is the type; protocols other than TCP, UDP and ICMP have neither.

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
) -> Step:
    """Whether the groups of `own` let the packet in (or out)."""
    subject = str(own.component.address)
    name = "security group" if direction == "ingress" else "source security group"
    if own.unfiltered:
        return Step(name, subject, "it has no security groups, so nothing is filtered", holds=True)
    if own.untouched_default:
        return default_step(name, own, other, direction)
    rules = [rule for group in own.groups for rule in group.rules if rule.direction == direction]
    verdicts = [(rule, admits(rule, other, packet, index)) for rule in rules]
    verdicts += [
        (rule, weakened(admits(rule, other, packet, index), sure=False))
        for rule in index.unattached_rules
        if rule.direction == direction
    ]
    answer = any_of([*(verdict for _, verdict in verdicts), None if own.gap else False])
    if answer is True:
        rule = next(rule for rule, verdict in verdicts if verdict is True)
        return Step(name, str(rule.address), said_of(rule, direction), rule.span, holds=True)
    if answer is None:
        return doubtful(name, subject, verdicts, own)
    first = own.groups[0] if own.groups else None
    because = no_rule(own, direction, anything=bool(rules))
    return Step(
        name,
        str(first.address) if first else subject,
        because,
        first.span if first else None,
        holds=False,
        code="ENI_SG_RULES_MISMATCH",
    )


def doubtful(name: str, subject: str, verdicts: Sequence[tuple[Rule, Tristate]], own: Interface) -> Step:
    for rule, verdict in verdicts:
        if verdict is None:
            return Step(name, str(rule.address), f"a rule may allow it: {gap_of(rule)}", rule.span)
    return Step(name, subject, own.gap.text if own.gap else "a group of it is not known")


def no_rule(own: Interface, direction: Direction, *, anything: bool) -> str:
    names = ", ".join(
        each.name.value if isinstance(each.name, Known) else each.address.name for each in own.groups
    )
    verb = "admits" if direction == "ingress" else "allows"
    kind = "ingress" if direction == "ingress" else "egress"
    if not anything:
        return f"{names or 'its group'} has no {kind} rule"
    return f"no {kind} rule of {names} {verb} it"


def said_of(rule: Rule, direction: Direction) -> str:
    ports = rule.ports.value if isinstance(rule.ports, Known) else None
    protocol = rule.protocol.value if isinstance(rule.protocol, Known) else "unknown"
    what = "everything" if protocol == "-1" else f"{protocol} {ports}" if ports else protocol
    value = rule.peer.value
    if rule.peer.kind == "self":
        who = "itself"
    elif isinstance(value, Unknown):
        who = "an unknown peer"
    elif isinstance(value.value, Link):
        who = str(value.value.address)
    else:
        who = str(getattr(value.value, "id", value.value))
    return f"a rule admits {what} from {who}" if direction == "ingress" else f"a rule allows {what} to {who}"


def gap_of(rule: Rule) -> str:
    if rule.count_unknown:
        return "the number of such rules is not known"
    for value in (rule.protocol, rule.ports, rule.peer.value, rule.group):
        if isinstance(value, Unknown):
            return value.reason.text
    return "which addresses it means is not known"


def default_step(name: str, own: Interface, other: Interface | Range, direction: Direction) -> Step:
    """A VPC's default group as AWS makes it: its members admit each other, and may connect to anywhere."""
    subject = str(own.component.address)
    if direction == "egress":
        return Step(name, subject, "its VPC's default group lets everything out", holds=True)
    alike = isinstance(other, Interface) and other.untouched_default and other.vpc == own.vpc
    if alike:
        return Step(name, subject, "both have their VPC's default group", holds=True)
    if isinstance(other, Interface) and other.gap is not None:
        return Step(
            name, subject, f"whether both have their VPC's default group is not known: {other.gap.text}"
        )
    return Step(
        name,
        subject,
        "its VPC's default group admits its own members only",
        holds=False,
        code="ENI_SG_RULES_MISMATCH",
    )


def admits(rule: Rule, other: Interface | Range, packet: Packet, index: NetworkIndex) -> Tristate:
    protocol = matches_protocol(rule.protocol, packet)
    if protocol is False:
        return False  # most rules are of no concern: nothing more need be asked
    ports = matches_ports(rule.protocol, rule.ports, packet)
    if ports is False:
        return False
    answer = all_of((protocol, ports, matches_peer(rule, other, packet, index)))
    return weakened(answer, sure=not rule.count_unknown)


def matches_peer(  # noqa: PLR0911 - one a kind of peer
    rule: Rule, other: Interface | Range, packet: Packet, index: NetworkIndex
) -> Tristate:
    """A rule that names a group means the private addresses of interfaces that hold it, never the internet."""
    address = packet.source if rule.direction == "ingress" else packet.destination
    value = rule.peer.value
    if rule.peer.kind in {"self", "security_group"}:
        if not isinstance(other, Interface):
            return False
        wanted = value.value if isinstance(value, Known) else None
        if rule.peer.kind == "self":
            wanted = rule.group.value if isinstance(rule.group, Known) else wanted
        if wanted is None:
            return None
        held = isinstance(wanted, Link) and holds(other, wanted)
        return True if held else None if other.gap or not isinstance(wanted, Link) else False
    if isinstance(value, Unknown):
        return None
    if rule.peer.kind == "cidr":
        return within(address, value.value)  # type: ignore[arg-type] # the kind says that it is a CIDR block
    if rule.peer.kind == "prefix_list":
        return in_prefix_list(address_of(value), address, other, index)  # type: ignore[arg-type] # a target
    return None


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
    own: Interface, packet: Packet, direction: Direction, index: NetworkIndex, name: str
) -> Step:
    """Whether the ACL of the subnet of `own` lets the packet in (or out)."""
    if own.subnet is None:
        because = own.nowhere.text if own.nowhere else "its subnet is not known"
        return Step(name, str(own.component.address), f"its network ACL is not known: {because}")
    acl = index.acls.get(own.subnet)
    if acl is not None:
        return acl_check(acl, packet, direction, name)
    default = index.default_acls.get(own.vpc)
    if default is not None:
        found = acl_check(default, packet, direction, name)
    elif own.vpc is None or not is_made_here(own.vpc):
        because = f"{own.vpc or 'its VPC'} is not made here, and neither is its default network ACL"
        return Step(name, str(own.subnet), because, own.place.subnet.span if own.place else None)
    else:
        because = "no network ACL is declared: the default one allows everything"
        found = Step(name, str(own.subnet), because, holds=True, is_default=True)
    # An ACL for unknown subnets may be this one's; it matters where its verdict is another.
    for loose in index.unassigned_acls:
        if acl_check(loose, packet, direction, name).holds is not found.holds:
            because = "a network ACL for unknown subnets may guard this one"
            return Step(name, str(loose.address), because, loose.span)
    return found


def acl_check(acl: NetworkAcl, packet: Packet, direction: Direction, name: str) -> Step:
    rules = [each for each in acl.rules if each.direction == direction]
    holds, decided = acl_verdict(rules, packet, direction)
    where = decided.span if decided is not None else acl.span
    if decided is None:
        because = "no rule allows it"
    else:
        number = decided.number.value if isinstance(decided.number, Known) else "of unknown number"
        word = "allows" if holds else "may allow" if holds is None else "denies"
        because = f"rule {number} {word} it"
    return Step(
        name, str(acl.address), because, where, holds=holds, code="" if holds else "SUBNET_ACL_RESTRICTION"
    )


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
    """Where the order is not known, a verdict is only sure if every possible rule gives the same."""
    outcomes = [tristate_of(rule.allows) for rule, _ in possible]
    certain = any(match is True for _, match in possible)
    return unanimous(outcomes if certain else [*outcomes, False]), possible[0][0]


def unanimous(outcomes: Sequence[Tristate]) -> Tristate:
    """What all say; not known where they differ."""
    return outcomes[0] if outcomes and all(each == outcomes[0] for each in outcomes) else None


def matches_acl(rule: AclRule, packet: Packet, direction: Direction) -> Tristate:
    address = packet.source if direction == "ingress" else packet.destination
    parts = (
        matches_protocol(rule.protocol, packet),
        matches_ports(rule.protocol, rule.ports, packet),
        None if isinstance(rule.network, Unknown) else within(address, rule.network.value),
    )
    return weakened(all_of(parts), sure=not rule.count_unknown)

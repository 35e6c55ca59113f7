"""Which listeners of load balancers forward to a component.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
Host and path conditions select requests, not clients, so they block no client. A `source-ip` condition does.
"""

import ipaddress
from collections.abc import Collection, Iterator

import msgspec

from docgen.analysis.endpoints import Interface, Range, interfaces
from docgen.analysis.findings import ActionTargetUnknown, Condition, Finding, ForwardsTo, Plain, TargetUnknown
from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.path import Check, CheckKind
from docgen.analysis.placement import address_of
from docgen.analysis.ranges import IntervalSet, addresses
from docgen.aws.model.base import IpNetwork
from docgen.aws.model.components import AutoScalingGroup, Component, Instance, LoadBalancer, Service
from docgen.aws.model.load_balancing import Action, Listener, ListenerRule, TargetGroup, transports
from docgen.aws.model.pointers import may_mean
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Traced, Unknown


class Forward(msgspec.Struct, frozen=True, eq=False):
    """A listener of a load balancer that hands requests on to a component."""

    balancer: LoadBalancer
    listener: int | None  # the port that clients use; None: not known
    listener_protocol: str
    rule: Listener | ListenerRule
    group: TargetGroup
    port: Traced[int]  # on the target
    protocol: str
    gap: Finding | None = None  # why it is not sure that it forwards there
    clients: IntervalSet | None = None  # those that the rule is for; None: all

    def check(self) -> Check:
        finding = ForwardsTo(self.group.address, self.conditions())
        return Check(CheckKind.TARGET_GROUP, self.rule.address, finding, self.rule.span, holds=True)

    def conditions(self) -> tuple[Condition, ...]:
        """The conditions that a request must meet."""
        matches = self.rule.matches if isinstance(self.rule, ListenerRule) else ()
        return tuple(
            Condition(
                each.field,
                tuple(value.value if isinstance(value, Known) else "" for value in each.values),
            )
            for each in matches
        )

    def doubts(self) -> tuple[Check, ...]:
        if self.gap is None:
            return ()
        return (Check(CheckKind.TARGET_GROUP, self.rule.address, self.gap, self.rule.span),)

    def sides(self, index: NetworkIndex, source: Component | Range) -> Iterator[Interface | Range]:
        """The clients that the target sees: the balancer, or the client if the balancer preserves its address."""
        if keeps_client(self.balancer, self.group):
            if isinstance(source, Range):
                yield source
            else:
                yield from interfaces(source, index)
            if not self.balancer.has_groups:
                return
        yield from interfaces(self.balancer, index)


def keeps_client(balancer: LoadBalancer, group: TargetGroup) -> bool:
    """https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation."""
    if not isinstance(balancer.type, Known) or balancer.type.value != "network":
        return False
    if isinstance(group.keeps_client, Known) and group.keeps_client.value is not None:
        return group.keeps_client.value
    kind = group.target_type.value if isinstance(group.target_type, Known) else "instance"
    protocol = group.protocol.value if isinstance(group.protocol, Known) else "TCP"
    return kind != "ip" or protocol in {"UDP", "TCP_UDP"}


def forwards_to(target: Component, index: NetworkIndex) -> tuple[Forward, ...]:
    """Every listener and rule that forwards to a target group in which the component is."""
    return index.remember((forwards_to, target), lambda: tuple(find_forwards(target, index)))


def find_forwards(target: Component, index: NetworkIndex) -> Iterator[Forward]:
    network = index.network
    groups = {each.address: each for each in network.target_groups}
    balancers = {each.address: each for each in network.load_balancers}
    registered = list(registrations(target, index))
    yield from classic_forwards(target, {address for address, _, _ in registered}, index)
    for address, port, unsure in registered:
        group = groups.get(address)
        if group is None:
            continue
        for listener in network.listeners:
            balancer = balancers.get(address_of(listener.load_balancer) or listener.address)
            if balancer is None:
                continue
            rules: list[Listener | ListenerRule] = [
                listener,
                *index.listener_rules.get(listener.address, ()),
            ]
            for rule in rules:
                leads, gap = leads_to(rule.actions, address)
                if not leads:
                    continue
                number = listener.port.value if isinstance(listener.port, Known) else None
                is_known = isinstance(listener.protocol, Known)
                name = listener.protocol.value if isinstance(listener.protocol, Known) else "TCP_UDP"
                doubt = gap or unsure or source_doubt(rule)
                if doubt is None and not is_known:
                    doubt = Plain.LISTENER_PROTOCOL_UNKNOWN
                for protocol in sorted(transports(name)):
                    yield Forward(
                        balancer,
                        number,
                        protocol,
                        rule,
                        group,
                        port or group.port,
                        protocol,
                        doubt,
                        clients_of(rule),
                    )


def classic_forwards(
    target: Component, registered: Collection[ResourceAddress], index: NetworkIndex
) -> Iterator[Forward]:
    """Listeners of classic load balancers, which name instances and a port of theirs instead of a target group."""
    network = index.network
    for balancer in network.load_balancers:
        named = isinstance(balancer.instances, Known) and any(
            address_of(each) == target.address for each in balancer.instances.value
        )
        if not named and balancer.address not in registered:
            continue
        for listener in network.listeners:
            if listener.instance_port is None or address_of(listener.load_balancer) != balancer.address:
                continue
            group = TargetGroup(
                address=target.address,
                name=target.name,
                span=listener.span,
                vpc=None,
                port=listener.instance_port,
                protocol=Known("TCP"),
                target_type=Known("instance"),
            )
            number = listener.port.value if isinstance(listener.port, Known) else None
            yield Forward(balancer, number, "tcp", listener, group, listener.instance_port, "tcp")


def registrations(
    target: Component, index: NetworkIndex
) -> Iterator[tuple[ResourceAddress, Traced[int] | None, Finding | None]]:
    """Target groups that it is in, with its port there; and why that is not sure."""
    yield from own_registrations(target)
    for each in index.network.attachments:
        address = address_of(each.target_group)
        if address is None:
            continue
        if address_of(each.target) == target.address:
            yield address, each.port, None
        elif isinstance(each.target, Unknown) and may_register(each.target, target):
            yield address, each.port, TargetUnknown(each.target.reason)


def own_registrations(
    target: Component,
) -> Iterator[tuple[ResourceAddress, Traced[int] | None, Finding | None]]:
    """The target groups that its own arguments name."""
    if isinstance(target, Service):
        for group, port in target.target_groups:
            address = address_of(group)
            if address is not None:
                yield address, port, None
    if isinstance(target, AutoScalingGroup) and isinstance(target.target_groups, Known):
        for group in target.target_groups.value:
            address = address_of(group)
            if address is not None:
                yield address, None, None


def may_register(pointer: Unknown, target: Component) -> bool:
    """Whether the unknown target of an attachment may be this one."""
    return isinstance(target, Instance) and may_mean(pointer, target.address)


def leads_to(actions: tuple[Action, ...], group: ResourceAddress) -> tuple[bool, Finding | None]:
    """Whether an action forwards to the group, or may; and why it only may."""
    doubt: Finding | None = None
    for action in actions:
        if isinstance(action.type, Known) and action.type.value != "forward":
            continue
        for each in action.target_groups:
            if address_of(each) == group:
                return True, None if isinstance(action.type, Known) else Plain.ACTION_TYPE_UNKNOWN
            if isinstance(each, Unknown) and may_mean(each, group):
                doubt = ActionTargetUnknown(each.reason)
    return doubt is not None, doubt


def source_doubt(rule: Listener | ListenerRule) -> Plain | None:
    if isinstance(rule, ListenerRule):
        values = [value for each in rule.matches if each.field == "source-ip" for value in each.values]
        if any(isinstance(each, Unknown) or as_network(each.value) is None for each in values):
            return Plain.SOME_SOURCES_ONLY
    return None


def clients_of(rule: Listener | ListenerRule) -> IntervalSet | None:
    """The addresses that all `source-ip` conditions of a rule allow; None where it has none, or one is not known."""
    if not isinstance(rule, ListenerRule) or source_doubt(rule):
        return None
    found: IntervalSet | None = None
    for each in rule.matches:
        if each.field == "source-ip":
            named = [as_network(value.value) for value in each.values if isinstance(value, Known)]
            allowed = addresses(*(network for network in named if network is not None))
            found = allowed if found is None else found.intersection(allowed)
    return found


def as_network(text: str) -> IpNetwork | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None

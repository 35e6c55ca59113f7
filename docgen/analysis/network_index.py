"""One environment's network with lookup tables for the checks, built once."""

from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from typing import Any, TypeVar

from docgen.analysis.not_seen import NotSeen, PathChanging
from docgen.analysis.placement import Placement, address_of
from docgen.analysis.ranges import IntervalSet, addresses
from docgen.aws.model.base import linked
from docgen.aws.model.firewall import NetworkAcl, PrefixList, Rule, SecurityGroup
from docgen.aws.model.load_balancing import ListenerRule
from docgen.aws.model.network import Network
from docgen.aws.model.pointers import may_mean
from docgen.aws.model.public_endpoints import Handover
from docgen.aws.model.routing import Route
from docgen.aws.model.vpc import NatGateway, TransitGateway
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Unknown

V = TypeVar("V")


def is_plain(gateway: TransitGateway) -> bool:
    """Whether every attachment reaches every other: all use the gateway's one default table."""
    flags = (gateway.associates, gateway.propagates)
    return not gateway.has_tables and all(isinstance(each, Known) and each.value for each in flags)


class NetworkIndex:
    """A network, the placement of its subnets, and what could exist beside it.

    Without `not_seen`, answers are about what is seen. With it, a link of a chain that something could open is undecided.
    """

    def __init__(
        self,
        network: Network,
        placements: Mapping[ResourceAddress, Placement],
        not_seen: NotSeen = NotSeen(),  # noqa: B008 - it is frozen
    ) -> None:
        self.network = network
        self.placements = placements
        self.not_seen = not_seen
        self.memory: dict[Hashable, Any] = {}

    def remember(self, key: Hashable, make: Callable[[], V]) -> V:
        """The result of `make`, computed once for each key: the network never changes, and neither do its answers.

        A key names the question and what it is about, components and interfaces as objects. (None is not remembered.)
        """
        found: V | None = self.memory.get(key)
        if found is None:
            found = self.memory[key] = make()
        return found

    @cached_property
    def listener_rules(self) -> Mapping[ResourceAddress, tuple[ListenerRule, ...]]:
        """By listener: the rules that name it, in the order of the configuration."""
        found: dict[ResourceAddress, list[ListenerRule]] = {}
        for each in self.network.listener_rules:
            listener = address_of(each.listener)
            if listener is not None:
                found.setdefault(listener, []).append(each)
        return {listener: tuple(rules) for listener, rules in found.items()}

    @cached_property
    def paths(self) -> tuple[PathChanging, ...]:
        """Unseen things that could open or close a path."""
        return self.not_seen.paths

    @cached_property
    def groups(self) -> Mapping[ResourceAddress, SecurityGroup]:
        return {each.address: each for each in self.network.security_groups}

    @cached_property
    def prefix_lists(self) -> Mapping[ResourceAddress, PrefixList]:
        return {each.address: each for each in self.network.prefix_lists}

    @cached_property
    def nat_gateways(self) -> Mapping[ResourceAddress, NatGateway]:
        return {each.address: each for each in self.network.nat_gateways}

    @cached_property
    def unattached_rules(self) -> tuple[Rule, ...]:
        """Rules that may belong to any group, because theirs is not known."""
        return tuple(each for each in self.network.unattached_rules if isinstance(each.group, Unknown))

    @cached_property
    def stray_routes(self) -> tuple[Route, ...]:
        """Routes that may belong to any table, because theirs is not known."""
        return tuple(each for each in self.network.stray_routes if isinstance(each.table, Unknown))

    @cached_property
    def vpc_addresses(self) -> Mapping[ResourceAddress, IntervalSet]:
        return {
            vpc.address: addresses(*(each.value for each in vpc.cidrs if isinstance(each, Known)))
            for vpc in self.network.vpcs
        }

    def joined(self, address: ResourceAddress | None) -> frozenset[ResourceAddress] | None:
        """The VPCs that a peering connection or transit gateway joins; None where that is not modelled."""
        return self.joints.get(address) if address is not None else None

    @cached_property
    def joints(self) -> Mapping[ResourceAddress, frozenset[ResourceAddress]]:
        found = {}
        for each in self.network.peering_connections:
            ends = (address_of(each.vpc), address_of(each.peer))
            if None not in ends:
                found[each.address] = frozenset(end for end in ends if end is not None)
        for gateway in self.network.transit_gateways:
            vpcs = [address_of(each) for each in gateway.vpcs]
            if is_plain(gateway) and None not in vpcs:
                found[gateway.address] = frozenset(each for each in vpcs if each is not None)
        return found

    @cached_property
    def handovers(self) -> Mapping[ResourceAddress, tuple[Handover, ...]]:
        """By load balancer or other component: the services that may hand connections to it."""
        balancers = {each.address: address_of(each.load_balancer) for each in self.network.listeners}
        found: dict[ResourceAddress, list[Handover]] = {}
        for each in self.network.handovers:
            for link in linked(each.targets):
                target = balancers.get(link.address) or link.address
                found.setdefault(target, []).append(each)
        return {address: tuple(every) for address, every in found.items()}

    @cached_property
    def acls(self) -> Mapping[ResourceAddress, NetworkAcl]:
        """By subnet: the ACL that names it."""
        return {
            subnet: acl
            for acl in self.network.network_acls
            if isinstance(acl.subnets, Known)
            for each in acl.subnets.value
            if (subnet := address_of(each)) is not None
        }

    @cached_property
    def default_acls(self) -> Mapping[ResourceAddress | None, NetworkAcl]:
        """By VPC: the default ACL, where the configuration has taken charge of it."""
        return {address_of(each.vpc): each for each in self.network.network_acls if each.is_default}

    @cached_property
    def unassigned_acls(self) -> tuple[NetworkAcl, ...]:
        """ACLs of which it is not known which subnets they guard."""
        return tuple(
            each
            for each in self.network.network_acls
            if isinstance(each.subnets, Unknown)
            or any(isinstance(subnet, Unknown) for subnet in each.subnets.value)
        )

    def possible_acls(self, subnet: ResourceAddress | None) -> tuple[NetworkAcl, ...]:
        """Those of them that may guard this subnet; None: a subnet that is not known."""
        return tuple(each for each in self.unassigned_acls if subnet is None or may_guard(each, subnet))


def may_guard(acl: NetworkAcl, subnet: ResourceAddress) -> bool:
    """Whether one of the unknown subnets of an ACL may be this one."""
    pointers = (acl.subnets,) if isinstance(acl.subnets, Unknown) else acl.subnets.value
    return any(may_mean(each, subnet) for each in pointers)

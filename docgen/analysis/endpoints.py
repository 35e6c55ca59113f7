"""The ends of a reachability question: an interface of a component in one subnet, or a range of addresses."""

from collections.abc import Iterator

import msgspec

from docgen.analysis.allowed_traffic import groups_of
from docgen.analysis.findings import Because, Plain
from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.placement import Placement, address_of, is_made_here
from docgen.analysis.ranges import ALL_V4, ALL_V6, GAP, INTERNET, IntervalSet, addresses
from docgen.aws.model.base import IpNetwork
from docgen.aws.model.components import Component, Instance, LoadBalancer
from docgen.aws.model.firewall import SecurityGroup
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Unknown

INTERNET_NAME = "internet"


class Range(msgspec.Struct, frozen=True, eq=False):
    """Addresses that somebody outside the configuration has: one of them is enough."""

    name: str  # "internet", "10.0.0.0/8"
    addresses: IntervalSet
    chosen: bool = False  # it is one address of these, chosen by somebody else: all must be allowed


class Interface(msgspec.Struct, frozen=True, eq=False):
    """One of a component's interfaces; AWS chooses its address inside the subnet."""

    component: Component
    place: Placement | None  # None: its subnet is not known
    vpc: ResourceAddress | None
    addresses: IntervalSet
    groups: tuple[SecurityGroup, ...]
    gap: Because | None  # why a group of it is not known
    unfiltered: bool  # it has no security groups
    nowhere: Because | None  # why its subnet is not known
    untouched_default: bool  # its group is the VPC's default one, as AWS made it

    @property
    def subnet(self) -> ResourceAddress | None:
        return self.place.subnet.address if self.place else None


def internet() -> Range:
    return Range(INTERNET_NAME, INTERNET)


def range_of(network: IpNetwork) -> Range:
    return Range(str(network), addresses(network))


def interfaces(component: Component, index: NetworkIndex) -> tuple[Interface, ...]:
    """One for each subnet of the component; one in an unknown place where the subnets are not known.

    The same objects for each question about the same surroundings.
    """
    return index.remember((interfaces, component), lambda: tuple(make_interfaces(component, index)))


def over_ipv6(interface: Interface, index: NetworkIndex) -> Interface:
    """The interface with an IPv6 address, from a range that AWS chooses."""
    return index.remember(
        (over_ipv6, interface), lambda: msgspec.structs.replace(interface, addresses=ALL_V6)
    )


def make_interfaces(component: Component, index: NetworkIndex) -> Iterator[Interface]:
    unfiltered = isinstance(component, LoadBalancer) and not component.has_groups
    for place, nowhere in places(component, index):
        vpc = address_of(place.subnet.vpc) if place else None
        own, gap = groups_of(component, index.network, index.groups, vpc)
        untouched = has_untouched_default(component, vpc) and not own
        yield Interface(
            component,
            place,
            vpc,
            own_addresses(component, place),
            tuple(own),
            None if untouched else gap,
            unfiltered,
            nowhere,
            untouched,
        )


def has_untouched_default(component: Component, vpc: ResourceAddress | None) -> bool:
    """Whether its group can only be the default one of a VPC that this configuration makes: nothing else edits that.

    https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
    """
    without = isinstance(component.groups, Known) and not component.groups.value
    return without and vpc is not None and is_made_here(vpc)


def places(component: Component, index: NetworkIndex) -> Iterator[tuple[Placement | None, Because | None]]:
    if isinstance(component.subnets, Unknown):
        yield None, component.subnets.reason
        return
    if not component.subnets.value:
        yield None, Plain.SUBNETS_OUTSIDE
    for target in component.subnets.value:
        place = index.placements.get(address_of(target) or component.address)
        if place is not None:
            yield place, None
        else:
            yield None, target.reason if isinstance(target, Unknown) else Plain.SUBNETS_OUTSIDE


def own_addresses(component: Component, place: Placement | None) -> IntervalSet:
    """The address where it is set, else all that the subnet has, IPv6 kept apart."""
    if isinstance(component, Instance) and isinstance(component.private_ip, Known):
        return addresses(component.private_ip.value)
    if place is None or not isinstance(place.subnet.cidr, Known):
        return ALL_V4
    return addresses(place.subnet.cidr.value)


def is_ipv6(address: int) -> bool:
    return address >= GAP

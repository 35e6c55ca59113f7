"""Linking of instances, their interfaces and addresses, and groups of instances."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec

from docgen.aws.model.base import AwsResource, External, Link, Target, Targets
from docgen.aws.model.components import (
    SUBNET_DECIDES,
    AddressAssociation,
    AutoScalingGroup,
    ElasticIp,
    Instance,
    InterfaceAttachment,
    InterfaceGroup,
    LaunchTemplate,
    LoadBalancer,
    NetworkInterface,
)
from docgen.aws.model.load_balancing import Attachment
from docgen.aws.model.pointers import may_mean
from docgen.aws.model.vpc import Subnet
from docgen.aws.resource_index import ResourceIndex, owner_of, pointing_at
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Reason, Traced, Unknown

T = TypeVar("T", bound=AwsResource)
NO_ADDRESS = Unknown(Reason("which elastic address it associates is not known"))
NO_INTERFACE = Unknown(Reason("its network interface is not in the configuration", "never"))


def placed_interfaces(found: ResourceIndex, elastic: Sequence[ElasticIp]) -> tuple[NetworkInterface, ...]:
    """With the groups that are put on them, the instance that has them, and their elastic addresses."""
    made = []
    for each in found.all(NetworkInterface):
        attached = pointing_at(found.all(InterfaceAttachment), lambda one: one.interface, each.address)
        made.append(
            msgspec.structs.replace(
                each,
                groups=with_more(each.groups, each.address, found),
                attached_to=attached[0].instance if attached else each.attached_to,
                public=elastic_of({each.address}, elastic) or each.public,
            )
        )
    return tuple(made)


def elastic_of(own: Collection[ResourceAddress], elastic: Iterable[ElasticIp]) -> Traced[bool] | None:
    """Whether one of these addresses' owners has an elastic one; None where surely none has."""
    doubt: Unknown | None = None
    for each in elastic:
        for pointer in (each.instance, each.interface):
            if pointer is not None and owner_of(pointer, {}) in own:
                return Known(value=True, trace=each.trace)
            if isinstance(pointer, Unknown) and any(may_mean(pointer, address) for address in own):
                doubt = Unknown(
                    Reason(f"{each.address} may be given to it: {pointer.reason.text}"), each.trace
                )
    return doubt


def elastic_addresses(found: ResourceIndex) -> tuple[ElasticIp, ...]:
    """Elastic addresses, and what gives one to an instance or interface on its own."""
    own = found.all(ElasticIp)
    lent = (
        ElasticIp(
            address=each.address,
            name=each.name,
            span=each.span,
            trace=each.trace,
            instance=each.instance,
            interface=each.interface,
            of=each.elastic_ip or NO_ADDRESS,
        )
        for each in found.all(AddressAssociation)
    )
    return (*own, *lent)


def with_more(groups: Targets, address: ResourceAddress, found: ResourceIndex) -> Targets:
    """The groups of an interface or instance, and those that are put on it on their own."""
    more: list[Traced[Target]] = []
    for each in found.all(InterfaceGroup):
        if owner_of(each.interface, {}) == address:
            more.append(each.group)
        elif isinstance(each.interface, Unknown) and may_mean(each.interface, address):
            reason = Reason(f"{each.address} may put a group on it: {each.interface.reason.text}")
            more.append(Unknown(reason, each.trace))
    return Known((*groups.value, *more), groups.trace) if more and isinstance(groups, Known) else groups


def placed_instances(found: ResourceIndex) -> Iterator[Instance]:
    """Subnets and groups from an interface that is declared on its own, or from a launch template."""
    interfaces = {each.address: each for each in found.all(NetworkInterface)}
    templates = {each.address: each for each in found.all(LaunchTemplate)}
    for each in found.all(Instance):
        made = each
        template = templates.get(owner_of(each.template, {}) or each.address) if each.template else None
        if template is not None and isinstance(each.groups, Known) and not each.groups.value:
            made = msgspec.structs.replace(made, groups=template.groups)
        if each.interface is not None:
            own = interfaces.get(owner_of(each.interface, {}) or each.address)
            gap: Targets = NO_INTERFACE
            made = msgspec.structs.replace(
                made,
                subnets=own.subnets if own else gap,
                groups=with_more(own.groups, own.address, found) if own else gap,
                public=Known(value=False, trace=each.trace) if own else NO_INTERFACE,
            )
        yield msgspec.structs.replace(made, groups=with_more(made.groups, each.address, found))


def by_name(target: Traced[Target], things: Iterable[T]) -> Traced[Target]:
    """A target that is a name, as the thing that has it."""
    if isinstance(target, Known) and isinstance(target.value, External):
        for each in things:
            own = getattr(each, "own_name", None)
            if isinstance(own, Known) and own.value == target.value.id:
                return Known(Link(each.address), target.trace)
    return target


def named_attachments(found: ResourceIndex) -> tuple[Attachment, ...]:
    groups, classic = found.all(AutoScalingGroup), found.all(LoadBalancer)
    return tuple(
        msgspec.structs.replace(
            each,
            target=by_name(each.target, groups),
            target_group=by_name(each.target_group, classic),
        )
        for each in found.all(Attachment)
    )


def from_template(
    group: AutoScalingGroup, found: ResourceIndex, subnets: Iterable[Subnet]
) -> AutoScalingGroup:
    """Groups and public addresses from what its instances are started with."""
    templates = found.all(LaunchTemplate)
    owner = owner_of(by_name(group.template, templates), {}) if group.template is not None else None
    template = next((each for each in templates if each.address == owner), None)
    registered = group.target_groups
    if isinstance(registered, Known):
        classic = found.all(LoadBalancer)
        named = tuple(by_name(each, classic) for each in registered.value)
        group = msgspec.structs.replace(group, target_groups=Known(named, registered.trace))
    if template is None and group.has_own_groups:
        decided = isinstance(group.public, Unknown)
        public = maps_public(group.subnets, subnets) if decided else group.public
        return msgspec.structs.replace(group, public=public)
    if template is None:
        gap = Reason("what its instances are started with is not in the configuration", "never")
        return msgspec.structs.replace(group, groups=Unknown(gap), public=Unknown(gap))
    public = template.public
    if isinstance(public, Unknown) and public.reason == SUBNET_DECIDES:
        public = maps_public(group.subnets, subnets)
    return msgspec.structs.replace(group, groups=template.groups, public=public)


def maps_public(places: Targets, subnets: Iterable[Subnet]) -> Traced[bool]:
    """Whether some subnet gives public addresses: an instance may start in any of them."""
    if isinstance(places, Unknown):
        return Unknown(places.reason, places.trace)
    owners = {owner_of(each, {}) for each in places.value}
    flags = [each.maps_public_ip for each in subnets if each.address in owners]
    if len(flags) < len(owners) or not flags:
        return Unknown(Reason("its subnets are not in the configuration", "never"))
    known = [each for each in flags if isinstance(each, Known)]
    return next((each for each in known if each.value), None) or next(
        (each for each in flags if isinstance(each, Unknown)), flags[0]
    )


def with_address(instance: Instance, subnets: Iterable[Subnet], addresses: Iterable[ElasticIp]) -> Instance:
    """Which addresses it has, where its own arguments leave that to the subnet or to an elastic IP."""
    found = with_public_address(instance, subnets, addresses)
    if not isinstance(found.subnets, Known) or isinstance(found.ipv6, Unknown) or found.ipv6.value:
        return found
    places = [owner_of(each, {}) for each in found.subnets.value]
    own = next((each for each in subnets if each.address in places), None)
    return msgspec.structs.replace(found, ipv6=own.assigns_ipv6) if own is not None else found


def with_public_address(
    instance: Instance, subnets: Iterable[Subnet], addresses: Iterable[ElasticIp]
) -> Instance:
    interface = owner_of(instance.interface, {}) if instance.interface is not None else None
    lent = elastic_of({instance.address, *([interface] if interface else [])}, addresses)
    if isinstance(lent, Known):
        return msgspec.structs.replace(instance, public=lent)
    found = by_subnet(instance, subnets)
    surely = isinstance(found.public, Known) and found.public.value
    return found if lent is None or surely else msgspec.structs.replace(found, public=lent)


def by_subnet(instance: Instance, subnets: Iterable[Subnet]) -> Instance:
    """Its subnet's word on public addresses, where its own arguments leave that to it."""
    if not isinstance(instance.public, Unknown) or instance.public.reason != SUBNET_DECIDES:
        return instance
    if not isinstance(instance.subnets, Known):
        return instance
    places = [owner_of(each, {}) for each in instance.subnets.value]
    for subnet in subnets:
        if subnet.address in places:
            return msgspec.structs.replace(
                instance, public=subnet.maps_public_ip, public_decided_by="map_public_ip_on_launch"
            )
    return instance

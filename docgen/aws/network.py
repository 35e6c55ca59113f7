"""From instances to the network: convert each separately, link them, and count what is not modelled."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import msgspec

from docgen.aws.convert.iam import ACCESS_CONVERTERS, ACCESS_TYPES
from docgen.aws.former_names import with_current_names
from docgen.aws.link import link_network
from docgen.aws.model.base import NO_REGION, AwsResource
from docgen.aws.model.network import AccessResources, InventoryItem, Network, UnknownAttribute
from docgen.aws.read import is_own_gap, name_of, region_of, tags_of
from docgen.aws.table import CONVERTERS, FACETS
from docgen.aws.unmodelled import NO_MENTIONS, find_mentions, is_foreign_type
from docgen.language.instance import Instance
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known
from docgen.values.values import Unknown, Value, is_hidden


class Converted(msgspec.Struct, frozen=True, eq=False):
    """The contribution of one instance to the network."""

    instance: Instance
    things: tuple[AwsResource, ...]
    item: InventoryItem | None
    values: int
    known: int
    access: tuple[AwsResource, ...] = ()  # identities and policies


# By id of the instance. An evaluation that changes one input shares most instances with the one before.
ConversionMemory: TypeAlias = dict[int, Converted]


def convert_network(
    instances: Iterable[Instance],
    ambient: str = "",
    memory: ConversionMemory | None = None,
    *,
    one_account: bool = True,
) -> Network:
    """The network of one environment.

    `ambient` is the Region of resources whose provider names none, from the process environment; "" where that is not to
    count. `memory` keeps what was made of each instance, for conversions with the same `ambient`. `one_account`: whether all
    ambient credentials are those of one AWS account, as for a single root module.
    """
    remembered = {} if memory is None else memory
    things: list[AwsResource] = []
    access: list[AwsResource] = []
    inventory = []
    values = known = 0
    for instance in instances:
        made = remembered.get(id(instance))
        if made is None:
            made = remembered[id(instance)] = convert(instance, ambient)
        things += made.things if one_account else map(of_some_account, made.things)
        access += made.access if one_account else map(of_some_account, made.access)
        values, known = values + made.values, known + made.known
        if made.item is not None:
            inventory.append(made.item)
    network = link_network(things)
    inventory.sort(key=lambda each: each.address.order())
    return msgspec.structs.replace(
        network,
        inventory=tuple(inventory),
        values=values,
        known=known,
        access=AccessResources(sorted(access, key=lambda each: each.address.order())),
    )


def convert(instance: Instance, ambient: str) -> Converted:
    if instance.address.mode != "managed":
        return Converted(instance, (), None, 0, 0)
    converter = CONVERTERS.get(instance.address.type)
    of_access = ACCESS_CONVERTERS.get(instance.address.type)
    facet = FACETS.get(instance.address.type)
    is_modelled = converter is not None or instance.address.type in ACCESS_TYPES
    item = inventory_item(instance, ambient, modelled=is_modelled)
    access = tuple(of_access(instance)) if of_access else ()
    if not is_modelled and facet is None:
        return Converted(instance, (), item, 0, 0, access)
    current = with_current_names(instance)
    made = (each for one in (converter, facet) if one is not None for each in one(current))
    things = tuple(in_region(each, ambient) for each in made)
    counts = coverage(instance.value, instance.address) if is_modelled else (0, 0)
    if counts[0] != counts[1]:
        unknowns = tuple(unknown_attributes(instance.value, instance.address))
        item = msgspec.structs.replace(item, unknowns=unknowns)
    return Converted(instance, things, item, *counts, access)


def of_some_account(thing: AwsResource) -> AwsResource:
    """The thing; which account the ambient credentials are for is not known."""
    return msgspec.structs.replace(thing, account=None) if thing.account == "" else thing


def in_region(thing: AwsResource, ambient: str) -> AwsResource:
    """The thing, in the environment's Region where its provider names none."""
    if not ambient or thing.region is not NO_REGION:
        return thing
    return msgspec.structs.replace(thing, region=Known(ambient))


def inventory_item(instance: Instance, ambient: str, *, modelled: bool) -> InventoryItem:
    mentions = NO_MENTIONS if modelled else find_mentions(instance)
    name = name_of(instance, "name", "identifier", "family", "bucket", "function_name")
    return InventoryItem(
        instance.address,
        name,
        instance.span,
        modelled,
        mentions.may_have_interfaces or bool(mentions.flag) or is_foreign_type(instance),
        instance.undecided is not None,
        region_of(instance, ambient),
        mentions,
        is_foreign_type(instance),
        tags_of(instance),
    )


def coverage(value: Value, address: ResourceAddress) -> tuple[int, int]:
    """The number of values that the configuration sets, and how many of them are known (or refer to a resource)."""
    payload = value.payload
    if isinstance(payload, Unknown):
        if is_own_gap(payload, address):
            return 0, 0
        return 1, int(payload.reference is not None and not is_hidden(value))
    if payload is None:
        return 0, 0
    if isinstance(payload, tuple | dict):
        inside = set_values(value) if isinstance(payload, dict) else payload
        counts = [coverage(each, address) for each in inside]
        return sum(each[0] for each in counts), sum(each[1] for each in counts)
    return 1, int(not is_hidden(value))


def unknown_attributes(value: Value, address: ResourceAddress, path: str = "") -> Iterator[UnknownAttribute]:
    """The values that `coverage` counts as set and not as known, by where they are in the resource."""
    payload = value.payload
    if isinstance(payload, tuple):
        for index, each in enumerate(payload):
            yield from unknown_attributes(each, address, f"{path}[{index}]")
    elif isinstance(payload, dict):
        own = set(map(id, set_values(value)))
        for key, each in payload.items():
            if id(each) in own:
                yield from unknown_attributes(each, address, f"{path}.{key}" if path else str(key))
    elif coverage(value, address) == (1, 0):
        reason = payload.reason if isinstance(payload, Unknown) else None
        hidden = reason is None or reason.hidden is not None or is_hidden(value)
        yield UnknownAttribute(path, "sensitive" if hidden or reason is None else reason.text)


def set_values(value: Value) -> Iterator[Value]:
    """The members of an object that the configuration wrote: what the provider fills in has the object's own trace."""
    assert isinstance(value.payload, dict)  # noqa: S101 - the caller has looked
    for each in value.payload.values():
        is_scalar = not isinstance(each.payload, tuple | Mapping | Unknown)
        if not (is_scalar and each.trace is value.trace):
            yield each

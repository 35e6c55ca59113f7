"""An environment as the account has it: the instances of the code with what AWS answered, and the counts.

Rules of groups, routes and entries of ACLs can be resources of their own or blocks; AWS does not tell which. So they are
compared as wholes: a group, table or ACL that was found has exactly what AWS answered, as blocks, and its separate resources are left out.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgspec

from docgen.analysis.snapshot import EnvironmentSnapshot
from docgen.language.instance import Instance
from docgen.recorded.live.calls import Answers
from docgen.recorded.live.identify import Identified, identify, kind_of
from docgen.recorded.live.readings import READINGS, things_in
from docgen.recorded.live.thing import Thing
from docgen.recorded.match import Difference, Matcher, Names, Tally, build
from docgen.recorded.model import NOT_GIVEN, Json, Kind, Recorded, RecordedResource, RecordedValue, printed
from docgen.source.address import ResourceAddress, outside_address
from docgen.values.types import ListType, ObjectType, SetType, Type
from docgen.values.values import Unknown, Value, is_hidden, remade

# Resources that are parts of another one, and the argument that names it.
PARTS: Mapping[str, str] = MappingProxyType(
    {
        "aws_security_group_rule": "security_group_id",
        "aws_vpc_security_group_ingress_rule": "security_group_id",
        "aws_vpc_security_group_egress_rule": "security_group_id",
        "aws_network_acl_rule": "network_acl_id",
        "aws_route": "route_table_id",
    }
)
# Types that are reported if they are in a VPC of the code, and the code has no such resource.
REPORTED = frozenset(
    {"aws_subnet", "aws_internet_gateway", "aws_nat_gateway", "aws_route_table", "aws_security_group"}
    | {"aws_network_acl", "aws_vpc_endpoint", "aws_lb", "aws_db_instance"}
)


class LiveOverlay(msgspec.Struct, frozen=True, eq=False):
    """The environment with the values of the account."""

    replaced: Mapping[int, Instance | None]  # by the id of an instance: another one in its place, or none
    tally: Tally
    matched: int
    gone: tuple[ResourceAddress, ...]
    others: tuple[ResourceAddress, ...]  # named by their types and ids
    not_compared: tuple[str, ...]
    differences: tuple[Difference, ...]
    left_out: frozenset[str]  # addresses of parts that are reported with the whole


def live_overlay(  # noqa: PLR0913, PLR0917 - everything that one comparison depends on
    instances: Sequence[Instance],
    facts: EnvironmentSnapshot,
    answers: Answers,
    title: str,
    state: Recorded | None = None,
    shown: frozenset[str] = frozenset(),
    *,
    may_be_more: bool = False,
) -> LiveOverlay:
    """Hold every resource of an environment against the account.

    `facts`: those of the code. `may_be_more`: the code has resources that docgen does not know.
    """
    found = identify(instances, things_in(answers), answers, state)
    own = {printed(each.address): each for each in instances if each.address.mode == "managed"}
    names = Names(
        recorded_things(found.things, own, title, state),
        {key: each.address for key, each in own.items()},
        shown,
    )
    replaced: dict[int, Instance | None] = {id(each): None for each in found.gone}
    tally, differences = Tally(), list[Difference]()
    changed: dict[str, Instance] = {}
    for key, thing in found.things.items():
        matcher = Matcher(key, own[key].address, names)
        merged = matcher.merge(own[key].value, RecordedValue(values_of(thing)))
        tally.add(matcher.tally)
        differences += matcher.differences
        if matcher.differences:
            changed[key] = msgspec.structs.replace(own[key], value=merged)
    whole, uncertain = wholes(found, facts, names)
    parts = parts_of(own, found, whole, names)
    left_out = set()
    for part, owner in parts.items():
        if own[part].undecided is not None or is_star(own[part]):
            uncertain.add(owner)
    for part, owner in parts.items():
        if owner not in uncertain:
            replaced[id(own[part])] = None
            left_out.add(part)
    for key in whole - uncertain:
        instance = changed.get(key, own[key])
        changed[key] = with_parts(instance, found.things[key], names)
    replaced |= {id(own[key]): each for key, each in changed.items()}
    others, maybe = strangers(found, may_be_more=may_be_more)
    open_ones = {printed(each.address) for each in found.open}
    return LiveOverlay(
        replaced,
        tally,
        len(found.things),
        tuple(each.address for each in found.gone),
        tuple(sorted(others, key=lambda each: each.order())),
        tuple(
            sorted({*open_ones, *maybe, *unread(own), *(f"{key}: its rules or routes" for key in uncertain)})
        ),
        tuple(differences),
        frozenset(left_out),
    )


def unread(own: Mapping[str, Instance]) -> set[str]:
    """The types of AWS's resources about which no call asks."""
    types = {each.address.type for each in own.values() if each.address.type.startswith("aws_")}
    return {
        f"{each}: AWS is not asked" for each in types if kind_of(each) not in READINGS and each not in PARTS
    }


def is_star(instance: Instance) -> bool:
    return "[*]" in str(instance.address)


def values_of(thing: Thing) -> Json:
    """The values to compare one by one. AWS returns all tags, also those of the provider's `default_tags`."""
    rest = {key: each for key, each in thing.values.items() if key not in {"tags", "id"}}
    return rest | ({"tags_all": thing.values["tags"]} if "tags" in thing.values else {})


def recorded_things(
    things: Mapping[str, Thing], own: Mapping[str, Instance], title: str, state: Recorded | None
) -> Recorded:
    """The account as a document, so that ids lead to resources; what was not read is taken from the state."""
    found = dict(state.resources) if state is not None else {}
    found |= {
        key: RecordedResource(own[key].address, RecordedValue(thing.values)) for key, thing in things.items()
    }
    return Recorded(Kind.LIVE, title, found, state.data if state is not None else {})


# -- groups, tables and ACLs with all that is in them ---------------------------------------------------


def wholes(found: Identified, facts: EnvironmentSnapshot, names: Names) -> tuple[set[str], set[str]]:
    """The groups, tables and ACLs that were found; and those of which the code does not know every part."""
    whole = {key for key, thing in found.things.items() if thing.parts}
    uncertain = set()
    environment: Any = facts
    for collection, rows, fields in (
        ("security_groups", "rules", ("protocol",)),
        ("route_tables", "routes", ("destination", "target")),
        ("network_acls", "rules", ("number", "action", "protocol", "cidr")),
    ):
        for each in getattr(environment, collection) or ():
            for row in each.rows(rows):
                values = [row.value(name) for name in fields]
                values += [row.peer.value] if collection == "security_groups" else []
                is_unknown = row.count is None or any(value is None for value in values)
                is_elsewhere = any(
                    isinstance(value, str) and not is_reached(value, names) for value in values
                )
                if is_unknown or is_elsewhere:
                    uncertain.add(each.address)
    return whole, whole & uncertain


def is_reached(text: str, names: Names) -> bool:
    """Whether a text is no address, or that of a resource whose id is known."""
    looks_like_address = text.startswith(("aws_", "module.", "data."))
    return not looks_like_address or text in names.recorded.resources or text in names.recorded.data


def parts_of(
    own: Mapping[str, Instance], found: Identified, whole: set[str], names: Names
) -> Mapping[str, str]:
    """The separate rules, routes and entries by address, and what each belongs to."""
    by_id = {str(thing.values.get("id")): key for key, thing in found.things.items() if key in whole}
    made = {}
    for key, instance in own.items():
        argument = PARTS.get(instance.address.type)
        value = instance.attribute(argument) if argument is not None else None
        owner = by_id.get(id_of(value, names) or "") if value is not None else None
        if owner is not None:
            made[key] = owner
    return made


def id_of(value: Value, names: Names) -> str | None:
    if is_hidden(value):
        return None
    if isinstance(value.payload, Unknown):
        text = names.value_of(value.payload.reference) if value.payload.reference is not None else NOT_GIVEN
        return text if isinstance(text, str) else None
    return value.payload if isinstance(value.payload, str) else None


def with_parts(instance: Instance, thing: Thing, names: Names) -> Instance:
    """The group, table or ACL with exactly what AWS answered, as blocks."""
    payload = instance.value.payload
    assert isinstance(payload, Mapping)  # noqa: S101 - an instance is an object
    made = dict(payload)
    for name, rows in thing.parts.items():
        type_ = (
            dict(instance.value.type.attributes).get(name)
            if isinstance(instance.value.type, ObjectType)
            else None
        )
        if type_ is not None:
            made[name] = build(
                RecordedValue([completed(each, type_) for each in rows]), type_, names, instance.trace
            )
    value = Value(instance.value.type, remade(payload, made), instance.value.marks, instance.value.trace)
    return msgspec.structs.replace(instance, value=value)


def completed(row: Json, type_: Type) -> Json:
    """A block with every argument of its type; null where AWS tells none."""
    inner = type_.element if isinstance(type_, ListType | SetType) else type_
    names = [name for name, _ in inner.attributes] if isinstance(inner, ObjectType) else []
    return {name: row.get(name) for name in names}


# -- what only the account has --------------------------------------------------------------------------


def strangers(found: Identified, *, may_be_more: bool) -> tuple[list[ResourceAddress], list[str]]:
    """Things in the VPCs of the code that no resource is; and those that one may be."""
    vpcs = {thing.vpc for thing in found.things.values() if thing.type == "aws_vpc"}
    waiting = {kind_of(each.address.type) for each in found.open}
    certain, maybe = [], []
    for thing in found.others:
        if thing.type not in REPORTED or thing.is_default or thing.vpc not in vpcs:
            continue
        name = f"{thing.type} {thing.values.get('id') or thing.values.get('identifier')}"
        if may_be_more or thing.type in waiting:
            maybe.append(name)
        else:
            certain.append(outside_address(name))
    return certain, maybe

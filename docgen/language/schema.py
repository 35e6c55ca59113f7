"""Provider schemas: the arguments of resource types, their types, and how blocks nest.

The shape is that of `terraform providers schema -json`:
https://developer.hashicorp.com/terraform/cli/commands/providers/schema
This package does not know any provider: `docgen.app` passes the schemas in.
"""

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal, TypeAlias

import msgspec

from docgen.source.address import Mode
from docgen.values.types import DYNAMIC, ListType, MapType, ObjectType, SetType, Type, object_type
from docgen.values.values import Value

Nesting: TypeAlias = Literal["single", "group", "list", "set", "map"]


class AttributeSchema(msgspec.Struct, frozen=True):
    type: Type
    required: bool = False
    optional: bool = False
    computed: bool = False
    sensitive: bool = False
    write_only: bool = False
    default: Value | None = None  # what the provider fills in where nothing is set
    form: str = ""  # the normal form that the provider plans, by its name in `planning.FORMS`
    members: Mapping[str, str] = MappingProxyType(
        {}
    )  # the same for attributes of the objects in a list or set
    always: bool = (
        False  # AWS gives it a value wherever the configuration does not: never null, no empty text
    )


class BlockSchema(msgspec.Struct, frozen=True, eq=False):
    """One level of a resource's configuration; there is one object for each, so it is equal to itself alone."""

    attributes: Mapping[str, AttributeSchema] = MappingProxyType({})
    blocks: "Mapping[str, NestedBlock]" = MappingProxyType({})
    legacy: bool = False
    """Planned by the provider's older SDK, which plans an empty list, set or map as null."""


class NestedBlock(msgspec.Struct, frozen=True):
    nesting: Nesting
    block: BlockSchema
    least: int = 0
    most: int = 0  # 0: as many as one likes
    computed: bool = False  # the provider decides about it where it is left out


@cache
def implied_type(schema: BlockSchema) -> ObjectType:
    """The type of the object that a block of this schema makes."""
    attributes: dict[str, Type] = {name: each.type for name, each in schema.attributes.items()}
    for name, nested in schema.blocks.items():
        attributes[name] = nested_type(nested)
    return object_type(attributes)


def nested_type(nested: NestedBlock) -> Type:
    inner = implied_type(nested.block)
    match nested.nesting:
        case "single" | "group":
            return inner
        case "list":
            return ListType(inner)
        case "set":
            return SetType(inner)
        case "map":
            return MapType(inner)


NO_SCHEMA_TYPE = DYNAMIC
Schemas: TypeAlias = Callable[[Mode, str], BlockSchema | None]
"""The schema of a mode and type, such as "data" and "aws_ami"; None where it is not known."""


def no_schema(_mode: Mode, _type: str) -> BlockSchema | None:
    return None

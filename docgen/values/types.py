"""Terraform's types, as values.

The type system is cty's: https://github.com/zclconf/go-cty/blob/main/docs/types.md
See `docgen.values.conversion` for conversion between types.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import msgspec


class Primitive(msgspec.Struct, frozen=True):
    """`string`, `number` or `bool`."""

    name: str


class Dynamic(msgspec.Struct, frozen=True):
    """`any`: the type of a bare null, and of an unknown whose type is unknown too."""


class ListType(msgspec.Struct, frozen=True):
    element: "Type"


class SetType(msgspec.Struct, frozen=True):
    element: "Type"


class MapType(msgspec.Struct, frozen=True):
    element: "Type"


class TupleType(msgspec.Struct, frozen=True):
    elements: "tuple[Type, ...]"


class ObjectType(msgspec.Struct, frozen=True):
    """Attributes in the order of their names; `optional` ones only occur in type constraints."""

    attributes: "tuple[tuple[str, Type], ...]"
    optional: frozenset[str] = frozenset()


Type: TypeAlias = Primitive | Dynamic | ListType | SetType | MapType | TupleType | ObjectType
CollectionType: TypeAlias = ListType | SetType | MapType

STRING = Primitive("string")
NUMBER = Primitive("number")
BOOL = Primitive("bool")
DYNAMIC = Dynamic()
EMPTY_OBJECT = ObjectType(())
EMPTY_TUPLE = TupleType(())


def object_type(attributes: Mapping[str, Type], optional: Iterable[str] = ()) -> ObjectType:
    return ObjectType(tuple(sorted(attributes.items())), frozenset(optional))


def is_primitive(type_: Type) -> bool:
    return isinstance(type_, Primitive)


def has_dynamic(type_: Type) -> bool:
    """Whether some part of the type is still `any`."""
    match type_:
        case Dynamic():
            return True
        case ListType(element) | SetType(element) | MapType(element):
            return has_dynamic(element)
        case TupleType(elements):
            return any(map(has_dynamic, elements))
        case ObjectType(attributes):
            return any(has_dynamic(each) for _, each in attributes)
        case Primitive():
            return False

"""The defaults of a type constraint's optional attributes.

Source: `typeexpr.Defaults`, https://github.com/hashicorp/hcl/blob/main/ext/typeexpr/defaults.go
"""

from collections.abc import Mapping, Sequence

import msgspec

from docgen.values.conversion import ConversionError, converted
from docgen.values.types import ListType, MapType, ObjectType, SetType, TupleType, Type
from docgen.values.values import Value, list_of, map_of, object_of, remade, tuple_of


class Defaults(msgspec.Struct, frozen=True, eq=False):
    """The defaults at one place of a type, and those of what is inside it."""

    values: Mapping[str, Value] = {}  # of an object's attributes
    types: Mapping[str, Type] = {}  # of those attributes
    attributes: "Mapping[str, Defaults]" = {}
    items: "tuple[Defaults | None, ...]" = ()  # of a tuple
    elements: "Defaults | None" = None  # of a collection

    @staticmethod
    def of_elements(child: "Defaults | None") -> "Defaults | None":
        return None if child is None else Defaults(elements=child)

    @staticmethod
    def of_items(children: "Sequence[Defaults | None]") -> "Defaults | None":
        return Defaults(items=tuple(children)) if any(children) else None

    @staticmethod
    def of_object(
        attributes: Mapping[str, Type],
        values: Mapping[str, Value],
        children: "Mapping[str, Defaults | None]",
    ) -> "Defaults | None":
        """Raises `ConversionError` where a default does not suit its attribute."""
        inside = {name: child for name, child in children.items() if child is not None}
        if not values and not inside:
            return None
        types = {name: attributes[name] for name in values}
        return Defaults(values=values, types=types, attributes=inside)


def with_defaults(value: Value, defaults: Defaults | None) -> Value:
    """The value with the defaults filled in, an explicit null included; its type changes with them."""
    if defaults is None or value.payload is None or not value.is_known:
        return value
    match value.type:
        case ObjectType():
            return object_with_defaults(value, defaults)
        case MapType():
            return map_with_defaults(value, defaults)
        case TupleType() | ListType() | SetType():
            return sequence_with_defaults(value, defaults)
        case _:
            return value


def object_with_defaults(value: Value, defaults: Defaults) -> Value:
    assert isinstance(value.payload, Mapping)  # noqa: S101 - a known object
    attributes = dict(value.payload)
    if defaults.elements is not None:  # an object on its way to becoming a map
        for name, each in attributes.items():
            attributes[name] = with_defaults(each, defaults.elements)
        return object_like(value, value.payload, attributes)
    for name, each in defaults.values.items():
        present = attributes.get(name)
        if present is None or present.is_null:
            attributes[name] = default_value(each, defaults.types[name])
    for name, child in defaults.attributes.items():
        if name in attributes:
            attributes[name] = with_defaults(attributes[name], child)
    return object_like(value, value.payload, attributes)


def object_like(value: Value, payload: Mapping[str, Value], attributes: Mapping[str, Value]) -> Value:
    ordered = dict(sorted(attributes.items()))
    type_ = ObjectType(tuple([(name, each.type) for name, each in ordered.items()]))
    return Value(type_, remade(payload, ordered), value.marks, value.trace)


def default_value(value: Value, type_: Type) -> Value:
    """The default in the type of its attribute; itself where it has none, so that conversion reports it."""
    try:
        return converted(value, type_)
    except ConversionError:
        return value


def map_with_defaults(value: Value, defaults: Defaults) -> Value:
    """A map that is to become an object gets the object's defaults; else its elements get theirs."""
    assert isinstance(value.payload, Mapping)  # noqa: S101 - a known map
    if defaults.elements is None:
        return object_with_defaults(value, defaults)
    elements = {name: with_defaults(each, defaults.elements) for name, each in value.payload.items()}
    types = {each.type for each in elements.values()}
    made = map_of(types.pop(), elements) if len(types) == 1 else object_of(elements)
    return Value(made.type if elements else value.type, made.payload, value.marks, value.trace)


def sequence_with_defaults(value: Value, defaults: Defaults) -> Value:
    assert isinstance(value.payload, tuple)  # noqa: S101 - a known sequence
    if defaults.items:
        children = (*defaults.items, *[None] * len(value.payload))
        items = [with_defaults(each, child) for each, child in zip(value.payload, children, strict=False)]
    else:
        items = [with_defaults(each, defaults.elements) for each in value.payload]
    if not items:
        return value
    types = {each.type for each in items}
    if isinstance(value.type, ListType) and len(types) == 1:
        made = list_of(types.pop(), items)
    else:
        made = tuple_of(items)
    return Value(made.type, made.payload, value.marks, value.trace)

"""Attributes and elements of values: `value.name`, `value[key]`.

Source: hclsyntax's traversal rules, https://github.com/hashicorp/hcl/blob/main/ops.go
"""

from collections.abc import Mapping
from typing import assert_never

from docgen.source.diagnostic import did_you_mean
from docgen.source.span import Span
from docgen.source.traced import FAILED, Reason, Reference
from docgen.values.choices import members_in, stepped
from docgen.values.conversion import ConversionError, converted
from docgen.values.failure import failure
from docgen.values.types import (
    DYNAMIC,
    NUMBER,
    STRING,
    Dynamic,
    ListType,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    Type,
)
from docgen.values.values import OpenMapping, Unknown, Value, is_hidden, unknown, with_marks


def get_attribute(value: Value, name: str, span: Span) -> Value:
    """`value.name`, with the marks of `value` on it."""
    if value.is_null:
        raise failure(
            "Attempt to get attribute from null value",
            "This value is null, so it does not have any attributes.",
            span,
        )
    found: Value | None
    match value.type:
        case ObjectType(attributes):
            found = attribute_of(value, name, attributes)
            if found is None:
                known = {} if is_hidden(value) else dict(attributes)
                raise failure("Unsupported attribute", missing_attribute(name, known), span)
        case MapType(element):
            found = element_of_map(value, name, element)
            if found is None:
                keys = value.payload if isinstance(value.payload, dict) else ()
                hint = "" if is_hidden(value) else did_you_mean(name, keys)
                detail = f'This map does not have an element with the key "{name}".{hint}'
                raise failure("Missing map element", detail, span)
        case Dynamic():
            found = unknown(DYNAMIC, extended(value.payload, name))
        case TupleType() if (single := single_open_object(value)) is not None:
            found = single.payload.get(name) if isinstance(single.payload, dict) else None
            assert found is not None  # noqa: S101 - an open object has every attribute
        case ListType() | SetType() | TupleType():
            raise failure("Unsupported attribute", attribute_of_sequence(name, value.type), span)
        case Primitive(type_name):
            detail = f"Can't access attributes on a primitive-typed value ({type_name})."
            raise failure("Unsupported attribute", detail, span)
        case _:
            assert_never(value.type)
    return with_marks(found, value.marks)


def single_open_object(value: Value) -> Value | None:
    """The only block of a provider without a schema: it may be a single one, whose attributes are asked directly."""
    payload = value.payload
    if isinstance(payload, tuple) and len(payload) == 1 and isinstance(payload[0].payload, OpenMapping):
        return payload[0]
    return None


def attribute_of(value: Value, name: str, attributes: tuple[tuple[str, Type], ...]) -> Value | None:
    if isinstance(value.payload, dict):
        return value.payload.get(name)
    type_ = dict(attributes).get(name)
    return None if type_ is None else unknown(type_, extended(value.payload, name))


def element_of_map(value: Value, key: str, element: Type) -> Value | None:
    if isinstance(value.payload, dict):
        return value.payload.get(key)
    return unknown(element, extended(value.payload, key))


def missing_attribute(name: str, attributes: Mapping[str, Type]) -> str:
    return f'This object does not have an attribute named "{name}".{did_you_mean(name, attributes)}'


def attribute_of_sequence(name: str, type_: ListType | SetType | TupleType) -> str:
    if isinstance(type_, SetType):
        return (
            "Can't access attributes on a set: it has no order and no keys. "
            f'Use a for expression, such as [for each in … : each.{name}], to get "{name}" of every element.'
        )
    return (
        f'Can\'t access the attribute "{name}" on a list. '
        f"Give the index of one element, such as [0].{name}, or take it of all of them with [*].{name}."
    )


def extended(payload: object, step: str | int) -> Unknown:
    """The known facts of a part of something unknown: the reason, and the attribute that it represents."""
    assert isinstance(payload, Unknown)  # noqa: S101 - the caller has seen that the value is not known
    reference = payload.reference
    if reference is not None:
        reference = Reference(reference.address, (*reference.path, step))
    return Unknown(payload.reason, reference, choices=stepped(payload, step))


def get_index(value: Value, key: Value, span: Span) -> Value:
    """`value[key]`, with the marks of both on it."""
    marks = value.marks | key.marks
    if value.is_null:
        detail = "This value is null, so it does not have any indices."
        raise failure("Attempt to index null value", detail, span)
    if key.is_null:
        raise failure("Invalid index", "Can't use a null value as an indexing key.", span)
    match value.type:
        case ListType() | TupleType():
            return with_marks(index_sequence(value, key, span), marks)
        case MapType() | ObjectType():
            return with_marks(index_mapping(value, key, span), marks)
        case Dynamic():
            if isinstance(key.payload, str | int):
                return with_marks(unknown(DYNAMIC, extended(value.payload, key.payload)), marks)
            return with_marks(unknown(DYNAMIC, Unknown(reason_of(value), choices=some_member(value))), marks)
        case SetType():
            raise failure(
                "Invalid index",
                "Elements of a set are identified only by their value and don't have any separate index or "
                "key to select with, so it's only possible to perform operations across all elements of the "
                "set.",
                span,
            )
        case Primitive():
            detail = "This value does not have any indices."
            raise failure("Invalid index", detail, span)


def step_is_doubtful(value: Value, step: object) -> bool:
    """Whether the step from `value`, which was possible, may turn out to be impossible once all is known."""
    payload = value.payload
    if isinstance(payload, OpenMapping):
        return step not in payload
    if not isinstance(payload, Unknown):
        return isinstance(step, Unknown)
    return isinstance(step, Unknown) or not isinstance(value.type, ObjectType | TupleType)


def index_sequence(value: Value, key: Value, span: Span) -> Value:
    key = converted_key(key, NUMBER, span)
    type_ = value.type
    if isinstance(key.payload, Unknown):
        return unknown(element_or_dynamic(type_), Unknown(key.payload.reason, choices=some_member(value)))
    index = key.payload
    if not isinstance(index, int):
        detail = "The given index is not a whole number, so it does not select an element."
        raise failure("Invalid index", detail, span)
    if isinstance(value.payload, tuple):
        if 0 <= index < len(value.payload):
            return value.payload[index]
        raise failure("Invalid index", outside(index, len(value.payload)), span)
    if isinstance(type_, TupleType) and not 0 <= index < len(type_.elements):
        raise failure("Invalid index", outside(index, len(type_.elements)), span)
    element = type_.elements[index] if isinstance(type_, TupleType) else element_or_dynamic(type_)
    return unknown(element, extended(value.payload, index))


def some_member(value: Value) -> tuple[Value, ...]:
    """The values of which a member at an unknown place is one."""
    return members_in((value,))


def outside(index: int, length: int) -> str:
    if index < 0:
        return (
            "The given key does not identify an element in this collection value: a negative number is not a "
            "valid index for a sequence."
        )
    elements = "no elements" if not length else "1 element" if length == 1 else f"{length} elements"
    return (
        "The given key does not identify an element in this collection value: the given index is greater than "
        f"or equal to the length of the collection, which has {elements}."
    )


def index_mapping(value: Value, key: Value, span: Span) -> Value:
    key = converted_key(key, STRING, span)
    type_ = value.type
    if isinstance(key.payload, Unknown):
        return unknown(element_or_dynamic(type_), Unknown(key.payload.reason, choices=some_member(value)))
    name = key.payload
    assert isinstance(name, str)  # noqa: S101 - conversion to string has just been done
    if isinstance(type_, ObjectType):
        found = attribute_of(value, name, type_.attributes)
    else:
        found = element_of_map(value, name, element_or_dynamic(type_))
    if found is None:
        detail = "The given key does not identify an element in this collection value."
        if not is_hidden(value) and not is_hidden(key):
            choices: object = dict(type_.attributes) if isinstance(type_, ObjectType) else value.payload
            hint = did_you_mean(name, choices) if isinstance(choices, Mapping) else ""
            detail += f' There is no key "{name}".{hint}'
        raise failure("Invalid index", detail, span)
    return found


def converted_key(key: Value, type_: Type, span: Span) -> Value:
    try:
        return converted(key, type_)
    except ConversionError as problem:
        detail = f"The given key does not identify an element in this collection value: {problem.message}."
        raise failure("Invalid index", detail, span) from problem


def element_or_dynamic(type_: Type) -> Type:
    return type_.element if isinstance(type_, ListType | MapType) else DYNAMIC


def reason_of(value: Value) -> Reason:
    return value.payload.reason if isinstance(value.payload, Unknown) else FAILED

"""Conversion of values from one type to another.

The rules and messages are those of cty's `convert` package in its version 1.16:
https://github.com/zclconf/go-cty/blob/main/docs/convert.md
See `unification` for the conversions that exist, and `sets` for the members of a set and their order.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from docgen.source.hidden import without_quotes
from docgen.values.numbers import parse_number, print_number
from docgen.values.rendering import go_quote, mismatch
from docgen.values.sets import set_of
from docgen.values.types import (
    BOOL,
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
from docgen.values.unification import convertible, replaced_dynamic, unified, without_optional
from docgen.values.values import OpenMapping, Unknown, Value, hides_anything, remade, size_of, with_marks

MOST_PARTS = 10_000_000  # beyond what any configuration is made of; see values.size_of
Path: TypeAlias = tuple[str | int, ...]


class ConversionError(Exception):
    """Why a value cannot become what is wanted; `path` leads to the part that it is about."""

    def __init__(self, message: str, path: Path = ()) -> None:
        super().__init__(message, path)
        self.message = message
        self.path = path

    def __str__(self) -> str:
        steps = [
            f"element {each}: " if isinstance(each, int) else f"attribute {go_quote(each)}: "
            for each in self.path
        ]
        return "".join(steps) + self.message


def converted(value: Value, type_: Type) -> Value:
    """The value in the wanted type; raises `ConversionError`.

    What the language knows of it beyond its type stays: marks, traces, and why or for what it is unknown.
    """
    if value.type == type_ or isinstance(type_, Dynamic):
        return value
    if isinstance(value.type, Primitive) and isinstance(type_, Primitive):
        return convert_primitive(value, type_, ())
    if isinstance(value.payload, tuple | Mapping) and size_of(value) > MOST_PARTS:
        raise ConversionError(f"the value has more than {MOST_PARTS} parts, all levels counted")
    try:
        return convert(fit(value, type_), type_, ())
    except ConversionError as problem:
        if hides_anything(value):  # its keys may be secrets too
            indices = tuple([each for each in problem.path if isinstance(each, int)])
            raise ConversionError(without_quotes(problem.message), indices) from problem
        raise


def fit(value: Value, type_: Type) -> Value:
    """The value, perhaps opened, where its type is convertible to the wanted one."""
    if convertible(value.type, type_):
        return value
    opened = opened_for(value, type_)
    if opened is value or not convertible(opened.type, type_):
        raise ConversionError(mismatch(value.type, type_))
    return opened


def convert(value: Value, type_: Type, path: Path) -> Value:  # noqa: PLR0911 - one arm a kind of type
    """The value in a type that its own type is convertible to."""
    if value.type == type_ or isinstance(type_, Dynamic):
        return value
    payload = value.payload
    if payload is None:
        type_ = replaced_dynamic(value.type, without_optional(type_))
        return Value(type_, None, value.marks, value.trace)
    if isinstance(payload, Unknown):
        wanted = replaced_dynamic(value.type, without_optional(type_))
        return Value(wanted, converted_gap(payload, value.type, wanted), value.marks, value.trace)
    match type_:
        case Primitive():
            return convert_primitive(value, type_, path)
        case ListType(element) | SetType(element) if isinstance(payload, tuple):
            return convert_sequence(value, payload, type_, element, path)
        case TupleType(elements) if isinstance(payload, tuple):
            items = [
                convert(item, wanted, (*path, index))
                for index, (item, wanted) in enumerate(zip(payload, elements, strict=True))
            ]
            return Value(
                TupleType(tuple([each.type for each in items])), tuple(items), value.marks, value.trace
            )
        case MapType(element) if isinstance(payload, dict):
            return convert_to_map(value, payload, element, path)
        case ObjectType() if isinstance(payload, dict):
            return convert_to_object(value, payload, type_, path)
        case _:
            raise ConversionError(mismatch(value.type, type_), path)


def convert_primitive(value: Value, type_: Primitive, path: Path) -> Value:
    payload = value.payload
    if value.type == type_:
        return value
    if not convertible(value.type, type_):
        raise ConversionError(mismatch(value.type, type_), path)
    new: bool | int | str | object
    if isinstance(payload, Unknown):
        new = converted_gap(payload, value.type, type_)
    elif payload is None:
        new = None
    elif type_ == STRING:
        if isinstance(payload, bool):
            new = "true" if payload else "false"
        else:
            assert not isinstance(payload, str | tuple | Mapping)  # noqa: S101 - a number
            new = print_number(payload)
    else:
        assert isinstance(payload, str)  # noqa: S101 - only strings become numbers and bools
        new = number_from(payload, path) if type_ == NUMBER else bool_from(payload, path)
    return Value(type_, new, value.marks, value.trace)  # type: ignore[arg-type] # a payload by construction


def number_from(text: str, path: Path) -> object:
    try:
        return parse_number(text)
    except ValueError as problem:
        raise ConversionError("a number is required", path) from problem


def bool_from(text: str, path: Path) -> bool:
    if text in {"true", "1"}:
        return True
    if text in {"false", "0"}:
        return False
    lowered = text.lower()
    if lowered in {"true", "false"}:
        message = f'a bool is required; to convert from string, use lowercase "{lowered}"'
        raise ConversionError(message, path)
    raise ConversionError("a bool is required", path)


def converted_gap(gap: Unknown, given: Type, wanted: Type) -> Unknown:
    """The known facts of an unknown after conversion: no longer a string's prefix, perhaps a length."""
    shortest, longest = gap.shortest, gap.longest
    match given, wanted:
        case ObjectType(attributes), MapType():
            shortest = longest = len(attributes)
        case TupleType(elements), ListType():
            shortest = longest = len(elements)
        case TupleType(elements), SetType():
            shortest, longest = min(len(elements), 1), len(elements)
        case _, SetType():
            shortest = min(shortest, 1)
        case _:
            pass
    prefix = gap.prefix if wanted == STRING else ""
    return Unknown(
        gap.reason,
        gap.reference,
        prefix,
        gap.not_null,
        not_empty=gap.not_empty and wanted == STRING,
        presumed=gap.presumed,
        text=gap.text if given == wanted == STRING else None,
        choices=gap.choices,
        members=gap.members,
        shortest=shortest,
        longest=longest,
    )


def convert_sequence(
    value: Value, payload: Sequence[Value], type_: ListType | SetType, element: Type, path: Path
) -> Value:
    kind = "list" if isinstance(type_, ListType) else "set"
    if isinstance(value.type, TupleType) and isinstance(element, Dynamic) and payload:
        element = unified(value.type.elements) or DYNAMIC
    items = [convert(item, element, (*path, index)) for index, item in enumerate(payload)]
    if not items:
        inner = value.type.element if isinstance(value.type, ListType | SetType) else DYNAMIC
        inner = inner if isinstance(element, Dynamic) else without_optional(element)
    else:
        if isinstance(value.type, TupleType) and kind == "list":
            items = alike(items, path)
        inner = shared_type(items, kind, path)
        items = [typed_null(each, inner) for each in items]
    if isinstance(type_, ListType):
        return Value(ListType(inner), tuple(items), value.marks, value.trace)
    made = set_of(inner, items, value.trace)
    return with_marks(made, value.marks)


def alike(items: list[Value], path: Path) -> list[Value]:
    """The items in one type, where a nested `any` let them come out differently."""
    types = dict.fromkeys([each.type for each in items])
    if len(types) == 1:
        return items
    common = unified(tuple(types))
    if common is None:
        raise ConversionError("cannot find a common base type for all elements", path)
    return [convert(each, common, (*path, index)) for index, each in enumerate(items)]


def shared_type(items: Sequence[Value], kind: str, path: Path, noun: str = "element") -> Type:
    types = dict.fromkeys([each.type for each in items])
    if len(types) > 1:
        types.pop(DYNAMIC, None)
    if len(types) > 1:
        raise ConversionError(f"{noun} types must all match for conversion to {kind}", path)
    return next(iter(types))


def typed_null(value: Value, type_: Type) -> Value:
    """A bare null among elements of one type has that type too."""
    if value.payload is None and isinstance(value.type, Dynamic):
        return Value(type_, None, value.marks, value.trace)
    return value


def convert_to_map(value: Value, payload: Mapping[str, Value], element: Type, path: Path) -> Value:
    given = value.type
    noun = "element"
    if isinstance(given, ObjectType):
        noun = "attribute"
        if isinstance(element, Dynamic) and payload:
            element = unified([each for _, each in given.attributes]) or DYNAMIC
    items = {name: convert(item, element, (*path, name)) for name, item in payload.items()}
    if not items:
        inner = given.element if isinstance(given, MapType) else DYNAMIC
        inner = inner if isinstance(element, Dynamic) else without_optional(element)
    else:
        if not isinstance(element, Primitive | TupleType | Dynamic):
            items = dict(zip(items, alike(list(items.values()), path), strict=True))
        inner = shared_type(tuple(items.values()), "map", path, noun)
        items = {name: typed_null(each, inner) for name, each in items.items()}
    return Value(MapType(inner), remade(payload, items), value.marks, value.trace)


def convert_to_object(value: Value, payload: Mapping[str, Value], type_: ObjectType, path: Path) -> Value:
    attributes: dict[str, Value] = {}
    for name, wanted in type_.attributes:
        if name in payload:
            item = payload[name]
            if isinstance(value.type, MapType) and not convertible(item.type, wanted):
                message = f"map element type is incompatible with attribute {go_quote(name)}"
                raise ConversionError(f"{message}: {mismatch(item.type, wanted)}", path)
            attributes[name] = convert(item, wanted, (*path, name))
        elif name in type_.optional:
            attributes[name] = Value(without_optional(wanted), None, trace=value.trace)
        else:
            raise ConversionError(f"map has no element for required attribute {go_quote(name)}", path)
    made = ObjectType(tuple([(name, each.type) for name, each in attributes.items()]))
    return Value(made, remade(payload, attributes), value.marks, value.trace)


def opened_for(value: Value, type_: Type) -> Value:
    """The value with the attributes that the type asks for, wherever something open may be asked for any."""
    payload = value.payload
    if isinstance(payload, tuple):
        wanted = inside(type_, len(payload))
        items = [opened_for(item, each) for item, each in zip(payload, wanted, strict=True)]
        if all(new is old for new, old in zip(items, payload, strict=True)):
            return value
        return Value(TupleType(tuple([each.type for each in items])), tuple(items), value.marks, value.trace)
    if not isinstance(payload, dict):
        return value
    asked = dict(type_.attributes) if isinstance(type_, ObjectType) else {}
    element = type_.element if isinstance(type_, MapType) else DYNAMIC
    found = {name: opened_for(item, asked.get(name, element)) for name, item in payload.items()}
    if isinstance(payload, OpenMapping):
        for name in asked:
            if name not in found:
                found[name] = payload.otherwise(name)
    if len(found) == len(payload) and all(found[name] is payload[name] for name in payload):
        return value
    found = dict(sorted(found.items()))
    made = ObjectType(tuple([(name, each.type) for name, each in found.items()]))
    return Value(made, remade(payload, found), value.marks, value.trace)


def inside(type_: Type, length: int) -> Sequence[Type]:
    if isinstance(type_, TupleType) and len(type_.elements) == length:
        return type_.elements
    return [type_.element if isinstance(type_, ListType | SetType) else DYNAMIC] * length


__all__ = ["BOOL", "ConversionError", "converted", "set_of", "unified"]

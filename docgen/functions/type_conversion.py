"""`tostring` and its kin, and the functions about sensitive and ephemeral values.

https://developer.hashicorp.com/terraform/language/functions/tostring
"""

from collections.abc import Mapping

from docgen.functions.signature import Arguments, Context, Function, FunctionError, Parameter
from docgen.values.conversion import ConversionError, converted
from docgen.values.rendering import friendly_name, go_quote
from docgen.values.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    SetType,
    Type,
    has_dynamic,
)
from docgen.values.unification import convertible, replaced_dynamic
from docgen.values.values import (
    EPHEMERAL,
    SENSITIVE,
    Unknown,
    Value,
    boolean,
    hides_anything,
    remade,
    unknown,
    with_marks,
)

EVERYTHING = Parameter(
    "value", DYNAMIC, nullable=True, takes_unknown=True, takes_dynamic=True, takes_marked=True
)


def converter(name: str, wanted: Type) -> Function:
    """The function that converts to one type."""

    def type_of(arguments: Arguments) -> Type:
        given = arguments[0].type
        if not convertible(given, wanted):
            raise impossible(given)
        return wanted if not has_dynamic(wanted) else replaced_dynamic(given, wanted)

    def impossible(given: Type) -> FunctionError:
        name_of_wanted = friendly_name(wanted, constraint=True)
        return FunctionError(f"cannot convert {friendly_name(given)} to {name_of_wanted}", 0)

    def convert(arguments: Arguments, _: Context) -> Value:
        value = arguments[0]
        try:
            return converted(value, wanted)
        except ConversionError as problem:
            raise refused(value, impossible(value.type)) from problem

    def refused(value: Value, otherwise: FunctionError) -> FunctionError:
        goal = friendly_name(wanted, constraint=True)
        if hides_anything(value):
            return FunctionError(f"cannot convert this sensitive {friendly_name(value.type)} to {goal}", 0)
        shown = go_quote(value.payload) if isinstance(value.payload, str) else "string"
        if value.type == STRING and wanted == BOOL:
            only = 'only the strings "true" or "false" are allowed'
            return FunctionError(f"cannot convert {shown} to bool; {only}", 0)
        if value.type == STRING and wanted == NUMBER:
            only = "given string must be a decimal representation of a number"
            return FunctionError(f"cannot convert {shown} to number; {only}", 0)
        return otherwise

    parameter = Parameter(
        "v", DYNAMIC, nullable=True, takes_unknown=True, takes_dynamic=True, takes_marked=True
    )
    return Function(name, (parameter,), type_of, convert, passes_members=True, not_null=False)


def own_type(arguments: Arguments) -> Type:
    return arguments[0].type


def sensitive(arguments: Arguments, _: Context) -> Value:
    return with_marks(arguments[0], frozenset({SENSITIVE}))


def nonsensitive(arguments: Arguments, _: Context) -> Value:
    value = arguments[0]
    return Value(value.type, value.payload, value.marks - {SENSITIVE}, value.trace)


def is_sensitive(arguments: Arguments, _: Context) -> Value:
    value = arguments[0]
    if SENSITIVE not in value.marks and isinstance(value.payload, Unknown):
        return unknown(BOOL, Unknown(value.payload.reason))
    return boolean(SENSITIVE in value.marks)


def ephemeral_as_null(arguments: Arguments, _: Context) -> Value:
    return without_ephemeral(arguments[0])


def without_ephemeral(value: Value) -> Value:
    """The value with null in the place of everything ephemeral in it."""
    marks = value.marks - {EPHEMERAL}
    if EPHEMERAL in value.marks:
        return Value(value.type, None, marks, value.trace)
    payload = value.payload
    if isinstance(payload, tuple):
        payload = tuple([without_ephemeral(each) for each in payload])
    elif isinstance(payload, Mapping):
        payload = remade(payload, {name: without_ephemeral(each) for name, each in payload.items()})
    return Value(value.type, payload, marks, value.trace)


TYPE_CONVERSION = (
    converter("tobool", BOOL),
    converter("tolist", ListType(DYNAMIC)),
    converter("tomap", MapType(DYNAMIC)),
    converter("tonumber", NUMBER),
    converter("toset", SetType(DYNAMIC)),
    converter("tostring", STRING),
    Function(
        "ephemeralasnull", (EVERYTHING,), own_type, ephemeral_as_null, passes_members=True, not_null=False
    ),
    Function("issensitive", (EVERYTHING,), BOOL, is_sensitive, not_null=False),
    Function("nonsensitive", (EVERYTHING,), own_type, nonsensitive, passes_members=True, not_null=False),
    Function("sensitive", (EVERYTHING,), own_type, sensitive, passes_members=True, not_null=False),
)

"""Values as text: as `terraform console` prints them, and as plain JSON data."""

from collections.abc import Mapping

from docgen.source.address import quote
from docgen.source.hidden import Hidden
from docgen.source.text import one_line_ending
from docgen.source.traced import NOWHERE, Trace
from docgen.values.numbers import parse_number, print_number
from docgen.values.rendering import friendly_name, go_quote, type_text
from docgen.values.types import (
    DYNAMIC,
    Dynamic,
    ListType,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    Type,
)
from docgen.values.values import (
    Number,
    Unknown,
    Value,
    boolean,
    hidden_by,
    hidden_text,
    hides_anything,
    is_hidden,
    null,
    number,
    object_of,
    string,
    tuple_of,
)

REDACTED = "(sensitive value)"  # the words of `terraform console`


def print_value(value: Value, indent: int = 0) -> str:  # noqa: PLR0911 - one line a kind
    """The value as `terraform console` prints it, several lines for collections; nothing of a sensitive one.

    Source: https://github.com/hashicorp/terraform/blob/v1.11.4/internal/repl/format.go
    """
    payload = value.payload
    if isinstance(payload, Unknown):
        return "(known after apply)"
    if is_hidden(value):
        hidden = hidden_by(value.marks)
        return REDACTED if hidden is Hidden.SENSITIVE else hidden.text
    if payload is None:
        return typed_null(value.type)
    if isinstance(payload, bool):
        return "true" if payload else "false"
    if isinstance(payload, str):
        return print_text(payload, indent)
    if isinstance(payload, tuple):
        return print_sequence(value, payload, indent)
    if isinstance(payload, Mapping):
        return print_mapping(value, payload, indent)
    return print_number(payload)


def typed_null(type_: Type) -> str:
    match type_:
        case Dynamic():
            return "null"
        case Primitive(name):
            return f"to{name}(null)"
        case ListType(element):
            return f"tolist(null) /* of {friendly_name(element)} */"
        case SetType(element):
            return f"toset(null) /* of {friendly_name(element)} */"
        case MapType(element):
            return f"tomap(null) /* of {friendly_name(element)} */"
        case _:
            return f"null /* {friendly_name(type_)} */"


def print_text(text: str, indent: int) -> str:
    """A quoted string, or a heredoc where it has several lines."""
    lines = text.split("\n")
    if len(lines) == 1:
        return go_quote(text)
    marker = "EOT"
    while any(line.strip() == marker for line in lines):
        marker += "_"
    pad = " " * indent
    operator = "<<-" if indent else "<<"
    return "\n".join([operator + marker, *(pad + line for line in lines), pad + marker])


def print_sequence(value: Value, payload: tuple[Value, ...], indent: int) -> str:
    opening, closing = "[", "]"
    if isinstance(value.type, SetType):
        opening, closing = "toset([", "])"
    elif isinstance(value.type, ListType):
        opening, closing = "tolist([", "])"
    if not payload:
        return opening + closing
    pad = " " * (indent + 2)
    lines = [f"{pad}{print_value(each, indent + 2)}," for each in payload]
    return "\n".join([opening, *lines, " " * indent + closing])


def print_mapping(value: Value, payload: Mapping[str, Value], indent: int) -> str:
    opening, closing = ("tomap({", "})") if isinstance(value.type, MapType) else ("{", "}")
    if not payload:
        return opening + closing
    pad = " " * (indent + 2)
    lines = [
        f"{pad}{print_text(key, indent + 2)} = {print_value(each, indent + 2)}"
        for key, each in payload.items()
    ]
    return "\n".join([opening, *lines, " " * indent + closing])


def print_type(type_: Type, indent: int = 0) -> str:
    """The type as the console's `type()` prints it: one line for each attribute or element.

    Source: typeString in https://github.com/hashicorp/terraform/blob/v1.11.4/internal/repl/format.go
    """
    pad = " " * (indent + 4)
    end = " " * indent
    match type_:
        case ListType(element) | SetType(element) | MapType(element):
            kind = {ListType: "list", SetType: "set", MapType: "map"}[type(type_)]
            if not isinstance(element, TupleType | ObjectType):
                return f"{kind}({print_type(element, indent)})"
            return f"{kind}(\n{pad}{print_type(element, indent + 4)},\n{end})"
        case TupleType(elements) if elements:
            lines = [f"{pad}{print_type(each, indent + 4)}," for each in elements]
            return "\n".join(["tuple([", *lines, f"{end}])"])
        case ObjectType(attributes) if attributes:
            lines = [f"{pad}{name}: {print_type(each, indent + 4)}," for name, each in attributes]
            return "\n".join(["object({", *lines, f"{end}}})"])
        case _:
            return type_text(type_)


def shown_type(value: Value) -> Type:
    """The type of a value; `dynamic` for each object in it whose keys may be secrets."""
    if not hides_anything(value):
        return value.type
    payload, type_ = value.payload, value.type
    if not is_hidden(value) and isinstance(type_, ObjectType) and isinstance(payload, Mapping):
        return ObjectType(tuple([(name, shown_type(each)) for name, each in payload.items()]))
    if not is_hidden(value) and isinstance(type_, TupleType) and isinstance(payload, tuple):
        return TupleType(tuple([shown_type(each) for each in payload]))
    return without_keys(type_)


def without_keys(type_: Type) -> Type:
    match type_:
        case ListType(element):
            return ListType(without_keys(element))
        case SetType(element):
            return SetType(without_keys(element))
        case MapType(element):
            return MapType(without_keys(element))
        case TupleType(elements):
            return TupleType(tuple([without_keys(each) for each in elements]))
        case ObjectType(attributes) if attributes:
            return DYNAMIC
        case _:
            return type_


def plain(value: Value) -> object:
    """The value as JSON data; None where it is unknown, "(sensitive)" or its like where it must not be shown."""
    if is_hidden(value):
        return hidden_text(value.marks)
    payload = value.payload
    if payload is None or isinstance(payload, Unknown):
        return None
    if isinstance(payload, tuple):
        return [plain(each) for each in payload]
    if isinstance(payload, Mapping):
        return {key: plain(each) for key, each in payload.items()}
    return payload if isinstance(payload, bool | str | int) else float(payload)


def short_text(value: Value) -> str:
    """The value on one line, for tables: `["a", "b"]`, `{ port = 80 }`; line endings of a checkout do not show."""
    if is_hidden(value):
        return hidden_text(value.marks)
    payload = value.payload
    if isinstance(payload, tuple):
        return f"[{', '.join(map(short_text, payload))}]"
    if isinstance(payload, Mapping):
        inner = ", ".join(f"{print_name(key)} = {short_text(each)}" for key, each in payload.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(payload, str):
        return f'"{quote(one_line_ending(payload))}"'
    if isinstance(payload, Unknown):
        return "(known after apply)" if payload.reason.when == "apply" else "(unknown)"
    return print_value(value) if not value.is_null else "null"


def print_name(key: str) -> str:
    return key if key.replace("-", "_").isidentifier() else f'"{quote(key)}"'


def from_plain(data: object, trace: Trace = NOWHERE) -> Value:
    """A value from YAML or JSON data."""
    if data is None:
        return null()
    if isinstance(data, bool):
        return boolean(data, trace)
    if isinstance(data, str):
        return string(data, trace)
    if isinstance(data, list | tuple):
        return tuple_of([from_plain(each, trace) for each in data], trace)
    if isinstance(data, Mapping):
        return object_of({str(key): from_plain(each, trace) for key, each in data.items()}, trace)
    amount: Number = data if isinstance(data, int) else number_of(data)
    return number(amount, trace)


def number_of(data: object) -> Number:
    return parse_number(repr(data))

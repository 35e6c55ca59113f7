"""`jsonencode` and `jsondecode`, with exact numbers.

https://developer.hashicorp.com/terraform/language/functions/jsonencode
"""

import json
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from docgen.functions.arguments import bound_text, text_of, text_value
from docgen.functions.signature import Arguments, Context, Function, FunctionError, Parameter
from docgen.source.limits import Limits
from docgen.source.text import composed
from docgen.values.numbers import parse_number, print_number
from docgen.values.types import (
    DYNAMIC,
    STRING,
    ListType,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    Type,
)
from docgen.values.values import (
    Unknown,
    Value,
    boolean,
    first_unknown,
    null,
    number,
    object_of,
    string,
    tuple_of,
    unknown,
)

ESCAPED = re.compile('[\\x00-\\x1f"\\\\<>&\\u2028\\u2029]')
SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
LONG = 1_000  # characters of a text that is worth keeping
SIGNS = re.compile(r'\\.|["\[\]{}]', re.DOTALL)


def json_text(value: Value) -> str:
    """The value as JSON in one line, as Terraform writes it; it must be completely known."""
    pieces: list[str] = []
    write_json(value, pieces)
    return "".join(pieces)


def write_json(value: Value, pieces: list[str]) -> None:
    payload = value.payload
    if payload is None:
        pieces.append("null")
    elif isinstance(payload, bool):
        pieces.append("true" if payload else "false")
    elif isinstance(payload, str):
        pieces.append(json_string(payload))
    elif isinstance(payload, tuple):
        write_members(["", *[""] * (len(payload) - 1)], list(payload), "[]", pieces)
    elif isinstance(payload, Mapping):
        write_members([f"{json_string(name)}:" for name in payload], list(payload.values()), "{}", pieces)
    elif isinstance(payload, int | Fraction | float):
        if isinstance(payload, float):
            raise FunctionError("cannot serialize infinity as JSON")
        pieces.append(print_number(payload))
    else:
        raise FunctionError("value is not known")


def write_members(names: list[str], members: list[Value], brackets: str, pieces: list[str]) -> None:
    pieces.append(brackets[0])
    for index, (name, member) in enumerate(zip(names, members, strict=False)):
        if index:
            pieces.append(",")
        pieces.append(name)
        write_json(member, pieces)
    pieces.append(brackets[1])


def json_string(text: str) -> str:
    """The text in quotes, with `<`, `>` and `&` escaped as Go's encoding/json does for HTML's sake."""
    return f'"{ESCAPED.sub(escaped, text)}"'


def escaped(match: re.Match[str]) -> str:
    return SHORT_ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04x}"


def encode(arguments: Arguments, context: Context) -> Value:
    value = arguments[0]
    gap = first_unknown(value)
    if gap is not None:
        sure = not (isinstance(value.payload, Unknown) and not value.payload.not_null)
        prefix = opening(value.type) if sure else ""
        # As a text it is not known; what it will say still is, but for the gaps.
        return unknown(STRING, Unknown(gap.reason, prefix=prefix, not_null=True, pattern=value))
    text = json_text(arguments[0])
    bound_text(len(text), context)
    return text_value(text)


def opening(type_: Type) -> str:
    """The character that the JSON text of such a value begins with."""
    match type_:
        case Primitive("string"):
            return '"'
        case ObjectType() | MapType():
            return "{"
        case TupleType() | ListType() | SetType():
            return "["
        case _:
            return ""


# -- decoding ------------------------------------------------------------------------


def parse_json(text: str, context: Context) -> Value:
    """The value that a JSON text says; raises `FunctionError`."""
    return parse_json_within(text, context.limits)


def parse_json_within(text: str, limits: Limits) -> Value:
    if deepest(text) > limits.depth:
        raise FunctionError(
            f"the JSON text is nested more than {limits.depth} levels deep; limits.depth in docgen.yml allows no more"
        )
    try:
        raw = json.loads(
            text,
            parse_int=parse_number,
            parse_float=parse_number,
            parse_constant=refused_constant,
            object_pairs_hook=Pairs,
        )
    except json.JSONDecodeError as problem:
        raise FunctionError(json_problem(text, problem)) from problem
    return json_value(raw)


@lru_cache(maxsize=64)
def parse_long(text: str, limits: Limits) -> Value:
    return parse_json_within(text, limits)


class Pairs(list[tuple[str, object]]):
    """The members of an object, in the order written."""


def refused_constant(name: str) -> object:
    raise json.JSONDecodeError("Expecting value", name, 0)


def deepest(text: str) -> int:
    """The nesting depth of brackets, ignoring those inside strings."""
    depth = most = 0
    quoted = False
    for sign in SIGNS.findall(text):
        if sign == '"':
            quoted = not quoted
        elif not quoted and sign in {"[", "{"}:
            depth += 1
            most = max(most, depth)
        elif not quoted and sign in {"]", "}"}:
            depth -= 1
    return most


def json_problem(text: str, problem: json.JSONDecodeError) -> str:
    if problem.pos >= len(text.rstrip()):
        return "EOF" if not text.strip() else "unexpected end of JSON input"
    return f"invalid character {text[problem.pos]!r} at offset {problem.pos}: {problem.msg}"


def json_value(raw: object) -> Value:
    if raw is None:
        return null(DYNAMIC)
    if isinstance(raw, bool):
        return boolean(raw)
    if isinstance(raw, str):
        return json_text_value(raw)
    if isinstance(raw, Pairs):
        return object_of({normal(name): json_value(each) for name, each in raw})
    if isinstance(raw, list):
        return tuple_of([json_value(each) for each in raw])
    assert isinstance(raw, int | Fraction | float)  # noqa: S101 - what parse_number gives
    return number(raw)


def json_text_value(raw: str) -> Value:
    return string(normal(raw))


def normal(text: str) -> str:
    """The text in normal form C; a lone half of a surrogate pair becomes the replacement character."""
    if text.isascii():
        return text
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return composed(whole)


def decode(arguments: Arguments, context: Context) -> Value:
    text = text_of(arguments[0])
    # Environments and modules often read the same files, and what a text says does not change.
    return parse_json(text, context) if len(text) < LONG else parse_long(text, context.limits)


JSON = (
    Function(
        "jsonencode",
        (Parameter("val", DYNAMIC, nullable=True, takes_unknown=True, takes_dynamic=True),),
        STRING,
        encode,
    ),
    Function("jsondecode", (Parameter("str", STRING),), DYNAMIC, decode, not_null=False),
)

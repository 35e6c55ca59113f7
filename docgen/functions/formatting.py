"""`format` and `formatlist`.

https://developer.hashicorp.com/terraform/language/functions/format
"""

import re
from collections.abc import Sequence
from fractions import Fraction

import msgspec

from docgen.functions.arguments import bound_elements, bound_text, items_of, text_of, text_value
from docgen.functions.json_text import json_text
from docgen.functions.signature import Arguments, Context, Function, FunctionError, Parameter
from docgen.source.letters import clusters
from docgen.terraform.dialect import FORMAT_NULL
from docgen.values.conversion import ConversionError, converted
from docgen.values.numbers import format_number
from docgen.values.rendering import go_quote
from docgen.values.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    Dynamic,
    ListType,
    SetType,
    TupleType,
    Type,
)
from docgen.values.values import (
    Number,
    Unknown,
    Value,
    first_unknown,
    is_wholly_known,
    list_of,
    same_text,
    unknown,
)

VERB = re.compile(r"%([-0#+ ]*)([1-9][0-9]*)?(?:\.([0-9]*))?(?:\[([1-9][0-9]*)\])?([a-zA-Z])", re.ASCII)
UNFINISHED = re.compile(r"%[-0#+ ]*([1-9][0-9]*)?(\.[0-9]*)?(\[([1-9][0-9]*\]?)?)?", re.ASCII)
BASES = {"b": ("b", "0b"), "d": ("d", ""), "o": ("o", "0"), "x": ("x", "0x"), "X": ("X", "0X")}


class Verb(msgspec.Struct, frozen=True):
    """One `%` sequence."""

    raw: str
    offset: int  # in bytes
    flags: str
    width: int | None
    precision: int | None
    argument: int  # counted from one
    mode: str


class Writer:
    """The text so far; its length is checked before it grows."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.pieces: list[str] = []
        self.length = 0

    def add(self, text: str) -> None:
        self.length += len(text)
        bound_text(self.length, self.context)
        self.pieces.append(text)


def format_text(template: str, arguments: Sequence[Value], context: Context) -> str:
    """The template with its verbs replaced; `arguments` are completely known."""
    writer = Writer(context)
    position, following, highest = 0, 1, 0
    while position < len(template):
        start = template.find("%", position)
        if start < 0:
            break
        writer.add(template[position:start])
        if template.startswith("%%", start):
            writer.add("%")
            position = start + 2
            continue
        verb = verb_at(template, start, following)
        highest = max(highest, verb.argument)
        write(verb, arguments, writer)
        position, following = start + len(verb.raw), verb.argument + 1
    writer.add(template[position:])
    if highest < len(arguments):
        only = f"only {highest} used by format string" if highest else "no verbs in format string"
        raise FunctionError(f"too many arguments; {only}", highest + 1)
    return "".join(writer.pieces)


def verb_at(template: str, start: int, following: int) -> Verb:
    match = VERB.match(template, start)
    if match is None:
        unfinished = UNFINISHED.match(template, start)
        end = unfinished.end() if unfinished else start + 1
        offset = len(template[:end].encode())
        if end >= len(template):
            raise FunctionError(f"invalid format string starting at offset {offset}")
        raise FunctionError(f"unrecognized format character {rune_quote(template[end])} at offset {offset}")
    flags, width, precision, argument, mode = match.groups()
    return Verb(
        match[0],
        len(template[:start].encode()),
        flags,
        int(width) if width else None,
        None if precision is None else int(precision or 0),
        int(argument) if argument else following,
        mode,
    )


def rune_quote(character: str) -> str:
    """One character in single quotes, as Go's `%q` writes it."""
    inside = go_quote(character)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inside}'"


def write(verb: Verb, arguments: Sequence[Value], writer: Writer) -> None:
    where = f"{go_quote(verb.raw)} at {verb.offset}"
    if verb.argument > len(arguments):
        raise FunctionError(
            f"not enough arguments for {where}: need index {verb.argument} but have {len(arguments)} total"
        )
    value = arguments[verb.argument - 1]
    if verb.mode != "v" and value.is_null:
        raise FunctionError(f"unsupported value for {where}: null value cannot be formatted")
    bound_text(max(verb.width or 0, verb.precision or 0), writer.context)
    match verb.mode:
        case "v":
            writer.add(padded(verb, as_is(verb, value)))
        case "t":
            writer.add("true" if wanted(value, BOOL, where).payload is True else "false")
        case "b" | "d" | "o" | "x" | "X":
            writer.add(integer(verb, wanted(value, NUMBER, where).payload, where))
        case "e" | "E" | "f" | "g" | "G":
            writer.add(decimal(verb, wanted(value, NUMBER, where).payload))
        case "s" | "q":
            text = text_of(wanted(value, STRING, where))
            if verb.precision:
                text = "".join(clusters(text)[: verb.precision])
            writer.add(padded(verb, json_text(text_value(text)) if verb.mode == "q" else text))
        case _:
            raise FunctionError(
                f"unsupported format verb {rune_quote(verb.mode)} in {go_quote(verb.raw)} "
                f"at offset {verb.offset}"
            )


def wanted(value: Value, type_: Type, where: str) -> Value:
    try:
        return converted(value, type_)
    except ConversionError as problem:
        raise FunctionError(f"unsupported value for {where}: {problem.message}") from problem


def as_is(verb: Verb, value: Value) -> str:
    payload = value.payload
    if "#" not in verb.flags:
        if isinstance(payload, str):
            return payload
        if isinstance(payload, int | Fraction | float) and not isinstance(payload, bool):
            return format_number(payload, "g", None)
    return json_text(value)


def padded(verb: Verb, text: str) -> str:
    if verb.width is None:
        return text
    missing = verb.width - len(clusters(text))
    fill = ("0" if "0" in verb.flags else " ") * missing
    return text + fill if "-" in verb.flags else fill + text


def integer(verb: Verb, payload: object, where: str) -> str:
    """As Go's math/big writes whole numbers: https://pkg.go.dev/math/big#Int.Format."""
    if not isinstance(payload, int):
        raise FunctionError(f"unsupported value for {where}: an integer is required")
    kind, prefix = BASES[verb.mode]
    digits = decimal_int(payload) if kind == "d" else format(abs(int(payload)), kind)
    prefix = prefix if "#" in verb.flags else ""
    sign = sign_of(verb, negative=payload < 0)
    if verb.precision is not None:
        if digits == "0" and verb.precision == 0:
            return ""
        digits = digits.rjust(verb.precision, "0")
    missing = (verb.width or 0) - len(sign) - len(prefix) - len(digits)
    if "-" in verb.flags:
        return sign + prefix + digits + " " * missing
    if "0" in verb.flags and verb.precision is None:
        return sign + prefix + "0" * missing + digits
    return " " * missing + sign + prefix + digits


def decimal_int(amount: int) -> str:
    return format_number(abs(amount), "f", 0)


def decimal(verb: Verb, payload: object) -> str:
    """As Go's math/big writes floats: https://pkg.go.dev/math/big#Float.Format."""
    assert isinstance(payload, int | Fraction | float)  # noqa: S101 - converted to number
    amount: Number = payload
    kind = verb.mode.lower()
    precision = verb.precision if verb.precision is not None else None if kind == "g" else 6
    text = format_number(amount, kind, precision)
    infinite = isinstance(amount, float)
    if verb.mode in {"E", "G"} and not infinite:
        text = text.upper()
    negative = text.startswith("-")
    sign = sign_of(verb, negative=negative) or ("+" if infinite else "")
    text = text.lstrip("+-")
    missing = (verb.width or 0) - len(sign) - len(text)
    if "-" in verb.flags:
        return sign + text + " " * missing
    if "0" in verb.flags and not infinite:
        return sign + "0" * missing + text
    return " " * missing + sign + text


def sign_of(verb: Verb, *, negative: bool) -> str:
    if negative:
        return "-"
    return "+" if "+" in verb.flags else " " if " " in verb.flags else ""


def pieces_of(template: str, values: Arguments) -> tuple[str | Unknown, ...]:
    """The parts of a text in which `%s` alone is replaced, each by a text or something that is not known."""
    texts = template.split("%s")
    payloads = [each.payload for each in values]
    if len(texts) != len(payloads) + 1 or any("%" in each for each in texts):
        return ()
    found: list[str | Unknown] = [texts[0]]
    for payload, text in zip(payloads, texts[1:], strict=True):
        if not isinstance(payload, str | Unknown):
            return ()
        found += [payload, text]
    return tuple(found)


def format_one(arguments: Arguments, context: Context) -> Value:
    template = text_of(arguments[0])
    for value in arguments[1:]:
        gap = first_unknown(value)
        if gap is not None:
            if template == "%s" and len(arguments) == 2 and value.type == STRING:  # noqa: PLR2004 - text and template
                return unknown(STRING, same_text(gap))
            start = max(template.find("%"), 0)
            pieces = pieces_of(template, arguments[1:])
            return unknown(STRING, Unknown(gap.reason, prefix=template[:start], not_null=True, pieces=pieces))
    return text_value(format_text(template, arguments[1:], context))


def format_list(arguments: Arguments, context: Context) -> Value:
    if len(arguments) == 1:
        return list_of(STRING, [format_one(arguments, context)])
    template, values = text_of(arguments[0]), arguments[1:]
    count, gap = turns(values)
    if gap is not None:
        return unknown(ListType(STRING), Unknown(gap.reason, not_null=True))
    count = 1 if count is None else count
    bound_elements(count, context)
    results = []
    written = 0
    for index in range(count):
        each = [items_of(value)[index] if repeats(value) else value for value in values]
        missing = next((value for value in each if not is_wholly_known(value)), None)
        if missing is not None:
            because = first_unknown(missing)
            assert because is not None  # noqa: S101 - not completely known
            kept = template == "%s" and len(each) == 1 and missing.type == STRING
            results.append(
                unknown(STRING, same_text(because) if kept else Unknown(because.reason, not_null=True))
            )
            continue
        try:
            text = format_text(template, each, context)
            written += len(text)
            bound_text(written, context)
            results.append(text_value(text))
        except FunctionError as problem:
            raise FunctionError(f"error on format iteration {index}: {problem.message}") from problem
    return list_of(STRING, results)


def repeats(value: Value) -> bool:
    return isinstance(value.type, ListType | SetType | TupleType) and not value.is_null


def turns(values: Sequence[Value]) -> tuple[int | None, Unknown | None]:
    """The number of resulting texts, and the reason if that is not known."""
    count: int | None = None
    chooser = 0
    gap: Unknown | None = None
    for index, value in enumerate(values):
        payload = value.payload
        if not repeats(value):
            if isinstance(payload, Unknown) and isinstance(value.type, Dynamic):
                gap = gap or payload
            continue
        if isinstance(payload, Unknown) and not isinstance(value.type, TupleType):
            gap = gap or payload
            continue
        length = len(value.type.elements) if isinstance(value.type, TupleType) else len(items_of(value))
        if count is None:
            count, chooser = length, index
        elif length != count:
            raise FunctionError(
                f"argument {index + 1} has length {length}, which is inconsistent with "
                f"argument {chooser + 1} of length {count}",
                index + 1,
            )
        if isinstance(payload, Unknown):
            gap = gap or payload
    return count, gap


FORMAT = (Parameter("format", STRING),)
VALUES = Parameter("args", DYNAMIC, nullable=True, takes_unknown=True, takes_dynamic=FORMAT_NULL)
FORMATTING = (
    Function("format", FORMAT, STRING, format_one, VALUES),
    Function("formatlist", FORMAT, ListType(STRING), format_list, VALUES),
)

"""Functions on text. See `formatting` for `format`, and `regexes` for regular expressions.

https://developer.hashicorp.com/terraform/language/functions/chomp
"""

import functools
from collections.abc import Callable

from docgen.functions.arguments import (
    bound_elements,
    bound_text,
    gap_of,
    int_of,
    items_of,
    text_of,
    text_value,
)
from docgen.functions.signature import Arguments, Context, Function, FunctionError, Parameter
from docgen.source.letters import clusters
from docgen.values.conversion import converted
from docgen.values.types import BOOL, NUMBER, STRING, ListType
from docgen.values.values import Unknown, Value, boolean, first_unknown, list_of, same_text, unknown

STR = Parameter("str", STRING)
MOST_PIECES = 10_000  # of a text that is not known, with its parts
DYNAMIC_STR = Parameter("str", STRING, takes_dynamic=True)
# What unicode.IsSpace and unicode.IsLetter of Go answer to, beside ASCII.
SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


def upper(arguments: Arguments, _: Context) -> Value:
    return text_value("".join(map(go_upper, text_of(arguments[0]))))


def lower(arguments: Arguments, _: Context) -> Value:
    return text_value("".join(map(go_lower, text_of(arguments[0]))))


@functools.cache
def go_upper(character: str) -> str:
    """One character for one, as Go's unicode.ToUpper has it: `ß` stays."""
    changed = character.upper()
    return changed if len(changed) == 1 else character


@functools.cache
def go_lower(character: str) -> str:
    changed = character.lower()
    return changed if len(changed) == 1 else "i" if character == "\u0130" else character


def title(arguments: Arguments, _: Context) -> Value:
    """Every letter that follows something else than a letter, digit, underscore or sign becomes a capital."""
    previous = " "
    changed = []
    for character in text_of(arguments[0]):
        changed.append(go_title(character) if separates(previous) else character)
        previous = character
    return text_value("".join(changed))


def go_title(character: str) -> str:
    changed = character.title()
    return changed if len(changed) == 1 else character


def separates(character: str) -> bool:
    if character.isascii():
        return not (character.isalnum() or character == "_")
    if character.isalpha() or character.isdigit():
        return False
    return character in SPACE


def reverse_text(arguments: Arguments, _: Context) -> Value:
    return text_value("".join(reversed(clusters(text_of(arguments[0])))))


def substr(arguments: Arguments, _: Context) -> Value:
    characters = clusters(text_of(arguments[0]))
    offset, length = int_of(arguments[1]), int_of(arguments[2])
    if offset < 0:
        offset += len(characters)
    elif length == 0:
        return text_value("")
    rest = characters[max(offset, 0) :]
    # A length of zero after a negative offset means all that is left, because Go counts up to a match.
    return text_value("".join(rest if length <= 0 else rest[:length]))


def join(arguments: Arguments, context: Context) -> Value:
    separator, lists = text_of(arguments[0]), arguments[1:]
    if not lists:
        raise FunctionError("at least one list is required")
    for each in lists:
        gap = first_unknown(each)
        if gap is not None:
            return unknown(STRING, joined_gap(separator, lists, gap))
    pieces: list[str] = []
    for place, each in enumerate(lists, start=1):
        for index, item in enumerate(items_of(each)):
            if item.is_null:
                where = f"element {index} of list {place}" if len(lists) > 1 else f"element {index}"
                raise FunctionError(f"{where} is null; cannot concatenate null values", place)
            pieces.append(text_of(item))
    bound_text(sum(map(len, pieces)) + len(separator) * max(len(pieces) - 1, 0), context)
    return text_value(separator.join(pieces))


def joined_gap(separator: str, lists: Arguments, gap: Unknown) -> Unknown:
    """The known facts of a joined text of which `gap` is a part: of a single item, what that represents; else its parts.

    `join("", aws_vpc.main.*.id)` of one VPC is the id of that VPC, as `aws_vpc.main[0].id` is.
    """
    items: list[Value] = []
    for each in lists:
        if isinstance(each.payload, Unknown):
            return Unknown(gap.reason, not_null=True)  # how many items it has is not known
        items += items_of(each)
    if not separator:
        items = [each for each in items if each.payload != ""]
    pieces: list[str | Unknown] = []
    for item in items:
        if not isinstance(item.payload, str | Unknown):
            return Unknown(gap.reason, not_null=True)
        pieces += [separator, item.payload] if pieces and separator else [item.payload]
    if len(pieces) == 1 and isinstance(pieces[0], Unknown):
        return same_text(pieces[0])
    kept = pieces if len(pieces) <= MOST_PIECES else ()
    return Unknown(gap.reason, not_null=True, pieces=tuple(kept))


def split(arguments: Arguments, context: Context) -> Value:
    separator, text = map(text_of, arguments)
    if separator:
        bound_elements(text.count(separator) + 1, context)
        return list_of(STRING, map(text_value, text.split(separator)))
    bound_elements(len(text), context)
    return list_of(STRING, map(text_value, text))


def sort(arguments: Arguments, _: Context) -> Value:
    value = arguments[0]
    gap = first_unknown(value)
    if gap is not None:
        length = len(items_of(value)) if value.is_known else None
        if length == 1:
            return list_of(STRING, items_of(value))
        shortest, longest = (length, length) if length is not None else (gap.shortest, gap.longest)
        because = Unknown(gap.reason, not_null=True, shortest=shortest, longest=longest)
        return unknown(ListType(STRING), because)
    for index, item in enumerate(items_of(value)):
        if item.is_null:
            raise FunctionError(f"given list element {index} is null; a null string cannot be sorted")
    return list_of(STRING, sorted(items_of(value), key=text_of))


def chomp(arguments: Arguments, _: Context) -> Value:
    return text_value(text_of(arguments[0]).rstrip("\r\n"))


def indent(arguments: Arguments, context: Context) -> Value:
    spaces, text = int_of(arguments[0]), text_of(arguments[1])
    if spaces < 0:
        raise FunctionError("panic in function implementation: strings: negative Repeat count")
    bound_text(len(text) + spaces * (text.count("\n") + 1), context)
    return text_value(text.replace("\n", "\n" + " " * spaces))


def trim(arguments: Arguments, _: Context) -> Value:
    text, characters = map(text_of, arguments)
    return text_value(text.strip(characters) if characters else text)


def trim_prefix(arguments: Arguments, _: Context) -> Value:
    text, prefix = map(text_of, arguments)
    return text_value(text.removeprefix(prefix))


def trim_suffix(arguments: Arguments, _: Context) -> Value:
    text, suffix = map(text_of, arguments)
    return text_value(text.removesuffix(suffix))


def trim_space(arguments: Arguments, _: Context) -> Value:
    return text_value(text_of(arguments[0]).strip(SPACE))


def starts_with(arguments: Arguments, _: Context) -> Value:
    prefix = text_of(arguments[1])
    if arguments[0].is_known:
        return boolean(text_of(arguments[0]).startswith(prefix))
    gap = gap_of(arguments[0])
    if not prefix or gap.prefix.startswith(prefix):
        return boolean(True)  # noqa: FBT003 - the value itself
    if gap.prefix and len(gap.prefix.encode()) >= len(prefix.encode()):
        return boolean(False)  # noqa: FBT003 - the value itself
    return unknown(BOOL, Unknown(gap.reason, not_null=True))


def ends_with(arguments: Arguments, _: Context) -> Value:
    text, suffix = map(text_of, arguments)
    return boolean(text.endswith(suffix))


def contains_text(arguments: Arguments, _: Context) -> Value:
    text, part = map(text_of, arguments)
    return boolean(part in text)


def cluster_count(value: Value) -> int:
    """The number of characters of a string as a reader counts them (grapheme clusters)."""
    return len(clusters(text_of(converted(value, STRING))))


def of_text(name: str, call: Callable[[Arguments, Context], Value], *more: Parameter) -> Function:
    return Function(name, (STR, *more), STRING, call)


STRINGS = (
    of_text("chomp", chomp),
    Function("endswith", (STR, Parameter("suffix", STRING)), BOOL, ends_with),
    Function("indent", (Parameter("spaces", NUMBER), STR), STRING, indent),
    Function(
        "join",
        (Parameter("separator", STRING),),
        STRING,
        join,
        Parameter("lists", ListType(STRING)),
    ),
    Function("lower", (DYNAMIC_STR,), STRING, lower),
    Function("sort", (Parameter("list", ListType(STRING), takes_unknown=True),), ListType(STRING), sort),
    Function("split", (Parameter("separator", STRING), STR), ListType(STRING), split),
    Function(
        "startswith",
        (Parameter("str", STRING, takes_unknown=True), Parameter("prefix", STRING)),
        BOOL,
        starts_with,
    ),
    Function("strcontains", (STR, Parameter("substr", STRING)), BOOL, contains_text),
    Function("strrev", (DYNAMIC_STR,), STRING, reverse_text),
    Function(
        "substr",
        (
            DYNAMIC_STR,
            Parameter("offset", NUMBER, takes_dynamic=True),
            Parameter("length", NUMBER, takes_dynamic=True),
        ),
        STRING,
        substr,
    ),
    of_text("title", title),
    of_text("trim", trim, Parameter("cutset", STRING)),
    of_text("trimprefix", trim_prefix, Parameter("prefix", STRING)),
    of_text("trimspace", trim_space),
    of_text("trimsuffix", trim_suffix, Parameter("suffix", STRING)),
    Function("upper", (DYNAMIC_STR,), STRING, upper),
)

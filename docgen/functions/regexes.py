"""`regex`, `regexall` and `replace`, in the syntax of RE2.

https://developer.hashicorp.com/terraform/language/functions/regex
Matching walks as Go's regexp package does, which skips an empty match right after another match.
"""

import functools
import re
from collections.abc import Callable, Iterator
from typing import Protocol

from docgen.functions.arguments import bound_elements, bound_text, text_of, text_value
from docgen.functions.signature import Arguments, Context, Function, FunctionError, Parameter
from docgen.values.types import DYNAMIC, STRING, ListType, TupleType, Type, object_type
from docgen.values.values import Value, list_of, null, object_of, tuple_of

PATTERN = Parameter("pattern", STRING)
TEXT = Parameter("string", STRING)
REFERENCE = re.compile(r"\$(?:\$|\{(\w+)\}|(\w+))")
GROUP = re.compile(
    r"\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\(\?P?<(\w+)>|\((?!\?)", re.DOTALL
)
LONGEST_GROUP_NUMBER = 8
LONG_PATTERN = 20_000  # characters; beyond it, what the groups are called is not asked before the limit is

GO_WORDS = {
    "no argument for repetition operator": "missing argument to repetition operator",
    "missing )": "missing closing )",
    "missing ]": "missing closing ]",
    "invalid perl operator": "invalid or unsupported Perl syntax",
    "bad repetition operator": "invalid nested repetition operator",
    "invalid repetition size": "invalid repeat count",
    "trailing \\": "trailing backslash at end of expression",
    "invalid named capture group": "invalid named capture",
}


class Match(Protocol):
    """The part of a match of google-re2 that is used here; offsets count bytes."""

    def start(self, group: int = 0) -> int: ...

    def end(self, group: int = 0) -> int: ...


class Pattern(Protocol):
    groups: int
    groupindex: dict[bytes, int]

    def search(self, text: bytes, pos: int = 0) -> Match | None: ...


class Mistake(Exception):  # noqa: N818 - the user's, on its way to a FunctionError
    """An error in a pattern, and its position."""

    def __init__(self, what: str, where: str) -> None:
        super().__init__(what)
        self.what = what
        self.where = where


@functools.lru_cache(maxsize=256)
def compiled(pattern: str) -> Pattern:
    if "\\C" in (each[0] for each in GROUP.finditer(pattern)):
        raise Mistake("invalid escape sequence", "\\C")  # RE2 takes it, and cuts characters into bytes
    import re2  # noqa: PLC0415 - loading it takes longer than most runs need it

    options = re2.Options()
    options.log_errors = False
    try:
        made: Pattern = re2.compile(pattern.encode(), options)
    except re2.error as problem:
        raw = problem.args[0]
        message = raw.decode() if isinstance(raw, bytes) else str(raw)
        what, _, where = message.partition(": ")
        raise Mistake(GO_WORDS.get(what, what), where) from problem
    return made


def names_of(source: str) -> list[str]:
    """The names of a pattern's groups; an empty one for a group without."""
    pattern = compiled(source)
    names = [""] * pattern.groups
    for name, index in pattern.groupindex.items():
        names[index - 1] = name.decode()
    if 0 < len(pattern.groupindex) < pattern.groups:
        # RE2 forgets that two groups have one name, which Go allows.
        written = [each[1] or "" for each in GROUP.finditer(source) if each[0][0] == "("]
        names = written if len(written) == len(names) else names
    return names


def type_of_matches(arguments: Arguments) -> Type:
    """The result type by the groups of the pattern: a string, a tuple or an object."""
    if not arguments[0].is_known or len(text_of(arguments[0])) > LONG_PATTERN:
        return DYNAMIC
    try:
        names = names_of(text_of(arguments[0]))
    except Mistake as problem:
        raise FunctionError(f"invalid regexp pattern: {problem.what} in {problem.where}", 0) from problem
    if not names:
        return STRING
    if all(names):
        return object_type(dict.fromkeys(names, STRING))
    if any(names):
        message = "invalid regexp pattern: cannot mix both named and unnamed capture groups"
        raise FunctionError(message, 0)
    return TupleType((STRING,) * len(names))


def type_of_all_matches(arguments: Arguments) -> Type:
    return ListType(type_of_matches(arguments))


def found_value(names: list[str], text: bytes, match: Match) -> Value:
    if not names:
        return text_value(text[match.start() : match.end()].decode())
    groups = [group_value(text, match, index) for index in range(1, len(names) + 1)]
    return object_of(dict(zip(names, groups, strict=True))) if all(names) else tuple_of(groups)


def group_value(text: bytes, match: Match, index: int) -> Value:
    start = match.start(index)
    return null(STRING) if start < 0 else text_value(text[start : match.end(index)].decode())


def bound_pattern(source: str, context: Context, argument: int | None = None) -> None:
    if len(source) > context.limits.pattern:
        raise FunctionError(
            f"the pattern has {len(source)} characters, more than limits.pattern in docgen.yml allows "
            f"({context.limits.pattern})",
            argument,
        )


def names_in(source: str, context: Context) -> list[str]:
    """The groups' names; a pattern that is too long, or wrong, is an error of the first argument."""
    bound_pattern(source, context, 0)
    try:
        return names_of(source)
    except Mistake as problem:
        raise FunctionError(f"invalid regexp pattern: {problem.what} in {problem.where}", 0) from problem


def find(arguments: Arguments, context: Context) -> Value:
    source, text = text_of(arguments[0]), text_of(arguments[1]).encode()
    names = names_in(source, context)
    match = compiled(source).search(text)
    if match is None:
        raise FunctionError("pattern did not match any part of the given string")
    return found_value(names, text, match)


def find_all(arguments: Arguments, context: Context) -> Value:
    source, text = text_of(arguments[0]), text_of(arguments[1]).encode()
    names = names_in(source, context)
    found = []
    for match in matches(compiled(source), text):
        found.append(found_value(names, text, match))
        bound_elements(len(found), context)
    type_ = type_of_matches(arguments)
    return list_of(type_, found)


def matches(pattern: Pattern, text: bytes) -> Iterator[Match]:
    position, previous_end = 0, -1
    while position <= len(text):
        match = pattern.search(text, position)
        if match is None:
            return
        start, end = match.start(), match.end()
        accepted = True
        if end == position:
            accepted = start != previous_end
            position += width(text, position) or 1
        else:
            position = end
        previous_end = end
        if accepted:
            yield match


def width(text: bytes, position: int) -> int:
    """The bytes of the character at that position; none at the end."""
    end = position + 1
    while end < len(text) and text[end] & 0xC0 == 0x80:  # noqa: PLR2004 - continuation bytes of UTF-8
        end += 1
    return end - position if position < len(text) else 0


def replace(arguments: Arguments, context: Context) -> Value:
    text, part, new = map(text_of, arguments)
    if len(part.encode()) > 1 and part[0] == "/" and part[-1] == "/":
        return text_value(replace_pattern(text, part[1:-1], new, context))
    if part:
        bound_text(len(text) + text.count(part) * max(len(new) - len(part), 0), context)
        return text_value(text.replace(part, new))
    bound_text(len(text) + (len(text) + 1) * len(new), context)
    return text_value(text.replace(part, new))


def replace_pattern(text: str, source: str, new: str, context: Context) -> str:
    bound_pattern(source, context)
    try:
        pattern = compiled(source)
    except Mistake as problem:
        message = f"error parsing regexp: {problem.what}: `{problem.where}`"
        raise FunctionError(message) from problem
    data, written = text.encode(), 0
    expand = expansion(source, new)
    pieces: list[bytes] = []
    count = last = position = 0
    while position <= len(data):
        match = pattern.search(data, position)
        if match is None:
            break
        count += 1
        bound_matches(count, context)
        start, end = match.start(), match.end()
        pieces.append(data[last:start])
        if end > last or start == 0:
            piece = expand(data, match)
            written += len(piece)
            bound_text(written, context)
            pieces.append(piece)
        last = end
        position = max(position + (width(data, position) or 1), end)
    pieces.append(data[last:])
    result = b"".join(pieces)
    bound_text(len(result), context)
    return result.decode()


def bound_matches(count: int, context: Context) -> None:
    most = context.limits.elements
    if count > most:
        raise FunctionError(
            f"the pattern matches more than {most} times; limits.elements in docgen.yml allows no more"
        )


def expansion(source: str, template: str) -> Callable[[bytes, Match], bytes]:
    """The function that makes a replacement of a match: `$1`, `${1}` and `$name` are groups, `$$` is `$`."""
    named = names_of(source)
    names = {name: index for index, name in reversed(list(enumerate(named, start=1))) if name}
    parts: list[bytes | int] = []
    position = 0
    for reference in REFERENCE.finditer(template):
        parts.append(template[position : reference.start()].encode())
        position = reference.end()
        name = reference[1] or reference[2]
        if name is None:
            parts.append(b"$")
            continue
        if name.isdecimal() and name.isascii() and (name[0] != "0" or name == "0"):
            number = int(name) if len(name) <= LONGEST_GROUP_NUMBER else -1
            parts.append(number if 0 <= number <= len(named) else b"")
        else:
            parts.append(names.get(name, b""))
    parts.append(template[position:].encode())

    def expand(text: bytes, match: Match) -> bytes:
        made = []
        for part in parts:
            if isinstance(part, bytes):
                made.append(part)
            elif match.start(part) >= 0:
                made.append(text[match.start(part) : match.end(part)])
        return b"".join(made)

    return expand


REGEXES = (
    Function("regex", (PATTERN, TEXT), type_of_matches, find),
    Function("regexall", (PATTERN, TEXT), type_of_all_matches, find_all),
    Function(
        "replace",
        (Parameter("str", STRING), Parameter("substr", STRING), Parameter("replace", STRING)),
        STRING,
        replace,
    ),
)

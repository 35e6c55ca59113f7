"""Other values that an input could have, one small change each, in the form of `--set`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

import msgspec

from docgen.hcl.nodes import Template, Text
from docgen.hcl.walk import walk
from docgen.terraform.module import Variable
from docgen.values.text import print_name, short_text
from docgen.values.types import BOOL, NUMBER, STRING, MapType
from docgen.values.values import (
    Value,
    boolean,
    hides_anything,
    is_wholly_known,
    number,
    remade,
    string,
)

MAX_CHANGES = 12  # changes of one variable
MAX_VALUE_DEPTH = 4  # levels into a value
PRIVATE_RANGE = "10.0.0.0/8"


class Edit(msgspec.Struct, frozen=True, eq=False):
    """A variable's value with one thing in it changed."""

    text: str  # as `--set NAME=` takes it
    path: str  # what in the value: "kafka.public_access"
    becomes: str  # the new value there, in Terraform's syntax: "false", "[]"
    removed: tuple[str, ...]  # the entries that are taken out of it; empty where it is another value
    rank: int  # how telling it is: 0 a range taken out, 1 a switch turned, 2 another word, then the rest
    was: str  # the value there before, in Terraform's syntax


class Found(msgspec.Struct, frozen=True, eq=False):
    rank: int  # the most telling kind of change comes first
    path: str
    value: Value
    becomes: str
    was: str
    removed: tuple[str, ...] = ()


def edits_of(variable: Variable, value: Value, is_wide: Callable[[str], bool]) -> tuple[Edit, ...]:
    """Changes of a variable, the most telling first; none of a value that is sensitive or not known.

    Ranges for which `is_wide` holds are taken out, switches are turned, texts become what the variable's own
    validation mentions, entries of maps are removed, numbers become zero.
    """
    if hides_anything(value) or not is_wholly_known(value):
        return ()
    found = sorted(changes(value, variable.name, words_of(variable), is_wide, 0), key=lambda each: each.rank)
    edits = (
        Edit(text_of(each.value), each.path, each.becomes, each.removed, each.rank, each.was)
        for each in found
    )
    return tuple(islice(edits, MAX_CHANGES))


def text_of(value: Value) -> str:
    """A text follows `--set NAME=` unchanged, everything else as an expression."""
    return value.payload if isinstance(value.payload, str) else short_text(value)


def words_of(variable: Variable) -> tuple[str, ...]:
    """The texts that a variable's validation names: most often the values that it may have."""
    return tuple(
        dict.fromkeys(
            node.parts[0].value
            for each in variable.validations
            for node in walk(each.condition.expression)
            if isinstance(node, Template) and len(node.parts) == 1 and isinstance(node.parts[0], Text)
        )
    )


def changes(  # noqa: C901, PLR0912 - one arm a kind of value
    value: Value, path: str, words: Sequence[str], is_wide: Callable[[str], bool], depth: int
) -> Iterator[Found]:
    payload = value.payload
    if payload is None or depth > MAX_VALUE_DEPTH:
        return
    if isinstance(payload, bool) and value.type == BOOL:
        yield Found(1, path, boolean(not payload), "false" if payload else "true", short_text(value))
    elif isinstance(payload, str):
        if is_wide(payload):
            yield Found(0, path, string(PRIVATE_RANGE), f'"{PRIVATE_RANGE}"', short_text(value))
        elif value.type == STRING and payload in words:
            for word in words:
                if word != payload:
                    yield Found(2, path, string(word), f'"{word}"', short_text(value))
    elif isinstance(payload, tuple):
        yield from of_sequence(value, payload, path, words, is_wide, depth)
    elif isinstance(payload, Mapping):
        for name, each in payload.items():
            for inner in changes(each, f"{path}.{print_name(name)}", words, is_wide, depth + 1):
                whole = remade(payload, {**payload, name: inner.value})
                yield msgspec.structs.replace(inner, value=Value(value.type, whole))
        if isinstance(value.type, MapType):
            for name in payload:
                rest = {key: each for key, each in payload.items() if key != name}
                changed = Value(value.type, remade(payload, rest))
                yield Found(4, path, changed, short_text(changed), short_text(value), (print_name(name),))
    elif value.type == NUMBER and payload != 0:
        yield Found(5, path, number(0), "0", short_text(value))


def of_sequence(  # noqa: PLR0913, PLR0917 - as above
    value: Value,
    payload: tuple[Value, ...],
    path: str,
    words: Sequence[str],
    is_wide: Callable[[str], bool],
    depth: int,
) -> Iterator[Found]:
    wide = [each for each in payload if isinstance(each.payload, str) and is_wide(each.payload)]
    if wide:
        rest = tuple([each for each in payload if each not in wide])
        changed = Value(value.type, rest)
        ranges = tuple(str(each.payload) for each in wide)
        yield Found(0, path, changed, short_text(changed), short_text(value), ranges)
        if not rest:
            private = (string(PRIVATE_RANGE),)
            yield Found(3, path, Value(value.type, private), f'["{PRIVATE_RANGE}"]', short_text(value))
        return
    for index, each in enumerate(payload):
        for inner in changes(each, f"{path}[{index}]", words, is_wide, depth + 1):
            whole = (*payload[:index], inner.value, *payload[index + 1 :])
            yield msgspec.structs.replace(inner, value=Value(value.type, whole))

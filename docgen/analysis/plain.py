"""Values of the model as plain data: what JSON can hold."""

import enum
from collections.abc import Callable, Mapping
from typing import Any

from docgen.aws.model.base import External, Link
from docgen.source.traced import Known, Unknown

AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def plain(value: object) -> object:
    """Text, numbers, booleans, None, lists and objects of these.

    An unknown value is None; a sensitive one is its placeholder text, such as "(sensitive)"; a resource is its
    address; something outside of the configuration is its id; anything else is its text.
    """
    kind = type(value)
    if kind in AS_THEY_ARE:
        return value
    made = MADE.get(kind)
    return of_another_type(value) if made is None else made(value)


def of_unknown(value: Unknown) -> object:
    return value.reason.hidden.text if value.reason.hidden is not None else None


def of_another_type(value: object) -> object:
    match value:
        case enum.Enum():
            return value.value
        case str() | int():
            return value
        case tuple() | list():
            return [plain(each) for each in value]
        case _:
            return str(value)


# By type: many values are made plain, and looking for a type takes less time than asking for one after the other.
MADE: Mapping[type, Callable[[Any], object]] = {
    Known: lambda value: plain(value.value),
    Unknown: of_unknown,
    tuple: lambda value: [plain(each) for each in value],
    list: lambda value: [plain(each) for each in value],
    dict: lambda value: {key: plain(each) for key, each in value.items()},
    Link: lambda value: str(value.address),
    External: lambda value: value.id,
}

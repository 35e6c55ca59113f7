"""Values of the model as plain data: what JSON can hold."""

import enum

from docgen.aws.model.base import External, Link
from docgen.source.traced import Known, Unknown


def plain(value: object) -> object:  # noqa: PLR0911 - one arm a type
    """Text, numbers, booleans, None, lists and objects of these.

    An unknown value is None; a sensitive one is the text that stands for it, such as "(sensitive)"; a resource is its
    address; something outside of the configuration is its id; anything else is its text.
    """
    match value:
        case enum.Enum():
            return value.value
        case None | str() | int():  # a boolean is an int
            return value
        case Unknown(reason=reason):
            return reason.hidden.text if reason.hidden is not None else None
        case Known(value=inner):
            return plain(inner)
        case tuple() | list():
            return [plain(each) for each in value]
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case Link(address=address):
            return str(address)
        case External(id=own):
            return own
        case _:
            return str(value)

"""Who owns what, and what it is for: by tags, those that the provider gives to everything among them.

https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html
"""

from collections.abc import Iterable, Mapping

import msgspec

from docgen.aws.model.network import InventoryItem
from docgen.source.traced import Known, Unknown
from docgen.source.tristate import Tristate

OWNER = frozenset(
    {"owner", "team", "ownedby", "contact", "maintainer", "squad", "costcenter", "businessunit"}
)
PURPOSE = frozenset(
    {
        "purpose",
        "service",
        "application",
        "app",
        "component",
        "function",
        "product",
        "project",
        "system",
        "role",
    }
)


class Ownership(msgspec.Struct, frozen=True):
    """How many resources have a tag with one of the asked keys, of all that take tags."""

    taking: int  # resources that take tags
    saying: int
    unknown: int  # of which it is not known
    values: Mapping[str, int]  # how many say what


def ownership(items: Iterable[InventoryItem], keys: frozenset[str]) -> Ownership:
    taking = saying = unknown = 0
    values: dict[str, int] = {}
    for each in items:
        if each.tags is None:
            continue
        taking += 1
        answer, text = said_by(each, keys)
        saying += answer is True
        unknown += answer is None
        if answer and text:
            values[text] = values.get(text, 0) + 1
    ordered = dict(sorted(values.items(), key=lambda each: (-each[1], each[0])))
    return Ownership(taking, saying, unknown, ordered)


def said_by(item: InventoryItem, keys: frozenset[str]) -> tuple[Tristate, str]:
    """Whether a tag with one of these names has a value; and which, where that is known."""
    if item.tags is None:
        return False, ""
    if isinstance(item.tags, Unknown):
        return None, ""
    doubt: Tristate = False
    for name, value in sorted(item.tags.value.items()):
        if "".join(each for each in name.lower() if each.isalnum()) in keys:
            if isinstance(value, Known) and value.value.strip():
                return True, value.value
            doubt = None if isinstance(value, Unknown) else doubt
    return doubt, ""

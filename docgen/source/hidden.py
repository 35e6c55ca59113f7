"""Values that must not be shown, and the texts that are printed in their place."""

import enum
import re
from collections.abc import Container


class Hidden(enum.Enum):
    """Why a value is not shown; its value is the text that every page and every JSON document has instead."""

    SENSITIVE = "(sensitive)"
    EPHEMERAL = "(ephemeral value)"  # it exists only while Terraform runs

    @property
    def text(self) -> str:
        return self.value


HIDDEN_TEXTS = frozenset(each.text for each in Hidden)
"""The texts of facts that are text already; a value has `Reason.hidden`."""
QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|`[^`]*`|(?<!\w)'[^']*'(?!\w)""", re.DOTALL)


def without_quotes(message: str, kept: Container[str] = ()) -> str:
    """A message in which everything that it quotes is hidden, but for the words in `kept`.

    `cannot convert "hunter2" to number` becomes `cannot convert (sensitive) to number`. All from the first quotation mark to the
    last one goes: what is quoted may have quotation marks in it.
    """
    first = next((each.start() for each in QUOTED.finditer(message) if each[0][1:-1] not in kept), None)
    if first is None:
        return message
    last = max(message.rfind(each) for each in (message[first], '"', "`"))
    return f"{message[:first]}{Hidden.SENSITIVE.text}{message[last + 1 :]}"

"""Three-valued logic (Kleene): yes, no, or not known. An unknown matters only if the known parts do not decide."""

from collections.abc import Iterable
from typing import TypeAlias

from docgen.source.traced import Traced, Unknown

Tristate: TypeAlias = bool | None  # None: not known


def all_of(parts: Iterable[Tristate]) -> Tristate:
    """No where one part says no, else not known where one part is not known."""
    answer: Tristate = True
    for each in parts:
        if each is False:
            return False
        if each is None:
            answer = None
    return answer


def any_of(parts: Iterable[Tristate]) -> Tristate:
    """Yes where one part says yes, else not known where one part is not known."""
    answer: Tristate = False
    for each in parts:
        if each is True:
            return True
        if each is None:
            answer = None
    return answer


def negated(answer: Tristate) -> Tristate:
    return None if answer is None else not answer


def weakened(answer: Tristate, *, sure: bool) -> Tristate:
    """A yes that may not come about is not known; a no stays."""
    return answer if sure or answer is False else None


def tristate_of(value: Traced[bool]) -> Tristate:
    return None if isinstance(value, Unknown) else value.value

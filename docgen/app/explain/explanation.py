"""The types of an explanation."""

import msgspec

from docgen.source.traced import Trace


class Part(msgspec.Struct, frozen=True, eq=False):
    """One reason: a sentence, where there are several, and the trace that tells the rest."""

    trace: Trace
    title: str = ""


class Explanation(msgspec.Struct, frozen=True, eq=False):
    """An explanation, for people and as JSON data, and the reasons."""

    said: str
    data: object
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()  # what else there is to know, such as why a value is unknown

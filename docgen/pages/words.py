"""Helpers for sentences that are right for none, one and many."""

import posixpath
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.document.nodes import Code, Evidence, Inline, Inlines, Text, Unknown, inlines
from docgen.source.address import ResourceAddress
from docgen.source.span import Span
from docgen.source.traced import Known, Traced
from docgen.source.traced import Unknown as UnknownValue

T = TypeVar("T")


def count(number: int, singular: str, plural: str = "") -> str:
    """`no subnets`, `1 subnet`, `2 subnets`."""
    many = plural or f"{singular}s"
    return f"no {many}" if number == 0 else f"{number} {singular if number == 1 else many}"


def joined(items: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def joined_inlines(items: Sequence[Inlines], last: str = " and ") -> Inlines:
    made: list[Inline] = []
    for index, item in enumerate(items):
        if index:
            made.append(Text(last if index == len(items) - 1 else ", "))
        made += item
    return tuple(made)


def codes(items: Iterable[str], last: str = " and ") -> Inlines:
    return joined_inlines([inlines(Code(each)) for each in items], last)


def per_environment(facts: Facts, say: Callable[[EnvironmentFacts], Inlines]) -> Inlines:
    """A sentence once if it is true in every environment; else one for each."""
    return by_environment([(each.name, say(each)) for each in facts.environments])


def by_environment(said: Sequence[tuple[str, Inlines]]) -> Inlines:
    groups: dict[Inlines, list[str]] = {}
    for name, what in said:
        groups.setdefault(what, []).append(name)
    if len(groups) == 1:
        return said[0][1]
    parts: list[Inline] = []
    for what, names in groups.items():
        if parts:
            parts.append(Text("; "))
        parts += inlines(f"{joined(names)}: ", *what)
    return tuple(parts)


def environments(names: Sequence[str], everything: Sequence[str]) -> str:
    """`every environment`, `staging`, `staging and production` as words."""
    if len(names) == len(everything) and len(names) > 1:
        return "both environments" if len(names) == 2 else "every environment"  # noqa: PLR2004 - both is two
    return joined(list(names))


def sentence(text: str) -> str:
    """With a capital at the beginning."""
    return text[:1].upper() + text[1:]


def value(traced: Traced[T] | None, show: Callable[[T], str] = str) -> Inline:
    """A known value as code; an unknown one with its reason."""
    if traced is None:
        return Text("not set")
    if isinstance(traced, Known):
        return Code(show(traced.value))
    return unknown_text(traced)


def word(traced: Traced[T], show: Callable[[T], str]) -> Inline:
    """A known value as an English word; an unknown one with its reason."""
    return Text(show(traced.value)) if isinstance(traced, Known) else unknown_text(traced)


def unknown_text(unknown: UnknownValue) -> Inline:
    if unknown.reason.hidden is not None:
        return Text(unknown.reason.hidden.text)
    if unknown.reference is not None:
        return Unknown(unknown.reason.text, f"unknown ({unknown.reference})")
    return Unknown(unknown.reason.text)


def evidence(address: ResourceAddress, span: Span) -> Evidence:
    """A pointer to a resource's own block: its module's folder here, its file and line when the site is built.

    Not the file: a block that moves to another file of its module changes nothing that a page says.
    """
    return Evidence(str(address), posixpath.dirname(span.path) or ".", str(address))


def with_codes(text: str) -> Inlines:
    """Text of docgen's own, with what is in backticks as code."""
    parts = text.split("`")
    return inlines(*(Code(part) if number % 2 else part for number, part in enumerate(parts) if part))

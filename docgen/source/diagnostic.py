"""Diagnostics: errors, warnings and notes, and how stages pass them on.

The user's mistakes are values, not exceptions: work goes on, so one run reports them all.
"""

import enum
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Generic, TypeVar

import msgspec

from docgen.source.gap import Gap, GapKind
from docgen.source.span import Span

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Severity(enum.Enum):
    ERROR = "error"  # the value beside it is incomplete
    WARNING = "warning"  # the value is complete; something deserves a look


class Code(enum.Enum):
    """Codes of problems that other code checks for; their messages may change."""

    LIKELY_SECRET = enum.auto()
    NO_SUCH_FILE = enum.auto()
    QUOTED_TYPE = enum.auto()
    UNDECLARED_REFERENCE = enum.auto()
    UNDECLARED_VALUE = enum.auto()


class Diagnostic(msgspec.Struct, frozen=True):
    """One thing to tell the user."""

    severity: Severity
    summary: str  # the general problem, no names: "Reference to undeclared input variable"
    detail: str  # this case, and what to do about it
    subject: Span | None = None  # exactly what is wrong; None: nowhere in particular
    context: str = ""  # which module instance or resource, where the same line serves several
    private: bool = False  # its line may hold a secret: no excerpt shows it
    code: Code | None = None  # of a kind that decides what happens next
    about: str = ""  # the input variable that it is about, where it is about one
    gap: Gap | None = None  # set where docgen merely does not know; strict mode makes it an error


def error(  # noqa: PLR0913 - what a diagnostic consists of
    summary: str,
    detail: str,
    subject: Span | None = None,
    context: str = "",
    *,
    code: Code | None = None,
    about: str = "",
    private: bool = False,
) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR, summary, detail, subject, context, private=private, code=code, about=about
    )


def warning(summary: str, detail: str, subject: Span | None = None, context: str = "") -> Diagnostic:
    return Diagnostic(Severity.WARNING, summary, detail, subject, context)


def unknown_because(  # noqa: PLR0913, PLR0917 - what a gap consists of
    kind: GapKind,
    cause: str,
    summary: str,
    detail: str,
    subject: Span | None = None,
    context: str = "",
    remedy: str = "",
) -> Diagnostic:
    """A warning about something that docgen does not know; `cause` groups those that one remedy closes."""
    return Diagnostic(Severity.WARNING, summary, detail, subject, context, gap=Gap(kind, cause, remedy))


def as_errors(diagnostics: Iterable[Diagnostic], strict: frozenset[GapKind]) -> tuple[Diagnostic, ...]:
    """The diagnostics as strict mode sees them: gaps of these kinds are errors."""
    return tuple(
        [
            msgspec.structs.replace(each, severity=Severity.ERROR)
            if each.gap is not None and each.gap.kind in strict
            else each
            for each in diagnostics
        ]
    )


def as_private(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple([msgspec.structs.replace(each, private=True) for each in diagnostics])


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(each.severity is Severity.ERROR for each in diagnostics)


@dataclass(frozen=True, slots=True)
class Result(Generic[T_co]):
    """The value that a stage made, and its diagnostics."""

    value: T_co
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(slots=True)
class Report:
    """Collects what the stages say, in order, each thing once."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    _seen: set[Diagnostic] = field(default_factory=set)

    def add(self, *diagnostics: Diagnostic) -> None:
        for each in diagnostics:
            if each not in self._seen:
                self._seen.add(each)
                self.diagnostics.append(each)

    def take(self, result: Result[T]) -> T:
        self.add(*result.diagnostics)
        return result.value


def did_you_mean(name: str, declared: Iterable[str]) -> str:
    """` Did you mean "…"?` where a declared name is close, else nothing."""
    if len(name) > LONGEST_NAME:
        return ""
    import difflib  # noqa: PLC0415 - few runs need it

    near = difflib.get_close_matches(name, neighbours(name, sorted(declared)), n=1, cutoff=0.7)
    return f' Did you mean "{near[0]}"?' if near else ""


LONGEST_NAME = 100  # characters: a longer name is unlikely to be mistyped by one letter
NEAREST = 20  # names; comparing is slow, and a configuration may declare thousands


def neighbours(name: str, ordered: Sequence[str]) -> Sequence[str]:
    """If there are many names, only those with the prefix of `name`, and those of the same length with another prefix."""
    if len(ordered) > NEAREST:
        place = bisect_left(ordered, name)
        near = ordered[max(0, place - NEAREST // 2) : place + NEAREST // 2]
        ends = (each for each in ordered if each[-4:] == name[-4:] and abs(len(each) - len(name)) <= 1)
        ordered = [*near, *islice(ends, NEAREST // 2)]
    return [each for each in ordered if len(each) <= LONGEST_NAME]

"""Words of the language that docgen does not know: typing mistakes, or newer than docgen.

A name close to a known one is a mistake. Any other may be of a version that docgen does not know: a gap, and what
contains it is kept. Where the repository asks for a version whose language docgen knows completely
(`Dialect.is_complete`), the code that reports the diagnostics makes these gaps errors, as strict mode does.
"""

from collections.abc import Iterable

from docgen.source.diagnostic import Diagnostic, did_you_mean, error, unknown_because
from docgen.source.gap import GapKind
from docgen.source.span import Span


def unknown_argument(name: str, where: str, known: Iterable[str], span: Span) -> Diagnostic:
    """`where` continues a sentence: "a variable block"."""
    return judged(
        "Unsupported argument",
        f'An argument named "{name}" is not expected here, in {where}.',
        name,
        known,
        span,
    )


def unknown_block(type_: str, where: str, known: Iterable[str], span: Span) -> Diagnostic:
    """`where` as above; empty at the top of a file."""
    inside = f", in {where}" if where else ""
    detail = f'Blocks of type "{type_}" are not expected here{inside}.'
    return judged("Unsupported block type", detail, type_, known, span)


def judged(summary: str, detail: str, name: str, known: Iterable[str], span: Span) -> Diagnostic:
    hint = did_you_mean(name, known)
    if hint:
        return error(summary, detail + hint, span)
    more = " It may be of a newer version than docgen knows; nothing is made of it."
    return unknown_because(GapKind.LANGUAGE, f'"{name}"', summary, detail + more, span)

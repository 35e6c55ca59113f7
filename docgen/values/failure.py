"""The exception for an expression that has no value.

An exception, because `try` and `can` are exceptions in the language itself. It never leaves `docgen.language`:
the code that evaluates a whole attribute catches it, reports the diagnostic and continues.
"""

from docgen.source.diagnostic import Code, Diagnostic, error
from docgen.source.span import Span
from docgen.source.traced import FAILED, Reason


class Failure(Exception):  # noqa: N818 - not our bug but the user's mistake, on its way to a diagnostic
    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.summary)
        self.diagnostic = diagnostic

    @property
    def reason(self) -> Reason:
        """Why what could not be evaluated is unknown."""
        gap = self.diagnostic.gap
        return FAILED if gap is None else Reason(self.diagnostic.detail, "never", gap.kind, gap.cause)


def failure(summary: str, detail: str, subject: Span | None, code: Code | None = None) -> Failure:
    return Failure(error(summary, detail, subject, code=code))

"""Evaluates a whole expression: an error in it is reported, and its value is then unknown."""

import msgspec

from docgen.language.expression import evaluate
from docgen.language.frame import Frame
from docgen.source.diagnostic import Report
from docgen.source.gap import GapKind
from docgen.source.traced import Reason, Trace
from docgen.terraform.module import SourceExpression
from docgen.values.failure import Failure
from docgen.values.types import DYNAMIC
from docgen.values.values import Unknown, Value, unknown


def attempt(
    written: SourceExpression, frame: Frame, report: Report, context: str, doubt: Reason | None = None
) -> Value:
    """The value of an expression in `frame`.

    A mistake is reported in `context` (an address), and the value is unknown. With `doubt`, the reason why the
    thing around the expression may not exist, a mistake is not one: Terraform evaluates the body of an instance
    only where there is an instance.
    """
    budget = frame.budget
    before = budget.hold()
    try:
        return evaluate(written.expression, frame.in_file(written.file))
    except Failure as problem:
        trace = Trace(written.file, written.expression.start, written.expression.end)
        if doubt is not None:
            return unknown(DYNAMIC, Unknown(in_doubt(doubt)), trace)
        report.add(msgspec.structs.replace(problem.diagnostic, context=context))
        return unknown(DYNAMIC, Unknown(problem.reason), trace)
    finally:
        budget.release(before)


def in_doubt(doubt: Reason) -> Reason:
    """Why a value is unknown that could be computed only if the thing around it exists."""
    return Reason(f"it may not exist: {doubt.text}", doubt.when, doubt.kind or GapKind.COUNT, doubt.cause)

"""Calls that parse Terraform's language from a text: their errors reveal nothing about a text that must not be shown."""

from docgen.functions.call import NOT_SHOWN
from docgen.hcl.nodes import Call
from docgen.language.frame import Frame
from docgen.language.lazy_functions import FORMS, Evaluate, Form, attempted
from docgen.source.diagnostic import unknown_because
from docgen.source.gap import GapKind
from docgen.source.traced import Reason
from docgen.values.failure import Failure, failure
from docgen.values.likely import marked_text
from docgen.values.values import Unknown, Value, hides_anything

READERS = frozenset(FORMS) - {"try", "can"}
"""The forms that read a text or a value, and say what is wrong with it."""


def read_text(node: Call, form: Form, frame: Frame, evaluate: Evaluate) -> Value:
    """The value of a call that reads a text; errors reveal nothing about a text, or values for it, that must not be shown."""
    before = dict(frame.budget.noticed)
    try:
        made = form(node, frame, evaluate)
    except Failure as problem:
        if problem.diagnostic.gap is None and is_given_secret(node, frame, evaluate):
            frame.budget.noticed = before
            detail = f'Call to function "{node.name}" failed: {NOT_SHOWN}.'
            raise failure("Error in function call", detail, frame.span(node)) from problem
        raise
    made = marked_text(made)
    noticed = [each for key, each in frame.budget.noticed.items() if key not in before]
    if noticed and is_given_secret(node, frame, evaluate):
        gap = noticed[0].gap
        frame.budget.noticed = before
        cause = f"{node.name}() of a sensitive text"
        kind = GapKind.LANGUAGE if gap is None else gap.kind
        detail = "The value of this call is unknown: what docgen does not know of the text is sensitive."
        frame.budget.notice(unknown_because(kind, cause, noticed[0].summary, detail, frame.span(node)))
        if isinstance(made.payload, Unknown):
            because = Unknown(Reason(f"{cause} is not known", "never", kind, cause))
            made = Value(made.type, because, made.marks, made.trace)
    return made


def is_given_secret(node: Call, frame: Frame, evaluate: Evaluate) -> bool:
    """Whether a message about a call may quote a value that must not be shown."""
    values = (attempted(each, frame, evaluate) for each in node.arguments)
    return any(each is not None and hides_anything(each) for each in values)

"""`"text ${expression}"`, heredocs and their directives."""

from collections.abc import Callable, Sequence
from typing import assert_never

from docgen.hcl.nodes import Expression, Interpolation, Template, TemplateFor, TemplateIf, TemplatePart, Text
from docgen.language.frame import Frame
from docgen.language.iteration import iterable, pairs
from docgen.source.traced import Trace
from docgen.values.conversion import ConversionError, converted
from docgen.values.failure import failure
from docgen.values.types import BOOL, STRING, Primitive
from docgen.values.values import (
    NO_MARKS,
    Unknown,
    Value,
    deep_trace,
    string,
    unknown,
    with_marks,
)

Evaluate = Callable[[Expression, Frame], Value]


MOST_KEPT = 100_000  # characters of a template that is not known, with its parts


class SourceExpression:
    """The text so far; after the first unknown only its beginning is known."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.marks = NO_MARKS
        self.traces: list[Trace] = []
        self.gap: Unknown | None = None
        self.parts: list[str | Unknown] | None = []  # None: not kept, they are too long or not certain
        self.space = MOST_KEPT

    def add(self, text: str) -> None:
        if self.gap is None:
            self.pieces.append(text)
            self.length += len(text)
        self.keep(text, len(text))

    def keep(self, part: str | Unknown, length: int = 1) -> None:
        self.space -= length
        if self.space < 0:
            self.parts = None
        if self.parts is not None:
            self.parts.append(part)


def evaluate_template(node: Template, frame: Frame, evaluate: Evaluate) -> Value:
    """The text; or, where the whole template is one `${…}` between quotes, that very value."""
    if not node.heredoc and len(node.parts) == 1 and isinstance(node.parts[0], Interpolation):
        return evaluate(node.parts[0].expression, frame)
    written = SourceExpression()
    write_parts(node.parts, frame, evaluate, written)
    trace = frame.trace(node, *written.traces)
    text = "".join(written.pieces)
    if written.gap is not None:
        gap = Unknown(
            written.gap.reason,
            prefix=text + written.gap.prefix,
            not_null=True,
            pieces=tuple(written.parts or ()),
        )
        return with_marks(unknown(STRING, gap, trace), written.marks)
    return with_marks(string(text, trace), written.marks)


def write_parts(
    parts: Sequence[TemplatePart], frame: Frame, evaluate: Evaluate, written: SourceExpression
) -> None:
    for part in parts:
        frame.budget.spend(frame, part)
        match part:
            case Text(_, _, text):
                written.add(text)
            case Interpolation(_, _, expression):
                write_value(evaluate(expression, frame), expression, frame, written)
            case TemplateIf():
                write_if(part, frame, evaluate, written)
            case TemplateFor():
                write_for(part, frame, evaluate, written)
            case _:
                assert_never(part)
        if written.length > frame.budget.limits.text:
            raise failure(
                "Template result too long",
                f"This template makes more than {frame.budget.limits.text} characters. Raise limits.text in "
                "docgen.yml if that is intended.",
                frame.span(part),
            )


def write_value(value: Value, node: Expression, frame: Frame, written: SourceExpression) -> None:
    span = frame.span(node)
    if value.is_null:
        detail = "The expression result is null. Cannot include a null value in a string template."
        raise failure("Invalid template interpolation value", detail, span)
    if isinstance(value.payload, Unknown) and not isinstance(value.type, Primitive):
        # Terraform looks at its type only once it is known.
        value = with_marks(unknown(STRING, Unknown(value.payload.reason), value.trace), value.marks)
    try:
        text = converted(value, STRING)
    except ConversionError as problem:
        detail = f"Cannot include the given value in a string template: {problem.message}."
        raise failure("Invalid template interpolation value", detail, span) from problem
    written.marks |= text.marks
    written.traces.append(text.trace)
    if isinstance(text.payload, Unknown):
        frame.budget.doubts += not text.payload.not_null  # null has no place in a text
        written.gap = written.gap or text.payload
        written.keep(text.payload)
    elif isinstance(text.payload, str):
        written.add(text.payload)


def write_if(part: TemplateIf, frame: Frame, evaluate: Evaluate, written: SourceExpression) -> None:
    condition = evaluate(part.condition, frame)
    span = frame.span(part.condition)
    if condition.is_null:
        detail = "The condition value is null. Conditions must either be true or false."
        raise failure("Null condition", detail, span)
    try:
        condition = converted(condition, BOOL)
    except ConversionError as problem:
        detail = f"The condition expression must be of type bool: {problem.message}."
        raise failure("Incorrect condition type", detail, span) from problem
    written.marks |= condition.marks
    written.traces.append(condition.trace)
    if isinstance(condition.payload, Unknown):
        frame.budget.doubts += 1
        written.gap = written.gap or Unknown(condition.payload.reason)
        written.parts = None
        return
    write_parts(part.yes if condition.payload is True else part.no, frame, evaluate, written)


def write_for(part: TemplateFor, frame: Frame, evaluate: Evaluate, written: SourceExpression) -> None:
    collection = evaluate(part.collection, frame)
    span = frame.span(part.collection)
    if collection.is_null:
        detail = "A null value cannot be used as the collection in a 'for' expression."
        raise failure("Iteration over null value", detail, span)
    written.marks |= collection.marks
    written.traces.append(deep_trace(collection))
    if isinstance(collection.payload, Unknown) and not isinstance(collection.type, Primitive):
        frame.budget.doubts += 1
        written.gap = written.gap or Unknown(collection.payload.reason)
        written.parts = None
        return
    if not iterable(collection.type):
        detail = "Only lists, sets, tuples, maps and objects can be used in a template's 'for'."
        raise failure("Iteration over non-iterable value", detail, span)
    for key, value in pairs(collection):
        bound = {part.value: value} if part.key is None else {part.key: key, part.value: value}
        write_parts(part.body, frame.with_bindings(bound), evaluate, written)

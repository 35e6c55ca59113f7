"""`[a, b]` and `{ a = 1 }`."""

from collections.abc import Callable, Sequence

from docgen.hcl.nodes import (
    Expression,
    GetAttribute,
    Node,
    ObjectConstructor,
    ObjectItem,
    TupleConstructor,
    Variable,
)
from docgen.language.frame import Frame
from docgen.values.conversion import ConversionError, converted
from docgen.values.failure import failure
from docgen.values.types import DYNAMIC, STRING
from docgen.values.values import (
    NO_MARKS,
    Unknown,
    Value,
    object_of,
    size_of,
    string,
    tuple_of,
    unknown,
    with_marks,
)

Evaluate = Callable[[Expression, Frame], Value]


def evaluate_tuple(
    node: TupleConstructor, items: Sequence[Expression], frame: Frame, evaluate: Evaluate
) -> Value:
    made = tuple_of([evaluate(each, frame) for each in items], frame.trace(node))
    return within_limits(made, node, frame)


def evaluate_object(
    node: ObjectConstructor, items: Sequence[ObjectItem], frame: Frame, evaluate: Evaluate
) -> Value:
    """The object; where a name is written twice the last one wins, as in Terraform."""
    attributes: dict[str, Value] = {}
    marks = NO_MARKS
    gap: Unknown | None = None
    traces = []
    for item in items:
        key = evaluate_key(item, frame, evaluate)
        value = evaluate(item.value, frame)
        marks |= key.marks
        if not isinstance(item.key, Variable):
            traces.append(key.trace)
        if isinstance(key.payload, Unknown):
            gap = key.payload
        elif isinstance(key.payload, str):
            attributes[key.payload] = value
    trace = frame.trace(node, *traces)
    if gap is not None:
        return with_marks(unknown(DYNAMIC, Unknown(gap.reason), trace), marks)
    return with_marks(within_limits(object_of(attributes, trace), node, frame), marks)


def within_limits(value: Value, node: Node, frame: Frame) -> Value:
    """The value itself; refused where it has grown beyond what anything could go through."""
    most = frame.budget.limits.elements
    if size_of(value) > most:
        raise failure(
            "Value too large",
            f"This value has more than {most} parts, all levels counted. Raise limits.elements in docgen.yml if "
            "that is intended.",
            frame.span(node),
        )
    return value


def evaluate_key(item: ObjectItem, frame: Frame, evaluate: Evaluate) -> Value:
    node = item.key
    if isinstance(node, Variable):
        return string(node.name, frame.trace(node))
    span = frame.span(node)
    if isinstance(node, GetAttribute):
        raise failure(
            "Ambiguous attribute key",
            "If this expression is intended to be a reference, wrap it in parentheses. If it is instead intended "
            "as a literal name containing periods, wrap it in quotes to create a string literal.",
            span,
        )
    key = evaluate(node, frame)
    if key.is_null:
        raise failure("Null value as key", "Can't use a null value as a key.", span)
    try:
        return converted(key, STRING)
    except ConversionError as problem:
        detail = f"Can't use this value as a key: {problem.message}."
        raise failure("Incorrect key type", detail, span) from problem

"""The functions that look at expressions, not only at values: `try`, `can`, `templatefile` and their kin."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from docgen.evaluate.failure import Failure, failure
from docgen.evaluate.frame import Frame
from docgen.evaluate.template_functions import (
    evaluate_decode_tfvars,
    evaluate_templatefile,
    evaluate_templatestring,
)
from docgen.evaluate.types import BOOL, DYNAMIC
from docgen.evaluate.values import (
    Unknown,
    Value,
    boolean,
    deep_trace,
    first_unknown,
    is_wholly_known,
    unknown,
    with_marks,
    with_trace,
)
from docgen.hcl.nodes import Call, Expression
from docgen.hcl.walk import variables
from docgen.source.traced import FAILED

Evaluate = Callable[[Expression, Frame], Value]
Form = Callable[[Call, Frame, Evaluate], Value]


def evaluate_try(node: Call, frame: Frame, evaluate: Evaluate) -> Value:
    """The first argument that has a value.

    Where an argument fails and hangs on something unknown, nobody can say yet whether it will fail.
    """
    if not node.arguments:
        raise failure(
            "Error in function call",
            'Call to function "try" failed: at least one argument is required.',
            frame.span(node),
        )
    problems: list[Failure] = []
    for argument in node.arguments:
        try:
            value = evaluate(argument, frame)
        except Failure as problem:
            gap = unknown_in(argument, frame, evaluate)
            if gap is not None:
                return unknown(DYNAMIC, Unknown(gap.reason), frame.trace(node))
            problems.append(problem)
            continue
        return with_trace(value, frame.trace(node, value.trace))
    listed = "\n".join(f"- {each.diagnostic.subject}: {each.diagnostic.detail}" for each in problems)
    raise failure(
        "Error in function call",
        f'Call to function "try" failed: no expression succeeded:\n{listed}\n\nAt least one expression must '
        "produce a successful result.",
        frame.span(node),
    )


def evaluate_can(node: Call, frame: Frame, evaluate: Evaluate) -> Value:
    """Whether the argument has a value; unknown while it hangs on something unknown."""
    if len(node.arguments) != 1:
        summary = "Too many function arguments" if node.arguments else "Not enough function arguments"
        detail = f'Function "can" expects one argument, not {len(node.arguments)}.'
        raise failure(summary, detail, frame.span(node))
    argument = node.arguments[0]
    gap = unknown_in(argument, frame, evaluate)
    trace = frame.trace(node)
    try:
        value = evaluate(argument, frame)
    except Failure:
        return unknown(BOOL, Unknown(gap.reason), trace) if gap else boolean(False, trace)  # noqa: FBT003
    trace = frame.trace(node, deep_trace(value))
    if gap is not None or not is_wholly_known(value):
        gap = gap or first_unknown(value)
        return unknown(BOOL, Unknown(gap.reason if gap else FAILED, not_null=True), trace)
    return with_marks(boolean(True, trace), value.marks)  # noqa: FBT003 - the value itself


def unknown_in(node: Expression, frame: Frame, evaluate: Evaluate) -> Unknown | None:
    """The first unknown that the expression refers to; None where all it refers to is known."""
    for traversal in variables(node):
        try:
            value = evaluate(traversal, frame)
        except Failure:
            continue
        gap = first_unknown(value)
        if gap is not None:
            return gap
    return None


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "try": evaluate_try,
        "can": evaluate_can,
        "templatefile": evaluate_templatefile,
        "templatestring": evaluate_templatestring,
        "provider::terraform::decode_tfvars": evaluate_decode_tfvars,
    }
)

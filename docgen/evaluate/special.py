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
    retraced,
    unknown,
    with_marks,
)
from docgen.hcl.nodes import Call, Expression, GetAttribute, GetIndex
from docgen.hcl.walk import variables
from docgen.source.traced import FAILED, Trace, joined

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
    frame = frame.attempting()
    problems: list[Failure] = []
    decided: list[Trace] = []
    for argument in node.arguments:
        gap, source = referred(argument, frame, evaluate)
        decided.append(source)
        try:
            value = evaluate(argument, frame)
        except Failure as problem:
            if gap is not None:
                return unknown(DYNAMIC, Unknown(gap.reason), frame.trace(node, *decided))
            problems.append(problem)
            continue
        # What failed before, and what could have failed here, has decided which argument it is.
        return retraced(value, frame.trace(node, joined(decided)))
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
    frame = frame.attempting()
    gap, source = referred(argument, frame, evaluate)
    trace = frame.trace(node, source)
    try:
        value = evaluate(argument, frame)
    except Failure:
        return unknown(BOOL, Unknown(gap.reason), trace) if gap else boolean(False, trace)  # noqa: FBT003
    trace = frame.trace(node, source, deep_trace(value))
    if gap is not None or not is_wholly_known(value):
        gap = gap or first_unknown(value)
        return unknown(BOOL, Unknown(gap.reason if gap else FAILED, not_null=True), trace)
    return with_marks(boolean(True, trace), value.marks)  # noqa: FBT003 - the value itself


def referred(node: Expression, frame: Frame, evaluate: Evaluate) -> tuple[Unknown | None, Trace]:
    """What an expression refers to: the first unknown of it, None where all is known; and where all comes from."""
    gap: Unknown | None = None
    traces: list[Trace] = []
    for named in variables(node):
        traversal: Expression = named
        value = attempted(traversal, frame, evaluate)
        if value is not None:
            traces.append(deep_trace(value))
            gap = gap or first_unknown(value)
            continue
        # That it has no value hangs on the part of it that has one.
        while value is None and isinstance(traversal, GetAttribute | GetIndex):
            traversal = traversal.source
            value = attempted(traversal, frame, evaluate)
        if value is not None:
            traces.append(value.trace)
    return gap, joined(traces)


def attempted(node: Expression, frame: Frame, evaluate: Evaluate) -> Value | None:
    try:
        return evaluate(node, frame)
    except Failure:
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

"""The functions that look at expressions, not only at values: `try`, `can`, `templatefile` and their kin."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from docgen.hcl.nodes import Call, Expression, GetAttribute, GetIndex
from docgen.hcl.walk import variables
from docgen.language.frame import Frame
from docgen.language.template_functions import (
    count_arguments,
    evaluate_decode_tfvars,
    evaluate_templatefile,
    evaluate_templatestring,
    wrong_argument,
)
from docgen.source.traced import Trace, joined
from docgen.values.choices import members_in, one_of
from docgen.values.conversion import ConversionError, converted
from docgen.values.defaults import with_defaults
from docgen.values.failure import Failure, failure
from docgen.values.type_constraint import parse_type
from docgen.values.types import BOOL, DYNAMIC
from docgen.values.values import (
    PENDING,
    Unknown,
    Value,
    boolean,
    deep_marks,
    deep_trace,
    first_unknown,
    is_settled,
    retraced,
    unknown,
    with_marks,
    without_deep_marks,
)

Evaluate = Callable[[Expression, Frame], Value]
Form = Callable[[Call, Frame, Evaluate], Value]


def evaluate_try(node: Call, frame: Frame, evaluate: Evaluate) -> Value:
    """The first argument that has a value.

    An argument that fails will fail whatever becomes known. One that has a value which is not completely known may still
    fail where a step in it worked on something unknown; then nothing is known of the result, as in Terraform. Where no
    step did, docgen knows more than Terraform says: the argument itself, with its unknown parts. It is marked `PENDING`.
    Source: https://github.com/hashicorp/hcl/blob/v2.24.0/ext/tryfunc/tryfunc.go
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
        decided.append(sources(argument, frame, evaluate))
        before = frame.budget.doubts
        try:
            value = evaluate(argument, frame)
        except Failure as problem:
            problems.append(problem)
            continue
        # What failed before, and what could have failed here, has decided which argument it is.
        trace = frame.trace(node, joined(decided))
        gap = first_unknown(value)
        if gap is not None and frame.budget.doubts > before:
            return unknown(DYNAMIC, any_argument(value, gap, node, frame, evaluate), trace)
        if not is_settled(value):
            return with_marks(retraced(value, trace), frozenset((PENDING,)))
        return retraced(value, trace)
    listed = "\n".join(f"- {each.diagnostic.subject}: {each.diagnostic.detail}" for each in problems)
    raise failure(
        "Error in function call",
        f'Call to function "try" failed: no expression succeeded:\n{listed}\n\nAt least one expression must '
        "produce a successful result.",
        frame.span(node),
    )


def any_argument(value: Value, gap: Unknown, node: Call, frame: Frame, evaluate: Evaluate) -> Unknown:
    """The known facts of a `try` whose result is this value or, if that fails, a later argument."""
    found = [value]
    for each in node.arguments:
        try:
            found.append(evaluate(each, frame))
        except Failure as problem:
            if problem.diagnostic.gap is not None:  # it may have a value, which docgen cannot work out
                return Unknown(gap.reason)
    return Unknown(gap.reason, choices=one_of(found), members=members_in(found))


def evaluate_can(node: Call, frame: Frame, evaluate: Evaluate) -> Value:
    """Whether the argument has a value; unknown while that value is not completely known. Never sensitive."""
    if len(node.arguments) != 1:
        summary = "Too many function arguments" if node.arguments else "Not enough function arguments"
        detail = f'Function "can" expects one argument, not {len(node.arguments)}.'
        raise failure(summary, detail, frame.span(node))
    argument = node.arguments[0]
    frame = frame.attempting()
    source = sources(argument, frame, evaluate)
    try:
        value = evaluate(argument, frame)
    except Failure:
        return boolean(False, frame.trace(node, source))  # noqa: FBT003 - the value itself
    trace = frame.trace(node, source, deep_trace(value))
    gap = first_unknown(value)
    if gap is not None:
        frame.budget.doubts += 1
        return unknown(BOOL, Unknown(gap.reason), trace)
    made = boolean(True, trace)  # noqa: FBT003 - the value itself
    return made if is_settled(value) else with_marks(made, frozenset((PENDING,)))


def evaluate_convert(node: Call, frame: Frame, evaluate: Evaluate) -> Value:
    """`convert(value, list(string))`: the value in a type that is written as in a variable block.

    Source: ConvertFunc in https://github.com/hashicorp/terraform/blob/v1.15.5/internal/lang/funcs/conversion.go
    """
    count_arguments(node, ("value", "type"), frame)
    type_, defaults = parse_type(node.arguments[1], frame.file, lambda inner: evaluate(inner, frame))
    given = evaluate(node.arguments[0], frame)
    marks = deep_marks(given)
    plain = without_deep_marks(given)
    if isinstance(plain.payload, Unknown):
        frame.budget.doubts += 1
        return with_marks(
            unknown(type_, Unknown(plain.payload.reason), frame.trace(node, plain.trace)), marks
        )
    try:
        made = converted(with_defaults(plain, defaults), type_)
    except ConversionError as problem:
        raise wrong_argument(node, 0, "value", problem.message, frame) from problem
    return with_marks(retraced(made, frame.trace(node)), marks)


def sources(node: Expression, frame: Frame, evaluate: Evaluate) -> Trace:
    """The traces of everything that an expression refers to: whether it has a value depends on that."""
    traces: list[Trace] = []
    for named in variables(node):
        traversal: Expression = named
        value = attempted(traversal, frame, evaluate)
        if value is not None:
            traces.append(deep_trace(value))
            continue
        # That it has no value depends on the part of it that has one.
        while value is None and isinstance(traversal, GetAttribute | GetIndex):
            traversal = traversal.source
            value = attempted(traversal, frame, evaluate)
        if value is not None:
            traces.append(value.trace)
    return joined(traces)


def attempted(node: Expression, frame: Frame, evaluate: Evaluate) -> Value | None:
    try:
        return evaluate(node, frame)
    except Failure:
        return None


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "try": evaluate_try,
        "can": evaluate_can,
        "convert": evaluate_convert,
        "templatefile": evaluate_templatefile,
        "templatestring": evaluate_templatestring,
        "provider::terraform::decode_tfvars": evaluate_decode_tfvars,
    }
)

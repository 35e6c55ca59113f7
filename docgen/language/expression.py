"""Evaluates expressions: one function for each kind of node of `docgen.hcl.nodes`.

Semantics: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md, compared with the recorded answers under
`tests/conformance`. Every value gets a trace: its place in the text, and the traces of what decided it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from docgen.hcl.nodes import (
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    GetAttribute,
    GetIndex,
    Literal,
    Number,
    ObjectConstructor,
    Parentheses,
    Splat,
    SplatItem,
    Template,
    Text,
    TupleConstructor,
    Unary,
    Variable,
)
from docgen.language import lazy_functions
from docgen.language.calls import call, effort, notice_newer
from docgen.language.conditional import choose
from docgen.language.constructors import evaluate_object, evaluate_tuple
from docgen.language.frame import Frame
from docgen.language.iteration import SPLAT_ITEM, evaluate_for, evaluate_splat
from docgen.language.readers import READERS, read_text
from docgen.language.templates import evaluate_template
from docgen.terraform.dialect import SHORT_CIRCUIT
from docgen.terraform.references import ROOTS, SCOPES
from docgen.values import operators
from docgen.values.access import get_attribute, get_index, step_is_doubtful
from docgen.values.failure import Failure, failure
from docgen.values.likely import MARK as LIKELY_MARK
from docgen.values.numbers import parse_number
from docgen.values.types import DYNAMIC, ListType, SetType, TupleType
from docgen.values.values import (
    Unknown,
    Value,
    boolean,
    deep_trace,
    null,
    number,
    string,
    unknown,
    with_marks,
    with_trace,
)


def evaluate(node: Expression, frame: Frame) -> Value:
    """The value of an expression; raises `Failure` with the first thing that is wrong in it."""
    budget = frame.budget
    budget.left -= 1
    if budget.left < 0:
        budget.spend(frame, node, 0)
    return BY_CLASS[node.__class__](node, frame)


def evaluate_attribute(node: GetAttribute, frame: Frame) -> Value:
    """`source.name`; where `source` is a name of the module, the name of one of its things."""
    source = node.source
    if isinstance(source, Variable) and source.name not in frame.bindings:
        return name_in_module(node, source, frame)
    if isinstance(source, GetAttribute) and isinstance(source.source, Variable):
        root = source.source.name
        if root in ROOTS and root not in frame.bindings:
            found = frame.names.resource(ROOTS[root], source.name, node.name, frame.span(node))
            note = f"{root}.{source.name}.{node.name}"
            return with_trace(found, frame.trace(node, found.trace, note=note))
    value = evaluate(source, frame)
    found = get_attribute(value, node.name, frame.span(node))
    frame.budget.doubts += step_is_doubtful(value, node.name)
    return with_trace(found, frame.trace(node, found.trace, value.trace))


def written_number(node: Number, text: str, frame: Frame) -> Value:
    try:
        return number(parse_number(text), frame.trace(node))
    except ValueError as problem:
        detail = f"This number has {len(text)} digits, more than any number needs. Write it shorter."
        raise failure("Number too long", detail, frame.span(node)) from problem


def name_in_module(node: GetAttribute, source: Variable, frame: Frame) -> Value:
    root = source.name
    if root in SCOPES:
        found = frame.names.root_attribute(root, node.name, frame.span(node))
    elif root in ROOTS:
        raise failure(
            "Invalid reference",
            f'The "{root}" object must be followed by two attribute names: the resource type and resource name.',
            frame.span(node),
        )
    else:
        found = frame.names.resource("managed", root, node.name, frame.span(node))
    return with_trace(found, frame.trace(node, found.trace, note=f"{root}.{node.name}"))


def evaluate_index(node: GetIndex, value: Value, key: Value, frame: Frame) -> Value:
    found = get_index(value, key, frame.span(node))
    frame.budget.doubts += step_is_doubtful(value, key.payload)
    # Which element is at an index depends on how the sequence was made, and on the key.
    return with_trace(found, frame.trace(node, found.trace, value.trace, key.trace))


def evaluate_binary(node: Binary, frame: Frame) -> Value:
    """Works down the left side without recursion: `a + b + c + …` is as deep as it is long."""
    spine = [node]
    while isinstance(spine[-1].left, Binary):
        spine.append(spine[-1].left)
    short_circuits = frame.context.dialect.has(SHORT_CIRCUIT)
    left = attempt(spine[-1].left, frame)
    for each in reversed(spine):
        if short_circuits and each.operator in LOGICAL:
            left = logical(each, left, attempt(each.right, frame), frame)
        else:
            left = operation(each, value_or_raise(left), evaluate(each.right, frame), frame)
    return value_or_raise(left)


LOGICAL = frozenset({"&&", "||"})


def attempt(node: Expression, frame: Frame) -> Value | Failure:
    try:
        return evaluate(node, frame)
    except Failure as problem:
        return problem


def value_or_raise(found: Value | Failure) -> Value:
    if isinstance(found, Failure):
        raise found
    return found


def logical(node: Binary, left: Value | Failure, right: Value | Failure, frame: Frame) -> Value | Failure:
    """`&&` or `||` where a side that decides alone makes up for a failure of the other."""
    sides = [None if isinstance(each, Failure) else each for each in (left, right)]
    try:
        result = operators.short_circuited(node.operator, *sides)
    except operators.OperationError as problem:
        return failed_operation(node, problem, frame)
    if isinstance(result, Value):
        doubt(frame, *(each for each in sides if each is not None))
        return with_trace(
            result, frame.trace(node, *(deep_trace(each) for each in sides if each is not None))
        )
    for side, failed in (("left", left), ("right", right)):
        if result == side:
            return failed
    assert isinstance(left, Value)  # noqa: S101 - a side that failed has been dealt with
    assert isinstance(right, Value)  # noqa: S101
    try:
        return operation(node, left, right, frame)
    except Failure as problem:
        return problem


def operation(node: Binary, left: Value, right: Value, frame: Frame) -> Value:
    cost = min(effort(left), effort(right))  # they are compared side by side
    if cost:
        frame.budget.spend(frame, node, cost)
    try:
        result = operators.binary(node.operator, left, right, frame.context.dialect)
    except operators.OperationError as problem:
        raise failed_operation(node, problem, frame) from problem
    if node.operator not in {"==", "!="}:
        doubt(frame, left, right)
    return with_trace(result, frame.trace(node, deep_trace(left), deep_trace(right)))


def failed_operation(node: Binary, problem: operators.OperationError, frame: Frame) -> Failure:
    subject = {"left": node.left, "right": node.right, "": node}[problem.side]
    return failure(problem.summary, problem.detail, frame.span(subject))


def doubt(frame: Frame, *values: Value) -> None:
    """Note that an operation worked on something unknown: once it is known, the operation may fail."""
    if any(isinstance(each.payload, Unknown) for each in values):
        frame.budget.doubts += 1


def evaluate_call(node: Call, frame: Frame) -> Value:
    name = node.name.removeprefix("core::")
    notice_newer(node, name, frame)
    form = lazy_functions.FORMS.get(name)
    if form is not None and not node.expand:
        return read_text(node, form, frame, evaluate) if name in READERS else form(node, frame, evaluate)
    arguments = evaluate_arguments(node, frame)
    if isinstance(arguments, Value):
        return arguments
    return call(node, arguments, frame)


def evaluate_arguments(node: Call, frame: Frame) -> Sequence[Value] | Value:
    """The arguments; or the result, if `...` follows something unknown."""
    arguments = [evaluate(each, frame) for each in node.arguments]
    if not node.expand:
        return arguments
    last = arguments.pop()
    span = frame.span(node.arguments[-1])
    if last.is_null:
        detail = "The expanding argument (indicated by ...) must not be null."
        raise failure("Invalid expanding argument value", detail, span)
    if isinstance(last.payload, Unknown):
        return unknown(DYNAMIC, Unknown(last.payload.reason), frame.trace(node, last.trace))
    if not isinstance(last.type, ListType | SetType | TupleType) or not isinstance(last.payload, tuple):
        detail = "The expanding argument (indicated by ...) must be of a tuple, list, or set type."
        raise failure("Invalid expanding argument value", detail, span)
    return [*arguments, *(with_marks(each, last.marks) for each in last.payload)]


def evaluate_variable(node: Variable, frame: Frame) -> Value:
    bound = frame.bindings.get(node.name)
    if bound is None:
        return frame.names.bare(node.name, frame.span(node))
    return with_trace(bound, frame.trace(node, bound.trace))


def evaluate_literal(node: Literal, frame: Frame) -> Value:
    truth = node.value
    return null(DYNAMIC, frame.trace(node)) if truth is None else boolean(truth, frame.trace(node))


def evaluate_text(node: Template, frame: Frame) -> Value:
    """A template, which is most often one piece of text."""
    parts = node.parts
    if len(parts) == 1 and isinstance(parts[0], Text):
        made = string(parts[0].value, frame.trace(node))
    else:
        made = evaluate_template(node, frame, evaluate)
    return with_marks(made, LIKELY_MARK) if id(node) in frame.context.likely.nodes else made


def evaluate_unary(node: Unary, frame: Frame) -> Value:
    value = evaluate(node.operand, frame)
    doubt(frame, value)
    applied = operators.negate if node.operator == "-" else operators.invert
    return with_trace(applied(value, frame.span(node.operand)), frame.trace(node, value.trace))


# One entry a node. A table, not a `match`: evaluation comes here for every node, and in a `match` most kinds would come last.
BY_CLASS: Mapping[type, Callable[[Any, Frame], Value]] = {
    GetAttribute: evaluate_attribute,
    Template: evaluate_text,
    Literal: evaluate_literal,
    Number: lambda node, frame: written_number(node, node.text, frame),
    Variable: evaluate_variable,
    Call: evaluate_call,
    GetIndex: lambda node, frame: evaluate_index(
        node, evaluate(node.source, frame), evaluate(node.key, frame), frame
    ),
    TupleConstructor: lambda node, frame: evaluate_tuple(node, node.items, frame, evaluate),
    ObjectConstructor: lambda node, frame: evaluate_object(node, node.items, frame, evaluate),
    Conditional: lambda node, frame: choose(node, frame, evaluate),
    Binary: evaluate_binary,
    Unary: evaluate_unary,
    Parentheses: lambda node, frame: evaluate(node.expression, frame),
    For: lambda node, frame: evaluate_for(node, frame, evaluate),
    Splat: lambda node, frame: evaluate_splat(node, frame, evaluate),
    SplatItem: lambda _, frame: frame.bindings[SPLAT_ITEM],
}

__all__ = ["Failure", "evaluate"]

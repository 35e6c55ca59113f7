"""What an expression is worth: one function for each kind of node of `docgen.hcl.nodes`.

Semantics: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md, held against the recorded answers under
`tests/conformance`. Every value gets a trace: its place in the text, and the traces of what decided it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from docgen.evaluate import operators, special
from docgen.evaluate.access import get_attribute, get_index
from docgen.evaluate.conditional import choose
from docgen.evaluate.constructors import evaluate_object, evaluate_tuple
from docgen.evaluate.failure import Failure, failure
from docgen.evaluate.frame import Frame
from docgen.evaluate.functions.call import FunctionCallError, call_function
from docgen.evaluate.functions.filesystem import FILE_FUNCTIONS
from docgen.evaluate.iteration import SPLAT_ITEM, evaluate_for, evaluate_splat
from docgen.evaluate.numbers import parse_number
from docgen.evaluate.template_functions import notice_unread
from docgen.evaluate.templates import evaluate_template
from docgen.evaluate.types import DYNAMIC, ListType, SetType, TupleType
from docgen.evaluate.values import (
    PLAIN,
    Value,
    boolean,
    deep_trace,
    null,
    number,
    size_of,
    string,
    unknown,
    with_marks,
    with_trace,
)
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
from docgen.source.address import Mode


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
        if root in {"data", "resource", "ephemeral"} and root not in frame.bindings:
            mode: Mode = "data" if root == "data" else "managed"
            found = frame.names.resource(mode, source.name, node.name, frame.span(node))
            note = f"{root}.{source.name}.{node.name}"
            return with_trace(found, frame.trace(node, found.trace, note=note))
    value = evaluate(source, frame)
    found = get_attribute(value, node.name, frame.span(node))
    return with_trace(found, frame.trace(node, found.trace, value.trace))


def written_number(node: Number, text: str, frame: Frame) -> Value:
    try:
        return number(parse_number(text), frame.trace(node))
    except ValueError as problem:
        detail = f"This number has {len(text)} digits, more than any number needs. Write it shorter."
        raise failure("Number too long", detail, frame.span(node)) from problem


SCOPES = frozenset({"var", "local", "module", "path", "terraform", "each", "count", "self"})


def name_in_module(node: GetAttribute, source: Variable, frame: Frame) -> Value:
    root = source.name
    if root in SCOPES:
        found = frame.names.root_attribute(root, node.name, frame.span(node))
    elif root in {"data", "resource", "ephemeral"}:
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
    # Which element stands at a place depends on how the sequence was made, and on the key.
    return with_trace(found, frame.trace(node, found.trace, value.trace, key.trace))


def evaluate_binary(node: Binary, frame: Frame) -> Value:
    """Works down the left side without recursion: `a + b + c + …` is as deep as it is long."""
    spine = [node]
    while isinstance(spine[-1].left, Binary):
        spine.append(spine[-1].left)
    left = evaluate(spine[-1].left, frame)
    for each in reversed(spine):
        right = evaluate(each.right, frame)
        cost = effort(left) + effort(right)
        if cost:
            frame.budget.spend(frame, each, cost)
        try:
            result = operators.binary(each.operator, left, right)
        except operators.OperationError as problem:
            subject = {"left": each.left, "right": each.right, "": each}[problem.side]
            raise failure(problem.summary, problem.detail, frame.span(subject)) from problem
        left = with_trace(result, frame.trace(each, deep_trace(left), deep_trace(right)))
    return left


def effort(value: Value) -> int:
    """How many steps it takes to go through a value once."""
    payload = value.payload
    kind = payload.__class__  # asked for every operand and argument
    if kind is str:
        return len(payload) // CHARACTERS_A_STEP  # type: ignore[arg-type] # its class says so
    return 0 if kind in PLAIN else size_of(value) // PARTS_A_STEP


CHARACTERS_A_STEP = 32
PARTS_A_STEP = 4


def evaluate_call(node: Call, frame: Frame) -> Value:
    name = node.name.removeprefix("core::")
    form = special.FORMS.get(name)
    if form is not None and not node.expand:
        return form(node, frame, evaluate)
    arguments = evaluate_arguments(node, frame)
    if isinstance(arguments, Value):
        return arguments
    return call(node, arguments, frame)


def evaluate_arguments(node: Call, frame: Frame) -> Sequence[Value] | Value:
    """The arguments; or the result, where `...` stands after something unknown."""
    arguments = [evaluate(each, frame) for each in node.arguments]
    if not node.expand:
        return arguments
    last = arguments.pop()
    span = frame.span(node.arguments[-1])
    if last.is_null:
        detail = "The expanding argument (indicated by ...) must not be null."
        raise failure("Invalid expanding argument value", detail, span)
    if not last.is_known:
        because = last.payload
        return unknown(DYNAMIC, because, frame.trace(node, last.trace))  # type: ignore[arg-type] # not known
    if not isinstance(last.type, ListType | SetType | TupleType) or not isinstance(last.payload, tuple):
        detail = "The expanding argument (indicated by ...) must be of a tuple, list, or set type."
        raise failure("Invalid expanding argument value", detail, span)
    return [*arguments, *(with_marks(each, last.marks) for each in last.payload)]


def call(node: Call, arguments: Sequence[Value], frame: Frame) -> Value:
    cost = sum(map(effort, arguments))
    if cost:
        frame.budget.spend(frame, node, cost)
    try:
        made = call_function(node.name, arguments, frame.context, frame.trace(node))
    except FunctionCallError as problem:
        subject = frame.span(node)
        if problem.argument is not None and node.arguments:
            subject = frame.span(node.arguments[min(problem.argument, len(node.arguments) - 1)])
        raise failure(problem.summary, problem.detail, subject) from problem
    frame.budget.spend(frame, node, effort(made))
    if node.name.removeprefix("core::") in FILE_FUNCTIONS:
        notice_unread(node, arguments[0], made, frame)
    return made


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
        return string(parts[0].value, frame.trace(node))
    return evaluate_template(node, frame, evaluate)


def evaluate_unary(node: Unary, frame: Frame) -> Value:
    value = evaluate(node.operand, frame)
    applied = operators.negate if node.operator == "-" else operators.invert
    return with_trace(applied(value, frame.span(node.operand)), frame.trace(node, value.trace))


# One entry a node. A table, not a `match`: evaluation comes here for every node, and most kinds stand last.
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

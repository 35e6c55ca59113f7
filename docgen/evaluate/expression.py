"""What an expression is worth: one function for each kind of node of `docgen.hcl.nodes`.

Semantics: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md, held against the recorded answers under
`tests/conformance`. Every value gets a trace: its place in the text, and the traces of what decided it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from docgen.evaluate import operators, special
from docgen.evaluate.access import get_attribute, get_index, step_is_doubtful
from docgen.evaluate.conditional import choose
from docgen.evaluate.constructors import evaluate_object, evaluate_tuple
from docgen.evaluate.failure import Failure, failure
from docgen.evaluate.frame import Frame
from docgen.evaluate.functions.call import FunctionCallError, call_function
from docgen.evaluate.functions.filesystem import FILE_FUNCTIONS
from docgen.evaluate.functions.places import is_searched
from docgen.evaluate.functions.table import FUNCTIONS
from docgen.evaluate.functions.unknown import feature_of, unknown_function
from docgen.evaluate.iteration import SPLAT_ITEM, evaluate_for, evaluate_splat
from docgen.evaluate.numbers import parse_number
from docgen.evaluate.template_functions import notice_unread
from docgen.evaluate.templates import evaluate_template
from docgen.evaluate.types import DYNAMIC, ListType, SetType, TupleType, has_dynamic
from docgen.evaluate.values import (
    PLAIN,
    Unknown,
    Value,
    boolean,
    deep_trace,
    is_wholly_known,
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
from docgen.source.diagnostic import unknown_because
from docgen.source.traced import Reason
from docgen.terraform.dialect import SHORT_CIRCUIT, needs_newer
from docgen.terraform.references import ROOTS, SCOPES


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
    # Which element stands at a place depends on how the sequence was made, and on the key.
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
    notice_newer(node, name, frame)
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


def notice_newer(node: Call, name: str, frame: Frame) -> None:
    """Say that the version that the repository asks for does not have the function."""
    feature, dialect = feature_of(name), frame.context.dialect
    if feature is not None and dialect.pinned and not dialect.has(feature):
        frame.budget.notice(needs_newer(feature, dialect, frame.span(node)))


def call(node: Call, arguments: Sequence[Value], frame: Frame) -> Value:
    if node.name.removeprefix("core::") not in FUNCTIONS:
        return unknown_call(node, arguments, frame)
    budget = frame.budget
    made = budget.recall.find(node, arguments)
    if made is not None:
        return made
    cost = call_effort(node.name, arguments)
    if cost:
        budget.spend(frame, node, cost)
    try:
        made = call_function(node.name, arguments, frame.context, frame.trace(node))
    except FunctionCallError as problem:
        subject = frame.span(node)
        if problem.argument is not None and node.arguments:
            subject = frame.span(node.arguments[min(problem.argument, len(node.arguments) - 1)])
        raise failure(problem.summary, problem.detail, subject) from problem
    budget.spend(frame, node, effort(made))
    if not all(map(is_wholly_known, arguments)) and not never_fails(node.name, arguments):
        budget.doubts += 1
    elif cost > WORTH_KEEPING:
        budget.recall.keep(node, arguments, made)
    if node.name.removeprefix("core::") in FILE_FUNCTIONS:
        notice_unread(node, arguments[0], made, frame)
    return made


def unknown_call(node: Call, arguments: Sequence[Value], frame: Frame) -> Value:
    """The value of a call that only Terraform can evaluate; raises `Failure` where there is no such function."""
    span = frame.span(node)
    found = unknown_function(node.name, (*FUNCTIONS, *special.FORMS), frame.context)
    if isinstance(found, FunctionCallError):
        raise failure(found.summary, found.detail, span)
    detail = f"The value of this call is unknown: {found.detail}."
    frame.budget.notice(unknown_because(found.kind, found.cause, "Unknown function", detail, span))
    frame.budget.doubts += 1
    because = Unknown(Reason(found.detail, "never", found.kind, found.cause))
    return unknown(DYNAMIC, because, frame.trace(node, *map(deep_trace, arguments)))


WORTH_KEEPING = 16  # steps
# Functions that look at one place of their first argument, or at its length, however large it is.
LOOK_ONCE = frozenset({"element", "length", "lookup"})
SEARCH = frozenset({"contains", "index"})


def call_effort(name: str, arguments: Sequence[Value]) -> int:
    """How many steps a call takes besides those for evaluating its arguments."""
    if arguments and (name in LOOK_ONCE or (name in SEARCH and is_searched(arguments[0]))):
        arguments = arguments[1:]
    return sum(map(effort, arguments))


# Functions that have a value for every argument of the type that they take.
NEVER_FAIL = frozenset(
    {"compact", "concat", "distinct", "flatten", "join", "jsonencode", "keys", "length", "lower", "merge"}
    | {"reverse", "sort", "tolist", "toset", "upper", "values"}
)


def never_fails(name: str, arguments: Sequence[Value]) -> bool:
    """Whether a call that has a value keeps one, whatever the unknown parts of its arguments become."""
    settled = not any(has_dynamic(each.type) for each in arguments)
    return settled and name.removeprefix("core::") in NEVER_FAIL


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
    doubt(frame, value)
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

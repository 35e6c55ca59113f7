"""`condition ? yes : no`.

Only the chosen side needs a value, but both sides decide the type of the result:
https://developer.hashicorp.com/terraform/language/expressions/conditionals#result-types
"""

from collections.abc import Callable

from docgen.hcl.nodes import Conditional, Expression
from docgen.language.frame import Frame
from docgen.source.traced import FAILED
from docgen.values.choices import members_in, one_of
from docgen.values.conversion import ConversionError, converted, unified
from docgen.values.equality import raw_equal
from docgen.values.failure import Failure, failure
from docgen.values.types import BOOL, DYNAMIC, Dynamic, Type
from docgen.values.values import (
    OpenMapping,
    Unknown,
    Value,
    is_wholly_known,
    retraced,
    size_of,
    unknown,
    walk,
    with_marks,
    with_trace,
)

Evaluate = Callable[[Expression, Frame], Value]
PARTS_A_STEP = 4  # unifying and tracing two sides goes through both


def choose(node: Conditional, frame: Frame, evaluate: Evaluate) -> Value:
    condition = evaluate_condition(node, frame, evaluate)
    sides = (attempt(node.yes, frame, evaluate), attempt(node.no, frame, evaluate))
    frame.budget.spend(
        frame, node, sum(size_of(side) // PARTS_A_STEP for side in sides if isinstance(side, Value))
    )
    picked = None if not condition.is_known else sides[0] if condition.payload is True else sides[1]
    if isinstance(picked, Failure):
        raise picked
    yes, no = (unknown(DYNAMIC, Unknown(FAILED)) if isinstance(side, Failure) else side for side in sides)
    type_ = common_type(yes, no, node, frame)
    trace = frame.trace(node, condition.trace)
    if picked is None and is_same(sides):
        picked = sides[0]  # whichever it is
    if picked is None:
        frame.budget.doubts += 1  # either side may still be chosen, and one may have failed
        return undecided(condition, yes, no, type_, node, frame)
    chosen = no if condition.payload is False else yes
    try:
        chosen = converted(chosen, type_)
    except ConversionError as problem:
        if holds_open_object(yes) or holds_open_object(no):
            return with_marks(retraced(chosen, trace), condition.marks | yes.marks | no.marks)
        detail = f"The chosen value cannot be converted to the type that both sides share: {problem.message}."
        raise failure("Inconsistent conditional result types", detail, frame.span(node)) from problem
    return with_marks(retraced(chosen, trace), condition.marks | yes.marks | no.marks)


def is_same(sides: tuple[Value | Failure, Value | Failure]) -> bool:
    """Whether both sides are known, and the same value."""
    yes, no = sides
    if isinstance(yes, Failure) or isinstance(no, Failure):
        return False
    return is_wholly_known(yes) and is_wholly_known(no) and raw_equal(yes, no)


def evaluate_condition(node: Conditional, frame: Frame, evaluate: Evaluate) -> Value:
    condition = evaluate(node.condition, frame)
    span = frame.span(node.condition)
    if condition.is_null:
        detail = "The condition value is null. Conditions must either be true or false."
        raise failure("Null condition", detail, span)
    if isinstance(condition.payload, Unknown) and condition.type != BOOL:
        # Terraform looks at its type only once it is known.
        return with_marks(unknown(BOOL, Unknown(condition.payload.reason), condition.trace), condition.marks)
    try:
        return converted(condition, BOOL)
    except ConversionError as problem:
        detail = f"The condition expression must be of type bool: {problem.message}."
        raise failure("Incorrect condition type", detail, span) from problem


def attempt(node: Expression, frame: Frame, evaluate: Evaluate) -> Value | Failure:
    try:
        return evaluate(node, frame)
    except Failure as problem:
        return problem


def common_type(yes: Value, no: Value, node: Conditional, frame: Frame) -> Type:
    if yes.is_null and isinstance(yes.type, Dynamic):
        return no.type
    if no.is_null and isinstance(no.type, Dynamic):
        return yes.type
    type_ = unified((yes.type, no.type))
    if type_ is None and (holds_open_object(yes) or holds_open_object(no)):
        return DYNAMIC  # another version of the provider may give both the same type
    if type_ is None:
        raise failure(
            "Inconsistent conditional result types",
            "The true and false result expressions must have consistent types, and these two have no type in "
            "common. Convert one of them, for example with tostring or tolist.",
            frame.span(node),
        )
    return type_


def holds_open_object(value: Value) -> bool:
    """Whether a resource of a provider version that docgen does not know exactly is in it."""
    return any(isinstance(each.payload, OpenMapping) for each in walk(value))


def undecided(  # noqa: PLR0913, PLR0917 - all that decides an undecided value
    condition: Value, yes: Value, no: Value, type_: Type, node: Conditional, frame: Frame
) -> Value:
    """The result while the condition is unknown: both sides may still come true."""
    assert isinstance(condition.payload, Unknown)  # noqa: S101 - that is why we are here
    marks = condition.marks | yes.marks | no.marks
    not_null = not_null_at_all(yes) and not_null_at_all(no)
    choices, members = one_of((yes, no)), members_in((yes, no))
    gap = Unknown(condition.payload.reason, not_null=not_null, choices=choices, members=members)
    value = unknown(type_, gap)
    trace = frame.trace(node, condition.trace, yes.trace, no.trace)
    return with_marks(with_trace(value, trace), marks)


def not_null_at_all(value: Value) -> bool:
    return value.payload.not_null if isinstance(value.payload, Unknown) else not value.is_null

"""`+`, `==`, `&&` and their kin, on values.

Semantics: https://developer.hashicorp.com/terraform/language/expressions/operators and the tests under
`tests/conformance`: `==` never converts, `<` always does, `&&` and `||` short-circuit since Terraform 1.12.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from docgen.hcl.nodes import BinaryOperator
from docgen.source.span import Span
from docgen.terraform.dialect import NEWEST, NULL_COMPARISON, Dialect
from docgen.values import numbers
from docgen.values.conversion import ConversionError, converted
from docgen.values.equality import equal
from docgen.values.failure import failure
from docgen.values.types import BOOL, NUMBER, Type
from docgen.values.values import (
    LIKELY,
    NO_MARKS,
    PENDING,
    Number,
    Unknown,
    Value,
    boolean,
    deep_marks,
    number,
    unknown,
    with_marks,
    without_deep_marks,
)

ARITHMETIC: Mapping[str, Callable[[Number, Number], Number]] = MappingProxyType(
    {
        "+": numbers.add,
        "-": numbers.subtract,
        "*": numbers.multiply,
        "/": numbers.divide,
        "%": numbers.modulo,
    }
)
Side: TypeAlias = Literal["left", "right", ""]
COMPARISON: Mapping[str, Callable[[Number, Number], bool]] = MappingProxyType(
    {
        "<": lambda left, right: left < right,
        "<=": lambda left, right: left <= right,
        ">": lambda left, right: left > right,
        ">=": lambda left, right: left >= right,
    }
)


MIRRORED: Mapping[BinaryOperator, BinaryOperator] = MappingProxyType(
    {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
)


class OperationError(Exception):
    """An error in an operation, and its side; "" means the whole operation."""

    def __init__(self, summary: str, detail: str, side: Side) -> None:
        super().__init__(summary, detail)
        self.summary = summary
        self.detail = detail
        self.side: Side = side


def binary(operator: BinaryOperator, left: Value, right: Value, dialect: Dialect = NEWEST) -> Value:
    """The result, untraced; raises `OperationError`."""
    if operator in {"==", "!="}:
        shallow = (left.is_null or right.is_null) and dialect.has(NULL_COMPARISON)
        return equality(left, right, negated=operator == "!=", shallow=shallow)
    wanted: Type = BOOL if operator in {"&&", "||"} else NUMBER
    left = operand(left, wanted, "left")
    right = operand(right, wanted, "right")
    marks = (left.marks | right.marks) - {LIKELY}  # a number or a bool tells no secret
    result = calculate(operator, left, right)
    return with_marks(result, marks) if marks else result


def short_circuited(operator: BinaryOperator, left: Value | None, right: Value | None) -> Value | Side | None:
    """`&&` and `||` of which a side could not be evaluated (None) or decides alone.

    Either side decides: true decides `||`, false (and null, oddly) decides `&&`, and an unknown side leaves the result
    unknown even where the other failed. Returns the result, the side whose failure counts, or None where the
    operation goes on as usual. Raises `OperationError` where a side is no bool.
    Source: Operation.ShortCircuit in https://github.com/hashicorp/hcl/blob/v2.24.0/hclsyntax/expression_ops.go
    """
    one = None if left is None else truth_of(left, "left")
    other = None if right is None else truth_of(right, "right")
    marks = (one.marks if one else NO_MARKS) | (other.marks if other else NO_MARKS)
    for side in (one, other):
        if side is not None and side.is_known and (side.payload is True) == (operator == "||"):
            return with_marks(boolean(operator == "||"), marks)
    if one is not None and other is not None and one.is_known and other.is_known:
        return None  # neither decides alone
    if one is None:
        return "left"
    if isinstance(one.payload, Unknown):
        return with_marks(unknown(BOOL, Unknown(one.payload.reason, not_null=True)), marks)
    if other is None:
        return "right"
    assert isinstance(other.payload, Unknown)  # noqa: S101 - all else is decided above
    return with_marks(unknown(BOOL, Unknown(other.payload.reason, not_null=True)), marks)


def truth_of(value: Value, side: Side) -> Value:
    try:
        return converted(value, BOOL)
    except ConversionError as problem:
        detail = f"Unsuitable value for {side} operand: {problem.message}."
        raise OperationError("Invalid operand", detail, side) from problem


def equality(left: Value, right: Value, *, negated: bool, shallow: bool) -> Value:
    """The result carries all marks of both sides; where it is about being null, those of the outermost level alone.

    What Terraform knows only later inside a value is of no account there in any version. Where docgen knows of an unknown
    value that it is not null or not empty, and Terraform does not, the result is `PENDING`.
    """
    deep = deep_marks(left) | deep_marks(right)
    presumed = any(isinstance(each.payload, Unknown) and each.payload.presumed for each in (left, right))
    if deep:
        outermost = left.marks | right.marks
        marks = outermost if shallow else deep
        if PENDING not in outermost and (left.is_null or right.is_null):
            marks -= {PENDING}
        left, right = without_deep_marks(left), without_deep_marks(right)
    else:
        marks = deep
    answer = equal(left, right)
    if presumed and answer.is_known:
        marks |= {PENDING}
    if negated and isinstance(answer.payload, bool):
        answer = boolean(not answer.payload)
    return with_marks(answer, marks - {LIKELY})


def operand(value: Value, wanted: Type, side: Side) -> Value:
    if value.type == wanted and not value.is_null:
        return value
    try:
        value = converted(value, wanted)
    except ConversionError as problem:
        detail = f"Unsuitable value for {side} operand: {problem.message}."
        raise OperationError("Invalid operand", detail, side) from problem
    if value.is_null:
        detail = f"Error during operation: argument must not be null. The {side} operand is null here."
        raise OperationError("Operation failed", detail, side)
    return value


def calculate(operator: BinaryOperator, left: Value, right: Value) -> Value:
    """The result on two known or unknown, unmarked values of the operator's own type."""
    gap = first_gap(left, right)
    if gap is not None:
        settled = settled_by_least(operator, left.payload, right.payload)
        if settled is not None:
            return boolean(settled)
        type_ = NUMBER if operator in ARITHMETIC else BOOL
        return unknown(type_, Unknown(gap.reason, not_null=True))
    if operator in {"&&", "||"}:
        one, other = left.payload is True, right.payload is True
        return boolean(one and other if operator == "&&" else one or other)
    one_number, other_number = left.payload, right.payload
    assert isinstance(one_number, numbers.NUMBER_CLASSES)  # noqa: S101 - converted to number above
    assert isinstance(other_number, numbers.NUMBER_CLASSES)  # noqa: S101
    if operator in COMPARISON:
        return boolean(COMPARISON[operator](one_number, other_number))
    try:
        return number(ARITHMETIC[operator](one_number, other_number))
    except numbers.ArithmeticFailure as problem:
        raise OperationError("Operation failed", f"Error during operation: {problem}.", "") from problem


def settled_by_least(operator: BinaryOperator, left: object, right: object) -> bool | None:
    """`x > 0` is true for an unknown number that is at least 1; None where its lower bound does not decide."""
    if isinstance(right, Unknown):
        left, right, operator = right, left, MIRRORED.get(operator, operator)
    if not isinstance(left, Unknown) or left.least is None or not isinstance(right, numbers.NUMBER_CLASSES):
        return None
    match operator:
        case ">" if left.least > right:
            return True
        case ">=" if left.least >= right:
            return True
        case "<" if left.least >= right:
            return False
        case "<=" if left.least > right:
            return False
        case _:
            return None


def first_gap(*values: Value) -> Unknown | None:
    for value in values:
        if isinstance(value.payload, Unknown):
            return value.payload
    return None


def negate(value: Value, span: Span) -> Value:
    """`-value`."""
    value = unary_operand(value, NUMBER, span)
    if isinstance(value.payload, Unknown):
        return with_marks(unknown(NUMBER, Unknown(value.payload.reason, not_null=True)), value.marks)
    assert isinstance(value.payload, numbers.NUMBER_CLASSES)  # noqa: S101 - converted above
    return with_marks(number(numbers.negate(value.payload)), value.marks)


def invert(value: Value, span: Span) -> Value:
    """`!value`."""
    value = unary_operand(value, BOOL, span)
    if isinstance(value.payload, Unknown):
        return with_marks(unknown(BOOL, Unknown(value.payload.reason, not_null=True)), value.marks)
    return with_marks(boolean(value.payload is not True), value.marks)


def unary_operand(value: Value, wanted: Type, span: Span) -> Value:
    try:
        value = converted(value, wanted)
    except ConversionError as problem:
        raise failure(
            "Invalid operand", f"Unsuitable value for unary operand: {problem.message}.", span
        ) from problem
    if value.is_null:
        raise failure("Operation failed", "Error during operation: argument must not be null.", span)
    return value

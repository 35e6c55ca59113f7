"""What functions read from their arguments, and how they make text of bounded length."""

from collections.abc import Mapping
from fractions import Fraction

from docgen.functions.signature import Context, FunctionError
from docgen.source.text import composed
from docgen.values.rendering import go_quote
from docgen.values.types import NUMBER, STRING
from docgen.values.values import NO_MARKS, Number, Unknown, Value, is_hidden

LARGEST_INT = (1 << 63) - 1


def text_value(text: str) -> Value:
    """A string of the language, which is always in normal form C."""
    return Value(STRING, composed(text), NO_MARKS)


def number_value(amount: Number) -> Value:
    return Value(NUMBER, amount, NO_MARKS)


def text_of(value: Value) -> str:
    assert isinstance(value.payload, str)  # noqa: S101 - converted and checked before the call
    return value.payload


def number_of(value: Value) -> Number:
    assert isinstance(value.payload, int | Fraction | float)  # noqa: S101 - converted before the call
    return value.payload


def items_of(value: Value) -> tuple[Value, ...]:
    """The members of a known list, set or tuple."""
    assert isinstance(value.payload, tuple)  # noqa: S101 - the caller has seen that it is one
    return value.payload


def mapping_of(value: Value) -> Mapping[str, Value]:
    """The members of a known map or object."""
    assert isinstance(value.payload, Mapping)  # noqa: S101 - the caller has seen that it is one
    return value.payload


def gap_of(value: Value) -> Unknown:
    assert isinstance(value.payload, Unknown)  # noqa: S101 - the caller has seen that it is not known
    return value.payload


def int_of(value: Value, argument: int | None = None, before: str = "") -> int:
    """The argument as one of Go's 64-bit integers."""
    amount = number_of(value)
    if not isinstance(amount, int) or not -LARGEST_INT - 1 <= amount <= LARGEST_INT:
        message = f"{before}value must be a whole number, between {-LARGEST_INT - 1} and {LARGEST_INT}"
        raise FunctionError(message, argument)
    return int(amount)


def big_int_of(value: Value) -> int:
    amount = number_of(value)
    if not isinstance(amount, int):
        raise FunctionError("value must be a whole number")
    return int(amount)


def shown(text: str, value: Value) -> str:
    """The text in quotes, unless the argument that it comes from is sensitive."""
    return "(sensitive value)" if is_hidden(value) else go_quote(text)


def bound_text(length: int, context: Context) -> None:
    """Raises an error where a text of this length would be too long."""
    if length > context.limits.text:
        raise FunctionError(
            f"the result would have {length} characters, which is more than limits.text in docgen.yml allows "
            f"({context.limits.text})"
        )


def bound_elements(count: int, context: Context) -> None:
    """Raises an error where a collection of this length would be too long."""
    if count > context.limits.elements:
        raise FunctionError(
            f"the result would have {count} elements, more than limits.elements in docgen.yml allows "
            f"({context.limits.elements})"
        )

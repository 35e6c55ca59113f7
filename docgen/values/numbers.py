"""Terraform's numbers: binary floats with 512 bits, as exact Python numbers.

Whole numbers are ints, all others Fractions whose denominator is a power of two; floats are the infinities.
Rounding, reading and printing follow Go's math/big: https://pkg.go.dev/math/big#Float
A number beyond 2^65536 counts as infinite and one below 2^-65536 as zero, where Go's own limits are 2^(2^31).
"""

import re
from decimal import Decimal
from fractions import Fraction
from math import copysign, inf
from typing import Final

from docgen.values.digits import fixed, formatted, shortest_digits
from docgen.values.values import Number

NUMBER_CLASSES: Final = (int, Fraction, float)
PRECISION = 512
FLOAT64_PRECISION = 53
MAX_EXPONENT = 1 << 16
MAX_DIGITS = 100_000
DECIMAL = re.compile(r"([+-]?)(?:([0-9]+)\.?([0-9]*)|\.([0-9]+))(?:([eEpP])([+-]?[0-9]+))?", re.ASCII)
INFINITE = re.compile(r"[+-]?[iI]nf")


class ArithmeticFailure(Exception):  # noqa: N818 - the user's mistake; becomes a diagnostic
    """Arithmetic that has no answer, in Terraform's words."""


class Narrow(Fraction):
    """A number that Terraform computes with a float64, so that fewer digits tell it from its neighbours."""


class NarrowInt(int):
    """The same for a whole number that is too long for a float64's 53 bits."""


class NegativeZero(int):
    """`-0`, which equals 0 but is printed with its sign."""


NEGATIVE_ZERO: Final = NegativeZero(0)


def parse_number(text: str) -> Number:
    """The number that a decimal text says; raises `ValueError` where it says none."""
    match = DECIMAL.fullmatch(text)
    if match is None:
        if INFINITE.fullmatch(text):
            return -inf if text[0] == "-" else inf
        raise ValueError(text)
    sign, whole, fraction, only_fraction, kind, exponent_text = match.groups()
    fraction = only_fraction or fraction or ""
    if kind is None and not fraction and len(whole) <= 150:  # noqa: PLR2004 - surely fewer than 512 bits
        amount = int(whole)
        return negate(amount) if sign == "-" else amount
    digits = ((whole or "") + fraction).lstrip("0")
    if not digits:
        return 0
    if len(digits) > MAX_DIGITS or len(exponent_text or "") > MAX_DIGITS:
        raise ValueError(text[:40] + "…")
    exponent = int(exponent_text or 0) if len(exponent_text or "") < 20 else 10**20  # noqa: PLR2004
    if len(exponent_text or "") >= 20 and (exponent_text or "").startswith("-"):  # noqa: PLR2004
        exponent = -(10**20)
    mantissa = int(Decimal(digits)) * (-1 if sign == "-" else 1)
    if kind in {"p", "P"}:
        return scaled(mantissa, two=exponent - len(fraction), five=-len(fraction))
    return scaled(mantissa, two=exponent - len(fraction), five=exponent - len(fraction))


def scaled(mantissa: int, two: int, five: int) -> Number:
    """The product mantissa · 2^two · 5^five, rounded as Go rounds what it reads."""
    magnitude = mantissa.bit_length() + two + five * 2.321928094887362
    if magnitude > MAX_EXPONENT + 8:
        return inf if mantissa > 0 else -inf
    if magnitude < -MAX_EXPONENT - 8:
        return 0
    power, shift = power_of_five(abs(five), PRECISION + 64)
    if five >= 0:
        return rounded(mantissa * power, 1, exponent=two + shift)
    return rounded(mantissa, power, exponent=two - shift)


def power_of_five(exponent: int, bits: int) -> tuple[int, int]:
    """5^exponent as mantissa and power of two, each step rounded to so many bits, as Go's pow5 does."""
    result, shift = 1, 0
    base, base_shift = 5, 0
    if exponent <= 27:  # noqa: PLR2004 - Go starts from a table up to 5^27, which is exact
        return 5**exponent, 0
    result = 5**27
    exponent -= 27
    while exponent > 0:
        if exponent & 1:
            result, more = to_bits(result * base, bits)
            shift += base_shift + more
        base, more = to_bits(base * base, bits)
        base_shift = base_shift * 2 + more
        exponent >>= 1
    return result, shift


def to_bits(amount: int, bits: int) -> tuple[int, int]:
    """The whole number rounded to so many bits, to the nearest even, and how far it was shifted for that."""
    surplus = amount.bit_length() - bits
    if surplus <= 0:
        return amount, 0
    half = 1 << (surplus - 1)
    rest = amount & ((1 << surplus) - 1)
    amount >>= surplus
    if rest > half or (rest == half and amount & 1):
        amount += 1
    return amount, surplus


def rounded(numerator: int, denominator: int = 1, *, bits: int = PRECISION, exponent: int = 0) -> Number:
    """The quotient numerator / denominator · 2^exponent, rounded to so many bits, to the nearest even."""
    if numerator == 0:
        return 0
    negative = numerator < 0
    numerator = abs(numerator)
    if denominator != 1:
        # Three bits more than asked for; the last one is set where the division leaves a rest.
        shift = bits + 3 - numerator.bit_length() + denominator.bit_length()
        if shift > 0:
            numerator <<= shift
        else:
            denominator <<= -shift
        numerator, rest = divmod(numerator, denominator)
        numerator = numerator << 1 | (rest != 0)
        exponent -= shift + 1
    numerator, more = to_bits(numerator, bits)
    exponent += more
    magnitude = numerator.bit_length() + exponent
    if magnitude > MAX_EXPONENT:
        return -inf if negative else inf
    if magnitude < -MAX_EXPONENT:
        return 0
    if negative:
        numerator = -numerator
    if exponent >= 0:
        return numerator << exponent
    value = Fraction(numerator, 1 << -exponent)
    return value.numerator if value.denominator == 1 else value


def exact(value: Fraction | int) -> Number:
    """The value rounded to what a number of the language can hold."""
    if isinstance(value, int):
        return value if value.bit_length() <= PRECISION else rounded(value)
    return rounded(value.numerator, value.denominator)


def from_float(value: float) -> Number:
    """The result of a function that Terraform computes with a float64."""
    if value in {inf, -inf}:
        return value
    if value == 0 and copysign(1, value) < 0:
        return NEGATIVE_ZERO
    if value.is_integer():
        whole = int(value)
        return NarrowInt(whole) if whole.bit_length() > FLOAT64_PRECISION else whole
    return Narrow(value)


def as_float(value: Number) -> float:
    """The nearest float64."""
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf


# -- arithmetic ----------------------------------------------------------------------


def add(left: Number, right: Number) -> Number:
    if isinstance(left, float) or isinstance(right, float):
        if left == -right:
            raise ArithmeticFailure("can't compute sum of opposing infinities")
        return left if isinstance(left, float) else right
    if left == 0 and right == 0:
        return NEGATIVE_ZERO if is_negative(left) and is_negative(right) else 0
    return exact(left + right)


def subtract(left: Number, right: Number) -> Number:
    if isinstance(left, float) and left == right:
        raise ArithmeticFailure("can't subtract infinity from itself")
    return add(left, negate(right))


def multiply(left: Number, right: Number) -> Number:
    if isinstance(left, float) or isinstance(right, float):
        if left == 0 or right == 0:
            raise ArithmeticFailure("can't multiply zero by infinity")
        return inf if (left > 0) == (right > 0) else -inf
    if left == 0 or right == 0:
        return NEGATIVE_ZERO if is_negative(left) != is_negative(right) else 0
    return exact(left * right)


def divide(left: Number, right: Number) -> Number:
    if isinstance(left, float):
        if isinstance(right, float):
            raise ArithmeticFailure("can't divide zero by zero or infinity by infinity")
        return left if right >= 0 else -left
    if isinstance(right, float):
        return 0
    if right == 0:
        if left == 0:
            raise ArithmeticFailure("can't divide zero by zero or infinity by infinity")
        return inf if left > 0 else -inf
    if left == 0:
        return NEGATIVE_ZERO if is_negative(left) != is_negative(right) else 0
    quotient = Fraction(left) / Fraction(right)
    return rounded(quotient.numerator, quotient.denominator)


def modulo(left: Number, right: Number) -> Number:
    """The rest of a division that rounds towards zero; dividing by zero leaves all."""
    if left.__class__ is int and right.__class__ is int and left > 0 and right > 0:
        return left % right
    if isinstance(left, float) or isinstance(right, float):
        raise ArithmeticFailure("can't use modulo with zero and infinity")
    if right == 0:
        return left
    return subtract(left, multiply(right, truncated(divide(left, right))))


def truncated(value: Number) -> Number:
    """The value without its fractional part."""
    return value if isinstance(value, float) else int(value)


def negate(value: Number) -> Number:
    if value == 0:
        return 0 if isinstance(value, NegativeZero) else NEGATIVE_ZERO
    if isinstance(value, Narrow | NarrowInt):
        return from_float(-float(value))
    return -value


def is_negative(value: Number) -> bool:
    return value < 0 or isinstance(value, NegativeZero)


# -- printing ------------------------------------------------------------------------


def print_number(value: Number) -> str:
    """The shortest decimal text that reads back as the same number; never with an exponent."""
    if isinstance(value, float):
        return "+Inf" if value > 0 else "-Inf"
    bits = FLOAT64_PRECISION if isinstance(value, Narrow | NarrowInt) else PRECISION
    if isinstance(value, int) and value.bit_length() <= bits:
        return "-0" if isinstance(value, NegativeZero) else int.__repr__(value)
    sign = "-" if value < 0 else ""
    digits, point = shortest_digits(abs(value.numerator), value.denominator.bit_length() - 1, bits)
    return sign + fixed(digits, point, max(len(digits) - point, 0))


def format_number(value: Number, kind: str, precision: int | None) -> str:
    """The number as Go's `%e`, `%f` or `%g` writes it; without a precision in the fewest digits."""
    if isinstance(value, float):
        return print_number(value)
    bits = FLOAT64_PRECISION if isinstance(value, Narrow | NarrowInt) else PRECISION
    text = formatted(abs(value.numerator), value.denominator.bit_length() - 1, bits, kind, precision)
    return f"-{text}" if is_negative(value) else text

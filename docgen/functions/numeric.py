"""`abs`, `ceil`, `floor`, `log`, `max`, `min`, `parseint`, `pow`, `signum`.

https://developer.hashicorp.com/terraform/language/functions/abs
"""

import math
import string
import sys
from fractions import Fraction
from math import inf

from docgen.functions.arguments import int_of, number_of, number_value, text_of
from docgen.functions.signature import Arguments, Context, Function, FunctionError, Parameter
from docgen.values import numbers
from docgen.values.rendering import friendly_name, go_quote
from docgen.values.types import DYNAMIC, NUMBER, STRING, Type
from docgen.values.values import Number, Value, with_marks

NUM = Parameter("num", NUMBER)
NUMBERS = Parameter("numbers", NUMBER, takes_dynamic=True)
DIGITS = string.digits + string.ascii_lowercase + string.ascii_uppercase
MOST_DIGITS = 20_000  # numbers beyond 2^65536 count as infinite anyway
LARGEST_FOLDED_BASE = 36  # up to here capital letters are the same digits


def absolute(arguments: Arguments, _: Context) -> Value:
    value = arguments[0]
    amount = number_of(value)
    return with_marks(
        number_value(numbers.negate(amount) if numbers.is_negative(amount) else amount), value.marks
    )


def ceil(arguments: Arguments, _: Context) -> Value:
    amount = number_of(arguments[0])
    return number_value(amount if isinstance(amount, float) else math.ceil(amount))


def floor(arguments: Arguments, _: Context) -> Value:
    amount = number_of(arguments[0])
    return number_value(amount if isinstance(amount, float) else math.floor(amount))


def smallest(arguments: Arguments, _: Context) -> Value:
    return number_value(extreme(arguments, least=True))


def greatest(arguments: Arguments, _: Context) -> Value:
    return number_value(extreme(arguments, least=False))


def extreme(arguments: Arguments, *, least: bool) -> Number:
    if not arguments:
        raise FunctionError("must pass at least one number")
    amounts = [number_of(each) for each in arguments]
    return min(amounts) if least else max(amounts)


def signum(arguments: Arguments, _: Context) -> Value:
    amount = int_of(arguments[0])
    return number_value((amount > 0) - (amount < 0))


def float_of(value: Value) -> float:
    amount = number_of(value)
    result = numbers.as_float(amount)
    if math.isinf(result) and not isinstance(amount, float):
        largest = f"{int(sys.float_info.max)}.000000"
        raise FunctionError(f"value must be between -{largest} and {largest} inclusive")
    return result


def logarithm(arguments: Arguments, _: Context) -> Value:
    above, below = (natural_logarithm(float_of(each)) for each in arguments)
    return number_value(numbers.from_float(quotient(above, below)))


def quotient(above: float, below: float) -> float:
    """Division as the processor does it: by zero, too."""
    if math.isnan(above) or math.isnan(below) or (math.isinf(above) and math.isinf(below)):
        return undefined()
    if below == 0:
        return undefined() if above == 0 else math.copysign(inf, above) * math.copysign(1, below)
    return above / below


def natural_logarithm(x: float) -> float:
    """The logarithm by the polynomial of FreeBSD's e_log.c, whose last digit Go's math.Log shares."""
    if math.isnan(x) or x < 0:
        return math.nan
    if x == 0:
        return -inf
    if math.isinf(x):
        return x
    fraction, exponent = math.frexp(x)
    if fraction < math.sqrt(2) / 2:
        fraction *= 2
        exponent -= 1
    f = fraction - 1
    k = float(exponent)
    s = f / (2 + f)
    s2 = s * s
    s4 = s2 * s2
    t1 = s2 * (
        6.666666666666735130e-01
        + s4 * (2.857142874366239149e-01 + s4 * (1.818357216161805012e-01 + s4 * 1.479819860511658591e-01))
    )
    t2 = s4 * (3.999999999940941908e-01 + s4 * (2.222219843214978396e-01 + s4 * 1.531383769920937332e-01))
    half = 0.5 * f * f
    return k * 6.93147180369123816490e-01 - (
        (half - (s * (half + (t1 + t2)) + k * 1.90821492927058770002e-10)) - f
    )


def power(arguments: Arguments, _: Context) -> Value:
    return number_value(numbers.from_float(go_power(float_of(arguments[0]), float_of(arguments[1]))))


def go_power(x: float, y: float) -> float:  # noqa: PLR0911 - Go's cases in Go's order
    """X to the power of y as Go's math.Pow multiplies it, which rounds otherwise than C does."""
    if y == 0 or x == 1:
        return 1.0
    if y == 1:
        return x
    if x == 0 or math.isinf(x) or math.isinf(y):
        return special_power(x, y)
    if abs(y) == 0.5:  # noqa: PLR2004 - Go's own shortcut
        if x < 0:
            return undefined()
        return math.sqrt(x) if y > 0 else 1 / math.sqrt(x)
    rest, whole = math.modf(abs(y))
    if rest != 0 and x < 0:
        return undefined()
    if whole >= 2.0**63:
        return 1.0 if x == -1 else 0.0 if (abs(x) < 1) == (y > 0) else inf
    result, exponent = power_parts(x, int(whole), rest)
    if y < 0:
        result, exponent = 1 / result, -exponent
    try:
        return math.ldexp(result, exponent)
    except OverflowError:
        return math.copysign(inf, result)


def power_parts(x: float, whole: int, rest: float) -> tuple[float, int]:
    """Mantissa and exponent of x to the power of whole + rest."""
    result, exponent = 1.0, 0
    if rest != 0:
        if rest > 0.5:  # noqa: PLR2004 - towards the nearer whole number
            rest -= 1
            whole += 1
        result = exponential(rest * natural_logarithm(x))
    base, base_exponent = math.frexp(x)
    while whole:
        if abs(base_exponent) > 1 << 12:
            exponent += base_exponent
            break
        if whole & 1:
            result *= base
            exponent += base_exponent
        base *= base
        base_exponent *= 2
        if base < 0.5:  # noqa: PLR2004 - normal form of frexp
            base += base
            base_exponent -= 1
        whole >>= 1
    return result, exponent


def exponential(x: float) -> float:
    """The exponential by the series of SLEEF, as Go computes it on processors with fused multiplication."""
    exponent = round(x * math.log2(math.e))
    x = fused(-exponent, 0.69314718055966295651160180568695068359375, x)
    x = fused(-exponent, 0.28235290563031577122588448175013436025525412068e-12, x) * 0.0625
    series = 1 / 40320
    for divisor in (5040, 720, 120, 24, 6, 2, 1):
        series = fused(series, x, 1 / divisor)
    x *= series
    for _ in range(3):
        x *= x + 2
    return math.ldexp(fused(x, x + 2, 1.0), exponent)


def fused(one: float, other: float, more: float) -> float:
    """The product and the sum with one rounding at the end."""
    return float(Fraction(one) * Fraction(other) + Fraction(more))


def special_power(x: float, y: float) -> float:
    if math.isinf(y):
        return 1.0 if x == -1 else 0.0 if (abs(x) < 1) == (y > 0) else inf
    vanishes = (x == 0) == (y > 0)
    if vanishes:
        return 0.0
    odd = y.is_integer() and int(y) % 2 == 1
    return -inf if math.copysign(1, x) < 0 and odd and math.isinf(x) else inf


def undefined() -> float:
    raise FunctionError("the result is not a number")


def type_of_parsed(arguments: Arguments) -> Type:
    if arguments[0].type != STRING:
        message = f"first argument must be a string, not {friendly_name(arguments[0].type)}"
        raise FunctionError(message, 0)
    return NUMBER


def parse_int(arguments: Arguments, _: Context) -> Value:
    text, base = text_of(arguments[0]), int_of(arguments[1], 1)
    if not 2 <= base <= len(DIGITS):  # noqa: PLR2004 - a base of one digit counts nothing
        raise FunctionError("base must be a whole number between 2 and 62 inclusive", 1)
    problem = FunctionError(f"cannot parse {go_quote(text)} as a base {base} integer", 0)
    digits = text[1:] if text[:1] in {"-", "+"} else text
    if not digits or len(digits) > MOST_DIGITS:
        raise problem
    if base <= LARGEST_FOLDED_BASE:
        digits = digits.lower()
    known = {digit: value for value, digit in enumerate(DIGITS[:base])}
    amount = 0
    for digit in digits:
        value = known.get(digit)
        if value is None:
            raise problem
        amount = amount * base + value
    return number_value(numbers.exact(-amount if text[0] == "-" else amount))


NUMERIC = (
    Function("abs", (Parameter("num", NUMBER, takes_marked=True, takes_dynamic=True),), NUMBER, absolute),
    Function("ceil", (NUM,), NUMBER, ceil),
    Function("floor", (NUM,), NUMBER, floor),
    Function("log", (NUM, Parameter("base", NUMBER)), NUMBER, logarithm),
    Function("max", (), NUMBER, greatest, NUMBERS),
    Function("min", (), NUMBER, smallest, NUMBERS),
    Function(
        "parseint", (Parameter("number", DYNAMIC), Parameter("base", NUMBER)), type_of_parsed, parse_int
    ),
    Function("pow", (NUM, Parameter("power", NUMBER)), NUMBER, power),
    Function("signum", (NUM,), NUMBER, signum),
)

"""Decimal digits of binary numbers, as Go's math/big chooses and writes them.

A number comes in as numerator / 2^power and goes out as its digits, without zeros at either end, and the
place of the point among them: `("15", 1)` is 1.5, `("15", 3)` is 150.
"""

from decimal import Context

SHORTEST_BORDER = 6  # from this exponent on the shortest form of a number is written with it


def shortest_digits(numerator: int, power: int, bits: int) -> tuple[str, int]:
    """The fewest digits that distinguish numerator / 2^power from its neighbours, and the position of the point.

    As Go does it: between the halves of the way to both neighbours, which count where the mantissa is even.
    """
    surplus = bits + 1 - numerator.bit_length()
    mantissa = numerator << surplus if surplus >= 0 else numerator >> -surplus
    power += surplus
    inclusive = mantissa & 2 == 0
    digits, point = decimal_digits(mantissa, power)
    lower, _ = decimal_digits(mantissa - 1, power)
    upper, _ = decimal_digits(mantissa + 1, power)
    for index, digit in enumerate(digits):
        low = lower[index] if index < len(lower) else "0"
        high = upper[index] if index < len(upper) else "0"
        down = low != digit or (inclusive and index + 1 == len(lower))
        up = digit != high and (inclusive or int(digit) + 1 < int(high) or index + 1 < len(upper))
        if down and up:
            return rounded_digits(digits, point, index + 1, up=rounds_up(digits, index + 1))
        if down or up:
            return rounded_digits(digits, point, index + 1, up=up)
    return digits, point


def decimal_digits(mantissa: int, power: int) -> tuple[str, int]:
    """The digits of mantissa / 2^power, without zeros at either end, and the position of the point."""
    if power > 0:
        text = int_text(mantissa * 5**power)
        point = len(text) - power
    else:
        text = int_text(mantissa << -power)
        point = len(text)
    return text.rstrip("0"), point


def int_text(amount: int) -> str:
    """The digits of a whole number; `str` refuses more than 4300 of them."""
    if amount.bit_length() < 14_000:  # noqa: PLR2004 - fewer than 4300 digits
        return str(amount)
    return str(Context(prec=10**6, Emax=10**6).create_decimal(amount))


def rounds_up(digits: str, length: int) -> bool:
    if digits[length : length + 1] == "5" and length + 1 == len(digits):
        return length > 0 and int(digits[length - 1]) % 2 == 1
    return digits[length : length + 1] >= "5"


def rounded_digits(digits: str, point: int, length: int, *, up: bool) -> tuple[str, int]:
    kept = digits[:length]
    if not up or length >= len(digits):
        return kept.rstrip("0"), point
    kept = kept.rstrip("9")
    if not kept:
        return "1", point + 1
    return kept[:-1] + str(int(kept[-1]) + 1), point


# -- writing -------------------------------------------------------------------------


def formatted(numerator: int, power: int, bits: int, kind: str, precision: int | None) -> str:
    """The text that Go's `%e`, `%f` or `%g` gives for a number that is not negative."""
    if precision is None:
        digits, point = ("", 0) if numerator == 0 else shortest_digits(numerator, power, bits)
        lengths = {"e": len(digits) - 1, "f": max(len(digits) - point, 0), "g": len(digits)}
        precision, border = lengths[kind], SHORTEST_BORDER
    else:
        if kind == "g":
            precision = max(precision, 1)
        digits, point = ("", 0) if numerator == 0 else decimal_digits(numerator, power)
        digits, point = cut(digits, point, {"e": 1 + precision, "f": point + precision, "g": precision}[kind])
        border = len(digits) if precision > len(digits) >= point else precision
    if kind == "e":
        return scientific(digits, point, precision)
    if kind == "f":
        return fixed(digits, point, precision)
    exponent = point - 1
    if exponent < -4 or exponent >= border:  # noqa: PLR2004 - C's own border
        return scientific(digits, point, min(precision, len(digits)) - 1)
    precision = len(digits) if precision > point else precision
    return fixed(digits, point, max(precision - point, 0))


def cut(digits: str, point: int, length: int) -> tuple[str, int]:
    """The digits rounded to so many."""
    if length >= len(digits):
        return digits, point
    if length < 0:
        return "", 0
    up = rounds_up(digits, length)
    if length == 0:
        return ("1", point + 1) if up else ("", 0)
    return rounded_digits(digits, point, length, up=up)


def scientific(digits: str, point: int, precision: int) -> str:
    exponent = point - 1 if digits else 0
    fraction = digits[1 : 1 + precision].ljust(precision, "0")
    mantissa = (digits[:1] or "0") + (f".{fraction}" if precision > 0 else "")
    return f"{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def fixed(digits: str, point: int, precision: int) -> str:
    whole = digits[:point].ljust(point, "0") if point > 0 else "0"
    if precision <= 0:
        return whole
    fraction = ("0" * -point + digits) if point < 0 else digits[point:]
    return f"{whole}.{fraction[:precision].ljust(precision, '0')}"

"""`formatdate`, `timeadd`, `timecmp`, and the functions that ask the clock.

https://developer.hashicorp.com/terraform/language/functions/formatdate
docgen has no clock: functions of the current time are unknown.
"""

import re
from fractions import Fraction

import msgspec

from docgen.functions.arguments import number_value, text_of, text_value
from docgen.functions.signature import Arguments, Context, Function, FunctionError, Parameter
from docgen.source.traced import Reason
from docgen.values.rendering import go_quote
from docgen.values.types import NUMBER, STRING
from docgen.values.values import Unknown, Value, unknown

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
SECONDS_OF_DAY = 86_400
NANOSECOND = Fraction(1, 10**9)
LONGEST_DURATION = Fraction((1 << 63) - 1, 10**9)
UNITS = {
    "ns": Fraction(1, 10**9),
    "us": Fraction(1, 10**6),
    "µs": Fraction(1, 10**6),
    "μs": Fraction(1, 10**6),
    "ms": Fraction(1, 1000),
    "s": Fraction(1),
    "m": Fraction(60),
    "h": Fraction(3600),
}
DURATION_PART = re.compile(r"([0-9]*)(?:\.([0-9]*))?([^0-9.]*)", re.ASCII)
NO_TIMESTAMP = "not a valid RFC3339 timestamp"


class Moment(msgspec.Struct, frozen=True):
    """A point in time, and the offset that it was written with."""

    seconds: Fraction  # since 1970, UTC
    offset: int  # in seconds

    def fields(self) -> tuple[int, int, int, int, int, int]:
        """Year, month, day, hour, minute and second where it was written."""
        local = (self.seconds + self.offset) // 1
        days, rest = divmod(local, SECONDS_OF_DAY)
        return (*civil(days), rest // 3600, rest // 60 % 60, rest % 60)

    def weekday(self) -> int:
        return int((self.seconds + self.offset) // SECONDS_OF_DAY + 3) % 7

    def __str__(self) -> str:
        year, month, day, hour, minute, second = self.fields()
        zone = "Z" if self.offset == 0 else zone_text(self.offset, ":")
        return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}{zone}"


def zone_text(offset: int, colon: str) -> str:
    minutes = abs(offset) // 60
    return f"{'-' if offset < 0 else '+'}{minutes // 60:02d}{colon}{minutes % 60:02d}"


def civil(days: int) -> tuple[int, int, int]:
    """Year, month and day of a day counted from 1970-01-01; Python's own dates end with the year 9999."""
    era, day_of_era = divmod(days + 719_468, 146_097)
    year = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9  # noqa: PLR2004 - years that begin in March
    return int(year + era * 400 + (month <= 2)), int(month), int(day)  # noqa: PLR2004


def days_from_civil(year: int, month: int, day: int) -> int:
    """The inverse of `civil`."""
    year -= month <= 2  # noqa: PLR2004 - years that begin in March
    era, year_of_era = divmod(year, 400)
    shifted = month - 3 if month > 2 else month + 9  # noqa: PLR2004
    day_of_year = (153 * shifted + 2) // 5 + day - 1
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468


def days_of_month(year: int, month: int) -> int:
    following = (year + 1, 1) if month == 12 else (year, month + 1)  # noqa: PLR2004 - December
    return days_from_civil(*following, 1) - days_from_civil(year, month, 1)


# -- reading -------------------------------------------------------------------------


class Reader:
    """Takes a timestamp apart from the left."""

    def __init__(self, text: str, *, lenient: bool) -> None:
        self.rest = text
        self.lenient = lenient

    def digits(self, count: int, what: str) -> int:
        fewest = 1 if self.lenient and what == "hour" else count
        match = re.match(rf"[0-9]{{{fewest},{count}}}", self.rest, re.ASCII)
        if match is None:
            if not self.rest:
                raise FunctionError(f"{NO_TIMESTAMP}: end of string before {what}")
            raise FunctionError(f"{NO_TIMESTAMP}: cannot use {go_quote(self.rest)} as {what}")
        self.rest = self.rest[match.end() :]
        return int(match[0])

    def sign(self, expected: str) -> None:
        if self.rest.startswith(expected):
            self.rest = self.rest[1:]
            return
        if expected == "T":
            raise FunctionError(f"{NO_TIMESTAMP}: missing required time introducer 'T'")
        if not self.rest:
            raise FunctionError(f'{NO_TIMESTAMP}: end of string where "{expected}" is expected')
        found = go_quote(self.rest)
        raise FunctionError(f'{NO_TIMESTAMP}: found {found} where "{expected}" is expected')

    def fraction(self) -> Fraction:
        match = re.match(r"[.,]([0-9]+)" if self.lenient else r"\.([0-9]+)", self.rest, re.ASCII)
        if match is None:
            return Fraction(0)
        self.rest = self.rest[match.end() :]
        return Fraction(int(match[1][:9].ljust(9, "0")), 10**9)

    def offset(self) -> int:
        if self.rest.startswith("Z"):
            self.rest = self.rest[1:]
            return 0
        match = re.match(r"([+-])([0-9]{2}):([0-9]{2})", self.rest, re.ASCII)
        if match is None or int(match[2]) > 24 or int(match[3]) > 60:  # noqa: PLR2004 - Go's own borders
            if not self.rest:
                raise FunctionError(f"{NO_TIMESTAMP}: end of string before UTC offset")
            raise FunctionError(f"{NO_TIMESTAMP}: cannot use {go_quote(self.rest)} as UTC offset")
        self.rest = self.rest[match.end() :]
        seconds = int(match[2]) * 3600 + int(match[3]) * 60
        return -seconds if match[1] == "-" else seconds


def parse_moment(text: str, *, lenient: bool = False) -> Moment:
    """The point in time that an RFC 3339 timestamp names.

    `timecmp` alone reads as Go does: an hour may have one digit, and a comma may precede a fraction.
    """
    reader = Reader(text, lenient=lenient)
    year = reader.digits(4, "year")
    reader.sign("-")
    month = in_range(reader.digits(2, "month"), 1, 12, "month")
    reader.sign("-")
    day = reader.digits(2, "day of month")
    reader.sign("T")
    hour = in_range(reader.digits(2, "hour"), 0, 23, "hour")
    reader.sign(":")
    minute = in_range(reader.digits(2, "minute"), 0, 59, "minute")
    reader.sign(":")
    second = in_range(reader.digits(2, "second"), 0, 59, "second")
    fraction = reader.fraction()
    offset = reader.offset()
    if reader.rest:
        raise FunctionError(f"{NO_TIMESTAMP}: extra text: {go_quote(reader.rest)}")
    in_range(day, 1, days_of_month(year, month), "day")
    seconds = days_from_civil(year, month, day) * SECONDS_OF_DAY + hour * 3600 + minute * 60 + second
    return Moment(seconds + fraction - offset, offset)


def in_range(number: int, least: int, most: int, what: str) -> int:
    if not least <= number <= most:
        raise FunctionError(f"{NO_TIMESTAMP}: {what} out of range")
    return number


def moment_of(arguments: Arguments, index: int) -> Moment:
    try:
        return parse_moment(text_of(arguments[index]), lenient=True)
    except FunctionError as problem:
        raise FunctionError(problem.message, index) from problem


def parse_duration(text: str) -> Fraction:
    """Seconds, as Go's time.ParseDuration reads them: https://pkg.go.dev/time#ParseDuration."""
    problem = FunctionError(f"time: invalid duration {go_quote(text)}")
    rest = text[1:] if text[:1] in {"+", "-"} else text
    if rest == "0":
        return Fraction(0)
    if not rest or len(rest) > 1000:  # noqa: PLR2004 - no duration is that long
        raise problem
    total = Fraction(0)
    while rest:
        match = DURATION_PART.match(rest)
        if match is None or not (match[1] or match[2]):
            raise problem
        if not match[3]:
            raise FunctionError(f"time: missing unit in duration {go_quote(text)}")
        unit = UNITS.get(match[3])
        if unit is None:
            raise FunctionError(f"time: unknown unit {go_quote(match[3])} in duration {go_quote(text)}")
        fraction = match[2] or ""
        total += Fraction(int((match[1] or "0") + fraction), 10 ** len(fraction)) * unit
        rest = rest[match.end() :]
    if total > LONGEST_DURATION:
        raise problem
    total = total // NANOSECOND * NANOSECOND
    return -total if text[0] == "-" else total


def time_add(arguments: Arguments, _: Context) -> Value:
    moment = parse_moment(text_of(arguments[0]))
    moved = moment.seconds + parse_duration(text_of(arguments[1]))
    return text_value(str(Moment(moved, moment.offset)))


def time_compare(arguments: Arguments, _: Context) -> Value:
    one, other = moment_of(arguments, 0), moment_of(arguments, 1)
    return number_value((one.seconds > other.seconds) - (one.seconds < other.seconds))


# -- writing -------------------------------------------------------------------------


def format_date(arguments: Arguments, _: Context) -> Value:
    template = text_of(arguments[0])
    try:
        moment = parse_moment(text_of(arguments[1]))
    except FunctionError as problem:
        raise FunctionError(problem.message, 1) from problem
    try:
        return text_value("".join(verb_text(verb, moment) for verb in verbs(template)))
    except FunctionError as problem:
        raise FunctionError(problem.message, 0) from problem


def verbs(template: str) -> list[str]:
    """The runs of one letter, the quoted texts with their quotes, and the text between them."""
    found = []
    position = 0
    while position < len(template):
        character = template[position]
        end = position + 1
        if character == "'":
            match = re.compile(r"'(?:[^']|'')*'").match(template, position)
            if match is None:
                raise FunctionError("unterminated literal '")
            end = match.end()
        elif character.isascii() and character.isalpha():
            while template[end : end + 1] == character:
                end += 1
        found.append(template[position:end])
        position = end
    return found


def verb_text(verb: str, moment: Moment) -> str:
    if verb[0] == "'":
        return verb[1:-1].replace("''", "'") or "'"
    if not (verb[0].isascii() and verb[0].isalpha()):
        return verb
    choices, wanted = verb_choices(verb[0], moment)
    if choices is None:
        message = f"invalid date format verb {go_quote(verb)}: letters must be quoted to be used literally"
        raise FunctionError(message)
    if verb not in choices:
        raise FunctionError(f"invalid date format verb {go_quote(verb)}: {wanted}")
    return choices[verb]


def verb_choices(letter: str, moment: Moment) -> tuple[dict[str, str] | None, str]:  # noqa: C901, PLR0911 - a letter each
    """The values of the runs of a letter, and the message for any other."""
    year, month, day, hour, minute, second = moment.fields()
    half = hour % 12 or 12
    match letter:
        case "Y":
            choices = {"YY": f"{year % 100:02d}", "YYYY": f"{year:04d}"}
            return choices, 'year must either be "YY" or "YYYY"'
        case "M":
            name = MONTHS[month - 1]
            choices = {"M": str(month), "MM": f"{month:02d}", "MMM": name[:3], "MMMM": name}
            return choices, 'month must be "M", "MM", "MMM", or "MMMM"'
        case "D":
            return {"D": str(day), "DD": f"{day:02d}"}, 'day of month must either be "D" or "DD"'
        case "E":
            name = DAYS[moment.weekday()]
            return {"EEE": name[:3], "EEEE": name}, 'day of week must either be "EEE" or "EEEE"'
        case "h":
            return {"h": str(hour), "hh": f"{hour:02d}"}, '24-hour must either be "h" or "hh"'
        case "H":
            return {"H": str(half), "HH": f"{half:02d}"}, '12-hour must either be "H" or "HH"'
        case "A" | "a":
            noon = "PM" if hour >= 12 else "AM"  # noqa: PLR2004 - noon
            twice = letter * 2
            return {twice: noon if letter == "A" else noon.lower()}, f'must be "{twice}"'
        case "m":
            return {"m": str(minute), "mm": f"{minute:02d}"}, 'minute must either be "m" or "mm"'
        case "s":
            return {"s": str(second), "ss": f"{second:02d}"}, 'second must either be "s" or "ss"'
        case "Z":
            return zones(moment), "timezone must be Z, ZZZ, ZZZZ, or ZZZZZ"
        case _:
            return None, ""


def zones(moment: Moment) -> dict[str, str]:
    utc = moment.offset == 0
    plain, colon = zone_text(moment.offset, ""), zone_text(moment.offset, ":")
    return {"Z": "Z" if utc else colon, "ZZZ": "UTC" if utc else plain, "ZZZZ": plain, "ZZZZZ": colon}


def plan_time(_: Arguments, __: Context) -> Value:
    return unknown(STRING, Unknown(Reason("plantimestamp() is the time at which Terraform plans")))


def no_clock(_: Arguments, __: Context) -> Value:
    return unknown(STRING, Unknown(Reason("timestamp() is the time at which Terraform applies", "apply")))


DATES = (
    Function("formatdate", (Parameter("format", STRING), Parameter("time", STRING)), STRING, format_date),
    Function("plantimestamp", (), STRING, plan_time),
    Function("timeadd", (Parameter("timestamp", STRING), Parameter("duration", STRING)), STRING, time_add),
    Function(
        "timecmp", (Parameter("timestamp_a", STRING), Parameter("timestamp_b", STRING)), NUMBER, time_compare
    ),
    Function("timestamp", (), STRING, no_clock, pure=False),
)

"""`yamldecode` and `yamlencode`.

https://developer.hashicorp.com/terraform/language/functions/yamldecode
PyYAML (libyaml, where it has it) gives and takes events; what they mean is Terraform's own, between YAML
1.1 and 1.2: https://github.com/zclconf/go-cty-yaml
"""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TypeAlias

import yaml
from yaml import events

from docgen.functions.arguments import bound_elements, bound_text, text_of, text_value
from docgen.functions.dates import SECONDS_OF_DAY, Moment, days_from_civil, days_of_month
from docgen.functions.encoding import base64_bytes
from docgen.functions.signature import Arguments, Context, Function, FunctionError, Parameter
from docgen.terraform.dialect import MERGE_LIST
from docgen.values.conversion import converted
from docgen.values.numbers import parse_number
from docgen.values.rendering import friendly_name, go_quote
from docgen.values.types import DYNAMIC, STRING
from docgen.values.values import (
    Unknown,
    Value,
    boolean,
    first_unknown,
    null,
    number,
    object_of,
    tuple_of,
    unknown,
)

Event: TypeAlias = events.Event
PREFIX = "tag:yaml.org,2002:"
STR, BINARY, BOOL_TAG, INT, FLOAT, NULL, TIMESTAMP = (
    PREFIX + name for name in ("str", "binary", "bool", "int", "float", "null", "timestamp")
)
RESOLVABLE = frozenset({"", STR, BINARY, BOOL_TAG, INT, FLOAT, NULL, TIMESTAMP})
TRUE_WORDS = frozenset({"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"})
FALSE_WORDS = frozenset({"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"})
NULL_WORDS = frozenset({"", "~", "null", "Null", "NULL"})
INFINITIES: Mapping[str, float] = {
    sign + word: float("-inf") if sign == "-" else float("inf")
    for sign in ("", "+", "-")
    for word in (".inf", ".Inf", ".INF")
}
NOT_A_NUMBER = frozenset({".nan", ".NaN", ".NAN"})
INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
DATE = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(?:(Z)|([+-])([0-9]{2}):([0-9]{2})))"
    r"|(?: +([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?))?",
    re.ASCII,
)
LOADER = getattr(yaml, "CLoader", yaml.Loader)
TOO_DEEP = "maximum nesting depth"  # libyaml reads 1,000 levels
DUMPER = getattr(yaml, "CDumper", yaml.Dumper)


# -- decoding ------------------------------------------------------------------------


def decode(arguments: Arguments, context: Context) -> Value:
    text = text_of(arguments[0])
    try:
        return read(text, context)
    except yaml.MarkedYAMLError as problem:
        where = problem.problem_mark or problem.context_mark
        line = f"on line {where.line + 1}, column {where.column + 1}: " if where else ""
        raise FunctionError(f"{line}{problem.problem or problem.context}") from problem
    except yaml.YAMLError as problem:
        raise FunctionError(str(problem).split("\n", 1)[0]) from problem


def read(text: str, context: Context) -> Value:
    try:
        return Reader(text, context, LOADER).document()
    except yaml.MarkedYAMLError as problem:
        if TOO_DEEP not in str(problem.problem):
            raise
    return Reader(text, context, yaml.Loader).document()  # which leaves it to `limits.depth`


class Reader:
    """One document from events to a value; counts what aliases repeat as if it were written out."""

    def __init__(self, text: str, context: Context, loader: type[yaml.Loader]) -> None:
        self.events: Iterator[Event] = iter(yaml.parse(text, Loader=loader))
        self.context = context
        self.anchors: dict[str, tuple[Value, int]] = {}
        self.pending: list[str] = []
        self.count = 0

    def take(self) -> Event:
        return next(self.events)

    def document(self) -> Value:
        self.take()
        if not isinstance(self.take(), events.DocumentStartEvent):
            raise FunctionError("on line 1, column 1: missing start of document")
        value = self.value(self.take(), 0)
        self.take()
        if not isinstance(self.take(), events.StreamEndEvent):
            raise FunctionError("on line 1, column 1: unexpected extra content after value")
        return value

    def value(self, event: Event, depth: int) -> Value:
        if depth > self.context.limits.depth:
            message = f"the YAML text is nested more than {self.context.limits.depth} levels deep; limits.depth in docgen.yml allows no more"
            raise FunctionError(message)
        if isinstance(event, events.AliasEvent):
            return self.alias(event.anchor)
        before = self.count
        self.spend(1)
        anchor = getattr(event, "anchor", None)
        if anchor:
            self.pending.append(anchor)
        value = self.made(event, depth)
        if anchor:
            self.pending.remove(anchor)
            self.anchors[anchor] = (value, self.count - before)
        return value

    def made(self, event: Event, depth: int) -> Value:
        if isinstance(event, events.ScalarEvent):
            plain = event.tag is not None or event.implicit[0]
            # Between quotes or in a block `yes` still means true, but as text: "true".
            return scalar(event) if plain else converted(scalar(event), STRING)
        if isinstance(event, events.MappingStartEvent):
            return self.mapping(event, depth)
        assert isinstance(event, events.SequenceStartEvent)  # noqa: S101 - nothing else begins a value
        if event.tag not in {None, PREFIX + "seq"}:
            raise FunctionError(f"can't interpret sequence as {event.tag}")
        items = []
        while not isinstance(following := self.take(), events.SequenceEndEvent):
            items.append(self.value(following, depth + 1))
        return tuple_of(items)

    def mapping(self, event: events.MappingStartEvent, depth: int) -> Value:
        if event.tag not in {None, PREFIX + "map"}:
            raise FunctionError(f"can't interpret mapping as {event.tag}")
        members: dict[str, Value] = {}
        while not isinstance(key := self.take(), events.MappingEndEvent):
            if not isinstance(key, events.ScalarEvent):
                raise FunctionError("only strings are allowed as mapping keys")
            if is_merge_key(key):
                for merged in self.mergeable(self.value(self.take(), depth + 1)):
                    members.update(merged)
                continue
            self.spend(1)
            name = converted(scalar(key), STRING)
            if name.is_null:
                raise FunctionError("mapping key cannot be null")
            members[text_of(name)] = self.value(self.take(), depth + 1)
        return object_of(members)

    def mergeable(self, value: Value) -> Iterator[Mapping[str, Value]]:
        """The value that `<<` merges: a mapping, or in OpenTofu since 1.12 a list of them, of which later ones win."""
        if isinstance(value.payload, tuple) and self.context.dialect.has(MERGE_LIST):
            for each in value.payload:
                if not isinstance(each.payload, Mapping):
                    raise FunctionError(
                        f"cannot merge {friendly_name(each.type)} (from sequence) into mapping"
                    )
                yield each.payload
        elif isinstance(value.payload, Mapping):
            yield value.payload
        else:
            raise FunctionError(f"cannot merge {friendly_name(value.type)} into mapping")

    def alias(self, anchor: str | None) -> Value:
        assert anchor is not None  # noqa: S101 - an alias names one
        if anchor in self.pending:
            message = f"cannot refer to anchor {go_quote(anchor)} from inside its own definition"
            raise FunctionError(message)
        if anchor not in self.anchors:
            raise FunctionError(f"reference to undefined anchor {go_quote(anchor)}")
        value, size = self.anchors[anchor]
        self.spend(size)
        return value

    def spend(self, count: int) -> None:
        self.count += count
        bound_elements(self.count, self.context)


def is_merge_key(event: events.ScalarEvent) -> bool:
    return (event.tag is None and event.value == "<<") or event.tag == PREFIX + "merge"


def scalar(event: events.ScalarEvent) -> Value:  # noqa: C901 - go-cty-yaml's cases in its order
    """The value of a scalar: a word of YAML 1.1, a number, a timestamp, or text."""
    tag, text = event.tag or "", event.value
    if tag not in RESOLVABLE:
        raise FunctionError(f"unsupported tag {go_quote(tag)}")
    first = text[:1]
    if tag not in {STR, BINARY} and (not first or first in "+-.0123456789yYnNtTfFoO~"):
        if event.style in {"'", '"'}:
            return text_value(text)
        word = word_value(text)
        if word is not None:
            return word
        if tag == "" and text in NOT_A_NUMBER:
            raise FunctionError("floating point NaN is not supported")
        amount = plain_number(text) if first == "." else None
        if amount is not None:
            return amount
        if first in "+-0123456789":
            moment = timestamp(text) if tag in {"", TIMESTAMP} else None
            if moment is not None:
                return text_value(moment)
            if INTEGER.fullmatch(text):
                tag = INT
            elif DECIMAL.fullmatch(text):
                tag = FLOAT
    return tagged(tag, text)


def word_value(text: str) -> Value | None:
    if text in TRUE_WORDS or text in FALSE_WORDS:
        return boolean(text in TRUE_WORDS)
    if text in NULL_WORDS:
        return null(DYNAMIC)
    infinity = INFINITIES.get(text)
    return None if infinity is None else number(infinity)


def plain_number(text: str) -> Value | None:
    try:
        return number(parse_number(text))
    except ValueError:
        return None


def tagged(tag: str, text: str) -> Value:  # noqa: C901, PLR0911 - one arm a tag
    problem = FunctionError(f"cannot parse {go_quote(text)} as {tag}")
    match tag:
        case "":
            return text_value(text)
        case t if t == STR:
            return text_value(text)
        case t if t == BINARY:
            if base64_bytes(text) is None:
                raise FunctionError(f"{problem.message}: not valid base64")
            return text_value(text)
        case t if t == BOOL_TAG:
            word = word_value(text)
            if word is None or not isinstance(word.payload, bool):
                raise problem
            return word
        case t if t == NULL:
            return null(DYNAMIC)
        case t if t == TIMESTAMP:
            moment = timestamp(text)
            if moment is None:
                raise problem
            return text_value(moment)
        case _:
            plain = text.replace("_", "")
            found = plain_number(plain) or prefixed_number(plain)
            if found is None:
                raise problem
            return found


def prefixed_number(text: str) -> Value | None:
    """`0x1F` and its kin."""
    try:
        amount = int(text, 0)
    except ValueError:
        return None
    return number(amount) if amount.bit_length() <= 64 else None  # noqa: PLR2004 - Go's uint64


def timestamp(text: str) -> str | None:
    """The timestamp in the form of RFC 3339; None where the text is none."""
    match = DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(each) for each in match.group(1, 2, 3))
    if not (1 <= month <= 12 and 1 <= day <= days_of_month(year, month)):  # noqa: PLR2004 - months
        return None
    hour, minute, second = (int(each or 0) for each in match.group(4, 5, 6))
    if match[11] is not None:
        hour, minute, second = (int(each) for each in match.group(11, 12, 13))
    if hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004 - of a clock
        return None
    offset = int(match[9] or 0) * 3600 + int(match[10] or 0) * 60
    offset = -offset if match[8] == "-" else offset
    seconds = days_from_civil(year, month, day) * SECONDS_OF_DAY + hour * 3600 + minute * 60 + second
    return str(Moment(Fraction(seconds - offset), offset))


# -- encoding ------------------------------------------------------------------------


def encode(arguments: Arguments, context: Context) -> Value:
    value = arguments[0]
    gap = first_unknown(value)
    if gap is not None:
        return unknown(STRING, Unknown(gap.reason))
    text = yaml.emit(
        [
            events.StreamStartEvent(),
            events.DocumentStartEvent(explicit=False),
            *written(value),
            events.DocumentEndEvent(explicit=False),
            events.StreamEndEvent(),
        ],
        Dumper=DUMPER,
        allow_unicode=True,
    ).removesuffix("...\n")
    if not isinstance(value.payload, str | tuple | Mapping):
        text += (
            "...\n"  # older versions of libyaml close a document that ends with a plain word, newer do not
        )
    bound_text(len(text), context)
    return text_value(text)


def written(value: Value) -> Iterator[Event]:
    payload = value.payload
    if isinstance(payload, tuple):
        yield events.SequenceStartEvent(None, None, implicit=True, flow_style=False)
        for each in payload:
            yield from written(each)
        yield events.SequenceEndEvent()
    elif isinstance(payload, Mapping):
        yield events.MappingStartEvent(None, None, implicit=True, flow_style=False)
        for name, each in payload.items():
            yield from written(text_value(name))
            yield from written(each)
        yield events.MappingEndEvent()
    elif isinstance(payload, str):
        style = "|" if "\n" in payload else '"'
        yield events.ScalarEvent(None, None, (True, True), payload, style=style)
    else:
        text = "null" if payload is None else text_of(converted(value, STRING))
        yield events.ScalarEvent(None, None, (True, True), text, style=None)


YAML = (
    Function("yamldecode", (Parameter("src", STRING),), DYNAMIC, decode, not_null=False),
    Function(
        "yamlencode",
        (Parameter("value", DYNAMIC, nullable=True, takes_dynamic=True),),
        STRING,
        encode,
        not_null=False,
    ),
)

"""Functions that OpenTofu has and Terraform has not.

https://opentofu.org/docs/language/functions/. Their rules are read from OpenTofu 1.12.6, internal/lang/funcs, and for
the `assume…` functions from what is to become 1.13.
"""

import gzip
import zlib
from urllib.parse import unquote_to_bytes

import msgspec

from docgen.functions.arguments import bound_text, int_of, items_of, shown, text_of, text_value
from docgen.functions.encoding import STR, base64_bytes
from docgen.functions.network import parse_ipv4, parse_ipv6, parse_network
from docgen.functions.signature import Arguments, Context, Function, FunctionError, Parameter
from docgen.values.conversion import ConversionError, converted
from docgen.values.equality import equal
from docgen.values.rendering import friendly_name
from docgen.values.types import BOOL, DYNAMIC, NUMBER, STRING, Dynamic, ListType, MapType, SetType, Type
from docgen.values.values import Unknown, Value, boolean, unknown, with_marks, without_deep_marks

NOT_UPHELD = FunctionError("assumption was not upheld", 0)


def cidr_contains(arguments: Arguments, _: Context) -> Value:
    """Whether an address, or the whole of a prefix, lies in a prefix."""
    containing, inside = (text_of(each) for each in arguments)
    outer = parse_network(containing)
    address = parse_ipv4(inside)
    bits = 32 if address is not None else 128
    if address is None:
        address = parse_ipv6(inside)
    if address is not None:
        first = last = address
    else:
        try:
            inner = parse_network(inside)
        except FunctionError as problem:
            raise FunctionError(f"invalid IP address or prefix: {inside}") from problem
        first, last, bits = inner.first, inner.last, inner.bits
    if bits != outer.bits:
        raise FunctionError(f"address family mismatch: {containing} vs. {inside}")
    return boolean(outer.first <= first and last <= outer.last)


def url_decode(arguments: Arguments, _: Context) -> Value:
    text = text_of(arguments[0])
    for place, character in enumerate(text):
        digits = text[place + 1 : place + 3]
        if character == "%" and not (len(digits) == 2 and is_hexadecimal(digits)):  # noqa: PLR2004 - one byte
            raise FunctionError(f"failed to decode URL '': invalid URL escape \"{text[place : place + 3]}\"")
    return text_value(unquote_to_bytes(text.replace("+", " ")).decode(errors="replace"))


def is_hexadecimal(text: str) -> bool:
    return all(each in "0123456789abcdefABCDEF" for each in text)


def decompress(arguments: Arguments, context: Context) -> Value:
    value = arguments[0]
    text = text_of(value)
    data = base64_bytes(text)
    if data is None:
        raise FunctionError(f"failed to decode base64 data {shown(text, value)}")
    most = context.limits.text * 4  # bytes of as many characters
    try:
        opened = zlib.decompressobj(wbits=31).decompress(data, most)
    except (zlib.error, gzip.BadGzipFile) as problem:
        raise FunctionError("failed to gunzip bytestream: gzip: invalid header") from problem
    bound_text(len(opened), context)
    return with_marks(text_value(opened.decode(errors="replace")), value.marks)


# -- assumptions -----------------------------------------------------------------------


def assume_equal(arguments: Arguments, _: Context) -> Value:
    """The second argument, which the first is or will turn out to be equal to."""
    actual, assumed = arguments
    try:
        given = converted(actual, assumed.type)
    except ConversionError as problem:
        names = friendly_name(actual.type), friendly_name(assumed.type)
        message = f"actual value type {names[0]} does not match assumed value type {names[1]}"
        raise FunctionError(message, 0) from problem
    if equal(without_deep_marks(given), without_deep_marks(assumed)).payload is False:
        raise FunctionError("the actual value does not match the assumed value", 0)
    return assumed


def assume_not_null(arguments: Arguments, _: Context) -> Value:
    value = arguments[0]
    if isinstance(value.type, Dynamic):
        message = 'given value must have a known type; consider using the "convert" function to specify a type to assume'
        raise FunctionError(message, 0)
    if value.is_null:
        raise NOT_UPHELD
    return refined(value, not_null=True)


def assume_prefix(arguments: Arguments, _: Context) -> Value:
    value, prefix = arguments[0], text_of(arguments[1])
    if isinstance(value.payload, str):
        if not value.payload.startswith(prefix):
            raise NOT_UPHELD
        return value
    if value.is_null:
        raise NOT_UPHELD
    return refined(value, not_null=True, prefix=prefix)


def refined(value: Value, **more: object) -> Value:
    """An unknown with more known of it; a known value as it is."""
    if not isinstance(value.payload, Unknown):
        return value
    return unknown(value.type, msgspec.structs.replace(value.payload, **more))


def first_type(arguments: Arguments) -> Type:
    return arguments[0].type


def assume_length(name: str, kind: Type, parameters: tuple[str, ...]) -> Function:
    """`assumelistlength(list, 1, 3)` and its kin; `parameters` are among "min_length" and "max_length"."""

    def call(arguments: Arguments, _: Context) -> Value:
        value = arguments[0]
        bounds = dict(
            zip(parameters, (int_of(each, n) for n, each in enumerate(arguments[1:], 1)), strict=True)
        )
        least, most = bounds.get("min_length", 0), bounds.get("max_length")
        if value.is_null:
            raise NOT_UPHELD
        if isinstance(value.payload, Unknown):
            return refined(value, not_null=True, shortest=least, longest=most)
        count = len(value.payload) if isinstance(value.payload, dict) else len(items_of(value))
        if count < least or (most is not None and count > most):
            raise NOT_UPHELD
        return value

    value = Parameter("value", kind, nullable=True, takes_unknown=True, takes_dynamic=True)
    return Function(
        name,
        (value, *(Parameter(each, NUMBER) for each in parameters)),
        first_type,
        call,
        passes_members=True,
    )


ANYTHING = Parameter(
    "value", DYNAMIC, nullable=True, takes_unknown=True, takes_dynamic=True, takes_marked=True
)
BOUNDS = {"": ("min_length", "max_length"), "min": ("min_length",), "max": ("max_length",)}
KINDS: dict[str, Type] = {"list": ListType(DYNAMIC), "map": MapType(DYNAMIC), "set": SetType(DYNAMIC)}
LENGTHS = tuple(
    assume_length(f"assume{word}length{end}", kind, parameters)
    for word, kind in KINDS.items()
    for end, parameters in BOUNDS.items()
)
OPENTOFU = (
    Function(
        "assumeequal",
        (ANYTHING, ANYTHING),
        lambda arguments: arguments[1].type,
        assume_equal,
        passes_members=True,
        not_null=False,
    ),
    Function(
        "assumenotnull",
        (Parameter("value", DYNAMIC, nullable=True, takes_unknown=True, takes_dynamic=True),),
        first_type,
        assume_not_null,
        passes_members=True,
    ),
    Function(
        "assumestringprefix",
        (
            Parameter("value", STRING, nullable=True, takes_unknown=True, takes_dynamic=True),
            Parameter("prefix", STRING),
        ),
        STRING,
        assume_prefix,
    ),
    *LENGTHS,
    Function("base64gunzip", (Parameter("str", STRING, takes_marked=True),), STRING, decompress),
    Function(
        "cidrcontains",
        (Parameter("containing_prefix", STRING), Parameter("contained_ip_or_prefix", STRING)),
        BOOL,
        cidr_contains,
    ),
    Function("urldecode", (STR,), STRING, url_decode),
)

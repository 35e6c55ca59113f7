"""Base64, text encodings, URLs and CSV. See `json_text` and `yaml_text` for JSON and YAML.

https://developer.hashicorp.com/terraform/language/functions/base64encode
"""

import base64
import gzip
import re
from collections.abc import Iterator
from urllib.parse import quote_plus

from docgen.functions.arguments import bound_elements, bound_text, shown, text_of, text_value
from docgen.functions.charsets import Charset, find_charset
from docgen.functions.signature import Arguments, Context, Function, FunctionError, Parameter
from docgen.values.rendering import go_quote
from docgen.values.types import DYNAMIC, STRING, ListType, Type, object_type
from docgen.values.values import Unknown, Value, list_of, object_of, unknown, with_marks

STR = Parameter("str", STRING)
BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def base64_text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def base64_bytes(text: str) -> bytes | None:
    """The decoded bytes, line breaks ignored; None if the text is not base64."""
    text = text.replace("\n", "").replace("\r", "")
    return base64.b64decode(text) if BASE64.fullmatch(text) else None


def encode(arguments: Arguments, context: Context) -> Value:
    data = text_of(arguments[0]).encode()
    bound_text(len(data) * 4 // 3, context)
    return text_value(base64_text(data))


def decode(arguments: Arguments, _: Context) -> Value:
    value = arguments[0]
    if isinstance(value.payload, Unknown):
        return with_marks(unknown(STRING, Unknown(value.payload.reason, not_null=True)), value.marks)
    text = text_of(value)
    data = base64_bytes(text)
    if data is None:
        raise FunctionError(f"failed to decode base64 data {shown(text, value)}")
    try:
        return with_marks(text_value(data.decode()), value.marks)
    except UnicodeDecodeError as problem:
        message = "the result of decoding the provided string is not valid UTF-8"
        raise FunctionError(message) from problem


def compress(arguments: Arguments, context: Context) -> Value:
    """A gzip archive with no time in it. Its bytes may differ from Terraform's; what is in it does not."""
    text = base64_text(gzip.compress(text_of(arguments[0]).encode(), mtime=0))
    bound_text(len(text), context)
    return text_value(text)


def url_encode(arguments: Arguments, context: Context) -> Value:
    text = text_of(arguments[0])
    bound_text(len(text) * 3, context)
    return text_value(quote_plus(text))


# -- other encodings than UTF-8 ------------------------------------------------------


def charset(value: Value) -> Charset:
    name = text_of(value)
    found = find_charset(name)
    if found is None:
        raise FunctionError(
            f"{go_quote(name)} is not a supported IANA encoding name or alias in this Terraform version", 1
        )
    return found


def text_encode(arguments: Arguments, _: Context) -> Value:
    encoding = charset(arguments[1])
    try:
        return text_value(base64_text(encoding.encode(text_of(arguments[0]))))
    except UnicodeEncodeError as problem:
        message = f"the given string contains characters that cannot be represented in {encoding.name}"
        raise FunctionError(message, 0) from problem


def text_decode(arguments: Arguments, _: Context) -> Value:
    encoding = charset(arguments[1])
    text = text_of(arguments[0])
    data = base64_bytes(text)
    if data is None:
        offset = wrong_symbol(text)
        raise FunctionError(f"the given value is has an invalid base64 symbol at offset {offset}", 0)
    problem = FunctionError(f"the given string contains symbols that are not defined for {encoding.name}", 0)
    try:
        decoded = encoding.decode(data)
    except UnicodeDecodeError:
        raise problem from None
    if "\ufffd" in decoded:
        raise problem
    return text_value(decoded)


def wrong_symbol(text: str) -> int:
    """The position of the first character that is not base64."""
    whole = re.match(r"(?:[A-Za-z0-9+/]{4})*", text)
    start = whole.end() if whole else 0
    rest = re.match(r"[A-Za-z0-9+/]{0,3}", text[start:])
    end = start + (rest.end() if rest else 0)
    return end if end < len(text) else start


# -- CSV -----------------------------------------------------------------------------


def csv_type(arguments: Arguments) -> Type:
    if not arguments[0].is_known:
        return DYNAMIC
    return ListType(row_type(header(read_csv(text_of(arguments[0])))))


def row_type(names: list[str]) -> Type:
    return object_type(dict.fromkeys(names, STRING))


def header(rows: Iterator[tuple[int, list[str]]]) -> list[str]:
    found = next(rows, None)
    if found is None:
        raise FunctionError("missing header line")
    seen: set[str] = set()
    for name in found[1]:
        if name in seen:
            raise FunctionError(f"duplicate column name {go_quote(name)}")
        seen.add(name)
    return found[1]


def csv_decode(arguments: Arguments, context: Context) -> Value:
    rows = read_csv(text_of(arguments[0]))
    names = header(rows)
    found = []
    for line, cells in rows:
        if len(cells) != len(names):
            raise FunctionError(f"CSV parse error on line {line}: wrong number of fields")
        found.append(object_of(dict(zip(names, map(text_value, cells), strict=True))))
        bound_elements(len(found) * len(names), context)
    return list_of(row_type(names), found)


def read_csv(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows and the lines they begin on, as Go's encoding/csv reads them."""
    lines = text.replace("\r\n", "\n").split("\n")
    last = len(lines) - 1
    number = 0
    while number <= last:
        line = lines[number]
        number += 1
        if not line:
            continue
        cells: list[str] = []
        start = number
        while True:
            if line.startswith('"'):
                cell, line, number = quoted_cell(line[1:], lines, number)
            else:
                cell, comma, line = line.partition(",")
                if '"' in cell:
                    raise FunctionError(f'CSV parse error on line {number}: bare " in non-quoted-field')
                line = comma + line
            cells.append(cell)
            if not line:
                break
            line = line[1:]
        yield start, cells


def quoted_cell(line: str, lines: list[str], number: int) -> tuple[str, str, int]:
    """The cell's text, what follows it on its last line, and that line's number."""
    pieces: list[str] = []
    while True:
        before, quote, line = line.partition('"')
        pieces.append(before)
        if not quote:
            if number >= len(lines):
                raise FunctionError(
                    f'CSV parse error on line {number}: extraneous or missing " in quoted-field'
                )
            pieces.append("\n")
            line = lines[number]
            number += 1
        elif line.startswith('"'):
            pieces.append('"')
            line = line[1:]
        elif not line or line.startswith(","):
            return "".join(pieces), line, number
        else:
            raise FunctionError(f'CSV parse error on line {number}: extraneous or missing " in quoted-field')


ENCODING = (
    Function(
        "base64decode", (Parameter("str", STRING, takes_unknown=True, takes_marked=True),), STRING, decode
    ),
    Function("base64encode", (STR,), STRING, encode),
    Function("base64gzip", (STR,), STRING, compress),
    Function("csvdecode", (STR,), csv_type, csv_decode),
    Function(
        "textdecodebase64", (Parameter("source", STRING), Parameter("encoding", STRING)), STRING, text_decode
    ),
    Function(
        "textencodebase64", (Parameter("string", STRING), Parameter("encoding", STRING)), STRING, text_encode
    ),
    Function("urlencode", (STR,), STRING, url_encode),
)

"""JSON text to values with their source locations, which Python's own reader does not give.

Summaries are Terraform's: https://github.com/hashicorp/hcl/blob/main/json/parser.go
"""

import re
from typing import TypeAlias

import msgspec

from docgen.hcl.token import Problem
from docgen.source.diagnostic import Result, did_you_mean, error
from docgen.source.text import SourceFile

DEPTH = 200  # values inside values
TOKEN = re.compile(
    r"""[ \t\r\n]*+(?:
    (?P<string>"(?:[^"\\\x00-\x1f]|\\[^\x00-\x1f])*+")
    |(?P<number>[-+.0-9][-+.0-9eE]*+)
    |(?P<word>[A-Za-z][A-Za-z_]*+)
    |(?P<sign>[{}\[\],:=])
    |(?P<end>\Z)
    |(?P<other>(?s:.))
    )""",
    re.VERBOSE,
)
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
ESCAPE = re.compile(r'\\(?:u(?P<code>[0-9a-fA-F]{4})|(?P<letter>["\\/bfnrt]))')
LETTERS = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
HIGH = range(0xD800, 0xDC00)
LOW = range(0xDC00, 0xE000)
STARTS = "A value starts with a brace, a bracket, a quote or a digit, or is true, false or null."


class JsonText(msgspec.Struct, frozen=True):
    """A string; `places[n]` is where in the file its character `n` was written, where escapes made that move."""

    start: int
    end: int
    value: str
    places: tuple[int, ...] = ()

    def place(self, index: int) -> int:
        """The offset in the file of one of the string's characters."""
        return self.places[index] if self.places else self.start + 1 + index


class JsonNumber(msgspec.Struct, frozen=True):
    start: int
    end: int
    text: str


class JsonLiteral(msgspec.Struct, frozen=True):
    start: int
    end: int
    value: bool | None


class JsonArray(msgspec.Struct, frozen=True):
    start: int
    end: int
    items: "tuple[JsonValue, ...]"


class JsonMember(msgspec.Struct, frozen=True):
    """`"name": value`."""

    name: JsonText
    value: "JsonValue"


class JsonObject(msgspec.Struct, frozen=True):
    """Members in order, repeated names kept."""

    start: int
    end: int
    members: tuple[JsonMember, ...]


JsonValue: TypeAlias = JsonText | JsonNumber | JsonLiteral | JsonArray | JsonObject


def parse_json(file: SourceFile, depth: int = DEPTH) -> Result[JsonValue | None]:
    """The one value of a JSON text."""
    reader = JsonReader(file.text, depth)
    try:
        return Result(reader.read_text())
    except Problem as problem:
        span = file.span(problem.start, min(problem.end, len(file.text)))
        return Result(None, (error(problem.summary, problem.detail, span),))


class JsonReader:
    """Reads ahead by one token: `kind`, and its position."""

    def __init__(self, text: str, depth: int) -> None:
        self.text = text
        self.depth = depth
        self.kind = ""
        self.start = 0
        self.end = 1 if text.startswith("\ufeff") else 0
        self.step()

    def step(self) -> None:
        found = TOKEN.match(self.text, self.end)
        if found is None:
            raise AssertionError("the pattern takes any character, and the end")
        self.kind = found.lastgroup or ""
        self.start, self.end = found.span(self.kind)
        if self.kind == "sign":
            self.kind = found[0][-1]

    def problem(self, summary: str, detail: str, start: int | None = None, end: int | None = None) -> Problem:
        return Problem(
            summary,
            detail,
            self.start if start is None else start,
            max(self.end, self.start + 1) if end is None else end,
        )

    def read_text(self) -> JsonValue:
        value = self.read_value(0)
        if self.kind != "end":
            detail = "The file holds one JSON value: remove what follows it."
            raise self.problem("Extraneous data after value", detail)
        return value

    def read_value(self, depth: int) -> JsonValue:
        if depth > self.depth:
            detail = f"JSON values may nest {self.depth} levels deep. Split this up, or raise limits.depth in docgen.yml."
            raise self.problem("Nesting too deep", detail)
        match self.kind:
            case "{":
                return self.read_object(depth)
            case "[":
                return self.read_array(depth)
            case "string":
                return self.read_string()
            case "number":
                return self.read_number()
            case "word":
                return self.read_word()
            case _:
                raise self.no_value()

    def no_value(self) -> Problem:
        match self.kind:
            case "}":
                return self.problem("Missing JSON value", STARTS)
            case "]":
                return self.problem("Missing array element value", STARTS)
            case "end":
                return self.problem("Missing value", "The JSON text ends too early.")
            case _ if self.text.startswith('"', self.start):
                detail = "The string is not closed on its line, or holds a control character."
                return self.problem("Invalid JSON string", detail)
            case _:
                return self.problem("Invalid start of value", STARTS)

    def read_object(self, depth: int) -> JsonObject:
        start = self.start
        self.step()
        members: list[JsonMember] = []
        while self.kind != "}":
            name = self.read_value(depth + 1)
            if not isinstance(name, JsonText):
                detail = "The name of a property is a string, in quotes."
                raise self.problem("Invalid object property name", detail, name.start, name.end)
            self.read_colon()
            members.append(JsonMember(name, self.read_value(depth + 1)))
            self.read_comma("}", "object", start)
        end = self.end
        self.step()
        return JsonObject(start, end, tuple(members))

    def read_colon(self) -> None:
        if self.kind in {"}", ","}:
            detail = "After the name of a property a colon and its value must follow."
            raise self.problem("Missing object value", detail)
        if self.kind != ":":
            detail = "A colon must come between the name of a property and its value."
            raise self.problem("Missing property value colon", detail)
        self.step()

    def read_array(self, depth: int) -> JsonArray:
        start = self.start
        self.step()
        items: list[JsonValue] = []
        while self.kind != "]":
            items.append(self.read_value(depth + 1))
            self.read_comma("]", "array", start)
        end = self.end
        self.step()
        return JsonArray(start, end, tuple(items))

    def read_comma(self, closing: str, what: str, start: int) -> None:
        """Reads the end of an item: a comma before another item, or the closing bracket."""
        if self.kind == closing:
            return
        if self.kind == "end":
            raise self.problem("Unclosed object", f'The {what} has no closing "{closing}".', start, start + 1)
        if self.kind in {"]", "}"}:
            name = "brackets" if what == "array" else "braces"
            raise self.problem(f"Mismatched {name}", f'The {what} must be closed with "{closing}".')
        if self.kind == ":":
            raise self.problem("Invalid array value", "The items of an array have no names.")
        if self.kind != ",":
            detail = f"A comma must come between the items of an {what}."
            raise self.problem("Missing attribute seperator comma", detail)  # so spelt by Terraform
        comma = self.start
        self.step()
        if self.kind == closing:
            detail = "JSON allows no comma after the last item. Remove it."
            raise self.problem(f"Trailing comma in {what}", detail, comma, comma + 1)

    def read_number(self) -> JsonNumber:
        text = self.text[self.start : self.end]
        if NUMBER.fullmatch(text) is None:
            raise self.problem("Invalid JSON number", f"{text} is no number in JSON.")
        value = JsonNumber(self.start, self.end, text)
        self.step()
        return value

    def read_word(self) -> JsonLiteral:
        word = self.text[self.start : self.end]
        if word not in WORDS:
            detail = f'"{word}" is no value in JSON.{did_you_mean(word, WORDS)}'
            raise self.problem("Invalid JSON keyword", detail)
        value = JsonLiteral(self.start, self.end, WORDS[word])
        self.step()
        return value

    def read_string(self) -> JsonText:
        start, end = self.start, self.end
        raw = self.text[start + 1 : end - 1]
        value = JsonText(start, end, raw) if "\\" not in raw else self.unescaped(start, end)
        self.step()
        return value

    def unescaped(self, start: int, end: int) -> JsonText:
        characters: list[str] = []
        places: list[int] = []
        at = start + 1
        while at < end - 1:
            places.append(at)
            if self.text[at] != "\\":
                characters.append(self.text[at])
                at += 1
                continue
            found = ESCAPE.match(self.text, at)
            if found is None:
                detail = 'After a backslash JSON allows " \\ / b f n r t, or u and four hexadecimal digits.'
                raise Problem("Invalid JSON string", detail, at, at + 2)
            character, at = self.character(found)
            characters.append(character)
        places.append(at)
        return JsonText(start, end, "".join(characters), tuple(places))

    def character(self, found: re.Match[str]) -> tuple[str, int]:
        """The character of an escape, and where the escape ends: two escapes may make one character."""
        if found["code"] is None:
            return LETTERS[found["letter"]], found.end()
        code = int(found["code"], 16)
        if code in HIGH:
            second = ESCAPE.match(self.text, found.end())
            low = int(second["code"], 16) if second is not None and second["code"] is not None else 0
            if second is not None and low in LOW:
                return chr(0x10000 + (code - HIGH.start) * 0x400 + low - LOW.start), second.end()
        if code in HIGH or code in LOW:
            return "\ufffd", found.end()  # half of a character: Terraform puts the same in its place
        return chr(code), found.end()

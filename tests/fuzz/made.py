"""Inputs that are made up: real files with wounds, expressions by a grammar, JSON documents with other parts."""

import json
import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from random import Random
from typing import Any, TypeAlias

from docgen.functions.table import FUNCTIONS

Mutate: TypeAlias = Callable[[bytes, Random], bytes]
LARGEST = 8_000  # bytes of one input
PIECES: list[str] = [
    *'"${}%()[]<>=!?:,.*-+/~\\#\n\t 0x&|', "${", "%{", "%%{", "$${", "${~", "~}", "<<E\n", "<<-E\n", "\nE\n", "for", "in", "if",
    "%{ if a }", "%{ else }", "%{ endif }", "%{ for x in y }", "%{ endfor }", "...", "=>", "&&", "||", "==", "/*", "*/", "//",
    "a", "b", "null", "true", "1e5", ".0", "[*]", ".*", "::", "\r\n", "\r", "\ufeff", "é", "e\u0301", "\0", "\x1b", "\ud7ff",
    "😀", "\u202e", "\u2028", 'resource "a" "b" {', "}\n", "variable", "= [\n", "\\u12", "\\U0001F600", "dynamic", "each.value", "count.index",
    "var.x", "local.a", "module.m", "self", "path.module", "terraform.workspace", "(((", "[[[", "{{{", "- ", "  ", ": ", "&a ", "*a", "!!int ", "<<: ",
    "---\n", "```\n", "~~~\n", "> ", "<!-- docgen:summary -->\n", "<!-- /docgen -->\n", "    ", "claims:\n", "  - says: x\n",
]  # fmt: skip
NUMBERS = [
    "0", "-0", "1", "-1", "2.5", "1e3", "1e400", "-1e400", "99999", "65535", "65536", "-2147483649", "9007199254740993",
    "340282366920938463463374607431768211456", "1e-400", "0.1", "00", "1" * 400,
]  # fmt: skip
TEXTS = [
    "", "a", "1", "-1", "true", "null", "tcp", "-1", "all", "icmp", "icmpv6", "58", "300", "10.0.0.0/8", "10.0.0.1/8", "0.0.0.0/0",
    "::/0", "fd00::/64", "10.0.0.0/33", "999.0.0.0/8", "10.0.0.0", "é", "e\u0301", "😀", "%s", "%d%%", "${1}", "%{ if true }x", "\\u0000",
    "\\n", "a,b\\n1,2", "/a/", "(", "2020-01-01T00:00:00Z", "1h", "arn:aws:iam::1:role/x", "*", "us-east-1", "us-east-1a", "{", "{}", "[]",
    "../x", "/etc/passwd", "a/b", "CON", "x" * 300, "<b>", "|", "`", "[a](b)", "aGk=", "\\U0001F600", "sha256", "HTTPS", "network", "0",
]  # fmt: skip
LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"|(?<![\w.])-?[0-9]+(?:\.[0-9]+)?(?![\w.])|\b(?:true|false|null)\b')
VALUE = re.compile(rf"(?<=[=(\[,:] )(?:{LITERAL.pattern})|(?<=[\[(])(?:{LITERAL.pattern})")
ODD = [
    "null", "true", "false", "0", "1", "-1", "2.5", "1e40", "1e400", '""', '"a"', '"1"', '"true"', '"10.0.0.0/8"', '"::/0"', '"%s"', '"é"',
    "[]", "{}", "[1, 2]", '["a"]', "[null]", "[[1]]", "{ a = 1 }", '{ "" = null }', 'toset(["a"])', "toset([])", "tolist([])", "tomap({})", 'tomap({ a = "b" })',
    '"2020-01-01T00:00:00Z"', 'sensitive("a")', "sensitive({ a = 1 })", '"a,b\\n1,2"', '"/a/"', '"("', "9007199254740993", "tonumber(null)", "tostring(null)",
    "terraform_data.x.id", "[terraform_data.x.id]", "{ a = terraform_data.x.id }", "toset([terraform_data.x.id])", "var.unset", "var.secret", "var.any", "local.l",
    "each.value", "path.module", '"aGk="', '"{}"', '"[1"', '"a: [b, *c]"', '"x" + 1', '"\\u0000"', f'"{"x" * 300}"', "1 / 0", "[for x in [1] : x]", '"${null}"', "local.nothing",
]  # fmt: skip
OPERATORS = ["+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||"]
LAZY = ["try", "can", "templatestring", "sensitive", "type", "convert"]
NAMES = [*sorted(FUNCTIONS), *LAZY]


def text_of(data: bytes) -> str:
    return data[:LARGEST].decode("utf-8", "replace")


def cut(text: str) -> bytes:
    return text.encode("utf-8", "replace")[:LARGEST]


# -- wounds ------------------------------------------------------------------------------------


def wounded(data: bytes, chance: Random) -> bytes:
    """A few pieces of text put in, taken out, doubled or moved."""
    text = text_of(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(text))
        to = min(len(text), at + chance.choice([0, 1, 2, 5, 20, 100]))
        match chance.randrange(6):
            case 0 | 1:
                text = text[:at] + chance.choice(PIECES) + text[at:]
            case 2:
                text = text[:at] + text[to:]
            case 3:
                text = text[:to] + text[at:to] * chance.choice([1, 1, 2, 30]) + text[to:]
            case 4:
                place = chance.randint(0, len(text))
                text = text[:place] + text[at:to] + text[place:]
            case _:
                text = other_literal(text, chance)
    return cut(text)


def other_literal(text: str, chance: Random) -> str:
    """A number, text or truth value of the text exchanged for an odd one."""
    found = list(LITERAL.finditer(text))
    if not found:
        return text + chance.choice(PIECES)
    each = chance.choice(found)
    kind = chance.randrange(8)
    new = (
        chance.choice(NUMBERS)
        if kind < 3
        else chance.choice(ODD)
        if kind == 3
        else f'"{chance.choice(TEXTS)}"'
    )
    return text[: each.start()] + new + text[each.end() :]


def like_literal(text: str, chance: Random) -> str:
    """A literal exchanged for another of its kind, or for something that only an apply tells: most often no mistake."""
    found = list(VALUE.finditer(text))
    if not found:
        return text
    each = chance.choice(found)
    old: str = each.group()
    if chance.random() < 0.15:
        new = "terraform_data.odd.id"
        text += '\nresource "terraform_data" "odd" {}\n' if new not in text else ""
    elif old in {"true", "false", "null"}:
        new = chance.choice(["true", "false", "null"])
    elif old[0] == '"':
        new = chance.choice(found).group() if chance.random() < 0.5 else f'"{chance.choice(TEXTS)}"'
    else:
        new = chance.choice(
            ["0", "1", "-1", "22", "443", "65535", "65536", "8080", "1024", "99999", "local.port"]
        )
        text += "\nlocals {\n  port = 70000\n}\n" if new == "local.port" and new not in text else ""
    return text[: each.start()] + new + text[each.end() :]


def odd_values(data: bytes, chance: Random) -> bytes:
    """A configuration that still reads as one: other values, blocks that are gone or there twice, other wounds at times."""
    text = text_of(data)
    if chance.random() < 0.6:
        return cut(like_literal(like_literal(text, chance) if chance.random() < 0.5 else text, chance))
    for _ in range(chance.randint(1, 3)):
        match chance.randrange(10):
            case 0:
                lines = text.split("\n")
                del lines[chance.randrange(len(lines))]
                text = "\n".join(lines)
            case 1:
                blocks = re.split(r"(?m)^(?=\w+ .*\{$)", text)
                text += chance.choice(blocks)
            case 2:
                text = (
                    re.sub(r'^(resource "\w+" ")(\w+)"', r'\1\2_2"', text, count=1, flags=re.MULTILINE) + text
                )
            case 3 if chance.random() < 0.3:
                text = text_of(wounded(cut(text), chance))
            case _:
                text = other_literal(text, chance)
    return cut(text)


# -- expressions -------------------------------------------------------------------------------


def expression(chance: Random, depth: int = 3) -> str:  # noqa: C901, PLR0911, PLR0912 - the grammar: one return a form
    """An expression by the grammar, with arguments of any type."""
    if depth == 0 or chance.random() < 0.15:
        return chance.choice(ODD)

    def inner() -> str:
        return expression(chance, depth - 1)

    match chance.randrange(18):
        case 0 | 1 | 2 | 3 | 4:
            return call(chance, depth - 1)
        case 5:
            return f"({inner()} {chance.choice(OPERATORS)} {inner()})"
        case 6:
            return f"({inner()} ? {inner()} : {inner()})"
        case 7:
            return f"({inner()})[{inner()}]"
        case 8:
            return f"({inner()}){chance.choice(['[*]', '.*', '.a', '[0]', '[*].a', '.*.a', '.0'])}"
        case 9:
            return f"[{inner()}, {inner()}]"
        case 10:
            return f"{{ ({inner()}) = {inner()}, b = {inner()} }}"
        case 11:
            return f'"<${{{inner()}}}>"'
        case 12:
            return f'"%{{ if {inner()} }}a%{{ else }}${{{inner()}}}%{{ endif }}"'
        case 13:
            return f'"%{{ for k, v in {inner()} ~}} ${{v}} %{{ endfor }}"'
        case 14:
            return f"[for k, v in {inner()} : {chance.choice(['k', 'v', inner()])} if {inner()}]"
        case 15:
            return f"{{ for k, v in {inner()} : k => v{chance.choice(['', '...'])} }}"
        case 16:
            return f"{chance.choice('!-')}{inner()}"
        case _:
            return f"<<-E\n  ${{{inner()}}}\n  E\n"


def call(chance: Random, depth: int = 0) -> str:
    """A function with as many arguments as it has, or a few more or fewer."""
    name = chance.choice(NAMES)
    function = FUNCTIONS.get(name)
    count = len(function.parameters) if function else 1
    count += chance.choice([0, 0, 0, 0, 1, 2, -1])
    arguments = ", ".join(expression(chance, depth) for _ in range(max(0, count)))
    more = "..." if arguments and chance.random() < 0.05 else ""
    return f"{name}({arguments}{more})"


def other_expression(data: bytes, chance: Random) -> bytes:
    if chance.random() < 0.4:
        return cut(expression(chance, chance.randint(1, 4)))
    return wounded(data, chance) if chance.random() < 0.6 else cut(other_literal(text_of(data), chance))


def other_call(data: bytes, chance: Random) -> bytes:
    return cut(call(chance, chance.choice([0, 0, 0, 1]))) if chance.random() < 0.9 else wounded(data, chance)


# -- JSON --------------------------------------------------------------------------------------

OTHER_JSON: Sequence[object] = [
    None, True, 7, -1, 1.5, 10**30, "x", "", [], [[]], {}, {"address": []}, [{"name": 1}], [None], {"": None}, "10.0.0.0/8",
    "${1}", "${", "%{ if true }", "\ud800", "\0", 65536, [1, "a", None], {"a": {"b": {"c": []}}}, "*",
]  # fmt: skip


def other_json(data: bytes, chance: Random) -> bytes:
    """A document with other parts; at times it is no JSON any more."""
    if chance.random() < 0.2:
        return wounded(data, chance)
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return wounded(data, chance)
    for _ in range(chance.randint(1, 3)):
        value = other_part(value, chance)
    return json.dumps(value).encode()


def other_part(value: Any, chance: Random) -> Any:  # noqa: ANN401 - JSON
    if not isinstance(value, dict | list) or not value or chance.random() < 0.1:
        return deepcopy(chance.choice(OTHER_JSON))
    key = chance.choice(list(value)) if isinstance(value, dict) else chance.randrange(len(value))
    match chance.randrange(12):
        case 0:
            del value[key]
        case 1 if isinstance(value, dict):
            value[chance.choice(["//", "", "x", "address", "dynamic", "lifecycle", str(key).upper()])] = (
                deepcopy(value[key])
            )
        case 1 | 2 if isinstance(value, list):
            value.append(deepcopy(value[key]))
        case _:
            value[key] = other_part(value[key], chance)
    return value


def bytes_changed(data: bytes, chance: Random) -> bytes:
    """Bytes that are no text."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(found))
        match chance.randrange(4):
            case 0:
                found[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del found[at : at + chance.choice([1, 4, 20])]
            case 2:
                found[at:at] = chance.choice(
                    [b"\0", b" ", b"40000 ", b"100644 x\0", b"120000 l\0", b"/", b"..", b"\xff", b"\n"]
                )
            case _:
                found[at:at] = found[: chance.randint(0, len(found))][:100]
    return bytes(found[:LARGEST])

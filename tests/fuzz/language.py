"""Targets: the syntax of HCL, and expressions."""

import json
import re
from functools import cache
from itertools import pairwise

import msgspec

from docgen.hcl.json_syntax import parse_json_body
from docgen.hcl.lexer import Lexer
from docgen.hcl.nodes import Node
from docgen.hcl.parser import DEPTH, parse_body, parse_expression, parse_template
from docgen.hcl.print import print_body, print_expression
from docgen.hcl.token import Token
from docgen.hcl.walk import children
from docgen.language.console import Console, answer_json, answer_text, open_console
from docgen.language.evaluation import Environment
from docgen.source.diagnostic import Diagnostic
from docgen.source.limits import Limits
from docgen.source.text import SourceFile
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library, load_configuration
from tests.evaluate.answers import FIXTURES, read_vectors
from tests.fuzz.made import (
    LARGEST,
    cut,
    odd_values,
    other_call,
    other_expression,
    other_json,
    text_of,
    wounded,
)
from tests.fuzz.runner import Target
from tests.properties.profile import ROOT, TEXTS
from tests.terraform.folder import Folder

FEW = Limits(instances=200, elements=20_000, text=200_000, steps=50_000)
IMPURE = (b"uuid", b"timestamp", b"bcrypt")
OFFSETS = {"start", "end", "name_end", "header_end", "operator_start", "operator_end"}


def told(diagnostics: tuple[Diagnostic, ...]) -> bytes:
    """Diagnostics as bytes; each must say something."""
    for each in diagnostics:
        assert each.summary, each
        assert each.detail, each
    return "\n".join(
        f"{each.summary} {each.detail} {each.subject} {each.context}" for each in diagnostics
    ).encode("utf-8", "surrogatepass")


# -- syntax ------------------------------------------------------------------------------------


def run_lexer(data: bytes) -> bytes:
    text = text_of(data)
    found: list[str] = []
    for method in (Lexer.lex_body, Lexer.lex_expression, Lexer.lex_template):
        lexer = Lexer(text, DEPTH)
        tokens: list[Token] = method(lexer)
        assert all(0 <= each.start <= each.end <= len(text) for each in tokens), tokens
        assert all(one.end <= other.start for one, other in pairwise(tokens[:-1])), tokens
        found.append(f"{[(each.kind, each.start, each.end) for each in tokens]} {lexer.problem}")
    return "\n".join(found).encode()


def run_parser(data: bytes) -> bytes:
    file = SourceFile("main.tf", text_of(data))
    found = []
    for parse in (parse_body, parse_expression, parse_template):
        result = parse(file)
        if result.value is None:
            assert result.diagnostics
        else:
            check_spans(result.value, len(file.text) + 1)
        assert all(each.subject is not None for each in result.diagnostics)
        found.append(told(result.diagnostics))
    return b"\n".join(found)


def check_spans(node: Node, length: int) -> None:
    """Each node lies in the text, and in the node above it."""
    stack = [(node, 0, length)]
    while stack:
        each, start, end = stack.pop()
        assert start <= each.start <= each.end <= end, each
        stack += [(below, each.start, each.end) for below in children(each)]


def run_printer(data: bytes) -> bytes:
    """What is printed reads as the same, and prints as the same."""
    file = SourceFile("main.tf", text_of(data))
    body = parse_body(file)
    if not body.diagnostics:
        printed = print_body(body.value)
        again = parse_body(SourceFile("main.tf", printed))
        assert not again.diagnostics, (printed, again.diagnostics)
        assert shape(again.value) == shape(body.value), printed
        assert print_body(again.value) == printed
        return printed.encode()
    expression = parse_expression(file)
    if expression.value is None:
        return b""
    printed = print_expression(expression.value)
    second = parse_expression(SourceFile("main.tf", printed))
    assert second.value is not None, (printed, second.diagnostics)
    assert shape(second.value) == shape(expression.value), printed
    return printed.encode()


def shape(node: object) -> object:
    """What is said, without where."""
    match node:
        case msgspec.Struct():
            names = [each for each in node.__struct_fields__ if each not in OFFSETS]
            return type(node).__name__, *(shape(getattr(node, each)) for each in names)
        case tuple():
            return tuple(map(shape, node))
        case _:
            return node


def run_json_syntax(data: bytes) -> bytes:
    """A `.tf.json` file: read as a body, and evaluated as a module."""
    text = text_of(data)
    result = parse_json_body(
        SourceFile("main.tf.json", text), {"resource": 2, "locals": 0, "output": 1, "variable": 1}
    )
    return told(result.diagnostics) + evaluated(Folder({"main.tf.json": text}))


def evaluated(tree: Folder) -> bytes:
    loaded = load_configuration(Library(tree), ".")
    opened = open_console(loaded.value, Environment(tree, limits=FEW))
    return told(loaded.diagnostics) + told(opened.diagnostics)


def configurations() -> list[bytes]:
    """The blocks of real files, each alone."""
    blocks = [each for text in TEXTS for each in re.split(r"(?m)^(?=\w.*\{$)", text)]
    return [each.encode() for each in dict.fromkeys(blocks) if len(each) < LARGEST]  # fmt: skip


def json_configurations() -> list[bytes]:
    return [each.read_bytes() for each in sorted((ROOT / "tests").rglob("*.tf.json"))]


# -- expressions -------------------------------------------------------------------------------

WORLD = """
variable "unset" {}
variable "any" {
  default = null
}
variable "secret" {
  default   = "hunter2"
  sensitive = true
}
resource "terraform_data" "x" {}
locals {
  l = ["a", 1, null, { a = var.unset }]
}
"""


@cache
def world() -> Console:
    """A root module with values of every kind: known, unknown, sensitive, null."""
    tree = Folder({"main.tf": WORLD})
    loaded = load_configuration(Library(tree), ".")
    opened = open_console(
        loaded.value,
        Environment(DiskTree(FIXTURES), limits=FEW, home="/home/tester", unset=frozenset({"unset"})),
    )
    assert opened.value is not None
    return opened.value


def run_expression(data: bytes) -> bytes:
    result = world().ask(text_of(data))
    if result.value is None:
        assert result.diagnostics
        return told(result.diagnostics)
    text = f"{answer_text(result.value)}\n{json.dumps(answer_json(result.value))}"
    assert "hunter2" not in text or b"nonsensitive" in data, "a secret"
    return text.encode("utf-8", "surrogatepass")


def run_decoder(data: bytes) -> bytes:
    """The text, after the first byte, as what a function reads that has a language of its own; that byte chooses it."""
    text = json.dumps(text_of(data[1:])).replace("${", "$${").replace("%{", "%%{")
    call = DECODERS[data[0] % len(DECODERS)] if data else "file(TEXT)"
    return run_expression(call.replace("TEXT", text).encode())


DECODERS = [
    "jsondecode(TEXT)", "yamldecode(TEXT)", "csvdecode(TEXT)", "regexall(TEXT, TEXT)", 'replace("abc", TEXT, TEXT)', 'formatdate(TEXT, "2020-01-01T00:00:00Z")',
    'format(TEXT, 1, "a", null)', 'timeadd("2020-01-01T00:00:00Z", TEXT)', 'timeadd(TEXT, "1h")', "cidrsubnet(TEXT, 1, 1)", "cidrhost(TEXT, 1)", "base64decode(TEXT)",
    "base64gunzip(TEXT)", "urldecode(TEXT)", "tonumber(TEXT)", "parseint(TEXT, 36)", 'split("", TEXT)', "provider::terraform::decode_tfvars(TEXT)", 'fileset(".", TEXT)', "file(TEXT)",
    "pathexpand(TEXT)", "abspath(TEXT)", "title(TEXT)", "indent(1, TEXT)", 'cidrcontains("10.0.0.0/8", TEXT)',
]  # fmt: skip


def vectors() -> list[bytes]:
    return [cut(each.expr) for each in read_vectors() if len(each.expr) < 2_000]


def is_pure(data: bytes) -> bool:
    return not any(each in data for each in IMPURE)


def texts_to_decode() -> list[bytes]:
    return [bytes([number]) + each for number in range(len(DECODERS)) for each in WRITTEN]


WRITTEN = [
        b'{"a": [1, 2.5e3, null, true, "\\u00e9"]}', b"a: &x [1, 2]\nb: *x\nc: !!int 3\n", b"a: |\n  x\nb: 2020-01-01\n", b"a,b\n1,2\n", b"(?P<a>[a-z]+)|b", b"/a+/",
        b"EEEE, DD-MMM-YYYY hh:mm:ss ZZZ", b"%-5.2f %q %[1]s %v", b"1h30m", b"10.0.0.0/8", b"fd00::/8", b"aGk=", b"H4sIAAAAAAAA/0rOz0vOzwMEAAD//w==", b"%41", b"1e3", b"*.{tf,json}", b"~/x",
        b'a = 1\nb = ["x"]\n',
]  # fmt: skip


LANGUAGE = (
    Target("lexer", "text to tokens", run_lexer, configurations, wounded),
    Target("parser", "bodies, expressions and templates", run_parser, configurations, wounded),
    Target("printer", "what is printed reads as the same tree", run_printer, configurations, odd_values),
    Target("json_syntax", ".tf.json files, evaluated", run_json_syntax, json_configurations, other_json),
    Target("expressions", "recorded expressions, mutated and made by a grammar", run_expression, vectors, other_expression, is_pure, share=2),
    Target("functions", "functions with odd arguments of every type", run_expression, vectors, other_call, is_pure, share=2),
    Target("decoders", "functions that read a language of their own", run_decoder, texts_to_decode, wounded),
)  # fmt: skip

"""Lexer, parser and printer on arbitrary text."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from docgen.hcl.json_syntax import parse_json_body
from docgen.hcl.nodes import Body, Node
from docgen.hcl.parser import parse_body, parse_expression
from docgen.hcl.print import print_body, print_expression
from docgen.hcl.walk import children
from docgen.source.diagnostic import Diagnostic
from docgen.source.text import SourceFile
from tests.properties.profile import ANY_TEXT, SOUP, TEXTS, bounded, mutated

OFFSETS = {"start", "end", "name_end", "header_end", "operator_start", "operator_end"}


def shape(node: object) -> Any:  # noqa: ANN401 - a tree without offsets
    """What is said, without where."""
    match node:
        case msgspec.Struct():
            names = [each for each in node.__struct_fields__ if each not in OFFSETS]
            return type(node).__name__, *(shape(getattr(node, each)) for each in names)
        case tuple():
            return tuple(map(shape, node))
        case _:
            return node


def check_spans(node: Node, length: int) -> None:
    """Each node lies in the text, and in the node above it."""
    stack = [(node, 0, length)]
    while stack:
        each, start, end = stack.pop()
        assert start <= each.start <= each.end <= end, each
        stack += [(below, each.start, each.end) for below in children(each)]


def check_diagnostics(diagnostics: tuple[Diagnostic, ...], file: SourceFile) -> None:
    lines = file.text.count("\n") + 1
    for each in diagnostics:
        assert each.summary
        assert each.detail
        assert each.subject is not None
        assert (1, 1) <= each.subject.start <= each.subject.end
        assert each.subject.end[0] <= lines


def check_body(text: str) -> Body | None:
    file = SourceFile("main.tf", text)
    parsed = parse_body(file)
    check_diagnostics(parsed.diagnostics, file)
    check_spans(parsed.value, len(text))
    return None if parsed.diagnostics else parsed.value


@bounded
@given(ANY_TEXT)
def test_any_text_is_a_body_or_a_mistake(text: str) -> None:
    check_body(text)


@bounded
@given(ANY_TEXT)
def test_any_text_is_an_expression_or_a_mistake(text: str) -> None:
    file = SourceFile("main.tf", text)
    parsed = parse_expression(file)
    if parsed.value is None:
        assert parsed.diagnostics
    else:
        check_spans(parsed.value, len(text) + 1)


@bounded
@given(st.one_of(st.sampled_from(TEXTS), mutated(), SOUP))
def test_a_printed_body_reads_as_the_same_tree(text: str) -> None:
    body = check_body(text)
    if body is None:
        return
    printed = print_body(body)
    again = parse_body(SourceFile("again.tf", printed))

    assert not again.diagnostics, printed
    assert shape(again.value) == shape(body)
    assert print_body(again.value) == printed


@bounded
@given(SOUP)
def test_a_printed_expression_reads_as_the_same_tree(text: str) -> None:
    parsed = parse_expression(SourceFile("main.tf", text))
    if parsed.value is None or parsed.diagnostics:
        return
    printed = print_expression(parsed.value)
    again = parse_expression(SourceFile("again.tf", printed))

    assert again.value is not None, printed
    assert shape(again.value) == shape(parsed.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | SOUP,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["resource", "a", "variable", "//"]) | SOUP, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@bounded
@given(JSON.map(lambda data: msgspec.json.encode(data).decode()) | SOUP)
def test_any_json_is_a_body_or_a_mistake(text: str) -> None:
    file = SourceFile("main.tf.json", text)
    check_diagnostics(parse_json_body(file, {"resource": 2, "variable": 1}).diagnostics, file)
    check_diagnostics(parse_json_body(file).diagnostics, file)

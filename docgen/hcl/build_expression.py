"""Builds syntax nodes from python-hcl2's rules for expressions.

Each function takes the pieces of one rule, in the order in which `hcl2.lark` names them.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from docgen.hcl.build_template import text_of_token
from docgen.hcl.machine import Builder, Children, Repetition
from docgen.hcl.nodes import (
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    GetAttribute,
    GetIndex,
    Literal,
    Number,
    ObjectConstructor,
    ObjectItem,
    Parentheses,
    Splat,
    SplatItem,
    TupleConstructor,
    Unary,
    Variable,
)
from docgen.hcl.token import LITERALS, Problem, Token

NUMBER = re.compile(r"[0-9]+\.?[0-9]*([eE][+-]?[0-9]+)?")
Problems: TypeAlias = list[Problem]


def build_variable(pieces: Children, _: Problems) -> Expression:
    [name] = pieces
    return Variable(name.start, name.end, name.text)


def as_they_are(pieces: Children, _: Problems) -> Children:
    """For a rule whose meaning depends on the rule around it."""
    return pieces


def build_literal(pieces: Children, _: Problems) -> Expression:
    [word] = pieces
    return Literal(word.start, word.end, LITERALS[word.text])


def build_number(pieces: Children, problems: Problems) -> Expression:
    [digits] = pieces
    if NUMBER.fullmatch(digits.text) is None:
        detail = f"{digits.text} is no number: it has more than one point or exponent."
        problems.append(Problem("Invalid number literal", detail, digits.start, digits.end))
        return Number(digits.start, digits.end, "0")
    return Number(digits.start, digits.end, digits.text)


def build_text(pieces: Children, _: Problems) -> Expression:
    [text] = pieces
    return text_of_token(text) if isinstance(text, Token) else text


def build_parentheses(pieces: Children, _: Problems) -> Expression:
    opening, expression, closing = pieces
    return Parentheses(opening.start, closing.end, expression)


def build_conditional(pieces: Children, _: Problems) -> Expression:
    condition, _, yes, _, no = pieces
    return Conditional(condition.start, no.end, condition, yes, no)


def build_binary(pieces: Children, _: Problems) -> Expression:
    left, (operator, right) = pieces
    return Binary(left.start, right.end, operator.text, left, right)


def build_unary(pieces: Children, _: Problems) -> Expression:
    sign, operand = pieces
    return Unary(sign.start, operand.end, sign.text, operand)


def build_tuple(pieces: Children, _: Problems) -> Expression:
    return TupleConstructor(pieces[0].start, pieces[-1].end, tuple(nodes_of(pieces[1:-1])))


def build_object(pieces: Children, _: Problems) -> Expression:
    return ObjectConstructor(pieces[0].start, pieces[-1].end, tuple(nodes_of(pieces[1:-1])))


def build_object_item(pieces: Children, _: Problems) -> ObjectItem:
    key, _, value = pieces
    if key.__class__ is Literal:  # `{ true = 1 }`: a name like any other
        [name] = (word for word, meaning in LITERALS.items() if meaning is key.value)
        key = Variable(key.start, key.end, name)
    return ObjectItem(key.start, value.end, key, value)


def build_call(pieces: Children, _: Problems) -> Expression:
    name = pieces[0]
    arguments = pieces[2] if len(pieces) > 3 else []  # noqa: PLR2004 - name ( arguments )
    expand = bool(arguments) and isinstance(arguments[-1], Token) and arguments[-1].kind == "ELLIPSIS"
    return Call(name.start, pieces[-1].end, name.text, name.end, tuple(nodes_of(arguments)), expand)


def nodes_of(pieces: Children) -> Iterator[Any]:
    """The nodes among the pieces of a list: commas and newlines left out, repetitions unpacked."""
    for each in pieces:
        if each.__class__ is Repetition:
            yield from (inner for inner in each if inner.__class__ is not Token)
        elif each.__class__ is not Token:
            yield each


# -- steps: a.b, a[0], a.0, a[*], a.* ------------------------------------------------


def build_step(pieces: Children, problems: Problems) -> Expression:
    source, step = pieces
    return with_step(source, step, problems)


def build_dotted_name(pieces: Children, _: Problems) -> Token:
    dot, name = pieces
    return Token("get_attr", f".{name.text}", dot.start, name.end)


def with_step(source: Expression, step: Token | Children, problems: Problems) -> Expression:
    """The source with one more step. A full splat takes all steps after it; the older form takes attributes only."""
    is_bracket = not isinstance(step, Token) and len(step) == 3  # noqa: PLR2004 - [ key ]
    if isinstance(source, Splat) and (source.full or not is_bracket):
        each = with_step(source.each, step, problems)
        return Splat(source.start, each.end, source.source, each, source.full)
    if isinstance(step, Token):
        return GetAttribute(source.start, step.end, source, step.text[1:])
    if is_bracket:
        return GetIndex(source.start, step[2].end, source, step[1])
    digits = step[1]
    return GetIndex(source.start, digits.end, source, Number(digits.start, digits.end, digits.text))


def build_splat_steps(pieces: Children, problems: Problems) -> Expression:
    source, (marker, steps) = pieces
    found = with_splat(source, marker, problems)
    for step in steps:
        found = with_step(found, step, problems)
    return found


def with_splat(source: Expression, marker: Token, problems: Problems) -> Expression:
    full = marker.kind == "FULL_SPLAT_START"
    if isinstance(source, Splat) and source.full:
        each = with_splat(source.each, marker, problems)
        return Splat(source.start, each.end, source.source, each, full=True)
    if isinstance(source, Splat) and not full:
        detail = 'A ".*" cannot be inside another one. Use "[*]" for the outer, or a for expression.'
        problems.append(Problem("Nested splat expression not allowed", detail, marker.start, marker.end))
    return Splat(source.start, marker.end, source, SplatItem(marker.start, marker.end), full)


def build_splat(pieces: Children, _: Problems) -> tuple[Token, Children]:
    return pieces[0], pieces[1] if len(pieces) > 1 else []


# -- for ------------------------------------------------


def build_for_tuple(pieces: Children, _: Problems) -> Expression:
    opening, intro, value, *rest, closing = pieces
    key_name, value_name, collection = bound_names(intro)
    condition = rest[0][1] if rest else None
    return For(
        opening.start, closing.end, key_name, value_name, collection, None, value, condition, group=False
    )


def build_for_object(pieces: Children, _: Problems) -> Expression:
    opening, intro, key, _, value, *rest, closing = pieces
    key_name, value_name, collection = bound_names(intro)
    group = bool(rest) and isinstance(rest[0], Token)
    condition = rest[-1][1] if rest and not isinstance(rest[-1], Token) else None
    return For(opening.start, closing.end, key_name, value_name, collection, key, value, condition, group)


def bound_names(intro: Children) -> tuple[str | None, str, Expression]:
    """The names in `for value in collection :` or `for key, value in collection :`."""
    collection = intro[-2]
    if len(intro) == 5:  # noqa: PLR2004 - without a key
        return None, intro[1].text, collection
    return intro[1].text, intro[3].text, collection


EXPRESSIONS: Mapping[str, Builder] = MappingProxyType(
    {
        "expr_term: identifier": build_variable,
        "expr_term: literal_value": build_literal,
        "expr_term: int_lit": build_number,
        "expr_term: float_lit": build_number,
        "expr_term: string": build_text,
        "expr_term: LPAR expression RPAR": build_parentheses,
        "conditional": build_conditional,
        "binary_op": build_binary,
        "binary_term": as_they_are,
        "unary_op": build_unary,
        "tuple": build_tuple,
        "object": build_object,
        "object_elem": build_object_item,
        "arguments": as_they_are,
        "function_call": build_call,
        "get_attr": build_dotted_name,
        "short_index": as_they_are,
        "braces_index": as_they_are,
        "get_attr_expr_term": build_step,
        "index_expr_term": build_step,
        "attr_splat": build_splat,
        "full_splat": build_splat,
        "attr_splat_expr_term": build_splat_steps,
        "full_splat_expr_term": build_splat_steps,
        "for_intro": as_they_are,
        "for_cond": as_they_are,
        "for_tuple_expr": build_for_tuple,
        "for_object_expr": build_for_object,
    }
)

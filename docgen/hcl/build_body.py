"""Builds syntax nodes from python-hcl2's rules for arguments, blocks and bodies."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

import msgspec

from docgen.hcl.build_template import text_of_token
from docgen.hcl.machine import Builder, Children, Repetition
from docgen.hcl.nodes import Attribute, Block, Body, Label, Template, Text
from docgen.hcl.token import STRING, Problem, Token

Problems: TypeAlias = list[Problem]
ONE_LINE = "Invalid single-argument block definition"


class Content(msgspec.Struct, frozen=True):
    """The content between two braces, newlines included."""

    items: Children


def build_attribute(pieces: Children, _: Problems) -> Attribute:
    name, _equals, expression = pieces
    return Attribute(name.start, expression.end, name.text, name.end, expression)


def build_content(pieces: Children, _: Problems) -> Content:
    items: Children = []
    for each in pieces:
        if each.__class__ is Repetition:
            items += each
        else:
            items.append(each)
    return Content(items)


def build_block(pieces: Children, problems: Problems) -> Block:
    name, *labels, opening, content, closing = pieces
    check_lines(content.items, closing, problems)
    header = labels[0] if labels else []
    found = tuple(label_of(each, problems) for each in header)
    body = body_of(content.items, opening.end, closing.start, problems)
    header_end = found[-1].end if found else name.end
    return Block(name.start, closing.end, name.text, found, body, header_end)


def label_of(piece: Token | Template, problems: Problems) -> Label:
    if isinstance(piece, Token) and piece.kind != STRING:
        return Label(piece.start, piece.end, piece.text)
    template = text_of_token(piece) if isinstance(piece, Token) else piece
    match template.parts:
        case () if not template.heredoc:
            return Label(template.start, template.end, "")
        case (Text(_, _, text),) if not template.heredoc:
            return Label(template.start, template.end, text)
        case _:
            detail = "A label is plain text: write it without template sequences (a literal $ or % before { is doubled)."
            problems.append(Problem("Invalid string literal", detail, template.start, template.end))
            return Label(template.start, template.end, "")


def check_lines(items: Children, closing: Token, problems: Problems) -> None:
    """A block on one line holds one argument; in any other, each argument and block ends its line."""
    if not items:
        return
    first, last = items[0], items[-1]
    if isinstance(first, Token):
        if not isinstance(last, Token):
            detail = "The closing brace of a block must be on a line of its own."
            what = "argument" if isinstance(last, Attribute) else "block definition"
            problems.append(Problem(f"Missing newline after {what}", detail, closing.start, closing.end))
    elif isinstance(first, Block):
        detail = f'A block on one line can hold one argument only. Put the nested block "{first.type}" on lines of its own.'
        problems.append(Problem("Argument definition required", detail, first.start, first.header_end))
    elif len(items) > 1:
        detail = (
            "An argument on the line of its block's opening brace makes a one-line block, which the closing brace "
            "must end at once. Put each argument on a line of its own."
        )
        problems.append(Problem(ONE_LINE, detail, items[1].start, items[1].end))


def body_of(items: Children, start: int, end: int, problems: Problems) -> Body:
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    for item in items:
        if isinstance(item, Block):
            blocks.append(item)
        elif isinstance(item, Attribute):
            if attributes.setdefault(item.name, item) is not item:
                detail = f'The argument "{item.name}" is set in this block already. Remove one of the two.'
                problems.append(Problem("Attribute redefined", detail, item.start, item.name_end))
    return Body(start, end, tuple(attributes.values()), tuple(blocks))


BODIES: Mapping[str, Builder] = MappingProxyType(
    {
        "attribute": build_attribute,
        "block": build_block,
        "body": build_content,
    }
)

"""Syntax trees as text, in one canonical form: reading it again gives the same tree.

An expression is printed on one line, except where a heredoc forbids it. Works with a stack of its own: trees can be
as deep as texts are long.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TypeAlias, assert_never

import msgspec

from docgen.hcl.nodes import (
    Attribute,
    Binary,
    Block,
    Body,
    Call,
    Conditional,
    Expression,
    For,
    GetAttribute,
    GetIndex,
    Interpolation,
    Literal,
    Number,
    ObjectConstructor,
    ObjectItem,
    Parentheses,
    Splat,
    SplatItem,
    Template,
    TemplateFor,
    TemplateIf,
    TemplatePart,
    Text,
    TupleConstructor,
    Unary,
    Variable,
)
from docgen.hcl.token import LITERALS
from docgen.hcl.walk import children_of, walk

WORDS = {meaning: word for word, meaning in LITERALS.items()}
QUOTED = re.compile(r'[\\"\x00-\x1f\x7f]|[$%](?=\{)')
SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\", "$": "$$", "%": "%%"}
SEQUENCE = re.compile(r"[$%](?=\{)")
INDENT = "  "


class Break(msgspec.Struct, frozen=True):
    """Between the items of an object: a comma, or the newline that a heredoc has made already."""


class Lines(msgspec.Struct, frozen=True):
    """The text of a heredoc, which ends with a line that holds its marker alone."""

    pieces: "tuple[Piece, ...]"
    marker: str


class Member(msgspec.Struct, frozen=True):
    """An argument or a block, so many blocks deep."""

    item: Attribute | Block
    level: int


class AfterMarker(msgspec.Struct, frozen=True):
    """Marks the end of a heredoc: a newline must come, whatever follows."""


Piece: TypeAlias = str | Expression | Break | Lines | AfterMarker | Member
BREAK = Break()
AFTER_MARKER = AfterMarker()


def print_expression(expression: Expression) -> str:
    """One expression."""
    return written([expression])


def print_body(body: Body) -> str:
    """A whole file: its arguments and blocks in their order, each ending its line."""
    return written(members(body, 0))


def written(pieces: Sequence[Piece]) -> str:
    """The pieces as text, each opened up until only text is left."""
    out: list[str] = []
    stack = list(reversed(pieces))
    after_marker = False
    while stack:
        piece = stack.pop()
        if isinstance(piece, Lines):
            stack += [AFTER_MARKER, piece.marker, *reversed(piece.pieces), f"<<{piece.marker}\n"]
        elif isinstance(piece, AfterMarker):
            after_marker = True
        elif isinstance(piece, str):
            if piece:
                out.append(f"\n{piece}" if after_marker and not piece.startswith("\n") else piece)
                after_marker = False
        elif isinstance(piece, Break):
            stack.append("\n" if after_marker else ", ")
        else:
            stack += reversed(pieces_of(piece))
    return "".join(out)


def pieces_of(piece: Expression | Member) -> Sequence[Piece]:  # noqa: C901, PLR0911, PLR0912 - one case per node
    match piece:
        case Member(item, level):
            return member(item, level)
        case Literal(_, _, value):
            return [WORDS[value]]
        case Number(_, _, text):
            return [text]
        case Variable(_, _, name):
            return [name]
        case GetAttribute(_, _, source, name):
            return [source, f".{name}"]
        case GetIndex(_, _, source, key):
            return [source, "[", key, "]"]
        case Template():
            return template(piece)
        case SplatItem():
            return []
        case Splat(_, _, source, each, full):
            return [source, "[*]", each] if full else [source, ".*", *attribute_steps(each)]
        case Parentheses(_, _, expression):
            return ["(", expression, ")"]
        case Unary(_, _, operator, operand):
            return [operator, operand]
        case Binary(_, _, operator, left, right):
            return [left, f" {operator} ", right]
        case Conditional(_, _, condition, yes, no):
            return [condition, " ? ", yes, " : ", no]
        case Call(_, _, name, _, arguments, expand):
            return [f"{name}(", *separated(arguments), "...)" if expand else ")"]
        case TupleConstructor(_, _, items):
            return ["[", *separated(items), "]"]
        case ObjectConstructor(_, _, items):
            return object_pieces(items)
        case For():
            return for_pieces(piece)
        case _:
            assert_never(piece)


def separated(items: Iterable[Expression]) -> list[Piece]:
    pieces: list[Piece] = []
    for item in items:
        pieces += [", ", item]
    return pieces[1:]


def object_pieces(items: Sequence[ObjectItem]) -> list[Piece]:
    if not items:
        return ["{}"]
    inside: list[Piece] = []
    for item in items:
        inside += [BREAK if inside else "{ ", item.key, " = ", item.value]
    return [*inside, " }"]


def for_pieces(node: For) -> list[Piece]:
    names = node.value_name if node.key_name is None else f"{node.key_name}, {node.value_name}"
    intro: list[Piece] = [f"for {names} in ", node.collection, " : "]
    condition: list[Piece] = [] if node.condition is None else [" if ", node.condition]
    if node.key is None:
        return ["[", *intro, node.value, *condition, "]"]
    group = "..." if node.group else ""
    return ["{", *intro, node.key, " => ", node.value, group, *condition, "}"]


def attribute_steps(each: Expression) -> list[str]:
    """The steps after `.*`, where an index needs a dot: brackets would index the whole result."""
    steps: list[str] = []
    while not isinstance(each, SplatItem):
        match each:
            case GetAttribute(_, _, source, name):
                steps.append(f".{name}")
                each = source
            case GetIndex(_, _, source, Number(_, _, digits)):
                steps.append(f" .{digits}" if isinstance(source, GetIndex) else f".{digits}")
                each = source
            case _:
                raise TypeError(each)
    return steps[::-1]


# -- templates ------------------------------------------------


def template(node: Template) -> list[Piece]:
    if not node.heredoc:
        return ['"', *parts_pieces(node.parts, heredoc=False), '"']
    return [Lines(tuple(parts_pieces(node.parts, heredoc=True)), free_marker(node))]


def free_marker(node: Template) -> str:
    """A word that no line of the text is."""
    lines = {line.strip() for part in walk(node) if isinstance(part, Text) for line in part.value.split("\n")}
    number = 0
    while (marker := f"EOT{number or ''}") in lines:
        number += 1
    return marker


class Fragment(msgspec.Struct):
    """A piece of a flat template: text, or a sequence between `opening` and `closing`, which may get a `~`."""

    text: str | None = None
    opening: str = ""
    inside: tuple[Piece, ...] = ()
    strips_before: bool = False
    strips_after: bool = False


def parts_pieces(parts: Sequence[TemplatePart], *, heredoc: bool) -> list[Piece]:
    fragments = flat(parts)
    for place, fragment in enumerate(fragments):
        before = fragments[place - 1] if place else None
        after = fragments[place + 1] if place + 1 < len(fragments) else None
        if fragment.text is not None:
            fragment.text = with_blank(fragment.text, before, after, heredoc=heredoc)
    return [piece for fragment in fragments for piece in fragment_pieces(fragment, heredoc=heredoc)]


def with_blank(text: str, before: Fragment | None, after: Fragment | None, *, heredoc: bool) -> str:
    """Text that could not be read back as it is gets a blank, which a `~` takes away again."""
    if not text and before is not None:
        before.strips_after = True
        return "\n" if heredoc and after is None else " "
    if after is not None and (not text or text[-1] == after.opening[:1]):
        after.strips_before = True
        return text + " "
    return text


def fragment_pieces(fragment: Fragment, *, heredoc: bool) -> list[Piece]:
    if fragment.text is not None:
        return [escaped(fragment.text, heredoc=heredoc)]
    opening = fragment.opening[:2] + ("~" if fragment.strips_before else "") + fragment.opening[2:]
    return [opening, *fragment.inside, "~}" if fragment.strips_after else "}"]


def escaped(text: str, *, heredoc: bool) -> str:
    if heredoc:
        return SEQUENCE.sub(r"\g<0>\g<0>", text)
    return QUOTED.sub(lambda found: SHORT.get(found[0]) or f"\\u{ord(found[0]):04x}", text)


def flat(parts: Sequence[TemplatePart]) -> list[Fragment]:
    """The parts in a row, directives as markers."""
    found: list[Fragment] = []
    stack: list[TemplatePart | Fragment] = list(reversed(parts))
    while stack:
        part = stack.pop()
        match part:
            case Fragment():
                found.append(part)
            case Text(_, _, text):
                found.append(Fragment(text))
            case Interpolation(_, _, expression):
                found.append(Fragment(None, "${", (expression,)))
            case TemplateIf(_, _, condition, yes, no):
                found.append(Fragment(None, "%{ if ", (condition, " ")))
                other = (*reversed(no), Fragment(None, "%{ else ")) if no else ()
                stack += [Fragment(None, "%{ endif "), *other, *reversed(yes)]
            case TemplateFor(_, _, key_name, value_name, collection, body):
                names = value_name if key_name is None else f"{key_name}, {value_name}"
                found.append(Fragment(None, f"%{{ for {names} in ", (collection, " ")))
                stack += [Fragment(None, "%{ endfor "), *reversed(body)]
            case _:
                assert_never(part)
    return found


# -- structure ------------------------------------------------


def members(body: Body, level: int) -> list[Piece]:
    """The items of a body, an empty line around each block at the top."""
    items = [Member(each, level) for each in children_of(body) if isinstance(each, Attribute | Block)]
    pieces: list[Piece] = []
    for place, each in enumerate(items):
        if place and not level and isinstance(each.item, Block):
            pieces.append("\n")
        pieces.append(each)
    return pieces


def member(item: Attribute | Block, level: int) -> list[Piece]:
    indent = INDENT * level
    if isinstance(item, Attribute):
        return [f"{indent}{item.name} = ", item.expression, "\n"]
    labels = "".join(f" {label(each.text)}" for each in item.labels)
    inside = members(item.body, level + 1)
    if not inside:
        return [f"{indent}{item.type}{labels} {{}}\n"]
    return [f"{indent}{item.type}{labels} {{\n", *inside, f"{indent}}}\n"]


def label(text: str) -> str:
    """In quotes, where the text would be read composed; a name alone is read as it is written."""
    return f'"{escaped(text, heredoc=False)}"' if unicodedata.is_normalized("NFC", text) else text

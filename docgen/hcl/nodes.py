"""The syntax tree: what is written, without its meaning.

Frozen and closed: every `match` over `Expression` or `TemplatePart` ends in `assert_never`.
Offsets count characters from the start of the file; `SourceFile` turns them into lines and columns.
Names follow HCL's own specification: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

from typing import Literal as OneOf
from typing import TypeAlias

import msgspec


class Node(msgspec.Struct, frozen=True, array_like=True, tag=True, tag_field="node"):
    """A piece of `text[start:end]`."""

    start: int
    end: int


# -- expressions ------------------------------------------------


class Literal(Node, frozen=True):
    """`true`, `false`, `null`. Numbers and text have nodes of their own."""

    value: bool | None


class Number(Node, frozen=True):
    """`443`, `1.5`, `1e3`: the digits as written."""

    text: str


class Text(Node, frozen=True):
    """A run of literal characters inside a template, escapes already resolved, normalised to NFC."""

    value: str


class Interpolation(Node, frozen=True):
    """`${expression}`; strip markers (`${~`) have already done their work on the neighbouring text."""

    expression: "Expression"


class TemplateIf(Node, frozen=True):
    """`%{ if condition }…%{ else }…%{ endif }`."""

    condition: "Expression"
    yes: "tuple[TemplatePart, ...]"
    no: "tuple[TemplatePart, ...]"


class TemplateFor(Node, frozen=True):
    """`%{ for key, value in collection }…%{ endfor }`."""

    key: str | None
    value: str
    collection: "Expression"
    body: "tuple[TemplatePart, ...]"


class Template(Node, frozen=True):
    """`"…"` or a heredoc. Without parts it is the empty string; with one `Text` it is that text."""

    parts: "tuple[TemplatePart, ...]"
    heredoc: bool = False


class Variable(Node, frozen=True):
    """A root name: `var`, `each`, `aws_subnet`, a for-expression's own `k`."""

    name: str


class GetAttribute(Node, frozen=True):
    """`source.name`."""

    source: "Expression"
    name: str


class GetIndex(Node, frozen=True):
    """`source[key]`, and the older `source.0`."""

    source: "Expression"
    key: "Expression"


class Splat(Node, frozen=True):
    """`source[*].each…` (full) or `source.*.each…`; `each` is an expression over `SplatItem`.

    The older form takes attribute steps only: an index after it applies to the whole result.
    """

    source: "Expression"
    each: "Expression"
    full: bool


class SplatItem(Node, frozen=True):
    """The element that a splat is looking at."""


class Call(Node, frozen=True):
    """`name(arguments)`; with `expand` the last argument was followed by `...`."""

    name: str  # "max", "core::max", "provider::aws::arn_parse"
    name_end: int
    arguments: "tuple[Expression, ...]"
    expand: bool


class Conditional(Node, frozen=True):
    """`condition ? yes : no`."""

    condition: "Expression"
    yes: "Expression"
    no: "Expression"


BinaryOperator: TypeAlias = OneOf["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||"]


class Binary(Node, frozen=True):
    """`left operator right`."""

    operator: BinaryOperator
    left: "Expression"
    right: "Expression"


class Unary(Node, frozen=True):
    """`-operand` or `!operand`."""

    operator: OneOf["-", "!"]
    operand: "Expression"


class Parentheses(Node, frozen=True):
    """`(expression)`. Kept, because `(name) = …` in an object is not `name = …`."""

    expression: "Expression"


class TupleConstructor(Node, frozen=True):
    """`[a, b]`."""

    items: "tuple[Expression, ...]"


class ObjectItem(Node, frozen=True):
    """`key = value` or `key : value` inside braces. A bare name as a key is a `Variable`: read it as text."""

    key: "Expression"
    value: "Expression"


class ObjectConstructor(Node, frozen=True):
    """`{ a = 1 }`."""

    items: tuple[ObjectItem, ...]


class For(Node, frozen=True):
    """`[for k, v in c : value if condition]`, or with `key` the object form `{for … : key => value...}`."""

    key_name: str | None
    value_name: str
    collection: "Expression"
    key: "Expression | None"
    value: "Expression"
    condition: "Expression | None"
    group: bool


Expression: TypeAlias = (
    Literal
    | Number
    | Template
    | Variable
    | GetAttribute
    | GetIndex
    | Splat
    | SplatItem
    | Call
    | Conditional
    | Binary
    | Unary
    | Parentheses
    | TupleConstructor
    | ObjectConstructor
    | For
)
TemplatePart: TypeAlias = Text | Interpolation | TemplateIf | TemplateFor


# -- structure ------------------------------------------------


class Attribute(Node, frozen=True):
    """`name = expression`; the name is at `text[start:name_end]`."""

    name: str
    name_end: int
    expression: Expression


class Label(Node, frozen=True):
    """A block's label, with or without quotes."""

    text: str


class Block(Node, frozen=True):
    """`type "label" { … }`; the header is `text[start:header_end]`."""

    type: str
    labels: tuple[Label, ...]
    body: "Body"
    header_end: int


class Body(Node, frozen=True):
    """Attributes and blocks, in source order; a name occurs at most once among the attributes."""

    attributes: tuple[Attribute, ...]
    blocks: tuple[Block, ...]

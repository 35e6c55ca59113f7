"""Ways through a syntax tree."""

from collections.abc import Iterator
from typing import assert_never

from docgen.hcl.nodes import (
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    GetAttribute,
    GetIndex,
    Interpolation,
    Literal,
    Node,
    Number,
    ObjectConstructor,
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

Bound = frozenset[str]
Work = tuple[Expression | TemplatePart, Bound]


def variables(expression: Expression) -> Iterator[Expression]:
    """The references of an expression, in source order.

    Each is the longest chain of names and literal keys that begins with a name from outside: `var.a["b"].c`, but
    only `var.a` (and then `x`) of `var.a[x].c`. Names that a `for` binds are no references.
    """
    stack: list[Work] = [(expression, frozenset())]
    while stack:
        node, bound = stack.pop()
        if isinstance(node, Variable | GetAttribute | GetIndex):
            chain = static_chain(node)
            if chain is not None:
                if chain.name not in bound:
                    yield node
                continue
        stack += reversed(below(node, bound))


def static_chain(node: Expression) -> Variable | None:
    """The name that a chain begins with; None where some step is not written out."""
    while True:
        match node:
            case Variable():
                return node
            case GetAttribute(_, _, source, _):
                node = source
            case GetIndex(_, _, source, Number()):
                node = source
            case GetIndex(_, _, source, Template(_, _, parts)) if all(isinstance(each, Text) for each in parts):
                node = source
            case _:
                return None


def below(node: Expression | TemplatePart, bound: Bound) -> list[Work]:  # noqa: PLR0911 - one arm a node
    """The expressions directly inside a node, with the names that are bound there."""
    match node:
        case Literal() | Number() | Variable() | SplatItem() | Text():
            return []
        case Template(_, _, parts):
            return [(each, bound) for each in parts]
        case Interpolation(_, _, inner) | Parentheses(_, _, inner) | Unary(_, _, _, inner):
            return [(inner, bound)]
        case TemplateIf(_, _, condition, yes, no):
            return [(condition, bound), *((each, bound) for each in (*yes, *no))]
        case TemplateFor(_, _, key, value, collection, body):
            inside = bound | {name for name in (key, value) if name is not None}
            return [(collection, bound), *((each, inside) for each in body)]
        case GetAttribute(_, _, source, _):
            return [(source, bound)]
        case GetIndex(_, _, source, key):
            return [(source, bound), (key, bound)]
        case Splat(_, _, source, each, _):
            return [(source, bound), (each, bound)]
        case Call(_, _, _, _, arguments, _):
            return [(each, bound) for each in arguments]
        case Conditional(_, _, condition, yes, no):
            return [(condition, bound), (yes, bound), (no, bound)]
        case Binary(_, _, _, left, right):
            return [(left, bound), (right, bound)]
        case TupleConstructor(_, _, items):
            return [(each, bound) for each in items]
        case ObjectConstructor(_, _, items):
            return [
                (part, bound)
                for item in items
                for part in (item.key, item.value)
                if not (part is item.key and isinstance(part, Variable))
            ]
        case For():
            inside = bound | {name for name in (node.key_name, node.value_name) if name is not None}
            parts = [each for each in (node.key, node.value, node.condition) if each is not None]
            return [(node.collection, bound), *((each, inside) for each in parts)]
        case _:
            assert_never(node)


def walk(expression: Expression) -> Iterator[Node]:
    """The expression and everything inside it, outermost first, in source order."""
    stack: list[Work] = [(expression, frozenset())]
    while stack:
        node, bound = stack.pop()
        yield node
        stack += reversed(below(node, bound))

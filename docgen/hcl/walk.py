"""Traversals of a syntax tree, without recursion: trees can be as deep as texts are long."""

from collections.abc import Iterator
from typing import TypeAlias, assert_never

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
    Label,
    Literal,
    Node,
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

AnyNode: TypeAlias = Expression | TemplatePart | ObjectItem | Attribute | Label | Block | Body
Names: TypeAlias = frozenset[str]


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside `node`, in source order."""
    return children_of(node)  # type: ignore[arg-type] # AnyNode names every node there is


def children_of(node: AnyNode) -> tuple[AnyNode, ...]:  # noqa: C901, PLR0911, PLR0912 - one case per node
    match node:
        case Literal() | Number() | Text() | Variable() | SplatItem() | Label():
            return ()
        case GetAttribute(_, _, source):
            return (source,)
        case GetIndex(_, _, source, key):
            return (source, key)
        case Template(_, _, parts):
            return parts
        case Interpolation(_, _, expression) | Parentheses(_, _, expression):
            return (expression,)
        case Attribute(expression=expression):
            return (expression,)
        case ObjectConstructor(_, _, items) | TupleConstructor(_, _, items):
            return items
        case ObjectItem(_, _, key, value):
            return (key, value)
        case Call(arguments=arguments):
            return arguments
        case Conditional(_, _, condition, yes, no):
            return (condition, yes, no)
        case Binary(left=left, right=right):
            return (left, right)
        case Unary(operand=operand):
            return (operand,)
        case Splat(_, _, source, each):
            return (source, each)
        case For(collection=collection, key=key, value=value, condition=condition):
            return tuple(each for each in (collection, key, value, condition) if each is not None)
        case TemplateIf(_, _, condition, yes, no):
            return (condition, *yes, *no)
        case TemplateFor(collection=collection, body=body):
            return (collection, *body)
        case Block(labels=labels, body=body):
            return (*labels, body)
        case Body(_, _, attributes, blocks):
            return tuple(sorted((*attributes, *blocks), key=lambda each: each.start))
        case _:
            assert_never(node)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything inside it, in source order, outer before inner."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack += reversed(children(current))


def variables(expression: Expression) -> Iterator[Expression]:
    """The references in an expression, each with all the steps that are written out: `a.b[0]["c"]`.

    Of `a[i].b` these are `a` and `i`. Names that a `for` binds are no references, nor is the bare key in
    `{ name = 1 }`.
    """
    stack: list[tuple[AnyNode, Names]] = [(expression, frozenset())]
    while stack:
        node, bound = stack.pop()
        match node:
            case Variable() | GetAttribute() | GetIndex():
                root = root_of(node)
                if not isinstance(root, Variable):
                    stack += inside(root, bound) if isinstance(root, GetIndex) else [(root, bound)]
                elif root.name not in bound:
                    yield node
            case ObjectItem(_, _, Variable(), value):
                stack.append((value, bound))
            case Call(name="convert" | "core::convert", arguments=(converted, _)):
                stack.append((converted, bound))  # what follows is a type, whose words are no names
            case For(_, _, key_name, value_name, collection):
                inner = bound | names_of(key_name, value_name)
                stack += [(each, inner) for each in reversed(children_of(node)) if each is not collection]
                stack.append((collection, bound))
            case TemplateFor(_, _, key_name, value_name, collection, body):
                inner = bound | names_of(key_name, value_name)
                stack += [(each, inner) for each in reversed(body)]
                stack.append((collection, bound))
            case _:
                stack += inside(node, bound)


def inside(node: AnyNode, bound: Names) -> list[tuple[AnyNode, Names]]:
    return [(each, bound) for each in reversed(children_of(node))]


def names_of(key_name: str | None, value_name: str) -> Names:
    return frozenset({value_name} if key_name is None else {key_name, value_name})


def root_of(node: Expression) -> Expression:
    """The start of a traversal: a `Variable`, or any other expression."""
    while True:
        match node:
            case GetAttribute(_, _, source):
                node = source
            case GetIndex(_, _, source, key) if is_written_out(key):
                node = source
            case _:
                return node


def is_written_out(key: Expression) -> bool:
    match key:
        case Number() | Template(_, _, ()) | Template(_, _, (Text(),)):
            return True
        case _:
            return False

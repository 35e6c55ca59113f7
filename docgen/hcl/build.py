"""Rules of the grammar to nodes: one function a rule, by the rule's name in python-hcl2's grammar.

Children are tokens and what other rules made. White space that the grammar allows and HCL does not is refused
here, by `Token`s of type NL_OR_COMMENT that should not be there.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from docgen.hcl import nodes
from docgen.hcl.failure import HclSyntaxError
from docgen.hcl.lexer import Token
from docgen.hcl.nodes import Expression
from docgen.hcl.template import Marked, Run, make_template, unescape

Children = list[Any]
LITERALS: Mapping[str, bool | None] = MappingProxyType({"true": True, "false": False, "null": None})
WORDS = {True: "true", False: "false", None: "null"}
NEWLINE = Token("NL_OR_COMMENT", "\n", 0, 0)


def is_token(child: object, *types: str) -> bool:
    return child.__class__ is Token and child.type in types  # type: ignore[attr-defined] # a Token has one


def newline(children: Children) -> Token:
    return children[0]  # type: ignore[no-any-return] # the grammar: one or more NL_OR_COMMENT


def solid(children: Children) -> Children:
    """The children without newlines."""
    return [each for each in children if not is_token(each, "NL_OR_COMMENT")]


class Ended:
    """A node whose rule took the newline behind it, which whoever separates by newlines must know."""

    __slots__ = ("node",)

    def __init__(self, node: Any) -> None:  # noqa: ANN401 - an expression, attribute or object item
        self.node = node


def ended_like(child: object, node: Any) -> Any:  # noqa: ANN401 - see Ended
    """The node, marked where the last of its children was."""
    return Ended(node) if child.__class__ is Ended else node


def expression(child: Any) -> Expression:  # noqa: ANN401 - a token or a node
    """A bare name is a variable."""
    if child.__class__ is Ended:
        return child.node  # type: ignore[no-any-return] # an expression
    if child.__class__ is not Token:
        return child  # type: ignore[no-any-return] # everything else has been built
    if "::" in child.text:
        raise HclSyntaxError("Invalid expression", "A function's name needs arguments.", child.start, child.end)
    return nodes.Variable(child.start, child.end, child.text)


def literal(children: Children) -> nodes.Literal:
    token = children[0]
    return nodes.Literal(token.start, token.end, LITERALS[token.text])


def number(children: Children) -> nodes.Number:
    token = children[0]
    return nodes.Number(token.start, token.end, token.text)


def name_of(child: Any) -> str:  # noqa: ANN401 - a token, or a literal that stands where a name may
    return child.text if child.__class__ is Token else WORDS[child.value]


# -- templates -------------------------------------------------------------------------


def interpolation(children: Children) -> Marked:
    opening, inner, closing = children
    made = Marked(opening.start, closing.end, opening.text, closing.text)
    made.node = expression(inner)
    return made


def directive(keyword: str) -> Callable[[Children], Marked]:
    def build(children: Children) -> Marked:
        made = Marked(children[0].start, children[-1].end, children[0].text, children[-1].text)
        made.keyword = keyword
        inside = [
            each
            for each in children[1:-1]
            if not is_token(each, "IF", "ELSE", "ENDIF", "FOR", "ENDFOR", "IN", "COMMA", "STRIP_MARKER")
            and not (is_token(each, "NAME") and each.text == keyword and keyword in {"else", "endif", "endfor"})
        ]
        inside = [each for each in inside if not is_keyword(each, children, keyword)]
        if inside:
            made.node = expression(inside[-1])
            made.words = tuple(each.text for each in inside[:-1])
        return made

    return build


def is_keyword(child: object, children: Children, keyword: str) -> bool:
    """Whether a NAME is the directive's own word, or the `in` of a for."""
    if not is_token(child, "NAME"):
        return False
    place = next(i for i, each in enumerate(children) if each is child)
    if place == 1:
        return True
    return keyword == "for" and child.text == "in" and place == len(children) - 3  # type: ignore[attr-defined] # a Token


def string(children: Children) -> nodes.Template:
    opening, closing = children[0], children[-1]
    quoted = opening.text == '"'
    parts: list[Run | Marked] = []
    for each in children[1:-1]:
        if each.__class__ is Token:
            parts.append(Run(each.start, each.end, unescape(each.text, each.start, quoted=quoted)))
        else:
            parts.append(each)
    return make_template(opening.start, closing.end, parts, opening.text)


# -- operators ---------------------------------------------------------------------------


def conditional(children: Children) -> Any:  # noqa: ANN401 - see Ended
    condition, yes, no = (
        expression(each) for each in solid(children) if not is_token(each, "QMARK", "COLON")
    )
    refuse_newline(children, condition)
    return ended_like(children[-1], nodes.Conditional(condition.start, no.end, condition, yes, no))


def refuse_newline(children: Children, near: nodes.Node) -> None:
    """A newline that reaches us stood outside brackets, where it ends the expression."""
    for each in children:
        if is_token(each, "NL_OR_COMMENT"):
            detail = "An expression outside brackets ends with its line. Wrap it in parentheses to go on."
            raise HclSyntaxError("Invalid expression", detail, near.end, near.end + 1)


def binary_term(children: Children) -> tuple[Token, Any]:
    refuse_newline(children, expression(children[-1]))
    return children[0], children[-1]


def binary(children: Children) -> Any:  # noqa: ANN401 - see Ended
    left = expression(children[0])
    operator, operand = children[1]
    right = expression(operand)
    made = nodes.Binary(left.start, right.end, operator.text, left, right)
    return Ended(made) if is_token(children[-1], "NL_OR_COMMENT") else ended_like(operand, made)


def unary(children: Children) -> Expression:
    operators, operand = children[0], expression(children[-1])
    if operators.__class__ is Token:
        operators = [operators]
    for each in reversed(operators):
        operand = nodes.Unary(each.start, operand.end, each.text, operand)
    return operand


# -- terms ---------------------------------------------------------------------------------


def term(children: Children) -> Expression:
    if len(children) == 1:
        return expression(children[0])
    inner = expression(solid(children)[1])
    return nodes.Parentheses(children[0].start, children[-1].end, inner)


def tuple_constructor(children: Children) -> nodes.TupleConstructor:
    items = [expression(each) for each in solid(children[1:-1]) if not is_token(each, "COMMA")]
    return nodes.TupleConstructor(children[0].start, children[-1].end, tuple(items))


def object_key(children: Children) -> Expression:
    return expression(children[0])


def object_item(children: Children) -> Any:  # noqa: ANN401 - see Ended
    key, value = expression(children[0]), expression(children[2])
    return ended_like(children[2], nodes.ObjectItem(key.start, value.end, key, value))


def object_constructor(children: Children) -> nodes.ObjectConstructor:
    items: list[nodes.ObjectItem] = []
    separated = True
    for each in children[1:-1]:
        if each.__class__ is Token:
            separated = True
            continue
        if not separated:
            detail = "Expected a newline or comma to mark the beginning of the next attribute."
            raise HclSyntaxError("Missing attribute separator", detail, expression(each).start)
        separated = each.__class__ is Ended
        items.append(each.node if separated else each)
    return nodes.ObjectConstructor(children[0].start, children[-1].end, tuple(items))


def arguments(children: Children) -> Children:
    return [each for each in solid(children) if not is_token(each, "COMMA")]


def call(children: Children) -> nodes.Call:
    name = children[0]
    given: Children = []
    for each in children[1:-1]:
        if each.__class__ is list:
            given = each
    expand = bool(given) and is_token(given[-1], "ELLIPSIS")
    values = tuple(expression(each) for each in (given[:-1] if expand else given))
    text = "".join(name.text.split()) if "::" in name.text else name.text
    return nodes.Call(name.start, children[-1].end, text, name.end, values, expand)


class Step:
    """`.name`, `[key]` or `.0` on its way to what it is a step of."""

    __slots__ = ("end", "key", "legacy", "name")

    def __init__(self, end: int, name: str | None = None, key: Expression | None = None, *, legacy: bool = False) -> None:
        self.end = end
        self.name = name
        self.key = key
        self.legacy = legacy


def get_attribute(children: Children) -> Step:
    return Step(children[1].end, name_of(children[1]))


def short_index(children: Children) -> Step:
    token = children[1]
    return Step(token.end, key=nodes.Number(token.start, token.end, token.text), legacy=True)


def bracket_index(children: Children) -> Step:
    return Step(children[-1].end, key=expression(solid(children)[1]))


def applied(source: Expression, step: Step) -> Expression:
    """`source` with one more step; after a splat the step belongs to each element.

    The older `.*` ends at the first bracket: `a.*.b[0]` is element 0 of the whole result.
    """
    if isinstance(source, nodes.Splat) and (source.full or step.name is not None or step.legacy):
        each = applied(source.each, step)
        return nodes.Splat(source.start, step.end, source.source, each, source.full)
    if step.name is not None:
        return nodes.GetAttribute(source.start, step.end, source, step.name)
    assert step.key is not None  # noqa: S101 - a step is a name or a key
    return nodes.GetIndex(source.start, step.end, source, step.key)


def step_term(children: Children) -> Expression:
    return applied(expression(children[0]), children[1])


def splat(children: Children) -> Children:
    return children


def splat_term(children: Children) -> Expression:
    marker, steps = children[1][0], children[1][1:]
    made = splatted(expression(children[0]), marker)
    for step in steps:
        made = applied(made, step)
    return made


def splatted(source: Expression, marker: Token) -> Expression:
    if isinstance(source, nodes.Splat) and source.full:
        each = splatted(source.each, marker)
        return nodes.Splat(source.start, marker.end, source.source, each, full=True)
    item = nodes.SplatItem(marker.start, marker.end)
    return nodes.Splat(source.start, marker.end, source, item, marker.type == "FULL_SPLAT_START")


# -- for -----------------------------------------------------------------------------------


def for_intro(children: Children) -> tuple[str | None, str, Expression]:
    """Key name, value name, collection: `for k, v in c :`."""
    inside = solid(children)
    comma = next((i for i, each in enumerate(inside) if is_token(each, "COMMA")), None)
    collection = expression(inside[-2])
    if comma is None:
        return None, inside[1].text, collection
    return inside[1].text, inside[3].text, collection


class Condition:
    __slots__ = ("node",)

    def __init__(self, node: Expression) -> None:
        self.node = node


def for_condition(children: Children) -> Condition:
    return Condition(expression(solid(children)[-1]))


def for_expression(children: Children) -> nodes.For:
    inside = solid(children)
    key_name, value_name, collection = inside[1]
    values: list[Expression] = []
    condition: Expression | None = None
    group = False
    for each in inside[2:-1]:
        if each.__class__ is Condition:
            condition = each.node
        elif is_token(each, "ELLIPSIS"):
            group = True
        elif not is_token(each, "FOR_OBJECT_ARROW"):
            values.append(expression(each))
    key = values[0] if len(values) > 1 else None
    return nodes.For(
        inside[0].start, inside[-1].end, key_name, value_name, collection, key, values[-1], condition, group
    )


# -- structure -------------------------------------------------------------------------------


def attribute(children: Children) -> Any:  # noqa: ANN401 - see Ended
    name, value = children[0], expression(children[2])
    made = nodes.Attribute(name.start, value.end, name_of(name), name.end, value)
    return ended_like(children[2], made)


def block(children: Children) -> nodes.Block:
    first = children[0]
    header_end = first.end
    labels: list[nodes.Label] = []
    body = nodes.Body(children[-1].start, children[-1].start, (), ())
    for each in children[1:]:
        if is_token(each, "NL_OR_COMMENT"):
            detail = 'The opening brace "{" of a block must stand on the same line as its header.'
            raise HclSyntaxError("Invalid block definition", detail, first.start, header_end)
        if isinstance(each, nodes.Body):
            body = each
        elif not is_token(each, "LBRACE", "RBRACE"):
            labels.append(label(each))
            header_end = each.end
    return nodes.Block(first.start, children[-1].end, name_of(first), tuple(labels), body, header_end)


def label(child: Any) -> nodes.Label:  # noqa: ANN401 - a token, a literal or a template
    if not isinstance(child, nodes.Template):
        return nodes.Label(child.start, child.end, name_of(child))
    text = ""
    for part in child.parts:
        if not isinstance(part, nodes.Text):
            detail = "Template sequences are not allowed in the labels of a block."
            raise HclSyntaxError("Invalid string literal", detail, child.start, child.end)
        text = part.value
    return nodes.Label(child.start, child.end, text)


def body(children: Children) -> nodes.Body:
    attributes: list[nodes.Attribute] = []
    blocks: list[nodes.Block] = []
    separated = True
    for each in children:
        if each.__class__ is Token:
            separated = True
            continue
        item = each.node if each.__class__ is Ended else each
        if not separated:
            what = "An argument" if isinstance(item, nodes.Attribute) else "A block"
            detail = f"{what} definition must start on a line of its own."
            raise HclSyntaxError("Missing newline after argument", detail, item.start)
        separated = item is not each
        if isinstance(item, nodes.Attribute):
            attributes.append(item)
        else:
            blocks.append(item)
    if not attributes and not blocks:
        return nodes.Body(0, 0, (), ())
    start = min(each.start for each in (*attributes[:1], *blocks[:1]))
    end = max(each.end for each in (*attributes[-1:], *blocks[-1:]))
    return nodes.Body(start, end, tuple(attributes), tuple(blocks))


def escaped_string(children: Children) -> Expression:
    token = children[0]
    raise HclSyntaxError("Invalid character", "A backslash is only used inside quotes.", token.start, token.end)


def first(children: Children) -> Any:  # noqa: ANN401 - hands on whatever it is
    return children[0]


BUILDERS: Mapping[str, Callable[[Children], Any]] = MappingProxyType({
    "new_line_or_comment": newline,
    "identifier": first,
    "keyword": first,
    "start": first,
    "binary_operator": first,
    "string_part": first,
    "literal_value": literal,
    "int_lit": number,
    "float_lit": number,
    "interpolation": interpolation,
    "template_if_start": directive("if"),
    "template_else": directive("else"),
    "template_endif": directive("endif"),
    "template_for_start": directive("for"),
    "template_endfor": directive("endfor"),
    "string": string,
    "template_string": escaped_string,
    "heredoc_template": first,
    "heredoc_template_trim": first,
    "conditional": conditional,
    "binary_term": binary_term,
    "binary_op": binary,
    "unary_op": unary,
    "expr_term": term,
    "tuple": tuple_constructor,
    "object_elem_key": object_key,
    "object_elem": object_item,
    "object": object_constructor,
    "arguments": arguments,
    "function_call": call,
    "get_attr": get_attribute,
    "short_index": short_index,
    "braces_index": bracket_index,
    "index_expr_term": step_term,
    "get_attr_expr_term": step_term,
    "attr_splat": splat,
    "full_splat": splat,
    "attr_splat_expr_term": splat_term,
    "full_splat_expr_term": splat_term,
    "for_intro": for_intro,
    "for_cond": for_condition,
    "for_tuple_expr": for_expression,
    "for_object_expr": for_expression,
    "attribute": attribute,
    "block": block,
    "body": body,
})

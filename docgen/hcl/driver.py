"""The LALR machine: tokens in, a tree out, by python-hcl2's tables.

Iterative, so depth costs no stack. A keyword is one only where the grammar expects it there; anywhere else it is
a name, as in HCL.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from docgen.hcl.build import BUILDERS
from docgen.hcl.failure import HclSyntaxError
from docgen.hcl.lexer import Token
from docgen.hcl.tables import tables

KEYWORDS: Mapping[str, str] = {
    "if": "IF",
    "in": "IN",
    "for": "FOR",
    "for_each": "FOR_EACH",
    "else": "ELSE",
    "endif": "ENDIF",
    "endfor": "ENDFOR",
    "null": "NULL",
    "true": "TRUE",
    "false": "FALSE",
}
Build = Callable[[list[Any]], Any]
Reduction = tuple[str, int, Build | None, tuple[int, ...]]


class Collected(list[Any]):
    """Children on their way into the rule above."""


@cache
def machine() -> tuple[list[dict[str, int | Reduction]], int, int]:
    """States whose entries are the next state, or the reduction itself."""
    made = tables()
    reductions: list[Reduction] = []
    for rule in made.rules:
        build: Build | None = None if rule.name == "" else Collected if rule.name == "*" else BUILDERS[rule.name]
        reductions.append((rule.origin, rule.length, build, rule.spliced))
    states: list[dict[str, int | Reduction]] = [
        {symbol: target if target >= 0 else reductions[~target] for symbol, target in row.items()}
        for row in made.states
    ]
    return states, made.start, made.end


def run(tokens: Sequence[Token]) -> Any:  # noqa: ANN401 - the root of the tree, whatever the grammar says it is
    states, start, end = machine()
    stack = [start]
    values: list[Any] = []
    last = tokens[-1].end if tokens else 0
    for token in (*tokens, Token("$END", "", last, last)):
        type_ = token.type
        if type_ == "NAME" and token.text in KEYWORDS and KEYWORDS[token.text] in states[stack[-1]]:
            type_ = KEYWORDS[token.text]
        while True:
            action = states[stack[-1]].get(type_)
            if action is None:
                if chained_unary(type_, token, values):
                    break
                raise unexpected(token, states[stack[-1]], values)
            if action.__class__ is int:
                stack.append(action)  # type: ignore[arg-type] # just seen to be a state
                values.append(token)
                break
            origin, length, build, spliced = action  # type: ignore[misc] # not a state: a reduction
            if build is None:
                stack.pop()
            else:
                reduce(stack, values, length, build, spliced)
            following = states[stack[-1]][origin]
            stack.append(following)  # type: ignore[arg-type] # after a rule comes a state
            if following == end and type_ == "$END":
                return values[-1]
    return values[0]


def reduce(stack: list[int], values: list[Any], length: int, build: Build, spliced: tuple[int, ...]) -> None:
    if not length:
        values.append(build([]))
        return
    children = values[-length:]
    del stack[-length:], values[-length:]
    if spliced:
        flat: list[Any] = []
        for index, child in enumerate(children):
            if index in spliced and child.__class__ is Collected:
                flat += child
            else:
                flat.append(child)
        children = flat
    values.append(build(children))


UNARY = frozenset({"MINUS", "NOT"})


class Operators(list[Token]):
    """`!` and `-` in a row; the grammar has only one at a time."""


def chained_unary(type_: str, token: Token, values: list[Any]) -> bool:
    """Take `!!x` and `- -x`, which the grammar does not know."""
    if type_ not in UNARY or not values:
        return False
    top = values[-1]
    if isinstance(top, Operators):
        top.append(token)
        return True
    if isinstance(top, Token) and top.type in UNARY:
        values[-1] = Operators([top, token])
        return True
    return False


def unexpected(token: Token, row: Mapping[str, object], values: list[Any]) -> HclSyntaxError:
    """What to say of a token that cannot stand where it stands."""
    start, end = token.start, max(token.end, token.start + 1)
    if token.type == "NL_OR_COMMENT" and "EQ" not in row:
        detail = "Expected the start of an expression, or the rest of it, before the end of the line."
        if "LBRACE" in row:
            return HclSyntaxError(
                "Invalid block definition",
                "A block definition must have block content delimited by \"{\" and \"}\", starting on the same line "
                "as the block header.",
                start,
                end,
            )
        return HclSyntaxError("Invalid expression", detail, start, end)
    if "EQ" in row and "LBRACE" in row:
        return HclSyntaxError(
            "Invalid block definition" if token.type != "NL_OR_COMMENT" else "Invalid block definition",
            'Either a quoted string block label or an opening brace ("{") is expected here, or "=" for an argument.',
            start,
            end,
        )
    if "NL_OR_COMMENT" in row and "RBRACE" in row and "COMMA" in row:
        detail = "Expected a newline or comma to mark the beginning of the next attribute."
        return HclSyntaxError("Missing attribute separator", detail, start, end)
    if "NL_OR_COMMENT" in row and values and not isinstance(values[-1], Token):
        detail = "An argument definition must end with a newline."
        return HclSyntaxError("Missing newline after argument", detail, start, end)
    if "NAME" in row and "LPAR" not in row:
        detail = "An argument or block definition is required here. To set an argument, use the equals sign."
        return HclSyntaxError("Argument or block definition required", detail, start, end)
    if "COMMA" in row and "RSQB" in row:
        return HclSyntaxError("Missing item separator", "Expected a comma to mark the beginning of the next item.", start, end)
    if "COMMA" in row and "RPAR" in row:
        return HclSyntaxError("Missing argument separator", "A comma is required to separate each function argument from the next.", start, end)
    what = f'"{token.text}"' if token.text.strip() else "the end of the text" if token.type == "$END" else "a new line"
    return HclSyntaxError("Invalid expression", f"Expected the start of an expression, but found {what}.", start, end)

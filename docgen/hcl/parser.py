"""Text to syntax tree: the entry points of this package.

python-hcl2's grammar does the parsing (`docgen.hcl.tables`); the lexer and the builders are ours.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from docgen.hcl.build_body import BODIES, Content, body_of
from docgen.hcl.build_expression import EXPRESSIONS
from docgen.hcl.build_template import TEMPLATES
from docgen.hcl.lexer import Lexer
from docgen.hcl.machine import PER_LEVEL, Machine, UnexpectedToken
from docgen.hcl.nodes import Attribute, Body, Expression, Template
from docgen.hcl.syntax_errors import complaint
from docgen.hcl.tables import load_table
from docgen.hcl.token import INVALID, NAME, Problem, Token
from docgen.source.diagnostic import Diagnostic, Result, error
from docgen.source.text import SourceFile

DEPTH = 500
MARKERS = re.compile(r"^(?:<{7}(?= )|={7}(?=\r?$)|>{7}(?= ))", re.MULTILINE)
EMPTY = Body(0, 0, (), ())


def parse_body(file: SourceFile, depth: int = DEPTH) -> Result[Body]:
    """A .tf or .tfvars file. Where its syntax is broken the body is empty, and one diagnostic says where."""
    lexer = Lexer(file.text, depth)
    problems: list[Problem] = []
    content = parsed(lexer, lexer.lex_body(), problems, depth)
    if content is None:
        return Result(EMPTY, merge_conflict(file) or diagnostics_of(problems, file))
    body = body_of(content.items, 0, len(file.text), problems)
    return Result(body, diagnostics_of(problems, file))


def merge_conflict(file: SourceFile) -> tuple[Diagnostic, ...]:
    """One diagnostic where the text holds the three markers that git writes around a conflict; else nothing.

    https://git-scm.com/docs/git-merge#_how_conflicts_are_presented
    """
    found = list(MARKERS.finditer(file.text))
    if not {"<<<<<<<", "=======", ">>>>>>>"} <= {each.group() for each in found}:
        return ()
    detail = (
        "The file holds the markers of a merge conflict that is not resolved: <<<<<<<, ======= and >>>>>>>. "
        "Keep one side of it, and remove the three lines."
    )
    return (error("Unresolved merge conflict", detail, file.span(found[0].start(), found[0].end())),)


def parse_expression(file: SourceFile, depth: int = DEPTH) -> Result[Expression | None]:
    """A text that is one expression; newlines mean nothing, as if it were in parentheses."""
    lexer = Lexer(file.text + "\n", depth)  # for a heredoc, whose marker ends its line
    problems: list[Problem] = []
    expression = parsed_value(lexer, lexer.lex_expression(), problems, depth)
    for index, each in enumerate(problems):
        if each.summary == "Invalid multi-line string" and each.start >= len(file.text):
            detail = 'No closing quote (") was found for the string before the end of the text.'
            problems[index] = Problem("Unterminated template string", detail, each.start, each.end)
    return Result(expression, diagnostics_of(problems, file))


def is_unfinished(text: str, depth: int = DEPTH) -> bool:
    """Whether a bracket or heredoc of this expression is still open, so that another line may follow.

    After an empty line nothing follows: it is how one who types says that this is all.
    Source: https://github.com/hashicorp/terraform/blob/v1.11.4/internal/repl/continuation.go
    """
    if not text.rpartition("\n")[2].strip():
        return False
    lexer = Lexer(text + "\n", depth)
    lexer.lex_expression()
    return len(lexer.levels) > 1 and not lexer.stopped and lexer.problem is None


def parse_template(file: SourceFile, depth: int = DEPTH) -> Result[Template | None]:
    """A text that is one template, as templatefile() reads it: quotes and backslashes are plain characters.

    As between quotes, a template that is nothing but `${x}` is the value of x, whatever its type.
    """
    lexer = Lexer(file.text, depth)
    problems: list[Problem] = []
    template = parsed_value(lexer, lexer.lex_template(), problems, depth)
    return Result(template if isinstance(template, Template) else None, diagnostics_of(problems, file))


def parse_string(
    text: str, place: Callable[[int], int], depth: int = DEPTH
) -> tuple[Template | None, list[Problem]]:
    """A template that is written as a string of another language; `place` says where each character is."""
    lexer = Lexer(text, depth)
    tokens = [
        Token(each.kind, each.text, place(each.start), place(each.end)) for each in lexer.lex_template()
    ]
    if lexer.problem is not None:
        told = lexer.problem
        lexer.problem = Problem(told.summary, told.detail, place(told.start), place(told.end))
    problems: list[Problem] = []
    template = parsed_value(lexer, tokens, problems, depth)
    return template if isinstance(template, Template) else None, problems


def parsed_value(lexer: Lexer, tokens: list[Token], problems: list[Problem], depth: int) -> Expression | None:
    """The grammar begins with a body: the expression is read as the only argument of one."""
    content = parsed(lexer, [*ARGUMENT, *tokens], problems, depth)
    if content is None or problems:
        return None
    [attribute] = content.items
    return attribute.expression if isinstance(attribute, Attribute) else None


def parsed(lexer: Lexer, tokens: list[Token], problems: list[Problem], depth: int) -> Content | None:
    try:
        found = machine().run(tokens, problems, depth)
    except Problem as problem:
        problems[:] = [problem]
        return None
    if isinstance(found, UnexpectedToken):
        told = lexer.problem if found.token.kind == INVALID else None
        problems[:] = [told or complaint(found, only_expression=tokens[0] is ARGUMENT[0])]
        return None
    return found if isinstance(found, Content) else None


def diagnostics_of(problems: list[Problem], file: SourceFile) -> tuple[Diagnostic, ...]:
    return tuple(
        error(each.summary, each.detail, file.span(each.start, min(each.end, len(file.text))))
        for each in sorted(problems, key=lambda each: each.start)
    )


@cache
def machine() -> Machine:
    return Machine(load_table(), {**BODIES, **EXPRESSIONS, **TEMPLATES}, DEEPENS)


ARGUMENT = (Token(NAME, "", 0, 0), Token("EQ", "", 0, 0))
# What makes a tree deeper, in twentieths of a level: see PER_LEVEL.
DEEPENS: Mapping[str, int] = MappingProxyType(
    {"binary_op": 1}
    | dict.fromkeys(
        (
            "block",
            "conditional",
            "unary_op",
            "tuple",
            "object",
            "function_call",
            "get_attr_expr_term",
            "index_expr_term",
            "attr_splat_expr_term",
            "full_splat_expr_term",
            "for_tuple_expr",
            "for_object_expr",
            "string",
            "expr_term: LPAR expression RPAR",
        ),
        PER_LEVEL,
    )
)

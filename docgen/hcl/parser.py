"""Files, expressions and templates to syntax trees."""

from collections.abc import Iterator

from docgen.hcl.driver import run
from docgen.hcl.failure import HclSyntaxError
from docgen.hcl.lexer import Token, lex, lex_template
from docgen.hcl.nodes import Body, Expression, Template
from docgen.source.diagnostic import Diagnostic, Result, error
from docgen.source.text import SourceFile

DEEPEST = 500  # levels of brackets, templates and blocks: evaluation recurses on them
EMPTY = Body(0, 0, (), ())


def parse_body(file: SourceFile, deepest: int = DEEPEST) -> Result[Body]:
    """A configuration or tfvars file; after a syntax error the body is empty."""
    try:
        tokens = lex(file.text, deepest)
        body = run(tokens)
    except HclSyntaxError as problem:
        return Result(EMPTY, (diagnostic(problem, file),))
    assert isinstance(body, Body)  # noqa: S101 - the grammar's start symbol
    return Result(body, tuple(refused_in(body, file)))


def parse_expression(file: SourceFile, deepest: int = DEEPEST) -> Result[Expression | None]:
    """The whole text as one expression; line breaks mean nothing in it."""
    try:
        tokens = [each for each in lex(file.text, deepest) if each.type != "NL_OR_COMMENT"]
        body = run([Token("NAME", "expression", 0, 0), Token("EQ", "=", 0, 0), *tokens])
    except HclSyntaxError as problem:
        return Result(None, (diagnostic(problem, file),))
    assert isinstance(body, Body)  # noqa: S101 - the grammar's start symbol
    return Result(body.attributes[0].expression)


def parse_template(file: SourceFile, deepest: int = DEEPEST) -> Result[Template | None]:
    """A template file: text with `${…}` and `%{…}`, no quotes around it and no escapes in it."""
    try:
        body = run(lex_template(file.text, deepest))
    except HclSyntaxError as problem:
        return Result(None, (diagnostic(problem, file),))
    template = body.attributes[0].expression
    assert isinstance(template, Template)  # noqa: S101 - the lexer put it between template marks
    return Result(template)


def diagnostic(problem: HclSyntaxError, file: SourceFile) -> Diagnostic:
    end = min(problem.end, len(file.text))
    return error(problem.summary, problem.detail, file.span(min(problem.start, end), end))


def refused_in(body: Body, file: SourceFile) -> Iterator[Diagnostic]:
    """What the grammar lets pass and HCL does not: an argument given twice."""
    stack = [body]
    while stack:
        top = stack.pop()
        seen: dict[str, int] = {}
        for attribute in top.attributes:
            if attribute.name in seen:
                first = file.line_of(seen[attribute.name])
                detail = f'The argument "{attribute.name}" was already set at {file.path}:{first}. Each argument may be set only once.'
                yield error("Attribute redefined", detail, file.span(attribute.start, attribute.name_end))
            seen.setdefault(attribute.name, attribute.start)
        stack += [each.body for each in reversed(top.blocks)]

"""Builds syntax nodes from python-hcl2's rules for `"…${…}…"` and heredocs.

Follows hclsyntax's parser_template.go: https://github.com/hashicorp/hcl/blob/main/hclsyntax/parser_template.go
"""

import re
from collections.abc import Mapping
from itertools import groupby
from types import MappingProxyType
from typing import TypeAlias

import msgspec

from docgen.hcl.lexer import BLANKS
from docgen.hcl.machine import Builder, Children
from docgen.hcl.nodes import Interpolation, Template, TemplateFor, TemplateIf, TemplatePart, Text
from docgen.hcl.token import Problem, Token
from docgen.source.text import composed

ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|\$\$\{|%%\{")
DOUBLED = re.compile(r"\$\$\{|%%\{")
ESCAPES: Mapping[str, str] = MappingProxyType({"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"})
NO_LIMIT = 1 << 60
SURROGATES = range(0xD800, 0xE000)
LAST_CHARACTER = 0x10FFFF
Problems: TypeAlias = list[Problem]


class Marker(msgspec.Struct, frozen=True):
    """`%{…}`, or `${…}` with a `~`, on its way into a template."""

    start: int
    end: int
    kind: str  # interpolation, if, else, endif, for, endfor
    pieces: Children
    strips_before: bool  # `~`: eats the blanks on that side
    strips_after: bool


Part: TypeAlias = Text | Interpolation | Marker


def build_interpolation(pieces: Children, _: Problems) -> Interpolation | Marker:
    opening, expression, closing = pieces
    if opening.text == "${" and closing.text == "}":
        return Interpolation(opening.start, closing.end, expression)
    return marker("interpolation", pieces)


def marker(kind: str, pieces: Children) -> Marker:
    opening, closing = pieces[0], pieces[-1]
    before = opening.text.endswith("~")
    after = closing.text.startswith("~")
    return Marker(opening.start, closing.end, kind, pieces, before, after)


def build_directive(kind: str) -> Builder:
    def build(pieces: Children, _: Problems) -> Marker:
        return marker(kind, pieces)

    return build


def text_of_token(token: Token) -> Template:
    """A quoted string in which nothing is special."""
    value = token.text[1:-1]
    if not value:
        return Template(token.start, token.end, ())
    return Template(token.start, token.end, (Text(token.start + 1, token.end - 1, composed(value)),))


def build_string(pieces: Children, problems: Problems) -> Template:
    opening, closing = pieces[0], pieces[-1]
    quoted = opening.text == '"'
    parts: list[Part] = []
    marked = False
    for each in pieces[1] if len(pieces) > 2 else ():  # noqa: PLR2004 - with anything between the quotes
        if each.__class__ is Token:
            parts.append(Text(each.start, each.end, unescape(each, problems, quoted=quoted)))
        else:
            parts.append(each)
            marked = marked or each.__class__ is Marker
    if marked:
        parts = stripped(parts)
    if opening.text.startswith("<<-"):
        parts = flushed(parts)
    whole = joined(parts)
    found = assembled(whole, problems)
    return Template(opening.start, closing.end, found, heredoc=opening.text.startswith("<<"))


def unescape(token: Token, problems: Problems, *, quoted: bool) -> str:
    text = token.text
    if "{" in text or (quoted and "\\" in text):

        def resolved(found: re.Match[str]) -> str:
            if found[0][0] != "\\":
                return found[0][1:]
            return escaped(found, token.start + found.start(), problems)

        text = (ESCAPE if quoted else DOUBLED).sub(resolved, text)
    return text


def escaped(found: re.Match[str], start: int, problems: Problems) -> str:
    digits = found[1] or found[2]
    letter = found[3]
    if digits is not None:
        code = int(digits, 16)
        if code <= LAST_CHARACTER and code not in SURROGATES:
            return chr(code)
        detail = (
            f"There is no character U+{code:04x}. Write characters beyond U+ffff as \\U and eight digits."
        )
    elif letter in ESCAPES:
        return ESCAPES[letter]
    elif letter in "uU":
        count = "four" if letter == "u" else "eight"
        detail = f"\\{letter} must be followed by {count} hexadecimal digits."
    else:
        detail = f'\\{letter} is no escape sequence. For a backslash write "\\\\".'
    problems.append(Problem("Invalid escape sequence", detail, start, start + len(found[0])))
    return ""


def stripped(parts: list[Part]) -> list[Part]:
    """`~` eats the blanks of the neighbouring piece of text; in a heredoc that is the rest of one line."""
    found = list(parts)
    for place, part in enumerate(parts):
        if not isinstance(part, Marker):
            continue
        if part.strips_before and place and isinstance(before := found[place - 1], Text):
            found[place - 1] = with_value(before, before.value.rstrip(BLANKS))
        if part.strips_after and place + 1 < len(found) and isinstance(after := found[place + 1], Text):
            found[place + 1] = with_value(after, after.value.lstrip(BLANKS))
    return found


def with_value(text: Text, value: str) -> Text:
    return Text(text.start, text.end, value)


def flushed(parts: list[Part]) -> list[Part]:
    """`<<-`: without the indentation that all lines share. A line of blanks does not count."""
    fewest = NO_LIMIT
    leading: list[int] = []
    at_line_start = True
    for place, part in enumerate(parts):
        value = part.value if isinstance(part, Text) else ""
        if at_line_start:
            rest = value.lstrip(BLANKS)
            if rest or not value.endswith("\n"):
                fewest = min(fewest, len(value) - len(rest))
                leading.append(place)
        at_line_start = value.endswith("\n")
    found = list(parts)
    for place in leading:
        part = found[place]
        if isinstance(part, Text):
            found[place] = with_value(part, part.value[fewest:])
    return found


def joined(parts: list[Part]) -> list[Part]:
    """Neighbouring pieces of text made one, and all text in Unicode's composed form."""
    found: list[Part] = []
    for is_text, run in groupby(parts, key=lambda part: isinstance(part, Text)):
        found += [one_text(list(run))] if is_text else run
    return found


def one_text(run: list[Part]) -> Text:
    value = "".join(each.value for each in run if isinstance(each, Text))
    return Text(run[0].start, run[-1].end, composed(value))


# -- directives ------------------------------------------------


class Branch(msgspec.Struct):
    """A directive that waits for its end."""

    marker: Marker
    parts: list[TemplatePart]
    yes: list[TemplatePart] | None = None  # of an `if` whose `else` has come


def assembled(parts: list[Part], problems: Problems) -> tuple[TemplatePart, ...]:
    """The flat pieces as a tree: `%{ if }` to `%{ endif }` is one part."""
    found: list[TemplatePart] = []
    branches: list[Branch] = []
    for part in parts:
        current = branches[-1].parts if branches else found
        if not isinstance(part, Marker):
            current.append(part)
        elif part.kind == "interpolation":
            current.append(Interpolation(part.start, part.end, part.pieces[1]))
        elif part.kind in ENDINGS:
            branches.append(Branch(part, []))
        elif branches and part.kind == "else" and is_open_if(branches[-1]):
            branches[-1].yes = branches[-1].parts
            branches[-1].parts = []
        elif branches and part.kind == ENDINGS[branches[-1].marker.kind]:
            branch = branches.pop()
            (branches[-1].parts if branches else found).append(closed(branch, part))
        else:
            problems.append(unexpected(part, branches))
            return ()
    if branches:
        last = branches[-1].marker
        detail = (
            f'The "{last.kind}" directive has no "{ENDINGS[last.kind]}". Write %{{ {ENDINGS[last.kind]} }}.'
        )
        problems.append(Problem("Unexpected end of template", detail, last.start, last.end))
        return ()
    return tuple(found)


def is_open_if(branch: Branch) -> bool:
    return branch.marker.kind == "if" and branch.yes is None


def closed(branch: Branch, end: Marker) -> TemplatePart:
    start = branch.marker.start
    pieces = branch.marker.pieces
    parts = tuple(branch.parts)
    if branch.marker.kind == "if":
        yes, no = (parts, ()) if branch.yes is None else (tuple(branch.yes), parts)
        return TemplateIf(start, end.end, pieces[2], yes, no)
    if len(pieces) == 6:  # noqa: PLR2004 - %{ for value in collection }
        return TemplateFor(start, end.end, None, pieces[2].text, pieces[4], parts)
    return TemplateFor(start, end.end, pieces[2].text, pieces[4].text, pieces[6], parts)


def unexpected(found: Marker, branches: list[Branch]) -> Problem:
    if not branches:
        detail = f'No directive is open here that "{found.kind}" could belong to.'
    elif found.kind == "else" and branches[-1].marker.kind == "if":
        detail = 'This "if" directive has an "else" already.'
    else:
        kind = branches[-1].marker.kind
        detail = f'The "{kind}" directive before must be closed with "{ENDINGS[kind]}" first.'
    return Problem(f"Unexpected {found.kind} directive", detail, found.start, found.end)


ENDINGS: Mapping[str, str] = MappingProxyType({"if": "endif", "for": "endfor"})
TEMPLATES: Mapping[str, Builder] = MappingProxyType(
    {
        "string": build_string,
        "interpolation": build_interpolation,
        "template_if_start": build_directive("if"),
        "template_else": build_directive("else"),
        "template_endif": build_directive("endif"),
        "template_for_start": build_directive("for"),
        "template_endfor": build_directive("endfor"),
    }
)

"""The messages for syntax errors, where no rule of the grammar can continue.

The parser knows which token it cannot take, which could have come instead, and which are still open. Summaries
are Terraform's own: https://github.com/hashicorp/hcl/blob/main/hclsyntax/parser.go
"""

from collections.abc import Callable
from typing import TypeAlias

import msgspec

from docgen.hcl.machine import UnexpectedToken
from docgen.hcl.token import (
    CHARACTERS,
    DIRECTIVE,
    END,
    FRACTION,
    INTEGER,
    INTERPOLATION,
    NAME,
    NEWLINE,
    QUOTE,
    STRING,
    Problem,
    Token,
)
from docgen.source.diagnostic import did_you_mean

KEYWORDS = ("if", "for", "else", "endif", "endfor")
BAD_FOR = "Invalid 'for' expression"
NO_CLOSING = "It is not closed before the end of the text: perhaps a bracket further up is not closed either."
Message: TypeAlias = tuple[str, str]


class Place(msgspec.Struct, frozen=True):
    """The position where the parser cannot continue."""

    found: Token
    expected: frozenset[str]
    before: tuple[Token, ...]
    only_expression: bool  # the whole text should be one expression

    @property
    def last(self) -> Token:
        return self.before[-1] if self.before else Token(END, "", 0, 0)

    @property
    def at_end(self) -> bool:
        return self.found.kind == END

    @property
    def shown(self) -> str:
        """The found token, in words."""
        if self.at_end:
            return "the end of the text"
        return "the end of the line" if self.found.kind == NEWLINE else f'"{self.found.text}"'

    @property
    def opening(self) -> Token:
        """The bracket that is open here."""
        return next((each for each in reversed(self.before) if each.kind in OPENING), self.found)

    def allows(self, *kinds: str) -> bool:
        return self.expected.issuperset(kinds)

    def innermost(self, *words: str) -> Token | None:
        """The open token nearest to here that is one of the words."""
        return next((each for each in reversed(self.before) if each.text in words), None)


def complaint(stuck: UnexpectedToken, *, only_expression: bool) -> Problem:
    expected, before = stuck.expected, stuck.before
    if (
        before and before[-1].kind == NAME and expected >= {"LPAR", "PLUS"}
    ):  # a variable, unless a call follows
        expected, before = expected - {"LPAR"}, before[:-1]
    place = Place(stuck.token, expected, before, only_expression)
    summary, detail = next(filter(None, (say(place) for say in EXPLAINERS)), UNKNOWN)
    subject = place.opening if place.at_end and summary in UNCLOSED else stuck.token
    end = subject.start + 1 if subject.kind == NEWLINE else subject.end
    return Problem(summary, detail, subject.start, end)


def explain_name(place: Place) -> Message | None:
    """After a dot."""
    if place.last.kind != "DOT":
        return None
    if place.found.kind == FRACTION:
        first, _, second = place.found.text.partition(".")
        detail = f"Two indices in a row need brackets: write [{first}][{second}]."
        return "Invalid legacy index syntax", detail
    return "Invalid attribute name", f"A name must follow the dot, not {place.shown}."


def explain_directive(place: Place) -> Message | None:
    """After `%{`, and up to its brace."""
    if place.last.kind == DIRECTIVE:
        if place.found.kind == NAME:
            near = did_you_mean(place.found.text, KEYWORDS)
            detail = f'"{place.found.text}" is no template keyword: those are {", ".join(KEYWORDS)}.{near}'
            return "Invalid template control keyword", detail
        detail = f"One of {', '.join(KEYWORDS)} must follow %{{, not {place.shown}."
        return "Invalid template directive", detail
    opening = place.innermost("${", "${~", "%{", "%{~", "(", "[", "{", "?")
    if opening is None or opening.kind != DIRECTIVE:
        return None
    keyword = place.before[place.before.index(opening) + 1].text
    if place.allows("RBRACE"):
        detail = f"The closing brace of %{{ {keyword} }} must come here, not {place.shown}."
        return f"Extra characters in {keyword} marker", detail
    if keyword == "for" and not place.allows("LPAR"):
        detail = f'The form is "%{{ for value in collection }}" or "%{{ for key, value in collection }}"; this is {place.shown}.'
        return "Invalid 'for' directive", detail
    return None


def explain_for(place: Place) -> Message | None:
    """Between `[for` or `{for` and its end."""
    if place.allows("LPAR", "MINUS"):
        return None
    if place.allows("FOR_OBJECT_ARROW"):
        return BAD_FOR, "In braces the result is an object, which needs a key: {for k, v in c : k => v}."
    if place.allows("IF") and place.found.kind == "FOR_OBJECT_ARROW":
        return (
            BAD_FOR,
            "In square brackets the result is a list, which has no keys. Use braces for an object.",
        )
    if place.allows("IF") and place.found.kind == "ELLIPSIS":
        return BAD_FOR, 'Only an object, in braces, can group its values with "...".'
    word = place.innermost("for", "in", "if", "(", "[", "{", "?", "${", "${~")
    if place.allows("IF") or (word is not None and word.text == "if"):
        return BAD_FOR, f"The expression must end here with its closing bracket, not with {place.shown}."
    if place.allows("IN") or (place.expected == {NAME} and word is not None and word.text == "for"):
        form = '"for value in collection :" or "for key, value in collection :"'
        return BAD_FOR, f"It begins with {form}; this is {place.shown}."
    if place.allows("COLON") and word is not None and word.text == "in":
        return BAD_FOR, f"A colon must follow the collection, not {place.shown}."
    return None


def explain_expression(place: Place) -> Message | None:
    """Explains an error where an expression should begin."""
    if not place.allows("LPAR", "MINUS", INTEGER):
        return None
    if place.at_end:
        return "Missing expression", "A value is missing at the end of the text."
    if place.found.kind == "ASTERISK" and place.last.kind == "LSQB" and not place.allows("RSQB"):
        return "Missing close bracket on splat index", 'The star must be followed by "]" at once: [*].'
    return "Invalid expression", f"A value is expected here; {place.shown} cannot begin one."


def explain_item(place: Place) -> Message | None:
    """Explains an error where an argument or a block should be."""
    if place.allows("EQ", "LBRACE"):
        detail = f'For an argument, "=" must follow "{place.last.text}"; for a block, a label or "{{" on the same line.'
        return "Argument or block definition required", detail
    if place.allows("LBRACE", QUOTE, NAME):
        detail = f"A label or the opening brace of the block must be on this line, not {place.shown}."
        return "Invalid block definition", detail
    if place.last.kind == "RBRACE" and place.allows(NEWLINE):
        return "Missing newline after block definition", f"A block ends its line; here follows {place.shown}."
    if not place.allows(NAME) or place.allows(CHARACTERS):
        return None
    if place.found.kind in {QUOTE, STRING}:
        return "Invalid argument name", "The name of an argument is written without quotes."
    if place.at_end:
        return "Unclosed configuration block", f"The block has no closing brace. {NO_CLOSING}"
    detail = f"An argument or a block is expected here; {place.shown} cannot begin one."
    return "Argument or block definition required", detail


def explain_object(place: Place) -> Message | None:
    if place.at_end and (place.allows("EQ", "COLON") or place.allows(NEWLINE, "COMMA")):
        return "Unterminated object constructor expression", NO_CLOSING
    if place.allows("EQ", "COLON"):
        if place.found.kind in {NEWLINE, "COMMA"}:
            return "Missing attribute value", 'After its key an item needs "=" and a value.'
        detail = (
            f'After the key there must be "=", not {place.shown}. A key with spaces or dots needs quotes.'
        )
        return "Missing key/value separator", detail
    if place.allows(NEWLINE, "COMMA"):
        return "Missing attribute separator", f"A comma or a new line must come before {place.shown}."
    return None


def explain_bracket(place: Place) -> Message | None:
    """After a value, inside some bracket."""
    if place.allows("COMMA", "RSQB"):
        if place.at_end:
            return "Unterminated tuple constructor expression", NO_CLOSING
        return "Missing item separator", f"A comma must come between two items; this is {place.shown}."
    if place.allows("COMMA", "RPAR"):
        if place.at_end:
            return "Unterminated function call", NO_CLOSING
        return "Missing argument separator", f"A comma must come between two arguments, not {place.shown}."
    if place.allows("RPAR"):
        if place.allows("PLUS"):
            return "Unbalanced parentheses", f'")" must end the expression in parentheses, not {place.shown}.'
        return "Missing closing parenthesis", 'The "..." comes after the last argument: ")" must follow.'
    if place.allows("RSQB"):
        return "Missing close bracket on index", f'"]" must follow the index, not {place.shown}.'
    return None


def explain_value(place: Place) -> Message | None:
    """After a value that nothing else explains."""
    if place.allows("COLON", "PLUS"):
        detail = f'A conditional has three parts, "condition ? yes : no": the colon is missing before {place.shown}.'
        return "Missing false expression in conditional", detail
    if place.allows(CHARACTERS):
        return (
            "Unterminated template string",
            "The template has no end: its closing quote or marker is missing.",
        )
    if place.allows(NEWLINE) or (place.only_expression and place.allows(END)):
        return explain_argument(place)
    if place.innermost("${", "${~") is not None:
        if place.at_end or place.found.kind in {QUOTE, STRING}:
            return "Unclosed template interpolation sequence", "The closing brace of ${ is missing."
        detail = (
            f"After the value the closing brace of ${{ must follow, not {place.shown}. If this is text for another "
            "language, write $${ for a literal ${."
        )
        return "Extra characters after interpolation expression", detail
    return None


def explain_argument(place: Place) -> Message:
    if place.only_expression and len(place.before) == 2:
        return (
            "Extra characters after expression",
            f"The expression ends before {place.shown}. Remove the rest.",
        )
    if len(place.before) > 2 and place.before[-3].kind == "LBRACE":
        if place.at_end:
            return "Unclosed configuration block", f"The block has no closing brace. {NO_CLOSING}"
        detail = f'A block on one line holds one argument: "}}" must follow it, not {place.shown}.'
        return "Invalid single-argument block definition", detail
    if place.found.kind == "COMMA":
        return "Unexpected comma after argument", "Each argument needs a line of its own, without commas."
    return "Missing newline after argument", f"An argument ends its line; here follows {place.shown}."


EXPLAINERS: tuple[Callable[[Place], Message | None], ...] = (
    explain_name,
    explain_directive,
    explain_for,
    explain_expression,
    explain_item,
    explain_object,
    explain_bracket,
    explain_value,
)
OPENING = frozenset({"LPAR", "LSQB", "LBRACE", INTERPOLATION})
UNCLOSED = frozenset(
    {
        "Unclosed configuration block",
        "Unclosed template interpolation sequence",
        "Unterminated function call",
        "Unterminated object constructor expression",
        "Unterminated tuple constructor expression",
    }
)
UNKNOWN = ("Invalid expression", "This is not allowed here.")

"""The smallest pieces of a file, under the names that python-hcl2's grammar gives its terminals."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec


class Token(msgspec.Struct, frozen=True, gc=False):
    """The piece `text` at `[start:end]`.

    `kind` is a terminal of the grammar. Three kinds are whole rules, read in one step because they are
    so frequent: STRING, ATTRIBUTE and NEWLINE. They are allowed where the rule's first terminal is.
    """

    kind: str
    text: str
    start: int
    end: int


NAME = "NAME"
QUOTE = "DBLQUOTE"  # also the two ends of a heredoc, and of a template that is a whole file
CHARACTERS = "STRING_CHARS"
INTERPOLATION = "INTERP_START"
DIRECTIVE = "DIRECTIVE_START"
INTEGER = "INT_LITERAL"
FRACTION = "FLOAT_LITERAL"
END = "$END"
INVALID = "INVALID"  # what no rule accepts: the lexer stopped here, and knows why

STRING = "string"
ATTRIBUTE = "get_attr"
NEWLINE = "new_line_or_comment"

PUNCTUATION: Mapping[str, str] = MappingProxyType(
    {
        "...": "ELLIPSIS",
        "=>": "FOR_OBJECT_ARROW",
        "==": "DOUBLE_EQ",
        "!=": "NEQ",
        "<=": "LEQ",
        ">=": "GEQ",
        "&&": "DOUBLE_AMP",
        "||": "DOUBLE_PIPE",
        "=": "EQ",
        ":": "COLON",
        "+": "PLUS",
        "-": "MINUS",
        "*": "ASTERISK",
        "/": "SLASH",
        "%": "PERCENT",
        "<": "LT",
        ">": "GT",
        "!": "NOT",
        "?": "QMARK",
        ".": "DOT",
        ",": "COMMA",
        "(": "LPAR",
        ")": "RPAR",
        "[": "LSQB",
        "]": "RSQB",
        "{": "LBRACE",
        "}": "RBRACE",
    }
)

BRACKETS = frozenset("()[]{*")  # the signs after which the lexer must look around

# HCL reserves no word: a name is one of these only where the grammar could go on with it.
KEYWORDS: Mapping[str, str] = MappingProxyType(
    {
        "if": "IF",
        "in": "IN",
        "for": "FOR",
        "else": "ELSE",
        "endif": "ENDIF",
        "endfor": "ENDFOR",
        "null": "NULL",
        "true": "TRUE",
        "false": "FALSE",
    }
)


class Problem(Exception):  # noqa: N818 - the user's mistake, turned into a diagnostic by docgen.hcl.parser
    """An error in `text[start:end]`."""

    def __init__(self, summary: str, detail: str, start: int, end: int) -> None:
        super().__init__(summary)
        self.summary = summary
        self.detail = detail
        self.start = start
        self.end = end


LITERALS: Mapping[str, bool | None] = MappingProxyType({"true": True, "false": False, "null": None})

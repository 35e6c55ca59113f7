"""Text to tokens: the terminals of python-hcl2's grammar, found by rules of our own.

Newlines matter between arguments and nowhere inside `( [ ${ %{` or an object `for`; comments never do. Heredocs
come out as quoted strings do, so that what is interpolated in them is parsed like everything else.
Source of the rules: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#lexical-elements
"""

import re
from typing import NamedTuple

from docgen.hcl.failure import HclSyntaxError


class Token(NamedTuple):
    type: str
    text: str
    start: int
    end: int


PUNCTUATION = {
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
}
COMMENT = r"(?:\#[^\n]*|//[^\n]*|/\*(?s:.*?)\*/)"
TOKEN = re.compile(
    rf"""(?P<space>(?:[ \t]+|\r(?=\n)|{COMMENT})+)
    |(?P<newline>\n)
    |(?P<name>[^\W\d][\w-]*(?:[ \t]*::[ \t]*[^\W\d][\w-]*)*)
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<quote>")
    |(?P<heredoc><<(?P<flush>-?)(?P<marker>[^\W\d][\w-]*)\r?\n)
    |(?P<fullsplat>\[\s*\*\s*\])
    |(?P<attrsplat>\.\s*\*)
    |(?P<open>[(\[{{])
    |(?P<close>~?\}}|\)|\])
    |(?P<operator>\.\.\.|=>|==|!=|<=|>=|&&|\|\||[=:+\-*/%<>!?.,])""",
    re.VERBOSE,
)
# A line outside brackets cannot begin with one of these: the expression before it has ended.
NEVER_LEADS = frozenset("== != < > <= >= * / % && || + ? : => ...".split())
CALL_FOLLOWS = re.compile(r"[ \t]*\(")
FOR_FOLLOWS = re.compile(rf"(?:\s|{COMMENT})*for\b(?![\w-])(?!\s*[=:])")
QUOTED_RUN = re.compile(r"(?:[^\"\\$%\n]|\\.|\$\$\{|%%\{|\$(?!\{)|%(?!\{))+")
HEREDOC_RUN = re.compile(r"(?:[^$%\n]|\$\$\{|%%\{|\$(?!\{)|%(?!\{))*\n?")
TEMPLATE_RUN = re.compile(r"(?:[^$%]|\$\$\{|%%\{|\$(?!\{)|%(?!\{))+")
LINE = re.compile(r"[^\n]*")
CLOSERS = {"(": ")", "[": "]", "{": "}"}
QUOTED, HEREDOC, TEMPLATE, INSIDE = "quoted", "heredoc", "template", "${"


class Lexer:
    """One pass over one text."""

    def __init__(self, text: str, deepest: int) -> None:
        self.text = text
        self.deepest = deepest
        self.tokens: list[Token] = []
        self.position = 1 if text.startswith("\ufeff") else 0
        self.modes: list[str] = []  # what must close next: ")" "]" "}", or a kind of template
        self.opened: list[int] = []  # where each of them began
        self.quiet = False  # newlines mean nothing here
        self.was_quiet: list[bool] = []
        self.markers: list[str] = []
        self.line_is_new = True

    def push(self, type_: str, text: str, end: int) -> None:
        self.tokens.append(Token(type_, text, self.position, end))
        self.position = end

    def enter(self, mode: str, *, quiet: bool) -> None:
        if len(self.modes) >= self.deepest:
            raise HclSyntaxError(
                "Nesting too deep",
                f"Brackets and templates nest deeper than {self.deepest} levels here. Split the expression, for "
                "example into local values.",
                self.position,
            )
        self.modes.append(mode)
        self.opened.append(self.position)
        self.was_quiet.append(self.quiet)
        self.quiet = quiet

    def leave(self) -> None:
        self.modes.pop()
        self.opened.pop()
        self.quiet = self.was_quiet.pop()

    def run(self) -> list[Token]:
        size = len(self.text)
        while True:
            mode = self.modes[-1] if self.modes else ""
            if mode == QUOTED:
                self.lex_quoted()
            elif mode == HEREDOC:
                self.lex_heredoc()
            elif mode == TEMPLATE:
                if self.position >= size:
                    self.push("DBLQUOTE", "", size)
                    self.leave()
                    break
                self.lex_template()
            elif self.position >= size:
                break
            else:
                self.lex_plain()
        if self.modes:
            raise self.unclosed()
        if not self.line_is_new:
            self.push("NL_OR_COMMENT", "\n", size)
        return self.tokens

    def unclosed(self) -> HclSyntaxError:
        mode, start = self.modes[-1], self.opened[-1]
        if mode == INSIDE:
            return HclSyntaxError(
                "Unclosed template interpolation sequence",
                "There is no closing brace for this interpolation sequence before the end of the file.",
                start,
                start + 2,
            )
        if mode == "}":
            return HclSyntaxError(
                "Unclosed configuration block",
                "There is no closing brace for this block before the end of the file. This may be caused by "
                "incorrect brace nesting elsewhere in this file.",
                start,
                start + 1,
            )
        return HclSyntaxError(
            "Unterminated expression",
            f'There is no closing "{mode}" for this bracket before the end of the file.',
            start,
            start + 1,
        )

    # -- outside templates ---------------------------------------------------------

    def lex_plain(self) -> None:
        found = TOKEN.match(self.text, self.position)
        if found is None:
            raise self.invalid_character()
        kind, end = found.lastgroup, found.end()
        if kind == "space":
            self.position = end
            return
        if kind == "newline":
            if self.quiet or self.line_is_new:
                self.position = end
            else:
                self.push("NL_OR_COMMENT", "\n", end)
                self.line_is_new = True
            return
        self.line_is_new = False
        text = found.group()
        match kind:
            case "name":
                self.lex_name(text, end)
            case "operator":
                self.refuse_leading(text)
                self.push(PUNCTUATION[text], text, end)
            case "number":
                self.lex_number(text, end)
            case "quote":
                self.enter(QUOTED, quiet=self.quiet)
                self.push("DBLQUOTE", '"', end)
            case "open":
                self.lex_open(text, end)
            case "close":
                self.lex_close(text, end)
            case "fullsplat":
                self.push("FULL_SPLAT_START", text, end)
            case "attrsplat":
                self.push("ATTR_SPLAT", text, end)
            case _:
                self.enter(HEREDOC, quiet=self.quiet)
                self.markers.append(found["marker"])
                self.push("DBLQUOTE", "<<-" if found["flush"] else "<<", end)

    def invalid_character(self) -> HclSyntaxError:
        character = self.text[self.position]
        detail = "This character is not used within the language."
        if character in "\u2018\u2019\u201c\u201d":
            detail = 'Curly quotes are not valid here: use the straight quote ".'
        elif character == "'":
            detail = 'Single quotes are not valid. Use double quotes (") to enclose strings.'
        elif character in "&|":
            detail = f'There is no "{character}" operator. Did you mean "{character * 2}"?'
        elif character == ";":
            detail = "Semicolons are not used: put each argument on a line of its own."
        return HclSyntaxError("Invalid character", detail, self.position)

    def refuse_leading(self, text: str) -> None:
        if text in NEVER_LEADS and self.tokens and self.tokens[-1].type == "NL_OR_COMMENT":
            raise HclSyntaxError(
                "Argument or block definition required",
                f'A line cannot begin with "{text}" here: the expression above ended with its line. Wrap it in '
                "parentheses to go on over several lines.",
                self.position,
                self.position + len(text),
            )

    def lex_name(self, text: str, end: int) -> None:
        if "::" in text and CALL_FOLLOWS.match(self.text, end) is None:
            detail = 'A name with "::" names a function, so parentheses with arguments must follow.'
            raise HclSyntaxError("Invalid expression", detail, self.position, end)
        self.push("NAME", text, end)

    def lex_number(self, text: str, end: int) -> None:
        after = self.text[end : end + 2]
        if "." in text and after[:1] == "." and after[1:].isdigit():
            raise HclSyntaxError("Invalid number literal", "A number has one decimal point.", self.position, end)
        self.push("INT_LITERAL" if text.isdigit() else "FLOAT_LITERAL", text, end)

    def lex_open(self, text: str, end: int) -> None:
        quiet = text != "{" or FOR_FOLLOWS.match(self.text, end) is not None
        self.enter(CLOSERS[text], quiet=quiet)
        self.push({"(": "LPAR", "[": "LSQB", "{": "LBRACE"}[text], text, end)

    def lex_close(self, text: str, end: int) -> None:
        wanted = self.modes[-1] if self.modes else ""
        right = wanted == INSIDE if text == "~}" else wanted in ({"}", INSIDE} if text == "}" else {text})
        if not right:
            expected = f' A "{wanted}" was expected.' if wanted in {")", "]", "}"} else ""
            detail = f'This "{text}" closes nothing that is open here.{expected}'
            raise HclSyntaxError("Invalid expression", detail, self.position, end)
        self.leave()
        self.push({")": "RPAR", "]": "RSQB"}.get(text, "RBRACE"), text, end)

    # -- inside templates ------------------------------------------------------------

    def opens_sequence(self) -> bool:
        return self.text.startswith(("${", "%{"), self.position)

    def lex_sequence(self) -> None:
        end = self.position + (3 if self.text.startswith("~", self.position + 2) else 2)
        text = self.text[self.position : end]
        self.enter(INSIDE, quiet=True)
        self.push("INTERP_START" if text[0] == "$" else "DIRECTIVE_START", text, end)

    def lex_quoted(self) -> None:
        here = self.text[self.position : self.position + 1]
        if here == '"':
            self.leave()
            self.push("DBLQUOTE", '"', self.position + 1)
            self.line_is_new = False
        elif self.opens_sequence():
            self.lex_sequence()
        else:
            found = QUOTED_RUN.match(self.text, self.position)
            if found is None:
                raise self.broken_string(here)
            self.push("STRING_CHARS", found.group(), found.end())

    def broken_string(self, here: str) -> HclSyntaxError:
        if here == "\n":
            return HclSyntaxError(
                "Invalid multi-line string",
                "Quoted strings may not be split over multiple lines. To produce a multi-line string, either use "
                'the \\n escape to represent a newline character or use the "heredoc" multi-line template syntax.',
                self.position,
            )
        detail = "No closing marker was found for the string."
        return HclSyntaxError("Unterminated template string", detail, self.opened[-1], self.opened[-1] + 1)

    def lex_heredoc(self) -> None:
        if self.text[self.position - 1] == "\n":
            found = LINE.match(self.text, self.position)
            line = found.group() if found else ""
            if line.strip() == self.markers[-1]:
                self.markers.pop()
                self.leave()
                self.push("DBLQUOTE", line, self.position + len(line.rstrip()))
                self.line_is_new = False
                return
        if self.position >= len(self.text):
            marker = self.markers[-1]
            detail = f'There is no line with the marker "{marker}" alone, which would end this text.'
            raise HclSyntaxError("Unterminated template string", detail, self.opened[-1], self.opened[-1] + 2)
        if self.opens_sequence():
            self.lex_sequence()
            return
        run = HEREDOC_RUN.match(self.text, self.position)
        assert run is not None  # noqa: S101 - the pattern matches the empty text
        self.push("STRING_CHARS", run.group(), run.end())

    def lex_template(self) -> None:
        if self.opens_sequence():
            self.lex_sequence()
            return
        run = TEMPLATE_RUN.match(self.text, self.position)
        assert run is not None  # noqa: S101 - what opens a sequence was dealt with above
        self.push("STRING_CHARS", run.group(), run.end())


def lex(text: str, deepest: int) -> list[Token]:
    """The tokens of a configuration file or an expression."""
    return Lexer(text, deepest).run()


def lex_template(text: str, deepest: int) -> list[Token]:
    """The tokens of a template file: as if the whole text stood in quotes, without escapes."""
    lexer = Lexer(text, deepest)
    lexer.tokens += [Token("NAME", "template", 0, 0), Token("EQ", "=", 0, 0), Token("DBLQUOTE", "", 0, 0)]
    lexer.enter(TEMPLATE, quiet=False)
    lexer.line_is_new = False
    return lexer.run()

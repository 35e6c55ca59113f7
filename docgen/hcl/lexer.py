"""Text to tokens.

The lexer decides which newlines are significant: inside `(`, `[`, `${`, `%{` and `{for`
newlines are dropped, as HCL's own scanner does. Comments are dropped everywhere.
Token rules: https://github.com/hashicorp/hcl/blob/main/hclsyntax/scan_tokens.rl
"""

import re

import msgspec

from docgen.hcl.token import (
    ATTRIBUTE,
    CHARACTERS,
    DIRECTIVE,
    END,
    FRACTION,
    INTEGER,
    INTERPOLATION,
    INVALID,
    NAME,
    NEWLINE,
    PUNCTUATION,
    QUOTE,
    STRING,
    Problem,
    Token,
)
from docgen.source.letters import name_at

COMMENT = r"(?:\#|//)[^\n]*+|/\*(?s:.*?)\*/"
CODE = re.compile(
    rf"""[ \t]*+(?:
    (?P<{NAME}>[A-Za-z_][A-Za-z0-9_-]*+(?![^\x00-\x7f]))
    |(?P<{ATTRIBUTE}>\.[A-Za-z_][A-Za-z0-9_-]*+(?![^\x00-\x7f]))
    |(?P<{NEWLINE}>(?:\r?\n[ \t]*+)++)
    |(?P<{STRING}>"[^"\\$%\r\n]*+")
    |(?P<number>[0-9](?:(?:[0-9.]|[eE][+-]?[0-9])*(?:[0-9]|[eE][+-]?[0-9]))?)
    |(?P<comment>{COMMENT})
    |(?P<heredoc><<(?:-?(?=\w)|~))
    |(?P<bracket>[(\[{{)\]*])
    |(?P<punctuation>\.\.\.|=>|==|!=|<=|>=|&&|\|\||[=+\-/%<>!?.,]|:(?!:))
    |(?P<close>~?}})
    |(?P<other>(?s:.))
    )""",
    re.VERBOSE,
)
WHOLE = frozenset({NAME, ATTRIBUTE, STRING})
GAP = re.compile(rf"(?:[ \t]|{COMMENT})*+")
WIDE_GAP = re.compile(rf"(?:[ \t]|\r?\n|{COMMENT})*+")
FOR = re.compile(r"for(?![\w-])")
QUOTED = re.compile(r"(?:[^\"\\$%\r\n]|\\[^\r\n]|\$\$\{|%%\{|[$%](?!\{))++")
LINE = re.compile(r"(?:[^$%\r\n]|\$\$\{|%%\{|[$%](?!\{))*+(?:\r?\n)?+")
WHOLE_LINE = re.compile(r"[^\n]*\n")
BLANKS = " \t\r\n\v\f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
CURLY = 'Curly quotes are not valid here: they often come from a word processor. Use straight quotes (").'
ODD_CHARACTERS = {
    "'": 'Single quotes are not valid. Use double quotes (") around text.',
    "`": 'The "`" character is not valid. For text over several lines use a heredoc, like <<EOT.',
    ";": 'The ";" character is not valid. Each argument needs a line of its own; items of a collection are '
    "separated by commas.",
    "\u201c": CURLY,
    "\u201d": CURLY,
}
BITWISE = {"&": ' Did you mean "&&"?', "|": ' Did you mean "||"?', "~": ' Did you mean "!"?', "^": ""}
CLOSERS = {")": "(", "]": "["}
TEMPLATE = "template"


class Level(msgspec.Struct, frozen=True):
    """One bracket or template that is still open."""

    opener: str  # ( [ { ${ %{ or, for a template, TEMPLATE
    quiet: bool  # newlines inside mean nothing
    marker: str = ""  # of a template: what ends it


class Lexer:
    """The tokens of one text. What cannot be a token ends it with one of kind INVALID; `problem` may say why."""

    def __init__(self, text: str, depth: int) -> None:
        self.text = text
        self.depth = depth
        self.at = 1 if text.startswith("\ufeff") else 0
        self.tokens: list[Token] = []
        self.levels: list[Level] = []
        self.quiet = False
        self.problem: Problem | None = None
        self.stopped = False  # at something that fits nowhere

    def lex_body(self) -> list[Token]:
        return self.lex(Level("{", quiet=False))

    def lex_expression(self) -> list[Token]:
        return self.lex(Level("(", quiet=True))

    def lex_template(self) -> list[Token]:
        self.push(QUOTE, self.at, self.at)
        self.lex(Level(TEMPLATE, quiet=True))
        if len(self.levels) == 1:
            self.tokens.insert(-1, Token(QUOTE, "", self.at, self.at))
        return self.tokens

    def lex(self, outermost: Level) -> list[Token]:
        self.levels.append(outermost)
        self.quiet = outermost.quiet
        end = len(self.text)
        try:
            while self.at < end:
                level = self.levels[-1]
                if level.opener != TEMPLATE:
                    self.lex_code()
                elif level.marker == '"':
                    self.lex_quoted()
                else:
                    self.lex_lines(level.marker)
        except Problem as problem:
            self.problem = problem
            self.push(INVALID, problem.start, problem.end)
        self.push(END, self.at, self.at)
        return self.tokens

    def push(self, kind: str, start: int, end: int) -> None:
        self.tokens.append(Token(kind, self.text[start:end], start, end))

    def stop(self, kind: str, start: int, end: int) -> None:
        """A token that no rule accepts: the parser will report it, and nothing after it matters."""
        self.push(kind, start, end)
        self.at = len(self.text)
        self.stopped = True

    def enter(self, opener: str, *, quiet: bool = True, marker: str = "") -> None:
        if len(self.levels) > self.depth:
            detail = (
                f"Brackets, templates and blocks may nest {self.depth} levels deep. "
                "Split this up, for example with local values, or raise limits.nesting in docgen.yml."
            )
            raise Problem("Nesting too deep", detail, self.at, self.at + 1)
        self.levels.append(Level(opener, quiet, marker))
        self.quiet = quiet

    def leave(self) -> None:
        self.levels.pop()
        self.quiet = self.levels[-1].quiet

    # -- bodies and expressions ------------------------------------------------

    def lex_code(self) -> None:
        """Reads on until a template begins or goes on, or the text ends."""
        match = CODE.match
        text = self.text
        tokens = self.tokens
        at = self.at
        while (found := match(text, at)) is not None:
            kind = found.lastgroup or ""
            start = found.start(kind)
            at = found.end()
            if kind in WHOLE:
                tokens.append(Token(kind, found[kind], start, at))
            elif kind == "punctuation":
                sign = found[kind]
                tokens.append(Token(PUNCTUATION[sign], sign, start, at))
            elif kind == NEWLINE:
                if not self.quiet and self.before() not in ENDED:
                    tokens.append(Token(NEWLINE, "\n", start, at))
            elif kind == "number":
                digits = found[kind]
                whole = digits.isdigit() or ("." not in digits and self.before() == "DOT")  # `a.1e5`
                tokens.append(Token(INTEGER if whole else FRACTION, digits, start, at))
            elif kind != "comment":
                self.at = at
                self.lex_rare(kind, start, at)
                at = self.at
                if self.levels[-1].opener == TEMPLATE:
                    return
        self.at = len(text)

    def lex_rare(self, kind: str, start: int, end: int) -> None:
        match kind:
            case "bracket":
                self.lex_bracket(self.text[start], start)
            case "close":
                self.lex_close(start, end)
            case "heredoc":
                self.open_heredoc(start, end)
            case _:
                self.lex_other(self.text[start], start)

    def before(self) -> str:
        return self.tokens[-1].kind if self.tokens else END

    def lex_bracket(self, sign: str, at: int) -> None:
        before = self.before()
        if sign == "*":
            if before == "DOT":
                dot = self.tokens.pop()
                self.push("ATTR_SPLAT", dot.start, at + 1)
            else:
                self.push("ASTERISK", at, at + 1)
            return
        if sign in CLOSERS and (self.levels[-1].opener != CLOSERS[sign] or len(self.levels) == 1):
            self.stop(PUNCTUATION[sign], at, at + 1)
            return
        if sign in CLOSERS:
            self.leave()
            if sign == "]" and before == "ASTERISK" and self.is_splat(at):
                start = self.tokens[-2].start
                del self.tokens[-2:]
                self.push("FULL_SPLAT_START", start, at + 1)
                return
        elif sign == "{":
            # A block's brace follows its type or a label, where no object can begin.
            self.enter("{", quiet=before not in BLOCK_HEADER and self.is_for(at + 1))
        else:
            self.enter(sign)
        self.push(PUNCTUATION[sign], at, at + 1)

    def is_splat(self, at: int) -> bool:
        """Whether the last two tokens and the bracket at `at` make `[*]`: newlines count as they do around it."""
        opening, star = self.tokens[-2:]
        return opening.kind == "LSQB" and self.skip(opening.end) == star.start and self.skip(star.end) == at

    def is_for(self, at: int) -> bool:
        gap = WIDE_GAP.match(self.text, at)
        return gap is not None and FOR.match(self.text, gap.end()) is not None

    def lex_close(self, start: int, end: int) -> None:
        opener = self.levels[-1].opener
        if opener not in {"{", "${", "%{"} or len(self.levels) == 1:
            self.stop("RBRACE", start, end)
        elif opener == "{" and end - start > 1:
            self.stop(INVALID, start, end)
        else:
            self.push("RBRACE", start, end)
            self.leave()

    def lex_other(self, character: str, at: int) -> None:
        text = self.text
        if text.startswith("::", at):
            self.lex_namespace(at)
        elif found := name_at(text, at):
            self.push(NAME, at, at + len(found))
            self.at = at + len(found)
        elif character == '"':
            self.push(QUOTE, at, at + 1)
            self.enter(TEMPLATE, marker='"')
        elif character in BITWISE:
            detail = f"HCL has no bitwise operators.{BITWISE[character]}"
            raise Problem("Unsupported operator", detail, at, at + 1)
        else:
            unused = "This character means nothing here. Remove it, or put it in a quoted string."
            raise Problem("Invalid character", ODD_CHARACTERS.get(character, unused), at, at + 1)

    def lex_namespace(self, at: int) -> None:
        """`provider::aws::arn_parse(`: one name, which only a call may have."""
        if self.before() != NAME:
            self.stop(INVALID, at, at + 2)
            return
        first = self.tokens.pop()
        name = first.text
        end = first.end
        while self.text.startswith("::", at):
            at = self.skip(at + 2)
            found = name_at(self.text, at)
            if not found:
                detail = "A function's name must follow the symbol ::."
                raise Problem("Missing function name", detail, first.start, at)
            name += f"::{found}"
            end = at + len(found)
            at = self.skip(end)
        if not self.text.startswith("(", at):
            detail = f'"{name}" is the name of a function: its arguments must follow in parentheses.'
            raise Problem("Missing open parenthesis", detail, first.start, end)
        self.tokens.append(Token(NAME, name, first.start, end))
        self.at = at

    def skip(self, at: int) -> int:
        gap = (WIDE_GAP if self.quiet else GAP).match(self.text, at)
        return at if gap is None else gap.end()

    # -- templates ------------------------------------------------

    def open_heredoc(self, start: int, end: int) -> None:
        if self.text[end - 1] == "~":
            detail = 'HCL writes an indented heredoc as "<<-", not "<<~".'
            raise Problem("Unsupported operator", detail, start, end)
        marker = name_at(self.text, end)
        line = WHOLE_LINE.match(self.text, end)
        if not marker or line is None or line[0].rstrip("\r\n") != marker:
            self.push("LT", start, start + 1)
            self.at = start + 1
            return
        self.push(QUOTE, start, line.end())
        self.at = line.end()
        self.enter(TEMPLATE, marker=marker)

    def lex_quoted(self) -> None:
        text = self.text
        at = self.at
        end = len(text)
        while at < end:
            found = QUOTED.match(text, at)
            if found is not None:
                self.push(CHARACTERS, at, found.end())
                at = found.end()
            elif text[at] == '"':
                self.push(QUOTE, at, at + 1)
                self.at = at + 1
                self.leave()
                return
            elif text[at] in "$%":
                self.open_sequence(at)
                return
            else:
                detail = (
                    "A quoted string ends on the line where it begins. Close it with a quote; for text over several "
                    'lines write \\n, or use a heredoc ("<<EOT").'
                )
                raise Problem("Invalid multi-line string", detail, at, min(at + 1, end))
        self.at = at

    def lex_lines(self, marker: str) -> None:
        """The text of a heredoc, one token for each line; or of a whole template, which has no marker."""
        text = self.text
        at = self.at
        end = len(text)
        while at < end:
            if marker and text[at - 1] == "\n":
                line = WHOLE_LINE.match(text, at)
                if line is not None and line[0].strip(BLANKS) == marker:
                    self.at = at + len(line[0].rstrip("\r\n"))
                    self.push(QUOTE, at, self.at)
                    self.leave()
                    return
            found = LINE.match(text, at)
            if found is not None and found.end() > at:
                self.push(CHARACTERS, at, found.end())
                at = found.end()
            elif text[at] in "$%":
                self.open_sequence(at)
                return
            elif marker:
                detail = (
                    "A carriage return belongs before a line feed. Save the file with one kind of line end."
                )
                raise Problem("Invalid character", detail, at, at + 1)
            else:
                # Terraform's scanner gives up here, and takes the rest of the template as it is.
                self.stop(CHARACTERS, at, end)
                return
        self.at = at

    def open_sequence(self, at: int) -> None:
        text = self.text
        end = at + (3 if text.startswith("~", at + 2) else 2)
        self.push(INTERPOLATION if text[at] == "$" else DIRECTIVE, at, end)
        self.at = end
        self.enter(text[at : at + 2])


ENDED = frozenset({NEWLINE, END})
BLOCK_HEADER = frozenset({NAME, STRING, QUOTE})

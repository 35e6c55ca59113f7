"""Why the parser is stuck, in Terraform's words: from what is open, what came last, and what stands in the way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from docgen.hcl import complaints
from docgen.hcl.lexer import KIND, Tokens
from docgen.hcl.nodes import Attribute, Node, Variable
from docgen.hcl.template import Chunk, Close, Delimiter, Quote
from docgen.source.diagnostic import Diagnostic, error
from docgen.source.span import Span
from docgen.source.text import SourceFile

NAME_OF_KIND = {number: kind for kind, number in KIND.items()}
OPENERS = {"LPAR", "LSQB", "LBRACE", "INTERP_START", "DIRECTIVE_START", "DBLQUOTE"}
# After these an expression must begin.
WANT_EXPRESSION = {
    *OPENERS,
    *("EQ", "COLON", "COMMA", "QMARK", "MINUS", "NOT", "FOR_OBJECT_ARROW", "IN", "IF", "for_intro"),
    *("PLUS", "ASTERISK", "SLASH", "PERCENT", "DOUBLE_EQ", "NEQ", "LT", "GT", "LEQ", "GEQ", "DOUBLE_AMP", "DOUBLE_PIPE"),
    *("__tuple_star_4", "__object_star_5", "new_line_or_comment"),
}
STRINGS = {"DBLQUOTE", "PLAIN_STRING"}
FOR_SUMMARY = "Invalid 'for' expression"
EXPRESSION_WANTED = "An expression is expected here: a value, a reference, a function call, or something in brackets."


class Stuck(NamedTuple):
    """The parser's state before a token that nothing accepts."""

    symbols: tuple[str, ...]  # what has been read, from the outside in
    values: tuple[Any, ...]  # and what was made of it
    index: int  # the token


@dataclass(frozen=True, slots=True)
class Scene:
    """The innermost thing that is open, and the token in the way."""

    stuck: Stuck
    tokens: Tokens
    file: SourceFile
    alone: str  # "expression" or "template" where that is the whole text
    opener: int  # index of the symbol that opened it; -1: the file itself

    @property
    def region(self) -> tuple[str, ...]:
        """What has been read inside it."""
        return self.stuck.symbols[self.opener + 1 :]

    @property
    def last(self) -> str:
        return self.stuck.symbols[-1] if self.stuck.symbols else ""

    @property
    def before(self) -> str:
        """What stands before the opener."""
        return self.stuck.symbols[self.opener - 1] if self.opener > 0 else ""

    @property
    def kind(self) -> str:
        return NAME_OF_KIND[self.tokens.kinds[self.stuck.index]]

    @property
    def at_end(self) -> bool:
        return self.kind == "$END"

    def here(self) -> Span:
        """The token in the way."""
        start = self.tokens.starts[self.stuck.index]
        return self.file.span(start, self.end_of_token(start))

    def end_of_token(self, start: int) -> int:
        value = self.tokens.values[self.stuck.index]
        if isinstance(value, Node | Delimiter | Chunk | Close):
            return value.end
        if isinstance(value, Quote):
            return start + len(value.mark)
        if isinstance(value, str):
            return start + len(value)
        return min(start + 1, len(self.file.text))

    def written(self) -> str:
        """The token in the way, for a sentence."""
        if self.at_end:
            return "the end of the text"
        start = self.tokens.starts[self.stuck.index]
        text = self.file.text[start : self.end_of_token(start)]
        return "the end of the line" if text.startswith(("\n", "\r", "#", "//")) else f'"{complaints.shortened(text)}"'

    def opening(self) -> Span:
        """The opening bracket."""
        value = self.stuck.values[self.opener]
        start, end = (value.start, value.end) if isinstance(value, Delimiter) else (value, value + 1)
        return self.file.span(start, end)

    def span_of(self, index: int) -> Span:
        """The node at `index` of the stack, or the token in the way if there is none."""
        value = self.stuck.values[index]
        return self.file.span(value.start, value.end) if isinstance(value, Node) else self.here()


def explain(stuck: Stuck, tokens: Tokens, file: SourceFile, alone: str) -> Diagnostic:
    """What is wrong where the parser is stuck."""
    openers = [index for index, symbol in enumerate(stuck.symbols) if symbol in OPENERS]
    scene = Scene(stuck, tokens, file, alone, openers[-1] if openers else -1)
    mistake = tokens.mistakes.get(tokens.starts[stuck.index])
    if scene.kind == "TROUBLE" and mistake:
        return mistake
    if alone == "template" and scene.opener < TEMPLATE_OPENER:
        return error("Invalid template", f"The template ends before {scene.written()}.", scene.here())
    unfinished = unfinished_expression(scene)
    if unfinished:
        return unfinished
    opener = stuck.symbols[scene.opener] if scene.opener >= 0 else ""
    return EXPLANATIONS[opener](scene)


TEMPLATE_OPENER = 2  # the quote of `_ = "…"`


def unfinished_expression(scene: Scene) -> Diagnostic | None:
    """What an expression lacks, wherever it stands."""
    last = scene.last
    if last == "DOT":
        if scene.kind == "FLOAT_LITERAL":
            first, _, second = scene.written().strip('"').partition(".")
            detail = f"Two indexes cannot follow each other after dots. Write [{first}][{second}]."
            return error("Invalid legacy index syntax", detail, scene.here())
        detail = f"An attribute's name must follow the dot, not {scene.written()}. Write an index in brackets."
        return error("Invalid attribute name", detail, scene.here())
    if last == "new_line_or_comment" and not is_object(scene):
        return None
    if last == "LBRACE" and not is_object(scene):
        return None
    if last in {"COLON", "for_intro"} or (last in WANT_EXPRESSION and not takes_more(scene, last)):
        return expression_wanted(scene)
    if is_conditional_without_colon(scene.region):
        detail = f'After "?" and a value, ":" and the other value must follow, not {scene.written()}.'
        return error("Missing false expression in conditional", detail, scene.here())
    return None


def takes_more(scene: Scene, last: str) -> bool:
    """Whether the opener's own explanation knows better."""
    return last in {"DIRECTIVE_START", "DBLQUOTE"} or (last == "COMMA" and "FOR" in scene.region)


def expression_wanted(scene: Scene) -> Diagnostic:
    if scene.at_end:
        return error("Missing expression", f"The text ends where an expression is expected. {EXPRESSION_WANTED}", scene.here())
    detail = f"{EXPRESSION_WANTED[:-1]}; {scene.written()} cannot begin one."
    return error("Invalid expression", detail, scene.here())


def is_conditional_without_colon(region: tuple[str, ...]) -> bool:
    """Whether the innermost `?` still waits for its `:`."""
    for symbol in reversed(region):
        if symbol == "QMARK":
            return True
        if symbol in {"COLON", "COMMA", "EQ", "new_line_or_comment", "FOR_OBJECT_ARROW", "for_intro"}:
            return False
    return False


# -- what is open ------------------------------------------------


def in_parentheses(scene: Scene) -> Diagnostic:
    if scene.before != "identifier":
        detail = f'Close the parenthesis with ")" before {scene.written()}.'
        return error("Unbalanced parentheses", detail, scene.here())
    if "ELLIPSIS" in scene.region:
        detail = 'The argument with "..." is the last one: ")" must follow.'
        return error("Missing closing parenthesis", detail, scene.here())
    if scene.at_end:
        detail = "The parenthesis that begins this function call's arguments is never closed."
        return error("Unterminated function call", detail, scene.opening())
    return error("Missing argument separator", f"Put a comma before {scene.written()}.", scene.here())


def in_brackets(scene: Scene) -> Diagnostic:
    if "FOR" in scene.region or "for_intro" in scene.region:
        return in_for(scene)
    if scene.before == "expr_term" or scene.before.endswith("_expr_term"):
        detail = f'Close the index with "]" before {scene.written()}.'
        return error("Missing close bracket on index", detail, scene.here())
    if scene.at_end:
        detail = "The bracket that begins this list is never closed."
        return error("Unterminated tuple constructor expression", detail, scene.opening())
    return error("Missing item separator", f"Put a comma before {scene.written()}.", scene.here())


def in_braces(scene: Scene) -> Diagnostic:
    if not is_object(scene):
        return in_body(scene)
    if "FOR" in scene.region or "for_intro" in scene.region:
        return in_for(scene)
    if scene.at_end:
        detail = "The brace that begins this object is never closed."
        return error("Unterminated object constructor expression", detail, scene.opening())
    if has_separator(scene.region):
        detail = f"Put a comma or a new line before {scene.written()}."
        return error("Missing attribute separator", detail, scene.here())
    if scene.kind in {"NL_OR_COMMENT", "COMMA", "RBRACE"}:
        detail = 'This object attribute has a name and no value. Write "=" and its value after the name.'
        summary = "Missing key/value separator" if scene.kind == "RBRACE" else "Missing attribute value"
        return error(summary, detail, scene.here())
    detail = f'Write "=" between name and value; {scene.written()} cannot follow. Names with dots or spaces need quotes.'
    return error("Missing key/value separator", detail, scene.here())


def is_object(scene: Scene) -> bool:
    opened = scene.stuck.symbols[scene.opener] if scene.opener >= 0 else ""
    return opened == "LBRACE" and scene.before not in {"_attribute_name", "__block_star_1", "identifier", "literal_value"}


def has_separator(region: tuple[str, ...]) -> bool:
    """Whether the item that is being read has its `=` already."""
    for symbol in reversed(region):
        if symbol in {"EQ", "COLON", "object_elem"}:
            return True
        if symbol in {"COMMA", "__object_star_5", "new_line_or_comment"}:
            return False
    return False


def in_for(scene: Scene) -> Diagnostic:
    return error(FOR_SUMMARY, for_detail(scene), scene.here())


def for_detail(scene: Scene) -> str:
    region, last = scene.region, scene.last
    tuple_form = scene.stuck.symbols[scene.opener] == "LSQB"
    if last == "FOR":
        return f'A name must follow "for", not {scene.written()}.'
    if last == "COMMA":
        return f"A second name must follow the comma, not {scene.written()}."
    if "for_intro" not in region:
        if "IN" not in region:
            return f'The word "in" must follow the names, not {scene.written()}.'
        return f'A colon must follow what "for" runs over, not {scene.written()}.'
    if tuple_form and scene.kind == "FOR_OBJECT_ARROW":
        return 'A list has no keys. Remove the key and "=>", or use braces.'
    if tuple_form and scene.kind == "ELLIPSIS":
        return 'Only an object groups its values with "...".'
    if not tuple_form and "FOR_OBJECT_ARROW" not in region:
        return 'An object needs a key and "=>" before each value. For a list use square brackets.'
    return f'The expression must end here; {scene.written()} is too much.'


def in_interpolation(scene: Scene) -> Diagnostic:
    if scene.at_end or scene.kind in STRINGS:
        detail = 'Close it with "}", or write "$${" for a literal "${".'
        return error("Unclosed template interpolation sequence", detail, scene.opening())
    detail = f'"}}" must follow the expression, not {scene.written()}. If this is text for another program, write "$${{".'
    return error("Extra characters after interpolation expression", detail, scene.here())


def in_directive(scene: Scene) -> Diagnostic:
    region = scene.region
    value = scene.tokens.values[scene.stuck.index]
    if not region:
        if isinstance(value, Variable):
            hint = complaints.did_you_mean_keyword(value.name)
            detail = f'"{value.name}" is no directive: there are if, else, endif, for and endfor.{hint}'
            return error("Invalid template control keyword", detail, scene.here())
        detail = 'One of if, else, endif, for and endfor must follow "%{". Write "%%{" for a literal "%{".'
        return error("Invalid template directive", detail, scene.here())
    word = region[0].lower()
    if word == "for" and "IN" not in region:
        wanted = {"FOR": "a name", "COMMA": "a second name"}.get(scene.last, 'the word "in"')
        return error("Invalid 'for' directive", f"Here {wanted} must follow, not {scene.written()}.", scene.here())
    detail = f'"}}" must end the directive here, not {scene.written()}.'
    if word == "else":
        detail += ' There is no "else if": nest another "if" inside.'
    return error(f"Extra characters in {word} marker", detail, scene.here())


def in_string(scene: Scene) -> Diagnostic:
    opening: Quote = scene.stuck.values[scene.opener]
    begun = scene.file.span(opening.start, opening.start + len(opening.mark))
    wanted = "a line with the marker alone" if opening.mark.startswith("<<") else "a closing quote"
    detail = f"The text that begins at {begun} has no end: {wanted} is missing."
    return error("Unterminated template string", detail, scene.here())


# -- bodies ------------------------------------------------


def in_body(scene: Scene) -> Diagnostic:
    region, last = scene.region, scene.last
    if scene.alone == "expression":
        detail = f"The expression ends before {scene.written()}. Remove the rest, or join it with an operator."
        return error("Extra characters after expression", detail, scene.here())
    if "EQ" in region or (last == "__body_star_0" and ends_with_item(scene)):
        return after_item(scene)
    if last in {"", "LBRACE", "new_line_or_comment", "__body_star_0"}:
        return item_wanted(scene)
    return in_header(scene)


def ends_with_item(scene: Scene) -> bool:
    return bool(scene.stuck.values[-1]) and scene.stuck.values[-1][-1] is not None


def after_item(scene: Scene) -> Diagnostic:
    region = scene.region
    is_argument = "EQ" in region or isinstance(scene.stuck.values[-1][-1], Attribute)
    items = next((value for value in scene.stuck.values[scene.opener + 1 :] if isinstance(value, list)), [])
    begins_on_line = items[:1] != [None] and region[:1] != ("new_line_or_comment",)
    if scene.opener >= 0 and is_argument and begins_on_line:
        if scene.at_end:
            return unclosed_block(scene)
        return complaints.one_line_block(scene.here())
    if is_argument and scene.kind == "COMMA":
        detail = "Arguments are separated by newlines, not by commas. Begin a new line instead."
        return error("Unexpected comma after argument", detail, scene.here())
    return complaints.missing_newline("argument" if is_argument else "block definition", scene.here())


def item_wanted(scene: Scene) -> Diagnostic:
    if scene.at_end:
        return unclosed_block(scene)
    if scene.kind in STRINGS:
        return error("Invalid argument name", "The name of an argument stands without quotes.", scene.here())
    detail = f"An argument or a block must begin here; {scene.written()} cannot begin one."
    return error("Argument or block definition required", detail, scene.here())


def unclosed_block(scene: Scene) -> Diagnostic:
    detail = 'This block\'s closing brace "}" is missing, or a brace further down closes the wrong block.'
    return error("Unclosed configuration block", detail, scene.opening())


def in_header(scene: Scene) -> Diagnostic:
    word = scene.stuck.values[-1]
    if scene.last != "__block_star_1" and isinstance(word, Node):
        name = scene.file.text[word.start : word.end]
        detail = f'"{name}" is neither an argument nor a block here. Write {name} = … for an argument, {name} {{ … }} for a block.'
        return error("Argument or block definition required", detail, scene.span_of(-1))
    if scene.kind == "EQ":
        detail = 'A block has no "=": remove it, or the words before the last one.'
    elif scene.kind == "NL_OR_COMMENT":
        detail = 'The opening brace "{" must stand on the same line as the words before it.'
    else:
        detail = f'A label in quotes or the opening brace "{{" must follow, not {scene.written()}.'
    return complaints.invalid_header(scene.here(), detail)


EXPLANATIONS: dict[str, Callable[[Scene], Diagnostic]] = {
    "": in_body,
    "LPAR": in_parentheses,
    "LSQB": in_brackets,
    "LBRACE": in_braces,
    "INTERP_START": in_interpolation,
    "DIRECTIVE_START": in_directive,
    "DBLQUOTE": in_string,
}

"""The parts of a template: escapes, strip markers, indented heredocs, directives put back together.

https://developer.hashicorp.com/terraform/language/expressions/strings
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from docgen.hcl.failure import HclSyntaxError
from docgen.hcl.nodes import Expression, Interpolation, Template, TemplateFor, TemplateIf, TemplatePart, Text

ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|\$\$\{|%%\{", re.DOTALL)
SEQUENCE_ESCAPE = re.compile(r"\$\$\{|%%\{")
SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
LARGEST_CODE_POINT = 0x10FFFF


class Run:
    """Literal text while a template is being put together."""

    __slots__ = ("end", "start", "value")

    def __init__(self, start: int, end: int, value: str) -> None:
        self.start = start
        self.end = end
        self.value = value


class Marked:
    """`${…}` or `%{…}` with its strip markers."""

    __slots__ = ("end", "keyword", "node", "start", "strips_left", "strips_right", "words")

    def __init__(self, start: int, end: int, opening: str, closing: str) -> None:
        self.start = start
        self.end = end
        self.strips_left = opening.endswith("~")
        self.strips_right = closing.startswith("~")
        self.keyword = ""  # of a directive: if, else, endif, for, endfor
        self.node: Expression | None = None
        self.words: tuple[str, ...] = ()  # the names that a for binds


def unescape(text: str, start: int, *, quoted: bool) -> str:
    """The characters that are meant; raises `HclSyntaxError` for an escape that does not exist."""
    if "\\" not in text and "{" not in text:
        return text if text.isascii() else unicodedata.normalize("NFC", text)

    def replaced(found: re.Match[str]) -> str:
        whole = found.group()
        if whole[0] != "\\":
            return whole[1:]
        code = found[1] or found[2]
        if code is not None:
            point = int(code, 16)
            return chr(point) if point <= LARGEST_CODE_POINT else "\ufffd"
        if found[3] not in SIMPLE:
            at = start + found.start()
            detail = f'The symbol "{found[3]}" is not a valid escape sequence selector.'
            raise HclSyntaxError("Invalid escape sequence", detail, at, at + len(whole))
        return SIMPLE[found[3]]

    if quoted:
        made = ESCAPE.sub(replaced, text)
    else:
        made = SEQUENCE_ESCAPE.sub(lambda found: found.group()[1:], text)
    return unicodedata.normalize("NFC", made)


def make_template(start: int, end: int, parts: Sequence[Run | Marked], kind: str) -> Template:
    """A template from its parts in source order; `kind` is its opening: `"`, `<<`, `<<-` or nothing."""
    strip_marked(parts)
    if kind == "<<-":
        unindent(parts)
    heredoc = kind in {"<<", "<<-", ""}
    made, _ = assemble(iter(parts), (), start)
    return Template(start, end, tuple(melded(made)), heredoc)


def strip_marked(parts: Sequence[Run | Marked]) -> None:
    """`~` takes the white space off the text beside it."""
    for i, part in enumerate(parts):
        if not isinstance(part, Marked):
            continue
        before = parts[i - 1] if i else None
        after = parts[i + 1] if i + 1 < len(parts) else None
        if part.strips_left and isinstance(before, Run):
            before.value = before.value.rstrip()
        if part.strips_right and isinstance(after, Run):
            after.value = after.value.lstrip()


def unindent(parts: Sequence[Run | Marked]) -> None:
    """`<<-` takes off as many leading spaces as the least indented line has."""
    least: int | None = None
    starts: list[Run] = []
    at_line_start = True
    for part in parts:
        if at_line_start:
            at_line_start = False
            indent: int | None = 0
            if isinstance(part, Run):
                rest = part.value.lstrip()
                blank = not rest and part.value.endswith("\n")
                indent = None if blank else len(part.value) - len(rest)
                if not blank:
                    starts.append(part)
            if indent is not None:
                least = indent if least is None else min(least, indent)
        if isinstance(part, Run) and part.value.endswith("\n"):
            at_line_start = True
    for run in starts:
        run.value = run.value[least or 0 :]


def assemble(
    parts: Iterator[Run | Marked], until: tuple[str, ...], start: int
) -> tuple[list[TemplatePart], Marked | None]:
    """Parts up to a directive of `until`, which is given too; directives become nested nodes."""
    made: list[TemplatePart] = []
    for part in parts:
        if isinstance(part, Run):
            made.append(Text(part.start, part.end, part.value))
        elif not part.keyword:
            assert part.node is not None  # noqa: S101 - an interpolation has an expression
            made.append(Interpolation(part.start, part.end, part.node))
        elif part.keyword in until:
            return made, part
        elif part.keyword == "if":
            made.append(assemble_if(part, parts))
        elif part.keyword == "for":
            made.append(assemble_for(part, parts))
        else:
            detail = f'This "{part.keyword}" belongs to no open directive.'
            raise HclSyntaxError(f"Unexpected {part.keyword} directive", detail, part.start, part.end)
    if until:
        detail = f"The directive that begins here is never closed: {' or '.join(until)} is missing."
        raise HclSyntaxError("Unexpected end of template", detail, start)
    return made, None


def assemble_if(part: Marked, parts: Iterator[Run | Marked]) -> TemplateIf:
    yes, closing = assemble(parts, ("else", "endif"), part.start)
    no: list[TemplatePart] = []
    if closing is not None and closing.keyword == "else":
        no, closing = assemble(parts, ("endif",), part.start)
    assert part.node is not None  # noqa: S101 - the grammar asks for a condition
    end = closing.end if closing else part.end
    return TemplateIf(part.start, end, part.node, tuple(melded(yes)), tuple(melded(no)))


def assemble_for(part: Marked, parts: Iterator[Run | Marked]) -> TemplateFor:
    body, closing = assemble(parts, ("endfor",), part.start)
    assert part.node is not None  # noqa: S101 - the grammar asks for a collection
    key = part.words[0] if len(part.words) > 1 else None
    end = closing.end if closing else part.end
    return TemplateFor(part.start, end, key, part.words[-1], part.node, tuple(melded(body)))


def melded(parts: Sequence[TemplatePart]) -> list[TemplatePart]:
    """Neighbouring texts as one."""
    made: list[TemplatePart] = []
    for part in parts:
        last = made[-1] if made else None
        if isinstance(part, Text) and isinstance(last, Text):
            made[-1] = Text(last.start, part.end, last.value + part.value)
        else:
            made.append(part)
    return made

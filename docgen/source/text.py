"""A file's text: how its bytes are read and compared, and how offsets become lines and columns.

A byte order mark and the line endings are not part of the content: git (`core.autocrlf`) and editors
change both. So text is read without the mark, two files are compared with one kind of line ending, and a file that
is written again keeps the mark and the line endings that it had.
"""

import re
import unicodedata
from bisect import bisect_right

from docgen.source.letters import clusters
from docgen.source.span import Span

BOM = "\ufeff"
LONG_RUN = re.compile(r"[^\x00-\x7f]{1000,}")
MAX_GRAPHEME_COLUMN = (
    10_000  # characters into a line: no reader counts columns there, so they are not counted in graphemes
)


class SourceFile:
    """One file as it was read: its path and its text.

    Syntax nodes carry character offsets, which are cheap; lines and columns are computed here, on demand.
    """

    __slots__ = ("_is_ascii", "_line_starts", "_spans", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._line_starts: list[int] | None = None
        self._spans: dict[tuple[int, int], Span] = {}  # asked for again and again, once an instance
        self._is_ascii = text.isascii()

    def __repr__(self) -> str:
        return f"SourceFile({self.path!r})"

    def line_starts(self) -> list[int]:
        """The offset at which each line begins."""
        if self._line_starts is None:
            self._line_starts = find_line_starts(self.text)
        return self._line_starts

    def line_of(self, offset: int) -> int:
        """The line, from 1, that holds the character at `offset`."""
        return bisect_right(self.line_starts(), offset)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of the character at `offset`."""
        line = self.line_of(offset)
        start = self.line_starts()[line - 1]
        if self._is_ascii or offset - start > MAX_GRAPHEME_COLUMN:
            return line, offset - start + 1
        before = self.text[start:offset]
        return line, 1 + len(clusters(before))

    def span(self, start: int, end: int) -> Span:
        found = self._spans.get((start, end))
        if found is None:
            found = self._spans[start, end] = Span(self.path, self.position(start), self.position(end))
        return found

    def line(self, number: int) -> str:
        """The text of one line, counted from 1, without its line break."""
        start = self.line_starts()[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : len(self.text) if end < 0 else end].rstrip("\r")


def find_line_starts(text: str) -> list[int]:
    starts = [0]
    position = text.find("\n")
    while position >= 0:
        starts.append(position + 1)
        position = text.find("\n", position + 1)
    return starts


def lenient_text(raw: bytes) -> str:
    """Bytes as text to show: no byte order mark, line feeds alone, what is not UTF-8 replaced."""
    return one_line_ending(raw.decode("utf-8", errors="replace").removeprefix(BOM))


def one_line_ending(text: str) -> str:
    return text.replace("\r\n", "\n")


def same_text(one: bytes | None, other: bytes | None) -> bool:
    """Whether two files say the same; None is a file that does not exist."""
    return one == other or (one is not None and other is not None and bare(one) == bare(other))


def bare(raw: bytes) -> bytes:
    return raw.removeprefix(BOM.encode()).replace(b"\r\n", b"\n")


def saved_like(new: bytes, old: bytes | None) -> bytes:
    """New content with the byte order mark and the line endings that the file has; a new file gets line feeds and no mark.

    Content with carriage returns keeps its line endings: somebody chose them, line by line.
    """
    if old is None:
        return new
    if b"\r\n" not in new and old.partition(b"\n")[0].endswith(b"\r"):
        new = new.replace(b"\n", b"\r\n")
    mark = BOM.encode()
    return mark + new if old.startswith(mark) and not new.startswith(mark) else new


def composed(text: str) -> str:
    """The text in Unicode's normal form C, as every string of the language is, in time linear in its length.

    Python sorts combining marks by insertion, which takes quadratic time where their classes alternate; so long runs
    are put in order first, which changes nothing of what they are equivalent to.
    https://www.unicode.org/reports/tr15/#Canonical_Composition_Algorithm
    """
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", LONG_RUN.sub(lambda found: in_canonical_order(found[0]), text))


def in_canonical_order(text: str) -> str:
    """The text decomposed, the combining marks after each starter in the order of their classes."""
    done: list[str] = []
    marks: list[str] = []
    for part in text:
        for character in unicodedata.normalize("NFD", part):
            if unicodedata.combining(character):
                marks.append(character)
            else:
                done += sorted(marks, key=unicodedata.combining)
                marks.clear()
                done.append(character)
    return "".join([*done, *sorted(marks, key=unicodedata.combining)])

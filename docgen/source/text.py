"""A file's text, and the way from offsets to lines and columns."""

from bisect import bisect_right

import regex

from docgen.source.span import Span

GRAPHEME = regex.compile(r"\X")
FAR = 10_000  # characters into a line: nobody looks for a column there, so it is not counted in graphemes


class SourceFile:
    """One file as it was read: its path and its text.

    Syntax nodes carry character offsets, which are cheap; lines and columns are worked out here, on demand.
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
        if self._is_ascii or offset - start > FAR:
            return line, offset - start + 1
        before = self.text[start:offset]
        return line, 1 + (len(before) if before.isascii() else len(GRAPHEME.findall(before)))

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

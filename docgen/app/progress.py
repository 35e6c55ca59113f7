"""The progress line on a terminal, for work that takes longer than a few seconds."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from docgen.source.progress import telling

PATIENCE = 3.0  # seconds on the clock before anything is said
PAUSE = 0.2  # seconds between two lines
WIDTH = 79
CLEAR = "\r\x1b[K"


class ProgressLine:
    """One line that is written over again and again, and cleared at the end."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.next = time.monotonic() + PATIENCE
        self.is_shown = False

    def show(self, what: str) -> None:
        now = time.monotonic()
        if now >= self.next:
            self.next = now + PAUSE
            self.is_shown = True
            plain = "".join(each if each.isprintable() else "?" for each in what[:WIDTH])
            self.stream.write(f"{CLEAR}{plain}")
            self.stream.flush()

    def clear(self) -> None:
        if self.is_shown:
            self.stream.write(CLEAR)
            self.stream.flush()


@contextmanager
def progress_line() -> Iterator[None]:
    """Within it, a terminal shows what is being worked on; elsewhere nothing is said."""
    if not sys.stderr.isatty():
        yield
        return
    line = ProgressLine(sys.stderr)
    try:
        with telling(line.show):
            yield
    finally:
        line.clear()

"""The line about progress: on a terminal, after a while, inert, and cleared at the end."""

import io

import pytest

from docgen.app import progress
from docgen.app.progress import progress_line
from docgen.source.progress import tell


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("patience", "stream", "expected"),
    [
        (0.0, Terminal(), "\r\x1b[Kone?[31m: evaluating\r\x1b[K"),
        (60.0, Terminal(), ""),
        (0.0, io.StringIO(), ""),
    ],
    ids=["on a terminal", "not at once", "in a file"],
)
def test_progress(
    patience: float, stream: io.StringIO, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", patience)
    monkeypatch.setattr("sys.stderr", stream)

    with progress_line():
        tell("one\x1b[31m: evaluating")
    tell("not heard")

    assert stream.getvalue() == expected

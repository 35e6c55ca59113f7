"""The command line as a user meets it: in this process, or in one of its own."""

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import msgspec
import pytest

from docgen.app.cli import main
from tests.app.warm import run_warm

CLEAN = {"COLUMNS": "200", "NO_COLOR": "1"}
LEFT_OUT = ("PYTHONHASHSEED", "LC_ALL", "AWS_REGION", "AWS_DEFAULT_REGION")


class Ran(msgspec.Struct, frozen=True):
    code: int
    out: str
    err: str


def run(folder: Path, *words: str, **environment: str) -> Ran:
    """One command in this process; a traceback goes through to the test."""
    out, err = capture(), capture()
    before = Path.cwd()
    plain = {key: value for key, value in os.environ.items() if key not in LEFT_OUT}
    with (
        mock.patch.dict(os.environ, plain | CLEAN | environment, clear=True),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        os.chdir(folder)
        try:
            code = exit_code(words)
        finally:
            os.chdir(before)
    return Ran(code, text_of(out), text_of(err))


def capture() -> io.TextIOWrapper:
    """A standard stream: text, over bytes that some write directly."""
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)


def text_of(stream: io.TextIOWrapper) -> str:
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode()


def exit_code(words: tuple[str, ...]) -> int:
    with pytest.raises(SystemExit) as ended:
        main.main(list(words), prog_name="docgen")
    code = ended.value.code
    return code if isinstance(code, int) else int(code is not None)


def run_process(folder: Path, *words: str, stdin: str = "", **environment: str) -> Ran:
    """The same in a process of its own, as a shell starts it."""
    plain = {key: value for key, value in os.environ.items() if key not in LEFT_OUT}
    if any(
        each.startswith("PYTHON") for each in environment
    ):  # Python itself reads it, before anything is imported
        done = subprocess.run(
            [sys.executable, "-m", "docgen", *words], cwd=folder, env=plain | CLEAN | environment,
            input=stdin, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        return Ran(done.returncode, done.stdout, done.stderr)
    ended = run_warm(folder, words, plain | CLEAN | environment, stdin=stdin.encode())
    return Ran(ended.code, ended.out.decode(), ended.err.decode())

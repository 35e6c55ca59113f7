"""The read-eval-print loop of `docgen console`: typed, piped, or as lines of JSON.

The history of what is typed is kept in the user's state folder, readable by its owner alone. It holds what was
typed and never an answer, so no sensitive value of a configuration is in it.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import msgspec
import platformdirs

from docgen.app.output import say, say_lines, write_json_line
from docgen.app.session import CLEAN, WRONG_INPUT, report
from docgen.hcl.parser import is_unfinished
from docgen.language.console import Console, answer_json, answer_text

PROMPT, MORE = "> ", ": "
LONGEST_HISTORY = 1000
HELP = """\
Type an expression and press enter to see its value: var.x, local.y, module.z, a resource, any function.
An expression goes on over several lines while a bracket or heredoc is open; an empty line ends it.
`type(…)` tells the type of a value. To leave, type `exit`, or press Control-D."""


class Question(msgspec.Struct, frozen=True):
    """One line of `--jsonl`."""

    expr: str
    locals: dict[str, str] = {}


# -- lines of JSON -----------------------------------------------------------------------


def answer_lines(console: Console, lines: Iterable[bytes], out: IO[bytes]) -> None:
    """One answer for each line, in order and at once; a line that is no question has an answer too."""
    for line in lines:
        write_json_line(answer_line(console, line), out)


def answer_line(console: Console, line: bytes) -> dict[str, object]:
    try:
        question = msgspec.json.decode(line, type=Question)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        detail = f'This line is not like {{"expr": "…", "locals": {{"name": "…"}}}}: {problem}.'
        return {"error": "Invalid line", "error_detail": detail}
    result = console.ask(question.expr, question.locals)
    if result.value is None:
        first = result.diagnostics[0]
        return {"error": first.summary, "error_detail": first.detail}
    return answer_json(result.value)


# -- one expression a line -----------------------------------------------------------------


def answer_piped(console: Console, lines: Iterable[bytes]) -> int:
    """As Terraform does it: the last answer is printed, and the first mistake is the end."""
    last = ""
    for line in lines:
        text = line.decode("utf-8", errors="replace").strip()
        if text == "exit":
            return CLEAN
        answer = answered(console, text)
        if answer is None:
            return WRONG_INPUT
        last = answer
    say_lines(last)
    return CLEAN


def answered(console: Console, text: str) -> str | None:
    """The answer as text; None if an error was reported instead."""
    if not text:
        return ""
    if text == "help":
        return HELP
    result = console.ask(text)
    report(result.diagnostics)
    return None if result.value is None else answer_text(result.value)


# -- typed -----------------------------------------------------------------------------------


def converse(console: Console) -> int:
    """Ask, answer, and go on after mistakes until the user leaves."""
    history = open_history()
    try:
        while (text := read_expression()) is not None and text != "exit":
            answer = answered(console, text)
            if answer:
                say_lines(answer)
    finally:
        save_history(history)
    return CLEAN


def read_expression() -> str | None:
    """An expression as it is typed, over several lines while a bracket is open; None when the user leaves."""
    lines: list[str] = []
    try:
        while True:
            lines.append(input(MORE if lines else PROMPT))
            text = "\n".join(lines)
            if not is_unfinished(text):
                return text.strip()
    except (EOFError, KeyboardInterrupt):
        say()
        return None


def open_history() -> Path | None:
    """Line editing and the questions of earlier sessions; None where this Python has no readline."""
    try:
        import readline  # noqa: PLC0415 - not on every system, and of use only here
    except ImportError:
        return None
    readline.set_history_length(LONGEST_HISTORY)
    path = Path(platformdirs.user_state_dir("docgen")) / "console-history"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.exists():
            readline.read_history_file(path)
    except OSError:
        return None  # the history is optional: without a place for it the console still works
    return path


def save_history(path: Path | None) -> None:
    if path is None:
        return
    import readline  # noqa: PLC0415 - open_history has found it

    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        readline.write_history_file(path)
    except OSError:
        return  # as above

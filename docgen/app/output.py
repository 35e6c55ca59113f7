"""The one place where text reaches the terminal: standard output and standard error, with and without colours.

Whatever is printed may come from an untrusted repository, so nothing printed here holds a raw control character
or begins a line of its own: see `docgen.source.inert`. A test holds that no other module prints.
"""

import logging
import os
import sys
from collections.abc import Iterable
from functools import cached_property
from itertools import islice
from typing import IO, TYPE_CHECKING, TypeAlias

import click
import msgspec

from docgen.source.inert import shown_json, shown_line, shown_text, without_commands

if TYPE_CHECKING:  # imported where styles are asked for: they cost more than most commands print
    from rich.console import Console
    from rich.segment import Segment
    from rich.text import Text
    from rich.tree import Tree

Piece: TypeAlias = "str | tuple[str, str]"  # text, or text and its style


def say(line: str = "", *, error: bool = False) -> None:
    """Print one line; a line break in it is shown as an escape."""
    click.echo(without_commands(shown_line(line)), err=error)


def say_lines(text: str, *, error: bool = False) -> None:
    """Print text whose lines are meant: a diff, a file, an answer of the console."""
    for line in text.removesuffix("\n").split("\n"):
        click.echo(without_commands(shown_text(line)), err=error)


def say_json(data: object) -> None:
    """Print data as JSON with line breaks, for programs and people."""
    click.echo(shown_json(msgspec.json.format(msgspec.json.encode(data), indent=2).decode()))


def write_json_line(data: object, out: IO[bytes]) -> None:
    """Write data as one line of JSON, at once."""
    out.write(shown_json(msgspec.json.encode(data).decode()).encode() + b"\n")
    out.flush()


def usage_error(message: str) -> click.UsageError:
    """An error about the arguments of a command; the message may name things of a repository."""
    return click.UsageError(without_commands(shown_line(message)))


def text_of(*pieces: Piece) -> "Text":
    """A line of pieces, each with its style; no line break in a piece breaks the line."""
    from rich.text import Text  # noqa: PLC0415 - see above

    shown = ((each, "") if isinstance(each, str) else each for each in pieces)
    return Text.assemble(*((shown_line(text), style) for text, style in shown))


def plain_text_of(*pieces: Piece) -> str:
    """The same without styles."""
    return "".join(shown_line(each if isinstance(each, str) else each[0]) for each in pieces).expandtabs()


def has_styles(stream: object) -> bool:
    """Whether a stream may show styles: https://rich.readthedocs.io/en/stable/console.html#terminal-detection."""
    asked = os.environ.get("FORCE_COLOR") or os.environ.get("TTY_COMPATIBLE") == "1"
    return bool(asked) or (hasattr(stream, "isatty") and stream.isatty())


def say_annotation(level: str, message: str, path: str, line: int, title: str) -> None:
    """Print a workflow command of GitHub Actions: `::error file=main.tf,line=3,title=…::what is wrong`.

    The one place where a line of output is meant for a CI system. `level`: "error", "warning" or "notice"; no text of a
    repository ends the command, or adds a property to it:
    https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts has the escapes.
    """
    properties = {"file": path, "line": str(line) if path else "", "title": title}
    said = ",".join(f"{name}={command_property(text)}" for name, text in properties.items() if text)
    click.echo(f"::{level} {said}::{command_data(message)}")


def command_data(text: str) -> str:
    shown = without_commands(shown_text(text))
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    return command_data(text).replace(":", "%3A").replace(",", "%2C")


class Terminal:
    """Text with styles, where the terminal has them."""

    def __init__(self, *, error: bool = False) -> None:
        self.error = error
        self.is_plain = not has_styles(sys.stderr if error else sys.stdout)

    @cached_property
    def console(self) -> "Console":
        from rich.console import Console  # noqa: PLC0415 - see above

        return Console(stderr=self.error, highlight=False, soft_wrap=True)

    def line(self, *pieces: Piece) -> None:
        """Print one line, however long it is."""
        if self.is_plain:
            click.echo(without_commands(shown_text(plain_text_of(*pieces))), err=self.error)
            return
        self.write(
            self.console.render(
                text_of(*pieces), self.console.options.update(no_wrap=True, overflow="ignore")
            )
        )

    def show_branches(self, tree: "Tree") -> None:
        """Print the branches of a tree of lines that `text_of` made, in the width of the terminal.

        Its root is not printed: a long one would go on at the start of a line.
        """
        self.write(self.console.render(tree), skipped=1)

    def write(self, segments: "Iterable[Segment]", skipped: int = 0) -> None:
        from rich.segment import Segment, Segments  # noqa: PLC0415 - see above

        for line in islice(Segment.split_lines(segments), skipped, None):
            plain = "".join(each.text for each in line)
            safe = without_commands(shown_text(plain))
            shown = line if safe == plain else [Segment(safe)]
            self.console.print(Segments([*shown, Segment.line()]), soft_wrap=True)


class LineFormatter(logging.Formatter):
    """Messages of libraries, each one line."""

    def format(self, record: logging.LogRecord) -> str:
        return "\n".join(without_commands(shown_text(each)) for each in super().format(record).split("\n"))

"""Diagnostics and changes as text for people: with the line they mean, and a mark under it."""

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from docgen.source.diagnostic import Diagnostic, Severity
from docgen.source.span import Span
from docgen.source.tree import Tree, Unreadable

LONGEST_LINE = 160


def print_diagnostics(diagnostics: Iterable[Diagnostic], tree: Tree | None, console: Console) -> None:
    for each in diagnostics:
        console.print(format_diagnostic(each, tree), highlight=False, soft_wrap=True)


def format_diagnostic(diagnostic: Diagnostic, tree: Tree | None) -> Text:
    style = "bold red" if diagnostic.severity is Severity.ERROR else "bold yellow"
    text = Text()
    text.append(f"{diagnostic.severity.value.capitalize()}: ", style)
    text.append(f"{diagnostic.summary}\n", "bold")
    if diagnostic.subject is not None:
        text.append(f"  at {diagnostic.subject}")
        if diagnostic.context:
            text.append(f", in {diagnostic.context}")
        text.append("\n")
        text.append(excerpt(diagnostic.subject, tree), "dim")
    elif diagnostic.context:
        text.append(f"  in {diagnostic.context}\n")
    for line in diagnostic.detail.splitlines():
        text.append(f"  {line}\n" if line else "\n")
    return text


def excerpt(span: Span, tree: Tree | None) -> str:
    """The line that is meant, and a mark under the piece."""
    line = line_of(span, tree)
    if line is None:
        return ""
    number = f"{span.line:>5}"
    start = span.start[1] - 1
    last = span.end[1] - 1 if span.end[0] == span.start[0] else len(line)
    if len(line) > LONGEST_LINE:
        cut = max(0, start - LONGEST_LINE // 2)
        line, start, last = line[cut : cut + LONGEST_LINE], start - cut, min(last - cut, LONGEST_LINE)
    plain = line.replace("\t", " ")
    mark = " " * start + "^" * max(1, min(last, len(plain)) - start)
    return f"{number} | {plain}\n      | {mark}\n"


def line_of(span: Span, tree: Tree | None) -> str | None:
    if tree is None or span.path.startswith("<"):
        return None
    try:
        lines = tree.read(span.path).decode("utf-8", errors="replace").split("\n")
    except Unreadable:
        return None
    return lines[span.line - 1].rstrip("\r") if span.line <= len(lines) else None

"""Diagnostics and changes as text for people: with the source line, and a mark under it."""

from collections.abc import Iterable, Sequence

from docgen.app.output import Terminal
from docgen.source.diagnostic import Diagnostic, Severity
from docgen.source.inert import shown_line
from docgen.source.span import Span
from docgen.source.text import lenient_text
from docgen.source.tree import Tree, Unreadable
from docgen.terraform.secret_words import tells_secret

LONGEST_LINE = 160
LONGEST_DETAIL = 2_000  # characters: a detail may quote what it is about
MAX_DIAGNOSTICS = 100  # diagnostics of one run
MOST_GAPS = 20  # causes of gaps
MOST_CONTEXTS = 3
LONGEST_CAUSE = 60


def print_diagnostics(
    diagnostics: Iterable[Diagnostic], tree: Tree | None, terminal: Terminal, *, verbose: bool = False
) -> None:
    """Each with its line; after so many, only how many more there are. Gaps are one line for each cause."""
    every = list(diagnostics)
    gaps = [] if verbose else [each for each in every if is_gap(each)]
    print_each([each for each in every if each not in gaps], tree, terminal)
    if gaps:
        print_gaps(gaps, terminal)


def is_gap(diagnostic: Diagnostic) -> bool:
    return diagnostic.gap is not None and diagnostic.severity is Severity.WARNING


def print_gaps(gaps: Sequence[Diagnostic], terminal: Terminal) -> None:
    """One line for each cause: its kind, its first place, and some of what depends on it."""
    groups = grouped_gaps(gaps)
    known = f"{len(groups)} thing{'s' if len(groups) > 1 else ''}"
    terminal.line(("Warning: ", "bold yellow"), (f"docgen does not know {known} here", "bold"))
    terminal.line("  What depends on them is unknown. `docgen doctor` lists what would close each gap.")
    width = min(max(len(group_cause(each[0])) for each in groups), LONGEST_CAUSE)
    for group in groups[:MOST_GAPS]:
        first = group[0]
        assert first.gap is not None  # noqa: S101 - such are they
        terminal.line(
            f"  {first.gap.kind.value:<9} {group_cause(first):<{width}}  ",
            (f"{gap_place(first)}{gap_contexts(group)}", "dim"),
        )
    if len(groups) > MOST_GAPS:
        terminal.line(f"  … and {len(groups) - MOST_GAPS} more (-v shows all)")
    terminal.line()


def grouped_gaps(gaps: Iterable[Diagnostic]) -> list[list[Diagnostic]]:
    """The gaps by cause, in the order in which the causes appear."""
    groups: dict[str, list[Diagnostic]] = {}
    for each in gaps:
        groups.setdefault(group_cause(each), []).append(each)
    return list(groups.values())


def group_cause(diagnostic: Diagnostic) -> str:
    """The name of a cause: for a data source, without its attribute."""
    cause = diagnostic.gap.cause if diagnostic.gap is not None else ""
    return ".".join(cause.split(".")[:3]) if cause.startswith("data.") else cause


def gap_place(diagnostic: Diagnostic) -> str:
    return "" if diagnostic.subject is None else f"{diagnostic.subject.path}:{diagnostic.subject.line}"


def gap_contexts(group: Sequence[Diagnostic]) -> str:
    """The things that depend on it: the first few, and the number of others."""
    names = list(dict.fromkeys(each.context for each in group if each.context))
    shown = ", ".join(names[:MOST_CONTEXTS])
    more = f" and {len(names) - MOST_CONTEXTS} more" if len(names) > MOST_CONTEXTS else ""
    return f", in {shown}{more}" if names else ""


def print_each(found: Sequence[Diagnostic], tree: Tree | None, terminal: Terminal) -> None:
    shown = (
        sorted(found, key=lambda each: each.severity is not Severity.ERROR)[:MAX_DIAGNOSTICS]
        if len(found) > MAX_DIAGNOSTICS
        else found
    )
    lines = Lines(tree)
    for each in shown:
        print_diagnostic(each, lines, terminal)
    if len(found) > len(shown):
        terminal.line(f"… and {len(found) - len(shown)} more. Fix these first.")


class Lines:
    """The lines of the files of a tree, each file read once."""

    def __init__(self, tree: Tree | None) -> None:
        self.tree = tree
        self.files: dict[str, list[str]] = {}
        self.secret: dict[tuple[str, int], bool] = {}  # whether a line tells a secret by its own words

    def line(self, span: Span) -> str | None:
        if self.tree is None or span.path.startswith("<"):
            return None
        lines = self.files.get(span.path)
        if lines is None:
            try:
                lines = lenient_text(self.tree.read(span.path)).split("\n")
            except Unreadable:
                lines = []
            self.files[span.path] = lines
        return lines[span.line - 1] if span.line <= len(lines) else None

    def tells_secret(self, span: Span) -> bool:
        """Whether the line holds a secret by its own words; each line is looked at once."""
        place = (span.path, span.line)
        if place not in self.secret:
            line = self.line(span)
            self.secret[place] = line is not None and tells_secret(line)
        return self.secret[place]


def print_diagnostic(diagnostic: Diagnostic, lines: Lines, terminal: Terminal) -> None:
    style = "bold red" if diagnostic.severity is Severity.ERROR else "bold yellow"
    terminal.line((f"{diagnostic.severity.value.capitalize()}: ", style), (diagnostic.summary, "bold"))
    if diagnostic.subject is not None:
        terminal.line(
            f"  at {diagnostic.subject}{f', in {diagnostic.context}' if diagnostic.context else ''}"
        )
        for line in () if diagnostic.private else excerpt(diagnostic.subject, lines):
            terminal.line((line, "dim"))
    elif diagnostic.context:
        terminal.line(f"  in {diagnostic.context}")
    for line in cut(diagnostic.detail).removesuffix("\n").split("\n") if diagnostic.detail else ():
        terminal.line(f"  {line}" if line else "")
    terminal.line()


def excerpt(span: Span, lines: Lines) -> tuple[str, ...]:
    """The line that is meant, and a mark under the piece."""
    line = lines.line(span)
    if line is None or tells_secret(line):
        return ()
    number = f"{span.line:>5}"
    start = span.start[1] - 1
    last = span.end[1] - 1 if span.end[0] == span.start[0] else len(line)
    if len(line) > LONGEST_LINE:
        cut = max(0, start - LONGEST_LINE // 2)
        line, start, last = line[cut : cut + LONGEST_LINE], start - cut, min(last - cut, LONGEST_LINE)
    plain = line.replace("\t", " ")
    last = max(start + 1, min(last, len(plain)))
    before, marked = shown_line(plain[:start]), shown_line(plain[start:last])  # as wide as they are printed
    return f"{number} | {shown_line(plain)}", f"      | {' ' * len(before)}{'^' * max(1, len(marked))}"


def cut(text: str) -> str:
    """The text, without its middle if it is long: its beginning says what was found, its end what to do."""
    if len(text) <= LONGEST_DETAIL:
        return text
    half = LONGEST_DETAIL // 2
    return f"{text[:half]} … {text[-half:]}"

"""Diagnostics and changes as text for people: with the line they mean, and a mark under it."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from docgen.source.diagnostic import Diagnostic, Severity
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
    diagnostics: Iterable[Diagnostic], tree: Tree | None, console: Console, *, verbose: bool = False
) -> None:
    """Each with its line; after so many, only how many more there are. Gaps are one line for each cause."""
    every = list(diagnostics)
    gaps = [] if verbose else [each for each in every if is_gap(each)]
    print_each([each for each in every if each not in gaps], tree, console)
    if gaps:
        print_gaps(gaps, console)


def is_gap(diagnostic: Diagnostic) -> bool:
    return diagnostic.gap is not None and diagnostic.severity is Severity.WARNING


def print_gaps(gaps: Sequence[Diagnostic], console: Console) -> None:
    """One line for each cause: its kind, its first place, and some of what depends on it."""
    groups = grouped_gaps(gaps)
    known = f"{len(groups)} thing{'s' if len(groups) > 1 else ''}"
    text = Text("Warning: ", "bold yellow")
    text.append(f"docgen does not know {known} here\n", "bold")
    text.append("  What depends on them is unknown. `docgen doctor` lists what would close each gap.\n")
    width = min(max(len(group_cause(each[0])) for each in groups), LONGEST_CAUSE)
    for group in groups[:MOST_GAPS]:
        first = group[0]
        assert first.gap is not None  # noqa: S101 - such are they
        text.append(f"  {first.gap.kind.value:<9} {group_cause(first):<{width}}  ")
        text.append(f"{gap_place(first)}{gap_contexts(group)}\n", "dim")
    if len(groups) > MOST_GAPS:
        text.append(f"  … and {len(groups) - MOST_GAPS} more (-v shows all)\n")
    console.print(text, highlight=False, soft_wrap=True)


def grouped_gaps(gaps: Iterable[Diagnostic]) -> list[list[Diagnostic]]:
    """The gaps by cause, in the order in which the causes appear."""
    groups: dict[str, list[Diagnostic]] = {}
    for each in gaps:
        groups.setdefault(group_cause(each), []).append(each)
    return list(groups.values())


def group_cause(diagnostic: Diagnostic) -> str:
    """What is said of a cause: of a data source, without its attribute."""
    cause = diagnostic.gap.cause if diagnostic.gap is not None else ""
    return ".".join(cause.split(".")[:3]) if cause.startswith("data.") else cause


def gap_place(diagnostic: Diagnostic) -> str:
    return "" if diagnostic.subject is None else f"{diagnostic.subject.path}:{diagnostic.subject.line}"


def gap_contexts(group: Sequence[Diagnostic]) -> str:
    """What depends on it: the first few, and how many more there are."""
    names = list(dict.fromkeys(each.context for each in group if each.context))
    shown = ", ".join(names[:MOST_CONTEXTS])
    more = f" and {len(names) - MOST_CONTEXTS} more" if len(names) > MOST_CONTEXTS else ""
    return f", in {shown}{more}" if names else ""


def print_each(found: Sequence[Diagnostic], tree: Tree | None, console: Console) -> None:
    shown = (
        sorted(found, key=lambda each: each.severity is not Severity.ERROR)[:MAX_DIAGNOSTICS]
        if len(found) > MAX_DIAGNOSTICS
        else found
    )
    lines = Lines(tree)
    for each in shown:
        console.print(format_diagnostic(each, lines), highlight=False, soft_wrap=True)
    if len(found) > len(shown):
        console.print(f"… and {len(found) - len(shown)} more. Fix these first.", highlight=False)


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


def format_diagnostic(diagnostic: Diagnostic, lines: Lines) -> Text:
    style = "bold red" if diagnostic.severity is Severity.ERROR else "bold yellow"
    text = Text()
    text.append(f"{diagnostic.severity.value.capitalize()}: ", style)
    text.append(f"{diagnostic.summary}\n", "bold")
    if diagnostic.subject is not None:
        text.append(f"  at {diagnostic.subject}")
        if diagnostic.context:
            text.append(f", in {diagnostic.context}")
        text.append("\n")
        if not diagnostic.private:
            text.append(excerpt(diagnostic.subject, lines), "dim")
    elif diagnostic.context:
        text.append(f"  in {diagnostic.context}\n")
    for line in cut(diagnostic.detail).splitlines():
        text.append(f"  {line}\n" if line else "\n")
    return text


def excerpt(span: Span, lines: Lines) -> str:
    """The line that is meant, and a mark under the piece."""
    line = lines.line(span)
    if line is None or tells_secret(line):
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


def cut(text: str) -> str:
    """Text whose middle is left out where it is long: what was found, and what to do, stand at its ends."""
    if len(text) <= LONGEST_DETAIL:
        return text
    half = LONGEST_DETAIL // 2
    return f"{text[:half]} … {text[-half:]}"

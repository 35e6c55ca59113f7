"""Generated regions inside hand-written pages.

    <!-- docgen:subnets -->
    … made by docgen, replaced on every build …
    <!-- /docgen -->

A mark is alone on its line. Marks inside code are examples, not marks.
"""

import functools
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Literal, TypeAlias

import msgspec

from docgen.source.diagnostic import Diagnostic, Result, did_you_mean, error, has_errors
from docgen.source.span import Span
from docgen.source.text import SourceFile

NAME = r"[A-Za-z0-9](?:[^\s<>]*[^\s<>-])?"
OPENING = re.compile(rf"<!-- docgen:({NAME}) -->[ \t]*")
CLOSING = re.compile(r"<!-- /docgen -->[ \t]*")
NEARLY_A_MARK = re.compile(r"<!-*\s*/?\s*docgen\b(?:\s*:|\s*/?-*>)", re.IGNORECASE)
ANY_MARK = re.compile("docgen", re.IGNORECASE)
FENCE = re.compile(r"[ ]{0,3}(?:>[ ]?)*[ ]{0,3}(`{3,}|~{3,})(.*)")
INDENTED_CODE = re.compile(r"[ ]{4}|[ ]{0,3}\t")
INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")

MarkKind: TypeAlias = Literal["opening", "closing", "malformed"]


class Mark(msgspec.Struct, frozen=True):
    kind: MarkKind
    name: str
    start: int
    end: int  # of the mark itself
    next_line: int


class Region(msgspec.Struct, frozen=True):
    """The text between two marks: `text[start:end]`, its own line breaks included."""

    name: str
    start: int
    end: int
    span: Span  # of the opening mark


def find_regions(file: SourceFile, known: Collection[str]) -> Result[tuple[Region, ...]]:
    """The regions of a page, in order; what is wrong with its marks beside them.

    A region whose name is not `known` is an error: nothing would ever fill it.
    """
    regions: list[Region] = []
    problems: list[Diagnostic] = []
    opened: Mark | None = None
    for mark in find_marks(file.text):
        if mark.kind == "malformed":
            problems.append(malformed(file, mark))
        elif mark.kind == "opening":
            if opened:
                problems.append(not_closed(file, opened, mark))
            opened = mark
        elif opened:
            regions.append(Region(opened.name, opened.next_line, mark.start, span_of(file, opened)))
            opened = None
        else:
            problems.append(closes_nothing(file, mark))
    if opened:
        problems.append(not_closed(file, opened, None))
    problems += repeated(regions)
    problems += [unknown(region, known) for region in regions if region.name not in known]
    return Result(tuple(regions), tuple(sorted(problems, key=place)))


def replace_regions(file: SourceFile, bodies: Mapping[str, str]) -> Result[str]:
    """The page's text with new bodies in its regions; everything else stays byte for byte.

    A page whose marks are in disorder stays as it is: a guess could delete what somebody wrote.
    """
    found = find_regions(file, bodies)
    if has_errors(found.diagnostics):
        return Result(file.text, found.diagnostics)
    pieces = []
    position = 0
    for region in found.value:
        pieces += [file.text[position : region.start], lay_out(bodies[region.name], line_break(file, region))]
        position = region.end
    return Result("".join([*pieces, file.text[position:]]), found.diagnostics)


def lay_out(body: str, newline: str) -> str:
    """The body between blank lines, for only those end an HTML comment in every dialect of Markdown."""
    lines = body.strip("\n").split("\n")
    return newline.join(["", *lines, "", ""]) if any(lines) else newline


def line_break(file: SourceFile, region: Region) -> str:
    return "\r\n" if file.text[: region.start].endswith("\r\n") else "\n"


@functools.lru_cache(maxsize=256)  # the same pages are looked through for titles, regions and claims
def find_marks(text: str) -> tuple[Mark, ...]:
    return tuple(marks_in(text)) if ANY_MARK.search(text) else ()


def marks_in(text: str) -> Iterator[Mark]:
    fence = ""
    for start, line, next_line in find_lines(text):
        mark = FENCE.match(line)
        if fence:
            closes = mark and mark[1].startswith(fence) and not mark[2].strip()
            fence = "" if closes else fence
        elif mark and not (mark[1][0] == "`" and "`" in mark[2]):
            fence = mark[1]
        elif opening := OPENING.fullmatch(line):
            yield Mark("opening", opening[1], start, start + len(line.rstrip()), next_line)
        elif CLOSING.fullmatch(line):
            yield Mark("closing", "", start, start + len(line.rstrip()), next_line)
        elif not INDENTED_CODE.match(line) and (near := NEARLY_A_MARK.search(without_code(line))):
            yield Mark("malformed", "", start + near.start(), start + len(line), next_line)


def find_lines(text: str) -> Iterator[tuple[int, str, int]]:
    """Offset, text without its line break, and the next line's offset of each line."""
    start = 0
    for line in text.split("\n"):
        yield start, line.removesuffix("\r"), min(start + len(line) + 1, len(text))
        start += len(line) + 1


def without_code(line: str) -> str:
    """The line with its inline code blanked out, so that offsets stay."""
    return INLINE_CODE.sub(lambda found: " " * len(found[0]), line)


def span_of(file: SourceFile, mark: Mark) -> Span:
    return file.span(mark.start, mark.end)


def place(problem: Diagnostic) -> tuple[int, int]:
    return problem.subject.start if problem.subject else (0, 0)


def malformed(file: SourceFile, mark: Mark) -> Diagnostic:
    detail = (
        "Marks are written `<!-- docgen:NAME -->` and `<!-- /docgen -->`, alone on a line that starts with "
        "them. To show a mark on a page, write it as code."
    )
    return error("Malformed docgen mark", detail, span_of(file, mark))


def not_closed(file: SourceFile, opened: Mark, following: Mark | None) -> Diagnostic:
    until = (
        f"before {following.name!r} opens in line {file.line_of(following.start)}"
        if following
        else "to the end"
    )
    detail = (
        f'The region "{opened.name}" is not closed {until}: `<!-- /docgen -->` must follow it, '
        "and regions cannot be nested."
    )
    return error("Region is not closed", detail, span_of(file, opened))


def closes_nothing(file: SourceFile, mark: Mark) -> Diagnostic:
    detail = "No `<!-- docgen:NAME -->` above is open for this mark to close. Remove one, or write the other."
    return error("Mark closes no region", detail, span_of(file, mark))


def repeated(regions: list[Region]) -> Iterator[Diagnostic]:
    first: dict[str, Region] = {}
    for region in regions:
        if region.name in first:
            detail = (
                f'The region "{region.name}" is already in line {first[region.name].span.line}. Keep one.'
            )
            yield error("Region appears twice", detail, region.span)
        first.setdefault(region.name, region)


def unknown(region: Region, known: Collection[str]) -> Diagnostic:
    hint = did_you_mean(region.name, known)
    detail = f'docgen makes no region "{region.name}".{hint} There are: {", ".join(sorted(known)) or "none"}.'
    return error("Unknown region", detail, region.span)

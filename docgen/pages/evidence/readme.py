"""README.md of the evidence pack: the head, for people."""

from collections.abc import Iterator, Sequence

from docgen.document.markdown import print_blocks
from docgen.document.nodes import Block, BulletList, Code, Inlines, Paragraph, Section, Table, inlines
from docgen.pages.evidence.head import COVERAGE, Coverage, Head, coverage_rows, source_rows
from docgen.pages.evidence.table import PackTable
from docgen.pages.sentences.evidence import ABOUT, CHECKING
from docgen.pages.words import count


def readme(head: Head, tables: Sequence[PackTable], files: Sequence[str]) -> str:
    """`files`: all of the pack but itself and the sums."""
    return f"# Evidence: {head.project}\n\n{print_blocks(tuple(head_blocks(head, tables, files)), 'README.md')}\n"


def head_blocks(head: Head, tables: Sequence[PackTable], files: Sequence[str]) -> Iterator[Block]:
    yield Paragraph(inlines(ABOUT))
    yield Section("Source", (Table(("", ""), coded(source_rows(head)), ""),))
    yield Section(
        "What was seen",
        (Table(COVERAGE, coded(coverage_rows(head)), ""), *(not_modelled(each) for each in head.coverage)),
    )
    yield Section("What is not covered", (BulletList(tuple(inlines(*code(each)) for each in limits(head))),))
    rows = tuple(
        (inlines(Code(each.path)), inlines(each.title), inlines(str(len(each.rows)))) for each in tables
    )
    yield Section("Tables", (Table(("File", "Table", "Rows"), rows, ""),))
    others = [each for each in files if not each.startswith("tables/")]
    yield Section(
        "Other files",
        (BulletList(tuple(inlines(Code(each)) for each in others)), Paragraph(inlines(*code(CHECKING)))),
    )
    read = tuple(
        (inlines(Code(each.path)), inlines(str(each.size)), inlines(Code(each.sha256)))
        for each in head.inputs
    )
    yield Section("Files that were read", (Table(("File", "Bytes", "SHA-256"), read, ""),))


def not_modelled(coverage: Coverage) -> Paragraph:
    """`production: resources of 3 types are not modelled: aws_sns_topic (2), …`."""
    types = [f"{name} ({number})" for name, number in coverage.not_modelled.items()]
    if not types:
        return Paragraph(inlines(f"{coverage.environment}: every resource is of a type that docgen models."))
    said = f"{coverage.environment}: not modelled are {count(len(types), 'type')}: {', '.join(types)}."
    return Paragraph(inlines(said))


def coded(rows: Sequence[Sequence[str | int]]) -> tuple[tuple[Inlines, ...], ...]:
    """Numbers as they are; everything else is a name of the repository, but the first cell."""
    return tuple(
        (inlines(str(first)), *(inlines(str(each) if isinstance(each, int) else Code(each)) for each in rest))
        for first, *rest in rows
    )


def limits(head: Head) -> Iterator[str]:
    """Every limit of the pack, one a line."""
    yield from head.not_covered
    for each in head.coverage:
        yield from (f"{each.environment}: {text}" for text in each.not_seen)
    yield from head.warnings


def code(text: str) -> Iterator[Code | str]:
    """The text with what is between backquotes as code."""
    for number, part in enumerate(text.split("`")):
        yield Code(part) if number % 2 else part

"""README.md of the evidence pack: the head, for people."""

from collections.abc import Iterator, Sequence

from docgen.document.markdown import print_blocks
from docgen.document.nodes import Block, BulletList, Code, Paragraph, Section, Table, inlines
from docgen.exports.pack.head import Coverage, Head, moment_text
from docgen.exports.pack.table import PackTable
from docgen.pages.words import count

ABOUT = (
    "What one revision of a Terraform configuration says about network and security. It was evaluated without AWS and without "
    "Terraform. The same revision, version of docgen and command give the same bytes."
)
CHECKING = "To check that no file was changed: `sha256sum --check SHA256SUMS`. To check the pack as a whole: make it again, and compare."


def readme(head: Head, tables: Sequence[PackTable], files: Sequence[str]) -> str:
    """`files`: all of the pack but itself and the sums."""
    return f"# Evidence: {head.project}\n\n{print_blocks(tuple(head_blocks(head, tables, files)), 'README.md')}\n"


def head_blocks(head: Head, tables: Sequence[PackTable], files: Sequence[str]) -> Iterator[Block]:
    yield Paragraph(inlines(ABOUT))
    yield Section("Source", (source_table(head),))
    yield Section(
        "What was seen", (coverage_table(head.coverage), *(not_modelled(each) for each in head.coverage))
    )
    yield Section("What is not covered", (BulletList(tuple(inlines(each) for each in limits(head))),))
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


def source_table(head: Head) -> Table:
    source = head.source
    rows = (
        ("Project", head.project),
        ("Revision", source.revision),
        ("Files of the revision (git tree)", source.tree),
        ("Committed", moment_text(source.committed)),
        ("Folder of docgen.yml", source.folder or "the top of the repository"),
        ("Made by", f"docgen {head.version}, schema {head.schema} of facts"),
        ("Command", head.command),
        ("Day for waivers and reasons", head.judged_on.isoformat()),
    )
    return Table(("", ""), tuple((inlines(name), inlines(Code(text))) for name, text in rows), "")


def coverage_table(coverage: Sequence[Coverage]) -> Table:
    heads = (
        "Environment",
        "Root",
        "Resources",
        "Modelled",
        "Of unknown number",
        "Values",
        "Known",
        "Unknown",
        "Gaps",
    )
    rows = tuple(
        (
            inlines(each.environment),
            inlines(Code(each.root)),
            *(
                inlines(str(number))
                for number in (
                    each.resources,
                    each.modelled,
                    each.uncounted,
                    each.values,
                    each.known,
                    each.values - each.known,
                    each.gaps,
                )
            ),
        )
        for each in coverage
    )
    return Table(heads, rows, "")


def not_modelled(coverage: Coverage) -> Paragraph:
    """`production: resources of 3 types are not modelled: aws_sns_topic (2), …`."""
    types = [f"{name} ({number})" for name, number in coverage.not_modelled.items()]
    if not types:
        return Paragraph(inlines(f"{coverage.environment}: every resource is of a type that docgen models."))
    said = f"{coverage.environment}: not modelled are {count(len(types), 'type')}: {', '.join(types)}."
    return Paragraph(inlines(said))


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

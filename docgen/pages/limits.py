"""The size limit of a page: a page that takes a browser seconds to show is too long to read.

Every page goes through `limited`. It keeps the first rows of the longest tables, says below each how many more there are and
which command prints them all, and keeps the anchors of the rows that it leaves out: links to them lead to that line.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType
from typing import assert_never

import msgspec

from docgen.document.nodes import (
    Admonition,
    Anchor,
    Badge,
    Block,
    Blocks,
    BulletList,
    Chip,
    Code,
    Details,
    Emphasis,
    Evidence,
    Inline,
    Inlines,
    Link,
    Matrix,
    Page,
    Paragraph,
    Section,
    Strong,
    Table,
    Text,
    Unknown,
    inlines,
)

# Characters of HTML that the tables of one page may have, as `size_of` estimates them: a page stays below 1 MB.
MOST_CHARACTERS = 700_000
OF_A_CELL = 60  # `<td data-head="Resource">`, and the line breaks
OF_AN_INLINE = 45  # `<code><span class="dg-whole">`
OF_A_SECTION = 500  # its heading with the link to it, and the table's frame and head
OF_A_LIST = 35  # percent of the same in a table
MOST_FOR_LISTS = 50  # percent of a page: lists are never cut, and leave the tables at least the rest
OF_A_LINK = 100  # its address, and where its text may be broken
COMMANDS: Mapping[str, str] = MappingProxyType(
    {"register.md": "docgen register --format csv", "controls.md": "docgen controls --format csv"}
)
MADE_OF_FACTS = frozenset({"inputs-that-matter.md", "parity.md"})  # no command prints these rows


def limited(page: Page, environment: str = "", most: int = MOST_CHARACTERS) -> Page:
    """The page with at most so many characters in its tables; `environment`: the one that the page is about."""
    tables = tuple(tables_of(page.blocks))
    left = most - OF_A_SECTION * sections_of(page.blocks)
    left -= min(lists_of(page.blocks), left * MOST_FOR_LISTS // 100)
    shown = rows_shown([[size_of(row) for row in rows_of(each)] for each in tables], left)
    if all(len(each.rows) <= shown for each in tables):
        return page
    command = COMMANDS.get(page.path) or f"docgen facts{f' --env {environment}' if environment else ''}"
    has = "has the facts that they are made of" if page.path in MADE_OF_FACTS else "prints all"
    blocks = tuple(part for each in page.blocks for part in limited_block(each, shown, command, has))
    return msgspec.structs.replace(page, blocks=blocks)


def tables_of(blocks: Blocks) -> Iterator[Table | Matrix]:
    for each in blocks:
        match each:
            case Table() | Matrix():
                yield each
            case Section() | Admonition() | Details():
                yield from tables_of(each.blocks)
            case _:
                pass


def lists_of(blocks: Blocks) -> int:
    """The characters of lists, which are never cut."""
    found = 0
    for each in blocks:
        match each:
            case BulletList():
                found += sum(size_of((item,)) for item in each.items) * OF_A_LIST // 100
            case Section() | Admonition() | Details():
                found += lists_of(each.blocks)
            case _:
                pass
    return found


def sections_of(blocks: Blocks) -> int:
    inside = [each for each in blocks if isinstance(each, Section | Admonition | Details)]
    return sum(isinstance(each, Section) + sections_of(each.blocks) for each in inside)


def rows_of(table: Table | Matrix) -> Sequence[Sequence[Inlines]]:
    return table.rows if isinstance(table, Table) else table.cells


def size_of(row: Sequence[Inlines]) -> int:
    """About how many characters of HTML a row of a table has."""
    size = OF_A_CELL * len(row)
    for cell in row:
        for inline in cell:
            size += size_of_inline(inline)
    return size


def size_of_inline(inline: Inline) -> int:  # noqa: PLR0911 - one return a case
    if isinstance(inline, Text):  # most are
        return len(inline.text)
    match inline:
        case Strong(inside) | Emphasis(inside):
            return OF_AN_INLINE + sum(map(size_of_inline, inside))
        case Link(text, target):
            return OF_A_LINK + len(text) + len(target)
        case Evidence(label, path):
            return OF_A_LINK + len(label) + len(path)
        case Chip(text, _, _, note):
            return OF_A_LINK + len(text) + len(note)
        case Unknown(reason, text):
            return OF_AN_INLINE + len(reason) + len(text)
        case Code(text) | Badge(text):
            return OF_AN_INLINE + len(text)
        case Anchor(name):
            return OF_AN_INLINE + len(name)
        case _:
            assert_never(inline)


def rows_shown(sizes: Sequence[Sequence[int]], most: int) -> int:
    """The largest number of rows, for every table of a page, with which they are not larger than that together.

    `sizes`: of each row of each table, in characters.
    """
    sums = [[0, *accumulate(each)] for each in sizes]
    low, high = 0, max(map(len, sizes), default=0)
    while low < high:
        middle = (low + high + 1) // 2
        size = sum(each[min(middle, len(each) - 1)] for each in sums)
        low, high = (middle, high) if size <= most else (low, middle - 1)
    return low


def limited_block(block: Block, shown: int, command: str, has: str) -> Iterator[Block]:
    match block:
        case Table() | Matrix() if len(block.rows) > shown:
            left_out = len(block.rows) - shown
            hidden = rows_of(block)[shown:]
            if isinstance(block, Table):
                kept: Block = msgspec.structs.replace(block, rows=block.rows[:shown])
            else:
                kept = msgspec.structs.replace(block, rows=block.rows[:shown], cells=block.cells[:shown])
            if shown:
                yield kept
            lead = f"And {left_out} more. " if shown else f"{left_out} rows are not shown. "
            yield Paragraph((*anchors_of(hidden), *inlines(lead, Code(command), f" {has}.")))
        case Section() | Admonition() | Details():
            inside = tuple(part for each in block.blocks for part in limited_block(each, shown, command, has))
            yield msgspec.structs.replace(block, blocks=inside)
        case _:
            yield block


def anchors_of(rows: Iterable[Sequence[Inlines]]) -> Iterator[Anchor]:
    return (part for row in rows for cell in row for part in cell if isinstance(part, Anchor))

"""Pages as Markdown that MkDocs and a Git host's own viewer both show.

What only the site can do (badges in colour, sticky table heads) depends on HTML classes that a viewer drops
without losing a word. See `escape` for the characters that must be escaped.
"""

import json
import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import TypeVar, assert_never

from docgen.document.escape import (
    clean,
    escape_attribute,
    escape_code,
    escape_code_as_html,
    escape_html,
    escape_line_start,
    escape_text,
)
from docgen.document.links import address_in_repository, address_of
from docgen.document.nodes import (
    Admonition,
    Anchor,
    Badge,
    Block,
    Blocks,
    BulletList,
    Card,
    Cards,
    Chip,
    Code,
    CodeBlock,
    Details,
    Emphasis,
    Evidence,
    Figure,
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
)
from docgen.source.text import one_line_ending

MARK = "# Generated from Terraform."
GENERATED = f"{MARK} Do not edit: change the Terraform and run `docgen build`."
LANGUAGE = re.compile(r"[A-Za-z0-9+#-]*")
DEEPEST_HEADING = 6


def print_page(page: Page, docs: str = "docs") -> str:
    """A whole generated page. `docs` is the folder of the documents, as seen from the repository."""
    front = ["---", GENERATED, f"title: {quoted(page.title)}"]
    if page.description:
        front.append(f"description: {quoted(page.description)}")
    if page.wide:
        front += ["hide:", "  - toc"]
    if page.boost != 1:
        front += ["search:", f"  boost: {page.boost:g}"]
    heading = f"# {print_heading(page.title)}"
    body = Printer(page.path, docs).print_blocks(page.blocks, level=2)
    return "\n".join([*front, "---", "", heading, "", body]).rstrip("\n") + "\n"


def print_blocks(blocks: Blocks, page_path: str, docs: str = "docs") -> str:
    """Blocks for a region of the page at `page_path`; no line break at the end."""
    return Printer(page_path, docs).print_blocks(blocks, level=2)


def is_generated(text: str) -> bool:
    """Whether a file says of itself that it is a whole generated page."""
    return one_line_ending(text).startswith(f"---\n{MARK}")


def quoted(text: str) -> str:
    """Text as a YAML value: every JSON text is one."""
    return json.dumps(clean(text).replace("\n", " "), ensure_ascii=False)


def print_heading(title: str) -> str:
    return escape_line_start(escape_text(clean(title).replace("\n", " ").strip()))


def heading_id(title: str) -> str | None:
    """The id that every viewer gives to a heading, where they agree on one."""
    plain = re.fullmatch(r"[A-Za-z0-9]+(?:[ -][A-Za-z0-9]+)*", title)
    return title.lower().replace(" ", "-") if plain else None


FIXED: dict[int, Block] = {}  # by identity, which they keep: they are never removed
PRINTED: dict[tuple[int, int, str, str], str] = {}  # by identity, level, page and folder of the documents
MOST_PRINTED = 10_000
B = TypeVar("B", bound=Block)


def fixed(block: B) -> B:
    """The block, which is the same in every build: while serving, it is printed once for each page."""
    FIXED[id(block)] = block
    return block


class Printer:
    """Prints for one page: links are relative, so they depend on the page that they are on."""

    def __init__(self, page_path: str, docs: str) -> None:
        self.page_path = page_path
        self.docs = docs

    def print_blocks(self, blocks: Blocks, level: int) -> str:
        printed = (self.print_block(block, level) for block in blocks)
        return "\n\n".join(each for each in printed if each)

    def print_block(self, block: Block, level: int) -> str:
        if id(block) not in FIXED:
            return self.print_new(block, level)
        key = (id(block), level, self.page_path, self.docs)
        if key not in PRINTED:
            if len(PRINTED) >= MOST_PRINTED:
                PRINTED.clear()
            PRINTED[key] = self.print_new(block, level)
        return PRINTED[key]

    def print_new(self, block: Block, level: int) -> str:  # noqa: C901, PLR0911 - one return a case
        match block:
            case Section():
                return self.print_section(block, level)
            case Paragraph(inlines):
                return escape_line_start(self.print_inlines(inlines))
            case BulletList(items):
                return "\n".join(f"- {escape_line_start(self.print_inlines(item))}" for item in items)
            case Table():
                return self.print_table(block)
            case Matrix():
                return self.print_matrix(block)
            case Cards(cards):
                return in_box("dg-cards", "\n".join(map(self.print_card, cards)))
            case Admonition(kind, title, blocks):
                heading = f"**{print_heading(title)}**" if title.strip() else ""
                inside = "\n\n".join(filter(None, (heading, self.print_blocks(blocks, level))))
                lines = [f"[!{kind.upper()}]", *inside.split("\n")]
                return "\n".join(f"> {line}".rstrip() for line in lines)
            case CodeBlock():
                return print_code_block(block)
            case Figure(path, title, caption):
                image = f"![{escape_text(title)}]({address_of(path, self.page_path)})"
                return f"{image}\n*{escape_text(caption.strip())}*" if caption.strip() else image
            case Details(summary, blocks):
                opening = f'<details markdown="1"><summary>{escape_html(summary)}</summary>'
                return f"{opening}\n\n{self.print_blocks(blocks, level)}\n\n</details>"
            case _:
                assert_never(block)

    def print_card(self, card: Card) -> str:
        title = f'<span class="dg-card dg-{card.kind}">{escape_text(card.title)}</span>'
        return f"- {'<br>'.join([title, *self.cells(card.lines)])}"

    def print_section(self, section: Section, level: int) -> str:
        lines = []
        if section.anchor and section.anchor != heading_id(section.title):
            lines += [print_anchor(section.anchor), ""]
        lines += [f"{'#' * min(level, DEEPEST_HEADING)} {print_heading(section.title)}"]
        body = self.print_blocks(section.blocks, level + 1)
        return "\n".join([*lines, *(["", body] if body else [])])

    def print_table(self, table: Table) -> str:
        if not table.rows:
            return escape_line_start(escape_text(table.when_empty))
        printed = print_rows(
            [[escape_text(column) for column in table.columns], *map(self.cells, table.rows)]
        )
        return in_box("dg-wide", printed) if table.wide else printed

    def print_matrix(self, matrix: Matrix) -> str:
        if not matrix.rows or not matrix.columns:
            return escape_line_start(escape_text(matrix.when_empty))
        head = [escape_text(matrix.corner), *self.cells(matrix.columns)]
        rows = [
            [self.print_inlines(name), *self.cells(cells)]
            for name, cells in zip(matrix.rows, matrix.cells, strict=True)
        ]
        return in_box("dg-matrix", print_rows([head, *rows]))

    def cells(self, row: Iterable[Inlines]) -> list[str]:
        return [self.print_inlines(cell) for cell in row]

    def print_inlines(self, inlines: Inlines) -> str:
        if len(inlines) == 1:  # most cells
            return self.print_inline(inlines[0], "", apart=True)
        printed = ""
        for inline, following in zip_longest(inlines, inlines[1:]):
            printed += self.print_inline(inline, printed, apart=has_free_sides(printed, following))
        return printed

    def print_inline(  # noqa: C901, PLR0911 - one return a case
        self, inline: Inline, before: str, *, apart: bool
    ) -> str:
        """One inline; a mark that touches another one or a letter is not read as a mark, so HTML replaces it."""
        match inline:
            case Text(text):
                return escape_text(text)
            case Code(text):
                return escape_code_as_html(text) if before.endswith(("`", "\\")) else escape_code(text)
            case Strong(inlines):
                return emphasised(self.print_inlines(inlines), "**" if apart else "", "strong")
            case Emphasis(inlines):
                return emphasised(self.print_inlines(inlines), "*" if apart else "", "em")
            case Link(text, target, code):
                label = escape_code(text) if code else escape_text(text)
                address = address_of(target, self.page_path)
                return print_link(label, address) if address else label
            case Evidence(label, path, anchor, code):
                shown = escape_code(label) if code else escape_text(label)
                return print_link(shown, address_in_repository(path, anchor, self.page_path, self.docs))
            case Unknown(reason, text):
                title = escape_attribute(clean(reason).replace("\n", " "))
                shown = emphasised(escape_text(text), "*", "em")
                return f'<abbr class="dg-unknown" tabindex="0" title="{title}">{shown}</abbr>'
            case Badge(text, kind):
                return f'<span class="dg-badge dg-{kind}">{escape_text(text)}</span>'
            case Chip():
                return self.print_chip(inline)
            case Anchor(name):
                return print_anchor(name)
            case _:
                assert_never(inline)

    def print_chip(self, chip: Chip) -> str:
        shown = escape_text(chip.text)
        if chip.evidence is not None:
            target = address_in_repository(
                chip.evidence.path, chip.evidence.anchor, self.page_path, self.docs
            )
            shown = print_link(shown, target)
        title = f' title="{escape_attribute(clean(chip.note).replace(chr(10), " "))}"' if chip.note else ""
        return f'<span class="dg-chip dg-{chip.kind}"{title}>{shown}</span>'


def has_free_sides(before: str, following: Inline | None) -> bool:
    """Whether a mark here has free space on both sides, which it needs to be read as a mark."""
    free_before = not before or before.endswith((" ", "("))
    free_after = following is None or (
        isinstance(following, Text) and following.text.startswith((" ", ".", ",", ";", ":", ")"))
    )
    return free_before and free_after


def emphasised(printed: str, mark: str, tag: str) -> str:
    plain = mark and printed[:1].isalnum() and printed[-1:].isalnum()
    return f"{mark}{printed}{mark}" if plain else f"<{tag}>{printed}</{tag}>"


def print_anchor(name: str) -> str:
    return f'<a id="{name}"></a>'


def print_link(label: str, address: str) -> str:
    return f"[{label}]({address.replace('&', '&amp;')})"


def print_rows(rows: Sequence[Sequence[str]]) -> str:
    """The rows as a pipe table; the first is the head."""
    head, *rest = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, f"|{' --- |' * len(rows[0])}", *rest])


def in_box(css_class: str, printed: str) -> str:
    return f'<div class="{css_class}" markdown="1">\n\n{printed}\n\n</div>'


def print_code_block(block: CodeBlock) -> str:
    """A fenced block; the fence is longer than any run of backticks in the text."""
    longest = max((len(run) for run in re.findall("`+", block.text)), default=0)
    fence = "`" * max(3, longest + 1)
    language = block.language if LANGUAGE.fullmatch(block.language) else ""
    return "\n".join([f"{fence}{language}", clean(block.text.expandtabs(4)).removesuffix("\n"), fence])

"""The nodes of a page: data only. `markdown` prints them.

Both unions are closed: every match over them ends in `assert_never`. Text is plain text everywhere; nothing
in it is markup, so nothing that comes from a repository needs care before it is put here.

Targets of links are written as seen from the folder of the documents ("network.md#subnets"), whatever page
they are on; "#anchor" is a place on the same page; http, https and mailto addresses are left as they are.
"""

import re
from typing import Literal, TypeAlias

import msgspec

# Everything else would be written one way in an id and another way in the link that leads to it.
NOT_IN_ANCHOR = re.compile(r"[^A-Za-z0-9._-]+")
BadgeKind: TypeAlias = Literal["ok", "warning", "danger", "info", "muted"]
AdmonitionKind: TypeAlias = Literal["note", "tip", "important", "warning", "caution"]


class Text(msgspec.Struct, frozen=True):
    """Plain text; a line break in it is a line break on the page."""

    text: str


class Code(msgspec.Struct, frozen=True):
    """A name or a value as it is written in a file."""

    text: str


class Strong(msgspec.Struct, frozen=True):
    inlines: "Inlines"


class Emphasis(msgspec.Struct, frozen=True):
    inlines: "Inlines"


class Link(msgspec.Struct, frozen=True):
    """A way to another place of the documents, or out of them."""

    text: str
    target: str
    code: bool = False  # shown as code


class Evidence(msgspec.Struct, frozen=True):
    """A pointer to the place in the repository that makes the words beside it true.

    No line number: lines move without a fact moving. The anchor is turned into a line when the site is built.
    """

    label: str
    path: str  # relative to the repository, with "/"
    anchor: str = (
        ""  # a Terraform address, and an attribute where that helps: 'aws_subnet.public["a"].cidr_block'
    )
    code: bool = True  # shown as code


class Unknown(msgspec.Struct, frozen=True):
    """A value that is not known, and why."""

    reason: str
    text: str = "unknown"


class Badge(msgspec.Struct, frozen=True):
    """A verdict in a word or two. The word must say it all: colours are not seen everywhere."""

    text: str
    kind: BadgeKind


class Chip(msgspec.Struct, frozen=True):
    """One step of a path, in a word or two, and the way to what decides it. As of a badge, the word must say it all."""

    text: str
    kind: BadgeKind
    evidence: Evidence | None = None  # its label is not shown: the chip itself is the link
    note: str = ""  # more about it, for those who point at it


class Anchor(msgspec.Struct, frozen=True):
    """Nothing to see: a place that links can lead to, such as a row of a table."""

    name: str

    def __post_init__(self) -> None:
        require_anchor(self.name)


Inline: TypeAlias = Text | Code | Strong | Emphasis | Link | Evidence | Unknown | Badge | Chip | Anchor
Inlines: TypeAlias = tuple[Inline, ...]


class Section(msgspec.Struct, frozen=True):
    """A heading and the content below it; sections inside sections go down one level."""

    title: str
    blocks: "Blocks"
    anchor: str = ""  # what links name, where it must outlive the wording of the title

    def __post_init__(self) -> None:
        require_anchor(self.anchor)


class Paragraph(msgspec.Struct, frozen=True):
    inlines: Inlines


class BulletList(msgspec.Struct, frozen=True):
    items: tuple[Inlines, ...]


class Table(msgspec.Struct, frozen=True):
    columns: tuple[str, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    when_empty: str  # a sentence: "No security groups are declared."
    wide: bool = False  # many columns: scrolls inside its own box rather than squeezing them

    def __post_init__(self) -> None:
        require_rectangle(len(self.columns), self.rows)


class Matrix(msgspec.Struct, frozen=True):
    """Every row thing against every column thing, e.g. which security group may talk to which."""

    corner: str  # says how to read it: "from \\ to"
    columns: tuple[Inlines, ...]
    rows: tuple[Inlines, ...]
    cells: tuple[tuple[Inlines, ...], ...]  # one tuple a row
    when_empty: str

    def __post_init__(self) -> None:
        require_rectangle(len(self.columns), self.cells)
        if len(self.rows) != len(self.cells):
            raise ValueError(f"{len(self.rows)} row names for {len(self.cells)} rows")


class Card(msgspec.Struct, frozen=True):
    """One number, or few, that say how things are."""

    title: str
    kind: BadgeKind  # how bad it is
    lines: tuple[Inlines, ...]  # a `Strong` in the first is the number itself


class Cards(msgspec.Struct, frozen=True):
    """Cards side by side; a plain list where there is no style sheet."""

    cards: tuple[Card, ...]


class Admonition(msgspec.Struct, frozen=True):
    """Something that must not be overlooked."""

    kind: AdmonitionKind
    title: str
    blocks: "Blocks"


class CodeBlock(msgspec.Struct, frozen=True):
    text: str
    language: str = ""


class Figure(msgspec.Struct, frozen=True):
    """A picture that lies beside the pages as a file."""

    path: str  # of the SVG, as seen from the folder of the documents: "diagrams/network.svg"
    title: str  # what it shows, for those who do not see it
    caption: str = ""


class Details(msgspec.Struct, frozen=True):
    """Details that most readers skip: collapsed until they are opened."""

    summary: str
    blocks: "Blocks"


Block: TypeAlias = (
    Section | Paragraph | BulletList | Table | Matrix | Cards | Admonition | CodeBlock | Figure | Details
)
Blocks: TypeAlias = tuple[Block, ...]


class Page(msgspec.Struct, frozen=True):
    path: str  # as seen from the folder of the documents: "network/subnets.md"
    title: str
    description: str  # one sentence, for search results and previews
    blocks: Blocks
    wide: bool = False  # gives the space of the table of contents to the page
    boost: float = 1  # how much earlier than others the search of the site lists it


def inlines(*parts: Inline | str) -> Inlines:
    """The parts as inlines, text for text: `inlines("from ", Code("10.0.0.0/16"))`."""
    return tuple([Text(part) if isinstance(part, str) else part for part in parts])


def anchor_of(text: str) -> str:
    """An anchor's name, close to the text: `aws_subnet.public-a` for 'aws_subnet.public["a"]'."""
    return NOT_IN_ANCHOR.sub("-", text).strip("-")


def require_anchor(name: str) -> None:
    if NOT_IN_ANCHOR.search(name):
        raise ValueError(f"{name!r} cannot be an anchor; anchor_of makes one")


def require_rectangle(width: int, rows: tuple[tuple[Inlines, ...], ...]) -> None:
    for number, row in enumerate(rows, start=1):
        if len(row) != width:
            raise ValueError(f"row {number} has {len(row)} cells, the table {width} columns")

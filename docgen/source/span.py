"""A source location: the file and the range of a piece of text."""

import msgspec


class Span(msgspec.Struct, frozen=True, order=True):
    """The piece of one file that something was written in.

    Lines and columns count from 1, as editors show them; `end` is exclusive.
    Columns count grapheme clusters, as Terraform's do.
    """

    path: str  # relative to the folder of docgen.yml, with "/"
    start: tuple[int, int]
    end: tuple[int, int]

    @property
    def line(self) -> int:
        return self.start[0]

    def __str__(self) -> str:
        return f"{self.path}:{self.start[0]}:{self.start[1]}"

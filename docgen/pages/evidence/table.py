"""One table of the evidence pack: a CSV file, and a part of the page for printing."""

from typing import TypeAlias

import msgspec

from docgen.pages.sentences.evidence import TABLES

Cell: TypeAlias = str | int | float | bool | None


class PackTable(msgspec.Struct, frozen=True):
    """Rows of equal length. `sheet`: the columns of the printed page; each holds one column of the CSV file or several."""

    name: str  # of the file, without its ending
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sheet: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        printed = [name for each in self.sheet for name in each]
        if sorted(printed) != sorted(self.columns):
            raise ValueError(f"the printed columns of {self.name} are not those of the table")

    @property
    def title(self) -> str:
        return TABLES[self.name][0]

    @property
    def about(self) -> str:
        """A sentence: what the table has."""
        return TABLES[self.name][1]

    @property
    def path(self) -> str:
        return f"tables/{self.name}.csv"

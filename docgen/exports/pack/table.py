"""Cells and CSV of the tables of the evidence pack."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from docgen.analysis.plain import plain
from docgen.exports.csv_cells import csv_row
from docgen.pages.evidence.table import Cell, PackTable
from docgen.source.traced import Traced, Unknown

Json: TypeAlias = Mapping[str, Any]
LIST = "; "  # between the parts of a cell
UNKNOWN = "unknown"


def pack_table(
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    sheet: Sequence[Sequence[str]] = (),
) -> PackTable:
    """`sheet` empty: every column is printed on its own."""
    printed = tuple(map(tuple, sheet)) or tuple((each,) for each in columns)
    return PackTable(name, tuple(columns), tuple(map(tuple, rows)), printed)


def table_csv(table: PackTable) -> str:
    return "".join(csv_row(each) for each in (table.columns, *table.rows))


# -- cells -----------------------------------------------------------------------------------


def cell(row: Json, name: str) -> Cell:
    """A value of a row of facts: lists in one cell, "unknown: …" where the row says why it is not known."""
    value = row.get(name)
    if value is None:
        reason = row.get("unknowns", {}).get(name) if isinstance(row.get("unknowns"), dict) else None
        return f"{UNKNOWN}: {reason}" if reason is not None else None
    return flat(value)


def flat(value: object) -> Cell:
    if isinstance(value, list | tuple):
        return LIST.join(str(flat(each)) for each in value)
    if isinstance(value, dict):
        return LIST.join(f"{key} = {flat(each)}" for key, each in value.items())
    return value if isinstance(value, str | int | float) or value is None else str(value)


def traced(value: Traced[Any] | None) -> Cell:
    """The same for a value of the model: nothing where AWS has no such setting."""
    if value is None:
        return None
    shown = plain(value)
    if isinstance(value, Unknown) and shown is None:
        return f"{UNKNOWN}: {value.reason.text}"
    return flat(shown)


def place(row: Json) -> tuple[Cell, Cell]:
    """The path and the line of the first evidence of a row."""
    found = next((each for each in row.get("evidence", ()) if each["path"]), None)
    return (found["path"], found["line"]) if found else (None, None)

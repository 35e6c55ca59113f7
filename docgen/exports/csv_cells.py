"""Cells of CSV files that a spreadsheet shows as they are.

Excel, LibreOffice and Google Sheets run a cell that begins like a formula (https://owasp.org/www-community/attacks/CSV_Injection):
such a text begins with an apostrophe here. Every cell is in quotes (RFC 4180), so that no separator in it begins another
cell, and is one line.
"""

from collections.abc import Iterable

from docgen.source.inert import shown_line

# What begins a formula, in the full width forms too; Excel ignores the white space before it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_cell(value: str | float | bool | None) -> str:  # noqa: FBT001 - a value of any kind
    """One cell: `=1+1` is `"'=1+1"`, `a"b` is `"a""b"`, the number -1 is `-1`, nothing is `""`."""
    match value:
        case None:
            return '""'
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case str():
            is_formula = value.startswith(FORMULA) or value.lstrip().startswith(FORMULA)
            text = f"'{value}" if is_formula else value
            return '"{}"'.format(shown_line(text).replace('"', '""'))


def csv_row(values: Iterable[str | float | bool | None]) -> str:
    """One row, with the line break of RFC 4180."""
    return ",".join(map(csv_cell, values)) + "\r\n"

"""print.html: the whole pack as one self-contained page for printing, with every row and every column.

Each table has its title, the revision and the day at its head, and browsers repeat the head on every sheet; the margin of each
sheet has the revision and the number of the page (https://www.w3.org/TR/css-page-3/). Nothing is wider than a sheet: cells
break their lines, and pictures are scaled.
"""

import base64
import html
import re
from collections.abc import Iterator, Sequence

from docgen.pages.evidence.head import COVERAGE, Head, coverage_rows, moment_text, source_rows
from docgen.pages.evidence.picture import Picture
from docgen.pages.evidence.readme import limits
from docgen.pages.evidence.table import Cell, PackTable
from docgen.source.inert import shown_line

SHORT = 12  # characters of a revision
STYLE = """
@page { size: A4 landscape; margin: 14mm 10mm 14mm 10mm;
  @bottom-left { content: "%RUNNING%"; font: 7pt sans-serif; color: #444; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 7pt sans-serif; color: #444; } }
* { box-sizing: border-box; }
body { font: 7.5pt/1.3 "DejaVu Sans", "Liberation Sans", Arial, sans-serif; color: #111; margin: 0; }
h1 { font-size: 18pt; } h2 { font-size: 12pt; margin: 0 0 2mm; break-after: avoid; }
section { break-before: page; }
p, li { overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; margin: 0 0 5mm; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
tr.long { break-inside: auto; }
th, td { border: 0.3pt solid #888; padding: 1mm; text-align: left; vertical-align: top; overflow-wrap: anywhere; white-space: pre-wrap; }
th { background: #eee; }
th.head { background: none; border: none; font-weight: normal; color: #444; padding: 0 0 1mm; }
td .part { display: block; color: #333; }
figure { margin: 0; break-inside: avoid; text-align: center; }
figure img { max-width: 100%; max-height: 160mm; }
figcaption { text-align: left; color: #444; }
.none { color: #444; }
@media screen { body { max-width: 277mm; margin: 5mm auto; } section { margin-top: 10mm; } }
"""
LONG = 1_500  # characters of a row: one that may be higher than a sheet is allowed to break
LINE = 170  # characters that fit beside each other on a sheet
LONGEST_WORD = 18  # characters; longer ones are broken
WORD = re.compile(r"[\s/]+")


def print_page(head: Head, tables: Sequence[PackTable], pictures: Sequence[Picture]) -> str:
    running = f"{head.project} · {head.source.revision} · {moment_text(head.source.committed)}"
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f"<title>{text(f'Evidence: {head.project}')}</title>",
        f"<style>{STYLE.replace('%RUNNING%', css_text(running))}</style></head><body>",
        *cover(head, tables),
        *(part for each in pictures for part in figure(each, running_head(head))),
        *(part for each in tables for part in section(each, head)),
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def running_head(head: Head) -> str:
    source = head.source
    return f"{head.project}, revision {source.revision[:SHORT]} of {moment_text(source.committed)}"


def cover(head: Head, tables: Sequence[PackTable]) -> Iterator[str]:
    yield f"<h1>Evidence: {text(head.project)}</h1>"
    yield plain_table(("", ""), source_rows(head), running_head(head), "Source")
    yield plain_table(COVERAGE, coverage_rows(head), running_head(head), "What was seen")
    listed = [(each.title, each.path, len(each.rows)) for each in tables]
    yield plain_table(("Table", "File", "Rows"), listed, running_head(head), "Tables")
    yield "<section><h2>What is not covered</h2><ul>"
    yield from (f"<li>{text(each)}</li>" for each in limits(head))
    yield "</ul>"
    types = [
        (each.environment, name, number)
        for each in head.coverage
        for name, number in each.not_modelled.items()
    ]
    yield plain_table(
        ("Environment", "Type that is not modelled", "Resources"), types, running_head(head), "Not modelled"
    )
    read = [(each.path, each.size, each.sha256) for each in head.inputs]
    yield plain_table(("File", "Bytes", "SHA-256"), read, running_head(head), "Files that were read")
    yield "</section>"


def figure(picture: Picture, running: str) -> Iterator[str]:
    address = f"data:image/svg+xml;base64,{base64.b64encode(picture.svg).decode()}"
    yield f"<section><figure><figcaption>{text(running)}</figcaption><h2>{text(picture.title)}</h2>"
    yield f'<img alt="{text(picture.title)}" src="{address}"></figure></section>'


def section(table: PackTable, head: Head) -> Iterator[str]:
    yield f'<section id="{text(table.name)}"><h2>{text(table.title)}</h2><p>{text(table.about)}</p>'
    if table.rows:
        yield from sheet(table, f"{table.title} ({len(table.rows)} rows) · {running_head(head)}")
    else:
        yield '<p class="none">There is none in what was seen.</p>'
    yield "</section>"


def sheet(table: PackTable, running: str) -> Iterator[str]:
    """The table; a printed column holds the first of its columns, and below it the others with their names."""
    places = {name: number for number, name in enumerate(table.columns)}
    columns = [[places[name] for name in group] for group in table.sheet]
    yield "<table>"
    sizes = "".join(f'<col style="width:{width:.2f}%">' for width in widths(table, columns))
    yield f"<colgroup>{sizes}</colgroup>"
    yield f'<thead><tr><th class="head" colspan="{len(columns)}">{text(running)}</th></tr>'
    yield f"<tr>{''.join(f'<th>{text(words(group[0]))}</th>' for group in table.sheet)}</tr></thead><tbody>"
    for row in table.rows:
        is_long = sum(len(shown(each)) for each in row) > LONG
        cells = "".join(f"<td>{printed(row, each, table.columns)}</td>" for each in columns)
        opening = '<tr class="long">' if is_long else "<tr>"
        yield f"{opening}{cells}</tr>"
    yield "</tbody></table>"


def printed(row: Sequence[Cell], places: Sequence[int], names: Sequence[str]) -> str:
    first, *rest = places
    parts = [text(shown(row[first]))]
    parts += [
        f'<span class="part">{text(words(names[each]))}: {text(shown(row[each]))}</span>'
        for each in rest
        if shown(row[each])
    ]
    return "".join(parts)


def widths(table: PackTable, columns: Sequence[Sequence[int]]) -> list[float]:
    """Percentages: first the space for the longest word of each column, the rest by the length of its text."""
    least, sizes = [], []
    for group in columns:
        texts = [words(table.columns[group[0]]), *(shown(row[each]) for row in table.rows for each in group)]
        least.append(
            float(min(max(len(word) for text in texts for word in WORD.split(text)), LONGEST_WORD) + 2)
        )
        sizes.append(sum(map(len, texts)) / len(texts) * len(group))
    total = max(sum(least) + 1, LINE)
    rest = (total - sum(least)) / max(sum(sizes), 1)
    shares = [low + size * rest for low, size in zip(least, sizes, strict=True)]
    return [100 * each / sum(shares) for each in shares]


def plain_table(names: Sequence[str], rows: Sequence[Sequence[Cell]], running: str, title: str) -> str:
    heads = "".join(f"<th>{text(each)}</th>" for each in names) if any(names) else ""
    body = "".join(f"<tr>{''.join(f'<td>{text(shown(cell))}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<h2>{text(title)}</h2><table><thead><tr><th class="head" colspan="{len(names)}">{text(running)}</th></tr>'
        f"<tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def shown(value: Cell) -> str:
    """As the CSV file has it, without what only spreadsheets need."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case _:
            return shown_line(str(value))


def words(name: str) -> str:
    return name.replace("_", " ")


def text(value: str) -> str:
    return html.escape(shown_line(value), quote=True)


def css_text(value: str) -> str:
    """Text inside a CSS string that is inside a style element: everything but letters and digits is an escape."""
    return "".join(each if each.isalnum() and each.isascii() else f"\\{ord(each):06x}" for each in value)

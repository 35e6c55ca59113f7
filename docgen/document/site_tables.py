"""What the site adds to the tables of its pages: names of columns in their cells, and what must not be broken in two.

Pure functions of HTML, as Python-Markdown writes it; a page is complete without them. The style sheet does the rest.
"""

import html
import re
from collections.abc import Iterator, Sequence

TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
HEAD = re.compile(r"<th(?: [^<>]*)?>(.*?)</th>", re.DOTALL)
ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
CELL = re.compile(r"<td(?: [^<>]*)?>(.*?)</td>", re.DOTALL)
# Addresses and ranges of IPv4 and IPv6, and ports with their protocol.
WHOLE = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}/\d{1,3}"
    r"|(?:TCP|UDP|ICMP) \d[\d-]*)(?![\w:])"
)
AFTER = re.compile(r"(?<=[\w\]])(?=[.\[/_])|(?<=[_/=,])(?=\w)")  # where a long name may be broken
LONG_WORD = re.compile(
    r"[\w.-]{31,}"
)  # of a sentence: without a place to break, it alone decides how wide a table is
LONG_HEAD = re.compile(r"[\w.]{13,}(?![^<]*>)")  # a word of a head, in no tag
LONGEST_PART = 22  # characters of a part of a name that is never broken
SHORT = 18  # characters of code that stay in one line
LONG_TEXT = 45  # characters from which a column needs space
LONG_NAME = 30  # characters of one word: an address, which would else be broken after every part of it
MOST_COLUMNS = 6  # of a table that has the width for whole addresses
IS_MATRIX = '<div class="dg-matrix"'


def mark_tables(page: str) -> str:
    """The page with each table marked; the matrix is left as it is."""
    made, at = [], 0
    for found in TABLE.finditer(page):
        before = page[at : found.start()]
        is_matrix = (
            before.rfind(IS_MATRIX) > before.rfind("</table>")
            and "</div>" not in before[before.rfind(IS_MATRIX) :]
        )
        made += [before, found[0] if is_matrix else mark_table(found[0])]
        at = found.end()
    return "".join([*made, page[at:]])


def mark_table(table: str) -> str:
    heads = [plain(each) for each in HEAD.findall(table)]
    rows = [CELL.findall(each) for each in ROW.findall(table)]
    classes = [css_class_of(index, rows, len(heads)) for index in range(len(heads))]

    def marked_row(row: re.Match[str]) -> str:
        number = iter(range(len(heads)))

        def marked_cell(cell: re.Match[str]) -> str:
            index = next(number, None)
            if index is None:
                return cell[0]
            css_class = f' class="{classes[index]}"' if classes[index] else ""
            return f'<td data-head="{html.escape(heads[index])}"{css_class}>{unbroken(cell[1])}</td>'

        return CELL.sub(marked_cell, row[0])

    many = len(heads) > MOST_COLUMNS
    body = ROW.sub(marked_row, table.removeprefix("<table>"))
    if many:  # heads are broken as well, so that none is wider than what is below it
        body = HEAD.sub(lambda head: broken_head(head[0]), body)
    return f'<div class="dg-scroll"><table class="dg-table{" dg-many" if many else ""}">{body}</div>'


def plain(text: str) -> str:
    return html.unescape(TAG.sub("", text)).strip()


def css_class_of(index: int, rows: Sequence[Sequence[str]], columns: int) -> str:
    if columns <= MOST_COLUMNS and has_long_names(index, rows):
        return "dg-names"
    return "dg-long" if is_long(index, rows) else ""


def has_long_names(index: int, rows: Sequence[Sequence[str]]) -> bool:
    """Whether a column holds addresses or names that are hard to read when they are broken often."""
    words = (word for row in rows if index < len(row) for word in plain(row[index]).split())
    return any(len(each) > LONG_NAME for each in words)


def is_long(index: int, rows: Sequence[Sequence[str]]) -> bool:
    """Whether a column holds sentences, which need space."""
    texts = (plain(row[index]) for row in rows if index < len(row))
    return any(len(each) > LONG_TEXT and each.count(" ") > 3 for each in texts)  # noqa: PLR2004 - a sentence has more


def unbroken(cell: str) -> str:
    """The cell with ranges and ports kept whole, and places where long names may be broken."""
    return "".join(pieces(cell))


def pieces(cell: str) -> Iterator[str]:
    in_code, at = False, 0
    for tag in [*TAG.finditer(cell), None]:
        text = cell[at : tag.start() if tag else len(cell)]
        if text:
            yield code_piece(text) if in_code else text_piece(text)
        if tag is not None:
            in_code = tag[0].startswith("<code") or (in_code and tag[0] != "</code>")
            yield tag[0]
            at = tag.end()


def broken_head(head: str) -> str:
    """The head of a column with places where its long names may be broken."""
    return LONG_HEAD.sub(lambda word: "<wbr>".join(AFTER.split(word[0])), head)


def text_piece(text: str) -> str:
    broken = LONG_WORD.sub(lambda word: "<wbr>".join(AFTER.split(word[0])), text)
    return WHOLE.sub(r'<span class="dg-whole">\g<0></span>', broken)


def code_piece(text: str) -> str:
    shown = html.unescape(text)
    if WHOLE.fullmatch(shown) or (len(shown) <= SHORT and " " not in shown):
        return f'<span class="dg-whole">{text}</span>'
    made, at = [], 0
    for found in [*WHOLE.finditer(shown), None]:
        part = shown[at : found.start() if found else len(shown)]
        made.append("<wbr>".join(map(hyphenated, AFTER.split(part))))
        if found is not None:
            made.append(f'<span class="dg-whole">{found[0]}</span>')
            at = found.end()
    return "".join(made)


def hyphenated(part: str) -> str:
    """A part of a name, which is not broken after its hyphens: `eu-west-1`, `dashboard-backend-sg`."""
    if "-" in part and len(part) <= LONGEST_PART:
        return f'<span class="dg-whole">{html.escape(part)}</span>'
    return html.escape(part)

"""The history of exposures and verdicts: a table in Markdown, a small chart, and the section of the site's first page.

None of it is on a committed page: commits and dates change without any change of a fact.
"""

from collections.abc import Callable, Iterator, Sequence

from docgen.delta.history import Counts, Entry
from docgen.document.chart import MOST_SERIES, Chart, Column, Series, draw_charts
from docgen.document.escape import escape_text
from docgen.document.nodes import (
    Badge,
    Block,
    Code,
    Details,
    Inlines,
    Link,
    Paragraph,
    Section,
    Table,
    inlines,
)
from docgen.pages.sentences.history import (
    CONTROLS_BROKEN,
    EXPOSURES_SEEN,
    NOT_COMPARABLE,
    NOTHING,
    SHORT,
    TITLE,
    WHAT_IS_SEEN,
    count_text,
    counts_text,
    move_text,
    note_text,
    series_text,
)
from docgen.pages.words import count

Address = Callable[[str], str | None]  # where the remote shows a commit
MOST_ROWS = 4  # before the older ones are folded
MOST_MOVES = 6  # of one commit, in the table of the site
MOST_ENVIRONMENTS = 8  # of one row
MOST_TEXT = 160  # characters of what git or an old document has
ANCHOR = "moved"


def nowhere(_: str) -> str | None:
    return None


def history_markdown(entries: Sequence[Entry], address: Address = nowhere) -> str:
    """A table with one row for each commit, for a comment or a report."""
    if not entries:
        return f"{NOTHING}\n"
    rows = [f"| Date | Commit | {TITLE} | Then |", "| --- | --- | --- | --- |"]
    for each in entries:
        moves = "<br>".join(map(escape_text, lines_of(each)))
        name = f"`{each.commit.name[:SHORT]}`"
        place = address(each.commit.name)
        head = f"{f'[{name}]({place})' if place else name} {escape_text(each.commit.subject)}"
        rows.append(f"| {each.commit.date[:10]} | {head} | {moves} | {escape_text(counts_text(each))} |")
    return "\n".join(rows) + "\n"


def lines_of(entry: Entry, most: int | None = None) -> Iterator[str]:
    """The changes, and notes about them."""
    yield from (move_text(each) for each in entry.moves[:most])
    if most is not None and len(entry.moves) > most:
        yield f"and {len(entry.moves) - most} more: docgen history"
    note = note_text(entry)
    if note:
        yield note


# -- the chart --------------------------------------------------------------------------------------


def history_charts(entries: Sequence[Entry], address: Address = nowhere) -> tuple[Chart, ...]:
    """Exposures that were seen, and controls that were broken: one line for each environment, the oldest commit first."""
    return (
        chart("dg-moved-exposures", EXPOSURES_SEEN, entries, address, lambda counts: counts.open),
        chart(
            "dg-moved-controls",
            CONTROLS_BROKEN,
            entries,
            address,
            lambda counts: None if counts.controls is None else counts.controls.get("broken", 0),
        ),
    )


def chart(
    id_: str, title: str, entries: Sequence[Entry], address: Address, number: Callable[[Counts], int | None]
) -> Chart:
    commits = entries[::-1]
    series = []
    for name in names_of(entries)[:MOST_SERIES]:
        found = [each.counts.get(name) for each in commits]
        values = tuple(None if each is None else number(each) for each in found)
        series.append(Series(shortened(name), values))
    columns = tuple(column(each, address) for each in commits)
    return Chart(id_, title, series_text(title, columns, series), columns, tuple(series))


def column(entry: Entry, address: Address) -> Column:
    counts = "; ".join(counts_of(entry)) or note_text(entry)
    commit = entry.commit
    title = f"{commit.date[:10]} {commit.name[:SHORT]} {shortened(commit.subject)}: {counts}"
    return Column(commit.date[:10], title, address(commit.name) or "")


def names_of(entries: Sequence[Entry]) -> list[str]:
    """The environments, those of the newest commit first."""
    return list(dict.fromkeys(name for each in entries for name in each.counts))


def history_svg(entries: Sequence[Entry], address: Address = nowhere) -> str:
    """The charts as one file."""
    return draw_charts(history_charts(entries, address), "dg-moved", TITLE)


# -- the section of the site ------------------------------------------------------------------------


def history_section(entries: Sequence[Entry], address: Address = nowhere) -> Section:
    """The data of the charts as a table, with a link to each commit."""
    rows = tuple(row(each, address) for each in entries)
    names = names_of(entries)
    notes = [WHAT_IS_SEEN]
    if len(names) > MOST_SERIES:
        notes.append(f"The lines are those of {count(MOST_SERIES, 'environment')}; the table has more.")
    heads = ("Commit", TITLE, "Then")
    blocks: list[Block] = [Table(heads, rows[:MOST_ROWS], NOTHING)]
    older = rows[MOST_ROWS:]
    if older:
        blocks.append(Details(count(len(older), "older commit"), (Table(heads, older, NOTHING),)))
    return Section(TITLE, (*blocks, Paragraph(inlines(" ".join(notes)))), ANCHOR)


def row(entry: Entry, address: Address) -> tuple[Inlines, ...]:
    commit = entry.commit
    short, place = commit.name[:SHORT], address(commit.name)
    name = Link(short, place, code=True) if place else Code(short)
    return (
        inlines(name, f" {commit.date[:10]}\n{shortened(commit.subject)}"),
        inlines(Badge(NOT_COMPARABLE, "warning"), f" {shortened(entry.problem)}")
        if entry.problem
        else inlines("\n".join(map(shortened, lines_of(entry, MOST_MOVES)))),
        inlines("\n".join(counts_of(entry))),
    )


def counts_of(entry: Entry) -> Iterator[str]:
    for name in list(entry.counts)[:MOST_ENVIRONMENTS]:
        yield f"{shortened(name)}: {count_text(entry.counts[name])}"
    if len(entry.counts) > MOST_ENVIRONMENTS:
        yield f"and {count(len(entry.counts) - MOST_ENVIRONMENTS, 'more environment')}"


def shortened(text: str) -> str:
    return text if len(text) <= MOST_TEXT else f"{text[: MOST_TEXT - 1]}…"

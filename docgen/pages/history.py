"""The history of exposures and verdicts as a table in Markdown: for a comment or a report, not for a committed page."""

from collections.abc import Sequence

from docgen.analysis.history import Entry
from docgen.document.escape import escape_line
from docgen.pages.sentences.history import NOTHING, SHORT, counts_text, move_text, note_text


def history_markdown(entries: Sequence[Entry]) -> str:
    """A table with one row for each commit."""
    if not entries:
        return f"{NOTHING}\n"
    rows = ["| Date | Commit | What moved | Then |", "| --- | --- | --- | --- |"]
    for each in entries:
        moves = "<br>".join(escape_line(move_text(move)) for move in each.moves) or escape_line(
            note_text(each)
        )
        head = f"`{each.commit.name[:SHORT]}` {escape_line(each.commit.subject)}"
        rows.append(f"| {each.commit.date[:10]} | {head} | {moves} | {escape_line(counts_text(each))} |")
    return "\n".join(rows) + "\n"

"""The history of exposures and verdicts as JSON and as Markdown."""

from collections.abc import Sequence
from typing import Any

from docgen.analysis.history import Entry
from docgen.document.escape import escape_line
from docgen.pages.sentences.history import NOTHING, SHORT, counts_text, move_text, note_text

Json = dict[str, Any]


def history_json(entries: Sequence[Entry]) -> Json:
    """Commits, the newest first. `problem`: why the facts of one cannot be compared; null where they can."""
    return {
        "commits": [
            {
                "commit": each.commit.name,
                "date": each.commit.date,
                "subject": each.commit.subject,
                "problem": each.problem or None,
                "environments": {
                    name: {"open_exposures": counts.open, "controls": counts.controls}
                    for name, counts in each.counts.items()
                },
                "moves": [
                    {
                        "environment": move.environment,
                        "of": move.of,
                        "id": move.id,
                        "subject": move.subject or None,
                        "before": move.before,
                        "after": move.after,
                        "text": move_text(move),
                    }
                    for move in each.moves
                ],
            }
            for each in entries
        ]
    }


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

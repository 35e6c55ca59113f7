"""The history of exposures and verdicts as JSON: `docgen history --format json`."""

from collections.abc import Sequence
from typing import Any

from docgen.analysis.history import Entry
from docgen.pages.sentences.history import move_text

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

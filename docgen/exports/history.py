"""The history of exposures and verdicts as JSON: `docgen history --format json`."""

from collections.abc import Callable, Sequence
from typing import Any

from docgen.delta.history import Entry
from docgen.pages.sentences.history import move_text

Json = dict[str, Any]


def history_json(entries: Sequence[Entry], address: Callable[[str], str | None] = lambda _: None) -> Json:
    """Commits, the newest first. `problem`: why the facts of one cannot be compared; null where they can.

    `address` gives where a commit is published. Null means a number that the facts of a commit do not contain. `not_compared`: what only
    one of two commits says, so that `moves` has nothing of it.
    """
    return {
        "commits": [
            {
                "commit": each.commit.name,
                "date": each.commit.date,
                "subject": each.commit.subject,
                "url": address(each.commit.name),
                "problem": each.problem or None,
                "environments": {
                    name: {"open_exposures": counts.open, "controls": counts.controls}
                    for name, counts in each.counts.items()
                },
                "not_compared": list(each.not_compared),
                "moves": [
                    {
                        "environment": move.environment,
                        "of": move.of,
                        "id": move.id,
                        "subject": move.subject or None,
                        "before": move.before,
                        "after": move.after,
                        "severity_before": move.severities[0] if move.severities else None,
                        "severity_after": move.severities[1] if move.severities else None,
                        "text": move_text(move),
                    }
                    for move in each.moves
                ],
            }
            for each in entries
        ]
    }

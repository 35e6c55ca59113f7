"""What has changed since a review, in words."""

from collections.abc import Iterator

from docgen.analysis.review import FlowChange, ReviewChanges, ReviewDue


def review_change_lines(changes: ReviewChanges) -> Iterator[tuple[str, str, str]]:
    """For each change: what it is, the key of the row, and what more is to be said."""
    for key in changes.added:
        yield "added", key, ""
    for key in changes.gone:
        yield "gone", key, ""
    for key in changes.not_seen:
        yield "not seen now", key, ""
    for key in changes.unjustified:
        yield "no longer justified", key, ""
    for each in changes.changed:
        yield "changed", each.key, f": {change_text(each)}"


def change_text(change: FlowChange) -> str:
    """`state reachable, was on paper; reason “HTTPS”, was “Web”`."""
    parts = (
        ("state", change.after.state, change.before.state),
        ("encrypted", change.after.encrypted, change.before.encrypted),
        ("reason from", change.after.reason_from, change.before.reason_from),
        ("reason", quoted(change.after.reason), quoted(change.before.reason)),
    )
    return "; ".join(f"{name} {after}, was {before}" for name, after, before in parts if after != before)


def quoted(text: str) -> str:
    return f"“{text}”" if text else "none"


def due_text(due: ReviewDue) -> str:
    """The date as a fact: whether it has passed depends on the day of reading."""
    if due.due is None:
        return f"The flows are to be reviewed every {due.every} days. A first review is due."
    return f"The flows are to be reviewed every {due.every} days. The next review is due on {due.due}."


def overdue_text(due: ReviewDue, as_of: object) -> str:
    if due.due is None:
        return "Review of allowed flows is due: there is none yet. Run `docgen review`."
    return f"Review of allowed flows is overdue: it was due on {due.due}, and it is {as_of}. Run `docgen review`."

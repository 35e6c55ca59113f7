"""Dates at which something must be reviewed, as facts: whether one has passed depends on the day of reading."""

import datetime as dt
from collections.abc import Iterator, Sequence

from docgen.analysis.facts import Facts
from docgen.analysis.justification import Why
from docgen.analysis.review import review_due
from docgen.document.nodes import Block, Code, Inlines, Link, Paragraph, Table, inlines
from docgen.pages.reviews import ReviewHistory

Due = tuple[dt.date | None, Inlines, str]  # the day, what it is about, who


def due_block(facts: Facts, entries: Sequence[Why], reviews: ReviewHistory) -> Block:
    """Acceptances, waivers, reasons and reviews in the order of their days; first what has no day yet."""
    found = sorted(
        [*acceptances(facts), *reasons(entries), *review(reviews)],
        key=lambda each: (each[0] or dt.date.min, str(each[1])),
    )
    rows = tuple((inlines(day.isoformat() if day else "now"), what, inlines(who)) for day, what, who in found)
    if not rows:
        return Paragraph(
            inlines("docgen.yml and the reviews name no dates.")
        )  # all of which are read: no table of what was seen
    return Table(("Date", "What", "Owner"), rows, "")


def acceptances(facts: Facts) -> Iterator[Due]:
    """Accepted exposures and waivers end on their last day."""
    for each in dict.fromkeys(each for one in facts.environments for each in one.accepted):
        where = "" if each.environment == "*" else f" in {each.environment}"
        yield (
            each.until,
            inlines("Acceptance of the exposure of ", Code(each.of), f"{where} ends: {each.reason}"),
            each.owner,
        )
    for waiver in dict.fromkeys(each for one in facts.environments for each in one.waivers):
        where = "" if waiver.environment == "*" else f" in {waiver.environment}"
        control = Link(waiver.control, "controls.md#waivers", code=True)
        yield waiver.until, inlines("Waiver of ", control, f"{where} ends: {waiver.reason}"), waiver.owner


def reasons(entries: Sequence[Why]) -> Iterator[Due]:
    for each in entries:
        if each.review is not None:
            yield (
                each.review,
                inlines("Reason of ", Link("allowed flows", "register.md"), f" ends: {each.reason}"),
                each.owner,
            )


def review(reviews: ReviewHistory) -> Iterator[Due]:
    if reviews.every is not None:
        due = review_due(reviews.every, reviews.reviews)
        which = "Review" if due.due else "First review"
        yield due.due, inlines(f"{which} of ", Link("allowed flows", "register.md")), ""

"""The section about reviews: who reviewed the allowed flows, what has changed since, and when the next review is due."""

from collections.abc import Iterator, Sequence

import msgspec

from docgen.analysis.register import Register
from docgen.analysis.review import Review, review_changes, review_due
from docgen.document.nodes import Block, BulletList, Code, Inlines, Paragraph, Section, Table, inlines
from docgen.pages.sentences.reviews import due_text, review_change_lines

MOST_CHANGES = 200  # lines about one environment


class ReviewHistory(msgspec.Struct, frozen=True):
    """The reviews of a project, oldest first; `every`: the days between two, None where docgen.yml does not say."""

    reviews: tuple[Review, ...] = ()
    every: int | None = None


NO_REVIEWS = ReviewHistory()


def reviews_blocks(history: ReviewHistory, registers: Sequence[Register]) -> tuple[Block, ...]:
    rows = tuple(map(review_row, reversed(history.reviews)))
    heads = ("Date", "Reviewer", "Flows", "Exceptions")
    # No table without rows: what it says then would be limited to what was seen, and reviews are all seen.
    none = Paragraph(inlines("The flows have not been reviewed."))
    blocks: list[Block] = [Table(heads, rows, "") if rows else none]
    if history.every is not None:
        blocks.insert(0, Paragraph(inlines(due_text(review_due(history.every, history.reviews)))))
    if history.reviews:
        lines = tuple(changes(history.reviews[-1], registers))
        said: Block = BulletList(lines) if lines else Paragraph(inlines(UNCHANGED))
        blocks.append(Section("Since the last review", (said,)))
    return tuple(blocks)


UNCHANGED = "The flows that docgen sees are those of the last review."


def review_row(review: Review) -> tuple[Inlines, ...]:
    flows = ", ".join(f"{name} {len(each.flows)}" for name, each in review.environments.items())
    exceptions = "\n".join(review.exceptions) or "none were made"
    return inlines(str(review.date)), inlines(review.by), inlines(flows), inlines(exceptions)


def changes(review: Review, registers: Sequence[Register]) -> Iterator[Inlines]:
    for each in review_changes(review, registers):
        lines = list(review_change_lines(each))
        for word, key, more in lines[:MOST_CHANGES]:
            yield inlines(f"{each.environment}: {word} ", Code(key), more)
        if len(lines) > MOST_CHANGES:
            yield inlines(f"{each.environment}: {len(lines) - MOST_CHANGES} more changes")

"""Rows of a diagram that are too wide, as several rows."""

import math

import msgspec

from docgen.document.diagram_model import Drawing
from docgen.document.labels import ICON, LINE_SIZE, TITLE_SIZE, sub_lines, title_lines
from docgen.document.letters import text_width

WIDEST = 860.0  # points, of a row
BETWEEN = 26.0  # from one node to the next


def with_short_rows(drawing: Drawing) -> Drawing:
    """The drawing with each row that would be too wide cut into rows of about the same width."""
    if drawing.direction != "down":
        return drawing
    widths = {
        node.id: BETWEEN
        + max(
            ICON,
            *(text_width(line, TITLE_SIZE, bold=True) for line in title_lines(node)),
            *(text_width(line, LINE_SIZE) for line in sub_lines(node)),
        )
        for node in drawing.nodes
    }
    rows = [part for rank in drawing.ranks for part in cut(rank, widths)]
    return msgspec.structs.replace(drawing, ranks=tuple(rows))


def cut(rank: tuple[str, ...], widths: dict[str, float]) -> list[tuple[str, ...]]:
    whole = math.fsum(widths[each] for each in rank)
    if whole <= WIDEST:
        return [rank]
    share = whole / math.ceil(whole / WIDEST)
    parts: list[list[str]] = [[]]
    used = 0.0
    for each in rank:
        if parts[-1] and used + widths[each] / 2 > share * len(parts):
            parts.append([])
        parts[-1].append(each)
        used += widths[each]
    return [tuple(each) for each in parts]

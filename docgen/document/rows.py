"""The rows of a diagram: rows that are too wide are split, what is reachable from outside comes first, and VPCs may be stacked."""

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


def with_reached_on_top(drawing: Drawing) -> Drawing:
    """The drawing with what is reached from outside in the first row of its frame, so that no arrow goes around a frame."""
    rows = {node: number for number, rank in enumerate(drawing.ranks) for node in rank}
    groups = {node.id: node.group for node in drawing.nodes}
    tops: dict[str, int] = {}
    for node, row in rows.items():
        tops[groups[node]] = min(row, tops.get(groups[node], row))
    reached = {edge.target for edge in drawing.edges if not groups[edge.source] and groups[edge.target]}
    rows |= {node: tops[groups[node]] for node in reached if node in rows}
    ranks = (tuple(node for node in rows if rows[node] == row) for row in range(len(drawing.ranks)))
    return msgspec.structs.replace(drawing, ranks=tuple(rank for rank in ranks if rank))


def with_vpcs_in_rows(drawing: Drawing, number: int) -> Drawing:
    """The drawing with at most `number` VPCs beside one another, and the next ones below them."""
    vpcs = vpc_of_nodes(drawing)
    order = [group.id for group in drawing.groups if group.kind == "vpc"]
    places = [place for place, rank in enumerate(drawing.ranks) if any(vpcs.get(node) for node in rank)]
    if len(order) <= number or not places:
        return drawing
    first, last = places[0], places[-1] + 1
    row_of = {vpc: place // number for place, vpc in enumerate(order)}
    ranks = [
        tuple(node for node in rank if row_of.get(vpcs[node], 0) == row)
        for row in range(max(row_of.values()) + 1)
        for rank in drawing.ranks[first:last]
    ]
    every = (*drawing.ranks[:first], *ranks, *drawing.ranks[last:])
    return msgspec.structs.replace(drawing, ranks=tuple(rank for rank in every if rank))


def vpc_of_nodes(drawing: Drawing) -> dict[str, str]:
    """The frame of the VPC that each node is in; empty for what is in none."""
    groups = {group.id: group for group in drawing.groups}

    def vpc_around(name: str) -> str:
        while name and groups[name].kind != "vpc":
            name = groups[name].parent
        return name

    return {node.id: vpc_around(node.group) for node in drawing.nodes}


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

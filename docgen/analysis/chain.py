"""A value's trace as a list of steps: one for each line of text that contributed to it, nearest first."""

import msgspec

from docgen.source.span import Span
from docgen.source.traced import Trace

LONGEST_LABEL = 60
LONGEST_PIECE = 1_000  # characters that a label is looked for in


class Origin(msgspec.Struct, frozen=True):
    """One line that had a part in a value; `depth` says which step above it is made from this one."""

    name: str  # "var.cidrs", "module.vpc.var.cidrs"; "" where it has none
    piece: str  # the piece of text itself, on one line and not too long
    span: Span
    depth: int
    has_literal: bool = False  # something on it is written out: its text tells a value
    is_hidden: bool = False  # something on it is inside `sensitive(…)`


def steps_of(trace: Trace) -> tuple[Origin, ...]:
    """The steps, each line once. Without recursion: chains can be long."""
    told: dict[tuple[str, int], Origin] = {}
    seen: set[int] = set()
    stack: list[tuple[Trace, int, bool]] = [(trace, 0, False)]
    while stack:
        top, depth, hidden = stack.pop()
        if id(top) in seen:
            continue
        seen.add(id(top))
        if top.file is not None and top.end > top.start and not top.file.path.startswith("<"):
            span = top.file.span(top.start, top.end)
            place = (span.path, span.line)
            step = told.get(place)
            if step is None:
                step = Origin(top.note, shortened(top.file.text, top.start, top.end), span, depth)
                depth += 1
            told[place] = msgspec.structs.replace(
                step,
                span=Span(span.path, step.span.start, max(step.span.end, span.end)),
                has_literal=step.has_literal or not (top.parents or top.note),
                is_hidden=step.is_hidden or hidden,
            )
            hidden = hidden or top.file.text.startswith("sensitive(", top.start)
        stack += [(each, depth, hidden) for each in reversed(top.parents)]
    return tuple(told.values())


def shortened(text: str, start: int, end: int) -> str:
    one_line = " ".join(text[start : min(end, start + LONGEST_PIECE)].split())
    return one_line if len(one_line) <= LONGEST_LABEL else one_line[: LONGEST_LABEL - 1] + "…"

"""Drawings as SVG: `graph` writes the DOT input, Graphviz lays it out, `laned` lays columns out again, `svg` prepares the result for a page."""

import re
from collections.abc import Callable, Iterator, Mapping

import msgspec

from docgen.document.diagram_model import Drawing, Drawn, EdgeStyle, GroupKind
from docgen.document.folding import Noun, fold, fold_frames
from docgen.document.graph import print_dot, rank_distances
from docgen.document.laned import with_lanes
from docgen.document.layout import MAX_SECONDS, lay_out
from docgen.document.palette import GROUPS
from docgen.document.rows import with_reached_on_top, with_short_rows, with_vpcs_in_rows
from docgen.document.svg import MOST_WIDTH, finish
from docgen.source.diagnostic import Diagnostic, Result, warning

LEFT_OUT = {
    2: "The picture shows no ports: with them it cannot be laid out. The reachability page lists them.",
    3: "The picture shows no ports and no frames: with them it cannot be laid out. The reachability page lists the ports.",
}


MOST_ARROWS = 45
FROM_OUTSIDE: tuple[EdgeStyle, ...] = ("public", "warning")
ATTEMPTS = (40, 26, 16, 9)  # nodes
VPCS_A_ROW = (3, 2)
WIDTH = re.compile(rb'viewBox="\S+ \S+ (\S+) \S+"')


class LaidOut(msgspec.Struct, frozen=True):
    """A drawing in the form that could be laid out, and where everything goes."""

    shown: Drawing
    raw: bytes

    @property
    def width(self) -> float:
        """In points."""
        found = WIDTH.search(self.raw)
        return float(found[1]) if found else 0

    def finished(self, path: str) -> Drawn:
        return Drawn(finish(self.raw, self.shown, path), self.shown, self.raw)


def draw_readable(drawing: Drawing, nouns: Mapping[str, Noun], path: str = "") -> Result[Drawn | None]:
    """The drawing, folded until its lines can be followed and its texts can be read at the width of a page.

    Where no folding is narrow enough, it is the narrowest picture.
    """
    best: Result[LaidOut | None] = Result(None)
    for each in foldings(drawing, nouns):
        result = lay_out_form(each)
        if best.value is None or (result.value is not None and result.value.width < best.value.width):
            best = result
        if best.value is not None and best.value.width <= MOST_WIDTH:
            break
    return Result(best.value.finished(path) if best.value is not None else None, best.diagnostics)


def foldings(drawing: Drawing, nouns: Mapping[str, Noun]) -> list[Drawing]:
    """The drawing, more and more folded, without those of too many arrows.

    If all have too many, undecided arrows between things inside are left out; then the one with the fewest is kept.
    """
    found = folded_forms(drawing, nouns)
    if min(len(each.edges) for each in found) > MOST_ARROWS:
        found = folded_forms(without_undecided(drawing), nouns)
    fewest = min(len(each.edges) for each in found)
    kept = [each for each in found if len(each.edges) <= max(fewest, MOST_ARROWS)]
    if drawing.direction == "down":
        return kept
    return [form for each in kept for form in spreads(each)]


def without_undecided(drawing: Drawing) -> Drawing:
    """Without undecided arrows, but for those from outside, which nobody must overlook."""
    kept = tuple(each for each in drawing.edges if not each.undecided or each.look in FROM_OUTSIDE)
    return msgspec.structs.replace(drawing, edges=kept, undecided_left_out=len(kept) < len(drawing.edges))


def folded_forms(drawing: Drawing, nouns: Mapping[str, Noun]) -> list[Drawing]:
    found: list[Drawing] = []
    forms = [fold(drawing, nouns, most) for most in ATTEMPTS]
    forms.append(fold_frames(drawing, nouns, by_badge=True))
    least = with_reached_on_top(fold_frames(drawing, nouns, by_badge=False))
    forms += [least, *(with_vpcs_in_rows(least, each) for each in VPCS_A_ROW)]
    for form in forms:
        folded = with_short_rows(form)
        if not found or found[-1] != folded:
            found.append(folded)
    return found


def spreads(drawing: Drawing) -> tuple[Drawing, ...]:
    """A drawing that goes right with its columns apart and close together: apart is wider, and by two columns too wide."""
    ranks = [rank for rank in drawing.ranks if rank]
    extra = sum(rank_distances(ranks, drawing.edges)) - max(len(ranks) - 1, 0)
    close = msgspec.structs.replace(drawing, spread=False)
    return (drawing, close) if extra == 1 else (close,)


def draw(drawing: Drawing, path: str = "", longest: float = MAX_SECONDS) -> Result[str | None]:
    """The drawing as SVG, as it is: see `draw_form`."""
    drawn = draw_form(drawing, path, longest)
    return Result(drawn.value.svg if drawn.value is not None else None, drawn.diagnostics)


def draw_form(drawing: Drawing, path: str = "", longest: float = MAX_SECONDS) -> Result[Drawn | None]:
    """The drawing as SVG that needs nothing else: pictures inside, nothing to load, same bytes anywhere.

    `path` is where the file will lie, as seen from the folder of the documents; its links start there. A drawing that
    cannot be laid out is tried in simpler forms, each for at most `longest` seconds; where none can be, the value is
    None and a warning says why.
    """
    laid_out = lay_out_form(drawing, longest)
    return Result(laid_out.value.finished(path) if laid_out.value is not None else None, laid_out.diagnostics)


def lay_out_form(drawing: Drawing, longest: float = MAX_SECONDS) -> Result[LaidOut | None]:
    forms = list(simpler_forms(drawing))
    laid_out = lay_out([printer(each) for each in forms], drawing.name, longest)
    if laid_out.value is None:
        return Result(None, laid_out.diagnostics)
    number, svg = laid_out.value
    shown = LaidOut(forms[number], svg)
    lanes = with_lanes(svg, shown.shown, MOST_WIDTH)
    if lanes is not None and (laned := LaidOut(shown.shown, lanes)).width <= max(MOST_WIDTH, shown.width):
        return Result(laned, left_out(number, drawing))  # Graphviz's remarks are about its own lines
    return Result(shown, (*laid_out.diagnostics, *left_out(number, drawing)))


def print_plain_dot(drawing: Drawing) -> str:
    """In Graphviz's language, with boxes for icons: any Graphviz draws it, without files of ours."""
    nodes = tuple(msgspec.structs.replace(each, icon="") for each in drawing.nodes)
    groups = tuple(msgspec.structs.replace(each, kind=plain(each.kind)) for each in drawing.groups)
    return print_dot(msgspec.structs.replace(drawing, nodes=nodes, groups=groups))


def plain(kind: GroupKind) -> GroupKind:
    """A kind of frame without an icon."""
    return kind if not GROUPS[kind].icon else "region"


def printer(drawing: Drawing) -> Callable[[], str]:
    return lambda: print_dot(drawing)


def simpler_forms(drawing: Drawing) -> Iterator[Drawing]:
    """The drawing; without rows; without the labels of arrows too; without frames too."""
    yield drawing
    unranked = msgspec.structs.replace(drawing, ranks=())
    yield unranked
    edges = tuple(msgspec.structs.replace(each, label="") for each in drawing.edges)
    unlabelled = msgspec.structs.replace(unranked, edges=edges)
    yield unlabelled
    bare = tuple(msgspec.structs.replace(each, tail_group="", head_group="") for each in edges)
    nodes = tuple(msgspec.structs.replace(each, group="") for each in drawing.nodes)
    yield msgspec.structs.replace(unlabelled, groups=(), nodes=nodes, edges=bare)


def left_out(number: int, drawing: Drawing) -> tuple[Diagnostic, ...]:
    said = LEFT_OUT.get(number)
    return () if said is None else (warning("Diagram is simplified", said, context=drawing.name),)

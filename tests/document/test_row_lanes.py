"""Drawings that go down, in straight lanes between their rows: every line can be followed."""

import random
import xml.etree.ElementTree as ET
from collections import Counter
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from docgen.document.diagram import draw_readable
from docgen.document.diagram_model import Drawing, Edge, EdgeStyle, Group, LegendEntry, Node
from docgen.document.geometry import SVG, box_of_text, points_of
from docgen.document.laned import with_lanes
from docgen.document.laned_picture import LANED
from docgen.document.svg import MOST_WIDTH, finish
from docgen.pages.diagrams import VIEWS
from docgen.pages.labels import Labels
from docgen.workspace.pipeline import find_facts
from docgen.workspace.project import open_project
from tests.document.followed import arrows, assert_can_be_followed, passed_nodes, raw_of
from tests.document.line_measures import count_crossings, measure_lines
from tests.document.readable import measure

REPOSITORY = Path(__file__).parents[2]
LABELS = ("", "443", "5432, 9098", "UDP 7946", "perhaps 80, 443\nand 2 more")
LOOKS: tuple[EdgeStyle, ...] = ("internal", "public", "dashed", "unused")
SEEDS = 25


@pytest.mark.parametrize(
    ("project", "most_crossings"),
    [(REPOSITORY, 22), (REPOSITORY / "tests/projects/harbor", 2)],
    ids=["atlas", "harbor"],
)
def test_architectures_can_be_followed(project: Path, most_crossings: int) -> None:
    opened = open_project(project).value
    assert opened is not None
    seen = crossings = 0
    for facts in find_facts(opened).value.environments:
        view = VIEWS["architecture"](facts, Labels((facts,)))
        drawn = draw_readable(view.drawing, view.nouns).value
        assert drawn is not None
        assert f'{LANED}="rows"' in drawn.raw.decode()
        assert LANED not in drawn.svg
        assert measure(drawn.svg).width <= MOST_WIDTH
        assert_can_be_followed(drawn.svg)
        assert not slanted(drawn.svg)
        crossings += count_crossings(drawn.svg)
        seen += 1
    assert seen == 2
    assert crossings <= most_crossings


def slanted(svg: str) -> list[str]:
    """The arrows with a straight piece that is neither horizontal nor vertical."""
    root = ET.fromstring(svg)  # noqa: S314 - our own picture
    return [
        part.get("data-from", "")
        for part in root.iter(f"{SVG}g")
        if part.get("data-from")
        for each in part.iter(f"{SVG}path")
        for piece in pairwise(points_of(each.get("d", "")))
        if min(abs(piece[0][axis] - piece[1][axis]) for axis in (0, 1)) > 5
    ]


def random_rows(seed: int) -> Drawing:
    """Rows with frames in frames, arrows over rows, back, inside a row, from a node to itself, and from and to frames."""
    chance = random.Random(seed)  # noqa: S311 - the same every time
    rows = [
        [f"n{row}-{place}" for place in range(chance.randint(1, 4))] for row in range(chance.randint(2, 6))
    ]
    groups = [
        Group("out", "Region", "region", "eu-west-1"),
        Group("vpc", "VPC main", "vpc", "10.0.0.0/16", "out"),
    ]
    nodes = []
    for number, row in enumerate(rows):
        frame = ""
        if number:
            frame = chance.choice(("out", "vpc", f"tier{number}"))
        if frame.startswith("tier"):
            groups.append(Group(frame, f"Tier {number}", "private", "10.0.1.0/24", "vpc"))
        nodes += [
            Node(
                each,
                f"thing {each}",
                ("a line",) * chance.randint(0, 3),
                chance.choice(("s3", "", "ecs")),
                group=frame,
                frame=chance.choice(("", "", "solid")),
                badge=chance.choice(("", "", "high")),
            )
            for each in row
        ]
    if chance.random() < 0.3:
        groups.append(Group("empty", "Nothing is here", "public", "", "vpc"))
    names = [each.id for each in nodes]
    group_of = {each.id: each.group for each in nodes}
    edges = []
    for _ in range(chance.randint(1, 14)):
        source, target = chance.choice(names), chance.choice(names)
        frame = group_of[target] if chance.random() < 0.2 and group_of[target].startswith("tier") else ""
        inside = bool(frame) and group_of[source] == frame
        edges.append(
            Edge(
                source,
                target,
                chance.choice(LABELS),
                chance.choice(LOOKS),
                head_group="" if inside else frame,
            )
        )
    used = {group_of[each] for each in names} | {"vpc" for each in groups if each.parent == "vpc"} | {"out"}
    return Drawing(
        "random",
        "Random",
        "Made up",
        groups=tuple(each for each in groups if each.id in used or each.id == "empty"),
        nodes=tuple(nodes),
        edges=tuple(edges),
        ranks=tuple(map(tuple, rows)),
    )


def test_random_drawings_can_be_followed() -> None:
    done = 0
    for seed in range(SEEDS):
        drawing = random_rows(seed)
        raw = raw_of(drawing)
        assert raw is not None, seed
        laned = with_lanes(raw, drawing, MOST_WIDTH)
        if laned is None:
            continue
        done += 1
        svg = finish(laned, drawing, "")
        assert measure_lines(svg).near == {}, seed
        assert passed_nodes(svg) == [], seed
        assert not slanted(svg), seed
        assert len(arrows(ET.fromstring(svg))) == len(drawing.edges)  # noqa: S314 - our own picture
    assert done >= SEEDS - 2


def test_labels_are_in_gaps_of_their_lines() -> None:
    drawing = Drawing(
        "two",
        "Two",
        "Two nodes.",
        nodes=(Node("a", "a", icon="ecs"), Node("b", "b", icon="s3")),
        edges=(Edge("a", "b", "5432"),),
        ranks=(("a",), ("b",)),
    )
    raw = raw_of(drawing)
    assert raw is not None
    svg = finish(with_lanes(raw, drawing, MOST_WIDTH) or b"", drawing, "")
    ((_, points),) = arrows(ET.fromstring(svg))  # noqa: S314 - our own picture
    label = next(box_of_text(each) for each in ET.fromstring(svg).iter(f"{SVG}text") if each.text == "5432")  # noqa: S314 - ours

    assert len({across for across, _ in points}) == 1
    assert label.left < points[0][0] < label.right
    assert not any(label.holds(each) for each in points)


def test_arrows_at_one_node_have_ends_of_their_own() -> None:
    drawing = Drawing(
        "many",
        "Many",
        "One store, six clients.",
        nodes=(*(Node(f"n{each}", "client", icon="ecs") for each in range(6)), Node("b", "store", icon="s3")),
        edges=tuple(Edge(f"n{each}", "b", "5432") for each in range(6)),
        ranks=(tuple(f"n{each}" for each in range(6)), ("b",)),
    )
    raw = raw_of(drawing)
    assert raw is not None
    root = ET.fromstring(with_lanes(raw, drawing, MOST_WIDTH) or b"")  # noqa: S314 - our own picture
    heads = [
        points_of(each.get("points", ""))[1]
        for each in root.iter(f"{SVG}polygon")
        if "e-" in str(each.get("id", "e-"))
    ]
    ends = sorted(across for across, _ in heads[-6:])

    assert min(after - before for before, after in pairwise(ends)) > 4


def test_a_node_with_too_many_arrows_has_graphvizs_picture() -> None:
    drawing = Drawing(
        "crowd",
        "Crowd",
        "Too many arrows.",
        nodes=(Node("a", "a", icon="ecs"), Node("b", "b", icon="s3")),
        edges=tuple(Edge("a", "b", f"{each}") for each in range(30)),
        ranks=(("a",), ("b",)),
    )
    raw = raw_of(drawing)
    assert raw is not None
    assert with_lanes(raw, drawing, MOST_WIDTH) is None


def test_a_frame_is_wide_enough_for_its_caption_beside_lines() -> None:
    drawing = Drawing(
        "caption",
        "Caption",
        "A line runs into a narrow frame.",
        groups=(
            Group("tier", "Private subnets of everybody", "private", "10.0.0.0/24\noutbound: NAT gateway"),
        ),
        nodes=(
            Node("a", "a", icon="ecs"),
            Node("b", "b", icon="s3", group="tier"),
            Node("c", "c", icon="s3"),
        ),
        edges=(Edge("a", "b", "5432"), Edge("b", "c", "443")),
        ranks=(("a",), ("b",), ("c",)),
    )
    raw = raw_of(drawing)
    assert raw is not None

    def shown(most_width: float) -> str:
        return finish(with_lanes(raw, drawing, most_width) or b"", drawing, "")

    assert measure(shown(MOST_WIDTH)).captions_crossed == ()
    assert "plate" not in shown(MOST_WIDTH)
    assert measure(shown(MOST_WIDTH)).width > measure(shown(10)).width  # only where a page is wide enough


def test_too_many_undecided_arrows_are_left_out_but_those_from_outside() -> None:
    names = [f"n{each}" for each in range(10)]
    pairs = [(one, other) for one in names for other in names if one < other]
    edges = tuple(Edge(one, other, "perhaps 443", undecided=True) for one, other in pairs)
    outside = Edge("out", "n3", "perhaps 80", "public", undecided=True)
    drawing = Drawing(
        "many",
        "Many",
        "Everything may reach everything.",
        nodes=(Node("out", "Internet", icon="internet"), *(Node(each, each, icon="ecs") for each in names)),
        edges=(*edges, outside, Edge("n1", "n2", "5432")),
        ranks=(("out",), tuple(names)),
        legend=(LegendEntry("Not all is drawn", note="left out"),),
    )
    drawn = draw_readable(drawing, {}).value
    few = draw_readable(msgspec.structs.replace(drawing, edges=(*edges[:3], outside)), {}).value
    assert drawn is not None
    assert few is not None

    assert [(each.source, each.target) for each in drawn.shown.edges] == [("out", "n3"), ("n1", "n2")]
    assert "Not all is drawn" in drawn.svg
    assert len(few.shown.edges) == 4
    assert "Not all is drawn" not in few.svg


def test_an_arrow_over_many_rows_has_few_bends() -> None:
    """Every row that it passes has another gap; the gaps have a common part."""
    rows = [tuple(f"n{row}-{place}" for place in range(1 + row % 3)) for row in range(6)]
    drawing = Drawing(
        "long",
        "Long",
        "From the first row to the last one.",
        nodes=tuple(Node(each, each, icon="ecs") for row in rows for each in row),
        edges=(Edge("n0-0", "n5-0", "443"),),
        ranks=tuple(rows),
    )
    raw = raw_of(drawing)
    assert raw is not None
    svg = finish(with_lanes(raw, drawing, MOST_WIDTH) or b"", drawing, "")
    ((_, points),) = arrows(ET.fromstring(svg))  # noqa: S314 - our own picture
    across = Counter(round(place, 1) for place, _ in points)

    assert len([each for each in across.values() if each > 5]) <= 2  # vertical pieces

"""Drawings that go right, in straight lanes: every line can be followed, and every label is on its own line."""

import math
import random
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from docgen.document.arrangement import ports_for
from docgen.document.column_order import Leaf, Order, Passing, Stack
from docgen.document.columns import nearest
from docgen.document.diagram import draw_form, draw_readable, lay_out_form
from docgen.document.diagram_model import Drawing, Edge, EdgeStyle, Group, Node
from docgen.document.geometry import SVG, Box, box_of, box_of_text, path_points, points_of
from docgen.document.graphviz_parts import narrow_lines
from docgen.document.laned import with_lanes
from docgen.document.laned_picture import LANED
from docgen.document.lanes import LANE_GAP, Wire, choose_lanes
from docgen.document.routes import number, path, route, straight, without
from docgen.document.svg import MOST_WIDTH, finish
from docgen.pages.diagrams import VIEWS
from docgen.pages.labels import Labels
from docgen.workspace.pipeline import find_facts
from docgen.workspace.project import open_project
from tests.document.followed import assert_can_be_followed, raw_of
from tests.document.line_measures import count_crossings, measure_lines
from tests.document.readable import measure

REPOSITORY = Path(__file__).parents[2]
LABELS = ("", "443", "[1] 443", "[2, 3] 5432 TLS", "perhaps 80, 443", "S3 read and write\n80 plain, 443 TLS")
MOST_CROSSINGS = 211  # of forty orders together; as they begin, there are 1,303
LOOKS: tuple[EdgeStyle, ...] = ("encrypted", "plaintext", "dashed", "unused")


def laned(drawing: Drawing) -> bytes:
    raw = raw_of(drawing)
    assert raw is not None
    found = with_lanes(raw, drawing, MOST_WIDTH)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "project", [REPOSITORY, REPOSITORY / "tests/projects/harbor"], ids=["atlas", "harbor"]
)
def test_data_flows_can_be_followed(project: Path) -> None:
    opened = open_project(project).value
    assert opened is not None
    seen = 0
    for facts in find_facts(opened).value.environments:
        view = VIEWS["data-flow"](facts, Labels((facts,)))
        drawn = draw_readable(view.drawing, view.nouns).value
        raw = raw_of(view.drawing)
        assert drawn is not None
        assert raw is not None
        assert LANED in drawn.raw.decode()
        assert LANED not in drawn.svg
        assert drawn.shown.edges == view.drawing.edges  # nothing had to be folded
        assert measure(drawn.svg).width <= MOST_WIDTH
        assert_can_be_followed(drawn.svg)
        curved = finish(raw, view.drawing, "")
        assert measure_lines(curved).near_length > 0  # what lanes are for
        assert count_crossings(drawn.svg) <= count_crossings(curved)
        seen += 1
    assert seen == 2


def random_columns(seed: int) -> Drawing:
    """Columns with frames in frames, arrows over columns, back, inside a column, and from a node to itself."""
    chance = random.Random(seed)  # noqa: S311 - a test
    groups: list[Group] = []
    nodes: list[Node] = []
    ranks = []
    for column in range(chance.randint(2, 5)):
        frames = [""]
        for frame in range(chance.randint(0, 2)):
            groups.append(Group(f"g{column}-{frame}", f"Frame {column} {frame}"))
            frames.append(groups[-1].id)
            if chance.random() < 0.3:
                groups.append(Group(f"{frames[-1]}-in", "Scope", parent=frames[-1], frame="solid"))
                frames.append(groups[-1].id)
        own = [
            Node(
                f"n{column}-{row}",
                chance.choice(("api", "a-service-with-a-long-name", "db")),
                tuple(chance.sample((":443", "2 tasks", "scope: cards"), chance.randint(0, 2))),
                chance.choice(("ecs", "rds")),
                group=chance.choice(frames),
                badge=chance.choice(("", "high")),
                frame=chance.choice(("", "solid")),
            )
            for row in range(chance.randint(1, 6))
        ]
        nodes += own
        ranks.append(tuple(each.id for each in own))
    used = {each.group for each in nodes}
    used |= {each.parent for each in groups if each.id in used}
    edges = []
    for _ in range(chance.randint(3, 3 * len(nodes))):
        ends = [chance.choice(nodes).id, chance.choice(nodes).id]
        source, target = sorted(ends) if chance.random() < 0.8 else ends
        edges.append(Edge(source, target, chance.choice(LABELS), chance.choice(LOOKS)))
    kept = tuple(each for each in groups if each.id in used)
    return Drawing("random", "Random", "Random.", "right", kept, tuple(nodes), tuple(edges), tuple(ranks))


def test_random_drawings_can_be_followed() -> None:
    seen = 0
    for seed in range(15):
        drawing = random_columns(seed)
        raw = raw_of(drawing)
        lanes = with_lanes(raw, drawing, MOST_WIDTH) if raw is not None else None
        if lanes is not None:
            svg = finish(lanes, drawing, "")
            assert svg.count("data-from=") == len(drawing.edges)
            assert_can_be_followed(svg)
            seen += 1
    assert seen >= 12


def test_the_picture_has_the_parts_of_graphvizs_picture() -> None:
    """Ids, links, tooltips and the ends of arrows are what the scripts of pages use."""
    drawing = random_columns(4)
    raw = raw_of(drawing)
    assert raw is not None
    before, now = (ET.fromstring(finish(each, drawing, "")) for each in (raw, laned(drawing)))  # noqa: S314 - ours

    def parts(root: ET.Element) -> list[tuple[str | None, ...]]:
        keys = ("id", "class", "data-from", "data-to", "href", "aria-label")
        return [(each.findtext(f"{SVG}title"), *map(each.get, keys)) for each in root.iter(f"{SVG}g")]

    assert parts(now) == parts(before)
    assert {each.get("id") for each in now.iter()} == {each.get("id") for each in before.iter()}


def test_heads_point_at_targets_and_captions_and_labels_are_in_place() -> None:
    seen = 0
    for seed in (4, 9, 18):
        drawing = random_columns(seed)
        raw = laned(drawing)
        graph = ET.fromstring(raw).find(f"{SVG}g")  # noqa: S314 - our own picture
        assert graph is not None
        parts = {each.get("id", ""): each for each in graph}
        for index, edge in enumerate(drawing.edges):
            part, target = parts[f"e-{index}"], box_of(parts[f"n-{edge.target}"])
            heads = [points_of(each.get("points", "")) for each in part.iter(f"{SVG}polygon")]
            assert target is not None
            ((base, _), (tip, level)) = heads[0][:2]
            assert (tip - base) * ((target.left + target.right) / 2 - tip) > 0
            assert target.top < level < target.bottom
            seen += edge.source > edge.target  # back, or up in a column
        for group in drawing.groups:
            part = parts[f"g-{group.id}"]
            frame = next(box for each in part if each.tag != f"{SVG}title" and (box := box_of(each)))
            captions = [box_of_text(each) for each in part.iter(f"{SVG}text")]
            assert all(frame.holds(each[:2]) and frame.holds(each[2:]) for each in captions)
        finished = ET.fromstring(finish(raw, drawing, ""))  # noqa: S314 - our own picture
        assert label_places(finished) == label_places(graph)
    assert seen


def test_labels_of_lanes_stay_where_they_are() -> None:
    drawing = random_columns(4)
    raw = re.sub(rb'(<text [^>]*text-anchor="middle" x=")[^"]*', rb"\g<1>20", laned(drawing))
    finished = ET.fromstring(finish(raw, drawing, ""))  # noqa: S314 - our own picture

    assert {across for _, across, _ in label_places(finished)} == {"20"}


def label_places(root: ET.Element) -> set[tuple[str | None, ...]]:
    return {
        (text.text, text.get("x"), text.get("y"))
        for part in root.iter(f"{SVG}g")
        if part.get("class", "").startswith("edge")
        for text in part.iter(f"{SVG}text")
    }


def test_orders_of_random_columns_have_few_crossings() -> None:
    before, after = 0.0, 0.0
    for seed in range(40):
        chance = random.Random(seed)  # noqa: S311 - a test
        columns = [Stack() for _ in range(3)]
        for place, column in enumerate(columns):
            column.children = [f"{place}{row}" for row in range(6)]
        pairs = [
            (f"{place}{chance.randrange(6)}", f"{place + 1}{chance.randrange(6)}")
            for place in (0, 1)
            for _ in range(10)
        ]
        order = Order(columns, pairs, [], [])
        before += order.cost()
        order.improve()
        after += order.cost()
    assert before > MOST_CROSSINGS * 3
    assert after <= MOST_CROSSINGS


def test_the_same_bytes_each_time_and_no_long_numbers() -> None:
    drawing = random_columns(18)
    svg = laned(drawing).decode()

    assert svg == laned(drawing).decode()
    assert re.findall(r"\d\.\d{3,}", "".join(re.findall(r' (?:d|points|viewBox)="[^"]*"', svg))) == []


def nodes(*names: str, group: str = "") -> tuple[Node, ...]:
    return tuple(Node(each, each, icon="ecs", group=group) for each in names)


@pytest.mark.parametrize(
    "drawing",
    [
        Drawing(
            "wide-frame",
            "Wide",
            "A frame over two columns.",
            "right",
            (Group("g", "Both"),),
            nodes("a", "b", group="g"),
            (Edge("a", "b", "443"),),
            (("a",), ("b",)),
        ),
        Drawing(
            "busy",
            "Busy",
            "More arrows than a node has space for.",
            "right",
            (),
            nodes("a", "b"),
            tuple(Edge("a", "b", str(each)) for each in range(25)),
            (("a",), ("b",)),
        ),
        Drawing(
            "to-frame",
            "To a frame",
            "An arrow that ends at a frame.",
            "right",
            (Group("g", "One"),),
            (*nodes("a"), *nodes("b", group="g")),
            (Edge("a", "b", head_group="g"),),
            (("a",), ("b",)),
        ),
        Drawing("none", "None", "No arrows.", "right", (), nodes("a", "b"), (), (("a", "b"),)),
    ],
    ids=lambda each: each.name,
)
def test_a_drawing_without_lanes_has_graphvizs_picture(drawing: Drawing) -> None:
    drawn = draw_form(drawing).value

    assert drawn is not None
    assert LANED not in drawn.raw.decode()
    assert drawn.svg.count("data-from=") == len(drawing.edges)


def test_without_ranks_the_columns_are_graphvizs() -> None:
    drawing = Drawing(
        "found",
        "Found",
        "Found.",
        "right",
        (),
        nodes("a", "b", "c"),
        (Edge("a", "b", "1"), Edge("b", "c", "2"), Edge("a", "c", "3")),
    )
    drawn = lay_out_form(drawing).value

    assert drawn is not None
    assert LANED in drawn.raw.decode()
    assert_can_be_followed(drawn.finished("").svg)


def test_long_labels_get_shorter_lines_where_the_picture_would_be_too_wide() -> None:
    labels = ("[1, 2, 3 …] 8000 plain, 8001 plain", "[4, 5, 6 …] 5432 TLS, 3306 TLS", "[7] 443 TLS, 8443 TLS")
    names = (
        "one-that-is-long-and-so",
        "two-that-is-long-and-so",
        "three-that-is-as-long",
        "four-that-is-as-long",
    )
    drawing = Drawing(
        "long",
        "Long",
        "Long.",
        "right",
        (),
        nodes(*names),
        tuple(
            Edge(one, other, label) for one, other, label in zip(names[:-1], names[1:], labels, strict=True)
        ),
        tuple((each,) for each in names),
    )
    raw = raw_of(drawing)
    assert raw is not None
    wide, narrow = (with_lanes(raw, drawing, most) for most in (MOST_WIDTH, 780.0))
    assert wide is not None
    assert narrow is not None

    widths = [measure(finish(each, drawing, "")).width for each in (wide, narrow)]
    assert widths[1] <= 780 < widths[0]
    assert ">[1, 2, 3 …]<" in finish(narrow, drawing, "")
    assert ">[1, 2, 3 …]<" not in finish(wide, drawing, "")


@pytest.mark.parametrize(
    ("caption", "width", "expected"),
    [
        ("[7, 8, 9 …] 3306, 3307, 5432\nand 1 more", 18, ["[7, 8, 9 …] 3306,", "3307, 5432", "and 1 more"]),
        ("443", 18, ["443"]),
        ("S3 read and write objects", 14, ["S3 read and", "write objects"]),
    ],
)
def test_labels_break_after_commas(caption: str, width: int, expected: list[str]) -> None:
    assert narrow_lines(caption, width) == expected


def test_lanes_of_lines_that_go_down_do_not_cross() -> None:
    wires = [Wire(each, (each * 15.0,), (100 + each * 15.0,)) for each in range(4)]
    found = choose_lanes(wires, 10)

    assert found.cost == 0
    assert found.touching == ()
    assert sorted(found.x, key=lambda each: found.x[each]) == [3, 2, 1, 0]
    assert found.width >= 4 * 10


def test_lines_without_a_common_level_may_have_one_lane() -> None:
    found = choose_lanes([Wire(0, (0.0,), (40.0,)), Wire(1, (100.0,), (140.0,))], 10)

    assert found.x[0] == found.x[1]


def test_a_line_leaves_before_another_arrives_on_its_level() -> None:
    """Else both would lie on level 50 between the two lanes."""
    found = choose_lanes([Wire(0, (50.0,), (100.0,)), Wire(1, (0.0,), (50.0,))], 10)

    assert found.x[0] < found.x[1]
    assert found.touching == ()


def test_lines_that_change_places_have_a_second_lane() -> None:
    found = choose_lanes([Wire(0, (0.0,), (100.0,)), Wire(1, (100.0,), (0.0,))], 10)

    assert found.touching == ()
    (changed,) = found.changes
    assert len(found.x[changed]) == 2
    assert LANE_GAP <= found.changes[changed] <= 100 - LANE_GAP
    (first, second), (other,) = found.x[changed], found.x[1 - changed]
    assert first < other < second


def test_a_lane_is_right_of_the_labels_that_it_would_run_through() -> None:
    wires = [Wire(0, (0.0,), (100.0,)), Wire(1, (50.0,), (50.0,), label_width=60, label_height=12)]

    assert choose_lanes(wires, 10).x[0][0] > 60


def test_places_are_nearest_to_the_wanted_ones() -> None:
    assert nearest([0, 30, 100], [1, 1, 1], [0, 20, 20]) == [0, 30, 100]
    assert nearest([10, 10], [1, 1], [0, 20]) == [0, 20]
    assert nearest([10, 10], [3, 1], [0, 20]) == [5, 25]


def test_ends_of_arrows_stay_beside_the_node() -> None:
    assert ports_for([-30, -15, 0, 15, 30], -26, 26) == [-26, -15, 0, 15, 26]
    assert ports_for([-5, 5], -26, 26) == [-5, 5]
    assert ports_for([0.0] * 20, -26, 26) is None


def test_an_order_has_few_crossings_and_keeps_frames_together() -> None:
    left, right = Stack(), Stack()
    left.children = ["a", "b", "c"]
    frame = Stack("frame")
    frame.children = ["x", "y"]
    right.children = [frame, "z"]
    ways = [("a", "z"), ("b", "y"), ("c", "x")]
    order = Order([left, right], ways, [], ["frame"])
    before = order.cost()

    order.improve()

    assert (before, order.cost()) == (3, 0)
    assert list(right.leaves()) in (["z", "y", "x"], ["x", "y", "z"])
    assert [len(right.children), len(frame.children)] == [2, 2]


def test_an_arrow_passes_a_column_outside_its_frame() -> None:
    columns = [Stack(), Stack(), Stack()]
    frame = Stack("frame")
    frame.children = ["m", "n"]
    columns[0].children = ["a", "b"]
    columns[1].children = [frame, Passing(0, 1)]
    columns[2].children = ["x", "y"]
    ways: list[list[Leaf]] = [["a", Passing(0, 1), "x"], ["b", "m"], ["b", "n"], ["n", "y"]]
    order = Order(columns, ways, [], ["frame"])

    order.improve()

    assert order.cost() == 0
    assert len(columns[1].children) == 2
    assert set(frame.children) == {"m", "n"}


def test_a_line_has_a_gap_for_its_label_and_round_corners() -> None:
    pieces = route((0, 10), (8, 10), [(20, 10), (100, 10), (100, 50), (120, 50)], (130, 50), (140, 50))
    text = path(without(pieces, Box(30, 4, 60, 16)))

    assert text.count("M") == 2
    points = path_points(text)
    assert all(not 28 < across < 62 for across, down in points if down == 10)
    assert points[-1] == pytest.approx((140, 50))
    assert min(math.dist(each, (100, 10)) for each in points) > 1  # round
    covered = without(straight((0, 0), (10, 0)), Box(-5, -5, 20, 5))
    assert not covered


@pytest.mark.parametrize(
    ("value", "expected"), [(1.0, "1"), (-0.001, "0"), (2.345, "2.35"), (100.0, "100"), (-3.5, "-3.5")]
)
def test_numbers_have_at_most_two_decimals(value: float, expected: str) -> None:
    assert number(value) == expected


def picture(*paths: str) -> str:
    parts = "".join(f'<g class="edge"><title>{n}</title><path d="{d}"/></g>' for n, d in enumerate(paths))
    return f'<svg xmlns="{SVG[1:-1]}"><g>{parts}</g></svg>'


@pytest.mark.parametrize(
    ("second", "near", "crossings"),
    [
        ("M0,3C0,3 100,3 100,3", 72, 0),  # beside it
        ("M0,9C0,9 100,9 100,9", 0, 0),
        ("M50,-50C50,-50 50,50 50,50", 0, 1),  # across it
    ],
)
def test_the_measures_of_lines(second: str, near: int, crossings: int) -> None:
    svg = picture("M0,0C0,0 100,0 100,0", second)

    assert abs(measure_lines(svg).near_length - near) <= 4
    assert count_crossings(svg) == crossings

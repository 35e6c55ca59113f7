"""Nothing runs through a text of a picture, and no text lies on another: measured on the SVG."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from benchmarks.projects import Shape, write_project
from docgen.document.diagram import draw, draw_readable
from docgen.document.diagram_model import Drawing, Edge, Group, LegendEntry, Node
from docgen.document.geometry import SVG, Box, Lines, box_of, box_of_text
from docgen.document.graph import rank_distances
from docgen.document.palette import BADGES
from docgen.document.placing import Caption, Label, place_captions, place_labels
from docgen.document.svg import MOST_WIDTH, walls
from docgen.pages.diagrams import VIEWS, details_of, picture_path
from docgen.pages.labels import Labels
from docgen.workspace.pipeline import find_facts
from docgen.workspace.project import open_project
from tests.document.readable import measure
from tests.document.samples import tiers, zones

LEAST = re.compile(r"--dg-least:(\d+)px")
ATLAS = Path(__file__).parents[2]


def faults(svg: str) -> tuple[object, ...]:
    found = measure(svg)
    return found.captions_crossed, found.labels_crossed, found.overlapping


def test_atlas_can_be_read() -> None:
    project = open_project(ATLAS).value
    assert project is not None
    seen = 0
    for facts in find_facts(project).value.environments:
        for name, make in VIEWS.items():
            view = make(facts, Labels((facts,)))
            drawn = draw_readable(view.drawing, view.nouns, picture_path(facts.name, name)).value
            assert drawn is not None
            assert faults(drawn.svg) == ((), (), ()), (facts.name, name)
            assert measure(drawn.svg).width <= MOST_WIDTH
            assert drawn.shown.nodes == view.drawing.nodes  # nothing had to be folded
            assert drawn.shown.edges == view.drawing.edges
            seen += 1
    assert seen == 8


@pytest.mark.parametrize(
    "shape",
    [
        Shape(services=30, databases=12, environments=("production",)),
        Shape(services=30, databases=12, environments=("staging",)),  # with exposed databases
        Shape(services=40, databases=24, vpcs=6, environments=("production",)),
    ],
)
def test_a_large_project_can_be_read_and_each_vpc_has_its_detail(tmp_path: Path, shape: Shape) -> None:
    write_project(tmp_path, shape)
    project = open_project(tmp_path).value
    assert project is not None
    (facts,) = find_facts(project).value.environments
    details = details_of(facts, Labels((facts,)))

    assert [each.title for each in details] == [f'VPC this["vpc{number}"]' for number in range(shape.vpcs)]
    views = {each.name: each.view for each in details} | {
        name: make(facts, Labels((facts,))) for name, make in VIEWS.items()
    }
    for name, view in views.items():
        drawn = draw_readable(view.drawing, view.nouns).value
        assert drawn is not None
        assert faults(drawn.svg) == ((), (), ()), name
        assert measure(drawn.svg).width <= MOST_WIDTH, name


@pytest.mark.parametrize("sample", [tiers(), zones()], ids=lambda each: each.name)
def test_samples_can_be_read(sample: Drawing) -> None:
    svg = draw(sample).value

    assert svg is not None
    assert faults(svg) == ((), (), ())


def test_a_caption_moves_out_of_the_way_of_a_line() -> None:
    holder = ET.fromstring(  # noqa: S314 - ours
        f'<g xmlns="{SVG[1:-1]}"><a><text x="10" y="20" font-size="10">abcdefghij</text></a></g>'
    )
    lines = Lines()
    lines.add([(30.0, float(down)) for down in range(60)], 0)

    (box,) = place_captions([Caption(holder, Box(0, 0, 300, 100))], lines)

    assert box.left > 30
    assert [each.get("class") for each in holder] == [None]  # no plate


def test_a_caption_without_a_free_place_has_a_plate_above_the_line() -> None:
    holder = ET.fromstring(  # noqa: S314 - ours
        f'<g xmlns="{SVG[1:-1]}"><a><text x="10" y="20" font-size="10">abcdefghij</text></a></g>'
    )
    lines = Lines()
    for number in range(10):  # no line of text has a place anywhere
        lines.add([(float(across), 8.0 + 10 * number) for across in range(300)], number)

    place_captions([Caption(holder, Box(0, 0, 300, 100))], lines)

    assert [each.get("class") for each in holder] == ["plate", None]


@pytest.mark.parametrize("node", [None, Box(150, 80, 200, 100)])
def test_a_caption_goes_to_the_lower_edge_where_lines_run_along_the_upper_one(node: Box | None) -> None:
    holder = ET.fromstring(  # noqa: S314 - ours
        f'<g xmlns="{SVG[1:-1]}"><a><text x="10" y="20" font-size="10">abcdefghij</text></a></g>'
    )
    lines = Lines()
    lines.add([(float(across), 18.0) for across in range(300)], 0)
    inner = Caption(ET.Element("g"), Box(0, 70, 60, 95))  # a frame inside

    (box,) = place_captions([Caption(holder, Box(0, 0, 300, 100)), inner], lines, [node] if node else [])

    assert box.top > 70
    assert not box.meets(inner.frame)
    assert node is None or not box.meets(node)
    assert [each.get("class") for each in holder] == [None]


def test_labels_of_two_arrows_in_one_place_are_moved_apart() -> None:
    points = [(50.0, float(down)) for down in range(200)]
    lines = Lines()
    lines.add(points, 0)
    texts = [ET.Element(f"{SVG}text", {"x": "52", "y": "100", "font-size": "11"}) for _ in range(2)]
    for each in texts:
        each.text = "9098"
    taken: list[Box] = []

    place_labels([Label((each,), points) for each in texts], lines, [], taken)

    one, other = taken
    assert not one.meets(other)
    assert not lines.through(one) | lines.through(other)


LEGEND = (
    LegendEntry("from the internet", edge="public"),
    LegendEntry("inside", edge="internal"),
    LegendEntry("perhaps", undecided=True),
    LegendEntry("bad", badge="danger"),
    LegendEntry("so so", badge="warning"),
)


def test_a_label_stays_in_the_picture() -> None:
    """A line along the left edge runs through its own label; the nearest free place would be outside."""
    points = [(10.0, float(down)) for down in range(0, 200, 4)]
    lines = Lines()
    lines.add(points, 0)
    text = ET.Element(f"{SVG}text", {"x": "0", "y": "100", "font-size": "11"})
    text.text = "perhaps 443"

    place_labels([Label((text,), points)], lines, [], walls(Box(0, 0, 90, 200)))

    placed = box_of_text(text)
    assert not lines.through(placed)
    assert placed.left >= 0
    assert placed.right <= 90


def test_an_empty_frame_is_in_the_row_of_what_is_beside_it() -> None:
    """A tier without components: Graphviz would put it above everything."""
    groups = (
        Group("vpc", "VPC", "vpc"),
        Group("public", "Public subnets", "public", parent="vpc"),
        Group("private", "Private subnets", "private", parent="vpc"),
    )
    drawing = Drawing(
        "empty",
        "Empty",
        "Empty.",
        groups=groups,
        nodes=(
            Node("internet", "Internet", icon="internet"),
            Node("nat", "NAT", icon="nat-gateway", group="public"),
        ),
        edges=(Edge("nat", "internet"),),
        ranks=(("internet",), ("nat",)),
    )
    svg = draw(drawing).value
    assert svg is not None
    root = ET.fromstring(svg)  # noqa: S314 - our own picture
    tops = {
        each.get("id"): box.top for each in root.iter(f"{SVG}g") if each.get("id") and (box := box_of(each))
    }

    assert tops["empty-g-private"] > tops["empty-n-internet"]


def test_the_legend_names_what_is_there_and_nothing_else() -> None:
    drawing = Drawing(
        "small",
        "Small",
        "Small.",
        nodes=(Node("a", "a", icon="rds", badge="high", badge_look="danger"), Node("b", "b", icon="rds")),
        edges=(Edge("a", "b", "1", undecided=True),),
        legend=LEGEND,
    )

    svg = draw(drawing).value

    assert svg is not None
    key = svg.partition('class="legend"')[2]
    assert [
        text for text in ("from the internet", "inside", "perhaps", "bad", "so so") if f">{text}<" in key
    ] == [
        "inside",
        "perhaps",
        "bad",
    ]
    assert svg.count(f'fill="{BADGES["danger"]}"') == 2  # of the node, and in the legend
    assert ">HIGH<" in svg


def test_a_frame_may_have_a_badge() -> None:
    group = Group("g", "Cluster", "service", badge="critical", badge_look="danger")
    svg = draw(Drawing("small", "Small", "Small.", groups=(group,), nodes=(Node("a", "a", group="g"),))).value

    assert svg is not None
    assert ">CRITICAL<" in svg


def test_a_picture_wider_than_a_page_keeps_its_letters() -> None:
    nodes = tuple(Node(f"n{number}", f"a name that is long {number}", icon="rds") for number in range(12))
    wide = Drawing("wide", "Wide", "Wide.", nodes=nodes, ranks=(tuple(each.id for each in nodes),))

    svg = draw(wide).value
    readable = draw_readable(wide, {}).value

    assert svg is not None
    assert int(LEAST.search(svg)[1]) > 1100  # type: ignore[index] # pixels, which a page scrolls
    assert readable is not None
    assert measure(readable.svg).width <= MOST_WIDTH  # in several rows
    assert int(LEAST.search(readable.svg)[1]) <= 1100  # type: ignore[index] # as above


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        (Box(10, 10, 20, 20), False),  # inside
        (Box(110, 10, 120, 20), False),  # outside
        (Box(90, 10, 110, 20), True),  # over the right side
        (Box(40, -5, 60, 5), True),  # over the top
        (Box(-5, -5, 105, 105), True),  # around
        (Box(100, 10, 120, 20), False),  # touches it
        (Box(-20, 95, -10, 105), False),  # level with the lower side, and beside it
    ],
)
def test_the_border_of_a_frame_runs_through_a_box(box: Box, *, expected: bool) -> None:
    assert Box(0, 0, 100, 100).border_runs_through(box) is expected


def test_rows_with_many_lines_between_them_are_farther_apart() -> None:
    ranks = [("top",), ("a", "b", "c"), ("d", "e", "f")]
    edges = [Edge("top", each) for each in "abc"] + [Edge(one, other) for one in "abc" for other in "def"]

    assert rank_distances(ranks, edges) == [1, 2]
    assert rank_distances(ranks, [*edges, Edge("top", "f")] * 3) == [
        2,
        3,
    ]  # what goes through counts, and no more than 3
    assert rank_distances(ranks, []) == [1, 1]
    assert rank_distances([], edges) == []

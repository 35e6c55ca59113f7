"""The draw.io file has the nodes, the arrows and the nesting of the drawing, and is the same each time."""

import xml.etree.ElementTree as ET

import pytest

from docgen.document.diagram import draw_form
from docgen.document.diagram_model import Drawing, slugs
from docgen.document.drawio import LAYER, print_drawio
from tests.document.samples import SAMPLES


def cells(text: str) -> dict[str, ET.Element]:
    """By id; a program that reads the file finds them in this way."""
    found = list(ET.fromstring(text).iter("mxCell"))  # noqa: S314 - our own file
    made = {each.get("id", ""): each for each in found}
    assert len(made) == len(found)
    return made


def printed(drawing: Drawing) -> str:
    drawn = draw_form(drawing).value
    assert drawn is not None
    return print_drawio(drawn)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda each: each.name)
def test_nothing_is_lost(sample: Drawing) -> None:
    text = printed(sample)
    found = cells(text)
    nodes = {each: f"n-{slug}" for each, slug in slugs(node.id for node in sample.nodes).items()}
    groups = {each: f"g-{slug}" for each, slug in slugs(group.id for group in sample.groups).items()}

    vertices = {name for name, each in found.items() if each.get("vertex")}
    assert vertices == {*nodes.values(), *groups.values()}
    assert {nodes[each.id]: groups.get(each.group, LAYER) for each in sample.nodes} == {
        name: found[name].get("parent") for name in nodes.values()
    }
    assert {groups[each.id]: groups.get(each.parent, LAYER) for each in sample.groups} == {
        name: found[name].get("parent") for name in groups.values()
    }
    arrows = [(each.get("source"), each.get("target")) for each in found.values() if each.get("edge")]
    assert arrows == [
        (
            groups[each.tail_group] if each.tail_group else nodes[each.source],
            groups[each.head_group] if each.head_group else nodes[each.target],
        )
        for each in sample.edges
    ]
    assert text == printed(sample)
    assert "http" not in text.partition("<root>")[2] or sample.name == "hostile"


def test_what_is_in_a_frame_lies_in_it() -> None:
    (sample,) = (each for each in SAMPLES if each.name == "tiers")
    found = cells(printed(sample))

    for node in sample.nodes:
        if node.group:
            own = found[f"n-{node.id}"].find("mxGeometry")
            around = found[f"g-{node.group}"].find("mxGeometry")
            assert own is not None
            assert around is not None
            for place, size in (("x", "width"), ("y", "height")):
                assert float(own.get(place, "-1")) >= 0
                assert (
                    float(own.get(place, "0")) + float(own.get(size, "0")) <= float(around.get(size, "0")) + 1
                )

"""A laid-out drawing as a file that draw.io opens: frames are containers, arrows stay connected when things are moved.

The file is uncompressed mxGraph XML (https://www.drawio.com/doc/faq/diagram-source-edit), so that a reader and a comparison of
files see what is in it. Icons are in it as data: nothing is loaded.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping

from docgen.document import icon_files
from docgen.document.diagram_model import Drawn, Edge, Group, Node, slugs
from docgen.document.escape import clean
from docgen.document.geometry import SVG, Box, box_of
from docgen.document.legend import pattern_of
from docgen.document.palette import BADGES, BOXES, EDGES, GROUPS, INK, MARKED

ROOT = "0"  # draw.io's own first two cells
LAYER = "1"
GAP = 20.0  # around the picture


def print_drawio(drawn: Drawn) -> str:
    """The XML, the same bytes for the same drawing: positions are those of the picture, in points."""
    return Printer(drawn).text()


class Printer:
    def __init__(self, drawn: Drawn) -> None:
        self.drawing = drawn.shown
        node_slugs = slugs(each.id for each in self.drawing.nodes)
        group_slugs = slugs(each.id for each in self.drawing.groups)
        self.nodes = {each.id: f"n-{node_slugs[each.id]}" for each in self.drawing.nodes}
        self.groups = {each.id: f"g-{group_slugs[each.id]}" for each in self.drawing.groups}
        self.boxes = boxes_in(drawn.raw)

    def text(self) -> str:
        file = ET.Element("mxfile", {"host": "docgen"})
        diagram = ET.SubElement(file, "diagram", {"id": self.drawing.name, "name": clean(self.drawing.title)})
        model = ET.SubElement(diagram, "mxGraphModel", {"grid": "0", "math": "0", "page": "0", "shadow": "0"})
        root = ET.SubElement(model, "root")
        ET.SubElement(root, "mxCell", {"id": ROOT})
        ET.SubElement(root, "mxCell", {"id": LAYER, "parent": ROOT})
        for group in self.drawing.groups:
            self.write_group(root, group)
        for node in self.drawing.nodes:
            self.write_node(root, node)
        for number, edge in enumerate(self.drawing.edges):
            self.write_edge(root, edge, number)
        ET.indent(file, " ")
        return ET.tostring(file, encoding="unicode") + "\n"

    def write_group(self, root: ET.Element, group: Group) -> None:
        look = GROUPS[group.kind]
        style: dict[str, str] = {
            "container": "1",
            "collapsible": "0",
            "html": "0",
            "whiteSpace": "wrap",
            "verticalAlign": "top",
            "align": "left",
            "spacingLeft": "8",
            "fillColor": look.fill or "none",
            "strokeColor": look.line,
            "fontColor": look.caption,
            "fontStyle": "1",
            "dashed": "1" if look.style == "dashed" else "0",
        }
        if group.frame:
            style |= {"strokeColor": MARKED, "strokeWidth": "2", "rounded": "1"}
            style["dashed"] = "1" if group.frame == "dashed" else "0"
        said = (group.label, group.sub, group.badge.upper())
        self.cell(root, self.groups[group.id], said, style, group.parent)

    def write_node(self, root: ET.Element, node: Node) -> None:
        style = {"html": "0", "whiteSpace": "wrap", "fontColor": INK}
        if node.icon:
            picture = icon_files.data_address(icon_files.known(node.icon)).replace(";base64", "")
            style |= {"shape": "label", "imageAlign": "center", "imageVerticalAlign": "top"}
            style |= {"imageWidth": "56", "imageHeight": "56", "verticalAlign": "bottom", "spacing": "0"}
            style |= {"fillColor": "none", "strokeColor": "none", "image": picture}
        else:
            look = BOXES[node.box]
            style |= {"rounded": "1", "fillColor": look.fill, "strokeColor": look.line}
        if node.badge:
            style |= {"strokeColor": BADGES[node.badge_look]}
        said = (node.title, *node.lines, node.badge.upper())
        self.cell(root, self.nodes[node.id], said, style, node.group)

    def cell(
        self, root: ET.Element, name: str, said: tuple[str, ...], style: Mapping[str, str], parent: str
    ) -> None:
        own = self.boxes.get(name, Box(0, 0, 80, 80))
        around = self.boxes.get(self.groups.get(parent, ""))
        left, top = (around.left, around.top) if around is not None else self.origin()
        made = ET.SubElement(
            root,
            "mxCell",
            {
                "id": name,
                "value": "\n".join(filter(None, map(clean, said))),
                "style": "".join(f"{key}={value};" for key, value in style.items()),
                "vertex": "1",
                "parent": self.groups.get(parent, LAYER),
            },
        )
        place = {"x": own.left - left, "y": own.top - top, "width": own.width, "height": own.height}
        ET.SubElement(
            made,
            "mxGeometry",
            {**{key: f"{value:.1f}" for key, value in place.items()}, "as": "geometry"},
        )

    def origin(self) -> tuple[float, float]:
        if not self.boxes:
            return 0.0, 0.0
        whole = Box.union(self.boxes.values())
        return whole.left - GAP, whole.top - GAP

    def write_edge(self, root: ET.Element, edge: Edge, number: int) -> None:
        look = EDGES[edge.look]
        style = {
            "html": "0",
            "rounded": "1",
            "strokeColor": look.line,
            "fontColor": look.label,
            "strokeWidth": look.width,
            "dashed": "0",
        }
        pattern = pattern_of(edge.look, undecided=edge.undecided)
        if pattern is not None:
            style |= {"dashed": "1", "dashPattern": pattern.replace(",", " ")}
        made = ET.SubElement(
            root,
            "mxCell",
            {
                "id": f"e-{number}",
                "value": clean(edge.caption),
                "style": "".join(f"{key}={value};" for key, value in style.items()),
                "edge": "1",
                "parent": LAYER,
                "source": self.groups[edge.tail_group] if edge.tail_group else self.nodes[edge.source],
                "target": self.groups[edge.head_group] if edge.head_group else self.nodes[edge.target],
            },
        )
        ET.SubElement(made, "mxGeometry", {"relative": "1", "as": "geometry"})


def boxes_in(raw: bytes) -> dict[str, Box]:
    """The position of each node and frame in Graphviz's layout, by the id in its SVG."""
    root = ET.fromstring(re.sub(r"<!DOCTYPE.*?>", "", raw.decode(), flags=re.DOTALL))  # noqa: S314 - Graphviz's own output
    found = {}
    for part in root.iter(f"{SVG}g"):
        name = part.get("id", "")
        if name.startswith("n-"):
            box = box_of(part)
        elif name.startswith("g-"):
            lines = [each for each in part if each.tag in {f"{SVG}polygon", f"{SVG}path"}]
            box = box_of(lines[0]) if lines else None
        else:
            continue
        if box is not None:
            found[name] = box
    return found

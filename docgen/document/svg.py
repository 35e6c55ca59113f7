"""Prepares Graphviz's SVG for a page: self-contained, accessible to screen readers, readable on dark pages too.

Colours stay written out, so that the file is right wherever it is shown; where it is inlined, the site's
style sheet gives each its counterpart for dark pages.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from docgen.document import icon_files
from docgen.document.diagram_model import BadgeStyle, Drawing, EdgeStyle, Group, GroupKind, Node, slugs
from docgen.document.escape import clean
from docgen.document.geometry import Box, Lines, box_of, box_of_text, path_points, points_of
from docgen.document.labels import LINE_SIZE
from docgen.document.laned_picture import LANED
from docgen.document.legend import draw_legend, ends_of, pattern_of
from docgen.document.links import address_of
from docgen.document.palette import BADGE_TEXT, BADGES, EDGES, GROUPS, PAPER
from docgen.document.placing import Caption, Label, place_captions, place_labels
from docgen.document.routes import path, without

SVG = "http://www.w3.org/2000/svg"
LINK = "{http://www.w3.org/1999/xlink}href"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
MOVED = re.compile(r"translate\((\S+) (\S+)\)")
PIXELS_A_POINT = 96 / 72
LEAST_TEXT = 11.0  # pixels
ROOM = 40.0  # points beside the picture that Graphviz planned, for labels
EDGE = 4.0  # points around what is drawn
MOST_WIDTH = 1050.0  # points: as wide as a page (1,100 pixels) where the smallest text has that size
FONTS = "Helvetica,Arial,Arimo,'Liberation Sans',sans-serif"  # all as wide as what Graphviz measured with
# Every rule begins with .dg: a style element inside a page counts for the whole page.
STYLE = (
    ".dg .halo{paint-order:stroke;stroke:var(--dg-halo,#fff);stroke-width:3px;stroke-linejoin:round}"
    ".dg .frame-public .halo{stroke:var(--dg-public,#f2f6e8)}"
    ".dg .frame-private .halo{stroke:var(--dg-private,#e6f6f7)}"
    ".dg a:hover text{text-decoration:underline}"
)


IMPORTANT: tuple[EdgeStyle, ...] = ("encrypted", "warning", "plaintext", "public")  # the last one most


def tag(name: str) -> str:
    return f"{{{SVG}}}{name}"


def finish(raw: bytes, drawing: Drawing, path: str) -> str:
    """The SVG as it is written to `path`, as seen from the folder of the documents."""
    # Graphviz's own output: no entity in it is ours. The document type goes, for it names an outside address.
    root = ET.fromstring(re.sub(r"<!DOCTYPE.*?>", "", raw.decode(), flags=re.DOTALL))  # noqa: S314 - see above
    finisher = Finisher(drawing, root, path)
    finisher.finish()
    for element in root.iter():
        element.tail = "\n" if element.tag != tag("title") else None
        if element.text and not element.text.strip():
            element.text = "\n" if len(element) else None
    ET.register_namespace("", SVG)
    # No blank line: one would end the figure where the SVG is put into Markdown.
    return re.sub(r"\n\s*\n", "\n", ET.tostring(root, encoding="unicode")).strip() + "\n"


class Finisher:
    """One diagram's way from Graphviz's SVG to ours."""

    def __init__(self, drawing: Drawing, root: ET.Element, path: str) -> None:
        self.drawing = drawing
        self.root = root
        self.path = path
        self.graph = require(root.find(tag("g")))
        self.pictures: set[str] = set()
        node_slugs = slugs(node.id for node in drawing.nodes)
        group_slugs = slugs(group.id for group in drawing.groups)
        self.nodes = {f"n-{node_slugs[node.id]}": node for node in drawing.nodes}
        self.groups = {f"g-{group_slugs[group.id]}": group for group in drawing.groups}

    def finish(self) -> None:
        self.graph.attrib.pop("id", None)
        drop(self.graph, tag("title"))
        drop(self.graph, tag("polygon"))  # the background: ours covers the whole picture
        captions: list[Caption] = []
        labels: list[Label] = []
        lanes = self.root.attrib.pop(LANED, "")
        lines = Lines()
        picture = self.picture_box()
        room = min(ROOM, max(0.0, (MOST_WIDTH - picture.width) / 2))
        outside = walls(picture.grown(room))
        taken: list[Box] = []
        for part in list(self.graph):
            name = part.attrib.pop("id", "")
            drop(part, tag("title"))  # Graphviz's own names
            if name in self.nodes:
                self.finish_node(part, name, self.nodes[name])
                taken += filter(None, (box_of(part),))
            elif name in self.groups:
                captions.append(self.finish_group(part, name, self.groups[name]))
            elif name.startswith("e-"):
                number = int(name.removeprefix("e-"))
                points = line_points(part)
                lines.add((*points, *head_points(part)), number)
                self.finish_edge(part, number)
                texts = tuple(part.iter(tag("text")))
                labels += [Label(texts, points, number)] if texts and points else []
            self.finish_leaves(part)
        self.put_important_lines_last()
        taken += place_captions(captions, lines, [*taken, *outside])
        taken += outside
        if lanes == "columns":  # the labels are where they belong
            taken += [Box.union(map(box_of_text, each.texts)) for each in labels]
        else:
            frames = [each.frame for each in captions]
            place_labels(labels, lines, frames, taken, on_lines=lanes == "rows")
        if lanes == "rows":
            self.cut_lines()
        self.crop([each for each in taken if each not in outside], [each.frame for each in captions], lines)
        # Captions come last, for a line that has no other way is hidden by the caption's plate.
        for each in captions:
            self.finish_leaves(each.holder)
        self.graph.extend(each.holder for each in captions)
        self.finish_root()

    def cut_lines(self) -> None:
        """Make gaps in the arrows whose labels are on them."""
        for part in self.graph:
            texts = list(part.iter(tag("text"))) if part.get("data-from") else []
            for each in part.iter(tag("path")) if texts else ():
                label = Box.union(map(box_of_text, texts))
                each.set("d", path_without(each.get("d", ""), label))

    def picture_box(self) -> Box:
        """The whole picture in the coordinates of the graph, which Graphviz moves into the picture."""
        left, top, width, height = map(float, self.root.get("viewBox", "0 0 0 0").split())
        moved = MOVED.search(self.graph.get("transform", ""))
        across, down = (float(moved[1]), float(moved[2])) if moved else (0.0, 0.0)
        return Box(left - across, top - down, left + width - across, top + height - down)

    def crop(self, boxes: Sequence[Box], frames: Sequence[Box], lines: Lines) -> None:
        """The view box holds what is there and no more: labels may be beside the picture that Graphviz planned."""
        content = [*boxes, *frames, *lines.extents]
        if not content:
            return
        planned = self.picture_box()
        left, top, *_ = map(float, self.root.get("viewBox", "0 0 0 0").split())
        new_left = min(each.left for each in content) - EDGE
        new_top = min(each.top for each in content) - EDGE
        width = max(each.right for each in content) + EDGE - new_left
        height = max(each.bottom for each in content) + EDGE - new_top
        left, top = left + new_left - planned.left, top + new_top - planned.top
        self.root.set("viewBox", f"{left:.2f} {top:.2f} {width:.2f} {height:.2f}")

    def put_important_lines_last(self) -> None:
        """Draws important lines last: where arrows end at one place, the most important one is visible."""
        places = [number for number, part in enumerate(self.graph) if part.get("data-from")]
        parts = sorted((self.graph[number] for number in places), key=self.importance)
        for number, part in zip(places, parts, strict=True):
            self.graph[number] = part

    def importance(self, part: ET.Element) -> int:
        colours = {each.get("stroke") for each in part.iter(tag("path"))}
        found = [number for number, look in enumerate(IMPORTANT) if EDGES[look].line in colours]
        return max(found, default=-1)

    def finish_node(self, part: ET.Element, name: str, node: Node) -> None:
        part.set("id", f"{self.drawing.name}-{name}")
        centre_caption(part)
        draw_badge(part, node.badge_look)
        holder = self.linked(node.href, full_name(node.title, *node.lines))
        holder.extend(list(part))
        part[:] = [holder]

    def finish_group(self, part: ET.Element, name: str, group: Group) -> Caption:
        """The frame stays below everything; its caption is returned, and it alone is a link."""
        part.set("id", f"{self.drawing.name}-{name}")
        frame = box_of_frame(part)
        ground = self.ground_of(group)
        kind = f"caption frame-{ground}"
        caption = ET.Element(tag("g"), {"class": kind})
        holder = self.linked(group.href, full_name(group.label, group.sub))
        for element in [each for each in part if each.tag in {tag("text"), tag("image")}]:
            part.remove(element)
            holder.append(element)
            if element.tag == tag("text") and element.get("fill") != BADGE_TEXT:
                element.set("class", "halo")
        draw_badge(holder, group.badge_look)
        caption.append(holder)
        return Caption(caption, frame, GROUPS[ground].fill or PAPER)

    def ground_of(self, group: Group) -> GroupKind:
        """The kind of the nearest frame around it that has a colour of its own."""
        parents = {each.id: each for each in self.drawing.groups}
        around: Group | None = group
        while around is not None and not GROUPS[around.kind].fill:
            around = parents.get(around.parent)
        return around.kind if around is not None else group.kind

    def finish_edge(self, part: ET.Element, number: int) -> None:
        edge = self.drawing.edges[number]
        titles = {node.id: node.title for node in self.drawing.nodes}
        title = ET.Element(tag("title"))
        title.text = f"{full_name(titles[edge.source])} → {full_name(titles[edge.target], edge.caption)}"
        slug_of = {node.id: name for name, node in self.nodes.items()}
        part.set("data-from", slug_of[edge.source])
        part.set("data-to", slug_of[edge.target])
        part.insert(0, title)
        pattern = pattern_of(edge.look, undecided=edge.undecided)
        if pattern is not None:
            for line in part.iter(tag("path")):
                line.set("stroke-dasharray", pattern)
                line.attrib |= ends_of(edge.look)
        for text in part.iter(tag("text")):
            text.set("class", "halo")

    def finish_leaves(self, part: ET.Element) -> None:
        for element in part.iter():
            if element.tag == tag("image"):
                self.finish_picture(element)
            elif element.tag == tag("text"):
                element.attrib.pop(SPACE, None)
                element.attrib.pop("font-family", None)

    def finish_picture(self, element: ET.Element) -> None:
        """Each picture is in the file once, however often it is shown."""
        name = element.attrib.pop(LINK).removesuffix(".png")
        self.pictures.add(name)
        element.tag = tag("use")
        element.attrib.pop("preserveAspectRatio", None)
        for side in ("width", "height"):
            element.set(side, element.get(side, "").removesuffix("px"))
        element.set("href", f"#{self.picture_id(name)}")
        tone = icon_files.tones()[name]
        if tone != "tile":
            element.set("class", tone)

    def picture_id(self, name: str) -> str:
        return f"{self.drawing.name}-i-{name}"

    def linked(self, href: str, name: str) -> ET.Element:
        """The element of a node or a caption: its full name, and a link if there is a target."""
        address = address_of(href, self.path) if href else ""
        holder = ET.Element(tag("a" if address else "g"))
        if address:
            holder.set("href", address)
            holder.set("aria-label", name)
        title = ET.SubElement(holder, tag("title"))
        title.text = name
        return holder

    def finish_root(self) -> None:
        name, root = self.drawing.name, self.root
        del root.attrib["width"]
        del root.attrib["height"]
        left, top, width, height = map(float, root.get("viewBox", "0 0 0 0").split())
        legend, needed, more = draw_legend(self.drawing, width, left, top + height)
        width, height = max(width, needed), height + more
        root.set("viewBox", f"{left:.2f} {top:.2f} {width:.2f} {height:.2f}")
        root.append(legend)
        texts = {"title": clean(self.drawing.title), "desc": clean(self.drawing.description)}
        attributes = {
            "id": name,
            "class": "dg",
            "role": "graphics-document",  # not "img": that would hide the links
            "aria-labelledby": f"{name}-title",
            "aria-describedby": f"{name}-desc",
            "font-family": FONTS,
            "style": f"max-width:{width * PIXELS_A_POINT:.0f}px" + least_width(width),
        }
        for key, value in attributes.items():
            root.set(key, value)
        head = []
        for kind, text in texts.items():
            element = ET.Element(tag(kind), {"id": f"{name}-{kind}"})
            element.text = text
            head.append(element)
        style = ET.Element(tag("style"))
        style.text = STYLE
        root[:0] = [*head, style, self.definitions(), self.paper()]

    def definitions(self) -> ET.Element:
        defs = ET.Element(tag("defs"))
        for name in sorted(self.pictures):
            symbol = ET.SubElement(defs, tag("symbol"), {"id": self.picture_id(name), "viewBox": "0 0 1 1"})
            ET.SubElement(
                symbol, tag("image"), {"width": "1", "height": "1", "href": icon_files.data_address(name)}
            )
        return defs

    def paper(self) -> ET.Element:
        """A white ground, for Git hosts show the file on dark pages too."""
        left, top, width, height = self.root.get("viewBox", "0 0 0 0").split()
        place = {"x": left, "y": top, "width": width, "height": height}
        return ET.Element(tag("rect"), {"class": "paper", "fill": PAPER, **place})


def centre_caption(part: ET.Element) -> None:
    """Set a caption on its icon's middle, however wide the reader's letters are."""
    picture = part.find(tag("image"))
    if picture is not None:
        width = float(picture.get("width", "").removesuffix("px"))
        middle = float(picture.get("x", "0")) + width / 2
        for text in part.iter(tag("text")):
            text.set("x", f"{middle:g}")
            text.set("text-anchor", "middle")


def draw_badge(part: ET.Element, look: BadgeStyle) -> None:
    """The coloured ground of a badge's word."""
    for index, text in enumerate(list(part)):
        if text.tag == tag("text") and text.get("fill") == BADGE_TEXT:
            if text.get("text-anchor") != "middle":
                text.set("x", f"{float(text.get('x', '0')) + 5:g}")
            text.set("y", f"{float(text.get('y', '0')) + 3:g}")
            box = box_of_text(text).grown(1.5)
            place = {"x": box.left - 3, "y": box.top, "width": box.width + 6, "height": box.height, "rx": 6}
            ground = ET.Element(tag("rect"), {key: f"{each:.2f}" for key, each in place.items()})
            ground.set("fill", BADGES[look])
            part.insert(index, ground)


def path_without(line: str, label: Box) -> str:
    """A path of cubic curves with a gap for its label."""
    points = points_of(line)
    pieces = zip(points[::3], points[1::3], points[2::3], points[3::3], strict=False)
    return path(without(pieces, label))


def line_points(part: ET.Element) -> list[tuple[float, float]]:
    return [point for path in part.iter(tag("path")) for point in path_points(path.get("d", ""))]


def head_points(part: ET.Element) -> list[tuple[float, float]]:
    return [point for head in part.iter(tag("polygon")) for point in points_of(head.get("points", ""))]


def walls(picture: Box) -> list[Box]:
    """The area around a picture, where nothing may be."""
    left, top, right, bottom = picture
    far = 10_000.0
    return [
        Box(-far, -far, left, far),
        Box(right, -far, far, far),
        Box(-far, -far, far, top),
        Box(-far, bottom, far, far),
    ]


def box_of_frame(part: ET.Element) -> Box:
    """The box of a frame's line, without its caption."""
    lines = [each for each in part if each.tag in {tag("polygon"), tag("path")}]
    box = box_of(lines[0]) if lines else None
    return box or Box(0, 0, 0, 0)


def least_width(width: float) -> str:
    """The width at which its texts have 11 pixels: narrow screens scroll it, and paper shrinks it."""
    return f";--dg-least:{width * LEAST_TEXT / LINE_SIZE:.0f}px"


def full_name(title: str, *lines: str) -> str:
    """A name and the lines below it, in one line."""
    words = " ".join(clean(title).split())
    rest = ", ".join(" ".join(clean(line).split()) for line in lines if line.strip())
    return f"{words}: {rest}" if rest else words


def drop(parent: ET.Element, name: str) -> None:
    for child in parent.findall(name):
        parent.remove(child)


def require(element: ET.Element | None) -> ET.Element:
    if element is None:
        raise ValueError("Graphviz made an SVG without a graph")
    return element

"""The title of a diagram and its key, below it: what its lines, badges and frames mean. Only what the diagram has is listed."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping

from docgen.document.diagram_model import Drawing, EdgeStyle, LegendEntry
from docgen.document.escape import clean
from docgen.document.geometry import SVG
from docgen.document.letters import text_width
from docgen.document.palette import BADGES, BOXES, EDGES, INK, MARKED, MUTED

SIZE = 10.5
SAMPLE = 26.0  # the width of a line
ROW = 17.0
BETWEEN = 22.0
MARGIN = 10.0
LEAST_WIDTH = 520.0  # of a row, where the picture is narrow
PATTERNS = {"dashed": "5,2", "dotted": "0.1,6"}  # with round ends, which make dots
UNUSED = "2,3"  # of lines that nothing uses
UNDECIDED = "9,3,2,3"  # of lines of any style: no other line has it


def draw_legend(drawing: Drawing, width: float, start: float, top: float) -> tuple[ET.Element, float, float]:
    """Title and key below `top` and right of `start` as a group; the width that it needs, and its height."""
    width = max(width, LEAST_WIDTH)
    entries = [each for each in drawing.legend if each.applies(drawing)]
    group = ET.Element(f"{SVG}g", {"class": "legend"})
    title = with_attributes(
        element("text", x=start + MARGIN, y=top + ROW),
        {"font-size": f"{SIZE}", "fill": INK, "font-weight": "bold"},
    )
    title.text = clean(drawing.title)
    group.append(title)
    needed = 2 * MARGIN + text_width(title.text, SIZE, bold=True)
    left, base = MARGIN, top + (2 * ROW if entries else ROW)
    for each in entries:
        own = SAMPLE + 6 + text_width(each.text, SIZE)
        if left > MARGIN and left + own > width - MARGIN:
            left, base = MARGIN, base + ROW
        if not each.note:
            group.append(sample(each, start + left, base - SIZE / 3))
        text = element("text", x=start + (left if each.note else left + SAMPLE + 6), y=base)
        text.attrib |= {"font-size": f"{SIZE}", "fill": MUTED}
        text.text = each.text
        group.append(text)
        left += own + BETWEEN
        needed = max(needed, left - BETWEEN + MARGIN)
    return group, needed, base - top + MARGIN


def sample(entry: LegendEntry, left: float, middle: float) -> ET.Element:
    if entry.badge is not None:
        made = element("rect", x=left + 4, y=middle - 4.5, width=SAMPLE - 8, height=9, rx=4.5)
        return with_attributes(made, {"fill": BADGES[entry.badge]})
    if entry.box is not None:
        box = BOXES[entry.box]
        made = element("rect", x=left + 4, y=middle - 5, width=SAMPLE - 8, height=10, rx=3)
        return with_attributes(made, {"fill": box.fill, "stroke": box.line})
    if entry.frame:
        made = element("rect", x=left + 4, y=middle - 5, width=SAMPLE - 8, height=10, rx=2)
        dashes = {"stroke-dasharray": "5,2"} if entry.frame == "dashed" else {}
        return with_attributes(made, {"fill": "none", "stroke": MARKED, "stroke-width": "2", **dashes})
    look = EDGES[entry.edge or "internal"]
    line = element("line", x1=left, y1=middle, x2=left + SAMPLE, y2=middle)
    pattern = pattern_of(look=entry.edge or "internal", undecided=entry.undecided)
    dashes = {"stroke-dasharray": pattern} if pattern else {}
    return with_attributes(
        line, {"stroke": look.line, "stroke-width": look.width, **dashes, **ends_of(entry.edge)}
    )


def pattern_of(look: EdgeStyle, *, undecided: bool) -> str | None:
    """The dashes of a line, as `stroke-dasharray` has them."""
    if undecided:
        return UNDECIDED
    return UNUSED if look == "unused" else PATTERNS.get(EDGES[look].style)


def ends_of(look: EdgeStyle | None) -> dict[str, str]:
    """The ends of dashes, as attributes of a line."""
    return {"stroke-linecap": "round"} if look == "dotted" else {}


def element(name: str, **places: float) -> ET.Element:
    return ET.Element(f"{SVG}{name}", {key: f"{each:g}" for key, each in places.items()})


def with_attributes(made: ET.Element, attributes: Mapping[str, str]) -> ET.Element:
    made.attrib.update(attributes)
    return made

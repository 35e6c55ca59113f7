"""A small line chart as SVG: a few numbers over time, one column for each point.

Made without a library, so that the same numbers are the same bytes everywhere. Colours and letters are those of diagrams
(`palette`), so the site's style sheet makes them fit for dark pages. What is not known is a gap in the line, never a zero.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence

import msgspec

from docgen.document.escape import clean
from docgen.document.palette import EDGES, GROUPS, INK, LABEL, MUTED, PAPER

SVG = "http://www.w3.org/2000/svg"
FONTS = "Helvetica,Arial,Arimo,'Liberation Sans',sans-serif"
WIDTH, HEIGHT = 340, 180  # pixels: no smaller letters on a telephone than elsewhere
LEFT, RIGHT, TOP, BOTTOM = 34, 100, 34, 26  # around the lines
LETTER = 6.2  # pixels, of 11 pixels high: the mean of Helvetica
LINE = 13  # pixels between the names of lines
MOST_LETTERS = 15  # of a name beside its line; all of it is in the description
COLOURS = (
    GROUPS["zone"].caption,
    EDGES["public"].label,
    EDGES["encrypted"].label,
    GROUPS["service"].caption,
    GROUPS["vpc"].caption,
    GROUPS["private"].caption,
)
DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 4", "12 4")  # lines differ without colours as well
MOST_SERIES = len(COLOURS)
# In a page a chart is part of its Markdown. As character references these are text for every extension, and for templates.
MARKUP = re.compile(r"[!$*\[\\\]^`{|}~]")


class Column(msgspec.Struct, frozen=True):
    """One place on the horizontal axis."""

    short: str  # on the axis, of the first and the last: "2026-11-28"
    title: str  # all that there is to say of it
    target: str = ""  # where it leads to, an https address


class Series(msgspec.Struct, frozen=True):
    """One line: a number for each column, None where it is not known."""

    name: str
    values: tuple[int | None, ...]


class Chart(msgspec.Struct, frozen=True):
    id: str  # of the element; once on a page
    title: str
    description: str  # the numbers in words, for those who do not see the lines
    columns: tuple[Column, ...]
    series: tuple[Series, ...]  # at most `MOST_SERIES` are drawn


def draw_chart(chart: Chart) -> str:
    """The chart as one SVG element, without a blank line, and without anything that Markdown reads as markup."""
    return text_of(Drawing(chart).root)


def draw_charts(charts: Sequence[Chart], id_: str, title: str) -> str:
    """Several charts below one another, as an SVG file of its own."""
    height = HEIGHT * len(charts)
    root = frame(id_, title, " ".join(each.description for each in charts), height)
    for number, each in enumerate(charts):
        part = Drawing(each).root
        part.set("y", str(number * HEIGHT))
        part.set("width", str(WIDTH))
        part.set("height", str(HEIGHT))
        part.attrib.pop("style")
        root.append(part)
    return text_of(root) + "\n"


def text_of(root: ET.Element) -> str:
    ET.register_namespace("", SVG)
    for element in root.iter():
        element.tail = "\n"
    return MARKUP.sub(lambda found: f"&#{ord(found[0])};", ET.tostring(root, encoding="unicode").strip())


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def tag(name: str) -> str:
    return f"{{{SVG}}}{name}"


def frame(id_: str, title: str, description: str, height: int) -> ET.Element:
    """The outer element, with its name, what it says, and white paper: Git hosts show files on dark pages too."""
    attributes = {
        "id": id_,
        "class": "dg",
        "role": "graphics-document",  # not "img": that would hide the links
        "aria-labelledby": f"{id_}-title",
        "aria-describedby": f"{id_}-desc",
        "font-family": FONTS,
        "font-size": "11",
        "viewBox": f"0 0 {WIDTH} {height}",
        "style": f"max-width:{WIDTH}px",
    }
    root = ET.Element(tag("svg"), attributes)
    for kind, text in (("title", title), ("desc", description)):
        ET.SubElement(root, tag(kind), {"id": f"{id_}-{kind}"}).text = one_line(text)
    size = {"width": str(WIDTH), "height": str(height)}
    ET.SubElement(root, tag("rect"), {"class": "paper", "fill": PAPER, **size})
    return root


class Drawing:
    """One chart: axes, lines, names of lines, and a column to point at for each place."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.series = chart.series[:MOST_SERIES]
        known = [value for each in self.series for value in each.values if value is not None]
        self.top = nice_top(max(known, default=0))
        self.root = frame(chart.id, chart.title, chart.description, HEIGHT)
        self.write(chart.title, 8, 16, INK, weight="bold")
        self.draw_axes()
        for number, each in enumerate(self.series):
            self.draw_line(each, number)
        self.name_lines()
        self.draw_columns()

    def x(self, column: int) -> float:
        """The only column is in the middle."""
        many = len(self.chart.columns)
        width = WIDTH - LEFT - RIGHT
        return LEFT + (width / 2 if many < 2 else width * column / (many - 1))  # noqa: PLR2004 - as said

    def y(self, value: int) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.top

    def write(  # noqa: PLR0913 - what a text is
        self, text: str, x: float, y: float, fill: str, *, anchor: str = "start", weight: str = ""
    ) -> None:
        attributes = {"x": f"{x:.1f}", "y": f"{y:.1f}", "fill": fill, "text-anchor": anchor}
        if weight:
            attributes["font-weight"] = weight
        ET.SubElement(self.root, tag("text"), attributes).text = one_line(text)

    def draw_axes(self) -> None:
        for value in dict.fromkeys((0, self.top // 2, self.top)):
            y = f"{self.y(value):.1f}"
            place = {"x1": str(LEFT), "x2": str(WIDTH - RIGHT), "y1": y, "y2": y}
            look = {"stroke": MUTED, "stroke-width": "1" if value == 0 else "0.4"}
            ET.SubElement(self.root, tag("line"), {**place, **look})
            self.write(str(value), LEFT - 6, self.y(value) + 4, LABEL, anchor="end")
        columns = self.chart.columns
        for column in dict.fromkeys((0, len(columns) - 1)) if columns else ():
            anchor = "middle" if len(columns) == 1 else "end" if column else "start"
            x = self.x(column) + (8 if anchor == "end" else -8 if anchor == "start" else 0)
            self.write(columns[column].short, x, HEIGHT - 8, LABEL, anchor=anchor)
        for column in range(len(columns)):
            if all(each.values[column] is None for each in self.series):
                self.write("?", self.x(column), HEIGHT - BOTTOM - 4, LABEL, anchor="middle")

    def draw_line(self, series: Series, number: int) -> None:
        look = {"stroke": COLOURS[number], "fill": "none", "stroke-width": "2", "class": "line"}
        if DASHES[number]:
            look["stroke-dasharray"] = DASHES[number]
        for piece in pieces(series.values):
            points = [(self.x(column), self.y(series.values[column] or 0)) for column in piece]
            if len(points) > 1:
                path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
                ET.SubElement(self.root, tag("polyline"), {"points": path, **look})
            for x, y in points:
                dot = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "2.6"}
                ET.SubElement(self.root, tag("circle"), {**dot, "fill": COLOURS[number], "class": "line"})

    def name_lines(self) -> None:
        """Beside the end of each line, moved apart where they would cover one another."""
        ends = []
        for number, each in enumerate(self.series):
            last = next((value for value in reversed(each.values) if value is not None), None)
            ends.append((self.y(last or 0) + 4, number, shortened(each.name, last)))
        ends.sort()
        places = apart([y for y, _, _ in ends], TOP + 4.0, HEIGHT - BOTTOM + 4.0)
        for place, (_, number, text) in zip(places, ends, strict=True):
            self.write(text, WIDTH - RIGHT + 8, place, COLOURS[number])

    def draw_columns(self) -> None:
        """The columns that react to the pointer; the table below the chart has the same links for the keyboard."""
        columns = self.chart.columns
        half = (WIDTH - LEFT - RIGHT) / max(len(columns) - 1, 1) / 2
        for number, each in enumerate(columns):
            parent = self.root
            if each.target.startswith("https://"):
                link = {"href": each.target, "tabindex": "-1", "aria-label": one_line(each.title)}
                parent = ET.SubElement(self.root, tag("a"), link)
            place = {"x": f"{self.x(number) - half:.1f}", "y": str(TOP - 10), "width": f"{2 * half:.1f}"}
            look = {"height": str(HEIGHT - TOP), "fill": PAPER, "fill-opacity": "0", "class": "column"}
            ET.SubElement(
                ET.SubElement(parent, tag("rect"), {**place, **look}), tag("title")
            ).text = one_line(each.title)


def nice_top(most: int) -> int:
    """The end of the axis: an even number that is no smaller, of one or two figures and zeros."""
    step = 2
    while step * 10 < most:
        step *= 10
    return max(2, -(-most // step) * step)


def pieces(values: Sequence[int | None]) -> Iterator[list[int]]:
    """The columns that follow one another with known values.

    >>> list(pieces([1, 2, None, 0]))
    [[0, 1], [3]]
    """
    piece: list[int] = []
    for column, value in enumerate(values):
        if value is not None:
            piece.append(column)
        elif piece:
            yield piece
            piece = []
    if piece:
        yield piece


def apart(wanted: Sequence[float], top: float, bottom: float) -> list[float]:
    """Places for lines of text, at least `LINE` apart and in order, near where they are wanted.

    >>> apart([50.0, 51.0], 0.0, 100.0)
    [50.0, 63.0]
    """
    places: list[float] = []
    for each in wanted:
        places.append(max(each, top, places[-1] + LINE if places else top))
    limit = bottom
    for number in reversed(range(len(places))):
        places[number] = min(places[number], limit)
        limit = places[number] - LINE
    return places


def shortened(name: str, value: int | None) -> str:
    """`production 3`; `production ?` where nothing is known of it."""
    text = one_line(name)
    most = min(MOST_LETTERS, int((RIGHT - 8) / LETTER) - 3)
    text = text if len(text) <= most else f"{text[: most - 1]}…"
    return f"{text} {'?' if value is None else value}"

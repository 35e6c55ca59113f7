"""Graphviz's SVG made fit for a page: icons inside, ids unique, readable by everyone, no trace of this machine."""

import base64
import re
from pathlib import Path
from xml.etree import ElementTree as ET

from docgen.document.pictures import icon_class

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
STYLE = (
    ".dg .lbl{paint-order:stroke;stroke:var(--dg-halo,#fff);stroke-width:3px;stroke-linejoin:round}"
    ".dg .grp-public .lbl{stroke:var(--dg-public,#f2f6e8)}.dg .grp-private .lbl{stroke:var(--dg-private,#e6f6f7)}"
    ".dg a:hover text{text-decoration:underline}"
)


def q(tag: str) -> str:
    return f"{{{SVG}}}{tag}"


def finish(svg: str, name: str, title: str, description: str) -> str:
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    root = ET.fromstring(re.sub(r"<!DOCTYPE.*?>", "", svg, flags=re.DOTALL))  # noqa: S314 - Graphviz's own output
    width = float((root.get("width") or "0pt").removesuffix("pt"))
    for attribute in ("width", "height"):
        root.attrib.pop(attribute, None)
    root.attrib |= {
        "class": "dg",
        "id": name,
        "role": "graphics-document",
        "aria-labelledby": f"{name}-title",
        "aria-describedby": f"{name}-description",
        "style": f"max-width:{width * 96 / 72:.0f}px",
        "preserveAspectRatio": "xMidYMid meet",
        "font-family": "Helvetica,Arial,Arimo,'Liberation Sans',sans-serif",
    }
    graph = root.find(q("g"))
    assert graph is not None  # noqa: S101 - Graphviz always makes one
    graph.attrib.pop("id", None)
    drop_titles(graph)
    symbols = place_icons(root, name)
    clean(root, name)
    lift_captions(graph)
    heading = ET.Element(q("title"), id=f"{name}-title")
    heading.text = title
    about = ET.Element(q("desc"), id=f"{name}-description")
    about.text = description
    style = ET.Element(q("style"))
    style.text = STYLE
    root[:0] = [heading, about, style, symbols]
    for each in root.iter():
        if each.tail and not each.tail.strip():
            each.tail = "\n"
        if each.text and not each.text.strip():
            each.text = None
    return re.sub(r"\n\s*\n", "\n", ET.tostring(root, encoding="unicode")) + "\n"


def drop_titles(graph: ET.Element) -> None:
    """Names that only Graphviz needs; browsers would show them as tooltips."""
    for each in list(graph.iter()):
        for title in each.findall(q("title")):
            each.remove(title)


def place_icons(root: ET.Element, name: str) -> ET.Element:
    """Each picture once, as a symbol with its data inside, and a use of it at every place."""
    definitions: dict[str, str] = {}
    for each in root.iter(q("image")):
        path = Path(each.attrib.pop(f"{{{XLINK}}}href"))
        symbol = f"{name}-icon-{path.stem}"
        definitions[symbol] = "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode()
        each.tag = q("use")
        each.attrib.pop("preserveAspectRatio", None)
        for attribute in ("width", "height"):
            each.set(attribute, each.get(attribute, "0").removesuffix("px"))
        each.set("href", f"#{symbol}")
        look = icon_class(path.stem)
        if look:
            each.set("class", look)
    symbols = ET.Element(q("defs"))
    for symbol in sorted(definitions):
        holder = ET.SubElement(symbols, q("symbol"), id=symbol, viewBox="0 0 1 1")
        ET.SubElement(holder, q("image"), {"width": "1", "height": "1", "href": definitions[symbol]})
    return symbols


def clean(root: ET.Element, name: str) -> None:
    edges = {
        id(inner)
        for each in root.iter(q("g"))
        if (each.get("class") or "").startswith("edge")
        for inner in each.iter()
    }
    for each in root.iter():
        kind = (each.get("class") or "").split(" ")[0]
        if each.tag == q("a"):
            clean_link(each)
        elif each.tag == q("g") and kind in {"node", "cluster"}:
            each.set("id", f"{name}-{each.get('id', '')}")
        elif each.tag == q("g"):
            each.attrib.pop("id", None)
        elif each.tag == q("text"):
            each.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)
            each.attrib.pop("font-family", None)
            if id(each) in edges:
                each.set("class", "lbl")


def clean_link(link: ET.Element) -> None:
    target, tip = link.attrib.pop(f"{{{XLINK}}}href", None), link.attrib.pop(f"{{{XLINK}}}title", None)
    link.attrib.pop("target", None)
    if target:
        link.set("href", target)
    else:
        link.tag = q("g")
    if tip and target:
        link.set("aria-label", tip.strip())


def lift_captions(graph: ET.Element) -> None:
    """Captions of boxes are drawn last, or arrows would cross them; they alone are links, not the whole box."""
    for box in [each for each in graph.findall(q("g")) if (each.get("class") or "").startswith("cluster")]:
        link = box.find(f".//{q('a')}")
        caption = ET.SubElement(graph, q("g"), {"class": f"caption {box.get('class')}"})
        holder = caption if link is None else ET.SubElement(caption, q("a"), dict(link.attrib))
        above = {child: parent for parent in box.iter() for child in parent}
        for each in [inner for inner in box.iter() if inner.tag in {q("text"), q("use")}]:
            above[each].remove(each)
            holder.append(each)
            if each.tag == q("text"):
                each.set("class", "lbl")
        shapes = [each for each in box.iter() if each.tag in {q("polygon"), q("path")}]
        for child in list(box):
            box.remove(child)
        box.extend(shapes)

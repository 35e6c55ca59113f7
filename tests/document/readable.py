"""What makes a diagram hard to read, measured on its SVG: lines through texts, and texts on texts."""

import xml.etree.ElementTree as ET

import msgspec

from docgen.document.geometry import SVG, Box, Lines, box_of, box_of_text, path_points


class Measured(msgspec.Struct, frozen=True):
    """Each fault by the texts that have it."""

    captions_crossed: tuple[str, ...]  # of frames, where no plate hides the line
    labels_crossed: tuple[str, ...]  # of arrows
    overlapping: tuple[tuple[str, str], ...]
    width: float  # of the picture, in points


def measure(svg: str) -> Measured:
    root = ET.fromstring(svg)  # noqa: S314 - our own picture
    lines = Lines()
    boxes: list[tuple[str, Box]] = []
    captions: list[tuple[str, Box]] = []
    labels: list[tuple[str, Box]] = []
    graph = root.find(f"{SVG}g")
    assert graph is not None
    order = list(graph)
    last_line = max((index for index, part in enumerate(order) if "edge" in part.get("class", "")), default=0)
    for index, part in enumerate(order):
        kind = part.get("class", "")
        box = box_of(part)
        if kind.startswith("edge"):
            for path in part.iter(f"{SVG}path"):
                lines.add(path_points(path.get("d", "")), index)
            texts = list(part.iter(f"{SVG}text"))
            if texts:
                named = (" ".join(each.text or "" for each in texts), Box.union(map(box_of_text, texts)))
                labels.append(named)
                boxes.append(named)
        elif kind.startswith("caption") and box is not None:
            name = "".join(part.itertext()).strip().split("\n")[0]
            boxes.append((name, box))
            hidden = any(each.get("class") == "plate" for each in part.iter()) and index > last_line
            captions += [] if hidden else [(name, box)]
        elif kind.startswith("node") and box is not None:
            boxes.append(("".join(part.itertext()).strip().split("\n")[0], box))
    return Measured(
        tuple(name for name, box in captions if lines.through(box)),
        tuple(name for name, box in labels if lines.through(box)),
        tuple(
            (one, other)
            for number, (one, box) in enumerate(boxes)
            for other, second in boxes[number + 1 :]
            if box.meets(second)
        ),
        float(root.get("viewBox", "0 0 0 0").split()[2]),
    )

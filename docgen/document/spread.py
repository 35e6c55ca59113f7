"""Labels of arrows moved apart: Graphviz lets those of two arrows between the same rows lie on each other."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable

LETTER = 6.2  # points of width at most, at the size of edge labels
HEIGHT = 10.0
GAP = 5.0


def spread_labels(texts: Iterable[ET.Element]) -> None:
    """Shift each label to the right until it lies on no other."""
    placed: list[tuple[float, float, float]] = []  # left, right, base line
    for text in sorted(texts, key=place_of):
        base, left = place_of(text)
        width = LETTER * len(text.text or "")
        for start, end, line in sorted(placed):
            if abs(line - base) < HEIGHT and left < end + GAP and start < left + width + GAP:
                left = end + GAP
        placed.append((left, left + width, base))
        text.set("x", f"{left:g}")


def place_of(text: ET.Element) -> tuple[float, float]:
    return float(text.get("y", "0")), float(text.get("x", "0"))

"""The colours and lines of diagrams: one table a kind.

Frames follow AWS's architecture diagrams (https://aws.amazon.com/architecture/icons/). Their captions are
darker than their lines, for AWS's own colours are too faint to be read (WCAG 2.2, 1.4.3 asks for 4.5 to 1).
`assets/docgen.css` gives each of these colours its counterpart on a dark page; a test holds the two together.
"""

from types import MappingProxyType

import msgspec

from docgen.document.diagram_model import BadgeStyle, BoxKind, EdgeStyle, GroupKind

PAPER = "#ffffff"
INK = "#2d3436"
MUTED = "#5a6b7b"
LABEL = "#37475a"
MARKED = "#b0084d"  # around things inside a scope
BADGE_TEXT = "#fffffe"


class GroupLook(msgspec.Struct, frozen=True):
    line: str
    caption: str
    fill: str = ""
    style: str = "solid"
    icon: str = ""


class BoxLook(msgspec.Struct, frozen=True):
    line: str
    fill: str
    style: str = "rounded"


class EdgeLook(msgspec.Struct, frozen=True):
    line: str
    label: str
    width: str = "1.2"
    style: str = "solid"


GROUPS: MappingProxyType[GroupKind, GroupLook] = MappingProxyType(
    {
        "cloud": GroupLook("#232f3e", "#232f3e"),
        "region": GroupLook("#00a4a6", "#00696b", style="dashed"),
        "vpc": GroupLook("#8c4fff", "#6b33cc", icon="vpc"),
        "zone": GroupLook("#147eba", "#0f6396", style="dashed"),
        "public": GroupLook("#7aa116", "#4b6a0c", fill="#f2f6e8", icon="public-subnet"),
        "private": GroupLook("#00a4a6", "#00696b", fill="#e6f6f7", icon="private-subnet"),
        "service": GroupLook("#ed7100", "#a34d00", style="dashed"),
        "plain": GroupLook("#7d8998", "#5a6b7b", style="dashed"),
    }
)

BOXES: MappingProxyType[BoxKind, BoxLook] = MappingProxyType(
    {
        "inside": BoxLook("#00a4a6", "#e6f6f7"),
        "internet": BoxLook("#d13212", "#fdecea"),
        "outside": BoxLook("#b7791f", "#fff8e6"),
        "unknown": BoxLook("#7d8998", "#f3f4f6", style="rounded,dashed"),
        "plain": BoxLook("#7d8998", "#ffffff"),
    }
)

EDGES: MappingProxyType[EdgeStyle, EdgeLook] = MappingProxyType(
    {
        "internal": EdgeLook("#5a6b7b", LABEL),
        "public": EdgeLook("#d13212", "#b3260f", width="1.8"),
        "warning": EdgeLook("#b7791f", "#8a5a0b", width="1.6"),
        "dashed": EdgeLook("#5a6b7b", LABEL, style="dashed"),
        "dotted": EdgeLook("#5a6b7b", LABEL, style="dotted", width="2.4"),
        "encrypted": EdgeLook("#2e7d32", "#1b5e20", width="1.4"),
        "plaintext": EdgeLook("#8e24aa", "#6a1b9a", width="1.8"),
        "unclear": EdgeLook("#5a6b7b", LABEL),
        "unused": EdgeLook("#8593a1", LABEL, width="0.7"),
    }
)

BADGES: MappingProxyType[BadgeStyle, str] = MappingProxyType(
    {"danger": "#b3260f", "warning": "#8a5a0b", "muted": "#5a6b7a"}
)
"""The grounds of badges: white on them is 4.5 to 1 at least, on light pages and on dark ones."""


def colours() -> frozenset[str]:
    """Every colour that a diagram may hold."""
    looks = (*GROUPS.values(), *BOXES.values(), *EDGES.values())
    used = {value for look in looks for value in msgspec.structs.astuple(look) if str(value).startswith("#")}
    return frozenset(used | {PAPER, INK, MUTED, LABEL, MARKED, BADGE_TEXT, *BADGES.values()})

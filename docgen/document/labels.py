"""The texts of a diagram in the HTML-like language of Graphviz labels.

https://graphviz.org/doc/info/shapes.html#html
"""

import html

from docgen.document import icon_files
from docgen.document.diagram_model import Group, Node
from docgen.document.escape import clean
from docgen.document.letters import text_width
from docgen.document.palette import BADGE_TEXT, BOXES, GROUPS, MARKED, MUTED

ICON = 56
GROUP_ICON = 20
TITLE_SIZE = 12.5
LINE_SIZE = 10.5
EDGE_SIZE = 11.0
PADDING, IN_FRAME = 3, 6  # around the caption of an icon, and where a frame is around both
BADGE_SIZE = 10.0
BADGE_HEIGHT = 15.0
BELOW_BADGE = 5  # points, in the frame of a scope
TITLE_WIDTH = 22  # characters
LINE_WIDTH = 30
MOST_TITLE_LINES = 3
MOST_LINES = 8
LEFT_BREAK = '<BR ALIGN="LEFT"/>'
BARE = 'BORDER="0" CELLBORDER="0" CELLSPACING="0"'
LONGEST = 2_000  # characters of a text that are looked at: far more than are shown
BREAK_AFTER = "-_./:, "


def node_label(node: Node, height: float = 0) -> str:
    return icon_label(node, height) if node.icon else box_label(node)


def caption_height(node: Node) -> float:
    """The height that Graphviz gives the caption of an icon."""
    title, lines = len(title_lines(node)), len(sub_lines(node))
    inside = BELOW_BADGE if node.badge and node.frame else 0
    return (
        12.5 * title
        + (10 * lines or 2.5)
        + (BADGE_HEIGHT if node.badge else 0)
        + inside
        + 2 * padding_of(node)
    )


def padding_of(node: Node) -> int:
    return IN_FRAME if node.frame else PADDING


def icon_label(node: Node, height: float) -> str:
    """An icon with its name below, the name in a cell at least so high."""
    # Arrows end at this inner table's port, 5 points before the icon; the cell around it would be as wide as
    # the caption, and arrows would end in the air.
    gap = f'<TD FIXEDSIZE="TRUE" WIDTH="5" HEIGHT="{ICON}"></TD>'
    picture = (
        f'<TABLE PORT="i" {BARE} CELLPADDING="0" FIXEDSIZE="TRUE" WIDTH="{ICON + 10}" HEIGHT="{ICON}">'
        f'<TR>{gap}<TD FIXEDSIZE="TRUE" WIDTH="{ICON}" HEIGHT="{ICON}">{image(node.icon)}</TD>{gap}</TR>'
        "</TABLE>"
    )
    title, lines = title_lines(node), sub_lines(node)
    rows = [
        f"<B>{'<BR/>'.join(map(escape, title))}</B>",
        *(small(line) for line in lines),
        *badge(node.badge),
        *([f'<FONT POINT-SIZE="{BELOW_BADGE}"> </FONT>'] if node.badge and node.frame else []),
    ]
    caption = "<BR/>".join(rows)
    frame = (
        f'BORDER="2" COLOR="{MARKED}" STYLE="rounded,{node.frame}" CELLBORDER="0" CELLSPACING="0"'
        if node.frame
        else BARE
    )
    return (
        f'<<TABLE {frame} CELLPADDING="0"><TR><TD>{picture}</TD></TR>'
        f'<TR><TD CELLPADDING="{padding_of(node)}" HEIGHT="{height:.0f}" VALIGN="TOP"{room_for(title, lines)}>'
        f"{caption}</TD></TR></TABLE>>"
    )


def box_label(node: Node) -> str:
    """A box with its name inside."""
    look = BOXES[node.box]
    title, lines = title_lines(node), sub_lines(node)
    rows = [
        f"<B>{LEFT_BREAK.join(map(escape, title))}</B>",
        *(small(line) for line in lines),
        *badge(node.badge),
    ]
    inside = LEFT_BREAK.join(rows)
    return (
        f'<<TABLE BORDER="1" COLOR="{look.line}" BGCOLOR="{look.fill}" STYLE="{look.style}" CELLBORDER="0" '
        f'CELLSPACING="0" CELLPADDING="7"><TR><TD ALIGN="LEFT" BALIGN="LEFT"{room_for(title, lines)}>{inside}'
        "</TD></TR></TABLE>>"
    )


def group_label(group: Group) -> str:
    """A frame's caption, with its icon before it."""
    icon = group.icon or GROUPS[group.kind].icon
    cell = (
        f'<TD FIXEDSIZE="TRUE" WIDTH="{GROUP_ICON}" HEIGHT="{GROUP_ICON}">{image(icon)}</TD>' if icon else ""
    )
    title = wrap(group.label, 2 * TITLE_WIDTH, MOST_TITLE_LINES)
    lines = [line for part in group.sub.split("\n") for line in wrap(part, 2 * LINE_WIDTH, MOST_TITLE_LINES)]
    rows = [f"<B>{escape(line)}</B>" for line in title] + [small(line, colour="") for line in lines]
    rows += badge(group.badge)
    inside = LEFT_BREAK.join(rows)
    return (
        f'<<TABLE {BARE} CELLPADDING="2"><TR>{cell}'
        f'<TD ALIGN="LEFT" BALIGN="LEFT"{room_for(title, lines)}>{inside}</TD></TR></TABLE>>'
    )


def edge_label(text: str) -> str:
    """A label in a table of its own, so that the line keeps a distance."""
    lines = [line for part in clean(text).split("\n") for line in wrap(part, LINE_WIDTH, MOST_TITLE_LINES)]
    inside = "<BR/>".join(map(escape, lines[:MOST_LINES]))
    return f'<<TABLE {BARE} CELLPADDING="1"><TR><TD{room_for([], lines)}>{inside}</TD></TR></TABLE>>'


def badge(word: str) -> list[str]:
    """A line of its own; `svg` puts the coloured ground behind it."""
    if not word:
        return []
    return [f'<FONT POINT-SIZE="{BADGE_SIZE}" COLOR="{BADGE_TEXT}"><B>{escape(word.upper())}</B></FONT>']


def image(icon: str) -> str:
    return f'<IMG SRC="{icon_files.known(icon)}.png" SCALE="TRUE"/>'


def small(line: str, colour: str = MUTED) -> str:
    attribute = f' COLOR="{colour}"' if colour else ""
    return f'<FONT POINT-SIZE="{LINE_SIZE}"{attribute}>{escape(line)}</FONT>'


def title_lines(node: Node) -> list[str]:
    return wrap(node.title, TITLE_WIDTH, MOST_TITLE_LINES) or [" "]


def sub_lines(node: Node) -> list[str]:
    wrapped = [part for line in node.lines for part in wrap(line, LINE_WIDTH, MOST_TITLE_LINES)]
    return wrapped if len(wrapped) <= MOST_LINES else [*wrapped[: MOST_LINES - 1], "…"]


def escape(text: str) -> str:
    """Text in a label; a backslash would begin one of Graphviz's escapes, which work in HTML labels too."""
    return html.escape(text, quote=True).replace("\\", "\\\\")


def wrap(text: str, width: int, most: int) -> list[str]:
    """The text in lines that break after punctuation, at most `most` of them; the tooltip has it in full."""
    lines: list[str] = [""]
    for piece in pieces(" ".join(clean(text[:LONGEST]).split()), width):
        if lines[-1] and len((lines[-1] + piece).rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    shown = [line.strip() for line in lines if line.strip()]
    return shown if len(shown) <= most else [*shown[: most - 1], shown[most - 1][: width - 1] + "…"]


def pieces(text: str, width: int) -> list[str]:
    """The text in pieces that may be on lines of their own; a range is one piece."""
    found = [""]
    for place, character in enumerate(text):
        found[-1] += character
        in_number = (
            character in "./" and text[place + 1 : place + 2].isdigit() and text[:place][-1:].isdigit()
        )
        if (character in BREAK_AFTER and not in_number) or len(found[-1]) == width:
            found.append("")
    return found


def room_for(title: list[str], lines: list[str]) -> str:
    """A least width for text that Graphviz cannot measure; nothing for ASCII."""
    widths = [text_width(line, TITLE_SIZE, bold=True) for line in title]
    widths += [text_width(line, LINE_SIZE) for line in lines]
    needed = all(line.isascii() for line in (*title, *lines))
    return "" if needed else f' WIDTH="{max(widths):.0f}"'

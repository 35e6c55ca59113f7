"""The model of a diagram: data only. `diagram` draws it.

Every text is plain text. `href`s are targets as in `nodes`: "network.md#subnets", or an http address.
"""

import re
from collections.abc import Iterable
from typing import Literal, TypeAlias

import msgspec

Direction: TypeAlias = Literal["down", "right"]
GroupKind: TypeAlias = Literal["cloud", "region", "vpc", "zone", "public", "private", "service", "plain"]
BoxKind: TypeAlias = Literal["inside", "internet", "outside", "unknown", "plain"]
EdgeStyle: TypeAlias = Literal[
    "internal", "public", "warning", "dashed", "dotted", "encrypted", "plaintext", "unclear", "unused"
]
BadgeStyle: TypeAlias = Literal["danger", "warning", "muted"]

NoteAbout: TypeAlias = Literal["", "lines", "left out", "picture"]
FrameStyle: TypeAlias = Literal["", "solid", "dashed"]

MOST_NUMBERS = 3  # on one arrow
NAME = re.compile(r"[a-z][a-z0-9-]*")
NOT_IN_SLUG = re.compile(r"[^A-Za-z0-9_.]+")


class Group(msgspec.Struct, frozen=True):
    """A frame around nodes and other groups."""

    id: str
    label: str
    kind: GroupKind = "plain"
    sub: str = ""  # a second line: "10.0.0.0/24"
    parent: str = ""  # the group that contains it
    href: str = ""
    icon: str = ""  # for kinds that bring none
    badge: str = ""  # a word on a coloured ground, below the lines
    badge_look: BadgeStyle = "muted"
    frame: FrameStyle = ""  # its line in the colour of what is inside a scope


class Node(msgspec.Struct, frozen=True):
    """One thing: an icon with its name below, or a box with its name inside where `icon` is empty."""

    id: str
    title: str
    lines: tuple[str, ...] = ()  # below the title, smaller
    icon: str = ""  # a name from `pictures.names()`; an unknown one is drawn as "generic"
    box: BoxKind = "plain"
    href: str = ""
    group: str = ""
    frame: FrameStyle = ""  # a coloured line around an icon and its name
    badge: str = ""  # a word on a coloured ground, below the lines
    badge_look: BadgeStyle = "muted"


class Edge(msgspec.Struct, frozen=True):
    """`source` opens a connection to `target`: the arrow points at `target`, wherever the two are placed."""

    source: str
    target: str
    label: str = ""
    look: EdgeStyle = "internal"
    back: bool = False  # `target` is placed before `source`; ranks decide this too
    tail_group: str = ""  # the arrow leaves this frame around `source`
    head_group: str = ""  # the arrow ends at this frame around `target`
    undecided: bool = False  # a dashed line: perhaps there is no such connection
    numbers: tuple[int, ...] = ()  # of the rows below the picture that are about it

    @property
    def caption(self) -> str:
        """The label, after the numbers of its rows: `[1, 4] 443 TLS`."""
        if not self.numbers:
            return self.label
        shown = ", ".join(map(str, self.numbers[:MOST_NUMBERS])) + " …" * (len(self.numbers) > MOST_NUMBERS)
        return f"[{shown}] {self.label}".strip()


class LegendEntry(msgspec.Struct, frozen=True):
    """The meaning of a line, a badge, a frame or a box; it is drawn if the picture has one."""

    text: str
    edge: EdgeStyle | None = None
    undecided: bool = False  # of lines of any style
    badge: BadgeStyle | None = None
    frame: FrameStyle = ""
    box: BoxKind | None = None
    note: NoteAbout = ""  # a remark, without a sample

    def applies(self, drawing: "Drawing") -> bool:
        if self.note:
            applies = {
                "lines": bool(drawing.edges),
                "left out": drawing.undecided_left_out,
                "picture": True,
            }
            return applies[self.note]
        if self.edge is not None:
            return any(each.look == self.edge for each in drawing.edges)
        if self.undecided:
            return any(each.undecided for each in drawing.edges)
        if self.badge is not None:
            badges = {each.badge_look for each in drawing.nodes if each.badge}
            return self.badge in badges | {each.badge_look for each in drawing.groups if each.badge}
        if self.box is not None:
            return any(each.box == self.box and not each.icon for each in drawing.nodes)
        return self.frame in {each.frame for each in drawing.nodes} | {each.frame for each in drawing.groups}


class Drawing(msgspec.Struct, frozen=True):
    name: str  # of its file, and what its ids begin with
    title: str
    description: str  # in words, for those who do not see it
    direction: Direction = "down"
    groups: tuple[Group, ...] = ()
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    ranks: tuple[tuple[str, ...], ...] = ()  # ids of nodes, row by row (column by column, if it goes right)
    legend: tuple[LegendEntry, ...] = ()
    undecided_left_out: bool = False  # arrows that would be too many
    spread: bool = True  # rows with many lines between them are farther apart

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is not a name for a drawing")
        nodes = require_distinct("node", (node.id for node in self.nodes))
        groups = require_distinct("group", (group.id for group in self.groups))
        ends = {end for edge in self.edges for end in (edge.source, edge.target)}
        require_known("node", ends.union(*map(set, self.ranks)), nodes)
        frames = {frame for edge in self.edges for frame in (edge.tail_group, edge.head_group)}
        frames |= {node.group for node in self.nodes} | {group.parent for group in self.groups}
        require_known("group", frames - {""}, groups)
        require_tree(self.groups)
        require_distinct("ranked node", (node for rank in self.ranks for node in rank))


class Drawn(msgspec.Struct, frozen=True):
    """A picture, and the drawing that it shows: perhaps folded, perhaps in a simpler form. Both have the same ids."""

    svg: str
    shown: Drawing
    raw: bytes  # as Graphviz wrote it


def slugs(ids: Iterable[str]) -> dict[str, str]:
    """For each id one that is fit for XML and for links, and no two the same."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for each in ids:
        plain = slug = NOT_IN_SLUG.sub("-", each).strip("-") or "x"
        number = 1
        while slug in taken:
            number += 1
            slug = f"{plain}-{number}"
        taken.add(slug)
        found[each] = slug
    return found


def require_distinct(what: str, ids: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise ValueError(f"{what} {each!r} appears twice")
        seen.add(each)
    return seen


def require_known(what: str, used: set[str], known: set[str]) -> None:
    if used - known:
        raise ValueError(f"there is no {what} {min(used - known)!r}")


def require_tree(groups: tuple[Group, ...]) -> None:
    """No group may contain itself."""
    parents = {group.id: group.parent for group in groups}
    checked: set[str] = {""}
    for group in parents:
        way: dict[str, None] = {}
        above = group
        while above not in checked:
            if above in way:
                raise ValueError(f"group {group!r} contains itself")
            way[above] = None
            above = parents.get(above, "")
        checked |= way.keys()

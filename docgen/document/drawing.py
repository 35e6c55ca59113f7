"""What a diagram shows: boxes, icons and arrows. Data only; `diagram` draws it."""

from typing import Literal, TypeAlias

import msgspec

GroupKind: TypeAlias = Literal["vpc", "public", "private", "service", "plain"]
Look: TypeAlias = Literal["internal", "public", "warning", "dashed", "dotted"]


class Group(msgspec.Struct, frozen=True):
    """A box around nodes and other boxes."""

    id: str
    label: str
    kind: GroupKind
    sub: str = ""
    parent: str = ""
    href: str = ""


class Node(msgspec.Struct, frozen=True):
    """An icon with a name below it, and smaller lines below that."""

    id: str
    icon: str  # a name in `icons/index.json`
    title: str
    sub: tuple[str, ...] = ()
    href: str = ""
    group: str = ""


class Edge(msgspec.Struct, frozen=True):
    """An arrow; with `back` it is drawn against the direction of the layout, its head at `source`."""

    source: str
    target: str
    label: str = ""
    look: Look = "internal"
    back: bool = False


class Drawing(msgspec.Struct, frozen=True):
    name: str  # unique among the drawings of a page: ids inside the picture begin with it
    title: str
    description: str  # for those who do not see it
    direction: Literal["TB", "LR"]
    groups: tuple[Group, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    ranks: tuple[tuple[str, ...], ...] = ()  # rows (or columns) of nodes, from the edge inwards

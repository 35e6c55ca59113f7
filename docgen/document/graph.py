"""Drawings in Graphviz's language (https://graphviz.org/doc/info/lang.html), written by `diagrams`.

`diagrams` only writes the graph. Left to itself it renders into the working directory, gives random names to
nodes, and one name to two frames with the same label.
"""

import importlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any, TypeAlias

import msgspec

from docgen.document.diagram_model import Direction, Drawing, Edge, Group, Node, slugs
from docgen.document.labels import EDGE_SIZE, TITLE_SIZE, caption_height, edge_label, group_label, node_label
from docgen.document.palette import EDGES, GROUPS, INK, MARKED

Diagrams: TypeAlias = Any  # diagrams and graphviz ship no types
FONT = (
    "Helvetica"  # graphviz-pure has its measures; "Sans-Serif", which diagrams asks for, gets those of Times
)
RANK_DIRECTION: Mapping[Direction, str] = MappingProxyType({"down": "TB", "right": "LR"})
# Where arrows leave and enter icons: below the caption and above the picture, or on the picture's sides.
PORTS: Mapping[Direction, tuple[str, str]] = MappingProxyType({"down": ("s", "i:n"), "right": ("i:e", "i:w")})
# Arrows against the direction leave beside the place where others enter: else both look like one with two tips.
AGAINST: Mapping[Direction, tuple[str, str]] = MappingProxyType(
    {"down": ("s", "i:ne"), "right": ("i:e", "i:nw")}
)
# Space for labels on arrows: they lie across arrows that go down, along those that go right.
RANK_SPACE: Mapping[Direction, str] = MappingProxyType({"down": "0.5", "right": "0.9"})
LINES_BETWEEN = 8  # two rows; for more, the rows are farther apart
FARTHEST = 3  # rows
ROW = 6  # nodes without connections are in rows of this many
GRAPH = MappingProxyType(
    {
        "bgcolor": "transparent",
        "compound": "true",  # arrows may end at frames
        "fontname": FONT,
        "fontsize": str(TITLE_SIZE),
        "label": "",
        "newrank": "true",  # ranks count across frames
        "nodesep": "0.3",
        "outputorder": "edgesfirst",
        "pad": "0.15",
        "splines": "spline",  # ortho leaves labels away from their lines
    }
)


class Placed(msgspec.Struct, frozen=True):
    """The orientation of an edge in the layout: Graphviz puts `first` before `second`, whatever the direction of the connection."""

    edge: Edge
    first: str
    second: str
    backward: bool  # the arrow points at `first`
    level: bool  # both are in the same rank


def print_dot(drawing: Drawing) -> str:
    """The drawing as a graph; pictures are named by their file names alone."""
    with canvas_class()(drawing) as canvas:
        Writer(drawing, canvas.dot).write()
    return str(canvas.dot.source)


@cache
def load_diagrams() -> Diagrams:
    """`diagrams` costs a tenth of a second to import, and most commands draw nothing."""
    return importlib.import_module("diagrams")


@cache
def canvas_class() -> Diagrams:
    class Canvas(load_diagrams().Diagram):  # type: ignore[misc] # diagrams ships no types
        """A `Diagram` that never touches the disk."""

        def __init__(self, drawing: Drawing) -> None:
            super().__init__(
                drawing.name,
                show=False,
                direction=RANK_DIRECTION[drawing.direction],
                graph_attr={**GRAPH, "ranksep": RANK_SPACE[drawing.direction]},
                edge_attr={"arrowsize": "0.7", "fontname": FONT, "fontsize": str(EDGE_SIZE)},
            )
            # The defaults of diagrams squeeze labels into squares; they can only be removed afterwards.
            self.dot.node_attr.clear()
            self.dot.node_attr.update(
                {"fontcolor": INK, "fontname": FONT, "fontsize": str(TITLE_SIZE), "shape": "plain"}
            )

        def __exit__(self, *_: object) -> None:
            load_diagrams().setdiagram(None)

    return Canvas


class Writer:
    """Writes one drawing onto the canvas that is open."""

    def __init__(self, drawing: Drawing, dot: Diagrams) -> None:
        self.drawing = drawing
        self.dot = dot
        self.names = slugs(node.id for node in drawing.nodes)
        self.frames = slugs(group.id for group in drawing.groups)
        self.icons = {node.id: bool(node.icon) for node in drawing.nodes}
        self.heights = caption_heights(drawing)
        self.made: dict[str, Diagrams] = {}
        self.inside: dict[str, list[Node | Group]] = defaultdict(list)
        for node in drawing.nodes:
            self.inside[node.group].append(node)
        for group in drawing.groups:
            self.inside[group.parent].append(group)

    def write(self) -> None:
        self.write_members("")
        if not self.inside:
            self.dot.node("nothing", label="nothing to show")
        for number, edge in enumerate(self.drawing.edges):
            self.write_edge(place(edge, self.drawing), number)
        self.write_ranks()
        self.write_rows()

    def write_members(self, frame: str) -> None:
        for member in self.inside[frame]:
            if isinstance(member, Node):
                self.write_node(member)
            else:
                self.write_group(member)

    def write_node(self, node: Node) -> None:
        name = self.node_name(node.id)
        attributes = {"class": "node", "id": name}
        self.made[node.id] = load_diagrams().Node(
            node_label(node, self.heights.get(node.id, 0)), nodeid=name, **attributes
        )

    def write_group(self, group: Group) -> None:
        name = f"g-{self.frames[group.id]}"
        look = GROUPS[group.kind]
        attributes = {
            "bgcolor": look.fill or "transparent",
            "class": f"frame frame-{group.kind}",
            "fontcolor": look.caption,
            "fontname": FONT,
            "fontsize": str(TITLE_SIZE),
            "id": name,
            "margin": "10",
            "pencolor": look.line,
            "style": look.style,
        }
        if group.frame:
            attributes |= {"pencolor": MARKED, "penwidth": "2", "style": f"rounded,{group.frame}"}
        cluster = load_diagrams().Cluster(group_label(group), graph_attr=attributes)
        # diagrams names a frame by its label, and Graphviz merges frames of the same name.
        cluster.name = cluster.dot.name = self.cluster_name(group.id)
        for unwanted in ("rankdir", "shape"):
            cluster.dot.graph_attr.pop(unwanted, None)
        with cluster:
            if not self.inside[group.id]:  # Graphviz draws no frame around nothing
                cluster.dot.node(f"{name}-nothing", label="", shape="point", style="invis")
            self.write_members(group.id)

    def write_edge(self, placed: Placed, number: int) -> None:
        edge, look = placed.edge, EDGES[placed.edge.look]
        attributes = {
            "class": f"edge edge-{edge.look}",
            "color": look.line,
            "fontcolor": look.label,
            "fontname": FONT,  # diagrams writes its own font on every edge
            "fontsize": str(EDGE_SIZE),
            "id": f"e-{number}",
            "penwidth": look.width,
            "style": "dashed" if edge.undecided else look.style,
            **self.ends(placed),
        }
        if edge.caption.strip():
            attributes["label"] = edge_label(edge.caption)
        made = load_diagrams().Edge(forward=not placed.backward, reverse=placed.backward, **attributes)
        self.made[placed.first].connect(self.made[placed.second], made)

    def ends(self, placed: Placed) -> dict[str, str]:
        """The ends of the line: at frames, at icons, or at the nearest thing."""
        frames = (placed.edge.tail_group, placed.edge.head_group)
        first, second = reversed(frames) if placed.backward else frames
        found = {"ltail": self.cluster_name(first)} if first else {}
        found |= {"lhead": self.cluster_name(second)} if second else {}
        if placed.level:
            return found | {"constraint": "false"}
        if placed.first != placed.second:
            tail, head = (AGAINST if placed.backward and placed.edge.look != "dashed" else PORTS)[
                self.drawing.direction
            ]
            found |= {"tailport": tail} if self.icons[placed.first] else {}
            found |= {"headport": head} if self.icons[placed.second] else {}
        return found

    def write_ranks(self) -> None:
        """Pin nodes to rows across frames; without it a database may be placed beside the load balancer."""
        above = ""
        empty = self.rows_of_empty_frames()
        ranks = [rank for rank in self.drawing.ranks if rank]
        distances = rank_distances(ranks, self.drawing.edges if self.drawing.spread else ())
        for number, rank in enumerate(ranks):
            nodes = [self.node_name(node) for node in rank]
            with self.dot.subgraph(name=f"rank_{number}") as row:
                row.graph_attr["rank"] = "same"
                for node in nodes:
                    row.node(node)
                for left, right in pairwise(nodes):
                    row.edge(left, right, style="invis")
                for frame in empty.get(rank, ()):
                    row.node(f"g-{self.frames[frame]}-nothing")
            if above:
                apart = {"minlen": str(distances[number - 1])} if distances[number - 1] > 1 else {}
                for node in nodes:  # says which row, pulls nowhere
                    self.dot.edge(above, node, style="invis", weight="0", **apart)
            above = nodes[0]

    def rows_of_empty_frames(self) -> dict[tuple[str, ...], list[str]]:
        """Frames around nothing, by the last row of what is in the frame around them: without a row they would be on top."""
        found: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for group in self.drawing.groups:
            if group.parent and not self.inside[group.id]:
                beside = set(self.nodes_in(group.parent))
                rows = [rank for rank in self.drawing.ranks if beside & set(rank)]
                if rows:
                    found[rows[-1]].append(group.id)
        return found

    def nodes_in(self, frame: str) -> Iterator[str]:
        for member in self.inside[frame]:
            if isinstance(member, Node):
                yield member.id
            else:
                yield from self.nodes_in(member.id)

    def write_rows(self) -> None:
        """Put nodes that nothing else places into short rows; Graphviz sets them all side by side."""
        placed = {node for rank in self.drawing.ranks for node in rank}
        placed |= {end for edge in self.drawing.edges for end in (edge.source, edge.target)}
        for members in self.inside.values():
            loose = [each.id for each in members if isinstance(each, Node) and each.id not in placed]
            for above, below in zip(loose, loose[ROW:], strict=False):
                self.dot.edge(self.node_name(above), self.node_name(below), style="invis")

    def node_name(self, node: str) -> str:
        return f"n-{self.names[node]}"

    def cluster_name(self, group: str) -> str:
        return f"cluster_g-{self.frames[group]}"


def caption_heights(drawing: Drawing) -> dict[str, float]:
    """The height of captions, the same in each row: Graphviz aligns middles, and icons would jump."""
    if drawing.direction != "down":
        return {}
    own = {node.id: caption_height(node) for node in drawing.nodes if node.icon}
    rows = [[node for node in rank if node in own] for rank in drawing.ranks]
    return {node: max(own[each] for each in row) for row in rows for node in row}


def rank_distances(ranks: Sequence[Sequence[str]], edges: Iterable[Edge]) -> list[int]:
    """How far each row is from the next, in rows: lines that would be squeezed between two rows get more space."""
    numbers = {node: number for number, rank in enumerate(ranks) for node in rank}
    between = [0] * max(len(ranks) - 1, 0)
    for each in edges:
        if each.source in numbers and each.target in numbers:
            ends = sorted((numbers[each.source], numbers[each.target]))
            for number in range(*ends):
                between[number] += 1
    return [min(1 + each // LINES_BETWEEN, FARTHEST) for each in between]


def place(edge: Edge, drawing: Drawing) -> Placed:
    ranks = {node: number for number, rank in enumerate(drawing.ranks) for node in rank}
    source, target = ranks.get(edge.source), ranks.get(edge.target)
    if source is None or target is None:
        backward, level = edge.back, False
    else:
        backward, level = source > target, source == target
    first, second = (edge.target, edge.source) if backward else (edge.source, edge.target)
    return Placed(edge, first, second, backward, level)

"""Large diagrams: equal things become one node, because no reader can follow the lines between a hundred icons.

First only nodes with the same neighbours are folded; where that leaves too many, all of a kind in one frame and of one
module; then all of a kind in one frame; and where even that is too much, frames of a kind become one. A picture that is
too wide for a page shows less: `fold_frames`.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeAlias

import msgspec

from docgen.document import icon_files
from docgen.document.diagram_model import BadgeStyle, Drawing, Edge, Group, Node

MOST_NODES = 40  # of one picture
MOST_FRAMES = 40
MOST_NAMES = 3  # of the things behind one node
MOST_PORTS = 3  # on one arrow
AMONG = "connect to one another"
PERHAPS = "perhaps "  # before the label of an arrow that is not decided
LOOKS: tuple[BadgeStyle, ...] = ("danger", "warning", "muted")
KeyOf: TypeAlias = Callable[[Node], Hashable]


class Noun(msgspec.Struct, frozen=True):
    """The name of a kind of node: `ECS service`, `ECS services`."""

    singular: str
    plural: str
    module: str = ""  # whose part it is, "module.orders"; things of several modules may have one kind

    @property
    def kind(self) -> tuple[str, str]:
        return self.singular, self.plural


def fold(drawing: Drawing, nouns: Mapping[str, Noun], most: int = MOST_NODES) -> Drawing:
    """The drawing with at most `most` nodes where folding can do that; as it is where it has no more.

    `nouns` by id of node. Nodes without a noun are folded only where they say the same.
    """
    if len(drawing.nodes) <= most and len(drawing.groups) <= MOST_FRAMES:
        return drawing
    neighbours: dict[str, set[Hashable]] = {node.id: set() for node in drawing.nodes}
    for edge in drawing.edges:
        neighbours[edge.source].add(("to", edge.target, edge.label, edge.look))
        neighbours[edge.target].add(("from", edge.source, edge.label, edge.look))

    def kind(node: Node) -> Hashable:
        noun = nouns.get(node.id)
        said = (node.title, node.lines) if noun is None else noun.kind
        return (node.group, said, node.badge, node.box)

    def kind_and_neighbours(node: Node) -> Hashable:
        return (kind(node), frozenset(neighbours[node.id]))

    def kind_and_module(node: Node) -> Hashable:
        noun = nouns.get(node.id)
        return (kind(node), noun.module if noun is not None else "")

    folded = fold_by(drawing, kind_and_neighbours, nouns)
    if len(folded.nodes) > most:
        folded = fold_by(drawing, kind_and_module, nouns)
    if len(folded.nodes) > most:
        folded = fold_by(drawing, kind, nouns)
    if len(folded.nodes) > max(most, MOST_NODES) or len(folded.groups) > MOST_FRAMES:
        return fold_by(merge_frames(drawing), kind, nouns)
    return folded


def fold_frames(drawing: Drawing, nouns: Mapping[str, Noun], *, by_badge: bool) -> Drawing:
    """The drawing with one node for everything in a frame: "30 ECS services", below it "and 2 load balancers".

    `by_badge`: what has a badge stays apart from what has none, or another one. In no frame, things of a kind are one. What
    has a line around it, and what has no noun, stays as it is.
    """
    if len(drawing.groups) > MOST_FRAMES:
        drawing = merge_frames(drawing)

    def key(node: Node) -> Hashable:
        noun = nouns.get(node.id)
        if noun is None or node.frame:
            return node.id
        return (node.group, node.badge if by_badge else "", "" if node.group else noun.kind)

    return folded_with(drawing, key, lambda every, among: summary_node(every, nouns, among=among))


def summary_node(every: list[Node], nouns: Mapping[str, Noun], *, among: bool) -> Node:
    """The kind of which there are most gives the title and the icon; the others are named below."""
    if len(every) == 1:
        return every[0]
    kinds: dict[tuple[str, str], list[Node]] = {}
    for each in every:
        kinds.setdefault(nouns[each.id].kind, []).append(each)
    if len(kinds) == 1:
        return fold_nodes(every, nouns, among=among)
    most, *others = sorted(kinds.items(), key=lambda each: -len(each[1]))
    badges = sorted({(LOOKS.index(each.badge_look), each.badge) for each in every if each.badge})
    return msgspec.structs.replace(
        fold_nodes(most[1], nouns, among=False),
        id=every[0].id,
        title=said_of(*most),
        lines=(*(f"and {said_of(*each)}" for each in others), *((AMONG,) if among else ())),
        badge=", ".join(badge for _, badge in badges),
        badge_look=LOOKS[badges[0][0]] if badges else "muted",
    )


def said_of(kind: tuple[str, str], nodes: Sequence[Node]) -> str:
    """`30 ECS services`; of a single one its name."""
    return f"{len(nodes)} {kind[1]}" if len(nodes) > 1 else nodes[0].title


def merge_frames(drawing: Drawing) -> Drawing:
    """All frames of a kind in the same frame as one, which says how many it represents."""
    members: dict[Hashable, list[Group]] = {}
    merged: dict[str, str] = {"": ""}
    waiting = list(drawing.groups)
    while waiting:  # a frame is looked at after the one that it is in
        ready = [each for each in waiting if each.parent in merged]
        waiting = [each for each in waiting if each.parent not in merged]
        for each in ready:
            parent = merged[each.parent]
            # VPCs of one Region become one, and so do the tiers in them that are called alike.
            same = members.setdefault(
                (parent, each.kind, each.label if each.kind != "vpc" and parent else ""), []
            )
            same.append(msgspec.structs.replace(each, parent=parent))
            merged[each.id] = same[0].id
    return msgspec.structs.replace(
        drawing,
        groups=tuple(merged_frame(every) for every in members.values()),
        nodes=tuple(msgspec.structs.replace(each, group=merged[each.group]) for each in drawing.nodes),
        edges=tuple(
            msgspec.structs.replace(
                each, tail_group=merged[each.tail_group], head_group=merged[each.head_group]
            )
            for each in drawing.edges
        ),
    )


def merged_frame(every: list[Group]) -> Group:
    first = every[0]
    names = list(dict.fromkeys(each.label for each in every))
    if len(every) == 1 or len(names) == 1:
        return first if len(every) == 1 else msgspec.structs.replace(first, sub="")
    rest = len(names) - MOST_NAMES
    label = ", ".join(names[:MOST_NAMES]) + (f" and {rest} more" if rest > 0 else "")
    return msgspec.structs.replace(first, label=label, sub="")


def fold_by(drawing: Drawing, key: KeyOf, nouns: Mapping[str, Noun]) -> Drawing:
    """All nodes of a key as one, which takes the place of the first; edges between the same two are one."""
    return folded_with(drawing, key, lambda every, among: fold_nodes(every, nouns, among=among))


def folded_with(drawing: Drawing, key: KeyOf, make: Callable[[list[Node], bool], Node]) -> Drawing:
    """The same with the node that `make` gives for all of a key; told whether they connect to one another."""
    members: dict[Hashable, list[Node]] = {}
    for node in drawing.nodes:
        members.setdefault(key(node), []).append(node)
    merged = {node.id: every[0].id for every in members.values() for node in every}
    within = {merged[each.source] for each in drawing.edges if merged[each.source] == merged[each.target]}
    nodes = [make(every, every[0].id in within) for every in members.values()]
    kept = {node.id for node in nodes}
    ranks = (tuple(node for node in rank if node in kept) for rank in drawing.ranks)
    return msgspec.structs.replace(
        drawing,
        nodes=tuple(nodes),
        edges=tuple(fold_edges(drawing, merged)),
        ranks=tuple(rank for rank in ranks if rank),
    )


def fold_nodes(every: list[Node], nouns: Mapping[str, Noun], *, among: bool) -> Node:
    first = every[0]
    if len(every) == 1:
        return first
    noun = nouns.get(first.id)
    if noun is None:
        return first
    names = [each.title for each in every[:MOST_NAMES]]
    rest = len(every) - len(names)
    said = f"{', '.join(names)} and {rest} more" if rest else ", ".join(names)
    modules = {nouns[each.id].module for each in every if each.id in nouns}
    of = (modules.pop(),) if len(modules) == 1 else ()
    lines = (*filter(None, of), said, *((AMONG,) if among else ()))
    return msgspec.structs.replace(
        first, icon=common_icon(every), title=f"{len(every)} {noun.plural}", lines=lines
    )


def common_icon(every: Sequence[Node]) -> str:
    """The icon that all have; else what their icons have in common: `rds` of `rds-mysql` and `rds-postgresql`."""
    icons = {each.icon for each in every}
    if len(icons) == 1:
        return every[0].icon
    plain = {each.partition("-")[0] for each in icons}
    return plain.pop() if len(plain) == 1 and plain <= set(icon_files.names()) else every[0].icon


def fold_edges(drawing: Drawing, merged: Mapping[str, str]) -> list[Edge]:
    """One edge for all between the same two nodes that look alike, with the labels of all."""
    found: dict[Hashable, list[Edge]] = {}
    for each in drawing.edges:
        source, target = merged[each.source], merged[each.target]
        if source != target or each.source == each.target:
            key = (source, target, each.look, each.back, each.tail_group, each.head_group)
            found.setdefault(key, []).append(msgspec.structs.replace(each, source=source, target=target))
    return [
        edges[0]
        if len(edges) == 1
        else msgspec.structs.replace(
            edges[0],
            label=merged_label(edges),
            undecided=all(each.undecided for each in edges),
            numbers=tuple(sorted({number for each in edges for number in each.numbers})),
        )
        for edges in found.values()
    ]


def merged_label(edges: Sequence[Edge]) -> str:
    """The parts of all labels, each once, and what is not decided last: `443, 8080, perhaps 9090` and how many more."""
    certain = parts_of(each.label for each in edges if not each.undecided)
    doubtful = parts_of(each.label.removeprefix(PERHAPS) for each in edges if each.undecided)
    doubtful = [each for each in doubtful if each not in certain]
    shown = certain[:MOST_PORTS]
    perhaps = doubtful[: MOST_PORTS - len(shown)]
    said = [*shown, *([PERHAPS + ", ".join(perhaps)] if perhaps else [])]
    rest = len(certain) + len(doubtful) - len(shown) - len(perhaps)
    return f"{', '.join(said)}\nand {rest} more" if rest else ", ".join(said)


def parts_of(labels: Iterable[str]) -> list[str]:
    """Ports in order. A label that says something of all of its ports is one part: `443, IPv6 only`, or one of several lines."""
    found: dict[str, None] = {}
    for each in labels:
        is_whole = each.endswith(" only") or "\n" in each
        found |= dict.fromkeys([each] if is_whole else filter(None, each.split(", ")))
    return sorted(found, key=lambda part: (not part.isdigit(), int(part) if part.isdigit() else 0, part))

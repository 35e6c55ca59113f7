"""The pictures of an environment, by name."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import msgspec

from docgen.analysis.facts import EnvironmentFacts
from docgen.document.diagram_model import slugs
from docgen.document.folding import MOST_NODES
from docgen.pages.architecture_diagram import architecture_view
from docgen.pages.data_flow_diagram import data_flow_view
from docgen.pages.diagram_parts import View
from docgen.pages.groups_diagram import groups_view
from docgen.pages.labels import Labels
from docgen.pages.zones_diagram import zones_view

MakeView: TypeAlias = Callable[[EnvironmentFacts, Labels], View]
ARCHITECTURE, DATA_FLOW, ZONES, GROUPS = "architecture", "data-flow", "zones", "groups"
VIEWS: Mapping[str, MakeView] = MappingProxyType(
    {
        ARCHITECTURE: architecture_view,
        DATA_FLOW: data_flow_view,
        ZONES: zones_view,
        GROUPS: groups_view,
    }
)
TITLES: Mapping[str, str] = MappingProxyType(
    {
        ARCHITECTURE: "Architecture",
        DATA_FLOW: "Data flow",
        ZONES: "Availability zones",
        GROUPS: "Security groups",
    }
)

NOT_IN_NAME = re.compile(r"[^a-z0-9]+")


def titled(view: View, project: str) -> View:
    """The view with its project in the title: a picture may be shown without its page."""
    title = f"{project} · {view.drawing.title}"
    return View(msgspec.structs.replace(view.drawing, title=title), view.nouns)


class Detail(msgspec.Struct, frozen=True):
    """The part of a picture that is about one VPC."""

    name: str  # of its file: "architecture-shop-vpc"
    title: str
    view: View


def picture_path(environment: str, name: str) -> str:
    return f"environments/{environment}/{name}.svg"


def details_of(facts: EnvironmentFacts, labels: Labels) -> tuple[Detail, ...]:
    """One for each VPC, where the whole architecture is too much for one picture."""
    vpcs = facts.network.vpcs
    whole = architecture_view(facts, labels)
    if len(vpcs) < 2 or len(whole.drawing.nodes) <= MOST_NODES:  # noqa: PLR2004 - a part of several
        return ()
    frames = {group.label: group.id for group in whole.drawing.groups if group.kind == "vpc"}
    names = slugs(plain(each) for each in frames)
    return tuple(
        Detail(
            f"{ARCHITECTURE}-{names[plain(label)]}",
            label,
            part_of(whole, frame),
        )
        for label, frame in frames.items()
    )


def plain(label: str) -> str:
    """`VPC shop-live` as a part of a file's name: `shop-live`."""
    return NOT_IN_NAME.sub("-", label.removeprefix("VPC ").lower()).strip("-")


def part_of(whole: View, frame: str) -> View:
    """The content of a frame, and everything that is connected with it."""
    drawing = whole.drawing
    parents = {each.id: each.parent for each in drawing.groups}

    def ways_up(group: str) -> list[str]:
        way = []
        while group:
            way.append(group)
            group = parents[group]
        return way

    inside = {each.id for each in drawing.nodes if frame in ways_up(each.group)}
    edges = tuple(each for each in drawing.edges if inside & {each.source, each.target})
    kept = inside | {end for each in edges for end in (each.source, each.target)}
    nodes = tuple(each for each in drawing.nodes if each.id in kept)
    frames = {up for each in nodes for up in ways_up(each.group)} | set(ways_up(frame))
    frames |= {each.id for each in drawing.groups if frame in ways_up(each.id)}
    return View(
        msgspec.structs.replace(
            drawing,
            name=f"{drawing.name}-{list(parents).index(frame)}",
            groups=tuple(each for each in drawing.groups if each.id in frames),
            nodes=nodes,
            edges=edges,
            ranks=tuple(
                filter(None, (tuple(node for node in rank if node in kept) for rank in drawing.ranks))
            ),
        ),
        whole.nouns,
    )

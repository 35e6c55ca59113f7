"""Pages of one system in a site about many: below the folder of the system, and without links into its repository."""

from collections.abc import Collection
from typing import cast

import msgspec

from docgen.document.nodes import Chip, Code, Evidence, Figure, Inline, Link, Page, Text

SYSTEMS = "systems"


def folder_of(system: str) -> str:
    """The folder of the pages of a system: `systems/shop`."""
    return f"{SYSTEMS}/{system}"


def detached(page: Page, system: str, kept: Collection[str]) -> Page:
    """The page below the folder of its system. `kept`: the pages and pictures of the system that are there.

    What leads to other files, the sources and pages that people wrote, is plain text: they are not part of the site.
    """
    moved = cast("Page", Detacher(folder_of(system), kept).part(page))
    path = f"{folder_of(system)}/{page.path}"
    return msgspec.structs.replace(moved, path=path, title=f"{system}: {page.title}")


class Detacher:
    """Goes through the nodes of a page; what holds nothing to change stays the same object."""

    def __init__(self, folder: str, kept: Collection[str]) -> None:
        self.folder = folder
        self.kept = kept

    def part(self, node: object) -> object:  # noqa: PLR0911 - one return a case
        match node:
            case Link():
                return self.link(node)
            case Evidence(label, _, _, code):
                return Code(label) if code else Text(label)
            case Chip():
                return msgspec.structs.replace(node, evidence=None)
            case Figure(path):
                return msgspec.structs.replace(node, path=f"{self.folder}/{path}")
            case tuple():
                made = tuple(self.part(each) for each in node)
                return made if any(new is not old for new, old in zip(made, node, strict=True)) else node
            case msgspec.Struct():
                return self.struct(node)
            case _:
                return node

    def struct(self, node: msgspec.Struct) -> msgspec.Struct:
        changed = {}
        for name in node.__struct_fields__:
            old = getattr(node, name)
            new = self.part(old)
            if new is not old:
                changed[name] = new
        return msgspec.structs.replace(node, **changed) if changed else node

    def link(self, link: Link) -> Inline:
        path = link.target.partition("#")[0]
        if not path or link.target.startswith(("http://", "https://", "mailto:")):
            return link
        if path in self.kept:
            return msgspec.structs.replace(link, target=f"{self.folder}/{link.target}")
        return Code(link.text) if link.code else Text(link.text)

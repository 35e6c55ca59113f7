"""The site's navigation and home page, if the project has none of its own."""

import posixpath
from collections.abc import Container, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from docgen.document.nodes import Blocks, BulletList, Inlines, Link, Section, Table, inlines
from docgen.pages.control_cells import area_page, area_title
from docgen.pages.words import joined_inlines
from docgen.rules.table import AREAS

ENVIRONMENTS = "environments"
SHORT = MappingProxyType({area_page(each): area_title(each) for each in AREAS})  # names in the navigation
HOMES = ("index.md", "README.md")
Entry: TypeAlias = (
    "str | dict[str, str | list[Entry]]"  # a page, or its title or a section's and what is below
)


def navigation(pages: Sequence[str], generated: Sequence[str]) -> list[Entry]:
    """MkDocs' `nav`: the home page, pages that people wrote, generated pages, environments, and folders.

    `pages` are all pages of the site and `generated` those that docgen makes, in the order of their contents; both
    are paths below the folder of the site.
    """
    made = [each for each in generated if each in pages]
    written = [each for each in pages if each not in made]
    home = next((each for each in HOMES if each in pages), None)
    entries: list[Entry] = [] if home is None else [{"Home": home}]
    entries += [each for each in written if "/" not in each and each != home]
    in_folders = [
        each for each in (*made, *written) if "/" in each and not (each in made and environment_of(each))
    ]
    top = [each for each in made if "/" not in each and each != home]
    entries += [with_folder(each, in_folders, 1) or {label_of(each): each} for each in top]
    for name in dict.fromkeys(filter(None, map(environment_of, made))):
        entries.append({name: [{label_of(each): each} for each in made if environment_of(each) == name]})
    entries += folders([each for each in in_folders if f"{each.split('/')[0]}.md" not in top], 0, made)
    return entries


def folders(paths: Sequence[str], depth: int, generated: Container[str] = ()) -> list[Entry]:
    """Pages in folders: a section for each folder, its own pages first."""
    entries: list[Entry] = []
    opened: set[str] = set()  # folders that belong to a page
    for each in paths:
        if each.count("/") == depth:
            section = with_folder(each, paths, depth + 1) if each in generated else None
            entries.append(section or titled(each))
            opened |= {each.removesuffix(".md")} if section else set()
    for name in dict.fromkeys(
        "/".join(each.split("/")[: depth + 1]) for each in paths if each.count("/") > depth
    ):
        if name not in opened:
            inside = [each for each in paths if each.startswith(f"{name}/")]
            entries.append({label_of(name): folders(inside, depth + 1, generated)})
    return entries


def with_folder(page: str, paths: Sequence[str], depth: int) -> "Entry | None":
    """A section of a page and of those in the folder that has its name: `controls.md` and `controls/network.md`."""
    inside = [each for each in paths if each.startswith(f"{page.removesuffix('.md')}/")]
    return {label_of(page): [{"Overview": page}, *folders(inside, depth)]} if inside else None


def titled(path: str) -> Entry:
    """A page with the name that it has below that of its section; most have their own titles."""
    short = SHORT.get("/".join(path.split("/")[-2:]))
    return path if short is None else {short: path}


def environment_of(path: str) -> str:
    """The environment whose page this is; nothing for the pages of the whole project."""
    parts = path.split("/")
    return parts[parts.index(ENVIRONMENTS) + 1] if ENVIRONMENTS in parts[:-2] else ""


def label_of(path: str) -> str:
    """`Security groups` for `environments/prod/security-groups.md`."""
    words = posixpath.basename(path).removesuffix(".md").replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def home_page(generated: Iterable[str], written: Mapping[str, str] = MappingProxyType({})) -> Blocks:
    """The way to every page: those that people wrote around facts first, then a column for each environment.

    `written`: their titles, by path.
    """
    made = [each for each in generated if each.endswith(".md")]
    names = tuple(dict.fromkeys(filter(None, map(environment_of, made))))
    labels = dict.fromkeys(label_of(each) for each in made if environment_of(each))
    rows = tuple((inlines(label), *(cell(made, name, label) for name in names)) for label in labels)
    own = [inlines(each) for each in links_to(written) if isinstance(each, Link)]
    general = [inlines(Link(label_of(each), each)) for each in made if "/" not in each and each not in HOMES]
    return (
        Section(
            "Pages",
            (
                BulletList((*own, *general)),
                Table(("Page", *names), rows, "There is no environment."),
            ),
        ),
    )


MOST_WRITTEN = 8  # pages that people wrote around facts


def links_to(written: Mapping[str, str]) -> Inlines:
    """The titles of pages that people wrote, as links; a home page is left out."""
    links = [inlines(Link(title, each)) for each, title in written.items() if each not in HOMES]
    return joined_inlines(links[:MOST_WRITTEN])


def cell(pages: Sequence[str], environment: str, label: str) -> Inlines:
    found = (each for each in pages if environment_of(each) == environment and label_of(each) == label)
    return inlines(*(Link(environment, each) for each in found))

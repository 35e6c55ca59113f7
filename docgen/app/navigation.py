"""The site's navigation and home page, where the project has none of its own."""

import posixpath
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from docgen.document.nodes import Blocks, BulletList, Inlines, Link, Section, Table, inlines

ENVIRONMENTS = "environments"
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
    entries += [{label_of(each): each} for each in made if "/" not in each and each != home]
    for name in dict.fromkeys(filter(None, map(environment_of, made))):
        entries.append({name: [{label_of(each): each} for each in made if environment_of(each) == name]})
    below = [each for each in made if "/" in each and not environment_of(each)]
    entries += folders([*below, *(each for each in written if "/" in each)], depth=0)
    return entries


def folders(paths: Sequence[str], depth: int) -> list[Entry]:
    """Pages in folders: a section for each folder, its own pages first."""
    entries: list[Entry] = [each for each in paths if each.count("/") == depth]
    for name in dict.fromkeys(each.split("/")[depth] for each in paths if each.count("/") > depth):
        inside = [each for each in paths if each.count("/") > depth and each.split("/")[depth] == name]
        entries.append({label_of(name): folders(inside, depth + 1)})
    return entries


def environment_of(path: str) -> str:
    """The environment whose page this is; nothing for the pages of the whole project."""
    parts = path.split("/")
    return parts[parts.index(ENVIRONMENTS) + 1] if ENVIRONMENTS in parts[:-2] else ""


def label_of(path: str) -> str:
    """`Security groups` for `environments/prod/security-groups.md`."""
    words = posixpath.basename(path).removesuffix(".md").replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def home_page(generated: Iterable[str]) -> Blocks:
    """The way to every generated page: a column for each environment, a row for each subject."""
    made = [each for each in generated if each.endswith(".md")]
    names = tuple(dict.fromkeys(filter(None, map(environment_of, made))))
    labels = dict.fromkeys(label_of(each) for each in made if environment_of(each))
    rows = tuple(tuple(cell(made, name, label) for name in names) for label in labels)
    general = tuple(inlines(Link(label_of(each), each)) for each in made if "/" not in each)
    return (
        Section("Environments", (Table(names, rows, "There is no environment."),)),
        Section("All environments", (BulletList(general),)),
    )


def cell(pages: Sequence[str], environment: str, label: str) -> Inlines:
    found = (each for each in pages if environment_of(each) == environment and label_of(each) == label)
    return inlines(*(Link(label, each) for each in found))

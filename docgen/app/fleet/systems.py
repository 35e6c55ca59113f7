"""The list of systems: the folders of the command line, or `systems:` of docgen.yml."""

import posixpath
from collections.abc import Sequence
from pathlib import Path

from docgen.document.nodes import NOT_IN_ANCHOR
from docgen.source.diagnostic import Report, Result, error
from docgen.source.tree import Unreadable
from docgen.workspace.project import Project
from docgen.workspace.settings import FILE


def named_folders(folders: Sequence[Path]) -> dict[str, Path]:
    """The folders by the names of their systems, in the order of names: a folder's own name, with those above it where two agree."""
    places = sorted({each.resolve() for each in folders})
    depth = dict.fromkeys(places, 1)
    while True:
        names: dict[str, list[Path]] = {}
        for each in places:
            names.setdefault(name_of(each, depth[each]).casefold(), []).append(each)
        twice = [each for found in names.values() if len(found) > 1 for each in found]
        longer = [each for each in twice if depth[each] < len(each.parts)]
        if not longer:
            break
        for each in longer:
            depth[each] += 1
    made: dict[str, Path] = {}
    for each in places:
        name, number = name_of(each, depth[each]), 1
        while name.casefold() in {other.casefold() for other in made}:
            number += 1
            name = f"{name_of(each, depth[each])}-{number}"
        made[name] = each
    return dict(sorted(made.items()))


def name_of(folder: Path, parts: int) -> str:
    """Such as `team-infra`: letters, digits, dots, hyphens and underscores, because it becomes the name of a folder."""
    text = "-".join(folder.parts[-parts:])
    return NOT_IN_ANCHOR.sub("-", text).strip("-.") or "system"


def configured_folders(project: Project) -> Result[dict[str, Path]]:
    """The systems that docgen.yml names, by name; what leads out of the repository is an error."""
    report = Report()
    found: dict[str, Path] = {}
    for name, path in sorted(project.settings.systems.items()):
        try:
            place = project.tree.locate(path)
            is_folder = project.tree.is_folder(path)
        except Unreadable as problem:
            detail = f'The system "{name}" of {FILE} is in {path}, and cannot be read: {problem}. '
            report.add(
                error("System outside the repository", f"{detail}Give its folder on the command line.")
            )
            continue
        if not is_folder:
            report.add(
                error("Missing system", f'The system "{name}" of {FILE} is in {path}, which is no folder.')
            )
            continue
        found[name] = Path(posixpath.join(project.tree.root.as_posix(), place))
    return Result(found, tuple(report.diagnostics))

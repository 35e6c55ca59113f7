"""Checks of paths in docgen.yml, and of names that become paths: invalid file names, and where `docs` may lead."""

import posixpath
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from docgen.source.diagnostic import Diagnostic, error, warning
from docgen.source.span import Span
from docgen.values.rendering import go_quote
from docgen.workspace.settings_model import EnvironmentSettings, Settings
from docgen.workspace.yaml_places import YamlPlaces

MAX_NAME_BYTES = 255  # NAME_MAX of Linux, macOS and Windows alike
MAX_PATH_BYTES = 4_096  # PATH_MAX of Linux
# https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file#naming-conventions
NOT_ON_WINDOWS = frozenset('<>:"\\|?*')
DEVICES = frozenset({"AUX", "CON", "NUL", "PRN"}) | {
    f"{each}{digit}" for each in ("COM", "LPT") for digit in "123456789¹²³"
}
SYSTEM_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
MAX_SHOWN = 100  # characters of a path in a message


def checked_paths(settings: Settings, places: YamlPlaces) -> Iterator[Diagnostic]:
    """Errors in the folder of the pages, in names of environments, and in paths of input."""
    yield from checked_docs(settings.docs, places.span(["docs"]))
    if settings.review is not None:
        yield from checked_docs(settings.review.folder, places.span(["review", "folder"]), "the reviews")
    folders: dict[str, str] = {}
    for name, environment in settings.environments.items():
        other = folders.setdefault(unicodedata.normalize("NFC", name).casefold(), name)
        at = places.span(["environments"], name)
        why = why_no_name(name)
        elsewhere = (
            why_not_on_windows(name)
            if other == name
            else f"on Windows and macOS its folder is that of {shown(other)}"
        )
        if why:
            detail = f"{shown(name)} cannot be the name of an environment: {why}."
            yield error("Invalid environment name", detail, at)
        elif elsewhere:
            detail = f"The pages of {shown(name)} cannot be checked out everywhere: {elsewhere}."
            yield warning("Name that other systems cannot have", detail, at)
        yield from checked_inputs(environment, places.span(["environments", name]))
    yield from checked_systems(settings, places)
    for source, folder in settings.modules.items():
        why = why_no_path(folder)
        if why:
            detail = f"The folder {shown(folder)} of a module cannot be read: {why}."
            yield error("Invalid path", detail, places.span(["modules"], source))


def checked_systems(settings: Settings, places: YamlPlaces) -> Iterator[Diagnostic]:
    """Names of systems become names of folders, and their folders are in this repository."""
    for name, folder in settings.systems.items():
        at = places.span(["systems"], name)
        why = why_no_name(name) or (
            "" if SYSTEM_NAME.fullmatch(name) else "it may hold letters, digits, `.`, `-` and `_`"
        )
        if why:
            yield error(
                "Invalid name of a system", f"{shown(name)} cannot be the name of a system: {why}.", at
            )
        wrong = why_no_path(folder)
        if wrong:
            yield error(
                "Invalid path", f"The folder {shown(folder)} of a system cannot be read: {wrong}.", at
            )
        elif Path(folder).is_absolute() or posixpath.normpath(folder).split("/")[0] == "..":
            detail = f"{shown(folder)} is outside the folder of docgen.yml. Give a system that is elsewhere on the command line."
            yield error("Folder outside the repository", detail, at)


def checked_docs(docs: str, at: Span | None, what: str = "the pages") -> Iterator[Diagnostic]:
    """Checks that what docgen writes stays in the repository, and out of git's own folder."""
    normal = posixpath.normpath(docs)
    why = why_no_path(docs)
    if why:
        yield error("Invalid path", f"{shown(docs)} cannot be the folder of {what}: {why}.", at)
    elif Path(docs).is_absolute():
        detail = f"{shown(docs)} is an absolute path. Paths are relative to the folder of docgen.yml."
        yield error("Absolute path", detail, at)
    elif normal.split("/")[0] == "..":
        detail = f"{shown(docs)} is outside the folder of docgen.yml, and docgen writes nothing there. Give a folder inside it."
        yield error("Folder outside the repository", detail, at)
    elif is_in_git(normal):
        yield error("Folder of git", f"{shown(docs)} belongs to git, and docgen writes nothing there.", at)


def checked_inputs(environment: EnvironmentSettings, at: Span | None) -> Iterator[Diagnostic]:
    for root in environment.each_root():
        for path in (root.root, *root.var_files, *root.backend_config, root.data_from):
            why = why_no_path(path)
            if why:
                yield error("Invalid path", f"{shown(path)} cannot be read: {why}.", at)
            elif Path(path).is_absolute():
                detail = f"{shown(path)} is an absolute path. Paths are relative to the folder of docgen.yml."
                yield error("Absolute path", detail, at)


def is_in_git(path: str) -> bool:
    """Whether a path is in the folder that git keeps a repository in, on any file system."""
    return any(part.rstrip(". ").lower() == ".git" for part in path.split("/"))


def why_no_path(path: str) -> str | None:
    """Why no file has this path; None where one may."""
    if "\0" in path:
        return "it holds a NUL byte"
    try:
        encoded = path.encode()
    except UnicodeEncodeError:
        return "it is not valid Unicode"
    if any(len(part) > MAX_NAME_BYTES for part in encoded.split(b"/")):
        return f"a part of it is longer than {MAX_NAME_BYTES} bytes"
    return f"it is longer than {MAX_PATH_BYTES} bytes" if len(encoded) > MAX_PATH_BYTES else None


def why_no_name(name: str) -> str | None:
    """Why no folder can have this name; None where one can. Control characters would also break lines of reports."""
    if any(unicodedata.category(each) == "Cc" for each in name):
        return "it holds a control character"
    return why_no_path(name)


def why_not_on_windows(name: str) -> str | None:
    """Why Windows has no folder of this name; None where it can.

    https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file#naming-conventions
    """
    if found := [each for each in name if each in NOT_ON_WINDOWS]:
        return f"Windows has no folder with {found[0]} in its name"
    if name.partition(".")[0].rstrip(" ").upper() in DEVICES:
        return f"{name} is a device on Windows"
    if name.endswith((" ", ".")):
        return "Windows has no folder whose name ends with a space or a dot"
    return None


def shown(text: str) -> str:
    """The text in quotes, its control characters written as such, cut where it is long."""
    return go_quote(text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…")

"""The dialect of one root module, and what its configuration needs of it.

The rules are those of `docgen.terraform.dialect`; here they meet files and modules.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from docgen.source.diagnostic import Diagnostic, as_errors
from docgen.source.gap import GapKind
from docgen.source.tree import Tree, Unreadable, join
from docgen.terraform.dialect import VERSION_FILES, Dialect, choose_dialect, needs_newer
from docgen.terraform.module import Configuration

NOTHING: Mapping[str, str] = MappingProxyType({})


def dialect_of(
    configuration: Configuration, settings: Mapping[str, str] = NOTHING, files: Mapping[str, str] = NOTHING
) -> Dialect:
    """The dialect of a configuration; `settings` and `files` as for `choose_dialect`."""
    modules = configuration.modules.values()
    features = [used.feature for module in modules for used in module.used]
    constraints = [each for module in modules for each in module.required_versions]
    return choose_dialect(settings, files, features, constraints)


def read_version_files(tree: Tree, folder: str) -> dict[str, str]:
    """The text of each version file that counts in a folder: the nearest one, up to the top of the repository."""
    found: dict[str, str] = {}
    while True:
        names = tree.names(folder) or ()
        for name in VERSION_FILES:
            if name not in found and name in names:
                try:
                    found[name] = tree.read(join(folder, name)).decode("utf-8", errors="replace")
                except Unreadable:
                    continue
        if folder in {"", "."}:
            return found
        folder = folder.rpartition("/")[0] or "."


def newer_language(configuration: Configuration, dialect: Dialect) -> Iterator[Diagnostic]:
    """A note for each use of something that the version which the repository asks for does not have."""
    if not dialect.pinned:
        return
    for module in configuration.modules.values():
        for used in module.used:
            if not dialect.has(used.feature):
                yield needs_newer(used.feature, dialect, used.span)


def in_dialect(diagnostics: Iterable[Diagnostic], dialect: Dialect) -> tuple[Diagnostic, ...]:
    """The diagnostics of loading; what docgen does not know is an error where it knows the whole language."""
    return as_errors(diagnostics, frozenset({GapKind.LANGUAGE}) if dialect.is_complete else frozenset())

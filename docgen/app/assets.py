"""Style sheet and script of the site, from the package."""

from collections.abc import Iterator
from importlib.resources import files


def assets() -> Iterator[tuple[str, bytes]]:
    """Path under docs/, content."""
    folder = files("docgen.document").joinpath("assets")
    if not folder.is_dir():
        return
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if each.is_file():
            yield f"assets/{each.name}", each.read_bytes()

"""Style sheet and script of the site, from the package."""

from collections.abc import Iterator
from pathlib import Path

import docgen.document


def assets() -> Iterator[tuple[str, bytes]]:
    """Path under docs/, content."""
    folder = Path(docgen.document.__file__).with_name("assets")
    if not folder.is_dir():
        return
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if each.is_file():
            yield f"assets/{each.name}", each.read_bytes()

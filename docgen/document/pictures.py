"""The pictures that diagrams are drawn with; shrunk and kept here, so that their bytes never change by themselves."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec

FOLDER = Path(str(files("docgen.document"))) / "icons"
OTHERWISE = "generic"


@cache
def index() -> Mapping[str, str]:
    """Every icon's name, and what it is: a filled tile, coloured line art, or dark line art."""
    return msgspec.json.decode(FOLDER.joinpath("index.json").read_bytes(), type=dict[str, str])


def icon_path(name: str) -> Path:
    known = name if name in index() else OTHERWISE
    return FOLDER / f"{known}.png"


def icon_class(name: str) -> str:
    """The class of line art, which needs help on a dark page; nothing for tiles."""
    kind = index().get(name, "tile")
    return "" if kind == "tile" else kind

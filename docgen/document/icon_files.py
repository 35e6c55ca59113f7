"""The icons of diagrams, by name: shrunk copies of the AWS architecture icons.

They are in the folder `icons`; `python -m tests.document.shrink_icons` makes them.
"""

import base64
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

Tone: TypeAlias = Literal["tile", "line", "mono"]  # coloured tile; coloured line art; black line art
GENERIC = "generic"


@cache
def tones() -> dict[str, Tone]:
    """The style of each icon, by name."""
    index = folder().joinpath("index.json").read_bytes()
    return msgspec.json.decode(index, type=dict[str, Tone])


def names() -> tuple[str, ...]:
    return tuple(sorted(tones()))


def known(name: str) -> str:
    """The name itself, or the name of the generic icon, which is used for everything else."""
    return name if name in tones() else GENERIC


@cache
def data_address(name: str) -> str:
    """The picture as an address that needs no file."""
    content = folder().joinpath(f"{name}.png").read_bytes()
    return "data:image/png;base64," + base64.b64encode(content).decode("ascii")


def folder() -> Path:
    """The folder of the pictures, for programs that need file names."""
    return Path(__file__).with_name("icons")

"""A picture of the evidence pack."""

import msgspec


class Picture(msgspec.Struct, frozen=True):
    path: str  # in the pack: "diagrams/staging/data-flow.svg"
    title: str  # "Data flow: staging"
    svg: bytes

"""The systems of a fleet as plain data: what `docgen fleet --format json` prints."""

from collections.abc import Sequence

import msgspec

from docgen.analysis.fleet.connections import Connection
from docgen.analysis.fleet.model import SystemSummary


def fleet_json(
    title: str, systems: Sequence[SystemSummary], connections: Sequence[Connection]
) -> dict[str, object]:
    """`systems` in the order given, `connections` with what is certain first; enums by their values."""
    return {
        "schema": 1,
        "title": title,
        "systems": [msgspec.to_builtins(each) for each in systems],
        "connections": [msgspec.to_builtins(each) for each in connections],
    }

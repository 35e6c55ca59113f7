"""docgen in a process that may use only so much: a bound that does not hold ends the process, not the machine."""

import os
from pathlib import Path

from tests.app.command import Ran
from tests.app.warm import Bounds, run_warm

SECONDS = 8  # of processor time: five on an idle machine, and a margin for a slow one
MEMORY = 1_000_000_000  # bytes of address space
AT_REST = 100_000_000  # bytes of it that docgen has before it reads anything
PATIENCE = 60  # seconds on the clock, for what waits instead of working: a FIFO


def run_confined(folder: Path, *words: str, share: int = 1) -> Ran:
    """`share`: by what the seconds, and the memory that the work takes, are divided."""
    environment = os.environ | {"COLUMNS": "200", "NO_COLOR": "1", "DOCGEN_CACHE_DIR": ""}
    bounds = Bounds(SECONDS // share, AT_REST + (MEMORY - AT_REST) // share)
    ended = run_warm(folder, words, environment, bounds=bounds, timeout=PATIENCE)
    return Ran(ended.code, ended.out.decode(errors="replace"), ended.err.decode(errors="replace"))

"""docgen in a process that may use only so much: a bound that does not hold ends the process, not the machine."""

import os
import resource
import subprocess
import sys
from pathlib import Path

from tests.app.command import Ran

SECONDS = 8  # of processor time: five on a quiet machine, and room for a slow one
MEMORY = 1_000_000_000  # bytes of address space
PATIENCE = 60  # seconds on the clock, for what waits instead of working: a FIFO


def confine() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run_confined(folder: Path, *words: str) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "docgen", *words],
        cwd=folder,
        env=os.environ | {"COLUMNS": "200", "NO_COLOR": "1", "DOCGEN_CACHE_DIR": ""},
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
        check=False,
        preexec_fn=confine,
    )
    return Ran(done.returncode, done.stdout, done.stderr)

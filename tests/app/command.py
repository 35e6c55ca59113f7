"""The real command line in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec


class Ran(msgspec.Struct, frozen=True):
    code: int
    out: str
    err: str


def run(folder: Path, *words: str, **environment: str) -> Ran:
    plain = {key: value for key, value in os.environ.items() if key not in {"PYTHONHASHSEED", "LC_ALL"}}
    done = subprocess.run(
        [sys.executable, "-m", "docgen", *words],
        cwd=folder,
        env=plain | {"COLUMNS": "200", "NO_COLOR": "1"} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)

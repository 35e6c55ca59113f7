"""A running `docgen serve`, and its pages."""

import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def served(
    folder: Path, docgen: Sequence[str], environment: Mapping[str, str] | None = None
) -> Iterator[tuple[str, Path]]:
    """The address of `docgen serve` in the folder, and the file of what it prints."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    printed = folder.parent / "printed.txt"
    with printed.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [*docgen, "serve", "--address", address],
            cwd=folder,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            yield f"http://{address}", printed
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def page_with(address: str, text: str, seconds: int = 60) -> str:
    """The page, as soon as it holds the text."""
    shown = ""
    for _ in range(seconds * 5):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own server
                shown = answer.read().decode()
        except (urllib.error.URLError, OSError):
            shown = ""
        if text in shown:
            return shown
        time.sleep(0.2)
    pytest.fail(f"{address} never showed {text!r}: {shown[:500]}")

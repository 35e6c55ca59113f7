"""docgen in a process of its own, as a shell starts it, but without the half second that imports take.

A process that has imported everything waits for requests, and forks for each: the child has its own folder, environment,
bounds and streams, and ends as docgen ends.
"""

import atexit
import contextlib
import functools
import importlib
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

REPOSITORY = Path(__file__).parents[2]


class Bounds(msgspec.Struct, frozen=True):
    seconds: int  # of processor time
    memory: int  # bytes of address space


class Ended(msgspec.Struct, frozen=True):
    code: int  # as of `subprocess`: negative for a signal
    out: bytes
    err: bytes


def run_warm(  # noqa: PLR0913 - all that a process is started with
    folder: Path,
    words: Sequence[str],
    environment: Mapping[str, str],
    *,
    stdin: bytes = b"",
    bounds: Bounds | None = None,
    terminal: str = "",
    timeout: float = 120,
) -> Ended:
    """`docgen WORDS` in a folder; `terminal`: the device that takes both outputs."""
    with tempfile.TemporaryDirectory() as place:
        streams = [str(Path(place, name)) for name in ("in", "out", "err")]
        Path(streams[0]).write_bytes(stdin)
        request = {
            "words": list(words),
            "folder": str(folder),
            "environment": dict(environment),
            "streams": [streams[0], terminal, terminal] if terminal else streams,
            "bounds": [bounds.seconds, bounds.memory] if bounds else None,
            "timeout": timeout,
        }
        code = parent().ask(request)
        if code is None:
            raise subprocess.TimeoutExpired(list(words), timeout)
        out, err = (Path(each).read_bytes() if not terminal else b"" for each in streams[1:])
        return Ended(code, out, err)


class Parent:
    """The process that has imported everything, as seen from the tests."""

    def __init__(self) -> None:
        self.own, theirs = socket.socketpair()
        self.process = subprocess.Popen(  # noqa: S603 - this module
            [sys.executable, "-m", "tests.app.warm", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            cwd=REPOSITORY,
            env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        )
        theirs.close()
        self.answers = self.own.makefile("rb")

    def ask(self, request: Mapping[str, object]) -> int | None:
        self.own.sendall(json.dumps(request).encode() + b"\n")
        answer: int | None = json.loads(self.answers.readline())
        return answer

    def close(self) -> None:
        self.answers.close()
        self.own.close()
        self.process.wait(timeout=10)


@functools.cache
def parent() -> Parent:
    made = Parent()
    atexit.register(made.close)
    return made


# -- in that process -------------------------------------------------------------------------------


def main() -> None:
    requests = socket.socket(fileno=int(sys.argv[1]))
    for path in sorted((REPOSITORY / "docgen").rglob("*.py")):
        name = path.relative_to(REPOSITORY).with_suffix("").as_posix().replace("/", ".")
        if not name.endswith(("__init__", "__main__", "mkdocs_plugin", "mkdocs_run")):
            with contextlib.suppress(ModuleNotFoundError):  # of an extra that is not installed
                importlib.import_module(name)
    importlib.import_module("docgen.document.graph").load_diagrams()
    for line in requests.makefile("rb"):
        requests.sendall(json.dumps(answer(json.loads(line), requests)).encode() + b"\n")


def answer(request: Mapping[str, Any], requests: socket.socket) -> int | None:
    child = os.fork()
    if not child:
        requests.close()
        become(request)
    deadline = time.monotonic() + request["timeout"]
    pause = 0.002
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def become(request: Mapping[str, Any]) -> None:
    from docgen.app.cli import run  # noqa: PLC0415 - only the child runs it

    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    for number, path in enumerate(request["streams"]):
        opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOCTTY)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - open until the end
        for number, mode in enumerate("rww")
    )
    sys.argv = ["docgen", *request["words"]]
    if request["bounds"]:
        seconds, memory = request["bounds"]
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        run()
    finally:  # a traceback is printed as Python itself prints it
        if sys.exc_info()[0] is not None:
            sys.excepthook(*sys.exc_info())
            with contextlib.suppress(OSError):
                sys.stderr.flush()
        os._exit(1)


if __name__ == "__main__":
    main()

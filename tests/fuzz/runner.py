"""One input, and what must hold of it: only diagnostics come out, in bounded time and memory, and the same every time."""

import hashlib
import resource
import signal
import sys
import time
import traceback
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import FrameType
from typing import NamedTuple

import msgspec

from docgen.language.depth import deep_recursion
from tests.fuzz.made import Mutate

SECONDS = 5.0  # of processor time for one input, as `tests/hostile` allows
MEMORY = 400_000  # kilobytes by which one input may raise the peak
TWICE = 20  # one input in so many is run twice
TRIES = 400  # at making an input smaller
MOST_FOUND = 20  # different escapes, after which a target has had enough
WORSE = 0.1  # of the inputs are kept to be mutated again; as many are made of those
CORPUS = Path(__file__).parent / "corpus"


class Target(msgspec.Struct, frozen=True):
    """Something that reads untrusted bytes.

    `run` gives what comes out, for comparing two runs; it raises nothing. `seeds` are inputs to begin with, `mutate` makes
    another one of one. `is_repeatable`: whether an input must give the same every time.
    """

    name: str
    about: str
    run: Callable[[bytes], bytes]
    seeds: Callable[[], list[bytes]]
    mutate: Mutate
    is_repeatable: Callable[[bytes], bool] = lambda _: True
    seconds: float = SECONDS
    share: float = 1.0  # of the time that all targets together have


class Escape(Exception):  # noqa: N818 - what an input has done, whatever the error was
    """What must not come out: an exception, too much time or memory, or other bytes than before."""

    def __init__(self, kind: str, place: str, detail: str) -> None:
        super().__init__(f"{kind} at {place}\n{detail}")
        self.kind = kind
        self.place = place


class TooSlow(BaseException):
    """Raised into whatever takes too long; no `except Exception` stops it."""


class Found(NamedTuple):
    """An input that escapes, as small as it could be made."""

    escape: Escape
    data: bytes


class Figures(msgspec.Struct):
    """What one target went through."""

    inputs: int = 0
    repeated: int = 0
    slowest: float = 0.0  # seconds of processor time
    found: list[Found] = []


def check(target: Target, data: bytes, *, twice: bool = False) -> None:
    """Raises `Escape`."""
    before = peak()
    outcome = bounded_run(target, data)
    if peak() - before > MEMORY:
        raise Escape("too much memory", target.name, f"{(peak() - before) // 1000} MB more")
    if twice and target.is_repeatable(data) and bounded_run(target, data) != outcome:
        raise Escape("nondeterminism", target.name, "the second run gives other bytes")


def bounded_run(target: Target, data: bytes) -> bytes:
    try:
        with time_bound(target.seconds), deep_recursion():
            return target.run(data)
    except TooSlow as problem:
        raise Escape("too slow", place_of(problem), f"more than {target.seconds} s") from problem
    except Exception as problem:
        raise Escape(
            type(problem).__name__, place_of(problem), "".join(traceback.format_exception(problem)[-6:])
        ) from problem


def peak() -> int:
    """The most memory that this process has had, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)


def place_of(problem: BaseException) -> str:
    """The innermost line of docgen in a traceback."""
    frames = [each for each in traceback.extract_tb(problem.__traceback__) if "/docgen/" in each.filename]
    frames = [each for each in frames if "/site-packages/" not in each.filename] or frames
    return f"{frames[-1].filename.rpartition('/docgen/')[2]}:{frames[-1].lineno}" if frames else "the target"


@contextmanager
def time_bound(seconds: float) -> Iterator[None]:
    """Within it, more processor time than this raises `TooSlow`."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


# -- many inputs -------------------------------------------------------------------------------


def fuzz(target: Target, seed: int, seconds: float, most: int) -> Figures:
    """Inputs until the time is over, or until there were enough."""
    figures = Figures()
    end = time.monotonic() + seconds
    for data in inputs_of(target, Random(f"{seed} {target.name}")):
        if time.monotonic() > end or figures.inputs >= most or len(figures.found) >= MOST_FOUND:
            break
        attempt(target, data, figures, twice=is_chosen(data))
    return figures


def is_chosen(data: bytes) -> bool:
    """Whether an input is run twice."""
    return zlib.crc32(data) % TWICE == 0


def attempt(target: Target, data: bytes, figures: Figures, *, twice: bool) -> None:
    """Check one input, and count it."""
    before = time.process_time()
    figures.inputs += 1
    figures.repeated += twice
    try:
        check(target, data, twice=twice)
    except Escape as escape:
        if all(
            (each.escape.kind, each.escape.place) != (escape.kind, escape.place) for each in figures.found
        ):
            figures.found.append(Found(escape, data))
            sys.stderr.write(f"{target.name}: {escape}\n")
    figures.slowest = max(figures.slowest, time.process_time() - before)


def report(target: Target, figures: Figures) -> str:
    return (
        f"{target.name:15} {figures.inputs:9,} inputs, {figures.repeated:7,} of them twice, "
        f"slowest {figures.slowest:.2f} s, {len(figures.found)} escapes"
    )


def inputs_of(target: Target, chance: Random) -> Iterator[bytes]:
    """Seeds as they are, and then what becomes of them, without end."""
    seeds = target.seeds()
    wounded: list[bytes] = []
    yield from seeds
    while True:
        data = target.mutate(chance.choice(wounded if wounded and chance.random() < WORSE else seeds), chance)
        if chance.random() < WORSE:
            wounded = [*wounded[-200:], data]
        yield data


def minimised(target: Target, data: bytes, escape: Escape) -> bytes:
    """A shorter input that escapes in the same way, at the same place."""
    tries = 0
    size = max(1, len(data) // 2)
    while size and tries < TRIES:
        at = 0
        while at < len(data) and tries < TRIES:
            shorter = data[:at] + data[at + size :]
            tries += 1
            if same_escape(target, shorter, escape):
                data = shorter
            else:
                at += size
        size //= 2
    return data


def same_escape(target: Target, data: bytes, escape: Escape) -> bool:
    try:
        check(target, data, twice=escape.kind == "nondeterminism")
    except Escape as other:
        return (other.kind, other.place) == (escape.kind, escape.place)
    return False


def keep(target: Target, data: bytes) -> Path:
    """Write an input into the corpus, which the tests replay."""
    path = CORPUS / target.name / hashlib.sha256(data).hexdigest()[:12]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path

"""The layout of a diagram, computed by Graphviz.

Graphviz comes as the package `graphviz-pure`, one program with the measures of its letters built in: other
Graphviz programs lay out by the fonts of the machine they run on, so their diagrams differ between machines.
It gives up on some graphs, and takes hours for others: simpler ones are tried then, within bounds.
"""

import contextlib
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from docgen.document import icon_files
from docgen.source.diagnostic import Diagnostic, Result, error, warning

PROGRAM = "graphviz-pure"
MAX_SECONDS = 20  # seconds for one layout
ALL_TOGETHER = 3  # times as long for all forms of one drawing
MOST_MEMORY = 2 << 30  # bytes
SUMMARY = "Diagram cannot be drawn"
CURVED, STRAIGHT = "splines=spline", "splines=line"  # https://graphviz.org/docs/attrs/splines/
# It counts letters it has no measure of as spaces; `labels` adds space for them.
EXPECTED_WARNING = "no value for width of non-ASCII character"
LOST = "lost "  # "lost n1 n2 edge": an arrow is missing in the picture
COSMETIC = (
    "Some lines of the picture may cross icons or lie on each other. Every icon and every arrow is there. "
    "Graphviz says: {}"
)


class Failure(msgspec.Struct, frozen=True):
    """Why there is no layout: a clause."""

    because: str
    in_time: bool = True


class Layout(msgspec.Struct, frozen=True):
    """An SVG as Graphviz writes it, and what it remarks."""

    svg: bytes
    remarks: tuple[str, ...] = ()


def find_program() -> str | None:
    """The program beside the interpreter; a virtual environment need not be on the PATH."""
    beside = shutil.which(PROGRAM, path=str(Path(sys.executable).parent))
    return beside or shutil.which(PROGRAM, path=sysconfig.get_path("scripts")) or shutil.which(PROGRAM)


def lay_out(
    graphs: Sequence[Callable[[], str]], drawing_name: str, longest: float = MAX_SECONDS
) -> Result[tuple[int, bytes] | None]:
    """The SVG of the first graph that can be laid out, and its place among the `graphs`, each in the DOT language.

    They come from the richest to the simplest. Where Graphviz finds no way for a curved edge, which happens between
    many nodes, all edges are straight lines. Without any layout: a warning that says why; an error where the program
    is missing or cannot be started.
    """
    program = find_program()
    if program is None:
        detail = f'The program {PROGRAM} is missing: install the package "{PROGRAM}" beside docgen.'
        return Result(None, (error(SUMMARY, detail, context=drawing_name),))
    because, in_time = "", True
    ends = time.monotonic() + ALL_TOGETHER * longest
    for number, make in enumerate(graphs):
        dot = make()
        for text in texts(dot, curved=in_time):
            left = max(ends - time.monotonic(), 0)
            try:
                drawn = run_program(program, text, min(longest, left / 2))
            except OSError as problem:
                detail = f"{PROGRAM} cannot be started: {problem.strerror}."
                return Result(None, (error(SUMMARY, detail, context=drawing_name),))
            if isinstance(drawn, Layout):
                return Result((number, drawn.svg), remarked(drawn, drawing_name))
            because = because or drawn.because
            in_time = in_time and drawn.in_time
    return Result(None, (warning(SUMMARY, f"Not drawn, because {because}.", context=drawing_name),))


def texts(dot: str, *, curved: bool) -> Iterator[str]:
    """The graph with curved edges, and with straight ones, for which Graphviz needs less time."""
    if curved or CURVED not in dot:
        yield dot
    if CURVED in dot:
        yield dot.replace(CURVED, STRAIGHT, 1)


def remarked(drawn: Layout, drawing_name: str) -> tuple[Diagnostic, ...]:
    if not drawn.remarks:
        return ()
    detail = COSMETIC.format("; ".join(drawn.remarks)[:300])
    return (warning("Lines of a diagram may overlap", detail, context=drawing_name),)


def bound_memory(process: int) -> None:
    if sys.platform == "linux":  # elsewhere the memory of another process cannot be limited
        from resource import RLIMIT_AS, prlimit  # noqa: PLC0415 - Windows has no such module

        with contextlib.suppress(OSError, ValueError):  # it has ended, or has a lower bound
            prlimit(process, RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def run_program(program: str, dot: str, longest: float) -> Layout | Failure:
    """One layout, bounded in time and, on Linux, in memory. Raises OSError where the program cannot be started."""
    with subprocess.Popen(  # noqa: S603 - our own program; the graph goes in as data
        [program, "-Kdot", "-Tsvg"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=icon_files.folder(),  # so that the graph names pictures by their file names alone
        env={"LC_ALL": "C"},
    ) as process:
        bound_memory(process.pid)
        try:
            out, err = process.communicate(dot.encode(), longest)
        except subprocess.TimeoutExpired:
            process.kill()
            return Failure(f"its layout takes more than {longest:g} seconds", in_time=False)
    said = [line.strip() for line in err.decode("utf-8", "replace").splitlines() if line.strip()]
    said = list(dict.fromkeys(line for line in said if EXPECTED_WARNING not in line))
    if process.returncode:
        first = next(
            (each for each in said if each.startswith("Error")), said[0] if said else "it says nothing"
        )
        return Failure(f"{PROGRAM} cannot lay it out ({first[:120].rstrip('.')})")
    if any(LOST in each for each in said):
        return Failure(f"{PROGRAM} finds no place for one of its arrows")
    return Layout(out, tuple(said))

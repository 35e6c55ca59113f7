"""Where everything in a diagram goes: Graphviz works it out.

Graphviz comes as the package `graphviz-pure`, one program with the measures of its letters built in: other
Graphviz programs lay out by the fonts of the machine they run on, so their diagrams differ between machines.
"""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from docgen.document import pictures
from docgen.source.diagnostic import Result, error, warning

PROGRAM = "graphviz-pure"
LONGEST = 60  # seconds
SUMMARY = "Diagram cannot be drawn"
CURVED, STRAIGHT = "splines=spline", "splines=line"  # https://graphviz.org/docs/attrs/splines/
# It counts letters it has no measure of as spaces; `labels` makes room for them.
EXPECTED_WARNING = "no value for width of non-ASCII character"


def find_program() -> str | None:
    """The program beside the interpreter; a virtual environment need not be on the PATH."""
    for folder in (sysconfig.get_path("scripts"), str(Path(sys.executable).parent)):
        if found := shutil.which(PROGRAM, path=folder):
            return found
    return shutil.which(PROGRAM)


def lay_out(dot: str, drawing_name: str, longest: float = LONGEST) -> Result[bytes | None]:
    """The SVG that Graphviz makes of a graph in its DOT language.

    Where it finds no way for a curved edge, which happens between many nodes, all edges are straight lines.
    """
    drawn = run_program(dot, drawing_name, longest)
    if drawn.value is None and CURVED in dot:
        straight = run_program(dot.replace(CURVED, STRAIGHT, 1), drawing_name, longest)
        return straight if straight.value is not None else drawn
    return drawn


def run_program(dot: str, drawing_name: str, longest: float) -> Result[bytes | None]:
    program = find_program()
    if program is None:
        detail = f'The program {PROGRAM} is missing: install the package "{PROGRAM}" beside docgen.'
        return Result(None, (error(SUMMARY, detail, context=drawing_name),))
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the graph goes in as data
            [program, "-Kdot", "-Tsvg"],
            input=dot.encode(),
            capture_output=True,
            timeout=longest,
            check=False,
            cwd=pictures.folder(),  # so that the graph names pictures by their file names alone
            env={"LC_ALL": "C"},
        )
    except subprocess.TimeoutExpired:
        detail = f"{PROGRAM} did not finish within {longest:g} seconds: the diagram has too many connections."
        return Result(None, (error(SUMMARY, detail, context=drawing_name),))
    except OSError as problem:
        detail = f"{PROGRAM} cannot be started: {problem.strerror}."
        return Result(None, (error(SUMMARY, detail, context=drawing_name),))
    said = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    said = [line for line in said if EXPECTED_WARNING not in line]
    if done.returncode:
        detail = f"{PROGRAM} ended with code {done.returncode}: {' '.join(said)[:500]}"
        return Result(None, (error(SUMMARY, detail, context=drawing_name),))
    warnings = (warning("Diagram has a blemish", line, context=drawing_name) for line in dict.fromkeys(said))
    return Result(done.stdout, tuple(warnings))

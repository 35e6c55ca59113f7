"""Many systems at once: in processes of this machine, or on a cluster.

Each system has a process of its own, so its memory is given back when it is done, and a process that the operating system ends
costs one system. Only summaries come back.
"""

import multiprocessing
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

import msgspec

from docgen.analysis.fleet.model import Problem, SystemSummary
from docgen.app.fleet.system import Task, document_system
from docgen.source.progress import tell

OWN_FOLDER = Path(__file__).parts[-3:-1]  # of `document_system`, on whatever machine it runs
WORK = "docgen.app.fleet.system"
ENDED = "Process ended"
OURS = "Error in docgen"
NOT_THE_REPOSITORY = "It is an error of docgen, and not of the repository: please report it"


def document_here(tasks: Sequence[Task], jobs: int) -> Iterator[SystemSummary]:
    """The summaries in the order of the tasks; at most `jobs` processes at a time."""
    context = process_context()
    with tempfile.TemporaryDirectory(prefix="docgen-fleet-") as folder, ThreadPoolExecutor(jobs) as pool:
        places = [Path(folder, f"{number}.json") for number in range(len(tasks))]
        started = [
            pool.submit(run_apart, context, task, place) for task, place in zip(tasks, places, strict=True)
        ]
        for number, each in enumerate(started, start=1):
            yield each.result()
            tell(f"{number} of {len(tasks)} systems")


def process_context() -> BaseContext:
    """Processes that begin small: copies of one that has imported everything and has evaluated nothing."""
    # On macOS a copy of a process may crash in the system's own libraries: https://github.com/python/cpython/issues/77906
    if sys.platform != "darwin" and "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([WORK])
        return context
    return multiprocessing.get_context("spawn")


def run_apart(context: BaseContext, task: Task, place: Path) -> SystemSummary:
    """Document one system in a process of its own, which leaves its summary in a file."""
    process = context.Process(target=write_summary, args=(msgspec.json.encode(task), str(place)))  # type: ignore[attr-defined] # every context has it
    process.start()
    process.join()
    if not place.exists():
        code = process.exitcode or 0
        if code > 0:  # an exception: the process has written the traceback to the standard error
            detail = f"The process that read this system failed. {NOT_THE_REPOSITORY}, with the traceback that it has printed."
            return SystemSummary(task.name, problems=(Problem(OURS, detail),))
        how = f"by signal {-code}" if code < 0 else f"with code {code}"
        detail = f"The process that read this system ended {how}, without a result."
        if code < 0:
            detail += " There may be too little memory: give a smaller number with --jobs."
        return SystemSummary(task.name, problems=(Problem(ENDED, detail),))
    summary = msgspec.json.decode(place.read_bytes(), type=SystemSummary)
    place.unlink()
    return summary


def write_summary(encoded: bytes, place: str) -> None:
    """The main function of the process. It ends at once: freeing millions of values one by one takes seconds."""
    summary = document_system(encoded)
    made = Path(f"{place}.part")
    made.write_bytes(summary)
    made.replace(place)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def document_on_cluster(tasks: Sequence[Task], address: str) -> Iterator[SystemSummary]:
    """The same on the workers of a Dask cluster, which must see the same folders under the same names."""
    from distributed import Client  # noqa: PLC0415 - an extra

    client: Any = Client(address)
    with client:
        futures = [client.submit(document_system, msgspec.json.encode(each), pure=False) for each in tasks]
        for number, (task, future) in enumerate(zip(tasks, futures, strict=True), start=1):
            yield result_of(task, future)
            futures[number - 1] = None  # its worker may forget it
            tell(f"{number} of {len(tasks)} systems")


def result_of(task: Task, future: Any) -> SystemSummary:  # noqa: ANN401 - distributed has no types
    try:
        return msgspec.json.decode(future.result(), type=SystemSummary)
    except Exception as failure:  # noqa: BLE001 - whatever a worker raises, or that it is gone
        return SystemSummary(task.name, problems=(problem_of(failure),))


def problem_of(failure: Exception) -> Problem:
    """That a worker is lost, or that docgen failed on it, and where. No message: it may show values."""
    name = type(failure).__name__
    frames = traceback.extract_tb(failure.__traceback__)
    own = [each for each in frames if Path(each.filename).parts[-len(OWN_FOLDER) - 1 : -1] == OWN_FOLDER]
    raised = next((each for each in own if each.name == document_system.__name__), None)
    if raised is None:
        return Problem(ENDED, f"The worker that read this system failed: {name}.")
    last = frames[-1]
    where = f"{name} at {Path(last.filename).name}:{last.lineno}, in {last.name}"
    return Problem(OURS, f"{where}. {NOT_THE_REPOSITORY}.")

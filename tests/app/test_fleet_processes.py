"""What becomes of the processes that read systems."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from docgen.analysis.exposure import Effect
from docgen.app.fleet import running, system
from docgen.app.fleet.running import document_here, result_of
from docgen.app.fleet.system import Task, document_system
from tests.app.fleet import make_systems


def end_at_once(_task: bytes, _place: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail(_task: bytes, _place: str) -> None:
    raise KeyError("secret")


def test_an_error_of_ours_is_called_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "write_summary", fail)

    (summary,) = document_here([Task("shop", str(tmp_path), str(tmp_path / "site"))], 1)

    assert [each.summary for each in summary.problems] == ["Error in docgen"]


class Raising:
    """The future of work on a cluster that fails."""

    def __init__(self, call: Callable[[], object]) -> None:
        self.call = call

    def result(self) -> object:
        return self.call()


def lost() -> object:
    raise ConnectionError("10.0.0.1")


def test_on_a_cluster_a_lost_worker_and_an_error_of_ours_are_two_things() -> None:
    task = Task("shop", "", "")
    (worker,) = result_of(task, Raising(lost)).problems
    (ours,) = result_of(task, Raising(lambda: document_system(b"{}"))).problems
    assert (worker.summary, worker.detail) == (
        "Process ended",
        "The worker that read this system failed: ConnectionError.",
    )
    assert ours.summary == "Error in docgen"
    assert ours.detail.startswith("ValidationError at ")


def test_a_process_that_the_system_ends_costs_its_own_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "write_summary", end_at_once)

    (summary,) = document_here([Task("shop", str(tmp_path), str(tmp_path / "site"))], 1)

    assert not summary.is_read
    assert "signal 9" in summary.problems[0].detail


def test_exposures_beyond_those_that_are_kept_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder,) = make_systems(tmp_path / "repositories", 1)
    (tmp_path / "site").mkdir()

    def open_now() -> int:
        summary = system.documented(Task("shop", str(folder), str(tmp_path / "site")))
        return summary.count(Effect.OPEN_NOW)

    every = open_now()
    monkeypatch.setattr(system, "MOST_EXPOSURES", 0)
    assert open_now() == every > 0

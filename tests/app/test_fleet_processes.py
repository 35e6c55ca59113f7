"""What becomes of the processes that read systems."""

import os
import signal
from pathlib import Path

import pytest

from docgen.app.fleet import running
from docgen.app.fleet.running import document_here
from docgen.app.fleet.system import Task


def end_at_once(_task: bytes, _place: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_the_system_ends_costs_its_own_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "write_summary", end_at_once)

    (summary,) = document_here([Task("shop", str(tmp_path), str(tmp_path / "site"))], 1)

    assert not summary.is_read
    assert "signal 9" in summary.problems[0].detail

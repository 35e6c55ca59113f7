"""A build that is killed while it writes leaves whole files, and nothing that the next build does not clear away."""

import os
from pathlib import Path

import pytest

from tests.trust.killed import STATES, kill_everywhere

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a fork of this process")
EVERY = 13  # of the calls; 7 of them write a file, so that each kind of call has its turn


@pytest.mark.parametrize("name", STATES)
def test_a_killed_build_does_no_harm(name: str, tmp_path: Path) -> None:
    found = kill_everywhere(name, tmp_path, EVERY, first=1 + list(STATES).index(name))

    assert found.kills >= 3
    assert found.wrong == []

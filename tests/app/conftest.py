"""Shared by the tests of the commands: a copy of a project that is not Atlas, for a test to change."""

import shutil
from pathlib import Path

import pytest

from tests.app.atlas import REPOSITORY


@pytest.fixture
def harbor(tmp_path: Path) -> Path:
    """A project whose environments differ: among others, by an instance that is exposed in one of them."""
    folder = tmp_path / "harbor"
    shutil.copytree(
        REPOSITORY / "tests" / "projects" / "harbor", folder, ignore=shutil.ignore_patterns("docs")
    )
    return folder

"""The same input gives the same bytes: in any folder, locale, time zone, with any hash seed."""

import shutil
from pathlib import Path

import pytest

from tests.app.atlas import REPOSITORY, copy_atlas
from tests.app.command import run_process as run

PLACES = [
    pytest.param({"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Asia/Tokyo"}, id="C"),
    pytest.param(
        {"PYTHONHASHSEED": "4711", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "HOME": "/"}, id="Turkish"
    ),
]


@pytest.mark.parametrize("environment", PLACES)
def test_a_build_from_nothing_gives_what_is_committed(environment: dict[str, str], tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)
    shutil.rmtree(folder / "docs" / "environments")
    (folder / "docs" / "inputs-and-outputs.md").unlink()

    ran = run(folder, "build", **environment)

    assert ran.code == 0, ran.err
    assert files(folder / "docs") == files(REPOSITORY / "docs")
    assert run(folder, "build", **environment).out.endswith("all up to date\n")
    assert run(folder, "check", **environment).code == 0


def files(folder: Path) -> dict[str, bytes]:
    return {
        each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()
    }


def test_no_page_knows_where_it_was_made(tmp_path: Path) -> None:
    made = files(REPOSITORY / "docs" / "environments").values()

    assert not any(str(REPOSITORY).encode() in content for content in made)
    assert not any(str(tmp_path).encode() in content for content in made)

"""The archives of a release: the same bytes everywhere, and with every file that docgen reads while it runs."""

import hashlib
import os
import shutil
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path
from unittest import mock

import pytest

from tests.packaging.dist import TOP, build, known_files

DOCUMENTED = {"docgen/py.typed", "docgen/aws/schemas.bin", "docgen/rules/controls.json"}


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    if shutil.which("git") is None or not (TOP / ".git").exists():
        pytest.skip("the archives are made of what git knows")
    with mock.patch.dict(os.environ, {"SOURCE_DATE_EPOCH": "1700000000"}):
        return build(tmp_path_factory.mktemp("first"))


def test_every_data_file_is_in_the_wheel(archives: list[Path]) -> None:
    wheel = next(each for each in archives if each.suffix == ".whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    wanted = {each for each in known_files(TOP) if each.startswith("docgen/")}
    assert wanted >= DOCUMENTED
    assert wanted - packed == set()


def test_a_wheel_can_be_made_of_the_source_archive(archives: list[Path]) -> None:
    source = next(each for each in archives if each.name.endswith(".tar.gz"))
    with tarfile.open(source) as archive:
        packed = {each.name.partition("/")[2] for each in archive.getmembers()}
    assert set(known_files(TOP)) - packed == set()


def test_two_folders_give_the_same_bytes(archives: list[Path], tmp_path: Path) -> None:
    for path in [*known_files(TOP), ".git"]:
        place = tmp_path / "elsewhere" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if path != ".git":
            shutil.copyfile(TOP / path, place)
    with (
        mock.patch.dict(os.environ, {"SOURCE_DATE_EPOCH": "1700000000"}),
        mock.patch("tests.packaging.dist.known_files", return_value=known_files(TOP)),
    ):
        before = os.umask(0o077)
        try:
            again = build(tmp_path / "second", tmp_path / "elsewhere")
        finally:
            os.umask(before)

    assert [digest(each) for each in again] == [digest(each) for each in archives]


def digest(path: Path) -> tuple[str, str]:
    return path.name, hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_metadata_has_what_an_index_shows(archives: list[Path]) -> None:
    wheel = next(each for each in archives if each.suffix == ".whl")
    with zipfile.ZipFile(wheel) as archive:
        name = next(each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        data = Parser().parsestr(archive.read(name).decode())
        points = archive.read(name.replace("METADATA", "entry_points.txt")).decode()
    assert data["Name"] == "terraform-docgen"
    assert data["License-Expression"] == "MIT"
    assert data["Description-Content-Type"] == "text/markdown"
    assert data.get_all("Project-URL") is None  # it has no home on the web yet
    assert "Topic :: Documentation" in data.get_all("Classifier", [])
    assert "docgen = docgen.app.cli:run" in points

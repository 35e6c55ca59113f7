"""The finished pages, and the site generators that build them: each in `.venv-generators`, made by `make generators`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.app.atlas import REPOSITORY, copy_atlas
from tests.app.command import run
from tests.app.test_site_without_configuration import dead_links

EXTENSIONS = (
    "abbr", "admonition", "attr_list", "md_in_html", "tables", "pymdownx.details",
    {"pymdownx.quotes": {"callouts": True}},
    "pymdownx.superfences", "docgen.document.markdown_extension",
)  # fmt: skip
SETTINGS = {
    "site_name": "Atlas",
    "docs_dir": "finished",
    "markdown_extensions": list(EXTENSIONS),
    "extra_css": ["assets/docgen.css", "assets/docgen-paper.css"],
    "extra_javascript": ["assets/docgen.js"],
    "validation": {"anchors": "warn", "unrecognized_links": "warn"},
}
MATERIAL = {"theme": {"name": "material", "font": False}}
GENERATORS = {
    "mkdocs": (MATERIAL, "build", "--strict", "--quiet", "--site-dir", "site"),
    "properdocs": (MATERIAL, "build", "--strict", "--quiet", "--site-dir", "site"),
    "techdocs": ({"plugins": ["techdocs-core"]}, "build", "--strict", "--quiet", "--site-dir", "site"),
    "zensical": (MATERIAL, "build", "--strict"),
}
PROGRAMS = {"techdocs": "properdocs"}


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_atlas(tmp_path_factory.mktemp("finished"))
    ran = run(folder, "build", "--pages", "finished")
    assert ran.code == 0, ran.err
    assert "finished files are in finished" in ran.out
    return folder


def program(name: str) -> Path | None:
    """The generator; MkDocs is where docgen is."""
    home = Path(sys.executable).parent if name == "mkdocs" else REPOSITORY / ".venv-generators/bin"
    found = home / PROGRAMS.get(name, name)
    return found if found.is_file() else None


@pytest.mark.parametrize("name", GENERATORS)
def test_a_generator_builds_them(name: str, atlas: Path, tmp_path: Path) -> None:
    command = program(name)
    if name != "mkdocs" and not os.environ.get("DOCGEN_REQUIRE_GENERATORS"):
        pytest.skip("make generators runs it")
    if command is None:
        pytest.fail(f"{name} is not installed, and is required here")
    shutil.copytree(atlas / "finished", tmp_path / "finished")
    more, *words = GENERATORS[name]
    assert isinstance(more, dict)
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(SETTINGS | more), encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - a site generator
        [str(command), *map(str, words)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY), "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert dead_links(tmp_path / "site") == []
    page = (tmp_path / "site/environments/staging/architecture/index.html").read_text(encoding="utf-8")
    assert "<svg" in page
    lines = (tmp_path / "site/environments/staging/network/index.html").read_text(encoding="utf-8")
    assert "/source/terraform/" in lines
    assert 'class="dg-table"' in lines


def test_they_are_readable_without_a_generator(atlas: Path) -> None:
    """What a Git host shows is what is committed: pictures are files there, and nothing is a tag that it would drop."""
    committed = (atlas / "docs/environments/staging/architecture.md").read_text(encoding="utf-8")
    finished = (atlas / "finished/environments/staging/architecture.md").read_text(encoding="utf-8")

    assert "<svg" not in committed
    assert "](architecture.svg)" in committed
    assert "<svg" in finished


@pytest.fixture
def minimal(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(REPOSITORY / "tests" / "projects" / "minimal", tmp_path / "minimal"))
    assert run(folder, "build", "--quiet", "--pages", "finished").code == 0
    return folder


def test_a_folder_of_others_stays(minimal: Path) -> None:
    (minimal / "mine").mkdir()
    (minimal / "mine/notes.txt").write_text("", encoding="utf-8")

    for target, why in (
        ("mine", "would be deleted"),
        ("docs", "hold one another"),
        ("docs/x", "hold one another"),
    ):
        ran = run(minimal, "build", "--pages", target)
        assert ran.code == 1
        assert why in ran.err
    assert (minimal / "mine/notes.txt").is_file()
    assert (minimal / "docs/index.md").is_file()


def test_a_second_time_replaces_what_was_there(minimal: Path) -> None:
    (minimal / "finished/old.md").write_text("# Old\n", encoding="utf-8")

    assert run(minimal, "build", "--quiet", "--pages", "finished").code == 0
    assert not (minimal / "finished/old.md").exists()

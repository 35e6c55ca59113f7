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


BY_HAND = """---
title: By hand
claims:
  - says: There is one VPC.
    count: vpcs
    is: 1
---

# By hand

Text with `code`, **emphasis** and a [link](environments/dev/network.md#subnets).

> [!WARNING]
> A callout.

| A table | of two |
| --- | --- |
| with | `a cell` |

<details markdown="1"><summary>More</summary>

<!-- docgen:summary -->
<!-- /docgen -->

</details>

<!-- docgen:claims -->
<!-- /docgen -->
"""


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return finished(copy_atlas(tmp_path_factory.mktemp("finished")))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half as many pages, one of them by hand: each generator reads whatever pages hold."""
    folder = tmp_path_factory.mktemp("small") / "harbor"
    shutil.copytree(REPOSITORY / "tests/projects/harbor", folder, ignore=shutil.ignore_patterns("docs"))
    (folder / "docs").mkdir()
    (folder / "docs/by-hand.md").write_text(BY_HAND, encoding="utf-8")
    return finished(folder)


def finished(folder: Path) -> Path:
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
def test_a_generator_builds_them(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    command = program(name)
    if command is None:
        if os.environ.get("DOCGEN_REQUIRE_GENERATORS"):
            pytest.fail(f"{name} is not installed, and is required here")
        pytest.skip(f"{name} is not installed: make generators")
    project, environment, code = (
        ("atlas", "staging", "terraform/") if name == "mkdocs" else ("small", "dev", "")
    )
    shutil.copytree(request.getfixturevalue(project) / "finished", tmp_path / "finished")
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
    own = tmp_path / "site/environments" / environment
    assert "<svg" in (own / "architecture/index.html").read_text(encoding="utf-8")
    lines = (own / "network/index.html").read_text(encoding="utf-8")
    assert f"/source/{code}" in lines
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

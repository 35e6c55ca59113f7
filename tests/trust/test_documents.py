"""What `docs` is, or what lies in it, leads out of the repository, blocks, or goes round in circles."""

import contextlib
import os
import random
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from docgen.source import nofollow
from docgen.workspace.settings_paths import is_in_git
from tests.app.command import run
from tests.hostile.confined import run_confined

MAIN = 'resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}\n'
SETTINGS = "project: P\nenvironments:\n  one:\n    root: .\n"
SECRET = "root:x:0:0:OUTSIDE"  # noqa: S105 - text of a file that must not be read
BLOCKS = re.compile(
    r"FIFO|device|socket|huge|link"
)  # in a process of its own, which ends where it takes too long
Make = Callable[[Path], None]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "top" / "repository"
    folder.mkdir(parents=True)
    (folder / "main.tf").write_text(MAIN, encoding="utf-8")
    (folder / "docgen.yml").write_text(SETTINGS, encoding="utf-8")
    outside = tmp_path / "top" / "outside"
    outside.mkdir()
    (outside / "passwd").write_text(f"{SECRET}\n", encoding="utf-8")
    (outside / "page.md").write_text(f"---\n# Generated from Terraform.\n---\n{SECRET}\n", encoding="utf-8")
    return folder


def everything_but(folder: Path) -> dict[str, bytes | str]:
    """Whatever is around the repository: contents, and where links lead."""
    found: dict[str, bytes | str] = {}
    for each in sorted(folder.parent.rglob("*")):
        if folder not in each.parents and each != folder:
            found[str(each)] = (
                str(each.readlink()) if each.is_symlink() else each.read_bytes() if each.is_file() else ""
            )
    return found


def link(path: str, target: str) -> Make:
    def make(folder: Path) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).symlink_to(target)

    return make


def fifo(path: str) -> Make:
    def make(folder: Path) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(folder / path)

    return make


def unix_socket(path: str) -> Make:
    def make(folder: Path) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        before = Path.cwd()
        os.chdir((folder / path).parent)  # such names are short
        try:
            with socket.socket(socket.AF_UNIX) as made:
                made.bind((folder / path).name)
        finally:
            os.chdir(before)

    return make


def sparse(path: str, size: int) -> Make:
    def make(folder: Path) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        with (folder / path).open("wb") as file:
            file.truncate(size)

    return make


def settings(content: str) -> Make:
    def make(folder: Path) -> None:
        (folder / "docgen.yml").write_text(content, encoding="utf-8")

    return make


def docs_setting(value: str) -> Make:
    return settings(f"docs: {value}\n{SETTINGS}")


def several(*steps: Make) -> Make:
    def make(folder: Path) -> None:
        for each in steps:
            each(folder)

    return make


REFUSED: dict[str, tuple[Make, str]] = {
    "docs leads outside": (link("docs", "../outside"), "docs is a symbolic link"),
    "docs leads to an absolute path": (link("docs", "/var"), "docs is a symbolic link"),
    "docs leads outside by two links": (several(link("a", ".."), link("docs", "a/outside")), "docs is a symbolic link"),
    "assets lead outside": (link("docs/assets", "../../outside"), "docs/assets is a symbolic link"),
    "environments lead outside": (link("docs/environments", "../../outside"), "docs/environments is a symbolic link"),
    "an environment leads outside": (link("docs/environments/one", "../../../outside"), "docs/environments/one is a symbolic link"),
    "an asset leads outside": (link("docs/assets/docgen.css", "../../../outside/passwd"), "docs/assets/docgen.css is a symbolic link"),
    "an asset leads to a new file outside": (link("docs/assets/docgen.css", "../../../outside/new"), "docs/assets/docgen.css is a symbolic link"),
    "the facts lead outside": (link("docs/environments/facts.json", "../../../outside/passwd"), "facts.json is a symbolic link"),
    "a page leads outside": (link("docs/mine.md", "../../outside/passwd"), "outside the repository"),
    "a generated page leads outside": (link("docs/parity.md", "../../outside/page.md"), "outside the repository"),
    "an asset is a device": (link("docs/assets/docgen.css", "/dev/zero"), "docs/assets/docgen.css is a symbolic link"),
    "an asset is a FIFO": (fifo("docs/assets/docgen.js"), "it is not a file"),
    "the facts are a FIFO": (fifo("docs/environments/facts.json"), "it is not a file"),
    "a page is a FIFO": (fifo("docs/mine.md"), "it is not a file"),
    "an asset is a socket": (unix_socket("docs/assets/docgen.js"), "it is not a file"),
    "docs is a FIFO": (fifo("docs"), "docs, and cannot: it is not a folder"),
    "docs is a file": (sparse("docs", 3), "docs, and cannot: it is not a folder"),
    "an asset is a folder": (fifo("docs/assets/docgen.js/x"), "it is not a file"),
    "an asset is huge": (sparse("docs/assets/docgen.css", 2_000_000_000), "larger than"),
    "a picture is huge": (sparse("docs/environments/one/architecture.svg", 2_000_000_000), "larger than"),
    "a page is huge": (sparse("docs/mine.md", 2_000_000_000), "larger than"),
    "docs is a loop": (link("docs", "docs"), "cannot be resolved"),
    "an asset is a loop": (link("docs/assets/docgen.css", "docgen.css"), "cannot be resolved"),
    "an asset leads nowhere": (link("docs/assets/docgen.css", "../../nothing.css"), "leads to no file"),
    "an asset leads into git": (several(link("docs/assets/docgen.css", "../../.git/hooks/pre-commit"), fifo(".git/hooks/x")), "folder of git"),
    "docs leads into git": (several(fifo(".git/hooks/x"), link("docs", ".git/hooks")), "folder of git"),
    "an asset leads to a source": (link("docs/assets/docgen.css", "../../main.tf"), "did not make docs/assets/docgen.css"),
    "one environment leads to another": (several(settings(SETTINGS + "  two:\n    root: .\n"), link("docs/environments/two", "one"), fifo("docs/environments/one/x")), "are the same"),
    "the setting goes up": (docs_setting("../escaped"), "docgen.yml:1"),
    "the setting goes up in between": (docs_setting("a/../../x"), "docgen.yml:1"),
    "the setting is the folder above": (docs_setting(".."), "docgen.yml:1"),
    "the setting is absolute": (docs_setting("/var/docgen-absolute"), "docgen.yml:1"),
    "the setting is in git": (docs_setting("./.GIT/x"), "docgen.yml:1"),
    "the setting holds NUL": (docs_setting('"a\\0b"'), "docgen.yml:1"),
    "the setting is too long": (docs_setting("a" * 300), "docgen.yml:1"),
    "the setting is half a character": (docs_setting('"\\ud800"'), "docgen.yml"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_leads_elsewhere_is_refused(name: str, here: Path) -> None:
    make, said = REFUSED[name]
    make(here)
    around = everything_but(here)
    before = sorted(here.rglob("*"))

    start = run_confined if BLOCKS.search(name) else run
    for command in ("build", "check"):
        ran = start(here, command)

        assert ran.code == 1, (command, ran.out, ran.err)
        assert said in ran.err
        assert ran.err.count("Error:") <= 3
        assert "Traceback" not in ran.err
        assert SECRET not in ran.out + ran.err
    assert everything_but(here) == around
    assert sorted(here.rglob("*")) == before, "something was written"
    assert not Path("/var/docgen-absolute").exists()


def text(path: str, content: str) -> Make:
    def make(folder: Path) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, encoding="utf-8")

    return make


WRITTEN: dict[str, Make] = {
    "docs lead elsewhere inside": several(link("docs", "pages"), fifo("pages/x")),
    "docs lead to a new folder inside": link("docs", "pages"),
    "a link to docs": link("docs/l", "."),
    "links to docs": several(*(link(f"docs/l{n}", ".") for n in range(8))),
    "a link to the repository": link("docs/up", ".."),
    "links to each other": several(link("docs/a/x", "../b"), link("docs/b/x", "../a")),
    "a loop": link("docs/loop", "loop"),
    "a folder of others": link("docs/theirs", "../../outside"),
    "many links to many folders": several(*(link(f"docs/d{n}/l{m}", f"../d{n + 1}") for n in range(12) for m in range(8))),
    "a deep folder": text("docs/" + "d/" * 60 + "page.md", "# x\n"),
    "an own page that leads inside": several(text("notes.md", "# Notes\n<!-- docgen:summary -->\n<!-- /docgen -->\n"), link("docs/notes.md", "../notes.md")),
    "FIFOs beside the pages": several(fifo("docs/x"), fifo("docs/x.svg"), fifo("docs/environments/one/x.svg")),
    "files with names that are no text": several(text("docs/x.txt", ""), lambda folder: (folder / os.fsdecode(b"docs/\xff.txt")).touch()),
    "a page with a name that is no text": several(text("docs/x.txt", ""), lambda folder: (folder / os.fsdecode(b"docs/\xff.md")).touch()),
    "a configuration with a name that is no text": lambda folder: (folder / os.fsdecode(b"\xff.tf")).touch(),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITTEN)
def test_what_stays_inside_is_written(name: str, here: Path) -> None:
    WRITTEN[name](here)
    around = everything_but(here)

    start = run_confined if BLOCKS.search(name) else run
    ran = start(here, "build")

    assert ran.code == 0, ran.err
    assert "Traceback" not in ran.err
    assert everything_but(here) == around
    assert "10.0.0.0/16" in (here / "docs/environments/one/network.md").read_text(encoding="utf-8")
    again = start(here, "check")
    assert (again.code, again.err) == (0, ran.err)


def test_a_page_that_is_a_link_keeps_being_one(here: Path) -> None:
    WRITTEN["an own page that leads inside"](here)

    run(here, "build")

    assert (here / "docs/notes.md").is_symlink()
    assert "one VPC" in (here / "notes.md").read_text(encoding="utf-8")


def test_generated_pages_of_another_project_are_no_orphans(here: Path) -> None:
    other = here / "other"
    other.mkdir()
    (other / "page.md").write_bytes((here.parent / "outside/page.md").read_bytes())
    link("docs/environments/other", "../../other")(here)

    assert run(here, "build").code == 0
    assert (other / "page.md").exists()


@pytest.mark.parametrize("name", ['"a\\0b"', '"a\\nb"', "a" * 300, '"\\e[31m"'])
def test_an_environment_that_can_have_no_folder(name: str, here: Path) -> None:
    (here / "docgen.yml").write_text(SETTINGS.replace("one", name), encoding="utf-8")

    ran = run(here, "build")

    assert ran.code == 1
    assert "Invalid environment name" in ran.err
    assert "\x1b" not in ran.err


PATHS = [
    "root: {}",
    "root: .\n    var_files: [{}]",
    "root: .\n    backend_config: [{}]",
    "roots: [{{root: {}}}]",
]


@pytest.mark.parametrize("place", PATHS)
@pytest.mark.parametrize("path", ['"a\\0b"', "x" * 300, '"\\ud800"'])
def test_a_path_that_no_file_has(place: str, path: str, here: Path) -> None:
    (here / "docgen.yml").write_text(SETTINGS.replace("root: .", place.format(path)), encoding="utf-8")

    ran = run(here, "build")

    assert ran.code == 1
    assert "Invalid path" in ran.err or "Invalid YAML" in ran.err


def test_init_does_not_write_through_a_link(here: Path) -> None:
    (here / "docgen.yml").unlink()
    link("docgen.yml", "../outside/new.yml")(here)

    ran = run(here, "init")

    assert ran.code == 1
    assert "docgen.yml exists" in ran.err
    assert not (here.parent / "outside/new.yml").exists()


PLACES = [
    "docs",
    "docs/assets",
    "docs/environments",
    "docs/environments/one",
    "docs/parity.md",
    "docs/mine.md",
    "docs/assets/docgen.js",
    "docs/environments/one/network.md",
    "docs/x",
    "docs/environments/facts.json",
    "pages",
    "back",
]
TARGETS = [
    "..",
    ".",
    "../outside",
    "../../outside",
    "../../../outside/page.md",
    "../outside/passwd",
    "../../outside/new.md",
    "/etc",
    "/dev/zero",
    "/dev/stdin",
    "pages",
    "../pages",
    "back",
    "../back",
    "docs",
    "x",
    "../main.tf",
    ".git/x",
    "../../.git",
]


@pytest.mark.parametrize("seed", range(40))
def test_nothing_is_written_outside_wherever_links_lead(seed: int, here: Path) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test
    for place in chance.sample(PLACES, chance.randint(1, 5)):
        with contextlib.suppress(OSError):  # another link has it
            link(place, chance.choice(TARGETS))(here)
    around = everything_but(here)
    sources = (here / "main.tf").read_bytes(), (here / "docgen.yml").read_bytes()

    built, checked = run(here, "build"), run(here, "check")

    assert everything_but(here) == around
    assert ((here / "main.tf").read_bytes(), (here / "docgen.yml").read_bytes()) == sources
    assert (built.code, checked.code) in {(0, 0), (1, 1)}, (built.err, checked.out, checked.err)
    assert SECRET not in built.out + built.err + checked.out + checked.err


# -- left over --------------------------------------------------------------------------------------

KILLED = """
import os, sys
from docgen.source import nofollow
def stop(*_, **__):
    os.kill(os.getpid(), 9)
nofollow.os.replace = stop
import docgen.app.cli
docgen.app.cli.run()
"""
OTHERS = [
    "docs/.parity.md.short", "docs/.parity.md.UPPERCAS", "docs/.theirs.md.abcdefgh", "docs/parity.md.abcdefgh",
    "docs/.parity.md.abcdefghi", "docs/theirs/.network.md.abcdefgh", ".parity.md.abcdefgh",
]  # fmt: skip


def test_what_a_killed_build_leaves_is_removed_by_the_next(here: Path) -> None:
    assert run(here, "build").code == 0
    (here / "docs/parity.md").unlink()
    (here / "main.tf").write_text(MAIN.replace("10.0", "10.1"), encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - docgen itself
        [sys.executable, "-c", KILLED, "build"],
        cwd=here,
        env=os.environ | {"DOCGEN_CACHE_DIR": ""},  # else the first file that it replaces is one of a cache
        check=False,
        capture_output=True,
    )
    assert done.returncode == -9
    left = [each for each in (here / "docs").rglob(".*") if each.is_file()]
    assert len(left) == 1, left
    for name in OTHERS:
        text(name, "theirs")(here)
    text("docs/environments/gone/.network.md.abcd_0fg", "# x")(here)
    text(".docgen.yml.abcdefgh", "project: P")(here)
    link("docs/.parity.md.linklink", "../main.tf")(here)

    checked = run(here, "check")
    assert checked.code == 3
    assert left[0].name not in checked.out + checked.err
    assert left[0].exists()
    built = run(here, "build")

    assert built.code == 0, built.err
    hidden = sorted(each.relative_to(here).as_posix() for each in here.rglob(".*"))
    assert hidden == sorted(
        [*(each for each in OTHERS if "/." in each or each.startswith(".")), "docs/.parity.md.linklink"]
    )
    assert run(here, "check").code == 0


def test_a_build_goes_on_where_another_one_clears_its_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []
    real = nofollow.temporary_name

    def watched(name: str) -> str:
        names.append(real(name))
        return names[-1]

    replace = os.replace

    def cleared(source: str, target: str, **descriptors: int) -> None:
        if len(names) == 1:
            os.unlink(source, dir_fd=descriptors["src_dir_fd"])
        replace(source, target, **descriptors)

    monkeypatch.setattr(nofollow, "temporary_name", watched)
    monkeypatch.setattr(os, "replace", cleared)

    nofollow.write_file(tmp_path, "a/b/page.md", b"new")

    assert (tmp_path / "a/b/page.md").read_bytes() == b"new"
    assert len(names) == 2


# -- between the look and the writing ----------------------------------------------------------------


def test_a_link_that_is_put_in_place_in_between_is_not_followed(here: Path) -> None:
    outside = here.parent / "outside"
    (here / "docs").symlink_to(outside)
    (here / "page.md").symlink_to(outside / "passwd")

    for path in ("docs/new.md", "docs/deep/new.md"):
        with pytest.raises(OSError, match=r"."):
            nofollow.write_file(here, path, b"x")
    with pytest.raises(OSError, match=r"."):
        nofollow.read_file(here, "docs/passwd", 100)
    with pytest.raises(OSError, match=r"."):
        nofollow.read_file(here, "page.md", 100)
    with pytest.raises(OSError, match=r"."):
        nofollow.list_folder(here, "docs")
    with pytest.raises(OSError, match=r"."):
        nofollow.remove_file(here, "docs/passwd")
    nofollow.write_file(here, "page.md", b"mine")  # the link goes, what it led to stays

    assert sorted(each.name for each in outside.iterdir()) == ["page.md", "passwd"]
    assert SECRET in (outside / "passwd").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "inside"),
    [(".git", True), ("a/.GIT/b", True), (".git./x", True), (".gitignore", False), ("git", False)],
)
def test_the_folder_of_git(path: str, inside: bool) -> None:  # noqa: FBT001 - an expected value
    assert is_in_git(path) is inside

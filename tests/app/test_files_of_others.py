"""A file that docgen did not make is never replaced and never removed; its own files it cleans up."""

from pathlib import Path

import pytest

from docgen.document.marks import is_made_by_docgen
from tests.app.command import run

PAGE = b"# Parity\n\nOur own page about parity.\n"
FOREIGN = {
    "parity.md": PAGE,
    "environments/dev/network.md": b"---\ntitle: Ours\n---\n\n# Network\n\n<!-- docgen:network-shape -->\n<!-- /docgen -->\n",
    "environments/dev/architecture.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="3"/></svg>\n',
    "assets/docgen.css": b"body { color: red }\n",
    "assets/docgen.js": b"// ours\n",
    "environments/facts.json": b'{"facts": []}\n',
}


def snapshot(folder: Path) -> dict[Path, bytes]:
    return {each: each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file()}


@pytest.mark.parametrize("name", FOREIGN)
def test_it_is_an_error_that_names_the_file(harbor: Path, name: str) -> None:
    target = harbor / "docs" / name
    target.parent.mkdir(parents=True)
    target.write_bytes(FOREIGN[name])
    before = snapshot(harbor)

    ran = run(harbor, "build")

    assert ran.code == 1
    assert "File was not made by docgen" in ran.err
    assert f"docs/{name}" in ran.err
    assert "`docs:` in docgen.yml" in ran.err
    assert snapshot(harbor) == before


@pytest.mark.parametrize("command", ["build", "check", "serve"])
def test_all_of_them_are_named_in_one_run(harbor: Path, command: str) -> None:
    for name, content in FOREIGN.items():
        target = harbor / "docs" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    before = snapshot(harbor)

    ran = run(harbor, command)

    assert ran.code == 1
    assert ran.err.count("Error: File was not made by docgen") == len(FOREIGN)
    assert all(f"docs/{name}" in ran.err for name in FOREIGN)
    assert "`docs:` in docgen.yml" in ran.err
    assert snapshot(harbor) == before


def test_a_folder_in_the_way_is_an_error(harbor: Path) -> None:
    (harbor / "docs" / "parity.md").mkdir(parents=True)

    ran = run(harbor, "build")

    assert ran.code == 1
    assert "docs/parity.md" in ran.err


def test_a_folder_that_leads_out_of_the_repository_is_not_written_to(harbor: Path) -> None:
    outside = harbor.parent / "elsewhere"
    outside.mkdir()
    (harbor / "docs").symlink_to(outside)

    ran = run(harbor, "build")

    assert ran.code == 1
    assert "outside the repository" in ran.err
    assert list(outside.iterdir()) == []


def test_own_files_of_an_environment_that_is_gone_are_removed(harbor: Path) -> None:
    assert run(harbor, "build").code == 0
    old = harbor / "docs" / "environments" / "dev"
    (old / "ours.svg").write_bytes(FOREIGN["environments/dev/architecture.svg"])
    (old / "ours.md").write_bytes(PAGE)
    rename(harbor, "  dev:", "  develop:")

    ran = run(harbor, "build")

    assert ran.code == 0, ran.err
    assert "removed docs/environments/dev/network.md" in ran.out
    assert "removed docs/environments/dev/architecture.svg" in ran.out
    assert sorted(each.name for each in old.iterdir()) == ["ours.md", "ours.svg"]
    assert (harbor / "docs/environments/develop/network.md").exists()
    rename(harbor, "  develop:", "  test:")
    assert run(harbor, "build").code == 0
    assert not (harbor / "docs/environments/develop").exists()


def rename(folder: Path, old: str, new: str) -> None:
    settings = folder / "docgen.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_every_file_that_is_made_carries_the_mark(harbor: Path) -> None:
    assert run(harbor, "build").code == 0
    made = [each for each in (harbor / "docs").rglob("*") if each.is_file()]

    assert {each.suffix for each in made} >= {".md", ".svg", ".css", ".js", ".json"}
    assert [str(each) for each in made if not is_made_by_docgen(each.name, each.read_bytes())] == []
    assert run(harbor, "build").code == 0


OLD = [
    ("docgen.css", b"/* The look of generated pages: wide tables, the matrix, badges, diagrams. Loads nothing. */\n"),
    ("docgen.js", b"// Comfort for generated pages: zoom and pan in diagrams, row and column of the matrix. Loads nothing.\r\n"),
    ("a.md", b"---\r\n# Generated from Terraform. Do not edit: change the Terraform and run `docgen build`.\r\n"),
    ("a.md", b"\xef\xbb\xbf---\n# Generated from Terraform. Do not edit.\n"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content"), OLD)
def test_files_of_earlier_versions_are_recognised(name: str, content: bytes) -> None:
    assert is_made_by_docgen(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        *FOREIGN.items(),
        ("a.png", b"\x89PNG"),
        ("a.md", b""),
        ("a.md", b"# x\n---\n# Generated from Terraform."),
    ],
)
def test_files_of_others_are_not(name: str, content: bytes) -> None:
    assert not is_made_by_docgen(name, content)

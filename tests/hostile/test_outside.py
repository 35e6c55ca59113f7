"""Functions that read files stay inside the repository: outside, a value is unknown and a warning says where."""

from pathlib import Path

import pytest

from tests.hostile.confined import run_confined

SETTINGS = "project: Fenced\nenvironments:\n  one:\n    root: root\n"
HIDDEN = "OUTSIDE-THE-FENCE"
PATHS = {
    "above": "../../outside/secret.txt",
    "absolute": "ABSOLUTE",
    "a link to the file": "link.txt",
    "a link to the folder": "up/secret.txt",
    "a link and back": "up/../outside/secret.txt",
    "below the module": "${path.module}/../../outside/secret.txt",
    "made of parts": '${join("/", ["..", "..", "outside", "secret.txt"])}',
    "a device": "/dev/zero",
    "the process": "/proc/self/environ",
    "a home folder": "~/secret.txt",
}
CALLS = {
    "file": 'file("PATH")',
    "templatefile": 'templatefile("PATH", {})',
    "filebase64": 'filebase64("PATH")',
    "filesha256": 'filesha256("PATH")',
    "filemd5": 'filemd5("PATH")',
    "filebase64sha512": 'filebase64sha512("PATH")',
    "fileexists": 'fileexists("PATH")',
    "a module's": 'core::file("PATH")',
}
SETS = {
    "above": 'fileset("../../outside", "*")',
    "a pattern that goes up": 'fileset(".", "../../outside/*")',
    "absolute": 'fileset("ABSOLUTE", "*")',
    "a linked folder": 'fileset("up", "*")',
}
WITHIN = {
    "a linked folder below": 'fileset(".", "**")',
    "a linked folder by its name": 'fileset(".", "*/secret.txt")',
    "a linked file": 'fileset(".", "*.txt")',
}


def repository(place: Path, expression: str) -> Path:
    """A repository beside a folder with a secret, into which links lead."""
    folder = place / "repository"
    outside = place / "outside"
    (folder / "root").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.txt").write_text(HIDDEN, encoding="utf-8")
    (folder / "root" / "link.txt").symlink_to(outside / "secret.txt")
    (folder / "root" / "up").symlink_to(outside)
    (folder / "docgen.yml").write_text(SETTINGS, encoding="utf-8")
    whole = expression.replace("ABSOLUTE", str(outside / "secret.txt"))
    (folder / "root" / "main.tf").write_text(f'output "x" {{\n  value = {whole}\n}}\n', encoding="utf-8")
    return folder


@pytest.mark.parametrize("path", PATHS)
def test_a_file_outside_is_not_read(path: str, tmp_path: Path) -> None:
    folder = repository(tmp_path, "null")
    outputs = [
        f'output "x{number}" {{\n  value = {call.replace("PATH", PATHS[path])}\n}}\n'
        for number, call in enumerate(CALLS.values())
    ]
    text = "".join(outputs).replace("ABSOLUTE", str(tmp_path / "outside" / "secret.txt"))
    (folder / "root" / "main.tf").write_text(text, encoding="utf-8")

    ran = run_confined(folder, "plan", "-v", "--env", "one")

    assert ran.code == 0, ran.err
    assert HIDDEN not in ran.out + ran.err
    for number, name in enumerate(CALLS):
        assert f"Warning: File not read\n  at root/main.tf:{3 * number + 2}:11" in ran.err, name
    assert '"value"' not in ran.out


@pytest.mark.parametrize("name", SETS)
def test_a_folder_outside_is_not_listed(name: str, tmp_path: Path) -> None:
    folder = repository(tmp_path, SETS[name].replace("ABSOLUTE", "ABSOLUTE/.."))

    ran = run_confined(folder, "plan", "-v", "--env", "one")

    assert ran.code == 0, ran.err
    assert "secret.txt" not in ran.out
    assert "Warning: File not read" in ran.err


@pytest.mark.parametrize("name", WITHIN)
def test_a_link_leads_no_pattern_outside(name: str, tmp_path: Path) -> None:
    folder = repository(tmp_path, WITHIN[name])

    ran = run_confined(folder, "plan", "-v", "--env", "one")

    assert ran.code == 0, ran.err
    assert "secret.txt" not in ran.out
    assert "link.txt" not in ran.out


def test_a_file_that_many_instances_read_is_told_once(tmp_path: Path) -> None:
    folder = repository(tmp_path, '[for n in range(9) : file("/etc/hostname")]')

    ran = run_confined(folder, "build", "-v")

    assert ran.code == 0, ran.err
    assert ran.err.count("File not read") == 1


def test_a_sensitive_path_is_not_told(tmp_path: Path) -> None:
    folder = repository(tmp_path, 'nonsensitive(file(sensitive("../../outside/hidden-name")))')

    ran = run_confined(folder, "plan", "-v", "--env", "one")

    assert "File not read" in ran.err
    assert "hidden-name" not in ran.err.split("2 │")[0]


def test_each_place_that_reads_outside_is_told(tmp_path: Path) -> None:
    folder = repository(tmp_path, 'file("/etc/hostname") == file("/etc/hostname")')

    ran = run_confined(folder, "plan", "-v", "--env", "one")

    assert ran.err.count("File not read") == 2

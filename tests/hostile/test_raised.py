"""Every limit can be met, says which setting raises it, and is raised by that setting."""

from collections.abc import Callable
from pathlib import Path

import pytest

from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.workspace.settings import load_settings
from tests.app.command import run

Make = Callable[[Path], None]


def text(content: str, name: str = "main.tf") -> Make:
    def make(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(content, encoding="utf-8")

    return make


def output(expression: str) -> Make:
    return text(f'output "x" {{\n  value = {expression}\n}}\n')


def both(*makes: Make) -> Make:
    def make(folder: Path) -> None:
        for each in makes:
            each(folder)

    return make


def chain(folder: Path) -> None:
    """Modules five deep."""
    for n in range(5):
        call = f'module "a" {{\n  source = "../m{n + 1}"\n}}\n' if n < 4 else "locals {}\n"
        text(call, f"m{n}/main.tf")(folder)
    text('module "a" {\n  source = "./m0"\n}\n')(folder)


COUNTED = 'resource "terraform_data" "x" {\n  count = 7\n}\n'
CASES: dict[str, tuple[str, int, int, Make]] = {
    "instances": ("instances", 6, 7, text(COUNTED)),
    "modules": ("modules", 3, 9, chain),
    "module depth": ("depth", 3, 9, chain),
    "elements": ("elements", 9, 100, output("[for n in range(50) : n]")),
    "text": ("text", 99, 1000, output('join("", [for n in range(200) : "ab"])')),
    "the text of a template": ("text", 99, 1000, output('"%{ for n in range(200) }ab%{ endfor }"')),
    "file": ("file", 99, 1000, both(output('file("long.txt")'), text("x" * 200, "long.txt"))),
    "a file of the configuration": ("file", 99, 1000, text("# " + "x" * 200 + "\nlocals {}\n")),
    "files": ("files", 3, 9, both(*(text("", f"f{n}.tf") for n in range(5)))),
    "files of a set": ("files", 3, 99, both(output('fileset("d", "*")'), *(text("", f"d/{n}") for n in range(5)))),
    "depth of JSON": ("depth", 9, 99, output(f'jsondecode("{"[" * 20 + "]" * 20}")')),
    "depth of YAML": ("depth", 9, 99, output(f'yamldecode("{"[" * 20 + "]" * 20}")')),
    "depth of a JSON file": ("depth", 9, 99, text('{"locals": {"x": ' + "[" * 20 + "]" * 20 + "}}", "main.tf.json")),
    "nesting": ("nesting", 9, 99, output("(" * 20 + "1" + ")" * 20)),
    "more nesting than by itself": ("nesting", 500, 2000, output("(" * 1500 + "1" + ")" * 1500)),
    "pattern": ("pattern", 9, 99, output(f'regexall("{"a" * 20}", "b")')),
    "pattern of replace": ("pattern", 9, 99, output(f'replace("b", "/{"a" * 20}/", "c")')),
    "a pattern longer than by itself": ("pattern", 20_000, 40_000, output(f'regexall("{"a" * 30_000}", "b")')),
    "steps": ("steps", 99, 1000, output("[for n in range(100) : n + 1]")),
}  # fmt: skip


def ran_with(folder: Path, limit: str, amount: int) -> tuple[int, str]:
    settings = f"project: Raised\nlimits:\n  {limit}: {amount}\nenvironments:\n  one:\n    root: .\n"
    (folder / "docgen.yml").write_text(settings, encoding="utf-8")
    ran = run(folder, "plan", "--env", "one", DOCGEN_CACHE_DIR="")
    assert "Traceback" not in ran.err
    return ran.code, ran.err


@pytest.mark.parametrize("name", CASES)
def test_the_limit_holds_and_can_be_raised(name: str, tmp_path: Path) -> None:
    limit, low, high, make = CASES[name]
    make(tmp_path)

    code, said = ran_with(tmp_path, limit, low)

    assert code == 1 or limit in {"instances", "steps"}  # one value is unknown then, and the rest goes on
    assert f"limits.{limit}" in said
    assert ran_with(tmp_path, limit, high) == (0, "")


def test_every_limit_has_a_case() -> None:
    assert {each[0] for each in CASES.values()} == set(Limits.__struct_fields__)


@pytest.mark.parametrize("amount", ["0", "-1", "many", "1.5", "null"])
@pytest.mark.parametrize("limit", Limits.__struct_fields__)
def test_a_limit_is_a_positive_whole_number(limit: str, amount: str, tmp_path: Path) -> None:
    settings = f"project: Raised\nlimits:\n  {limit}: {amount}\nenvironments:\n  one:\n    root: .\n"
    (tmp_path / "docgen.yml").write_text(settings, encoding="utf-8")

    found = load_settings(DiskTree(tmp_path))

    assert found.value is None
    assert [each.subject.line for each in found.diagnostics if each.subject] == [3]

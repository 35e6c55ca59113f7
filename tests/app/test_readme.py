"""What the documentation of docgen shows of docgen.yml is valid."""

import re
from pathlib import Path

import pytest

from docgen.source.tree import DiskTree
from docgen.workspace.settings import load_settings

TOP = Path(__file__).parents[2]
HEAD = "project: P\nenvironments:\n  staging: {root: .}\n  production: {root: .}\n"


def yaml_blocks() -> list[str]:
    found: list[str] = []
    for path in (TOP / "README.md", TOP / "docs" / "contributing.md", TOP / "docs" / "fleet.md"):
        found += re.findall(
            r"^ *```yaml\n(.*?)^ *```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        )
    return found


@pytest.mark.parametrize("block", yaml_blocks())
def test_examples_of_settings_are_valid(block: str, tmp_path: Path) -> None:
    text = block.replace("claims:", "assertions:", 1) if block.startswith("claims:") else block
    complete = text if text.startswith("project:") else HEAD + text
    (tmp_path / "docgen.yml").write_text(complete, encoding="utf-8")

    result = load_settings(DiskTree(tmp_path))

    assert [each.detail for each in result.diagnostics] == []


def test_there_are_examples() -> None:
    assert len(yaml_blocks()) >= 4

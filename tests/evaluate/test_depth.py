"""Expressions that nest deeper than Python recurses by default are evaluated, from every entry point."""

import sys
from pathlib import Path

import pytest

from docgen.language.depth import deep_recursion
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings

EXPRESSIONS = {
    "calls": "abs(" * 450 + "1" + ")" * 450,
    "brackets": "(" * 450 + "1" + ")" * 450,
    "conditions": "true ? 1 : " * 450 + "2",
    "signs": "-" * 450 + "1",
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_deep_expressions_have_their_value(name: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(f'output "x" {{\n  value = {EXPRESSIONS[name]}\n}}\n', encoding="utf-8")
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000)  # as in a program that is not docgen's own
    try:
        result = evaluate_root(Library(DiskTree(tmp_path)), RootSettings("."), Limits(), {})
        assert sys.getrecursionlimit() == 1_000
    finally:
        sys.setrecursionlimit(before)

    assert result.diagnostics == ()
    assert result.value is not None
    assert result.value.outputs["x"].value.payload == 1


def test_a_higher_limit_is_kept() -> None:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(50_000)
    try:
        with deep_recursion():
            assert sys.getrecursionlimit() == 50_000
    finally:
        sys.setrecursionlimit(before)

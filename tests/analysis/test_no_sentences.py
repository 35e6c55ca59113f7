"""What is found is data: these modules of `docgen.analysis` hold no sentences, which `docgen.pages.sentences` has."""

import ast
from pathlib import Path

import pytest

ANALYSIS = Path(__file__).parents[2] / "docgen/analysis"
MOST_WORDS = 3  # of a name, such as "number of components"
MODULES = (
    "changes", "compare", "compare_resources", "kinds", "parity", "plain", "properties", "property_readers", "snapshot"
)  # fmt: skip


@pytest.mark.parametrize("name", MODULES)
def test_a_module_holds_no_sentences(name: str) -> None:
    tree = ast.parse((ANALYSIS / f"{name}.py").read_text(encoding="utf-8"))
    docstrings = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    texts = [
        each.value
        for each in ast.walk(tree)
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in docstrings
    ]

    assert [each for each in texts if len(each.split()) > MOST_WORDS] == []

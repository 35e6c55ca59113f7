"""Inputs: what sets them, and that nothing does."""

from pathlib import Path

from docgen.analysis.facts import Facts
from docgen.document.markdown import print_page
from docgen.pages.exposures_page import set_by_text
from docgen.pages.inputs_and_outputs import inputs_and_outputs_page
from docgen.source.span import Span
from docgen.source.traced import Input
from tests.pages.test_diagrams import facts_in

VARIABLES = 'variable "asked" {\n  type = string\n}\nvariable "usual" {\n  default = "x"\n}\n'


def test_a_variable_that_nothing_sets_has_no_default(tmp_path: Path) -> None:
    page = print_page(inputs_and_outputs_page(Facts("Shop", (facts_in(tmp_path, VARIABLES),))), "docs")

    rows = {
        line.split("|")[1].strip(" `"): line.split("|")[2].strip()
        for line in page.splitlines()
        if line.startswith("| `")
    }
    assert rows["asked"] == "not set"
    assert rows["usual"] == '`"x"` (default)'


def test_the_source_of_an_input_is_named() -> None:
    assert set_by_text(Input("a", "default", None)) == "not set"
    assert set_by_text(Input("a", "default", Span("main.tf", (1, 1), (2, 1)))) == "default"
    assert set_by_text(Input("a", "argument", None)) == "docgen.yml"

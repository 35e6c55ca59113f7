"""Loops over thousands of members stay within the budget of steps, and within seconds."""

from pathlib import Path

import pytest

from docgen.language.evaluation import Environment, evaluate_configuration
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library, load_configuration
from tests.evaluate.answers import OneFile

MANY = '{ for each in setproduct(range(100), range(40)) : "k${each[0]}-${each[1]}" => { place = each[0] } }'
LOOPS = {
    "index(keys(local.many), key)": 1,
    'cidrsubnet("10.0.0.0/8", 16, index(keys(local.many), key))': "10.0.1.0/24",
    "contains(keys(local.many), key)": True,
    "element(values(local.many), 1).place": 0,
    "lookup(local.many, key, null).place": 0,
    "local.many == null ? 1 : length(local.many)": 4000,
}


@pytest.mark.parametrize("inside", LOOPS)
def test_a_loop_that_searches_what_it_loops_over(inside: str) -> None:
    text = (
        f"locals {{\n  many = {MANY}\n  made = {{ for key, value in local.many : key => {inside} }}\n}}\n"
        'output "second" {\n  value = local.made["k0-1"]\n}\n'
    )
    loaded = load_configuration(Library(OneFile(text)), ".")
    here = Path(__file__).parent

    made = evaluate_configuration(loaded.value, Environment(DiskTree(here)))

    assert not made.diagnostics
    assert made.value.outputs["second"].value.payload == LOOPS[inside]

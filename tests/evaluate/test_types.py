"""Type constraints: what Terraform 1.11.4 and 1.15.5 both say of each."""

import pytest

from docgen.language.evaluation import Environment, evaluate_configuration
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library, load_configuration
from tests.evaluate.answers import FIXTURES, OneFile

WRONG = "Invalid type specification"
TYPES = {
    "string": "",
    "any": "",
    "list": "",
    "map": "",
    "set": WRONG,
    "list(string)": "",
    "list()": WRONG,
    "list(string, number)": WRONG,
    'list("string")': WRONG,
    '"string"': "Invalid quoted type constraints",
    '"list"': "Invalid quoted type constraints",
    '"map"': "Invalid quoted type constraints",
    '"number"': "Invalid legacy variable type hint",
    "object({})": "",
    "object([])": WRONG,
    'object({ "a" = string })': WRONG,
    "object({ a = string, a = number })": WRONG,
    "object({ a = optional(string, 1) })": "",
    'object({ a = optional(number, "x") })': "Invalid default value for optional attribute",
    "object({ a = optional(string, null, 1) })": WRONG,
    'object({ a = optional(string, upper("x")) })': "Function calls not allowed",
    "object({ a = optional(string, var.x) })": "Variables not allowed",
    'list(object({ a = optional(list(string), ["x"]) }))': "",
    "tuple([])": "",
    "tuple({})": WRONG,
    "optional(string)": WRONG,
    "list(optional(string))": WRONG,
    "words": WRONG,
    "null": WRONG,
}


@pytest.mark.parametrize("type_", TYPES)
def test_type_constraints(type_: str) -> None:
    text = f'variable "v" {{\n  type    = {type_}\n  default = null\n}}\n'
    loaded = load_configuration(Library(OneFile(text)), ".")

    made = evaluate_configuration(loaded.value, Environment(DiskTree(FIXTURES)))

    told = [each.summary for each in (*loaded.diagnostics, *made.diagnostics)]
    assert told == ([TYPES[type_]] if TYPES[type_] else [])

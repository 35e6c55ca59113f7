"""Functions that only some versions have, and those that docgen does not know."""

from pathlib import Path

import pytest

from docgen.language.evaluation import Environment, evaluate_configuration
from docgen.source.gap import GapKind
from docgen.terraform.dialect import NEWEST, Dialect, Product
from docgen.terraform.loader import Library, load_configuration
from docgen.values.text import print_value
from tests.evaluate.answers import OneFile

HERE = Path(__file__).parent
OLD = Dialect(Product.TERRAFORM, (1, 11), pinned=True, chosen_by=".terraform-version")
TOFU = Dialect(Product.OPENTOFU, (1, 12), pinned=True)
PROVIDERS = 'terraform {\n  required_providers {\n    time = { source = "hashicorp/time" }\n    aws = { source = "hashicorp/aws" }\n  }\n}\n'


def asked(expression: str, dialect: Dialect) -> tuple[str, list[tuple[str, GapKind | None]]]:
    """The value as the console prints it, and the diagnostics by summary and kind of gap."""
    text = f'{PROVIDERS}output "o" {{\n  value = {expression}\n}}\n'
    loaded = load_configuration(Library(OneFile(text)), ".")
    made = evaluate_configuration(loaded.value, Environment(HERE, HERE, dialect=dialect))
    told = [
        (each.summary, each.gap.kind if each.gap else None)
        for each in (*loaded.diagnostics, *made.diagnostics)
    ]
    return print_value(made.value.outputs["o"].value), told


KNOWN = {
    'convert("5", number)': "5",
    "convert([{ a = 1 }], list(object({ a = string, b = optional(number, 7) })))[0].b": "7",
    "convert({ a = 1, b = true }, map(string)).b": '"true"',
    'cidrcontains("192.168.2.0/20", "192.168.2.1")': "true",
    'cidrcontains("192.168.2.0/20", "192.168.2.0/22")': "true",
    'cidrcontains("192.168.2.0/20", "192.126.2.1")': "false",
    'cidrcontains("fe80::/48", "fe80::/48")': "true",
    'urldecode("hello%20world+%22%E2%98%83%22")': '"hello world \\"☃\\""',
    'base64gunzip("H4sIAAAAAAAA/8pIzcnJBwAAAP//AQAA//+GphA2BQAAAA==")': '"hello"',
    'assumeequal("5", 5)': "5",
    'assumelistlength(tolist(["a"]), 1, 2)[0]': '"a"',
    'contains(["a", null], null)': "true",
    "merge(null, { a = 1 }).a": "1",
    "element([1, 2, 3], -1)": "3",
    'format("%v", null)': '"null"',
    'provider::aws::user_agent("example", "0.0.1", "a comment")': '"example/0.0.1 (a comment)"',
    'provider::aws::user_agent("example", "", "a comment")': '"example (a comment)"',
    'provider::aws::user_agent("example", "", "")': '"example"',
}  # fmt: skip


@pytest.mark.parametrize("expression", KNOWN)
def test_newer_functions(expression: str) -> None:
    assert asked(expression, NEWEST) == (KNOWN[expression], [])


WRONG = {
    'cidrcontains("192.168.2.0/20", "fe80::1")': "Error in function call",
    'urldecode("a%zz")': "Error in function call",
    'provider::aws::user_agent("", "1", "")': "Error in function call",
    'base64gunzip("aGVsbG8=")': "Error in function call",
    'assumeequal("a", "b")': "Invalid function argument",
    'convert("x", number)': "Invalid function argument",
    "convert(1, words)": "Invalid type specification",
    'cidrsubnett("10.0.0.0/8", 8, 1)': "Call to unknown function",
    "tri(1)": "Call to unknown function",
    "provider::clock::now()": "Unknown provider function",
    "other::now()": "Call to unknown function",
}


@pytest.mark.parametrize("expression", WRONG)
def test_mistakes(expression: str) -> None:
    assert asked(expression, NEWEST)[1] == [(WRONG[expression], None)]


LISTED = 'yamldecode("a: &a {x: 1}\\nb: &b {x: 2}\\nc: {<<: [*a, *b]}").c.x'
OF_VERSIONS = [
    ("frobnicate(1)", NEWEST, [("Unknown function", GapKind.LANGUAGE)]),
    ("frobnicate(1)", OLD, [("Call to unknown function", None)]),
    ("provider::time::rfc3339_parse(1)", OLD, [("Unknown function", GapKind.PROVIDER)]),
    ('convert("5", number)', OLD, [("Newer language", None)]),
    ('convert("5", number)', TOFU, [("Newer language", None)]),
    ('cidrcontains("10.0.0.0/8", "10.1.1.1")', OLD, [("Newer language", None)]),
    ('cidrcontains("10.0.0.0/8", "10.1.1.1")', TOFU, []),
    ('contains(["a"], null)', OLD, [("Invalid function argument", None)]),
    ("element([1, 2, 3], -1)", OLD, [("Error in function call", None)]),
    ('templatestring("a", {})', NEWEST, [("Invalid function argument", None)]),
    ('templatestring("a", {})', TOFU, []),
    (LISTED, NEWEST, [("Error in function call", None)]),
    (LISTED, TOFU, []),
]


@pytest.mark.parametrize(("expression", "dialect", "expected"), OF_VERSIONS)
def test_what_a_version_says(
    expression: str, dialect: Dialect, expected: list[tuple[str, GapKind | None]]
) -> None:
    assert asked(expression, dialect)[1] == expected

"""Functions that only some versions have, and those that docgen does not know."""

import itertools
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from docgen.functions.call import FunctionCallError, call_function
from docgen.functions.signature import Context
from docgen.functions.table import FUNCTIONS
from docgen.language.evaluation import Environment, evaluate_configuration
from docgen.source.gap import GapKind
from docgen.source.limits import Limits
from docgen.source.traced import NOWHERE, Reason
from docgen.source.tree import DiskTree
from docgen.terraform.dialect import NEWEST, Dialect, Product
from docgen.terraform.loader import Library, load_configuration
from docgen.values.text import print_value
from docgen.values.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
)
from docgen.values.values import (
    SENSITIVE,
    Unknown,
    Value,
    boolean,
    list_of,
    map_of,
    null,
    number,
    object_of,
    string,
    tuple_of,
    unknown,
    with_marks,
)
from tests.evaluate.answers import OneFile

HERE = Path(__file__).parent
OLD = Dialect(Product.TERRAFORM, (1, 11), pinned=True, chosen_by=".terraform-version")
TOFU = Dialect(Product.OPENTOFU, (1, 12), pinned=True)
PROVIDERS = 'terraform {\n  required_providers {\n    time = { source = "hashicorp/time" }\n    aws = { source = "hashicorp/aws" }\n  }\n}\n'


def asked(expression: str, dialect: Dialect) -> tuple[str, list[tuple[str, GapKind | None]]]:
    """The value as the console prints it, and the diagnostics by summary and kind of gap."""
    text = f'{PROVIDERS}output "o" {{\n  value = {expression}\n}}\n'
    loaded = load_configuration(Library(OneFile(text)), ".")
    made = evaluate_configuration(loaded.value, Environment(DiskTree(HERE), dialect=dialect))
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


# The real program panics for a value that is no map after a bare null, and reports that as an error; for nulls alone it
# gives an empty object (1.11.4).
MERGED = {
    "merge(null)": "{}",
    "merge(null, null)": "{}",
    "merge(null, { a = 1 }).a": "1",
}
NOT_MERGED = (
    "merge(null, false)",
    'merge(null, "a")',
    "merge(false, null)",
    "merge([], null)",
    "merge({}, null, [1])",
)


@pytest.mark.parametrize("expression", MERGED)
def test_null_is_an_empty_map_to_merge(expression: str) -> None:
    assert asked(expression, OLD) == (MERGED[expression], [])


@pytest.mark.parametrize("expression", NOT_MERGED)
def test_merge_takes_maps_alone(expression: str) -> None:
    assert asked(expression, OLD)[1] == [("Error in function call", None)]


TYPES = (STRING, NUMBER, BOOL, DYNAMIC, ListType(STRING), MapType(STRING), SetType(STRING))
SHAPES = (TupleType((STRING,)), ObjectType((("a", STRING),)))
ODD: tuple[Value, ...] = (
    *(null(each) for each in (*TYPES, *SHAPES)),
    *(unknown(each, Unknown(Reason("not known"))) for each in TYPES),
    boolean(False),  # noqa: FBT003 - the value itself
    number(-1),
    string(""),
    string("a"),
    tuple_of([]),
    tuple_of([null()]),
    tuple_of([tuple_of([null()])]),
    tuple_of([object_of({"a": null()})]),
    object_of({}),
    object_of({"a": null()}),
    list_of(STRING, [null(STRING)]),
    map_of(STRING, {"a": null(STRING)}),
    list_of(ListType(STRING), [null(ListType(STRING))]),
    list_of(MapType(STRING), [null(MapType(STRING))]),
    with_marks(null(), frozenset((SENSITIVE,))),
    with_marks(string("a"), frozenset((SENSITIVE,))),
)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_odd_arguments_have_a_value_or_an_error(name: str, tmp_path: Path) -> None:
    """Every function with every pair of odd arguments, and some triples: nothing but its own error may come out."""
    context = Context(DiskTree(tmp_path), ".", Limits())
    some: Sequence[Value] = ODD[::4]
    for arguments in itertools.chain(
        *(itertools.product(ODD, repeat=count) for count in range(3)), itertools.product(some, repeat=3)
    ):
        with suppress(FunctionCallError):
            call_function(name, arguments, context, NOWHERE)

"""An id that is passed through functions is still the id of its resource; what is not certainly that id is not."""

import itertools
from pathlib import Path

import pytest

from docgen.aws.provider_defaults import complete
from docgen.aws.schemas import aws_schema
from docgen.language.evaluation import Environment, evaluate_configuration
from docgen.language.provider import ProviderInfo
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library, load_configuration
from docgen.values.values import Unknown, walk

RESOURCES = """
variable "decided" {
  type = bool
}
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_vpc" "one" {
  count      = 1
  cidr_block = "10.1.0.0/16"
}
resource "aws_vpc" "none" {
  count      = 0
  cidr_block = "10.2.0.0/16"
}
resource "aws_vpc" "two" {
  count      = 2
  cidr_block = "10.3.0.0/16"
}
output "answer" {
  value = EXPRESSION
}
"""
KEPT = {
    'join("", aws_vpc.one.*.id)': "aws_vpc.one[0].id",
    'join(",", [aws_vpc.a.id])': "aws_vpc.a.id",
    'join("", aws_vpc.none.*.id, aws_vpc.one.*.id)': "aws_vpc.one[0].id",
    'join("", [aws_vpc.a.id, ""])': "aws_vpc.a.id",
    'join("", compact([aws_vpc.a.id, "", null]))': "aws_vpc.a.id",
    'join("", [for each in aws_vpc.one : each.id])': "aws_vpc.one[0].id",
    'join("", sort(aws_vpc.one[*].id))': "aws_vpc.one[0].id",
    '"${join("", aws_vpc.one.*.id)}"': "aws_vpc.one[0].id",
    "one(aws_vpc.one[*].id)": "aws_vpc.one[0].id",
    "one(toset(aws_vpc.one[*].id))": "aws_vpc.one[0].id",
    'coalesce("", aws_vpc.a.id)': "aws_vpc.a.id",
    'coalesce(aws_vpc.a.main_route_table_id, "other")': "aws_vpc.a.main_route_table_id",
    'coalesce(join("", aws_vpc.none.*.id), join("", aws_vpc.one.*.id))': "aws_vpc.one[0].id",
    'try(aws_vpc.one[0].id, "")': "aws_vpc.one[0].id",
    'try(one(aws_vpc.one[*].id), "")': "aws_vpc.one[0].id",
    'try(element(aws_vpc.one[*].id, 0), "")': "aws_vpc.one[0].id",
    'concat(aws_vpc.none.*.id, aws_vpc.one.*.id, [""])[0]': "aws_vpc.one[0].id",
    'element(concat(aws_vpc.one.*.id, [""]), 0)': "aws_vpc.one[0].id",
    'compact([aws_vpc.a.id, ""])': "aws_vpc.a.id",
    'coalescelist(aws_vpc.none.*.id, aws_vpc.one.*.id, ["other"])': "aws_vpc.one[0].id",
    "tostring(aws_vpc.a.id)": "aws_vpc.a.id",
    'format("%s", aws_vpc.a.id)': "aws_vpc.a.id",
    'formatlist("%s", aws_vpc.one[*].id)': "aws_vpc.one[0].id",
    "setsubtract([aws_vpc.a.id], [])": "aws_vpc.a.id",
    'lookup({ a = aws_vpc.a.id }, "a", "")': "aws_vpc.a.id",
}
NOT_KEPT = (
    'join(",", aws_vpc.two[*].id)',
    'join("-", [aws_vpc.a.id, ""])',
    'join("", [aws_vpc.a.id, "x"])',
    'format("%.3s", aws_vpc.a.id)',
    'format("%q", aws_vpc.a.id)',
    'format("%s-x", aws_vpc.a.id)',
    'formatlist("%s%%", aws_vpc.one[*].id)',
    'coalesce(var.decided ? aws_vpc.a.id : "", "other")',
    "setsubtract([aws_vpc.a.id], aws_vpc.one[*].id)",
    "sort(aws_vpc.two[*].id)[0]",
    'try(aws_vpc.one[var.decided ? 0 : 1].id, "")',
)


UNDECIDED = """
variable "number" {
  type = number
}
variable "key" {
  type = string
}
resource "aws_vpc" "many" {
  count      = var.number
  cidr_block = "10.4.0.0/16"
}
resource "aws_vpc" "keyed" {
  for_each   = toset(["a", "b"])
  cidr_block = "10.5.0.0/16"
}
"""
MANY = ["aws_vpc.many[*].id"]
KEYED = ['aws_vpc.keyed["a"].id', 'aws_vpc.keyed["b"].id']
CHOICES = {
    "aws_vpc.many[0].id": MANY,
    "aws_vpc.many.*.id": MANY,
    'join("", aws_vpc.many.*.id)': MANY,
    "one(aws_vpc.many[*].id)": MANY,
    "one(aws_vpc.many[*]).id": MANY,
    "element(aws_vpc.many[*].id, 0)": MANY,
    'element(concat(aws_vpc.many[*].id, [""]), 0)': MANY,
    'try(aws_vpc.many[0].id, "")': MANY,
    'coalesce(join("", aws_vpc.many.*.id), aws_vpc.a.id)': [*MANY, "aws_vpc.a.id"],
    "[for each in aws_vpc.many : each.id]": MANY,
    "[for each in aws_vpc.many : each.id if each.cidr_block != null]": MANY,
    "toset([for each in aws_vpc.many : each.id])": MANY,
    "{ for index, each in aws_vpc.many : index => each.id }": MANY,
    "values({ for index, each in aws_vpc.many : index => each.id })": MANY,
    "flatten([[for each in aws_vpc.many : each.id], [aws_vpc.a.id]])": [*MANY, "aws_vpc.a.id"],
    "merge({ for index, each in aws_vpc.many : index => each.id }, { a = aws_vpc.a.id })": [*MANY, "aws_vpc.a.id"],
    "aws_vpc.keyed[var.key].id": KEYED,
    "[for each in aws_vpc.keyed : each.id if var.decided]": KEYED,
    'var.decided ? aws_vpc.a.id : ""': ["aws_vpc.a.id"],
    "var.decided ? aws_vpc.a.id : aws_vpc.one[0].id": ["aws_vpc.a.id", "aws_vpc.one[0].id"],
    "(var.decided ? aws_vpc.a : null).id": ["aws_vpc.a.id"],
    "concat(var.decided ? [aws_vpc.a.id] : [], [])": ["aws_vpc.a.id"],
    "sort(aws_vpc.two[*].id)[0]": ["aws_vpc.two[0].id", "aws_vpc.two[1].id"],
}  # fmt: skip
ANYTHING = (
    "try(aws_vpc.many[0].id, var.key)",
    "var.decided ? var.key : aws_vpc.a.id",
    "coalesce(var.key, aws_vpc.a.id)",
    "[for each in [var.key] : each if var.decided]",
    "merge({ (var.key) = aws_vpc.a.id }, {})",
    'lookup({ for each in aws_vpc.many : each.id => var.key }, "a", "")',
    "element(concat(aws_vpc.many[*].id, [var.key]), 0)",
    'replace(join("", aws_vpc.many.*.id), "a", "b")',
    'format("%s-x", join("", aws_vpc.many.*.id))',
    '"${join("", aws_vpc.many.*.id)}-x"',
    "split(var.key, aws_vpc.many[0].id)",
    "aws_vpc.many[0]",
    "max(aws_vpc.many.*.id...)",
)


def references(expression: str, folder: Path) -> list[str]:
    """What the unknown parts of the value represent; "" for those that represent nothing."""
    gaps = gaps_of(expression, folder)
    return ["" if each.reference is None else str(each.reference) for each in gaps]


def gaps_of(expression: str, folder: Path, more: str = "") -> list[Unknown]:
    return unknown_parts(more + UNDECIDED + RESOURCES, expression, folder)


def unknown_parts(text: str, expression: str, folder: Path) -> list[Unknown]:
    (folder / "main.tf").write_text(text.replace("EXPRESSION", expression), encoding="utf-8")
    loaded = load_configuration(Library(DiskTree(folder)), ".")
    around = Environment(DiskTree(folder), knowledge=ProviderInfo(aws_schema, complete=complete))
    value = evaluate_configuration(loaded.value, around).value.outputs["answer"].value
    return [each.payload for each in walk(value) if isinstance(each.payload, Unknown)]


def named(gap: Unknown) -> list[str]:
    """What an unknown value, or a member of it, can be."""
    found = []
    for each in gap.members or gap.choices:
        reference = each.payload.reference if isinstance(each.payload, Unknown) else None
        found.append("" if reference is None else str(reference))
    return found


@pytest.mark.parametrize("expression", CHOICES)
def test_what_it_can_be_is_known_of_an_unknown_value(expression: str, tmp_path: Path) -> None:
    (gap,) = gaps_of(expression, tmp_path)

    assert gap.reference is None
    assert named(gap) == CHOICES[expression]


@pytest.mark.parametrize("expression", [each for each in CHOICES if "sort" not in each])
def test_what_it_turns_out_to_be_is_one_of_the_choices(expression: str, tmp_path: Path) -> None:
    said = {each.replace("[*]", f"[{index}]") for each in CHOICES[expression] for index in range(3)}
    found: set[str] = set()

    for number, key, decided in itertools.product((0, 1, 2), ("a", "b"), ("true", "false")):
        text = UNDECIDED + RESOURCES
        for type_, given in (("number", str(number)), ("string", f'"{key}"'), ("bool", decided)):
            text = text.replace(f"  type = {type_}\n", f"  type = {type_}\n  default = {given}\n")
        gaps = unknown_parts(text, expression, tmp_path)
        found |= {str(each.reference) for each in gaps if each.reference is not None}

    assert found <= said
    assert found


@pytest.mark.parametrize("expression", ANYTHING)
def test_what_may_be_anything_says_nothing(expression: str, tmp_path: Path) -> None:
    assert [name for gap in gaps_of(expression, tmp_path) for name in named(gap) if name] == []


@pytest.mark.parametrize("expression", KEPT)
def test_what_is_returned_unchanged_keeps_its_reference(expression: str, tmp_path: Path) -> None:
    assert references(expression, tmp_path) == [KEPT[expression]]


@pytest.mark.parametrize("expression", NOT_KEPT)
def test_what_may_be_another_text_has_no_reference(expression: str, tmp_path: Path) -> None:
    assert references(expression, tmp_path) == [""]


EMPTY = {
    "[for each in var.several : each if false]": True,
    '{ for key, each in var.several : key => each if "a" == "b" }': True,
    "{ for key, each in var.several : key => each... if var.decided && false }": True,
    "[for each in data.aws_availability_zones.all.names : each if length(aws_vpc.none) > 0]": True,
    '[for each in split(",", aws_vpc.a.id) : each if false]': True,
    # Terraform refuses null, and would go on to the next argument.
    'try([for each in var.several : each if false], ["other"])': False,
    # Over nothing, the result is not sensitive.
    "[for each in var.several : each if sensitive(false)]": False,
    "[for each in var.several : each if each == 1]": False,
    "[for each in var.several : each if var.decided]": False,
    "[for each in var.several : each if true]": False,
    '[for each in var.several : each if "text"]': False,
    "[for each in var.several : each if null]": False,
}


@pytest.mark.parametrize("expression", EMPTY)
def test_nothing_comes_of_a_condition_that_is_false_for_every_member(expression: str, tmp_path: Path) -> None:
    text = 'variable "several" {}\ndata "aws_availability_zones" "all" {}\n'

    gaps = gaps_of(expression, tmp_path, text)

    assert (gaps == []) is EMPTY[expression]

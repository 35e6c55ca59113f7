"""An id that is passed through functions is still the id of its resource; what is not certainly that id is not."""

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


def references(expression: str, folder: Path) -> list[str]:
    """What the unknown parts of the value represent; "" for those that represent nothing."""
    (folder / "main.tf").write_text(RESOURCES.replace("EXPRESSION", expression), encoding="utf-8")
    loaded = load_configuration(Library(DiskTree(folder)), ".")
    around = Environment(DiskTree(folder), knowledge=ProviderInfo(aws_schema, complete=complete))
    value = evaluate_configuration(loaded.value, around).value.outputs["answer"].value
    gaps = [each.payload for each in walk(value) if isinstance(each.payload, Unknown)]
    return ["" if each.reference is None else str(each.reference) for each in gaps]


@pytest.mark.parametrize("expression", KEPT)
def test_what_is_returned_unchanged_keeps_its_reference(expression: str, tmp_path: Path) -> None:
    assert references(expression, tmp_path) == [KEPT[expression]]


@pytest.mark.parametrize("expression", NOT_KEPT)
def test_what_may_be_another_text_has_no_reference(expression: str, tmp_path: Path) -> None:
    assert references(expression, tmp_path) == [""]

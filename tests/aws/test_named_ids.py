"""The ids of resources that are their names: references as ever, of which docgen knows the text.

The ids are those that an apply with provider 5.100.0 gave.
"""

from pathlib import Path

import pytest

from docgen.aws.provider_defaults import NAMED_BY, complete
from docgen.aws.schemas import aws_schema
from docgen.language.evaluation import Environment, evaluate_configuration
from docgen.language.provider import ProviderInfo
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library, load_configuration
from docgen.values.values import Unknown, settled_text

NO_TEXT = {
    "a name that the provider makes": 'resource "aws_s3_bucket" "r" {\n  bucket_prefix = "x"\n}\n',
    "a name that is not known": 'variable "x" {}\nresource "aws_s3_bucket" "r" {\n  bucket = var.x\n}\n',
    "a name that is hidden": 'resource "aws_s3_bucket" "r" {\n  bucket = sensitive("x")\n}\n',
    "an id that AWS makes": 'resource "aws_vpc" "r" {\n  cidr_block = "10.0.0.0/16"\n}\n',
    "an id that is an ARN": 'resource "aws_ecs_cluster" "r" {\n  name = "x"\n}\n',
}


def gap(folder: Path, text: str, value: str) -> Unknown:
    (folder / "main.tf").write_text(f'{text}output "answer" {{\n  value = {value}\n}}\n', encoding="utf-8")
    loaded = load_configuration(Library(DiskTree(folder)), ".")
    around = Environment(DiskTree(folder), knowledge=ProviderInfo(aws_schema, complete=complete))
    payload = evaluate_configuration(loaded.value, around).value.outputs["answer"].value.payload
    assert isinstance(payload, Unknown)
    return payload


@pytest.mark.parametrize("type_", NAMED_BY)
def test_an_id_that_is_the_name(type_: str, tmp_path: Path) -> None:
    text = f'resource "{type_}" "r" {{\n  {NAMED_BY[type_]} = "x"\n}}\n'

    found = gap(tmp_path, text, f"{type_}.r.id")

    assert str(found.reference) == f"{type_}.r.id"
    assert settled_text(found) == "x"
    assert settled_text(gap(tmp_path, text, f'"a/${{{type_}.r.id}}/b"')) == "a/x/b"


@pytest.mark.parametrize("name", NO_TEXT)
def test_an_id_of_which_the_text_is_not_known(name: str, tmp_path: Path) -> None:
    type_ = NO_TEXT[name].partition('resource "')[2].partition('"')[0]

    assert settled_text(gap(tmp_path, NO_TEXT[name], f"{type_}.r.id")) is None
    assert settled_text(gap(tmp_path, NO_TEXT[name], f'"a/${{{type_}.r.id}}/b"')) is None

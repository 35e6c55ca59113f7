"""Which provider version a root is read with."""

import pytest

from docgen.aws.provider_version import ChosenBy, choose_provider, constraints_of, read_lock_file, schemas_of
from docgen.hcl.parser import parse_body
from docgen.source.text import SourceFile
from docgen.terraform.declare import declare_module
from docgen.terraform.module import Configuration, Module


@pytest.mark.parametrize(
    ("locked", "constraints", "known", "exact", "chosen_by"),
    [
        ("5.100.0", ["~> 6.0"], "5.100.0", True, ChosenBy.LOCK_FILE),
        ("6.62.0", [], "6.62.0", True, ChosenBy.LOCK_FILE),
        ("6.30.0", [], "6.62.0", False, ChosenBy.LOCK_FILE),
        ("5.31.0", [], "5.100.0", False, ChosenBy.LOCK_FILE),
        ("4.67.0", [], "5.100.0", False, ChosenBy.LOCK_FILE),
        ("3.76.1", [], "5.100.0", False, ChosenBy.LOCK_FILE),
        ("7.0.0", [], "6.62.0", False, ChosenBy.LOCK_FILE),
        (None, ["~> 5.31"], "5.100.0", False, ChosenBy.CONSTRAINT),
        (None, [">= 5.0"], "6.62.0", False, ChosenBy.CONSTRAINT),
        (None, [">= 5.0", "< 6.0"], "5.100.0", False, ChosenBy.CONSTRAINT),
        (None, ["= 5.100.0"], "5.100.0", True, ChosenBy.CONSTRAINT),
        (None, ["6.62.0"], "6.62.0", True, ChosenBy.CONSTRAINT),
        (None, ["!= 6.62.0"], "5.100.0", False, ChosenBy.CONSTRAINT),
        (None, ["~> 4.67"], "5.100.0", False, ChosenBy.CONSTRAINT),
        (None, ["< 4.0"], "5.100.0", False, ChosenBy.CONSTRAINT),
        (None, ["~> 6.70"], "6.62.0", False, ChosenBy.CONSTRAINT),
        (None, ["5.31.0"], "5.100.0", False, ChosenBy.CONSTRAINT),
        (None, [">= 7.0"], "6.62.0", False, ChosenBy.CONSTRAINT),
        (None, ["not a version"], "6.62.0", False, ChosenBy.NEWEST),
        (None, [], "6.62.0", False, ChosenBy.NEWEST),
    ],
)
def test_choosing(
    locked: str | None,
    constraints: list[str],
    known: str,
    exact: bool,  # noqa: FBT001 - a column of the table
    chosen_by: ChosenBy,
) -> None:
    chosen = choose_provider(locked, constraints)

    assert (chosen.known, chosen.exact, chosen.chosen_by) == (known, exact, chosen_by)


@pytest.mark.parametrize(
    ("locked", "constraints", "requested"),
    [
        ("5.31.0", ["~> 5.0"], "5.31.0"),
        (None, ["~> 5.0", ">= 5.20, < 6", "~> 5.0"], "~> 5.0, >= 5.20, < 6"),
        (None, [], ""),
    ],
)
def test_what_was_asked_for(locked: str | None, constraints: list[str], requested: str) -> None:
    assert choose_provider(locked, constraints).requested == requested


def test_schemas_follow_the_version() -> None:
    newer, older = schemas_of(choose_provider("6.62.0", [])), schemas_of(choose_provider("5.100.0", []))
    vpc, redshift, before = (
        newer("managed", "aws_vpc"),
        newer("managed", "aws_redshift_cluster"),
        older("managed", "aws_redshift_cluster"),
    )
    assert vpc is not None
    assert redshift is not None
    assert before is not None

    assert "region" in vpc.attributes
    assert older("managed", "aws_opsworks_stack") is not None
    assert newer("managed", "aws_opsworks_stack") is None
    # https://github.com/hashicorp/terraform-provider-aws/issues/41041 and pull request 41978
    defaults = [each.attributes["publicly_accessible"].default for each in (before, redshift)]
    assert [each.payload for each in defaults if each is not None] == [True, False]
    encrypted = redshift.attributes["encrypted"].default
    assert encrypted is not None
    assert encrypted.payload == "true"


@pytest.mark.parametrize(
    ("text", "version"),
    [
        (
            'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.31.0"\n  constraints = "~> 5.0"\n}\n',
            "5.31.0",
        ),
        ('provider "registry.opentofu.org/hashicorp/aws" {\n  version = "6.2.0"\n}\n', "6.2.0"),
        ('provider "registry.terraform.io/hashicorp/random" {\n  version = "3.5.1"\n}\n', None),
        ("", None),
    ],
)
def test_lock_file(text: str, version: str | None) -> None:
    assert read_lock_file(parse_body(SourceFile(".terraform.lock.hcl", text)).value) == version


def declared(text: str) -> Module:
    file = SourceFile("main.tf", text)
    return declare_module(".", [(file, parse_body(file).value)]).value


def test_constraints_of_all_modules_and_provider_blocks() -> None:
    root = declared(
        'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n      version = "~> 5.0"\n    }\n'
        '    random = {\n      version = "~> 3.0"\n    }\n  }\n}\nprovider "aws" {\n  version = ">= 5.1"\n}\n'
    )
    below = declared(
        'terraform {\n  required_providers {\n    cloud = {\n      source = "hashicorp/aws"\n      version = "< 6"\n    }\n  }\n}\n'
    )
    old = declared('terraform {\n  required_providers {\n    aws = ">= 4.9"\n  }\n}\n')
    foreign = declared(
        'terraform {\n  required_providers {\n    aws = {\n      source = "example/aws"\n      version = "1.0"\n    }\n  }\n}\n'
    )
    configuration = Configuration(".", {(): root, ("a",): below, ("b",): old, ("c",): foreign})

    assert constraints_of(configuration) == ("~> 5.0", ">= 5.1", "< 6", ">= 4.9")

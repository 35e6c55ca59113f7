"""`aws_iam_policy_document`, byte for byte as provider 5.100.0 writes it; `tests/oracle/record_policies.py` recorded the answers."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from docgen.aws.provider_defaults import complete
from docgen.aws.schemas import aws_schema
from docgen.hcl.parser import parse_body
from docgen.language.evaluation import Environment, evaluate_configuration
from docgen.language.provider import ProviderInfo
from docgen.source.text import SourceFile
from docgen.source.tree import DiskTree
from docgen.terraform.declare import declare_module
from docgen.terraform.module import Configuration
from docgen.values.values import Unknown, Value

Json = dict[str, Any]
# Another file with answers, such as `python -m tests.oracle.record_policies --seed 7 --count 2000 --into FILE` writes.
ANSWERS = Path(os.environ.get("DOCGEN_POLICIES", Path(__file__).with_name("policy_documents.jsonl")))
BLOCKS = frozenset({"statement", "principals", "not_principals", "condition"})


def lines_of(arguments: Json) -> list[str]:
    """The arguments in Terraform's language."""
    made: list[str] = []
    for name, value in arguments.items():
        if name in BLOCKS:
            for each in value:
                made += [f"{name} {{", *lines_of(each), "}"]
        else:
            made.append(f"{name} = {json.dumps(value, ensure_ascii=False).replace('${', '$${')}")
    return made


def evaluated(documents: list[Json]) -> list[Json]:
    """The attributes of a data source for each of the arguments; None for what is not known."""
    lines: list[str] = []
    for number, each in enumerate(documents):
        lines += [f'data "aws_iam_policy_document" "d{number}" {{', *lines_of(each), "}"]
    file = SourceFile("main.tf", "\n".join(lines) + "\n")
    module = declare_module(".", [(file, parse_body(file).value)]).value
    around = Environment(DiskTree(Path()), knowledge=ProviderInfo(aws_schema, complete=complete))
    evaluation = evaluate_configuration(Configuration(".", {(): module}), around).value
    found = {each.address.name: each.value.payload for each in evaluation.instances}
    return [plain(found[f"d{number}"]) for number in range(len(documents))]


def plain(attributes: object) -> Json:
    assert isinstance(attributes, dict)
    return {
        name: None if isinstance(each.payload, Unknown) else each.payload
        for name, each in attributes.items()
        if isinstance(each, Value)
    }


def test_documents_are_those_of_the_provider() -> None:
    recorded = [json.loads(line) for line in ANSWERS.read_text(encoding="utf-8").splitlines()]
    made = evaluated([each["arguments"] for each in recorded])

    for wanted, found in zip(recorded, made, strict=True):
        if "refused" in wanted:
            assert found["json"] is None, wanted
        else:
            assert {name: found[name] for name in ("json", "minified_json", "id")} == {
                name: wanted[name] for name in ("json", "minified_json", "id")
            }, wanted["arguments"]


@pytest.mark.parametrize(
    ("arguments", "written"),
    [
        ({}, '{"Version":"2012-10-17"}'),
        (
            {"statement": [{"actions": ["a:b"]}]},
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:b"}]}',
        ),
        (
            {"statement": [{"actions": ["a:a", "a:b"], "principals": [{"type": "*", "identifiers": ["*"]}]}]},
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["a:b","a:a"],"Principal":"*"}]}',
        ),
        (
            {"statement": [{"resources": ["arn:aws:s3:::b/&{aws:username}"]}]},
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"arn:aws:s3:::b/${aws:username}"}]}',
        ),
        ({"version": "2008-10-17", "statement": [{"resources": ["&{aws:username}"]}]}, None),
        ({"statement": [{"sid": "A"}, {"sid": "A"}]}, None),
        ({"source_policy_documents": ["{"]}, None),
    ],
)
def test_forms(arguments: Json, written: str | None) -> None:
    assert evaluated([arguments])[0]["minified_json"] == written

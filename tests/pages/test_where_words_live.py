"""Sentences are in `docgen.pages`: the packages below it return data.

Texts of four words and more are counted as sentences. Left out are docstrings, and what a package reports at the place where
it finds it: diagnostics, and the reason that comes with an unknown value.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "docgen"
SILENT = ("analysis", "aws", "delta", "trials", "exports")
REPORTS = {"Diagnostic", "error", "warning", "unknown_because", "Reason", "gap_targets", "UnreadableSnapshot"}
REPORTED = {"detail", "reason"}  # variables that are put into one of these
LEAST = 4  # words
# Names of things, and texts that are reasons or refusals before they are put into one.
NAMES = frozenset(
    {
        "NAT gateway's network ACL",
        "source reply network ACL",
        "default VPC security group",
        "API Gateway VPC link",
        "API Gateway REST API",
        "App Runner VPC connector",
        "public endpoint of an EKS cluster",
        "OpenSearch domain on the internet",
    }
)
REFUSALS = {
    "aws/accepted.py",  # what the provider's own validation would answer
    "aws/policy_document.py",
    "aws/policy_model.py",
    "aws/read.py",
    "aws/convert/containers.py",
    "aws/convert/public_endpoints.py",
    "aws/model/products.py",  # names of products
}


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    left_out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr | ast.AnnAssign):
            inner = node.value if isinstance(node, ast.Expr) else node.annotation
            left_out |= {id(each) for each in ast.walk(inner)} if isinstance(inner, ast.Constant) else set()
        elif isinstance(node, ast.JoinedStr):
            left_out |= {id(each) for each in node.values}
        elif isinstance(node, ast.arg | ast.FunctionDef):
            annotation = node.annotation if isinstance(node, ast.arg) else node.returns
            left_out |= {id(each) for each in ast.walk(annotation)} if annotation is not None else set()
        elif isinstance(node, ast.Assign) and {name_of(each) for each in node.targets} & REPORTED:
            left_out |= {id(each) for each in ast.walk(node.value)}
        elif isinstance(node, ast.Call) and name_of(node.func) in REPORTS:
            left_out |= {id(each) for each in ast.walk(node)}
    for node in ast.walk(tree):
        text = text_of(node)
        if id(node) not in left_out and words(text) >= LEAST and text not in NAMES:
            yield getattr(node, "lineno", 0), text


def words(text: str) -> int:
    return sum(any(map(str.isalpha, each)) for each in text.split())


def name_of(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def text_of(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)
    return ""


@pytest.mark.parametrize("package", SILENT)
def test_a_package_below_the_pages_has_no_sentences(package: str) -> None:
    found = [
        f"docgen/{path.relative_to(PACKAGE)}:{line}: {text}"
        for path in sorted((PACKAGE / package).rglob("*.py"))
        if path.relative_to(PACKAGE).as_posix() not in REFUSALS
        for line, text in sentences(path)
    ]

    assert found == []


def test_a_sentence_is_found(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        '"""A docstring of four words."""\nSAID = "no rule of it allows"\nTOLD = f"{name} is not in the VPC"\n'
        'GAP = Reason("its subnets are not here")\nKIND = "NAT gateway"\n'
    )

    assert [text for _, text in sentences(module)] == ["no rule of it allows", "{} is not in the VPC"]

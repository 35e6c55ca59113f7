"""Version constraints; what Terraform 1.11.4 does with each while the only provider there is 5.100.0."""

import pytest

from docgen.terraform.version_constraint import Version, parse_constraint, parse_constraints, parse_version

ONLY = Version(5, 100)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("~> 5", True),
        ("~> 4", False),
        ("~> 5.0", True),
        ("~>5.0", True),
        ("~> 5.100", True),
        ("~> 5.100.0", True),
        ("~> 5.99", True),
        ("~> 5.99.0", False),
        (">= 5", True),
        (">=5.0,<6", True),
        (">= 5.0 , < 6.0", True),
        ("> 5.99", True),
        ("> 5.100", False),
        ("< 5.100.1", True),
        ("<= 5.100", True),
        ("!= 5.100", False),
        ("!= 5.100.0", False),
        ("5.100", True),
        ("5", False),
        ("= 5.100.0", True),
        ("5.100.0-beta1", False),
        (">= 5.100.0-beta1", True),
        ("~> 5.100.0-beta1", True),
        (">= 4.0, ~> 5.1, != 5.50.0", True),
    ],
)
def test_what_a_constraint_allows(text: str, allowed: bool) -> None:  # noqa: FBT001 - a column of the table
    constraint = parse_constraint(text)

    assert constraint is not None
    assert constraint.allows(ONLY) is allowed


@pytest.mark.parametrize(
    "text", ["", "v5.100.0", ">= 5.0,", "5.x", "5.*", "=> 5.0", ">= 5.0 < 6.0", "latest"]
)
def test_what_terraform_calls_an_invalid_version_constraint(text: str) -> None:
    assert parse_constraint(text) is None


def test_a_prerelease_must_be_asked_for() -> None:
    prerelease = Version(6, 0, 0, "beta1")

    assert not parse_constraints([">= 5.0"]).allows(prerelease)
    assert parse_constraints(["6.0.0-beta1"]).allows(prerelease)
    assert parse_constraints([">= 6.0.0-alpha"]).allows(prerelease)


def test_versions_are_in_semantic_order() -> None:
    texts = ["5.9.0", "5.31.0", "6.0.0-alpha", "6.0.0-beta.2", "6.0.0-beta.10", "6.0.0"]
    versions = [version for each in sorted(texts) if (version := parse_version(each)) is not None]

    assert [str(each) for each in sorted(versions, key=Version.order)] == texts

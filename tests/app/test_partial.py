"""Projects of which a part is missing: no page and no assertion says more than was seen.

Each was written after a public bug report of a neighbouring tool.
"""

import shutil
from pathlib import Path

import msgspec
import pytest

from tests.app.command import run

INPUTS = Path(__file__).parents[1] / "cases"
REGISTRY_ALB, REGISTRY_VPC = "terraform-aws-modules/alb/aws", "terraform-aws-modules/vpc/aws"


class Case(msgspec.Struct, frozen=True):
    name: str
    check: int  # the exit code of `docgen check`
    said: tuple[str, ...] = ()  # by `docgen check`, on either stream
    has: dict[str, tuple[str, ...]] = {}  # by page
    lacks: dict[str, tuple[str, ...]] = {}


CASES = (
    Case(
        "assert-blocked-beside-a-missing-module",
        4,
        ("Assertion is undecided in e", "module.access (acme/database-access/aws 2.1.0)", "Run `terraform init"),
        {"docs/claims.md": ("1 of 1 statement is undecided", "module.access")},
    ),
    Case(
        "assert-over-an-unknown-count",
        4,
        ('"There is no database." Undecided because', "`aws_ssm_parameter.copies"),
        {"docs/claims.md": ('“Every database is private.” | <span class="dg-badge dg-ok">true</span>',)},
    ),
    Case("assert-unknown-attribute", 1, ("docgen.yml:8:13", '"engin"', 'Did you mean "engine"?')),
    Case("assert-unknown-protocol", 1, ("docgen.yml:9:9", "tpc/5432", 'Did you mean "tcp"?')),
    Case("assert-unknown-target", 1, ("docgen.yml:8:9", '"dashbord"', "aws_db_instance.orders")),
    Case(
        "missing-module",
        0,
        (),
        {
            "docs/environments/e/exposures.md": ("Partial: the code of 1 module is missing", REGISTRY_ALB),
            "docs/environments/e/security-groups.md": ("module.alb", REGISTRY_ALB),
            "docs/environments/e/inventory.md": ("module.alb", REGISTRY_ALB),
        },
        {
            "docs/environments/e/exposures.md": ("Nothing is open",),
            "docs/environments/e/security-groups.md": (
                "\nNo security group allows inbound traffic.",
                "\nNo security groups are declared.",
            ),
        },
    ),
    Case(
        "missing-module-is-taken-for-nothing",
        0,
        (),
        {
            "docs/environments/prod/network.md": (REGISTRY_VPC, "public-alb", "2 modules"),
            "docs/environments/prod/exposures.md": ("module.door", "public-alb"),
            "docs/environments/prod/reachability.md": ("module.door",),
        },
        {
            "docs/environments/prod/network.md": (
                "\nNo VPC is declared.",
                "\nNo subnets are declared.",
                "\nNo route tables are declared.",
                "\nNone is declared: every subnet",
            ),
            "docs/environments/prod/exposures.md": ("Nothing is open",),
            "docs/environments/prod/ingress.md": ("\nNo load balancer is declared.",),
        },
    ),
    Case(
        "unknown-owner",
        0,
        (),
        {"docs/environments/e/security-groups.md": ("`aws_security_group_rule.this[*]`",)},
        {
            "docs/environments/e/security-groups.md": (
                "No rules: no traffic is allowed.",
                "\nNo security group allows inbound traffic.",
                "none (no outbound rules)",
            ),
            "docs/environments/e/exposures.md": ("not known for certain",),
        },
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda each: each.name)
def test_no_more_is_said_than_was_seen(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(INPUTS / case.name, folder)

    run(folder, "build", "-q")
    ran = run(folder, "check")

    assert ran.code == case.check, ran.out + ran.err
    for text in case.said:
        assert text in ran.out + ran.err
    for page, texts in case.has.items():
        for text in texts:
            assert text in (folder / page).read_text(encoding="utf-8"), (page, text)
    for page, texts in case.lacks.items():
        for text in texts:
            assert text not in (folder / page).read_text(encoding="utf-8"), (page, text)


def test_a_rule_of_an_unknown_group_is_shown_with_what_may_have_it(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(INPUTS / "unknown-owner", folder)

    found = msgspec.json.decode(run(folder, "facts", "--json").out)["environments"]["e"]["exposures"]

    (exposure,) = [each for each in found if each["subject"] == "aws_instance.app"]
    assert exposure["verdict"] == "undecided"
    assert exposure["sources"] == ["0.0.0.0/0"]
    assert exposure["ports"] != []


def test_a_complete_project_is_without_a_banner(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(INPUTS / "assert-over-an-unknown-count", folder)

    run(folder, "build", "-q")

    page = (folder / "docs/environments/e/network.md").read_text(encoding="utf-8")
    assert "No VPC is declared." in page
    assert "Partial" not in page

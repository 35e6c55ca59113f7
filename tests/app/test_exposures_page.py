"""The page of exposures: what one change closes is one section, and security groups on nothing are one entry."""

import re
from pathlib import Path

import pytest

from tests.app.atlas import REPOSITORY
from tests.app.command import run

GROUP = """
resource "aws_security_group" "NAME" {
  name   = "NAME"
  vpc_id = "vpc-1"
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = var.office
  }
}
"""
FIXED = GROUP.replace("var.office", '["0.0.0.0/0"]')
SETTINGS = "project: Page\ndocs: docs\nenvironments:\n  only:\n    root: .\n"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("page")
    text = 'variable "office" {\n  type    = list(string)\n  default = ["0.0.0.0/0"]\n}\n'
    text += "".join(GROUP.replace("NAME", name) for name in ("one", "two", "three"))
    text += FIXED.replace("NAME", "four")
    (folder / "main.tf").write_text(text, encoding="utf-8")
    (folder / "docgen.yml").write_text(SETTINGS, encoding="utf-8")
    ran = run(folder, "build", "-q")
    assert ran.code == 0, ran.err
    return Path(folder, "docs/environments/only/exposures.md").read_text(encoding="utf-8")


def test_sections(page: str) -> None:
    assert re.findall(r"^(#+ .*)$", page, re.MULTILINE)[2:] == [
        "## office without 0.0.0.0/0",
        "### 3 security groups without members",
        "## Other exposures",
        "### four",
    ]


def test_the_change_is_there_once(page: str) -> None:
    assert "to close these 3 exposures; today its default applies." in page
    assert page.count('- office = ["0.0.0.0/0"]') == 1
    assert page.count("How to close it") == 1  # of the one that no input closes


@pytest.mark.parametrize("name", ["one", "two", "three", "four"])
def test_every_exposure_keeps_its_place(page: str, name: str) -> None:
    assert page.count(f'<a id="aws_security_group.{name}"></a>') == 1
    assert f"(#aws_security_group.{name})" in page


def test_rows_that_are_equal_are_one(page: str) -> None:
    overview = page.split("## ", maxsplit=1)[0].rsplit("| --- |", maxsplit=1)[-1]
    assert overview.count("security group") == 1


def test_what_is_open_has_every_port_and_rule_and_the_names_of_the_page() -> None:
    """The path is that of one packet; its listener and its rules are those of all ports."""
    page = (REPOSITORY / "docs/environments/production/exposures.md").read_text(encoding="utf-8")

    assert "| It listens on 80 and 443 |" in page
    rules = "alb-sg allows inbound TCP 80 from the internet; alb-sg allows inbound TCP 443 from the internet"
    assert f"| {rules} |" in page
    assert "- alb-sg no longer allows inbound TCP 80 from the internet" in page
    assert "| Nothing answers on TCP 9198 |" in page  # on paper: the path as it is

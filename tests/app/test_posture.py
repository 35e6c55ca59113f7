"""The home page: worst first, bounded by what was not seen, and never in the way of a home page that people wrote."""

import re
from pathlib import Path

from tests.app.command import run
from tests.app.test_assertions import CLOSED, MODULE, rule

SENSITIVE = 'variable "name" {\n  sensitive = true\n  default   = "PLANTED"\n}\nresource "aws_ecs_cluster" "c" {\n  name = var.name\n}\n'


def home_of(
    folder: Path, terraform: str, settings: str = "project: P\nenvironments: {test: {root: .}}\n"
) -> str:
    (folder / "main.tf").write_text(terraform, encoding="utf-8")
    (folder / "docgen.yml").write_text(settings, encoding="utf-8")
    ran = run(folder, "build", "-q")
    assert ran.code == 0, ran.err
    return (folder / "docs/index.md").read_text(encoding="utf-8")


def test_what_is_open_is_counted_and_listed_with_the_path_to_it(tmp_path: Path) -> None:
    home = home_of(tmp_path, CLOSED + rule())

    table = home.partition("## What the internet can reach")[2]
    first = next(line for line in table.split("\n") if line.startswith('| <span class="dg-badge'))
    assert "critical" in first
    assert re.findall(r'<span class="dg-chip[^>]*>\[([^\]`]+)\]\(\.\.#', first) == [
        "public address",
        "route",
        "default network ACL",
        "port",
        "db",
    ]
    assert "**1** in test<br>" in home


def test_a_zero_says_what_was_not_seen(tmp_path: Path) -> None:
    private = CLOSED.replace("accessible    = true", "accessible = false")
    closed = home_of(tmp_path, private)
    assert "**0** in test<br>" in closed
    assert "Nothing is open to the internet, now or on paper." in closed
    assert "dg-card dg-ok" in closed

    partial = home_of(tmp_path, private + MODULE)
    assert "**0** in test that docgen could see<br>" in partial
    assert "Nothing is open" not in partial
    assert 'dg-card dg-ok">Open' not in partial


def test_values_that_are_not_known_are_listed_without_secrets(tmp_path: Path) -> None:
    home = home_of(
        tmp_path,
        'resource "aws_vpc" "v" {\n  cidr_block = var.missing\n}\nvariable "missing" {}\n' + SENSITIVE,
    )

    listed = home.partition("## Values that are not known")[2].partition("## Pages")[0]
    assert "`cidr_block`" in listed
    assert "PLANTED" not in home
    total, known = map(int, re.findall(r"test: (\d+) of (\d+) values? known", home)[0][::-1])
    assert listed.count("\n| test |") == total - known


def test_a_home_page_that_people_wrote_stays(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# Ours\n", encoding="utf-8")

    assert home_of(tmp_path, CLOSED) == "# Ours\n"
    assert (tmp_path / "docs/posture.md").is_file()

    (tmp_path / "docs/index.md").unlink()
    assert 'title: "Posture"' in home_of(tmp_path, CLOSED)
    assert not (tmp_path / "docs/posture.md").exists()


def test_dates_are_facts(tmp_path: Path) -> None:
    settings = """project: P
environments: {test: {root: .}}
exposures:
  accepted:
    - {of: aws_db_instance.db, reason: A migration, owner: data, until: 2027-03-31}
"""
    home = home_of(tmp_path, CLOSED + rule(), settings)

    assert (
        "| 2027-03-31 | Acceptance of the exposure of `aws_db_instance.db` ends: A migration | data |" in home
    )

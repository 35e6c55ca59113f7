"""What docgen.yml allows: ranges that may reach things, and differences between environments that are wanted."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.app.atlas import Edit, apply, copy_atlas
from tests.app.command import run

ALLOWED: dict[str, tuple[str, dict[str, str]]] = {
    # Of production: the load balancer admits the world, the database 10.30.0.0/16 and 10.90.4.0/22.
    "the world": ('["0.0.0.0/0", "::/0"]', {}),
    "what is private": (
        '["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]',
        {"module.alb.aws_lb.this": "effective", "module.msk.aws_msk_cluster.this": "configured only"},
    ),
    "the VPC alone": (
        '["10.30.0.0/16", "203.0.113.0/24", "198.51.100.0/24"]',
        {"module.alb.aws_lb.this": "effective", "module.dashboard_database.aws_db_instance.this": "configured only"},
    ),
}  # fmt: skip


def exposures(folder: Path, environment: str) -> dict[str, Any]:
    ran = run(folder, "facts", "--env", environment)
    assert ran.code == 0, ran.err
    found = msgspec.json.decode(ran.out)["environments"][environment]["exposures"]
    return {each["subject"]: each for each in found}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_wider_than_allowed_is_an_exposure(name: str, tmp_path: Path) -> None:
    allowed, expected = ALLOWED[name]
    folder = copy_atlas(tmp_path)
    apply(folder, Edit("docgen.yml", "", f"exposures:\n  allowed: {allowed}\n"))

    found = exposures(folder, "production")

    assert {subject: each["effect"] for subject, each in found.items()} == expected


def test_a_range_that_is_none_is_an_error(tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)
    apply(folder, Edit("docgen.yml", "", 'exposures:\n  allowed: ["office"]\n'))

    ran = run(folder, "check")

    assert ran.code == 1
    assert '"office" is no CIDR block' in ran.err
    assert "docgen.yml:" in ran.err


def parity(folder: Path, text: str) -> tuple[int, list[str]]:
    apply(folder, Edit("docgen.yml", "", f"parity:\n  intended:{text}"))
    assert run(folder, "build").code == 0
    ran = run(folder, "check", "--as-of", "2026-11-28")
    return ran.code, [each for each in ran.out.splitlines() if each.startswith("Difference ")]


ALL = "\n    - because: Staging is open on purpose.\n"


def test_listed_differences_are_none(harbor: Path) -> None:
    assert parity(harbor, ALL) == (0, [])
    assert "Staging is open on purpose." in (harbor / "docs/parity.md").read_text(encoding="utf-8")


def test_a_list_names_facts_and_resources(harbor: Path) -> None:
    settings = (harbor / "docgen.yml").read_bytes()
    code, every = parity(harbor, " []\n")
    assert code == 4
    assert any("Difference is not listed: exposure of module.quay" in each for each in every)
    (harbor / "docgen.yml").write_bytes(settings)

    code, told = parity(harbor, "\n    - fact: exposure\n      of: 'module.quay*'\n      because: A trial.\n")

    assert code == 4
    assert set(every) - set(told) == {each for each in every if "exposure of module.quay" in each}


@pytest.mark.parametrize(("until", "code"), [("2001-01-01", 4), ("2999-12-31", 0)])
def test_an_intention_may_end(until: str, code: int, harbor: Path) -> None:
    got, told = parity(harbor, ALL + f"      until: {until}\n")

    assert got == code
    assert all(f'was intended until {until} ("Staging is open on purpose.")' in each for each in told)
    assert bool(told) is (code == 4)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\n    - because: ''\n", "needs its reason"),
        ("\n    - fact: tier\n", '"because" is required'),
        ("\n    - because: x\n      unitl: 2026-01-01\n", 'Did you mean "until"?'),
        ("\n    - because: x\n      until: soon\n", "Wrong type"),
    ],
)
def test_a_wrong_list_is_an_error(text: str, told: str, tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)
    apply(folder, Edit("docgen.yml", "", f"parity:\n  intended:{text}"))

    ran = run(folder, "check")

    assert ran.code == 1
    assert told in ran.err
    assert "docgen.yml:" in ran.err


def test_without_the_section_differences_are_no_findings(tmp_path: Path) -> None:
    assert run(copy_atlas(tmp_path), "check").code == 0

"""`docgen review`: what a review keeps, what the next one says of it, and what `docgen check` asks for."""

from pathlib import Path

import msgspec
import pytest

from tests.app.atlas import Edit, apply, copy_atlas
from tests.app.command import Ran, run
from tests.app.histories import GIT, HISTORIES, build
from tests.app.test_register import DAY, ENTRY, WEB, checked, project

BY = ("--by", "Ada Lovelace")
KEY = "ingress aws_security_group.web tcp/443 from 203.0.113.0/24"
OTHER = "ingress aws_security_group.web tcp/444 from 203.0.113.0/24"
EVERY = "review:\n  every: 180\n"
ENTRY_WEB = ENTRY.replace("MATCH", "group: web")


def reviewed(folder: Path, *words: str) -> Ran:
    ran = run(folder, "review", *BY, *(words or DAY))
    assert ran.code == 0, ran.err
    return ran


def test_a_review_is_a_file(tmp_path: Path) -> None:
    folder = project(tmp_path, ENTRY_WEB)

    ran = reviewed(folder, "--date", "2026-11-28", "--exception", "None.", "--exception", "Two.")

    assert "There is no review yet." in ran.out
    assert "Wrote reviews/2026-11-28.json. Run `docgen build`, and commit both." in ran.out
    kept = msgspec.json.decode((folder / "reviews/2026-11-28.json").read_bytes())
    assert (kept["date"], kept["by"], kept["exceptions"]) == (
        "2026-11-28",
        "Ada Lovelace",
        ["None.", "Two."],
    )
    assert kept["environments"]["main"]["complete"] is True
    assert kept["environments"]["main"]["flows"] == {
        KEY: {"state": "on paper", "encrypted": "unknown", "reason_from": "why", "reason": "Partners."}
    }
    assert len(kept["environments"]["main"]["digest"]) == 64


def test_the_same_register_has_the_same_digest(tmp_path: Path) -> None:
    folder = project(tmp_path, ENTRY_WEB)
    reviewed(folder)
    (folder / "main.tf").write_text(f"# A comment.\n{WEB.replace('= 443', '=   443')}", encoding="utf-8")

    assert "No changes since the review of 2026-11-28 by Ada Lovelace." in reviewed(folder).out

    first, second = (folder / f"reviews/2026-11-28{each}.json" for each in ("", "-2"))
    assert first.read_bytes() == second.read_bytes()


def test_the_last_review_of_a_day_counts(tmp_path: Path) -> None:
    """Twelve on one day: the second is older than the tenth, and younger than the first."""
    folder = project(tmp_path, ENTRY_WEB)
    for number in range(12):
        (folder / "main.tf").write_text(WEB.replace("443", str(443 + number)), encoding="utf-8")
        reviewed(folder)

    assert (folder / "reviews/2026-11-28-12.json").is_file()
    assert "No changes since the review of 2026-11-28" in run(folder, "review", *DAY, "--show").out


CHANGES: dict[str, tuple[str, str, str]] = {
    "added": (ENTRY_WEB, WEB + WEB.partition("}\n")[2].replace('"web" {', '"more" {').replace("443", "444"), f"added {OTHER}"),
    "gone": ("", WEB.partition("}\n")[0] + "}\n", f"gone {KEY}"),
    "other ports": (ENTRY_WEB, WEB.replace("443", "444"), f"added {OTHER}"),
    "no longer justified": ("", WEB, f"no longer justified {KEY}"),
    "another reason": (ENTRY_WEB.replace("Partners", "Customers"), WEB, f"changed {KEY}: reason “Customers.”, was “Partners.”"),
    "not seen": ("", WEB.partition("}\n")[0] + '}\nmodule "m" {\n  source = "acme/m/aws"\n}\n', f"not seen now {KEY}"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_the_next_review_says_what_changed(name: str, tmp_path: Path) -> None:
    settings, code, said = CHANGES[name]
    reviewed(project(tmp_path, ENTRY_WEB))
    project(tmp_path, settings, code)

    ran = run(tmp_path, "review", "--dry-run", *DAY)

    assert ran.code == 0, ran.err
    assert "Changes since the review of 2026-11-28 by Ada Lovelace:" in ran.out
    assert f"  main: {said}" in ran.out.splitlines()
    assert ("  main: gone" in ran.out) is (name in {"gone", "other ports"})
    assert [each.name for each in (tmp_path / "reviews").iterdir()] == ["2026-11-28.json"]
    run(tmp_path, "build")
    page = (tmp_path / "docs/register.md").read_text(encoding="utf-8")
    assert f"- main: {said.partition(' ingress')[0]} `ingress" in page


@pytest.mark.parametrize(
    ("day", "code", "said"),
    [
        ("2027-05-27", 0, ""),
        (
            "2027-05-28",
            4,
            "Review of allowed flows is overdue: it was due on 2027-05-27, and it is 2027-05-28.",
        ),
    ],
)
def test_a_review_is_good_for_so_many_days(day: str, code: int, said: str, tmp_path: Path) -> None:
    folder = project(tmp_path, ENTRY_WEB + EVERY)
    reviewed(folder)

    ran = checked(folder, "--as-of", day)

    assert ran.code == code, ran.out
    assert said in ran.out
    page = (folder / "docs/register.md").read_text(encoding="utf-8")
    assert "The next review is due on 2027-05-27." in page
    assert "overdue" not in page


def test_without_a_review_one_is_due(tmp_path: Path) -> None:
    ran = checked(project(tmp_path, ENTRY_WEB + EVERY))

    assert ran.code == 4
    assert "there is none yet. Run `docgen review`." in ran.out


def test_an_overdue_review_of_atlas(tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)

    assert run(folder, "check", "--as-of", "2027-05-27").code == 0
    assert run(folder, "check", "--as-of", "2027-05-28").code == 4


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Partners.", "Customers.", "their digest is another one"),
        ('"by"', '"from"', "is not a review that `docgen review` has written"),
    ],
)
def test_a_review_that_was_changed_is_an_error(old: str, new: str, said: str, tmp_path: Path) -> None:
    folder = project(tmp_path, ENTRY_WEB)
    reviewed(folder)
    apply(folder, Edit("reviews/2026-11-28.json", old, new))

    for command in ("check", "build", "review"):
        ran = run(folder, command)

        assert ran.code == 1
        assert said in " ".join(ran.err.split())


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    folder = project(tmp_path, ENTRY_WEB + EVERY + "  folder: audit/flows\n")

    reviewed(folder)

    assert (folder / "audit/flows/2026-11-28.json").exists()
    assert checked(folder).code == 0


def test_a_folder_that_leads_out_is_not_written_to(tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    folder.mkdir()
    project(folder, ENTRY_WEB)
    (tmp_path / "outside").mkdir()
    (folder / "reviews").symlink_to(tmp_path / "outside")

    ran = run(folder, "review", *BY, *DAY)

    assert ran.code == 1
    assert list((tmp_path / "outside").iterdir()) == []


def test_who_and_when_must_be_known(tmp_path: Path) -> None:
    folder = project(tmp_path, ENTRY_WEB)

    unnamed = run(folder, "review", *DAY, HOME=str(tmp_path), GIT_CONFIG_GLOBAL="/dev/null")
    never = run(folder, "review", *BY)

    assert (unnamed.code, "Give --by NAME" in unnamed.err) == (2, True)
    assert (never.code, "Give the day: --date" in never.err) == (2, True)
    assert not (folder / "reviews").exists()


@pytest.mark.skipif(not GIT, reason="there is no git")
def test_a_revision_is_reviewed_on_its_day(tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    oids = build(HISTORIES["added range, squash"], folder)

    ran = run(folder, "review", *BY, "--as-of", oids["base"])

    assert ran.code == 0, ran.err
    kept = msgspec.json.decode((folder / "reviews/2023-11-15.json").read_bytes())
    assert kept["revision"] == oids["base"]
    assert not any("10.9." in each for each in kept["environments"]["main"]["flows"])
    assert (
        "added ingress aws_security_group.web tcp/443 from 10.9.0.0/16" in run(folder, "review", "--show").out
    )

"""`docgen check`: exit codes, hand-edited, missing and orphaned files, facts in words before any diff."""

import shutil
from pathlib import Path

import pytest

from tests.app.atlas import REPOSITORY, Edit, apply, copy_atlas
from tests.app.command import run

GROUPS = "terraform/modules/vpc/security_groups.tf"
NETWORK = "docs/environments/dev/network.md"


def test_committed_pages_are_clean(tmp_path: Path) -> None:
    ran = run(copy_atlas(tmp_path), "check")

    assert ran.code == 0
    assert "says what the Terraform says" in ran.out


def test_drift_is_told_in_facts_then_files_then_diffs(tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)
    apply(
        folder,
        Edit(
            GROUPS,
            "from_port         = 9198\n  to_port           = 9198",
            "from_port = 9199\n  to_port = 9199",
        ),
    )

    ran = run(folder, "check")

    assert ran.code == 3
    fact = "production: atlas-production-msk-sg now allows inbound TCP 9199 from 198.51.100.64/27, was 9198 (terraform/modules/vpc/security_groups.tf:105)"
    assert fact in ran.out
    assert ran.out.index(fact) < ran.out.index("docs/network-and-security.md") < ran.out.index("+++ b/docs")
    assert "Run `docgen build`" in ran.out


@pytest.mark.parametrize("damage", ["edited", "missing", "orphan"])
def test_generated_files_are_watched(damage: str, tmp_path: Path) -> None:
    folder = tmp_path / "harbor"
    shutil.copytree(
        REPOSITORY / "tests" / "projects" / "harbor", folder, ignore=shutil.ignore_patterns("docs")
    )
    assert run(folder, "build").code == 0
    page = folder / NETWORK
    if damage == "edited":
        page.write_text(page.read_text(encoding="utf-8") + "\nIt is all fine.\n", encoding="utf-8")
    elif damage == "missing":
        page.unlink()
    else:
        target = folder / "docs/environments/qa/network.md"
        target.parent.mkdir()
        target.write_bytes(page.read_bytes())

    ran = run(folder, "check")

    assert ran.code == 3
    assert "No fact changed" in ran.out
    assert run(folder, "build").code == 0
    assert run(folder, "check").code == 0


def test_text_around_regions_is_ours(tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)
    apply(
        folder,
        Edit(
            "docs/network-and-security.md", "the text around them is ours", "the words around them are ours"
        ),
    )

    assert run(folder, "check").code == 0


MODULE = 'module "store" {\n  source  = "example/store/aws"\n  version = "1.2.0"\n}\n'
INSTALLED = '{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"store","Source":"registry.terraform.io/example/store/aws","Version":"1.2.0","Dir":".terraform/modules/store"}]}'


def test_lost_module_code_comes_first(tmp_path: Path) -> None:
    code = tmp_path / ".terraform" / "modules" / "store"
    code.mkdir(parents=True)
    (code.parent / "modules.json").write_text(INSTALLED, encoding="utf-8")
    (code / "main.tf").write_text('resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n', encoding="utf-8")
    (tmp_path / "main.tf").write_text(MODULE, encoding="utf-8")
    (tmp_path / "docgen.yml").write_text("project: P\nenvironments:\n  one:\n    root: .\n", encoding="utf-8")
    assert run(tmp_path, "build").code == 0
    assert run(tmp_path, "check").code == 0
    shutil.rmtree(tmp_path / ".terraform")

    ran = run(tmp_path, "check")

    assert ran.code == 3
    assert ran.out.startswith("Module code that was there when the documentation was made is missing now:\n")
    assert "example/store/aws 1.2.0 (one)" in ran.out
    assert "terraform init -backend=false" in ran.out
    assert "fact changed" not in ran.out
    assert "+++" not in ran.out


def test_module_code_that_was_never_there_is_no_news(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MODULE, encoding="utf-8")
    (tmp_path / "docgen.yml").write_text("project: P\nenvironments:\n  one:\n    root: .\n", encoding="utf-8")
    assert run(tmp_path, "build").code == 0
    (tmp_path / "more.tf").write_text('resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n', encoding="utf-8")

    ran = run(tmp_path, "check")

    assert ran.code == 3
    assert "Module code that was there" not in ran.out
    assert "aws_s3_bucket.b" in ran.out

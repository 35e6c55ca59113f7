"""Bad input gets a clear diagnostic, exit code 1, and nothing is written."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.app.atlas import Edit, apply, copy_atlas
from tests.app.command import run

VPC = "terraform/modules/vpc/main.tf"
PRODUCTION = "terraform/production/terraform.tfvars"
PAGE = "docs/network-and-security.md"


class Case(msgspec.Struct, frozen=True):
    name: str
    damage: Callable[[Path], None]
    said: tuple[str, ...]  # all of it is in the message


def edits(*given: Edit) -> Callable[[Path], None]:
    return lambda folder: apply(folder, *given)


def drop_module(folder: Path) -> None:
    for each in sorted((folder / "terraform/modules/rds").iterdir()):
        each.unlink()
    (folder / "terraform/modules/rds").rmdir()


def dangling_link(folder: Path) -> None:
    (folder / "terraform/modules/vpc/more.tf").symlink_to("nowhere.tf")


def link_out(folder: Path) -> None:
    (folder.parent / "outside.tf").write_text(
        'locals { stolen = "secret-of-the-machine" }\n', encoding="utf-8"
    )
    (folder / "terraform/modules/vpc/more.tf").symlink_to(folder.parent / "outside.tf")


def not_utf8(folder: Path) -> None:
    (folder / "terraform/modules/vpc/more.tf").write_bytes(b'locals { x = "\xff" }\n')


def empty_root(folder: Path) -> None:
    (folder / "empty").mkdir()
    apply(folder, Edit("docgen.yml", "root: terraform/production", "root: empty"))


CASES = (
    Case("syntax error", edits(Edit(VPC, "", "resource {\n")), ("Error: ", f"{VPC}:12")),
    Case("unclosed block", edits(Edit(VPC, "", 'locals {\n  a = "b"\n')), ("Unclosed configuration block", VPC)),
    Case("undeclared variable", edits(Edit(VPC, "cidr_block = var.cidr_block", "cidr_block = var.cidr_blok")), ("Reference to undeclared input variable", f"{VPC}:21:16", 'Did you mean "cidr_block"?', "^^^^")),
    Case("tfvars value of the wrong type", edits(Edit(PRODUCTION, 'extra_tags  = { CostCenter = "data-platform" }', 'extra_tags = "x"')), ("Invalid value for input variable", f"{PRODUCTION}:4:14", "map of string required")),
    Case("failed validation", edits(Edit(PRODUCTION, 'environment = "production"', 'environment = "qa"')), ("Invalid value for variable", "terraform/production/variables.tf:12", "The environment is staging or production.")),
    Case("cycle between locals", edits(Edit("terraform/modules/vpc/ring.tf", "", "locals {\n  a = local.b\n  b = local.a\n}\n")), ("Cycle: ", "terraform/modules/vpc/ring.tf:2:3", "module.vpc.local.a → ")),
    Case("missing module folder", drop_module, ("Unreadable module directory", "terraform/production/main.tf:131:3", "terraform/modules/rds")),
    Case("missing var file", edits(Edit("docgen.yml", "terraform.tfvars.example", "nope.tfvars")), ("Failed to read variables file", "docgen.yml:6:17", "terraform/staging/nope.tfvars")),
    Case("unknown key", edits(Edit("docgen.yml", "project: Atlas", "colour: blue\nproject: Atlas")), ("Unknown key", "docgen.yml:1:1", '"colour"')),
    Case("unknown key of an environment", edits(Edit("docgen.yml", "    var_files:", "    varfiles:")), ("Unknown key", "docgen.yml:6:5", 'Did you mean "var_files"?')),
    Case("wrong type in docgen.yml", edits(Edit("docgen.yml", "[terraform.tfvars.example]", "3")), ("Wrong type", "docgen.yml:6")),
    Case("not YAML", edits(Edit("docgen.yml", "project: Atlas", "project: [Atlas")), ("Invalid YAML", "docgen.yml:2")),
    Case("dangling link", dangling_link, ("Failed to read file", "terraform/modules/vpc/more.tf")),
    Case("link out of the repository", link_out, ("Failed to read file", "outside the repository")),
    Case("not UTF-8", not_utf8, ("Invalid character encoding", "terraform/modules/vpc/more.tf:1:15")),
    Case("no Terraform file", empty_root, ("No configuration files", "docgen.yml:8:11")),
    Case("missing root", edits(Edit("docgen.yml", "root: terraform/production", "root: terraform/nowhere")), ("Module folder not found", "docgen.yml:8:11")),
    Case("closing mark deleted", edits(Edit(PAGE, "<!-- /docgen -->", "")), (PAGE, '"summary"', "`<!-- /docgen -->`")),
    Case("unknown region", edits(Edit(PAGE, "docgen:network-shape", "docgen:network-shap")), (PAGE, "network-shape")),
    Case("a claim about nothing", edits(Edit("docs/openspec/data-stores.md", "count: databases", "count: datbases")), ("Invalid claim", "docs/openspec/data-stores.md:", 'Did you mean "databases"?')),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_input_is_told_and_nothing_written(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "atlas"
    folder.mkdir()
    copy_atlas(folder)
    case.damage(folder)
    apply(
        folder,
        Edit(
            "terraform/modules/vpc/security_groups.tf", "from_port                = 8080", "from_port = 8079"
        ),
    )
    before = contents(folder)

    ran = run(folder, "build")

    assert ran.code == 1, ran
    assert [each for each in case.said if each not in ran.err] == [], ran.err
    assert "Traceback" not in ran.err
    assert "secret-of-the-machine" not in ran.err
    assert contents(folder) == before


def contents(folder: Path) -> dict[str, bytes]:
    return {str(each): each.read_bytes() for each in sorted((folder / "docs").rglob("*")) if each.is_file()}


def test_all_mistakes_come_in_one_run(tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)
    apply(
        folder,
        Edit(VPC, "cidr_block = var.cidr_block", "cidr_block = var.cidr_blok"),
        Edit("terraform/modules/rds/main.tf", "var.publicly_accessible", "local.nowhere"),
        Edit("terraform/production/main.tf", 'module.vpc.subnet_ids["public"]', "module.vcp.subnet_ids"),
    )

    ran = run(folder, "check")

    assert ran.code == 1
    for said in ("cidr_blok", '"nowhere"', '"vcp"'):
        assert said in ran.err


def test_an_unknown_environment_is_wrong_input(tmp_path: Path) -> None:
    ran = run(copy_atlas(tmp_path), "facts", "--env", "qa")

    assert ran.code == 1
    assert "staging, production" in ran.err


@pytest.mark.parametrize("words", [("frobnicate",), ("facts", "--colour"), ("plan",)])
def test_wrong_usage_exits_with_two(words: tuple[str, ...], tmp_path: Path) -> None:
    assert run(copy_atlas(tmp_path), *words).code == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("words", [("facts",), ("plan", "--env", "staging"), ("--help",)])
def test_output_that_cannot_be_written_is_no_traceback(words: tuple[str, ...], tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(  # noqa: S603 - docgen itself
            [sys.executable, "-m", "docgen", *words],
            cwd=folder,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == 1
    assert done.stderr.endswith("Error: The system refuses\n  No space left on device\n")

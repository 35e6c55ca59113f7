"""`docgen init`: a docgen.yml for a repository that has none, and its pages."""

import subprocess
from pathlib import Path

import pytest
import yaml

from tests.app.command import run
from tests.discovery.repository import ROOT, VPC, variables, written

SUBNETS = """resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet(var.cidr, 8, 1)
}
"""
FILES = {
    "infra/main.tf": ROOT.replace('"10.0.0.0/16"', "var.cidr") + SUBNETS + variables("cidr", "owner"),
    "infra/env/dev.tfvars": 'cidr = "10.1.0.0/16"\nowner = "us"\n',
    "infra/env/prod.tfvars": 'cidr = "10.2.0.0/16"\nowner = "us"\n',
}


def test_it_writes_the_settings_and_builds(tmp_path: Path) -> None:
    folder = written(tmp_path / "harbor", FILES)

    ran = run(folder, "init")

    assert ran.code == 0, ran.err
    assert "wrote docgen.yml: 2 environments (dev, prod), 1 root module" in ran.out
    assert "docgen serve" in ran.out
    settings = yaml.safe_load((folder / "docgen.yml").read_text(encoding="utf-8"))
    assert settings == {
        "project": "harbor",
        "environments": {
            "dev": {"root": "infra", "var_files": ["env/dev.tfvars"]},
            "prod": {"root": "infra", "var_files": ["env/prod.tfvars"]},
        },
    }
    assert "10.1.1.0/24" in (folder / "docs/environments/dev/network.md").read_text(encoding="utf-8")
    assert "10.2.1.0/24" in (folder / "docs/environments/prod/network.md").read_text(encoding="utf-8")
    assert run(folder, "check").code == 0


def test_a_dry_run_prints_and_writes_nothing(tmp_path: Path) -> None:
    folder = written(tmp_path, FILES)
    before = sorted(folder.rglob("*"))

    ran = run(folder, "init", "--dry-run")

    assert (ran.code, ran.err) == (0, "")
    assert set(yaml.safe_load(ran.out)["environments"]) == {"dev", "prod"}
    plain = " ".join(ran.out.replace("#", "").split())
    assert "- infra: files of variables are named after them, such as infra/env/dev.tfvars." in plain
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("where", [".", "infra"])
def test_an_existing_file_is_never_replaced(tmp_path: Path, where: str) -> None:
    folder = written(tmp_path, FILES | {"docgen.yml": "ours: true\n"})

    ran = run(folder / where, "init")

    assert ran.code == 1
    assert "Configuration exists" in ran.err
    assert "docgen.yml" in ran.err
    assert (folder / "docgen.yml").read_text(encoding="utf-8") == "ours: true\n"
    assert not (folder / "infra" / "docgen.yml").exists()
    assert run(folder / where, "init", "--dry-run").code == 0


AZURE = 'terraform {\n  backend "azurerm" {}\n}\nresource "azurerm_subnet" "s" {}\n'


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"readme.md": "x\n"}, "There are no Terraform files"),
        ({"az/main.tf": AZURE}, "None of the 1 root modules here uses AWS (az)"),
        ({"live/terragrunt.hcl": 'terraform {\n  source = "git::https://x/y"\n}\n'}, "Terragrunt"),
        ({"a/variables.tf": variables("x")}, "declare no resource"),
    ],
    ids=["nothing", "another cloud", "Terragrunt alone", "variables alone"],
)
def test_nothing_to_document(tmp_path: Path, files: dict[str, str], said: str) -> None:
    folder = written(tmp_path, files)

    ran = run(folder, "init")

    assert ran.code == 1
    assert "No Terraform for AWS" in ran.err
    assert said in ran.err
    assert not (folder / "docgen.yml").exists()


def test_pages_of_others_are_left_alone(tmp_path: Path) -> None:
    folder = written(tmp_path, {"main.tf": ROOT, "docs/parity.md": "# Ours\n"})

    ran = run(folder, "init")

    assert ran.code == 0, ran.err
    settings = (folder / "docgen.yml").read_text(encoding="utf-8")
    assert "docs: infrastructure-docs" in settings
    assert "docs/ is in use" in settings
    assert [each.name for each in (folder / "docs").iterdir()] == ["parity.md"]
    assert (folder / "infrastructure-docs/environments").is_dir()


def test_an_earlier_build_is_not_in_the_way(tmp_path: Path) -> None:
    folder = written(tmp_path, {"main.tf": ROOT})
    assert run(folder, "init").code == 0
    (folder / "docgen.yml").unlink()

    ran = run(folder, "init", "--dry-run")

    assert "docs:" not in ran.out


def test_the_remote_gives_the_name_and_the_address_of_lines(tmp_path: Path) -> None:
    folder = written(tmp_path / "checkout", {"main.tf": ROOT})
    for words in (
        ["init", "-q"],
        ["remote", "add", "origin", "https://bot:hunter2@github.com/acme/estate.git"],
    ):
        subprocess.run(["git", *words], cwd=folder, check=True)

    ran = run(folder, "init", "--dry-run")

    settings = yaml.safe_load(ran.out)
    assert settings["project"] == "estate"
    assert settings["source_url"] == "https://github.com/acme/estate/blob/{revision}/{path}#L{line}"
    assert "hunter2" not in ran.out


def test_what_is_missing_is_said_with_what_to_do(tmp_path: Path) -> None:
    module = 'module "db" {\n  source  = "terraform-aws-modules/rds/aws"\n  version = "6.1.0"\n}\n'
    folder = written(
        tmp_path,
        {
            "a b/main.tf": ROOT
            + module
            + variables("size")
            + 'variable "token" {\n  type = string\n  sensitive = true\n}\n',
            "gcp/main.tf": 'terraform {\n  backend "gcs" {}\n}\nresource "google_compute_network" "n" {}\n',
        },
    )

    out = run(folder, "init", "--dry-run").out

    assert "#   a b: size, token (sensitive)" in out
    assert "#   terraform -chdir='a b' init -backend=false   # terraform-aws-modules/rds/aws" in out
    assert "#   gcp: it uses no AWS provider" in out
    assert yaml.safe_load(out)["environments"] == {"a-b": {"root": "a b"}}


def test_installed_modules_are_not_missing(tmp_path: Path) -> None:
    module = 'module "db" {\n  source = "acme/db/aws"\n}\n'
    manifest = '{"Modules": [{"Key": "db", "Source": "acme/db/aws", "Dir": ".terraform/modules/db"}]}'
    folder = written(
        tmp_path,
        {
            "main.tf": ROOT + module,
            ".terraform/modules/modules.json": manifest,
            ".terraform/modules/db/main.tf": VPC,
        },
    )

    out = run(folder, "init", "--dry-run").out

    assert "init -backend=false" not in out
    assert yaml.safe_load(out)["environments"].popitem()[1] == {"root": "."}


def test_errors_of_the_build_leave_the_settings(tmp_path: Path) -> None:
    folder = written(tmp_path, {"main.tf": ROOT + "resource {\n"})

    ran = run(folder, "init")

    assert ran.code == 1
    assert "main.tf" in ran.err
    assert "docgen.yml is written; no page is" in ran.err
    assert (folder / "docgen.yml").exists()
    assert not (folder / "docs").exists()


def test_root_modules_with_errors_are_left_out_where_others_remain(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        {
            "dev/main.tf": ROOT,
            "prod/main.tf": ROOT + 'module "m" {\n  source = "../modules/m"\n}\n',
            "modules/m/main.tf": "locals {\n  x = [][0]\n}\n",
            "test/main.tf": ROOT + "resource {\n",
        },
    )

    ran = run(folder, "init")

    assert ran.code == 0, ran.err
    assert "wrote docgen.yml: 1 environment (dev), 1 root module" in ran.out
    assert "prod (modules/m/main.tf:2: Invalid index)" in ran.out
    text = (folder / "docgen.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(text)["environments"] == {"dev": {"root": "dev"}}
    assert "#   test: test/main.tf:" in text
    assert (folder / "docs/environments/dev/network.md").exists()
    assert run(folder, "check").code == 0


def test_values_that_yaml_would_take_for_something_else(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        {
            "on/main.tf": ROOT + variables("owner", "version_tag"),
            "scripts/plan.sh": "terraform plan -var owner=yes -var version_tag=1.10\n",
        },
    )

    settings = yaml.safe_load(run(folder, "init", "--dry-run").out)

    assert settings["environments"] == {"on": {"root": "on", "vars": {"owner": "yes", "version_tag": "1.10"}}}

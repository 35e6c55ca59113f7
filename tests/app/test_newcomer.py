"""What somebody does who has never seen docgen: install it, begin, look at the site."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.app.atlas import REPOSITORY
from tests.app.serving import page_with, served
from tests.discovery.repository import written

PARTS = ("docgen", "pyproject.toml", "README.md", "LICENSE")
QUIET = ("--quiet", "--disable-pip-version-check", "--timeout", "10", "--retries", "0")
# Two layers, with values for each environment beside one of them and one database that is open to the world.
ESTATE = {
    "terraform/network/main.tf": """terraform {
  backend "s3" {}
}

resource "aws_vpc" "main" {
  cidr_block = var.cidr
}

resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet(var.cidr, 8, 0)
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}

resource "aws_security_group" "door" {
  name   = "door"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = var.admins
  }
}

resource "aws_instance" "door" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.public.id
  vpc_security_group_ids      = [aws_security_group.door.id]
  associate_public_ip_address = true
}
""",
    "terraform/network/variables.tf": 'variable "cidr" {\n  type = string\n}\n\nvariable "admins" {\n  type = list(string)\n}\n',
    "terraform/network/env/dev.tfvars": 'cidr   = "10.1.0.0/16"\nadmins = ["0.0.0.0/0"]\n',
    "terraform/network/env/prod.tfvars": 'cidr   = "10.2.0.0/16"\nadmins = ["198.51.100.0/24"]\n',
    "docs/decisions/0001.md": "# A decision\n",
}


def words(*parts: str | Path, folder: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """A program that knows nothing of this checkout."""
    return subprocess.run(
        [str(each) for each in parts],
        cwd=folder,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def clean_environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}


@pytest.fixture(scope="module")
def docgen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program from the built wheel, in an environment with nothing but its dependencies."""
    folder = tmp_path_factory.mktemp("installed")
    source = folder / "source"
    source.mkdir()
    for part in PARTS:
        copy = shutil.copytree if (REPOSITORY / part).is_dir() else shutil.copy
        copy(REPOSITORY / part, source / part)
    made = words(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        *QUIET,
        "--no-deps",
        "--no-build-isolation",
        "-w",
        folder,
        source,
    )
    assert made.returncode == 0, made.stderr
    [wheel] = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=False)
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = (sys.executable, "-m", "pip", "--python", programs / "python")
    installed = words(*pip, "install", *QUIET, "--no-compile", wheel)
    if installed.returncode != 0:
        reached = words(
            sys.executable, "-m", "pip", "download", *QUIET, "--no-deps", "-d", folder / "probe", "click"
        )
        if reached.returncode != 0:
            pytest.skip(f"no package index is reachable: {reached.stderr.strip().splitlines()[-1]}")
    assert installed.returncode == 0, installed.stderr
    return programs / "docgen"


@pytest.mark.slow
def test_from_an_unknown_repository_to_its_site(docgen: Path, tmp_path: Path) -> None:
    estate = written(tmp_path / "estate", ESTATE)

    begun = words(docgen, "init", folder=estate)

    assert begun.returncode == 0, begun.stderr
    assert "2 environments (dev, prod), 1 root module" in begun.stdout
    assert (estate / "infrastructure-docs/environments/dev/exposures.md").exists()
    assert [each.name for each in (estate / "docs").rglob("*.md")] == ["0001.md"]
    with served(estate, [str(docgen)], clean_environment()) as (address, printed):
        home = page_with(address, "<title>Posture - estate</title>")
        assert 'href="environments/dev/exposures/"' in home
        exposures = page_with(f"{address}/environments/dev/exposures/", "door")
        assert "assets/docgen.css" in exposures
        page_with(f"{address}/source/terraform/network/main.tf/", 'id="L5"')
    assert "Traceback" not in printed.read_text(encoding="utf-8")
    assert words(docgen, "check", folder=estate).returncode == 0

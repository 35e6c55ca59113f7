"""Targets: whole repositories, from Terraform to pages and pictures."""

import posixpath
import re
from functools import cache
from pathlib import Path
from typing import Any

from docgen.analysis.facts import Facts
from docgen.app.site import build_site, facts_document
from docgen.discovery.plan import make_plan
from docgen.discovery.survey import look_around
from docgen.discovery.write import Heading, settings_text
from docgen.document.graph import print_dot
from docgen.document.markdown import print_page
from docgen.pages.architecture_diagram import architecture_drawing
from docgen.pages.contents import generated_pages
from docgen.pages.labels import Labels
from docgen.source.diagnostic import has_errors
from docgen.terraform.loader import Library
from docgen.trials.remediation import with_closings
from docgen.workspace.pipeline import find_facts
from docgen.workspace.project import Project
from docgen.workspace.settings import load_settings
from tests.fuzz.language import IMPURE, told
from tests.fuzz.made import LARGEST, odd_values
from tests.fuzz.readers import left_files, wounded_below_name
from tests.fuzz.runner import Target
from tests.properties.profile import ROOT
from tests.terraform.folder import Folder

SETTINGS = """project: P
environments:
  one:
    root: .
limits: {instances: 200, elements: 20000, text: 200000, steps: 50000}
"""


def project_of(main: bytes) -> Project:
    tree = Folder({"main.tf": main, "docgen.yml": SETTINGS})
    settings = load_settings(tree).value
    assert settings is not None
    return Project(Path("/repository"), tree, settings, Library(tree))


def run_configuration(data: bytes) -> bytes:
    """Facts, pages and the graph of the picture, which is not laid out."""
    result = find_facts(project_of(data), with_closings)
    if has_errors(result.diagnostics):
        return told(result.diagnostics)
    return told(result.diagnostics) + b"\n".join(documents(result.value))


def documents(found: Facts) -> list[bytes]:
    labels = Labels(found.environments)
    pages = [print_page(each, "docs").encode() for each in generated_pages(found, labels, None, {})]
    graphs = [print_dot(architecture_drawing(each, Labels((each,)))).encode() for each in found.environments]
    return seen([facts_document(found), *pages, *graphs])


def seen(documents: list[bytes]) -> list[bytes]:
    """The documents; none shows an object of Python."""
    for each in documents:
        assert b" object at 0x" not in each, each[each.index(b" object at 0x") - 200 :][:300]
    return documents


def run_site(data: bytes) -> bytes:
    """Everything that `docgen build` writes, with the picture."""
    result = build_site(project_of(data))
    files = [f"{path} {len(content)}".encode() + content for path, content in result.value.files.items()]
    return told(result.diagnostics) + b"\n".join(files)


@cache
def repositories() -> Any:  # noqa: ANN401 - a list that is never changed
    """The configurations of tests that are one root module without others."""
    found = []
    for folder in sorted({each.parent for each in (ROOT / "tests").rglob("*.tf")}):
        text = "\n".join(
            each.read_text(encoding="utf-8", errors="replace") for each in sorted(folder.glob("*.tf"))
        )
        if (
            'module "' not in text
            and re.search(r'resource "aws_(?:vpc|lb|subnet|security_group|instance|ecs|db|route)', text)
            and len(text) < LARGEST
        ):
            found.append(text.encode())
    return [LISTENERS.encode(), *found]


# A port that is out of range: it ended a build once.
LISTENERS = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_internet_gateway" "i" {
  vpc_id = aws_vpc.main.id
}
resource "aws_route_table" "r" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.i.id
  }
}
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.s.id
  route_table_id = aws_route_table.r.id
}
resource "aws_subnet" "s" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_security_group" "g" {
  vpc_id = aws_vpc.main.id
  ingress {
    protocol    = "tcp"
    from_port   = 0
    to_port     = 65535
    cidr_blocks = ["0.0.0.0/0"]
  }
}
locals {
  port = 443
}
resource "aws_lb" "edge" {
  load_balancer_type = "network"
  internal           = false
  security_groups    = [aws_security_group.g.id]
  subnets            = [aws_subnet.s.id]
}
resource "aws_lb_target_group" "app" {
  port        = local.port
  protocol    = "TCP"
  vpc_id      = aws_vpc.main.id
  target_type = "ip"
}
resource "aws_lb_listener" "l" {
  load_balancer_arn = aws_lb.edge.arn
  port              = local.port + 0
  protocol          = "TCP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app.arn
  }
}
resource "aws_instance" "i" {
  ami                    = "ami-1"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.s.id
  vpc_security_group_ids = [aws_security_group.g.id]
}
resource "aws_db_instance" "d" {
  port                = "5432"
  publicly_accessible = true
}
"""


def run_discovery(data: bytes) -> bytes:
    """One file of a repository, as `docgen init` and then a build read it."""
    name, _, content = data.partition(b"\n")
    path = name.decode("utf-8", "replace")
    if (
        posixpath.normpath(path) != path
        or path.startswith(("/", ".."))
        or path in {".", "main.tf", "docgen.yml"}
    ):
        return b""
    files = {
        "main.tf": FOR_DISCOVERY,
        "app/main.tf": FOR_DISCOVERY,
        "app/env/dev.tfvars": "a = 1\n",
        "docgen.yml": SETTINGS,
    }
    tree = Folder({**files, path: content})
    plan = make_plan(look_around(tree, Library(tree)), "p")
    text = settings_text(plan, Heading("p", "", "docs", ""))
    tree.files["docgen.yml"] = text.encode() if plan.environments else SETTINGS.encode()
    settings = load_settings(tree)
    if settings.value is None:
        return told(settings.diagnostics)
    result = find_facts(Project(Path("/repository"), tree, settings.value, Library(tree)))
    return text.encode() + told(result.diagnostics)


FOR_DISCOVERY = """
provider "aws" {}
variable "a" {
  default = 1
}
module "a" {
  source = "x/y/z"
}
module "b" {
  source = "git@github.com:a/b.git//m"
}
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}
"""


def is_pure(data: bytes) -> bool:
    return not any(each in data for each in IMPURE)


PROJECTS = (
    Target("configurations", "facts, pages and the graph of the picture", run_configuration, repositories, odd_values, is_pure, share=3),
    Target("sites", "all files of a build, with the picture laid out", run_site, repositories, odd_values, is_pure, seconds=20.0, share=2),
    Target("discovery", "files of other tools, for `docgen init` and a build", run_discovery, left_files, wounded_below_name, is_pure),
)  # fmt: skip

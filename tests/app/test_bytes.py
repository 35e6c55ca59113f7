"""A byte order mark and the line endings of a checkout are no drift, and a file keeps those that it has."""

from pathlib import Path

import pytest

from docgen.app.drift import find_drift
from docgen.app.files import stale_files, write_site
from docgen.app.site import Site, build_site
from docgen.pages.sentences.changes import change_line
from docgen.source.diagnostic import has_errors
from docgen.source.text import BOM, lenient_text, same_text, saved_like
from docgen.source.tree import DiskTree, read_source
from docgen.workspace.project import open_project
from tests.app.command import run

MARK = BOM.encode()
FILES = {
    "docgen.yml": """# Environments.
project: Quay
environments:
  one:
    root: infra
    var_files: [one.tfvars]
    vars: {owner: harbour}
assertions:
  - says: Nothing reaches the hosts.
    from: internet
    to: instances
    verdict: blocked
""",
    "infra/main.tf": """resource "aws_vpc" "main" {
  cidr_block = var.cidr
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet(aws_vpc.main.cidr_block, 8, 1)
}

resource "aws_security_group" "hosts" {
  name        = "hosts"
  description = "Hosts"
  vpc_id      = aws_vpc.main.id

  ingress {
    from_port   = var.port
    to_port     = var.port
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_instance" "host" {
  ami                    = "ami-1"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.a.id
  vpc_security_group_ids = [aws_security_group.hosts.id]
  user_data              = <<-EOT
    #!/bin/sh
    echo up
  EOT
}

output "greeting" {
  value = <<-EOT
    first line
    second line
  EOT
}
""",
    "infra/variables.tf": """variable "cidr" {
  type = string
}

variable "owner" {
  type = string
}

variable "port" {
  type    = number
  default = 22
}

variable "note" {
  type    = string
  default = <<-EOT
    one
    two
  EOT
}
""",
    "infra/one.tfvars": 'cidr = "10.7.0.0/16"\n',
    "infra/more.auto.tfvars.json": '{"port": 2222}\n',
    "docs/page.md": """---
title: Page
claims:
  - says: There is one VPC.
    count: vpcs
    is: 2
---

# Page

<!-- docgen:security-group-model -->
<!-- /docgen -->

<!-- docgen:claims -->
<!-- /docgen -->

The end.
""",
}
KINDS = (
    "docgen.yml",
    "infra/*.tf",
    "infra/*.tfvars",
    "infra/*.tfvars.json",
    "docs/page.md",
    "docs/claims.md",
    "docs/environments/one/*.md",
    "docs/environments/one/*.svg",
    "docs/environments/facts.json",
    "docs/assets/*.css",
    "docs/assets/*.js",
    "**/*",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bytes")
    for path, text in FILES.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    _, site = opened(folder)
    assert write_site(site, folder)
    return folder


def opened(folder: Path) -> tuple[list[str], Site]:
    """The facts that moved, and the site."""
    project = open_project(folder)
    assert project.value is not None, project.diagnostics
    made = build_site(project.value)
    assert not has_errors(made.diagnostics), made.diagnostics
    return [change_line(each) for each in find_drift(project.value, made.value).changes], made.value


def snapshot(folder: Path) -> dict[Path, bytes]:
    return {each: each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file()}


@pytest.mark.parametrize("glob", KINDS)
@pytest.mark.parametrize("form", ["line endings", "byte order mark", "both"])
def test_how_a_file_was_saved_is_no_drift(built: Path, glob: str, form: str) -> None:
    before = snapshot(built)
    paths = [each for each in built.glob(glob) if each.is_file()]
    assert paths
    try:
        for path in paths:
            content = before[path]
            if form != "byte order mark":
                content = content.replace(b"\n", b"\r\n")
            # A mark in front of JSON is an error in Terraform; docgen's own facts are no Terraform.
            if form != "line endings" and not path.name.endswith(".tfvars.json"):
                content = MARK + content
            path.write_bytes(content)
        saved = snapshot(built)

        moved, site = opened(built)

        assert moved == []
        assert list(stale_files(site, DiskTree(built))) == []
        assert site.orphans == ()
        assert write_site(site, built) == []
        assert snapshot(built) == saved
        claims = [(each.page, each.holds) for each in site.claims]
        assert claims == [("page.md", False), ("docgen.yml", True)]
    finally:
        for path, content in before.items():
            path.write_bytes(content)


@pytest.mark.parametrize("name", ["page.md", "environments/one/network.md", "environments/facts.json"])
def test_a_file_that_changes_keeps_its_line_endings_and_its_mark(built: Path, name: str) -> None:
    before = snapshot(built)
    target = built / "docs" / name
    settings = built / "infra" / "one.tfvars"
    rules = built / "infra" / "more.auto.tfvars.json"
    try:
        target.write_bytes(MARK + target.read_bytes().replace(b"\n", b"\r\n"))
        settings.write_bytes(settings.read_bytes().replace(b"10.7", b"10.9"))
        rules.write_bytes(b'{"port": 4444}\n')

        _, site = opened(built)
        changed = write_site(site, built)

        assert f"docs/{name}" in changed
        content = target.read_bytes()
        assert content.startswith(MARK)
        assert content.count(b"\n") == content.count(b"\r\n") > 1
        assert content.count(MARK) == 1
        plain = lenient_text(content)
        assert ("4444" if name == "page.md" else "10.9.") in plain
        if name == "page.md":
            assert plain.endswith("\nThe end.\n")
        assert list(stale_files(site, DiskTree(built))) == []
    finally:
        for path, content in before.items():
            path.write_bytes(content)


def test_the_diff_of_a_windows_file_shows_only_what_changes(built: Path) -> None:
    before = snapshot(built)
    target = built / "docs/environments/one/network.md"
    try:
        target.write_bytes(target.read_bytes().replace(b"10.7.0.0", b"10.8.0.0").replace(b"\n", b"\r\n"))

        [(path, diff)] = list(stale_files(opened(built)[1], DiskTree(built)))

        changed = [each for each in diff.splitlines() if each[:1] in "+-" and each[:3] not in {"+++", "---"}]
        assert path == "docs/environments/one/network.md"
        assert changed
        assert all("10." in each for each in changed), diff
    finally:
        for each, content in before.items():
            each.write_bytes(content)


def test_an_excerpt_behind_a_mark_hides_secrets(tmp_path: Path) -> None:
    (tmp_path / "docgen.yml").write_text(
        "project: P\nenvironments:\n  e: {root: .}\n", encoding="utf-8-sig", newline="\r\n"
    )
    (tmp_path / "main.tf").write_text(
        'variable "key" {\n  sensitive = true\n  default   = "hunter2" }}\n}\n', encoding="utf-8-sig"
    )

    ran = run(tmp_path, "build")

    assert ran.code == 1
    assert "main.tf:3" in ran.err
    assert "hunter2" not in ran.err + ran.out


def test_a_text_is_read_without_its_mark(tmp_path: Path) -> None:
    (tmp_path / "a.tf").write_bytes(MARK + b"locals {}\r\n")
    (tmp_path / "a.tf.json").write_bytes(MARK + b"{}")
    tree = DiskTree(tmp_path)

    plain, data = (read_source(tree, name).value for name in ("a.tf", "a.tf.json"))

    assert plain is not None
    assert plain.text == "locals {}\r\n"
    assert data is not None
    assert data.text == "\ufeff{}"  # so that JSON can refuse it, as Terraform does


def test_an_encrypted_file_of_values_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "terraform.tfvars").write_bytes(b"\0GITCRYPT\0\xd0\xff")
    (tmp_path / "main.tf").write_bytes(b"\0GITCRYPT\0\xd0\xff")
    tree = DiskTree(tmp_path)

    values, code = (read_source(tree, name) for name in ("terraform.tfvars", "main.tf"))

    assert values.value is None
    assert [(each.severity.value, each.summary) for each in values.diagnostics] == [
        ("warning", "Encrypted file")
    ]
    assert values.diagnostics[0].gap is not None
    assert [each.severity.value for each in code.diagnostics] == ["error"]


@pytest.mark.parametrize(
    ("new", "old", "saved"),
    [
        (b"a\nb\n", None, b"a\nb\n"),
        (b"a\nb\n", b"x\ny\n", b"a\nb\n"),
        (b"a\nb\n", b"x\r\n", b"a\r\nb\r\n"),
        (b"a\nb\n", MARK + b"x\r\n", MARK + b"a\r\nb\r\n"),
        (MARK + b"a\n", MARK + b"x\n", MARK + b"a\n"),
        (b"a\r\nb\n", b"x\r\n", b"a\r\nb\n"),
        (b"a\n", b"", b"a\n"),
        (b"a\n", b"x", b"a\n"),
    ],
)
def test_new_content_is_saved_like_the_old(new: bytes, old: bytes | None, saved: bytes) -> None:
    assert saved_like(new, old) == saved
    assert same_text(new, saved)


def test_a_missing_file_says_nothing() -> None:
    assert same_text(None, None)
    assert not same_text(None, b"")
    assert not same_text(b"a\n", b"a")

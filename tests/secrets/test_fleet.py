"""No secret of a repository is in a site over many, or in what is printed of it."""

from pathlib import Path

from tests.app.command import run
from tests.secrets.routes import CANARY, DECLARED, SETTINGS, VPC

ID = "vpc-0123456789abcdef0"
READ = 'data "terraform_remote_state" "s" {{\n  backend = "{kind}"\n  config = {{\n{config}\n  }}\n}}\n'
BY_ID = f'variable "vpc" {{\n  sensitive = true\n  default   = "{ID}"\n}}\nresource "aws_security_group" "g" {{\n  vpc_id = var.vpc\n}}\n'
WRITTEN = f'terraform {{\n  backend "pg" {{\n    conn_str    = "postgres://u:{CANARY}@db/states"\n    schema_name = "s"\n  }}\n}}\n{VPC}'


SYSTEMS = {
    "pg-written": WRITTEN,
    "pg-read": READ.format(
        kind="pg", config=f'    conn_str = "postgres://u:{CANARY}@db"\n    schema_name = "s"'
    ),
    "http-read": READ.format(kind="http", config=f'    address = "https://u:{CANARY}@states"'),
    "s3-read": DECLARED + READ.format(kind="s3", config='    bucket = var.secret\n    key = "k"'),
    "s3-written": 'terraform {\n  backend "s3" {\n    bucket = "b"\n    key = "k"\n  }\n}\n' + VPC,
    "by-id": BY_ID,
    "by-id-too": BY_ID,
    "not-read": f'{DECLARED}resource "aws_vpc" "v" {{\n  cidr_block = var.secret.x\n',
}


def test_no_secret_is_shown(tmp_path: Path) -> None:
    folders = []
    for name, text in SYSTEMS.items():
        folder = tmp_path / "repositories" / name
        folder.mkdir(parents=True)
        (folder / "main.tf").write_text(text, encoding="utf-8")
        (folder / "docgen.yml").write_text(SETTINGS, encoding="utf-8")
        folders.append(str(folder))

    ran = run(tmp_path, "fleet", *folders, "-o", "site", "--format", "json", "--jobs", "2")

    site = b"".join(each.read_bytes() for each in (tmp_path / "site").rglob("*") if each.is_file())
    assert b"systems/pg-read/" in site
    assert '"schema_name": "s"' in ran.out
    for secret in (CANARY, ID):
        assert secret not in ran.out + ran.err
        assert secret.encode() not in site

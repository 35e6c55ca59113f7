"""Whatever a configuration names, docgen opens no connection, starts no program but the one that draws, and reads nothing else."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

WATCHED = """
import os, sys
FOLDER = os.getcwd()
ALLOWED = (FOLDER, sys.prefix, sys.base_prefix, os.environ["CODE"], "/dev/null")
def watch(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.bind", "os.system", "os.exec", "os.posix_spawn"}:
        refuse(event, arguments)
    if event == "subprocess.Popen" and os.path.basename(str(arguments[0])) not in {"dot", "graphviz-pure"}:
        refuse(event, arguments)
    if event == "open" and isinstance(arguments[0], str) and READY:
        path = os.path.realpath(arguments[0])
        if not path.startswith(ALLOWED) and not path.startswith(TEMPORARY):
            refuse(event, arguments)
def refuse(event, arguments):
    os.write(2, f"FORBIDDEN {event} {arguments}\\n".encode())
    os._exit(99)
READY = False
TEMPORARY = tuple(os.environ["TEMPORARY"].split(":"))
sys.addaudithook(watch)
import docgen.app.cli
READY = True
docgen.app.cli.run()
"""
MAIN = """
terraform {
  backend "http" {
    address = "http://127.0.0.1:9/state"
  }
  required_providers {
    odd = { source = "127.0.0.1:9/odd/odd" }
  }
}
module "registry" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.0.0"
}
module "git" {
  source = "git::https://127.0.0.1:9/module.git?ref=main"
}
module "archive" {
  source = "https://127.0.0.1:9/module.zip"
}
module "bucket" {
  source = "s3::https://127.0.0.1:9/bucket/module.zip"
}
data "http" "page" {
  url = "http://127.0.0.1:9/"
}
data "external" "program" {
  program = ["sh", "-c", "touch ran"]
}
data "terraform_remote_state" "other" {
  backend = "local"
  config  = { path = "/etc/passwd" }
}
data "aws_caller_identity" "me" {}
resource "terraform_data" "run" {
  input = data.http.page.response_body
  provisioner "local-exec" {
    command = "touch ran"
  }
  provisioner "remote-exec" {
    inline = ["true"]
    connection {
      host = "127.0.0.1"
    }
  }
}
resource "null_resource" "script" {
  triggers = { always = timestamp(), passwd = file("/etc/passwd"), link = file("passwd") }
}
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = data.external.program.result.name }
}
resource "aws_instance" "i" {
  ami           = "ami-1"
  instance_type = var.size
}
variable "size" {
  default = "t3.micro"
}
output "u" {
  value = "${data.aws_caller_identity.me.account_id} ${pathexpand("~/x")}"
}
"""
SETTINGS = """project: Alone
source_url: https://127.0.0.1:9/{path}
environments:
  one:
    root: .
"""
COMMANDS = {
    "build": ("build",),
    "check": ("check",),
    "facts": ("facts",),
    "plan": ("plan", "--env", "one"),
    "plan of a folder": ("plan", "--root", "."),
    "console": ("console", "--env", "one"),
    "explain": ("explain", "aws_vpc.a", "--env", "one"),
    "whatif": ("whatif", "--env", "one", "--set", "size=t3.large"),
    "reach": ("reach", "--from", "internet", "--to", "aws_instance.i", "--env", "one"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_is_run_or_asked(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "main.tf").write_text(MAIN, encoding="utf-8")
    (folder / "docgen.yml").write_text(SETTINGS, encoding="utf-8")
    (folder / "passwd").symlink_to("/etc/passwd")
    code = Path(__file__).parents[2]
    mine = [tmp_path, Path(tempfile.gettempdir()), "/var/cache", "/etc/fonts", "/usr", "/proc/self"]
    done = subprocess.run(  # noqa: S603 - docgen itself, watched
        [sys.executable, "-c", WATCHED, *COMMANDS[name]],
        cwd=folder,
        env=os.environ | {"CODE": str(code), "TEMPORARY": ":".join(map(str, mine)), "DOCGEN_CACHE_DIR": ""},
        input='file("/etc/passwd")\ndata.http.page.response_body\n',
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert "FORBIDDEN" not in done.stderr
    assert "Traceback" not in done.stderr
    assert "root:" not in done.stdout + done.stderr
    assert done.returncode == (3 if name == "check" else 0), done.stderr
    assert not (folder / "ran").exists()

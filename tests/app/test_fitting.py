"""`docgen init` takes back what it has guessed, where that leads to errors, and leaves out no more than has to be."""

from pathlib import Path

import pytest
import yaml

from tests.app.command import Ran, run
from tests.discovery.repository import ROOT, variables, written

FILES = {"a/dev.tfbackend": 'key = "dev"\n', "a/prod.tfbackend": 'key = "prod"\n'}
INDEX = 'output "x" {\n  value = { known = 1 }[md5(%s)]\n}\n'
NULL = 'variable "prefix" {\n  default = null\n}\n'
CHILD = 'module "m" {\n  source = "../m"\n  prefix = local.prefix\n}\nlocals {\n  prefix = var.prefix\n}\n'
BROKEN = 'output "broken" {\n  value = [][0]\n}\n'


def fitted(folder: Path, files: dict[str, str]) -> tuple[Ran, str, dict[str, object]]:
    ran = run(written(folder, files), "init")
    text = (folder / "docgen.yml").read_text(encoding="utf-8")
    environments = yaml.safe_load(text)["environments"]
    assert isinstance(environments, dict)
    return ran, text, environments


def test_a_value_that_leads_to_errors_is_dropped(tmp_path: Path) -> None:
    ran, text, environments = fitted(
        tmp_path, FILES | {"a/main.tf": ROOT + variables("env", "environment") + INDEX % "local.key", "a/l.tf": "locals {\n  key = var.env\n}\n"}
    )  # fmt: skip

    assert ran.code == 0, ran.err
    assert environments["dev"] == {
        "root": "a",
        "backend_config": ["dev.tfbackend"],
        "vars": {"environment": "dev"},
    }
    assert "#   a: env" in text


def test_a_value_that_a_validation_refuses_is_dropped(tmp_path: Path) -> None:
    variable = 'variable "env" {\n  type = string\n  validation {\n    condition     = length(var.env) > 9\n    error_message = "Too short."\n  }\n}\n'

    ran, _, environments = fitted(tmp_path, FILES | {"a/main.tf": ROOT + variable})

    assert ran.code == 0, ran.err
    assert environments["dev"] == {"root": "a", "backend_config": ["dev.tfbackend"]}


def test_a_workspace_that_leads_to_errors_is_not_known(tmp_path: Path) -> None:
    files = {"a/dev.tfvars": 'size = "s"\n', "a/prod.tfvars": 'size = "l"\n'}

    ran, text, environments = fitted(
        tmp_path, files | {"a/main.tf": ROOT + variables("size") + INDEX % "terraform.workspace"}
    )

    assert ran.code == 0, ran.err
    assert environments["prod"] == {"root": "a", "var_files": ["prod.tfvars"], "workspace": None}
    assert "its name is not known" in text


@pytest.mark.parametrize(
    "files",
    [
        {"a/main.tf": ROOT + NULL + 'output "x" {\n  value = "${var.prefix}-x"\n}\n'},
        {"a/main.tf": ROOT + NULL + CHILD, "m/main.tf": 'variable "prefix" {}\noutput "x" {\n  value = "${var.prefix}-x"\n}\n'},
    ],
    ids=["in the root module", "in a module that it calls"],
)  # fmt: skip
def test_a_variable_whose_default_is_null_is_unset(tmp_path: Path, files: dict[str, str]) -> None:
    ran, text, environments = fitted(tmp_path, files)

    assert ran.code == 0, ran.err
    assert environments == {"a": {"root": "a", "unset": ["prefix"]}}
    assert "something sets them" in text


def test_a_default_that_is_refused_is_unset(tmp_path: Path) -> None:
    group = 'variable "%s" {\n  default = ["%s"]\n}\nresource "aws_security_group" "%s" {\n  vpc_id = aws_vpc.main.id\n  ingress {\n    from_port = 1\n    to_port = 1\n    protocol = "tcp"\n    cidr_blocks = var.%s\n  }\n}\n'

    ran, _, environments = fitted(
        tmp_path, {"a/main.tf": ROOT + group % ("office", "127.0.0.1/24", "g", "office") + group % ("all", "0.0.0.0/0", "h", "all")}
    )  # fmt: skip

    assert ran.code == 0, ran.err
    assert environments == {"a": {"root": "a", "unset": ["office"]}}


def test_a_null_that_does_no_harm_stays(tmp_path: Path) -> None:
    _, _, environments = fitted(tmp_path, {"a/main.tf": ROOT + NULL})

    assert environments == {"a": {"root": "a"}}


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ({"a/terragrunt.hcl": ""}, "a build step adds files: a/terragrunt.hcl may generate files"),
        ({"terragrunt.hcl": ""}, "a build step adds files: terragrunt.hcl may generate files"),
        ({"live/terragrunt.hcl": 'terraform {\n  source = "../a"\n}\n'}, "a build step adds files: live/terragrunt.hcl runs it"),
        ({"a/vars.tf.j2": "{{ x }}\n"}, "a build step adds files: a/vars.tf.j2 is a template"),
        ({".gitignore": "*.tfstate\na/made.tf\n"}, "a build step adds files: .gitignore names a/made.tf"),
        ({"cdktf.json": "{}\n"}, "a build step adds files: cdktf.json may generate files"),
        ({".gitignore": "override.tf\n*_override.tf\nb/made.tf\n"}, "perhaps a build step adds one that does"),
        ({"b/vars.tf.j2": "", "b/readme.md": ""}, "perhaps a build step adds one that does"),
    ],
)  # fmt: skip
def test_undeclared_names_make_a_root_module_incomplete(
    tmp_path: Path, evidence: dict[str, str], said: str
) -> None:
    ran, text, environments = fitted(
        tmp_path, evidence | {"a/main.tf": ROOT + 'output "x" {\n  value = var.made\n}\n'}
    )

    assert ran.code == 0, ran.err
    [environment] = environments.values()
    assert environment == {"root": "a", "incomplete": True}
    assert said in text
    assert run(tmp_path, "check").code == 0


def test_a_root_module_is_left_out_only_where_it_has_errors(tmp_path: Path) -> None:
    size = 'output "x" {\n  value = { s = 1 }[var.size]\n}\n'
    files = {
        "a/dev.tfvars": 'size = "s"\n', "a/prod.tfvars": 'size = "xl"\n', "a/main.tf": ROOT + variables("size") + size,
        "b/dev.tfvars": 'size = "s"\n', "b/prod.tfvars": 'size = "xl"\n', "b/main.tf": ROOT + variables("size"),
        "c/dev.tfvars": 'size = "s"\n', "c/prod.tfvars": 'size = "xl"\n', "c/main.tf": ROOT + variables("size") + BROKEN,
    }  # fmt: skip

    ran, text, environments = fitted(tmp_path, files)

    assert ran.code == 0, ran.err
    own = [{"root": each, "var_files": ["dev.tfvars"]} for each in ("a", "b")]
    assert environments == {"dev": {"roots": own}, "prod": {"root": "b", "var_files": ["prod.tfvars"]}}
    assert "#   a (in prod): a/main.tf:" in text
    assert "#   c (in" not in text
    assert "#   c: c/main.tf:" in text


def test_types_in_quotes_are_of_an_older_terraform(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'variable "cidr" {\n  type    = "string"\n  default = "10.0.0.0/16"\n}\n'
        'resource "aws_vpc" "v" {\n  cidr_block = var.cidr\n}\n',
        encoding="utf-8",
    )

    ran = run(tmp_path, "init")

    assert ran.code == 0
    assert 'terraform: "0.14"' in (tmp_path / "docgen.yml").read_text(encoding="utf-8")
    assert "10.0.0.0/16" in run(tmp_path, "facts").out

"""The text of docgen.yml: what a plan says there."""

from pathlib import Path

import yaml

from docgen.discovery.write import Heading, package, settings_text
from tests.discovery.repository import ROOT, plan_of, variables


def text_of(folder: Path, files: dict[str, str], heading: Heading | None = None) -> str:
    return settings_text(plan_of(folder, files), heading or Heading("acme"))


def test_what_all_root_modules_are_given_is_said_once(tmp_path: Path) -> None:
    text = text_of(
        tmp_path,
        {
            "a/main.tf": ROOT + variables("env"),
            "b/main.tf": ROOT + variables("env", "size"),
            "c/main.tf": ROOT + 'variable "size" {\n  default = "m"\n}\n',
            "a/dev.tfbackend": 'key = "a"\n',
            "b/dev.tfbackend": 'key = "b"\n',
            "b/dev.tfvars": 'size = "s"\n',
            "c/dev.tfvars": 'size = "s"\n',
        },
    )

    assert yaml.safe_load(text)["environments"] == {
        "dev": {
            "vars": {"env": "dev"},
            "roots": [
                {"root": "a", "backend_config": ["dev.tfbackend"]},
                {"root": "b", "var_files": ["dev.tfvars"], "backend_config": ["dev.tfbackend"]},
                {"root": "c", "var_files": ["dev.tfvars"]},
            ],
        }
    }


def test_a_value_that_would_replace_a_default_is_not_said_for_all(tmp_path: Path) -> None:
    text = text_of(
        tmp_path,
        {
            "tf/dev/a/main.tf": ROOT + variables("env"),
            "tf/dev/b/main.tf": ROOT + variables("env"),
            "tf/dev/c/main.tf": ROOT + 'variable "env" {\n  default = "elsewhere"\n}\n',
        },
    )

    assert yaml.safe_load(text)["environments"]["dev"] == {
        "roots": [
            {"root": "tf/dev/a", "vars": {"env": "dev"}},
            {"root": "tf/dev/b", "vars": {"env": "dev"}},
            "tf/dev/c",
        ]
    }


def test_a_workspace_of_all_is_said_once(tmp_path: Path) -> None:
    body = ROOT + "locals {\n  x = { dev = 1, prod = 2 }[terraform.workspace]\n}\n"

    text = text_of(tmp_path, {"a/main.tf": body, "b/main.tf": body})

    assert yaml.safe_load(text)["environments"]["prod"] == {"workspace": "prod", "roots": ["a", "b"]}


def test_comments_say_why_and_what_is_left(tmp_path: Path) -> None:
    files = {
        "app/main.tf": ROOT + variables("size", "token"),
        "app/dev.tfvars": 'size = "s"\n',
        "app/prod.tfvars": 'size = "l"\ntoken = "x"\n',
    }

    text = text_of(tmp_path, files, Heading("acme: one", "https://x/{path}#L{line}", "pages", "It is so."))

    assert "# 1 root module: the folders that say where their state is kept.\n" in text
    assert "# - app: files of variables are named after them, such as app/dev.tfvars.\n" in text
    assert "#   app: token (in dev)\n" in text
    assert "# It is so.\ndocs: pages\n" in text
    assert "token:" not in text
    settings = yaml.safe_load(text)
    assert settings["project"] == "acme: one"
    assert settings["source_url"] == "https://x/{path}#L{line}"


def test_names_that_need_quotes(tmp_path: Path) -> None:
    text = text_of(tmp_path, {"a # b/yes/main.tf": ROOT, "a # b/no: x/main.tf": ROOT})

    assert yaml.safe_load(text)["environments"] == {"acme": {"roots": ["a # b/no: x", "a # b/yes"]}}


def test_packages_of_modules() -> None:
    assert (
        package("git::https://github.com/acme/modules.git//vpc?ref=v1") == "https://github.com/acme/modules"
    )
    assert package("github.com/acme/modules//vpc") == "github.com/acme/modules"
    assert package("git@github.com:acme/modules.git?ref=v1") == "git@github.com:acme/modules"
    assert package("terraform-aws-modules/vpc/aws//modules/x") == "terraform-aws-modules/vpc/aws"

"""Repositories of many shapes: which root modules and environments are found, and what each is given."""

from pathlib import Path

import msgspec
import pytest

from tests.discovery.repository import ROOT, STATE, VPC, environments, plan_of, variables


class Shape(msgspec.Struct, frozen=True):
    name: str
    files: dict[str, str]
    found: dict[str, list[str]]
    left_out: dict[str, str] = {}


def workspace_of(expression: str) -> str:
    return f"{ROOT}locals {{\n  x = {expression}\n}}\n"


REMOTE = """data "terraform_remote_state" "net" {
  backend = "s3"
  config  = { bucket = "b", key = "net.tfstate", region = "eu-west-1" }
}
"""
NET = 'terraform {\n  backend "s3" {\n    bucket = "b"\n    key    = "net.tfstate"\n  }\n}\n' + VPC

SHAPES = (
    Shape(
        "one root without anything else",
        {"main.tf": VPC},
        {"acme": ["."]},
    ),
    Shape(
        "one root in a folder of its own",
        {"billing/main.tf": ROOT},
        {"billing": ["billing"]},
    ),
    Shape(
        "a folder whose name says nothing",
        {"terraform/main.tf": ROOT},
        {"acme": ["terraform"]},
    ),
    Shape(
        "folders without state: modules, examples and tests are none, nor what another one calls",
        {
            "live/main.tf": VPC + 'module "db" {\n  source = "../db"\n}\n',
            "other/main.tf": VPC,
            "db/main.tf": VPC,
            "modules/a/main.tf": VPC,
            "examples/b/main.tf": VPC,
            "tests/c/main.tf": VPC,
            "test-d/main.tf": VPC,
        },
        {"acme": ["live", "other"]},
    ),
    Shape(
        "a library of modules: those that no other one calls",
        {"modules/a/main.tf": VPC + variables("name"), "modules/b/main.tf": VPC},
        {"acme": ["modules/a, unset name", "modules/b"]},
    ),
    Shape(
        "state decides: a folder with a provider alone is none, nor one in which the block is a comment",
        {
            "core/main.tf": ROOT,
            "sub/main.tf": 'provider "aws" {}\n' + VPC,
            "note/main.tf": '# backend "s3" {}\n/*\nterraform {\n  backend "s3" {}\n}\n*/\n' + VPC,
            "empty/main.tf": STATE,
        },
        {"core": ["core"]},
    ),
    Shape(
        "state in Terraform Cloud, in JSON, in OpenTofu's files",
        {
            "a/main.tf": 'terraform {\n  cloud {\n    organization = "x"\n  }\n}\n' + VPC,
            "b/main.tf.json": '{"terraform": {"backend": {"s3": {}}}, "resource": {"aws_vpc": {"m": {"cidr_block": "10.0.0.0/16"}}}}',
            "c/main.tofu": ROOT,
        },
        {"acme": ["a", "b", "c"]},
    ),
    Shape(
        "a root whose files cannot be read is one",
        {"core/main.tf": STATE, "core/broken.tf": "resource {\n"},
        {"core": ["core"]},
    ),
    Shape(
        "what has nothing to do with AWS is left out",
        {
            "aws/main.tf": ROOT,
            "azure/main.tf": STATE + 'resource "azurerm_subnet" "s" {}\n',
            "github/main.tf": STATE + 'provider "github" {}\nmodule "x" {\n  source = "acme/x/github"\n}\n',
            "unsaid/main.tf": STATE + 'module "x" {\n  source = "acme/x/any"\n}\n',
        },
        {"acme": ["aws", "unsaid"]},
        {"azure": "it uses no AWS provider", "github": "it uses no AWS provider"},
    ),
    Shape(
        "variables for each environment beside the root",
        {
            "app/main.tf": ROOT + variables("size", "key"),
            "app/env/dev.tfvars": 'size = "s"\n',
            "app/env/prod.tfvars": 'size = "l"\n',
        },
        {
            "dev": ["app, files app/env/dev.tfvars, unset key"],
            "prod": ["app, files app/env/prod.tfvars, unset key"],
        },
    ),
    Shape(
        "one folder of variables for all roots, one file for all environments, one that is for another root",
        {
            "tf/core/main.tf": ROOT + variables("size"),
            "tf/data/main.tf": ROOT + variables("size"),
            "tf/web/main.tf": ROOT + variables("port"),
            "tf/config/common.tfvars": 'size = "m"\n',
            "tf/config/stg.tfvars": 'size = "s"\n',
            "tf/config/prod.tfvars": 'size = "l"\n',
            "tf/config/web.tfvars": 'port = "80"\n',
        },
        {
            "stg": [
                "tf/core, files tf/config/common.tfvars tf/config/stg.tfvars",
                "tf/data, files tf/config/common.tfvars tf/config/stg.tfvars",
            ],
            "prod": [
                "tf/core, files tf/config/common.tfvars tf/config/prod.tfvars",
                "tf/data, files tf/config/common.tfvars tf/config/prod.tfvars",
            ],
            "web": ["tf/web, files tf/config/web.tfvars"],
        },
    ),
    Shape(
        "files named after root modules, and after environments",
        {
            "stacks/network/main.tf": ROOT + variables("cidr", "environment"),
            "stacks/apps/main.tf": ROOT + variables("port", "environment"),
            "vars/network.tfvars": 'cidr = "10.0.0.0/8"\n',
            "vars/apps.tfvars": 'port = "80"\n',
            "vars/dev.tfvars": 'environment = "dev"\n',
            "vars/prod.tfvars": 'environment = "prod"\n',
        },
        {
            "dev": [
                "stacks/apps, files vars/apps.tfvars vars/dev.tfvars",
                "stacks/network, files vars/network.tfvars vars/dev.tfvars",
            ],
            "prod": [
                "stacks/apps, files vars/apps.tfvars vars/prod.tfvars",
                "stacks/network, files vars/network.tfvars vars/prod.tfvars",
            ],
        },
    ),
    Shape(
        "the environment is a part of a folder's name, and backend settings are no variables",
        {
            "app/main.tf": ROOT + variables("size", "key"),
            "app/env/weu-dev/backend.tfvars": 'key = "dev"\n',
            "app/env/weu-dev/terraform.tfvars": 'size = "s"\nkey = "k"\n',
            "app/env/weu-pre-prod/backend.tfvars": 'key = "pre"\n',
            "app/env/weu-pre-prod/terraform.tfvars": 'size = "m"\nkey = "k"\n',
            "app/env/weu-prod/backend.tfvars": 'key = "prod"\n',
            "app/env/weu-prod/terraform.tfvars": 'size = "l"\nkey = "k"\n',
        },
        {
            "dev": ["app, files app/env/weu-dev/terraform.tfvars, backend app/env/weu-dev/backend.tfvars"],
            "preprod": [
                "app, files app/env/weu-pre-prod/terraform.tfvars, backend app/env/weu-pre-prod/backend.tfvars"
            ],
            "prod": ["app, files app/env/weu-prod/terraform.tfvars, backend app/env/weu-prod/backend.tfvars"],
        },
    ),
    Shape(
        "variables beside backend settings of the same name; no workspace where states are apart",
        {
            "app/main.tf": workspace_of('"${terraform.workspace}-x"') + variables("size"),
            "app/dev.tfvars": 'size = "s"\n',
            "app/dev.hcl": 'bucket = "b"\nkey = "dev"\n',
            "app/prod.tfvars": 'size = "l"\n',
            "app/prod.hcl": 'bucket = "b"\nkey = "prod"\n',
        },
        {
            "dev": ["app, files app/dev.tfvars, backend app/dev.hcl"],
            "prod": ["app, files app/prod.tfvars, backend app/prod.hcl"],
        },
    ),
    Shape(
        "backend settings alone: the variable for the environment has its name",
        {
            "api/main.tf": ROOT + variables("environment_name", "image"),
            "api/dev.s3.tfbackend": 'bucket = "b"\nkey = "api/dev"\n',
            "api/prod.s3.tfbackend": 'bucket = "b"\nkey = "api/prod"\n',
            "api/grantee1.s3.tfbackend": 'bucket = "b"\nkey = "api/g"\n',
            "net/main.tf": ROOT,
            "net/dev.123456789012.s3.tfbackend": 'bucket = "b"\nkey = "net/dev"\n',
            "net/prod.210987654321.s3.tfbackend": 'bucket = "b"\nkey = "net/prod"\n',
        },
        {
            "dev": [
                "api, backend api/dev.s3.tfbackend, environment_name=dev, unset image",
                "net, backend net/dev.123456789012.s3.tfbackend",
            ],
            "prod": [
                "api, backend api/prod.s3.tfbackend, environment_name=prod, unset image",
                "net, backend net/prod.210987654321.s3.tfbackend",
            ],
            "grantee1": ["api, backend api/grantee1.s3.tfbackend, environment_name=grantee1, unset image"],
        },
    ),
    Shape(
        "a validation says how the environment is spelled, and which is none",
        {
            "app/main.tf": ROOT
            + 'variable "env" {\n  validation {\n    condition     = contains(["development", "production"], var.env)\n'
            + '    error_message = "No."\n  }\n}\n',
            "app/dev.tfbackend": 'key = "dev"\n',
            "app/prod.tfbackend": 'key = "prod"\n',
            "app/qa.tfbackend": 'key = "qa"\n',
        },
        {
            "dev": ["app, backend app/dev.tfbackend, env=development"],
            "qa": ["app, backend app/qa.tfbackend, unset env"],
            "prod": ["app, backend app/prod.tfbackend, env=production"],
        },
    ),
    Shape(
        "a map in variables that load by themselves, indexed by the workspace",
        {
            "env/main.tf": workspace_of("var.accounts[local.name]").replace(
                "locals {\n", 'locals {\n  name = lower(replace(terraform.workspace, "_", "-"))\n'
            )
            + 'variable "accounts" {}\nvariable "token" {\n  sensitive = true\n}\n',
            "env/terraform.tfvars.json": '{"accounts": {"default": 1, "preproduction": 2, "production": 3}}',
        },
        {
            "preproduction": ["env, workspace preproduction, unset token"],
            "production": ["env, workspace production, unset token"],
        },
    ),
    Shape(
        "the same in a module that the root calls",
        {
            "env/main.tf": ROOT + 'module "m" {\n  source = "../modules/m"\n}\n',
            "modules/m/main.tf": 'locals {\n  all = { dev = "a", prod = "b" }\n}\noutput "x" {\n  value = lookup(local.all, terraform.workspace, "a")\n}\n',
        },
        {"dev": ["env, workspace dev"], "prod": ["env, workspace prod"]},
    ),
    Shape(
        "YAML files named after the workspace",
        {
            "env/main.tf": workspace_of('yamldecode(file("${path.module}/config/${terraform.workspace}.yml"))'),
            "env/config/intg.yml": "a: 1\n",
            "env/config/prod.yml": "a: 2\n",
        },
        {"intg": ["env, workspace intg"], "prod": ["env, workspace prod"]},
    ),
    Shape(
        "keys of a YAML file, indexed by the workspace",
        {
            "env/main.tf": workspace_of("local.all.accounts[terraform.workspace]").replace(
                "locals {\n", 'locals {\n  all = yamldecode(file("${path.root}/../accounts.yml"))\n'
            ),
            "accounts.yml": "accounts: {dev: 1, live: 2}\n",
        },
        {"dev": ["env, workspace dev"], "live": ["env, workspace live"]},
    ),
    Shape(
        "the workspace compared with texts; the default one is none",
        {
            "env/main.tf": workspace_of(
                '[terraform.workspace == "prod", terraform.workspace != "stg", terraform.workspace == "default"]'
            )
        },
        {"stg": ["env, workspace stg"], "prod": ["env, workspace prod"]},
    ),
    Shape(
        "one comparison is an exception and no list",
        {"billing/main.tf": workspace_of('terraform.workspace == "prod"')},
        {"billing": ["billing"]},
    ),
    Shape(
        "workspaces that begin with the root's name",
        {
            f"accounts/{name}/main.tf": workspace_of(
                f'[for end in ["-production", "-test"] : end if substr(terraform.workspace, {len(name)}, 99) == "-production"'
                f' || substr(terraform.workspace, {len(name)}, 99) == "-test"]'
            )
            for name in ("apex", "oas")
        },
        {
            "test": ["accounts/apex, workspace apex-test", "accounts/oas, workspace oas-test"],
            "production": ["accounts/apex, workspace apex-production", "accounts/oas, workspace oas-production"],
        },
    ),
    Shape(
        "the workspace's own spelling of an environment that files are named after",
        {
            "infra/main.tf": workspace_of('contains(["ndr-dev", "prod"], terraform.workspace)') + variables("size"),
            "infra/dev.tfvars": 'size = "s"\n',
            "infra/prod.tfvars": 'size = "l"\n',
        },
        {
            "dev": ["infra, files infra/dev.tfvars, workspace ndr-dev"],
            "prod": ["infra, files infra/prod.tfvars, workspace prod"],
        },
    ),
    Shape(
        "folders named after environments, and one beside them",
        {"tf/dev/main.tf": ROOT, "tf/prod/main.tf": ROOT, "tf/prod/db/main.tf": ROOT, "tf/mgmt/main.tf": ROOT},
        {"dev": ["tf/dev"], "prod": ["tf/prod", "tf/prod/db"], "mgmt": ["tf/mgmt"]},
    ),
    Shape(
        "names that end in an environment, where two of them differ in it alone",
        {"stack_prod/main.tf": ROOT, "stack_staging/main.tf": ROOT, "dev-desktops/main.tf": ROOT},
        {"staging": ["stack_staging"], "prod": ["stack_prod"], "dev-desktops": ["dev-desktops"]},
    ),
    Shape(
        "a root that others read the state of is in their environments",
        {
            "app_prod/main.tf": ROOT + REMOTE,
            "app_dev/main.tf": ROOT,
            "net/main.tf": NET,
            "alone/main.tf": ROOT,
        },
        {"dev": ["app_dev"], "prod": ["app_prod", "net"], "alone": ["alone"]},
    ),
    Shape(
        "accounts with their settings, layers below them",
        {
            **{f"{account}/eu/{layer}/main.tf": ROOT + variables("account", "bucket") for account in ("apps-prd", "shared-x") for layer in ("net", "sec")},
            "apps-prd/config/account.tfvars": 'account = "1"\n',
            "apps-prd/config/backend.tfvars": 'bucket = "b"\n',
            "shared-x/config/account.tfvars": 'account = "2"\n',
            "shared-x/config/backend.tfvars": 'bucket = "b"\n',
        },
        {
            account: [
                f"{account}/eu/{layer}, files {account}/config/account.tfvars, backend {account}/config/backend.tfvars, unset bucket"
                for layer in ("net", "sec")
            ]
            for account in ("apps-prd", "shared-x")
        },
    ),
    Shape(
        "roots that want an environment have those of their neighbours",
        {
            "tf/a/main.tf": ROOT + variables("size"),
            "tf/a/dev.tfvars": 'size = "s"\n',
            "tf/a/prod.tfvars": 'size = "l"\n',
            "tf/b/main.tf": ROOT + variables("env"),
            "tf/c/main.tf": ROOT,
        },
        {
            "dev": ["tf/a, files tf/a/dev.tfvars", "tf/b, env=dev"],
            "prod": ["tf/a, files tf/a/prod.tfvars", "tf/b, env=prod"],
            "c": ["tf/c"],
        },
    ),
    Shape(
        "what pipelines give, where it is written out and no secret",
        {
            "main.tf": ROOT + variables("region", "owner", "tag", "db_password", "api_token"),
            ".github/workflows/deploy.yml": 'env:\n  TF_VAR_region: eu-west-1\n  TF_VAR_db_password: hunter2\n  TF_VAR_tag: "${{ github.sha }}"\n',
            "scripts/plan.sh": "terraform plan -var owner=data -var 'api_token=abc' -var tag=$TAG\n",
            "docs/readme.md": "TF_VAR_tag=latest\n",
        },
        {"acme": ["., region=eu-west-1, owner=data, unset tag db_password api_token"]},
    ),
    Shape(
        "a variable to which pipelines give the names of environments",
        {
            "tf/app/main.tf": ROOT + variables("stack_description", "owner"),
            "ci/pipeline.yml": "TF_VAR_stack_description: development\nTF_VAR_owner: a\n---\nTF_VAR_stack_description: production\nTF_VAR_owner: b\n",
        },
        {
            "development": ["tf/app, stack_description=development, unset owner"],
            "production": ["tf/app, stack_description=production, unset owner"],
        },
    ),
    Shape(
        "pipelines that run for a list of environments",
        {
            "app/main.tf": ROOT + variables("stage"),
            ".github/workflows/deploy.yml": "strategy:\n  matrix:\n    environment: [dev, prod]\n    node: [16, 18]\n",
        },
        {"dev": ["app, stage=dev"], "prod": ["app, stage=prod"]},
    ),
    Shape(
        "Terragrunt: units of modules, with literal values",
        {
            "modules/vpc/main.tf": VPC + variables("cidr", "name", "secret_key"),
            "live/dev/vpc/terragrunt.hcl": 'terraform {\n  source = "../../../modules//vpc"\n}\ninputs = {\n  cidr = "10.1.0.0/16"\n  name = local.x\n  secret_key = "s"\n}\n',
            "live/prod/vpc/terragrunt.hcl": 'terraform {\n  source = "../../../modules//vpc"\n}\ninputs = {\n  cidr = "10.2.0.0/16"\n}\n',
            "live/prod/far/terragrunt.hcl": 'terraform {\n  source = "git::https://example.com/x.git"\n}\n',
        },
        {
            "dev": ["modules/vpc, cidr=10.1.0.0/16, unset name secret_key"],
            "prod": ["modules/vpc, cidr=10.2.0.0/16, unset name secret_key"],
        },
    ),
    Shape(
        "example files and templates of values are none",
        {
            "app/main.tf": ROOT + variables("size"),
            "app/dev.tfvars.example": 'size = "s"\n',
            "app/prod.tfvars.j2": 'size = "{{ size }}"\n',
        },
        {"acme": ["app, unset size"]},
    ),
    Shape("no root module at all", {"readme.md": "x\n", "values.tfvars": 'a = "b"\n'}, {}),
)  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_shape(shape: Shape, tmp_path: Path) -> None:
    plan = plan_of(tmp_path, shape.files)

    assert environments(plan) == shape.found
    assert list(plan.environments) == list(shape.found)
    assert dict(plan.left_out) == shape.left_out


def test_links_that_lead_in_circles(tmp_path: Path) -> None:
    (tmp_path / "tf").mkdir()
    (tmp_path / "tf" / "again").symlink_to(tmp_path / "tf")
    (tmp_path / "root.tf").write_text(ROOT, encoding="utf-8")
    (tmp_path / "tf" / "main.tf").symlink_to("../root.tf")  # a linked file is one

    plan = plan_of(tmp_path, {})

    assert [each.folder for each in plan.roots] == [".", "tf"]

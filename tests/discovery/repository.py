"""Small repositories, written to disk, and what is found in them."""

from collections.abc import Mapping
from pathlib import Path

from docgen.discovery.plan import Plan, make_plan
from docgen.discovery.survey import look_around
from docgen.discovery.variants import Variant
from docgen.source.tree import DiskTree
from docgen.workspace.library import library_of

VPC = 'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\n'
STATE = 'terraform {\n  backend "s3" {}\n}\n'
ROOT = STATE + VPC


def variables(*names: str) -> str:
    return "".join(f'variable "{name}" {{\n  type = string\n}}\n' for name in names)


def written(folder: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder


def plan_of(folder: Path, files: Mapping[str, str], project: str = "acme") -> Plan:
    tree = DiskTree(written(folder, files))
    return make_plan(look_around(tree, library_of(tree)), project)


def told(variant: Variant) -> str:
    """A variant on one line: the folder, then what it is given."""
    parts = [variant.root.folder]
    parts += [f"files {' '.join(variant.var_files)}"] if variant.var_files else []
    parts += [f"backend {' '.join(variant.backend_files)}"] if variant.backend_files else []
    parts += [f"workspace {variant.workspace}"] if variant.workspace else []
    parts += [f"{name}={value}" for name, value in variant.values.items()]
    parts += [f"unset {' '.join(each.name for each in variant.unset)}"] if variant.unset else []
    return ", ".join(parts)


def environments(plan: Plan) -> dict[str, list[str]]:
    return {name: [told(each) for each in variants] for name, variants in plan.environments.items()}

"""What is evaluated again equals what is evaluated from the start, and leaves the first evaluation as it was."""

import random
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest

from docgen.language.edits import edits_of
from docgen.language.evaluated import Evaluation
from docgen.language.evaluation import evaluate_again, evaluate_configuration
from docgen.language.inputs import VariableValue
from docgen.language.order import Unit
from docgen.language.plan import plan_json
from docgen.source.diagnostic import Diagnostic, Result
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.values.text import print_value
from docgen.workspace.provider import aws_knowledge
from docgen.workspace.root_evaluation import Prepared, prepare_root
from docgen.workspace.settings_model import RootSettings
from tests.properties.test_hiding import ANSWERS, ROOTS, SEEDS, prepared


def everything(result: Result[Evaluation]) -> Mapping[str, object]:
    made = result.value
    return {
        "plan": plan_json(made),
        "diagnostics": tuple(map(plain, result.diagnostics)),
        "locals": {
            f"{'.'.join(map(str, scope.address))}:{name}": print_value(value)
            for scopes in made.scopes.values()
            for scope in scopes
            for name, value in scope.locals.items()
        },
        "modules": sorted(".".join(map(str, each)) for each in made.modules),
        "inputs": {name: (each.source, each.set_at) for name, each in made.inputs.items()},
    }


def plain(diagnostic: Diagnostic) -> tuple[str, ...]:
    return (diagnostic.summary, diagnostic.detail, str(diagnostic.subject), diagnostic.context or "")


def changed(whole: Prepared, seed: int) -> Iterator[tuple[Prepared, list[Unit]]]:
    """The root module with other values, and the units that have them."""
    choice = random.Random(seed)  # noqa: S311 - examples, no secrets
    first = evaluate_configuration(whole.configuration, whole.environment).value
    declared = whole.configuration.root_module.variables
    edits = [
        (name, each.text)
        for name, given in first.inputs.items()
        for each in edits_of(declared[name], given.value, lambda _: True)
    ]
    for name, text in choice.sample(edits, min(len(edits), 2)):
        given = VariableValue(name, "argument", text=text)
        environment = msgspec.structs.replace(whole.environment, inputs=(*whole.environment.inputs, given))
        yield msgspec.structs.replace(whole, environment=environment), [Unit((), "var", name)]
    answers = {name: value for name, value in ANSWERS.items() if choice.random() > 0.5}
    environment = msgspec.structs.replace(whole.environment, knowledge=aws_knowledge(whole.version, answers))
    data = [
        Unit(path, "resource", key[2], key)
        for path, module in whole.configuration.modules.items()
        for key in module.resources
        if key[0] == "data"
    ]
    yield msgspec.structs.replace(whole, environment=environment), data


SMALL = """
variable "y" {
  default = "before"
}
module "m" {
  source = "./m"
  count  = var.y == "none" ? 0 : 1
  x      = "constant"
  y      = var.y
}
module "n" {
  source = "./m"
  x      = "constant"
  y      = local.early
}
locals {
  early = "${module.n.a}${var.y}"  # reads the module while its other output is not there yet
  late  = "${module.n.b}${module.m[0].b}"
  kept  = file("missing.txt")  # no file, reported whether or not this is evaluated again
  again = "${file("not-here.txt")}${var.y}"
}
resource "terraform_data" "some" {
  count = var.y == "before" ? 2 : 0
  input = local.late
}
output "late" {
  value = try(local.late, "nothing")
}
"""
BELOW = """
variable "x" {}
variable "y" {}
output "a" {
  value = var.x
}
output "b" {
  value = terraform_data.y.input
}
resource "terraform_data" "y" {
  input = var.y
}
"""


@pytest.mark.parametrize("value", ["after", "none"])
def test_a_small_one(value: str, tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "main.tf").write_text(SMALL, encoding="utf-8")
    (tmp_path / "m" / "main.tf").write_text(BELOW, encoding="utf-8")
    whole = prepare_root(Library(DiskTree(tmp_path)), RootSettings("."), Limits(), {}).value
    assert whole is not None
    first = evaluate_configuration(whole.configuration, whole.environment)
    environment = msgspec.structs.replace(
        whole.environment, inputs=(VariableValue("y", "argument", text=value),)
    )

    again = evaluate_again(first.value, environment, [Unit((), "var", "y")])

    assert everything(again) == everything(evaluate_configuration(whole.configuration, environment))
    assert everything(again) != everything(first)


@pytest.mark.parametrize(("folder", "root"), ROOTS)
def test_what_changes_is_evaluated_as_from_the_start(folder: Path, root: str) -> None:
    whole = prepared(folder, root)
    if whole is None:
        pytest.skip("it is evaluated with an environment of its own")
    first = evaluate_configuration(whole.configuration, whole.environment)
    before = everything(first)

    for seed in SEEDS[::4]:
        for other, units in changed(whole, seed):
            again = evaluate_again(first.value, other.environment, units)
            assert everything(again) == everything(
                evaluate_configuration(whole.configuration, other.environment)
            )

    assert everything(first) == before

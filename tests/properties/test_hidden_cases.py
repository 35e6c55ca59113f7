"""Assertions, pages and the register by hiding, of the small configurations of `tests/analysis/cases`.

Values become variables that nothing sets; resources that nothing refers to go into a module without code, become an unknown
number, or are of a type that docgen does not know. What is then said, the complete configuration does not contradict.
"""

import os
import random
import re
from pathlib import Path

import pytest

from docgen.analysis.facts import EnvironmentFacts
from docgen.source.diagnostic import has_errors
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.environment import alone
from docgen.workspace.pipeline import environment_facts
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings
from tests.properties import test_assertions as assertions
from tests.properties import test_pages as pages
from tests.properties import test_register as register
from tests.properties.test_assertions import RARE, SEEDS
from tests.properties.test_hiding import REPOSITORY

CASES = sorted((REPOSITORY / "tests/analysis/cases").iterdir())
BLOCK = re.compile(r'^resource "(\w+)" "(\w+)" \{\n.*?^\}\n', re.MULTILINE | re.DOTALL)
VALUE = re.compile(
    r'^( +\w+ += )("[^"$\n]*"|\d+|true|false|\["[^\]\n]*"\]|\[?aws_[\w.*\[\]]+)$', re.MULTILINE
)
CLAIMS = 25  # about each case; there are hundreds
HIDDEN = 'variable "hidden" {}\n'
MISSING = 'module "hidden" {\n  source = "acme/hidden/aws"\n}\n'


def seeds_of(number: int) -> tuple[int, ...]:
    """Cases are many and alike: each has two of the usual three seeds, and all that DOCGEN_SEEDS asks for."""
    return tuple(SEEDS) if "DOCGEN_SEEDS" in os.environ else (0, 1 + number % 2)


@pytest.mark.parametrize(("number", "folder"), list(enumerate(CASES)), ids=[each.name for each in CASES])
def test_nothing_that_a_case_hides_is_contradicted(number: int, folder: Path, tmp_path: Path) -> None:
    text = (folder / "main.tf").read_text(encoding="utf-8")
    whole = evaluated(text, tmp_path)
    if whole is None:
        pytest.skip("needs more than its one file")
    named = frozenset(f"{each.address.type}.{each.address.name}" for each in whole.network.components())
    for seed in seeds_of(number):
        where = f"{folder.name}, seed {seed}"
        choice = random.Random(seed)  # noqa: S311 - examples, no secrets
        partial = evaluated(with_hidden_text(of_tomorrow(text, named, choice), named, choice), tmp_path)
        if partial is not None:  # else Terraform refuses it: two resources of one number, an argument twice
            assertions.compare(whole, partial, seed, where, CLAIMS)
            if seed % 3:
                pages.check(whole, partial, seed, where)
                register.compare(whole, partial, seed, where)
        if not seed % 3:  # for the register, components may be hidden too
            choice = random.Random(seed)  # noqa: S311 - as above
            partial = evaluated(with_hidden_text(text, frozenset(), choice), tmp_path)
            if partial is not None:
                register.compare(whole, partial, seed, where)


def evaluated(text: str, folder: Path) -> EnvironmentFacts | None:
    (folder / "main.tf").write_text(text, encoding="utf-8")
    result = evaluate_root(Library(DiskTree(folder)), RootSettings("."), Limits(), {})
    if result.value is None or has_errors(result.diagnostics):
        return None
    return environment_facts(alone("e", ".", result.value, result.diagnostics))


def with_hidden_text(text: str, named: frozenset[str], choice: random.Random) -> str:
    """The configuration with some of its text out of sight; in a module, a named thing would have another address."""
    literals = [each for each in VALUE.finditer(text) if choice.random() < RARE / 2]
    for each in reversed(literals):
        text = f"{text[: each.start(2)]}var.hidden{text[each.end(2) :]}"
    added = HIDDEN
    leaves = [
        each for each in BLOCK.finditer(text) if f"{each[1]}.{each[2]}" not in text.replace(each[0], "")
    ]
    for each in reversed(leaves):
        draw = choice.random()
        if draw < RARE / 2 and f"{each[1]}.{each[2]}" not in named:
            text = text.replace(each[0], "")
            added = HIDDEN + MISSING
        elif draw < RARE and not re.search(r"^  (count|for_each) ", each[0], re.MULTILINE):
            head = f'resource "{each[1]}" "{each[2]}" {{\n'
            text = text.replace(each[0], each[0].replace(head, f"{head}  count = var.hidden\n"))
    return text + added


def of_tomorrow(text: str, named: frozenset[str], choice: random.Random) -> str:
    """Some resources that nothing refers to are of a type that docgen does not know."""
    for each in reversed(list(BLOCK.finditer(text))):
        name = f"{each[1]}.{each[2]}"
        if name not in named and name not in text.replace(each[0], "") and choice.random() < RARE / 4:
            text = text.replace(each[0], each[0].replace(f'"{each[1]}"', f'"{each[1]}_of_tomorrow"', 1))
    return text

"""The connection table takes short cuts; what comes out is what asking for each pair gives."""

from pathlib import Path

import pytest

from docgen.analysis.connections import Connection, find_connections
from docgen.analysis.ends import internet
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.reachability import End, On, reach
from docgen.analysis.surroundings import Surroundings
from docgen.aws.model.placement import Component
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.environment import Evaluator, alone
from docgen.workspace.pipeline import environment_facts
from docgen.workspace.project import open_project
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings
from tests.app.atlas import REPOSITORY

CASES = sorted((Path(__file__).parent / "cases").iterdir())


def asked_one_by_one(facts: EnvironmentFacts) -> set[tuple[str, str, str, frozenset[str]]]:
    around = Surroundings(facts.network, facts.placements)
    components = facts.network.components()
    ends: list[End] = [internet(), *components]
    found: set[tuple[str, str, str, frozenset[str]]] = set()
    for target in components:
        for source in ends:
            if source is not target:
                answer = reach(around, source, target, On())
                if answer.verdict != "blocked":
                    name = str(source.address) if isinstance(source, Component) else "None"
                    found.add((name, str(target.address), answer.verdict, frozenset(answer.ports)))
    return found


def in_the_table(facts: EnvironmentFacts) -> set[tuple[str, str, str, frozenset[str]]]:
    """As `reach` has it: the ports of all ways that have the best verdict."""
    return {
        (str(each.source), str(each.target), each.answer.verdict, ports_of(each))
        for each in find_connections(facts)
    }


def ports_of(connection: Connection) -> frozenset[str]:
    best = [each for each in connection.ways if each.verdict == connection.answer.verdict]
    return frozenset(port for each in best for port in each.ports)


@pytest.mark.parametrize("name", ["staging", "production"])
def test_of_a_whole_project(name: str) -> None:
    project = open_project(REPOSITORY).value
    assert project is not None
    evaluation = Evaluator(project).evaluate(name).value
    assert evaluation is not None
    facts = environment_facts(evaluation)

    assert in_the_table(facts) == asked_one_by_one(facts)
    assert len(in_the_table(facts)) > 10


@pytest.mark.parametrize("folder", CASES, ids=lambda each: each.name)
def test_of_each_case(folder: Path) -> None:
    result = evaluate_root(folder, Library(DiskTree(folder)), RootSettings("."), Limits(), {})
    assert result.value is not None
    facts = environment_facts(alone("case", ".", result.value))

    assert in_the_table(facts) == asked_one_by_one(facts)

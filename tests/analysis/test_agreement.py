"""One fact, one computation: facts, exposures, the picture and `reach` say the same of every network that the tests have."""

from pathlib import Path

import pytest

from docgen.analysis.connections import Connection, find_connections
from docgen.analysis.endpoints import internet
from docgen.analysis.exposure import Effect
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.path import ReachVerdict
from docgen.analysis.placement import address_of
from docgen.analysis.reachability import On, reach
from docgen.exports.facts import environment_json
from docgen.pages.architecture_diagram import architecture_drawing
from docgen.pages.labels import Labels
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.environment import alone
from docgen.workspace.pipeline import environment_facts
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings
from tests.analysis.test_connections import asked_one_by_one, in_the_table

CASES = sorted((Path(__file__).parent / "cases").iterdir())
RANKS = ("blocked", "undecided", "reachable")


def facts_of(folder: Path) -> EnvironmentFacts:
    library = Library(DiskTree(folder))
    result = evaluate_root(library, RootSettings("."), Limits(), {})
    assert result.value is not None
    return environment_facts(alone("only", ".", result.value))


@pytest.mark.parametrize("folder", CASES, ids=lambda each: each.name)
def test_all_say_the_same(folder: Path) -> None:
    facts = facts_of(folder)
    connections = find_connections(facts)

    assert in_the_facts(facts) == [row for each in connections for row in rows(each)]
    clusters = clusters_of(facts)
    ends = {
        (clusters.get(source, source), clusters.get(target, target))
        for source, target in (
            (str(each.source), str(each.target))
            for each in connections
            if each.source is not None and each.direct
        )
    }
    assert in_the_picture(facts) == {each for each in ends if each[0] != each[1]} & drawable(facts)
    from_internet = {each.target: each for each in connections if each.source is None}
    assert in_the_table(facts) == asked_one_by_one(facts)
    index = NetworkIndex(facts.network, facts.placements)
    by_subject = {each.subject: each for each in facts.exposures if each.id.startswith("internet:")}
    for component in facts.network.components():
        asked = reach(index, internet(), component, On())
        told = from_internet.get(component.address)
        if component.listens != ():
            assert (told.answer.verdict if told else ReachVerdict.BLOCKED) == asked.verdict
        exposure = by_subject.get(component.address)
        if exposure is not None and exposure.effect is Effect.OPEN_NOW:
            assert told is not None
            assert told.answer.verdict is ReachVerdict.REACHABLE
        if told is not None and told.direct is not None and told.direct.verdict is ReachVerdict.REACHABLE:
            assert exposure is not None
            assert exposure.effect is Effect.OPEN_NOW
            assert set(exposure.ports) == set(told.direct.ports) or "all" in "".join(exposure.ports)


def rows(connection: Connection) -> list[tuple[str, str, str, tuple[str, ...]]]:
    source = "internet" if connection.source is None else str(connection.source)
    return [(source, str(connection.target), each.verdict.value, each.way.via) for each in connection.ways]


def in_the_facts(facts: EnvironmentFacts) -> list[tuple[str, str, str, tuple[str, ...]]]:
    found = environment_json(facts)["connections"]
    return [(each["from"], each["to"], each["verdict"], tuple(each["via"])) for each in found]


def in_the_picture(facts: EnvironmentFacts) -> set[tuple[str, str]]:
    """The arrows between components, by address."""
    drawing = architecture_drawing(facts, Labels((facts,)))
    addresses = names(facts)
    return {
        (addresses[each.source], addresses[each.target])
        for each in drawing.edges
        if each.source in addresses and each.target in addresses
    }


def clusters_of(facts: EnvironmentFacts) -> dict[str, str]:
    """The cluster that the picture has for each Aurora instance."""
    own = {str(each.address) for each in facts.network.databases}
    links = {
        str(each.address): str(address_of(each.cluster)) for each in facts.network.databases if each.cluster
    }
    return {
        instance: cluster for instance, cluster in links.items() if cluster in own and cluster != instance
    }


def drawable(facts: EnvironmentFacts) -> set[tuple[str, str]]:
    """All pairs of things that are drawn."""
    shown = set(names(facts).values())
    return {(one, other) for one in shown for other in shown}


def names(facts: EnvironmentFacts) -> dict[str, str]:
    """The ids of components in a picture, and their addresses."""
    endpoints = {each.address for each in facts.network.endpoints}
    own = [each.address for each in facts.network.components() if each.address not in endpoints]
    return {"n" + "".join(one if one.isalnum() else "-" for one in str(each)): str(each) for each in own}

"""The table of kinds, and what is made of it: `docgen facts --json`, assertions, parity."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.kinds import ALL, KINDS
from docgen.analysis.properties import Property
from docgen.exports.facts import facts_json
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.environment import alone
from docgen.workspace.pipeline import environment_facts
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings

Json = Mapping[str, Any]
REPOSITORY = Path(__file__).parents[2]
CASES = sorted((REPOSITORY / "tests/analysis/cases").iterdir())
ATLAS = REPOSITORY / "terraform/staging"
BASICS = {"address", "name", "evidence", "region", "count", "unknowns"}  # of every resource
ROWS = {"evidence", "levers", "count", "unknowns"}  # of rows inside a resource
OTHERS = {
    "coverage", "gaps", "connections", "exposures", "controls", "access", "inputs", "outputs", "module_graph", "inventory"
}  # fmt: skip


def facts_of(folder: Path) -> EnvironmentFacts:
    """The facts of a root module; its code may be anywhere in this repository."""
    library = Library(DiskTree(REPOSITORY))
    settings = RootSettings(folder.relative_to(REPOSITORY).as_posix())
    evaluation = evaluate_root(library, settings, Limits(), {}).value
    assert evaluation is not None
    return environment_facts(alone("only", ".", evaluation))


@pytest.fixture(scope="module")
def documents() -> Sequence[Json]:
    """The facts of every case, as JSON."""
    found = [facts_json(Facts("", (facts_of(folder),)), connections=False) for folder in (*CASES, ATLAS)]
    return [each["environments"]["only"] for each in found]


def rows(
    document: Json, collection: str, properties: Sequence[Property]
) -> Iterator[tuple[Json, set[str], set[str]]]:
    """Each row with the keys that it must have, and those that it may have besides."""
    needed = {each.name for each in properties}
    for row in document[collection]:
        yield row, needed, BASICS
        yield from parts(row, properties)


def parts(row: Json, properties: Sequence[Property]) -> Iterator[tuple[Json, set[str], set[str]]]:
    for each in properties:
        if each.part is not None:
            for inner in row[each.name]:
                yield inner, {one.name for one in each.part.properties}, ROWS
                yield from parts(inner, each.part.properties)


def test_a_document_has_every_kind_and_nothing_else(documents: Sequence[Json]) -> None:
    for each in documents:
        assert each.keys() == KINDS.keys() | OTHERS


@pytest.mark.parametrize("collection", KINDS)
def test_a_row_has_every_property_of_its_kind_and_nothing_else(
    collection: str, documents: Sequence[Json]
) -> None:
    found = [
        each for document in documents for each in rows(document, collection, KINDS[collection].properties)
    ]

    assert found, "no case has a resource of this kind"
    for row, needed, others in found:
        assert needed <= row.keys() <= needed | others


def test_collections_and_nouns_are_named_once() -> None:
    for names in (
        [each.collection for each in ALL],
        [each.noun.singular for each in ALL],
        [each.noun.plural for each in ALL],
    ):
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", ALL, ids=lambda each: each.collection)
def test_properties_are_named_once(kind: Any) -> None:  # noqa: ANN401 - a kind
    names = [each.name for each in kind.properties]

    assert len(set(names)) == len(names)
    assert not BASICS & set(names)

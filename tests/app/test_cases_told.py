"""Whatever a configuration holds, its facts can be written as JSON, its pages printed and its picture drawn."""

from pathlib import Path

import msgspec
import pytest

from docgen.analysis.facts import Facts
from docgen.document.markdown import print_page
from docgen.exports.facts import facts_json
from docgen.pages import control_pages
from docgen.pages.architecture_diagram import architecture_drawing
from docgen.pages.contents import generated_pages
from docgen.pages.database_clusters import DatabaseClusters
from docgen.pages.labels import Labels
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.environment import alone
from docgen.workspace.pipeline import environment_facts
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings

CASES = sorted((Path(__file__).parents[1] / "analysis" / "cases").iterdir())
WITH_FRAMEWORKS = CASES[
    ::16
]  # their pages hold the same verdicts as the pages of areas, and texts that are always the same


@pytest.mark.parametrize("folder", CASES, ids=lambda each: each.name)
def test_a_case_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if folder not in WITH_FRAMEWORKS:
        monkeypatch.setattr(control_pages, "frameworks", tuple)
    evaluation = evaluate_root(Library(DiskTree(folder)), RootSettings("."), Limits(), {}).value
    assert evaluation is not None
    environment = environment_facts(alone("only", ".", evaluation))
    facts = Facts("Case", (environment,))
    labels = Labels(facts.environments)

    document = msgspec.json.encode(facts_json(facts))
    pages = {page.path: print_page(page, "docs") for page in generated_pages(facts, labels)}
    drawing = architecture_drawing(environment, labels)

    for component in environment.network.components():
        assert str(component.address).encode() in document.replace(b'\\"', b'"')
        assert f"`{labels.of(component.address)}`" in pages["environments/only/network.md"]
    instances = DatabaseClusters(environment.network.components()).of  # their clusters name them
    assert len(drawing.nodes) >= len(environment.network.components()) - len(instances)

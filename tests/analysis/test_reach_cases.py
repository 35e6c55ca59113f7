"""Small configurations, each with questions and the answers that AWS's networking gives."""

import ipaddress
from pathlib import Path
from typing import Any

import msgspec
import pytest

from docgen.analysis.endpoints import internet, range_of
from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.reachability import Endpoint
from docgen.analysis.traffic import TrafficSelector, reach_on
from docgen.source.diagnostic import has_errors
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.environment import alone
from docgen.workspace.pipeline import environment_facts
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings
from docgen.workspace.traffic_reader import parse_traffic

CASES = sorted((Path(__file__).parent / "cases").iterdir())


def end(text: str, index: NetworkIndex) -> Endpoint:
    if text == "internet":
        return internet()
    try:
        return range_of(ipaddress.ip_network(text))
    except ValueError:
        return next(each for each in index.network.components() if str(each.address) == text)


@pytest.mark.parametrize("folder", CASES, ids=lambda each: each.name)
def test_a_case(folder: Path) -> None:
    result = evaluate_root(Library(DiskTree(folder)), RootSettings("."), Limits(), {})
    assert not has_errors(result.diagnostics), result.diagnostics
    assert result.value is not None
    facts = environment_facts(alone("case", ".", result.value))
    index = NetworkIndex(facts.network, facts.placements)
    questions: list[dict[str, Any]] = msgspec.yaml.decode((folder / "expected.yml").read_bytes())

    for asked in questions:
        traffic = parse_traffic(str(asked["on"]))
        assert isinstance(traffic, TrafficSelector), asked
        answer = reach_on(index, end(asked["from"], index), end(asked["to"], index), traffic)

        assert answer.verdict.value == asked["verdict"], (asked, answer.path)
        assert set(asked.get("blockers", ())) <= {each.value for each in answer.blockers}, (
            asked,
            answer.path,
        )
        if "ports" in asked:
            assert list(answer.ports) == asked["ports"]
        if answer.verdict.value == "undecided":
            assert answer.unknowns, asked
        if answer.verdict.value == "blocked":
            assert answer.blockers, asked


def test_there_are_enough() -> None:
    assert len(CASES) >= 220

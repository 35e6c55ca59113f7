"""Scopes as data: the key `scopes` of an environment in `docgen facts --json`, and CSV of the connections across their borders."""

from collections.abc import Iterator, Sequence
from typing import Any

from docgen.analysis.boundary import Border, CrossingConnection, CrossingRange, find_borders
from docgen.analysis.endpoints import INTERNET_NAME
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.register import find_register, peer_key, traffic_key
from docgen.pages.sentences.register import encryption_text, justification_text

Json = dict[str, Any]
COLUMNS = (
    "environment",
    "scope",
    "way",
    "certain",
    "kind",
    "from",
    "to",
    "traffic",
    "via",
    "state",
    "encrypted",
    "reasons",
    "addresses",
)


def scopes_json(facts: EnvironmentFacts) -> list[Json]:
    """Each scope, what is inside, and what goes across its border. Reasons are in the register."""
    return [border_json(each) for each in find_borders(facts, find_register(facts))]


def border_json(border: Border) -> Json:
    return {
        "name": border.scope.name,
        "inside": [str(each.address) for each in border.certain],
        "may_be_inside": [str(each.address) for each in border.possible],
        "crossings": [crossing_json(each) for each in border.crossings],
    }


def crossing_json(each: CrossingConnection | CrossingRange) -> Json:
    return connection_json(each) if isinstance(each, CrossingConnection) else range_json(each)


def connection_json(each: CrossingConnection) -> Json:
    return {
        "kind": "connection",
        "way": each.crossing.value,
        "certain": each.is_certain,
        "from": INTERNET_NAME if each.source is None else str(each.source),
        "to": str(each.target),
        "traffic": [each.way.way.asks] if each.way.way.asks else list(each.way.ports),
        "via": list(each.way.way.via),
        "state": each.way.verdict.value,
        "encrypted": encryption_text(each.encryption),
        "addresses": [str(rule.address) for flow in each.flows for rule in flow.rules],
    }


def range_json(each: CrossingRange) -> Json:
    flow = each.flow
    own, peer = "; ".join(map(str, each.holders)) or "unknown", peer_key(flow.rule)
    source, target = (peer, own) if flow.rule.direction == "ingress" else (own, peer)
    return {
        "kind": "range",
        "way": each.crossing.value,
        "certain": each.is_certain,
        "from": source,
        "to": target,
        "traffic": [traffic_key(flow.rule) if traffic_key(flow.rule) != "-1" else "all"],
        "via": [],
        "state": flow.state.value,
        "encrypted": encryption_text(flow.encryption),
        "addresses": [str(rule.address) for rule in flow.rules],
    }


def reasons(each: CrossingConnection | CrossingRange) -> str:
    """Why it is needed, by the rows of the register that let it through."""
    flows = each.flows if isinstance(each, CrossingConnection) else (each.flow,)
    return "; ".join(dict.fromkeys(justification_text(one.justification) for one in flows))


def rows(borders: Sequence[Border]) -> Iterator[tuple[str | bool, ...]]:
    for border in borders:
        for each in border.crossings:
            found = crossing_json(each)
            yield (
                border.environment,
                border.scope.name,
                found["way"],
                found["certain"],
                found["kind"],
                found["from"],
                found["to"],
                "; ".join(found["traffic"]),
                "; ".join(found["via"]),
                found["state"],
                found["encrypted"],
                reasons(each),
                "; ".join(found["addresses"]),
            )

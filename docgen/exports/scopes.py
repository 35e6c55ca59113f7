"""Scopes as data: the key `scopes` of an environment in `docgen facts --json`, and CSV of what goes across their borders."""

from collections.abc import Iterator, Sequence
from typing import Any

from docgen.analysis.boundary import Border, CrossingConnection, CrossingRange, find_borders
from docgen.analysis.endpoints import INTERNET_NAME
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.register import AllowedFlow, find_register, peer_key, traffic_key
from docgen.exports.csv_cells import csv_row
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
    """Each scope, what is inside, and what goes across its border; reasons are those of the rules themselves."""
    return [border_json(each) for each in find_borders(facts, find_register(facts))]


def border_json(border: Border) -> Json:
    return {
        "name": border.scope.name,
        "inside": [str(each.address) for each in border.certain],
        "may_be_inside": [str(each.address) for each in border.possible],
        "crossings": [
            *map(connection_json, border.connections),
            *map(range_json, border.ranges),
        ],
    }


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
        "reasons": reasons(each.flows),
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
        "reasons": reasons([flow]),
        "addresses": [str(rule.address) for rule in flow.rules],
    }


def reasons(flows: Sequence[AllowedFlow]) -> list[str]:
    return list(dict.fromkeys(justification_text(each.justification) for each in flows))


def borders_csv(borders: Sequence[Border]) -> str:
    """One line for each environment, scope and crossing."""
    return "".join(csv_row(each) for each in (COLUMNS, *rows(borders)))


def rows(borders: Sequence[Border]) -> Iterator[tuple[str | bool, ...]]:
    for border in borders:
        for each in border_json(border)["crossings"]:
            yield (
                border.environment,
                border.scope.name,
                each["way"],
                each["certain"],
                each["kind"],
                each["from"],
                each["to"],
                "; ".join(each["traffic"]),
                "; ".join(each["via"]),
                each["state"],
                each["encrypted"],
                "; ".join(each["reasons"]),
                "; ".join(each["addresses"]),
            )

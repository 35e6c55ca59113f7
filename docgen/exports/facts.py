"""Facts as JSON data: `docgen facts --json`.

Keys are promised to scripts: add some, never rename one. Rows sort by address, then by rule; an unknown value is
null, with its reason under "unknowns" of the same object; a sensitive one is "(sensitive)".
"""

from collections.abc import Iterable, Sequence
from typing import Any

from docgen.analysis.acceptance import acceptances_of
from docgen.analysis.connections import Connection, find_connections
from docgen.analysis.exposure import Exposure
from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.findings import is_finding
from docgen.analysis.kinds import KINDS
from docgen.analysis.levers import levers_of, rule_levers
from docgen.analysis.plain import plain
from docgen.analysis.properties import Kind, Part, Property
from docgen.analysis.remediation import Remediation
from docgen.analysis.snapshot import SCHEMA
from docgen.aws.model.base import AwsResource
from docgen.aws.model.firewall import Rule
from docgen.aws.model.routing import Route
from docgen.exports.access import access_json
from docgen.exports.controls import accepted_json, controls_json
from docgen.exports.scopes import scopes_json
from docgen.pages.sentences.changes import change_sentence
from docgen.pages.sentences.exposures import because_text
from docgen.pages.sentences.findings import REJECTIONS, condition_text, finding_text, findings_text
from docgen.pages.sentences.remediation import change_text
from docgen.source.span import Span
from docgen.source.traced import Input, Trace, Unknown

Json = dict[str, Any]


def facts_json(facts: Facts, *, connections: bool = True) -> Json:
    """The facts as the documentation of `docgen facts` has them; without the connection table where it is not needed."""
    return {
        "schema": SCHEMA,
        "project": facts.project,
        "environments": {
            each.name: environment_json(each, connections=connections) for each in facts.environments
        },
    }


def environment_json(facts: EnvironmentFacts, *, connections: bool = True) -> Json:
    network = facts.network
    values, known = facts.coverage
    closings = {each.subject: each for each in facts.closings}
    return {
        "coverage": {"values": values, "known": known},
        "gaps": gaps_json(facts),
        **{
            each.collection: [row_json(each, thing, facts) for thing in each.all_members(network)]
            for each in KINDS.values()
        },
        "connections": [row for each in find_connections(facts) for row in connections_json(each)]
        if connections
        else [],
        "exposures": [exposure_json(each, facts, closings.get(each.subject)) for each in facts.exposures],
        "controls": controls_json(facts) if connections else [],
        "access": access_json(facts) if connections else {},
        **({"scopes": scopes_json(facts)} if connections and facts.scopes else {}),
        "inputs": {
            name: {
                "value": each.value,
                "source": each.source,
                "evidence": [span_json(f"var.{name}", each.set_at or each.declared_at)],
            }
            for name, each in facts.inputs.items()
        },
        "outputs": {name: {"value": each.value} for name, each in facts.outputs.items()},
        "module_graph": [
            {"path": ".".join(each.path), "folder": each.folder, "resources": list(each.resources)}
            for each in facts.module_graph
        ],
        "inventory": [
            {
                "address": str(each.address),
                "type": each.address.type,
                "name": plain(each.name),
                "modelled": each.modelled,
                "carries_traffic": each.carries_traffic,
                "count": None if each.count_unknown else 1,
                "region": plain(each.region),
            }
            for each in network.inventory
        ],
    }


def gaps_json(facts: EnvironmentFacts) -> list[Json]:
    """The gaps, by kind and cause."""
    found = []
    for each in facts.gaps:
        if each.gap is not None:
            found.append(
                {
                    "kind": each.gap.kind.value,
                    "cause": each.gap.cause,
                    "address": each.context,
                    "path": each.subject.path if each.subject else None,
                    "line": each.subject.line if each.subject else None,
                    "reason": each.detail,
                    "remedy": each.gap.remedy,
                }
            )
    return sorted(found, key=lambda each: (each["kind"], each["cause"], each["address"]))


PLACES = frozenset({"evidence", "levers", "line"})


def without_places(data: Any) -> Any:  # noqa: ANN401 - JSON
    """The same without source locations: the rest changes only when a fact does."""
    if isinstance(data, dict):
        moving = PLACES
        if "step" in data:
            moving = PLACES | {"path"}
        elif "remedy" in data:
            moving = PLACES | {"path", "reason"}
        return {key: without_places(each) for key, each in data.items() if key not in moving}
    return [without_places(each) for each in data] if isinstance(data, list) else data


# -- small things -----------------------------------------------------------------------


def gaps(thing: AwsResource) -> Json:
    """Why attributes are unknown, by name."""
    found = {}
    for field in thing.__struct_fields__:
        value = getattr(thing, field)
        if isinstance(value, Unknown):
            found[field] = value.reason.text
    return {"unknowns": found} if found else {}


def basics(thing: AwsResource) -> Json:
    made: Json = {"address": str(thing.address), "name": plain(thing.name)}
    made["evidence"] = [span_json(str(thing.address), thing.span)]
    made["region"] = plain(thing.region)
    if thing.count_unknown:
        made["count"] = None
    return made | gaps(thing)


def span_json(address: str, span: Span | None) -> Json:
    return {"address": address, "path": span.path if span else None, "line": span.line if span else None}


def lever_json(lever: Input, environment: str) -> Json:
    return {
        "environment": environment,
        "variable": lever.variable,
        "path": lever.span.path if lever.span else None,
        "line": lever.span.line if lever.span else None,
        "source": lever.source,
    }


def levers_json(traces: Iterable[Trace], environment: str) -> list[Json]:
    return [lever_json(each, environment) for each in levers_of(*traces)]


# -- resources ----------------------------------------------------------------------------


def row_json(kind: Kind, thing: AwsResource, facts: EnvironmentFacts) -> Json:
    """One resource with the properties of its kind; what is unknown has its reason by attribute and by property."""
    unknowns: dict[str, str] = {}
    made = basics(thing) | properties_json(kind.properties, thing, facts, unknowns)
    if unknowns:
        made["unknowns"] = made.get("unknowns", {}) | unknowns
    return made


def properties_json(
    properties: Iterable[Property],
    thing: object,
    facts: EnvironmentFacts,
    unknowns: dict[str, str] | None = None,
) -> Json:
    """`unknowns`: takes the reasons of those that are not known."""
    made: Json = {}
    for each in properties:
        found = (each.shown or each.read)(thing, facts)
        if unknowns is not None and isinstance(found, Unknown):
            unknowns[each.name] = found.reason.text
        if each.part is not None:
            assert isinstance(found, Sequence)  # noqa: S101 - what has parts reads a list
            made[each.name] = [part_json(each.part, one, facts) for one in found]
        elif found is not None or not each.is_optional:
            made[each.name] = finding_text(found) if is_finding(found) else plain(found)
    return made


def part_json(part: Part, row: Any, facts: EnvironmentFacts) -> Json:  # noqa: ANN401 - a route, a listener, …
    """A row inside a resource: a route, a rule, a listener."""
    made = properties_json(part.properties, row, facts)
    made["evidence"] = [span_json(str(row.address), row.span)]
    if isinstance(row, Rule):
        made["levers"] = [lever_json(each, facts.name) for each in rule_levers(row)]
        made |= rule_gaps(row)
    if isinstance(row, Rule | Route) and row.count_unknown:
        made["count"] = None
    return made


def rule_gaps(rule: Rule) -> Json:
    parts = (("protocol", rule.protocol), ("ports", rule.ports), ("peer", rule.peer.value))
    unknowns = {name: value.reason.text for name, value in parts if isinstance(value, Unknown)}
    return {"unknowns": unknowns} if unknowns else {}


# -- connections and exposures --------------------------------------------------------------


def closing_json(closing: Remediation) -> Json:
    change = closing.change
    return {
        "outcome": closing.outcome.value,
        "set": f"{change.variable}={change.value}" if change else None,
        "said": change_text(change) if change else None,
        "closes": [str(each) for each in closing.closes],
        "also": [change_sentence(each) for each in closing.also],
        "evidence": [
            span_json(f"var.{change.variable}", change.span) if change else span_json("", closing.code)
        ],
    }


def connections_json(connection: Connection) -> list[Json]:
    """One row for each way; `ports` are what the one who connects asks for, `target_ports` those of the target."""
    return [
        {
            "from": "internet" if connection.source is None else str(connection.source),
            "to": str(connection.target),
            "ports": [each.way.asks] if each.way.asks else list(each.ports),
            "target_ports": list(each.ports),
            "verdict": each.verdict.value,
            "via": list(each.way.via),
            "conditions": list(map(condition_text, each.way.conditions)),
            "unknowns": findings_text(each.unknowns),
        }
        for each in connection.ways
    ]


def exposure_json(exposure: Exposure, facts: EnvironmentFacts, closing: Remediation | None) -> Json:
    accepted = [accepted_json(each) for each in acceptances_of(exposure, facts.accepted)]
    return {
        "id": exposure.id,
        "subject": str(exposure.subject),
        "kind": exposure.kind,
        "name": exposure.name,
        "verdict": exposure.verdict.value,
        "effect": exposure.effect.value,
        "severity": exposure.severity.value,
        "because": because_text(exposure),
        "ports": list(exposure.ports),
        "sources": list(exposure.sources),
        "whole_internet": exposure.whole_internet,
        "path": [
            {
                "step": each.kind.value,
                "address": each.address,
                "holds": each.holds,
                "because": finding_text(each.finding),
                "path": each.span.path if each.span else None,
                "line": each.span.line if each.span else None,
            }
            for each in exposure.path
        ],
        "blockers": [each.value for each in exposure.blockers],
        "unknowns": findings_text(exposure.unknowns),
        "refusals": [REJECTIONS[each] for each in exposure.rejections],
        "levers": levers_json([exposure.trace], facts.name),
        **({"accepted": accepted} if accepted else {}),
        **({"closing": closing_json(closing)} if closing else {}),
    }

"""Control verdicts as data: for `docgen facts --json`, `docgen controls --format json` and CSV."""

from collections.abc import Iterator
from typing import Any

from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.levers import levers_of
from docgen.exports.csv_cells import csv_row
from docgen.pages.sentences.controls import judgement_text
from docgen.rules.catalogue import catalogue
from docgen.rules.judgement import Judgement
from docgen.rules.table import find_judgements, rule_text, rules

Json = dict[str, Any]
COLUMNS = ("environment", "id", "title", "severity", "subject", "verdict", "because", "path", "line")


def controls_json(facts: EnvironmentFacts) -> list[Json]:
    """One row for each control and subject; `subject` null: the environment as a whole."""
    found = find_judgements(facts)
    return [row_json(key, each, facts.name) for _, key in rules() for each in found[key]]


def row_json(key: str, judgement: Judgement, environment: str) -> Json:
    control = catalogue()[key]
    return {
        "id": key,
        "subject": str(judgement.subject) if judgement.subject else None,
        "verdict": judgement.verdict.value,
        "severity": control.severity.value,
        "because": judgement_text(judgement),
        "refs": {framework: list(ids) for framework, ids in control.refs.items()},
        "evidence": [
            {
                "address": str(judgement.subject or ""),
                "path": judgement.span.path if judgement.span else None,
                "line": judgement.span.line if judgement.span else None,
            }
        ],
        "levers": [
            {
                "environment": environment,
                "variable": each.variable,
                "path": each.span.path if each.span else None,
                "line": each.span.line if each.span else None,
                "source": each.source,
            }
            for each in levers_of(judgement.trace)
        ],
    }


def controls_csv(facts: Facts) -> str:
    """One line for each environment, control and subject."""
    return "".join(csv_row(each) for each in (COLUMNS, *rows(facts)))


def rows(facts: Facts) -> Iterator[tuple[str, ...]]:
    for environment in facts.environments:
        found = find_judgements(environment)
        for area, key in rules():
            for each in found[key]:
                cells = (
                    environment.name,
                    key,
                    rule_text(area, key).title,
                    catalogue()[key].severity.value,
                    str(each.subject or ""),
                    each.verdict.value,
                    judgement_text(each),
                    each.span.path if each.span else "",
                    str(each.span.line) if each.span else "",
                )
                yield cells

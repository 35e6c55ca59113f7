"""Control verdicts as data: for `docgen facts --json`, `docgen controls --format json` and CSV."""

from collections.abc import Iterable, Iterator
from typing import Any

from docgen.analysis.acceptance import Accepted
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.levers import levers_of
from docgen.exports.csv_cells import csv_row
from docgen.pages.sentences.controls import judgement_text
from docgen.rules.rule import Assessed, assess, built_in_rules

Json = dict[str, Any]
COLUMNS = (
    "environment",
    "id",
    "title",
    "severity",
    "subject",
    "verdict",
    "because",
    "path",
    "line",
    "waiver_reason",
    "waiver_owner",
    "waiver_until",
)


def controls_json(facts: EnvironmentFacts) -> list[Json]:
    """One row for each control and subject; `subject` null: the environment as a whole."""
    return [row_json(each) for each in assess(facts, built_in_rules())]


def row_json(assessed: Assessed) -> Json:
    judgement, rule = assessed.judgement, assessed.rule
    return {
        "id": rule.key,
        "subject": str(judgement.subject) if judgement.subject else None,
        "verdict": judgement.verdict.value,
        "severity": rule.control.severity.value,
        "because": judgement_text(judgement),
        **({"waiver": accepted_json(judgement.waiver)} if judgement.waiver else {}),
        "refs": {framework: list(ids) for framework, ids in rule.control.refs.items()},
        "evidence": [
            {
                "address": str(judgement.subject or ""),
                "path": judgement.span.path if judgement.span else None,
                "line": judgement.span.line if judgement.span else None,
            }
        ],
        "levers": [
            {
                "environment": assessed.environment,
                "variable": each.variable,
                "path": each.span.path if each.span else None,
                "line": each.span.line if each.span else None,
                "source": each.source,
            }
            for each in levers_of(judgement.trace)
        ],
    }


def accepted_json(waiver: Accepted) -> Json:
    """A waiver, of a waived verdict or the one of a broken verdict that has ended; or an accepted exposure."""
    return {"reason": waiver.reason, "owner": waiver.owner, "until": waiver.until.isoformat()}


def controls_csv(assessed: Iterable[Assessed]) -> str:
    """One line for each environment, control and subject."""
    return "".join(csv_row(each) for each in (COLUMNS, *rows(assessed)))


def rows(assessed: Iterable[Assessed]) -> Iterator[tuple[str, ...]]:
    for each in assessed:
        judgement, waiver = each.judgement, each.judgement.waiver
        yield (
            each.environment,
            each.rule.key,
            each.rule.text.title,
            each.rule.control.severity.value,
            str(judgement.subject or ""),
            judgement.verdict.value,
            judgement_text(judgement),
            judgement.span.path if judgement.span else "",
            str(judgement.span.line) if judgement.span else "",
            waiver.reason if waiver else "",
            waiver.owner if waiver else "",
            waiver.until.isoformat() if waiver else "",
        )

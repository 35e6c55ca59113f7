"""Control verdicts as SARIF 2.1.0, the format of code hosts (https://docs.oasis-open.org/sarif/sarif/v2.1.0/).

What is broken is a result of kind `fail`, with the level of its severity; what is undecided is `review`, what holds `pass`.
A waived result has a suppression. A fingerprint is made of the control, the environment and the address, so a block that
moves to another line stays the same alert.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from docgen.analysis.exposure import Severity
from docgen.pages.sentences.controls import VERDICTS, judgement_text, waiver_text
from docgen.rules.judgement import ControlVerdict, Judgement
from docgen.rules.rule import Assessed, ControlRule
from docgen.source.span import Span
from docgen.source.version import VERSION

Json = dict[str, Any]
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
FINGERPRINT = "docgenControl/v1"
KINDS = {
    ControlVerdict.HOLDS: "pass",
    ControlVerdict.BROKEN: "fail",
    ControlVerdict.UNDECIDED: "review",
    ControlVerdict.NOT_APPLICABLE: "notApplicable",
    ControlVerdict.WAIVED: "fail",
}
LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
}
# What GitHub sorts by: https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
SCORES = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "2.5"}


def controls_sarif(assessed: Iterable[Assessed], rules: Sequence[ControlRule], above: str = "") -> Json:
    """One run. `above`: the way from the top of the repository to the folder of docgen.yml, "" or "infra/"."""
    numbers = {each.key: number for number, each in enumerate(rules)}
    results = [result_json(each, numbers[each.rule.key], above) for each in assessed]
    return sarif_run([rule_json(each) for each in rules], results)


def sarif_run(rules: Sequence[Json], results: Sequence[Json]) -> Json:
    """A document with one run of docgen."""
    driver = {"name": "docgen", "semanticVersion": VERSION, "version": VERSION, "rules": rules}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "originalUriBaseIds": {ROOT: {"description": {"text": "repository root"}}},
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }


def rule_json(rule: ControlRule) -> Json:
    text, severity = rule.text, rule.control.severity
    parts = (("Checks", text.checks), ("Why", text.why), ("Fix", text.fix), ("Undecided", text.undecided))
    tags = [f"{framework} {each}" for framework, ids in rule.control.refs.items() for each in ids]
    return {
        "id": rule.key,
        "name": "".join(word.capitalize() for word in rule.key.split("_")),
        "shortDescription": {"text": text.title},
        "fullDescription": {"text": text.checks},
        "help": {
            "text": "\n".join(f"{name}: {each}" for name, each in parts),
            "markdown": "\n\n".join(f"**{name}:** {each}" for name, each in parts),
        },
        "defaultConfiguration": {"level": LEVELS[severity]},
        "properties": {
            "security-severity": SCORES[severity],
            "precision": "very-high",
            "tags": ["security", *dict.fromkeys(tags)],
        },
    }


def result_json(assessed: Assessed, number: int, above: str) -> Json:
    judgement, rule = assessed.judgement, assessed.rule
    kind = KINDS[judgement.verdict]
    made: Json = {
        "ruleId": rule.key,
        "ruleIndex": number,
        "kind": kind,
        "level": LEVELS[rule.control.severity] if kind == "fail" else "none",
        "message": {"text": message(assessed)},
        "partialFingerprints": {FINGERPRINT: fingerprint(assessed)},
        "properties": {"environment": assessed.environment},
    }
    if judgement.subject is not None:
        made["locations"] = [location(judgement, judgement.span, above)]
    if judgement.verdict is ControlVerdict.WAIVED and judgement.waiver is not None:
        made["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": waiver_text(judgement.waiver)}
        ]
    return made


def message(assessed: Assessed) -> str:
    """`staging, module.db.aws_db_instance.this: publicly_accessible = true`; a message may not be empty."""
    judgement = assessed.judgement
    where = f"{assessed.environment}, {judgement.subject}" if judgement.subject else assessed.environment
    return f"{where}: {judgement_text(judgement) or VERDICTS[judgement.verdict]}"


def fingerprint(assessed: Assessed) -> str:
    parts = (assessed.rule.key, assessed.environment, str(assessed.judgement.subject or ""))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def location(judgement: Judgement, span: Span | None, above: str) -> Json:
    made: Json = {"logicalLocations": [{"fullyQualifiedName": str(judgement.subject), "kind": "resource"}]}
    if span is not None:
        made["physicalLocation"] = {
            "artifactLocation": {"uri": quote(f"{above}{span.path}"), "uriBaseId": ROOT},
            "region": {"startLine": span.line},
        }
    return made

"""Control verdicts as OSCAL assessment results (https://pages.nist.gov/OSCAL/), made and checked by compliance-trestle's models.

One result for each environment: an observation for each control and subject, a finding for each control. An undecided control
is not satisfied, for the reason "other". Identifiers are derived from names, and dates from the day that is given, so
the same revision gives the same bytes.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from trestle.oscal import OSCAL_VERSION
from trestle.oscal.assessment_results import Model

from docgen.pages.sentences.controls import VERDICTS, judgement_text, waiver_text
from docgen.rules.judgement import ControlVerdict, worst
from docgen.rules.rule import Assessed, ControlRule
from docgen.source.inert import shown_line
from docgen.source.version import VERSION

Json = dict[str, Any]
SPACE = uuid.uuid5(
    uuid.NAMESPACE_URL, "https://docgen.invalid/oscal"
)  # of no host: it only tells names apart
NAMESPACE = "https://docgen.invalid/ns/oscal"
STATES = {
    ControlVerdict.HOLDS: ("satisfied", "pass"),
    ControlVerdict.BROKEN: ("not-satisfied", "fail"),
    ControlVerdict.UNDECIDED: ("not-satisfied", "other"),
    ControlVerdict.WAIVED: ("not-satisfied", "fail"),
}


def controls_oscal(project: str, assessed: Iterable[Assessed], day: dt.date, revision: str) -> bytes:
    """The document as JSON. Raises `pydantic.ValidationError` where a model of the library refuses it."""
    title = one_line(f"{project}: security controls")
    moment = f"{day.isoformat()}T00:00:00Z"
    groups = [list(found) for _, found in groupby(assessed, key=lambda each: each.environment)]
    document = {
        "assessment-results": {
            "uuid": identifier("document", project, revision),
            "metadata": {
                "title": title,
                "last-modified": moment,
                "version": revision or day.isoformat(),
                "oscal-version": OSCAL_VERSION,
                "props": [prop("generator", f"docgen {VERSION}")],
            },
            "import-ap": {"href": "#", "remarks": "docgen.yml"},
            "results": [result(project, each, moment) for each in groups],
        }
    }
    model = Model.model_validate(document)
    text: str = model.model_dump_json(by_alias=True, exclude_none=True, indent=2)
    return text.encode() + b"\n"


def result(project: str, assessed: Sequence[Assessed], moment: str) -> Json:
    """The verdicts of one environment."""
    environment = assessed[0].environment
    subjects = {str(each.judgement.subject) for each in assessed if each.judgement.subject}
    rules = list({each.rule.key: each.rule for each in assessed}.values())
    made: Json = {
        "uuid": identifier("result", project, environment),
        "title": one_line(environment),
        "description": f"{project}, {environment}",
        "start": moment,
        "reviewed-controls": {
            "control-selections": [{"include-controls": [{"control-id": each.key} for each in rules]}]
        },
        "observations": [observation(project, each, moment) for each in assessed],
    }
    if subjects:
        items = [
            {
                "uuid": identifier("subject", project, environment, each),
                "description": each,
                "props": [prop("asset-id", each, ours=False)],
            }
            for each in sorted(subjects)
        ]
        made["local-definitions"] = {"inventory-items": items}
    findings = [found for each in rules if (found := finding(project, each, assessed)) is not None]
    if findings:
        made["findings"] = findings
    return made


def observation(project: str, assessed: Assessed, moment: str) -> Json:
    judgement, rule = assessed.judgement, assessed.rule
    subject = str(judgement.subject or "")
    props = [prop("control", rule.key), prop("verdict", judgement.verdict.value)]
    if judgement.waiver is not None:
        waiver = judgement.waiver
        props += [prop("waiver-owner", waiver.owner), prop("waiver-until", waiver.until.isoformat())]
    made: Json = {
        "uuid": identifier("observation", project, assessed.environment, rule.key, subject),
        "title": one_line(f"{rule.key} {subject or assessed.environment}"),
        "description": judgement_text(judgement) or VERDICTS[judgement.verdict],
        "props": props,
        "methods": ["EXAMINE"],
        "types": ["control-objective"],
        "collected": moment,
    }
    if subject:
        identity = identifier("subject", project, assessed.environment, subject)
        made["subjects"] = [{"subject-uuid": identity, "type": "inventory-item", "title": one_line(subject)}]
    if judgement.span is not None:
        place = f"{judgement.span.path}:{judgement.span.line}"
        made["relevant-evidence"] = [{"description": place}]
    if judgement.waiver is not None:
        made["remarks"] = waiver_text(judgement.waiver)
    return made


def finding(project: str, rule: ControlRule, assessed: Sequence[Assessed]) -> Json | None:
    """The finding for all verdicts on a control; nothing if it does not apply."""
    own = [each for each in assessed if each.rule.key == rule.key]
    verdict = worst([each.judgement for each in own])
    if verdict not in STATES:
        return None
    state, reason = STATES[verdict]
    environment = own[0].environment
    references = [
        prop("requirement", f"{framework} {each}")
        for framework, ids in rule.control.refs.items()
        for each in ids
    ]
    return {
        "uuid": identifier("finding", project, environment, rule.key),
        "title": one_line(rule.text.title),
        "description": rule.text.checks,
        "props": [
            prop("severity", rule.control.severity.value),
            prop("verdict", verdict.value),
            *references,
        ],
        "target": {
            "type": "objective-id",
            "target-id": rule.key,
            "status": {"state": state, "reason": reason},
        },
        "related-observations": [
            {
                "observation-uuid": identifier(
                    "observation", project, environment, rule.key, str(each.judgement.subject or "")
                )
            }
            for each in own
        ],
    }


def prop(name: str, value: str, *, ours: bool = True) -> Json:
    made = {"name": name, "value": one_line(value)}
    return {**made, "ns": NAMESPACE} if ours else made


def one_line(text: str) -> str:
    """Text as OSCAL wants titles and values: one line, no space around it, not empty."""
    return shown_line(text).strip() or "-"


def identifier(*parts: str) -> str:
    return str(uuid.uuid5(SPACE, "\0".join(parts).encode("utf-8", "backslashreplace").decode()))

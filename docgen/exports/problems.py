"""What a check or a comparison found, for CI systems: SARIF 2.1.0, and GitLab's Code Quality report.

A fingerprint is made of the subject of a problem and never of its line, so a problem that only moves keeps it.
https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from docgen.analysis.exposure import Severity
from docgen.exports.sarif import LEVELS, ROOT, SCORES, sarif_run
from docgen.pages.problems import Problem

Json = dict[str, Any]
FINGERPRINT = "docgenProblem/v1"
QUALITY: Mapping[Severity, str] = MappingProxyType(
    {
        Severity.CRITICAL: "blocker",
        Severity.HIGH: "critical",
        Severity.MEDIUM: "major",
        Severity.LOW: "minor",
    }
)


def problems_sarif(problems: Sequence[Problem], titles: Mapping[str, str], above: str = "") -> Json:
    """One run. `titles`: of rules; `above`: the way from the top of the repository to the folder of docgen.yml."""
    numbers = {each: number for number, each in enumerate(titles)}
    rules = [
        {"id": each, "shortDescription": {"text": title}, "properties": {"tags": ["security"]}}
        for each, title in titles.items()
    ]
    found = with_fingerprints(problems)
    return sarif_run(rules, [problem_json(*each, numbers, above) for each in found])


def problem_json(problem: Problem, fingerprint: str, numbers: Mapping[str, int], above: str) -> Json:
    place = {"uri": quote(f"{above}{problem.path}"), "uriBaseId": ROOT}
    return {
        "ruleId": problem.rule,
        "ruleIndex": numbers[problem.rule],
        "kind": "fail",
        "level": LEVELS[problem.severity],
        "message": {"text": problem.message},
        "partialFingerprints": {FINGERPRINT: fingerprint},
        "properties": {"security-severity": SCORES[problem.severity]},
        "locations": [
            {"physicalLocation": {"artifactLocation": place, "region": {"startLine": problem.line}}}
        ],
    }


def code_quality(problems: Iterable[Problem], above: str = "") -> list[Json]:
    return [
        {
            "description": each.message,
            "check_name": f"docgen {each.rule}",
            "fingerprint": fingerprint,
            "severity": QUALITY[each.severity],
            "location": {"path": f"{above}{each.path}", "lines": {"begin": each.line}},
        }
        for each, fingerprint in with_fingerprints(problems)
    ]


def with_fingerprints(problems: Iterable[Problem]) -> list[tuple[Problem, str]]:
    """Each with its own; those about the same are counted."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for each in problems:
        key = (each.rule, *each.key)
        parts = (*key, str(seen[key])) if seen[key] else key
        seen[key] += 1
        found.append((each, hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()))
    return found
